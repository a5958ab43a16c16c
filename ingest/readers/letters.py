"""Letters as they stand in Korean office files, made into letters that everybody can read and search."""

import re
import unicodedata

from ingest.readers.extract import FileState, NotRead
from knowledge.normalisation import shown

MAX_GARBLED_SHARE, DOUBTFUL_SHARE = 0.20, 0.02
"""Measured: a real notice with 17 % of equation letters is still worth reading; more than a fifth is not."""

_HANGUL_WORD_MARK = "\u1112\u119e\u11ab"
_KNOWN = {
    0xF53A: _HANGUL_WORD_MARK,  # the first syllable of the word processor's own name
    # Symbol fonts (Wingdings, Symbol) put their code page at U+F000.
    0xF06C: "●", 0xF06E: "■", 0xF06F: "□", 0xF070: "□", 0xF071: "❑", 0xF075: "◆", 0xF076: "❖", 0xF09F: "•",
    0xF0A0: "·", 0xF0A7: "▪", 0xF0A8: "◻", 0xF0B7: "•", 0xF0D8: "➢", 0xF0E0: "→", 0xF0E8: "➔", 0xF0F0: "⇨",
    0xF0FB: "✗", 0xF0FC: "✔", 0xF0FD: "☒", 0xF0FE: "☑",
    # Hancom's own signs above the basic plane.
    0xF003B: "↓", 0xF012B: "(인)", 0xF02EF: "·", 0xF02FB: "▸", 0xF02FC: "►", 0xF031C: "■", 0xF03C5: "□",
    0xF0854: "《", 0xF0855: "》",
    # Radicals that some fonts give for letters, and that Unicode does not fold.
    0x2E9D: "月", 0x2E9F: "母", 0x2EA0: "民", 0x2EC4: "西", 0x2ED1: "長", 0x2ED8: "青", 0x2EDD: "食", 0x2EE4: "鬼",
    **{0xF02B1 + i: chr(0x2460 + i) for i in range(20)},  # digits in boxes
}  # fmt: skip
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
_ANY_PRIVATE = re.compile(f"[{_PRIVATE}]")
_LEADING_PRIVATE = re.compile(f"^[{_PRIVATE}](?=\\s)")
_RADICALS = re.compile("[\u2e80-\u2fdf]")
_SPACED_WORD = re.compile(r"[가-힣](?: +[가-힣])+")
_SPREAD_WORDS = frozenset(
    [
        "구분",
        "비고",
        "성명",
        "이름",
        "금액",
        "합계",
        "소계",
        "총계",
        "주소",
        "전화",
        "내용",
        "번호",
        "연번",
        "순번",
        "항목",
        "기간",
        "일시",
        "일자",
        "장소",
        "직위",
        "직급",
        "소속",
        "날짜",
        "시간",
        "대상",
        "목적",
        "제목",
        "과목",
        "과정",
        "지역",
        "단위",
        "수량",
        "단가",
        "인원",
        "방법",
        "자격",
        "분야",
        "기관",
        "부서",
        "서명",
        "유형",
        "종류",
        "목차",
        "차례",
        "공고",
        "일정",
        "평가",
        "배점",
        "점수",
        "학교",
        "학과",
        "학력",
        "경력",
        "성별",
        "나이",
        "연령",
        "국적",
        "사진",
        "사유",
        "근거",
        "개요",
        "사업",
        "예산",
    ]
)
_GARBLED = re.compile(f"[{_PRIVATE}\ufffd]|\\(cid:\\d+\\)")
_ITEM = re.compile(
    "(?:[□■○●◦◎◇◆▪▫•·∙‧ㆍ▶▷►▸※❍❑❖◻☐☑✓✔➔➢→⇨*\u2013\u2014-]|[①-⑳㉠-㉻➀-➓]|\\d{1,2}[.)](?!\\d)|[가-하][.)]"
    "|\\(\\d{1,2}\\)|\\([가-하]\\)|[a-z][.)])\\s*\\S"
)
_SENTENCE_END = re.compile(r"[.!?。,;:][\"'”’)\]]?$|다$")
_NUMBERED = re.compile(r"제\s?\d+\s?[장절편관]|[Ⅰ-Ⅻ]\s?[.)]?\s|\d{1,2}\.\s|[□■◆❑❖]\s?|붙임|별표|별지")
MAX_HEADING_CHARS = 60


def plain(text: str) -> str:
    """NFC without invisible characters; known private-use letters and radicals as the letters they stand for."""
    if not text.isascii():
        text = text.translate(_KNOWN)
        text = _RADICALS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
        text = _LEADING_PRIVATE.sub("•", text)
    return shown(text)


def unspaced(text: str, least: int = 3) -> str:
    """`담 당 자` as 담당자, where the whole text is at least so many single syllables.

    Of two syllables only words that forms spread out: `비 고`, but not `석 달`.
    """
    if not _SPACED_WORD.fullmatch(text):
        return text
    joined = "".join(text.split())
    spread = len(joined) >= max(least, 3) or (least <= 2 and joined in _SPREAD_WORDS)
    return joined if spread else text


def is_item(text: str) -> bool:
    """Whether it begins as list items in Korean notices do: □, ○, 1., 가., (1), ①."""
    return bool(_ITEM.match(text))


def may_be_heading(text: str) -> bool:
    """Whether a line in larger letters can be a heading: short, one line, no sentence."""
    return 0 < len(text) <= MAX_HEADING_CHARS and "\n" not in text and not _SENTENCE_END.search(text)


def begins_as_heading(text: str) -> bool:
    """Whether it begins with a chapter's number or the square of a section."""
    return bool(_NUMBERED.match(text))


def garbled_share(text: str) -> float:
    """The share of letters that no font but the file's own can show."""
    letters = len("".join(text.split()))
    return len(_GARBLED.findall(text)) / letters if letters else 0.0


def check_readable(text: str) -> tuple[str, ...]:
    """A warning where letters are in doubt. Raises NotRead where too many are."""
    share = garbled_share(text)
    percent = f"{share:.0%}"
    if share > MAX_GARBLED_SHARE:
        raise NotRead(
            FileState.GARBLED,
            f"글자의 {percent}가 깨져 읽히지 않습니다. 원본 문서(HWPX, DOCX)로 올리거나 글꼴을 포함해 다시 저장하세요. "
            f"(garbled text)",
        )
    if share > DOUBTFUL_SHARE:
        return (f"글자의 {percent}가 전용 글꼴로 적혀 있어 깨졌을 수 있습니다. 확인하세요. (garbled letters)",)
    return ()


def has_private(text: str) -> bool:
    """Whether any private-use letter is left."""
    return bool(_ANY_PRIVATE.search(text))
