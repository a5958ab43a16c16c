"""Periods of application in a text: 2026. 12. 1.(화) ~ 12. 14.(월) 18:00, ~12/14 18시까지, until 28 September 2026.

Only a date that stands with a word for applying counts (접수, 모집, applications); one that stands with another label
(교육기간, 면접) does not. A year that the text leaves out comes from its headings or from the date of publication;
where that would be a guess there is no period.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from knowledge.moments import Moment, moments
from knowledge.normalisation import search_key

KST = ZoneInfo("Asia/Seoul")
_JOINS = re.compile(r"\s*(?:~|–|-|부터|에서|to|until|till|through|and)?\s*(?:~|to)?\s*\Z")
_PAST = re.compile(
    r"(?:모집|접수|신청)[한된]|[았었했였됐렸났]|\b(?:was|were|took|ran|closed|ended|opened|recruited|had)\b"
)
_TITLE = re.compile("「[^」]*」|『[^』]*』|“[^”]*”")
_NEAR = 14
"""Letters between two ranges up to which the second shares the label of the first: 1차 …, 2차 …"""


@dataclass(frozen=True, slots=True)
class Period:
    """From `opens` until just before `closes`, in Asia/Seoul; None where the text does not say."""

    opens: datetime | None
    closes: datetime | None


@cache
def words() -> dict[str, Any]:
    """The word lists of intake.yaml, read once; every scalar stays the string that was written."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    content = yaml.load((Path(__file__).parent / "intake.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506
    return {key: dict(value) if isinstance(value, dict) else tuple(value) for key, value in content.items()}


@cache
def pattern(name: str) -> re.Pattern[str]:
    """One list of regular expressions of intake.yaml as one pattern."""
    return re.compile("|".join(f"(?:{part})" for part in words()[name]))


def said_as_past(text: str) -> bool:
    """Whether a sentence is in the past tense."""
    return bool(_PAST.search(search_key(_TITLE.sub(" ", text))))


def periods(
    text: str, headings: Sequence[str] = (), published: str | None = None, *, of_lessons: bool = False
) -> list[Period]:
    """The periods of application that a sentence states, or those of lessons.

    `headings` stand above it, `published` is YYYY, YYYY-MM or YYYY-MM-DD; both only fill what the sentence omits.
    """
    key = search_key(text)
    masked = _TITLE.sub(lambda match: " " * len(match[0]), key)
    plain = re.sub(r"[()\[\]]", " ", masked)
    year = _year(plain, headings)
    found: list[Period] = []
    before, kind_before = 0, False
    ranges = list(_ranges(list(moments(plain)), plain))
    for at, (first, last) in enumerate(ranges):
        until = ranges[at + 1][0].start if at + 1 < len(ranges) else len(plain)
        lead, rest = plain[before : first.start], plain[last.end : until]
        shared = kind_before and len(lead) <= _NEAR
        kind_before = _is_lessons(lead) if of_lessons else _is_application(lead, rest, headings, shared)
        opens, closes = (first, last) if first is not last else _side(first, lead, rest)
        if kind_before and (opens or closes):
            earlier = found[-1].opens or found[-1].closes if found and not year else None
            made = _dated(opens, closes, earlier.year if earlier else year, published, said_as_past(text))
            if made:
                found.append(made)
        before = last.end
    return found


def last_day(published: str) -> date | None:
    """The last day of YYYY, YYYY-MM or YYYY-MM-DD; None for what is no date."""
    parts = published.split("-")
    try:
        if len(parts) == 3:
            return date(*map(int, parts))
        year, month = int(parts[0]), int(parts[1]) if len(parts) == 2 else 12
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    except (ValueError, TypeError):
        return None


def first_day(day: str) -> date | None:
    """The first day of YYYY, YYYY-MM or YYYY-MM-DD; None for what is no date."""
    try:
        return date.fromisoformat((day + "-01-01")[:10])
    except ValueError:
        return None


def _ranges(moments: list[Moment], text: str) -> Iterator[tuple[Moment, Moment]]:
    """Two moments that are joined, or one twice."""
    at = 0
    while at < len(moments):
        first = moments[at]
        following = moments[at + 1] if at + 1 < len(moments) else None
        between = text[first.end : following.start] if following else " "
        if following and between.strip() and _JOINS.match(between):
            yield first if first.month else replace(first, month=following.month, year=following.year), following
            at += 2
        else:
            if first.month:
                yield first, first
            at += 1


