"""Wording: what was found, each in one Korean sentence, for the console and the command line alike."""

import re
from collections.abc import Collection, Sequence

from ingest.report import BrokenLink, Conflict, DocumentChange, Duplicate, Expiry, Suspicion
from knowledge.claims import Claim

Item = BrokenLink | Conflict | DocumentChange | Duplicate | Expiry | Suspicion
MAX_QUOTE_CHARS = 80
MOST_WORDS = 3
_NO_NAME = re.compile(r"^(?:으로|에서|까지|부터|캠퍼스|campus)$|니다$|다고$|마다$")
_KINDS = {
    "명": "인원",
    "원": "금액",
    "%": "비율",
    "곳": "곳 수",
    "개": "개수",
    "회": "횟수",
    "date": "날짜",
    "time": "시각",
    **dict.fromkeys(("개월", "주", "일", "시간"), "기간"),
}
"""What a value is, by its unit or kind."""


def sentence(item: Item) -> str:
    """One thing of a report as a sentence that says what it is and where."""
    match item:
        case DocumentChange():
            return _change(item)
        case Conflict():
            return (
                f"{item.entity}의 {item.attribute} 값이 서로 다릅니다: {item.first.value}({_where(item.first.title, item.first.published)})"
                f" ↔ {item.second.value}({_where(item.second.title, item.second.published)})."
            )
        case Expiry():
            return f"「{item.title}」의 날짜가 {_when(item.days_left)}({item.day}): {quoted(item.quote)}"
        case Duplicate():
            share = round(item.share * 100)
            return (
                f"「{item.first.title}」의 '{item.first.value}' 부분과 「{item.second.title}」의 '{item.second.value}' 부분이 "
                f"{share}% 같은 글입니다."
            )
        case Suspicion():
            what = "챗봇에게 시키는 말처럼 보이는" if item.kind == "instruction" else "개인정보로 보이는"
            return f"「{item.title}」에 {what} 글이 있습니다: {quoted(item.quote)}"
        case BrokenLink():
            return f"「{item.title}」의 링크가 열리지 않습니다: {item.url} ({item.why})"


def attribute(shared: Collection[str], values: Sequence[Claim], text: str) -> str:
    """What two statements give other values of: the words that both have, as they stand in the text of one, or what
    kind of value it is."""
    words = [word for word in shared if not _NO_NAME.search(word)]
    named = sorted(words, key=text.lower().find)[:MOST_WORDS]
    first = values[0] if values else None
    kind = _KINDS.get(first.unit or first.kind, "수치") if first else "값"
    return " ".join(named) or kind


def quoted(text: str) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_QUOTE_CHARS else line[: MAX_QUOTE_CHARS - 1].rstrip() + "…"


def value(claim: Claim) -> str:
    """A value as people write it: 3,300명, 2025년 11월, 18:00."""
    if claim.kind == "date":
        return " ".join(f"{part}{unit}" for part, unit in zip(claim.value.split("-"), "년월일", strict=True) if part)
    if claim.kind == "number" and claim.value.isdigit():
        return f"{int(claim.value):,}{claim.unit}"
    return f"{claim.value}{claim.unit}"


def _change(change: DocumentChange) -> str:
    if not change.passages_before:
        return f"「{change.title}」 문서가 새로 들어갑니다(단락 {change.passages_after}개)."
    if not change.passages_after:
        return f"「{change.title}」 문서가 빠집니다(단락 {change.passages_before}개)."
    if not change.edits:
        return f"「{change.title}」 문서는 내용은 같고 차례만 바뀝니다."
    return f"「{change.title}」 문서에서 {len(change.edits)}곳이 바뀝니다."


def _where(title: str, published: str | None) -> str:
    return f"「{title}」, {published}" if published else f"「{title}」"


def _when(days_left: int) -> str:
    if days_left < 0:
        return f"{-days_left}일 전에 지났습니다"
    return f"{days_left}일 뒤에 지납니다" if days_left else "오늘까지입니다"
