"""Dates as people write them: 2026. 12. 1.(화) 18:00, 12/14 18시, 12월 14일 오후 6시, 14 December 2026 at 6 p.m."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import time

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_M, _D = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
_END = r"(?!\d|\s?:|\s?시(?!작)|\s?%)"
"""What may not follow a day: it would be an hour or a share."""
_DATE = re.compile(
    rf"(?<![\d.:/-])(?:"
    rf"(?:(?P<y1>20\d\d|'?\d\d)\s?년\s?)?(?P<m1>{_M})\s?월\s?(?P<d1>{_D})\s?일"
    rf"|(?P<y2>20\d\d|'?2\d)\s?[./-]\s?(?P<m2>{_M})\s?[./-]\s?(?P<d2>{_D}){_END}\.?"
    rf"|(?P<m3>{_M})\s?[./]\s?(?P<d3>{_D}){_END}\.?"
    rf"|(?P<d4>{_D})(?:st|nd|rd|th)?(?: of)? (?P<m4>{_MONTH_NAME})\b\.?(?:,? (?P<y4>20\d\d))?"
    rf"|(?P<m5>{_MONTH_NAME})\.? (?P<d5>{_D})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<y5>20\d\d))?"
    rf"|(?P<d6>{_D})(?=\s?(?:to|through|until|-|–|~)\s?{_D} {_MONTH_NAME}\b)"
    rf")"
)
_DAY_AFTER = re.compile(rf"\s*(?:~|–|-|to|부터)\s*(?P<d>{_D})(?!\d|\s?[:/월시])(?:일|\.)?(?:, (?P<y>20\d\d))?")
"""The second day of a range that leaves the month out: 4월 7일부터 20일까지, September 1–22, 2026."""
_CLOCK = re.compile(
    r"\s*(?:(?P<weekday>[월화수목금토일])(?:요일)?(?![가-힣]))?[\s,.]*"
    r"(?:(?:at |by )?(?:(?P<half>오전|오후|낮|밤|저녁)\s?)?"
    r"(?:(?P<hour>\d{1,2})(?::(?P<minute>[0-5]\d)(?!\d)|\s?시(?!작|간)(?:\s?(?P<minute2>\d{1,2})\s?분)?)?"
    r"\s?(?P<ampm>[ap]\.?m\b\.?)?|(?P<word>자정|정오|noon|midnight)))?"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as written, its years and time open where the text leaves them out; `start` and `end` are places."""

    month: int
    day: int
    year: int | None
    start: int
    end: int
    weekday: int | None = None
    clock: time | None = None
    """None for a day without a time, and for 24:00 and 23:59: open until the day is over."""


def moments(text: str) -> Iterator[Moment]:
    """The dates in a search key without brackets, in order."""
    place = 0
    while match := _DATE.search(text, place):
        groups = {name[0]: value for name, value in match.groupdict().items() if value}
        moment = _timed(_moment(groups, match), text)
        yield moment
        place = moment.end
        after = _DAY_AFTER.match(text, match.end()) or _DAY_AFTER.match(text, moment.end)
        if after and "m" in groups and not _DATE.match(text, after.start("d")):
            year = int(after["y"]) if after["y"] else moment.year
            last = _timed(Moment(moment.month, int(after["d"]), year, after.start("d"), after.end()), text)
            yield last
            place = last.end


def _moment(groups: dict[str, str], match: re.Match[str]) -> Moment:
    month = groups.get("m", "0")
    number = int(month) if month.isdigit() else MONTHS.index(month[:3]) + 1
    year = groups.get("y")
    full = int(year.strip("'")) if year else None
    return Moment(
        number, int(groups["d"]), full + 2000 if full is not None and full < 100 else full, match.start(), match.end()
    )


def _timed(moment: Moment, text: str) -> Moment:
    """The moment with the weekday and the time that follow it."""
    found = _CLOCK.match(text, moment.end)
    if not found:
        return moment
    weekday = "월화수목금토일".index(found["weekday"]) if found["weekday"] else None
    named = {"자정": 24, "midnight": 24, "정오": 12, "noon": 12}.get(found["word"] or "")
    is_time = found["minute"] or found["ampm"] or (found["hour"] and "시" in found[0])
    hour = int(found["hour"]) if found["hour"] and is_time else named
    if hour is None or hour > 24:
        end = found.end("weekday") if found["weekday"] else moment.end
        return replace(moment, weekday=weekday, end=end)
    minute = int(found["minute"] or found["minute2"] or 0)
    if hour < 12 and (found["half"] in ("오후", "밤", "저녁", "낮") or (found["ampm"] or "").startswith("p")):
        hour += 12
    over = hour == 24 or (hour, minute) == (23, 59)
    clock = None if over else time(hour, minute)
    return replace(moment, weekday=weekday, end=found.end(), clock=clock)