def _is_application(lead: str, rest: str, headings: Sequence[str], shared: bool) -> bool:
    """Whether the label of a range says applying: the last one before it, else the first after it, else a heading."""
    before = [*_labels(lead)]
    if before:
        return before[-1]
    if shared:
        return True
    after = [*_labels(rest)]
    if after:
        return after[0]
    above = [kind for heading in reversed(headings) for kind in _labels(search_key(heading))]
    return bool(above) and all(above)


def _is_lessons(lead: str) -> bool:
    """Whether the label before a range says lessons, and nothing there says applying."""
    after_label = re.split(r"[.;·]\s", lead)[-1]
    return bool(pattern("lesson_labels").search(after_label)) and not pattern("labels").search(after_label)


def _labels(text: str) -> Iterator[bool]:
    """True for each label of applying, False for each other one, in order."""
    marks = [(m.start(), True) for m in pattern("labels").finditer(text)]
    marks += [(m.start(), False) for m in pattern("other_labels").finditer(text)]
    return (kind for _, kind in sorted(marks))


def _side(moment: Moment, lead: str, rest: str) -> tuple[Moment | None, Moment | None]:
    """Whether a date that stands alone opens or closes."""
    if pattern("closes_before").search(lead) or pattern("closes_after").match(rest):
        return None, moment
    if pattern("opens_before").search(lead) or pattern("opens_after").match(rest):
        return moment, None
    return None, None


def _year(text: str, headings: Sequence[str]) -> int | None:
    """The one year that a sentence names outside its dates, else the one that its headings name so.

    The year of another date tells nothing: lessons of January follow applications of December.
    """
    for place in (text, search_key(" ".join(headings))):
        bare = place
        for moment in moments(place):
            bare = bare[: moment.start] + " " * (moment.end - moment.start) + bare[moment.end :]
        years = set(re.findall(r"(?<![\d-])20\d\d(?!\d)", bare))
        if years:
            return int(years.pop()) if len(years) == 1 else None
    return None


def _dated(
    opens: Moment | None, closes: Moment | None, year: int | None, published: str | None, past: bool
) -> Period | None:
    """The period with its years; None where they would be guessed or there is no such day."""
    known = next((m.year for m in (opens, closes) if m and m.year), None) or year
    years = [known] if known else _years_near(published)
    for candidate in years:
        made = _in_year(opens, closes, candidate)
        if made and (known or _fits(made, published, past)):
            return made
    return None


def _years_near(published: str | None) -> list[int]:
    if not published or not last_day(published):
        return []
    year = int(published[:4])
    return [year, year + 1, year - 1] if len(published) > 4 else [year]


def _fits(period: Period, published: str | None, past: bool) -> bool:
    """Whether a year taken from the publication makes sense: a notice is about what comes, a report of what was."""
    day = last_day(published or "")
    if day is None or len(published or "") == 4:
        return day is not None
    edge = period.closes or period.opens
    end = (edge - timedelta(microseconds=1)).date() if edge else day
    first = date(day.year, day.month, 1) if len(published or "") == 7 else day
    distance = (end - first).days
    return -366 < distance <= 31 if past else 0 <= distance < 366


def _in_year(opens: Moment | None, closes: Moment | None, year: int) -> Period | None:
    """Both ends, the missing year of one taken from the other: December to January goes over the new year."""
    start_year = (opens.year if opens else None) or year
    end_year = closes.year if closes else None
    if opens and closes:
        turns = (closes.month, closes.day) < (opens.month, opens.day)
        if opens.year is None and closes.year:
            start_year = closes.year - turns
        end_year = end_year or start_year + turns
    try:
        start = _start(opens, start_year) if opens else None
        end = _close(closes, end_year or year) if closes else None
    except ValueError:
        return None
    return Period(start, end) if not (start and end) or start < end else None


def _day(moment: Moment, year: int) -> date:
    """Raises ValueError for a day that is none, or, where the year is not written, for another weekday."""
    day = date(year, moment.month, moment.day)
    if not moment.year and moment.weekday is not None and day.weekday() != moment.weekday:
        raise ValueError("another weekday")
    return day


def _start(moment: Moment, year: int) -> datetime:
    return datetime.combine(_day(moment, year), moment.clock or time(0), KST)


def _close(moment: Moment, year: int) -> datetime:
    """A day without a time is open until it ends."""
    if moment.clock is None:
        return datetime.combine(_day(moment, year) + timedelta(days=1), time(0), KST)
    return datetime.combine(_day(moment, year), moment.clock, KST)
