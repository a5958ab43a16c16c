"""Expiries: deadlines and events of the documents that have passed, or will soon, while the text speaks of them as
to come."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from ingest.report import Expiry
from knowledge.document import Passage, Statement
from knowledge.intake import in_seoul
from knowledge.moments import Moment, moments
from knowledge.normalisation import search_key
from knowledge.periods import first_day, last_day, periods, said_as_past

EXPIRY_DAYS = 14
"""A date that passes within these days is named beforehand."""
_DATED = re.compile(r"\d\s?[월./-]\s?\d|\d\s?(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|[A-Za-z] \d")
_TO_COME = (
    *("접수", "모집", "신청", "원서", "마감", "까지", "예정", "설명회", "면접", "발표", "개강", "개최", "오리엔테이션"),
    *(
        "특강",
        "행사",
        "박람회",
        "테스트",
        "시험",
        "열립",
        "열리",
        "엽니다",
        "합니다",
        "해요",
        "됩니다",
        "기간",
        "일시",
        "날짜",
    ),
)
_TO_COME_EN = re.compile(
    r"\b(?:appl(?:y|ications?)|deadline|until|till|by|will|takes? place|starts?|begins?|opens?|closes?|ends?|interviews?"
    r"|briefing|orientation|results?)\b",
    re.IGNORECASE,
)
"""What a sentence has that sets a date for its readers; other dates tell when something was."""
_AS_OF = re.compile(
    r"\s*(?:\(?[월화수목금토일]\)?)?\s*(?:기준|현재|자\s|보도|기사|\S{0,3}\s?\S{0,3}\s?(?:보도|발표|공개|소개)[한된했됐되])"
)
_AS_OF_BEFORE = re.compile(r"(?:기준|as of|reported (?:in|on)|report of)\s*:?\s*\Z")
_EVERY = re.compile(r"매[년월주달]|해마다|every (?:year|month|week)")


def expiries(passages: Sequence[Passage], now: datetime) -> tuple[Expiry, ...]:
    """The dates that passed or pass soon, each once for its document: what passes next first, then what
    passed last."""
    today = in_seoul(now).date()
    found: dict[tuple[str, str], Expiry] = {}
    for passage in passages:
        if not passage.valid_until and not _sets_date(passage.text, passage.heading):
            continue
        for day, quote in _ends(passage):
            left = (day - today).days
            if left <= EXPIRY_DAYS:
                one = Expiry(passage.document_id, passage.title, day.isoformat(), left, quote)
                found.setdefault((one.document, one.day), one)
    return tuple(sorted(found.values(), key=lambda one: (one.days_left < 0, abs(one.days_left), one.document)))


def _ends(passage: Passage) -> Iterator[tuple[date, str]]:
    """Each last day that a passage tells, with the words that tell it."""
    until = last_day(passage.valid_until) if passage.valid_until else None
    if until:
        yield until, f"유효기간: {passage.valid_until}"
        return  # all that it says then ends on that day
    headings = (passage.title, *passage.heading_path)
    for statement in passage.statements:
        text = statement.text
        if not _sets_date(text, passage.heading) or said_as_past(text):
            continue
        published = next((passage.sources[key].published for key in statement.sources), None)
        closing = [period.closes for period in periods(text, headings, published) if period.closes]
        if closing:
            yield from ((_day_before(end), text) for end in closing)
        elif _sets_date(text) and (day := _event(statement, published)):
            yield day, text


def _sets_date(text: str, heading: str = "") -> bool:
    """Whether a text has a date and speaks of what is to come, by itself or by its heading; cheap."""
    if not _DATED.search(text):
        return False
    said = f"{heading} {text}"
    return any(word in said for word in _TO_COME) or bool(_TO_COME_EN.search(said))


def _day_before(end: datetime) -> date:
    """The last day of what is open until just before `end`."""
    return (end - timedelta(microseconds=1)).date()


def _event(statement: Statement, published: str | None) -> date | None:
    """The last day that a sentence names, but for those as of which it tells something."""
    key = re.sub(r"[()\[\]]", " ", search_key(statement.text))
    if _EVERY.search(key):
        return None
    found = [moment for moment in moments(key) if moment.month]
    if any(_AS_OF.match(key, one.end) or _AS_OF_BEFORE.search(key, 0, one.start) for one in found):
        return None
    years = [one.year for one in found if one.year]
    days = [day for one in found if (day := _day(one, years[0] if years else None, published))]
    last = max(days) if days and len(days) == len(found) else None
    # What a source says of its own day, or of one before it, was not to come even then.
    return last if last and not (published and last.isoformat() <= published) else None


def _day(moment: Moment, year: int | None, published: str | None) -> date | None:
    """The day; a year that the sentence leaves out is that in which it comes next after the publication."""
    since = first_day(published) if published and len(published) > 4 else None
    years = [moment.year or year] if moment.year or year else [since.year, since.year + 1] if since else []
    for one in years:
        try:
            day = date(one or 0, moment.month, moment.day)
        except ValueError:
            continue
        if moment.year or year or (since and day >= since):
            return day
    return None
