"""What a Korean notice says of itself: its date and publisher, as they stand below its text."""

import re
from collections.abc import Sequence

from ingest.readers import letters
from ingest.readers.extract import Heading, Paragraph, Piece
from ingest.readers.front_matter import is_date
from knowledge.normalisation import compact

_DATE = re.compile(
    r"(?:(?:시행|공고|발행|게시|작성)(?:일자?|날짜)?\s*[:：]?\s*)?[<(\[]?\s*"
    r"((?:19|20)\d\d)\s*[.년/-]\s*(\d{1,2})\s*[.월/-]\s*(?:(\d{1,2})\s*[.일]?\s*)?(?:\([월화수목금토일]\)\s*)?[>)\]]?"
)
_DAY = r"((?:19|20)\d\d)\s*[.년/-]\s*(\d{1,2})\s*[.월/-]\s*(\d{1,2})\s*[.일]?(?:\s*\([월화수목금토일]\))?"
_OFFICE = r"([가-힣][가-힣·\s]{2,40}(?:(?<!일)시|구|청|원|재단|센터|팀|과|부|처|국|실|단|캠퍼스|학교))"
_LABEL = r"(?:작성|공고|게시|발행|등록|배포|시행)(?:일자?|날짜)?\s*[:：]?\s*"
_HEADED = re.compile(
    rf"[(\[]?\s*(?:{_LABEL}{_DAY}(?:[\s·,/|]+{_OFFICE})?|{_OFFICE}[\s·,/|]+(?:{_LABEL})?{_DAY}|{_DAY}[\s·,/|]+{_OFFICE})\s*[)\]]?"
)
"""A line at the head or foot of a notice: 작성일 2026-10-27 · 서울경제진흥원, 서울경제진흥원 2026. 11. 19."""
_BYLINE = re.compile(
    r"(?:[\s·,/|]*(?:작성|등록|게시|공고|발행)\s?(?:자|일|일자|일시|부서|처|기관)\s*[:：]\s*[^·|,:：]{1,30})+"
)
_HEAD_LINES, _FOOT_LINES = 8, 5
_SIGNATURE = re.compile(
    r"[가-힣·\s()]{2,30}?(?:시장|구청장|군수|도지사|지사|장관|청장|원장|처장|위원장|이사장|대표이사|센터장|총장|교육감|사장|관장)"
)
_TITLE = re.compile(
    r"(?![□■○●•※*-]|\d{1,2}[.)]|[가-하][.)]|[①-⑳]|붙임|별표|별지).*(?:공고|공고문|안내|안내문|안내서|알림|계획|계획서|계획\(안\)|지침"
    r"|규정|규칙|요강|요령|매뉴얼|현황|현황표|일정|일정표|시간표|명단|목록|설명회|질문|설명서|보고서|가이드|FAQ)"
)
MIN_TITLE_CHARS = 8
_FIRST_CHARS = 3_000


def date_and_publisher(pieces: Sequence[Piece]) -> tuple[str, str]:
    """The date on a line of its own and the office that signs right below or above it; empty where there is not just
    one.

    Where no line is only a date, a line at the head or foot counts that names the date with its office or as its own.
    """
    lines = [piece.text if isinstance(piece, Heading | Paragraph) else "" for piece in pieces]
    dates: list[str] = []
    publishers: list[str] = []
    for position, line in enumerate(lines):
        match = _DATE.fullmatch(line)
        if not match:
            continue
        date = "-".join(part.zfill(2) for part in match.groups() if part)
        if not is_date(date):
            continue
        dates.append(date)
        below = next((text for text in lines[position + 1 : position + 3] if text), "")
        signed = letters.unspaced(below.removesuffix("(직인생략)").strip())
        if _SIGNATURE.fullmatch(signed):
            publishers.append(signed)
        else:
            above = next((text for text in reversed(lines[max(0, position - 2) : position]) if text), "")
            publishers.extend([line for line in (below, above) if is_office(line)][:1])
    if not dates:
        dates, publishers = _headed(lines)
    published = dates[0] if len(set(dates)) == 1 else ""
    publisher = publishers[0] if len(set(publishers)) == 1 else ""
    return published, publisher


def _headed(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The dates, and the offices beside them, of lines at the head; of those at the foot where the head has none."""
    for part in (lines[:_HEAD_LINES], lines[-_FOOT_LINES:]):
        found = [match.groups() for line in part if (match := _HEADED.fullmatch(line.strip()))]
        dates = ["-".join(one.zfill(2) for one in groups if one and one.isdigit()) for groups in found]
        offices = [one for groups in found for one in groups if one and not one.isdigit()]
        if dates and all(map(is_date, dates)):
            return dates, offices
    return [], []


def is_byline(line: str) -> bool:
    """Whether a line only says who wrote the notice, or when."""
    return any(form.fullmatch(line.strip()) for form in (_DATE, _HEADED, _SIGNATURE, _BYLINE))


def is_office(line: str) -> bool:
    """Whether a line is the name of an office and nothing else."""
    return bool(re.fullmatch(_OFFICE, line.strip()))


def names_a_document(line: str) -> bool:
    """Whether a line reads as the title of a document: short, no sentence, ending as such titles do (… 모집 공고)."""
    return MIN_TITLE_CHARS <= len(line) <= letters.MAX_HEADING_CHARS and bool(_TITLE.fullmatch(line))


def confirmed_title(title: str, pieces: Sequence[Piece]) -> str:
    """The title that the file's properties hold, where it also stands near the beginning of the text.

    Properties are often left over from another document that was used as a model.
    """
    wanted = compact(title)
    if len(wanted) < 4:
        return ""
    beginning = ""
    for piece in pieces:
        text = piece.text if isinstance(piece, Heading | Paragraph) else " ".join(" ".join(row) for row in piece.rows)
        beginning += compact(text)
        if len(beginning) > _FIRST_CHARS:
            break
    return title.strip() if wanted in beginning[:_FIRST_CHARS] else ""
