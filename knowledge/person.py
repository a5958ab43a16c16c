"""Person: what somebody says of themselves in a question, read only to answer it and never stored."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.normalisation import search_key
from knowledge.periods import KST

COUNTED_MORE = 2
"""Years by which an age as people count it (세는나이) can be above the completed years."""
_TENS = {"열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60}
_ONES = {"하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5}
_ONES |= {"여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9}
_DECADES = ("십", "이십", "삼십", "사십", "오십", "육십")


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of one person; None is not known.

    `ages` are the least and the greatest number of completed years (만 나이) that what was said leaves open; with
    `born` or `birth_year` they depend on the day that is asked about.
    """

    ages: tuple[int, int] | None = None
    born: date | None = None
    birth_year: int | None = None
    lives_in_seoul: bool | None = None
    student: bool | None = None
    seoul_school: bool | None = None
    employed: bool | None = None
    foreign: bool | None = None
    non_major: bool | None = None

    def ages_on(self, day: date) -> tuple[int, int] | None:
        """The completed years on a day, least and greatest; None where no age is known."""
        if self.born:
            # On the birthday itself the year is complete; 29 February counts from 1 March in other years.
            age = day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))
            return age, age
        if self.birth_year:
            return day.year - self.birth_year - 1, day.year - self.birth_year
        return self.ages


@cache
def words() -> dict[str, Any]:
    """The lists of person.yaml; every scalar stays the string that was written."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    content: dict[str, Any] = yaml.load((Path(__file__).parent / "person.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506
    return content


@cache
def _pattern(name: str) -> re.Pattern[str]:
    listed = words()[name]
    return re.compile("|".join(f"(?:{p})" for p in ([listed] if isinstance(listed, str) else listed)))


def asks_to_be_let_in(text: str) -> bool:
    """Whether a text asks if somebody may apply."""
    return bool(_pattern("asks").search(search_key(text)))


def speaks_of_self(text: str) -> bool:
    """Whether a text says something of the one who asks and not of people in general."""
    return bool(_pattern("self").search(search_key(text)))


def person_in(text: str, now: datetime) -> Person | None:
    """What a question says of the one who asks; None where it says nothing of use."""
    key = search_key(text)
    today = (now if now.tzinfo is None else now.astimezone(KST)).date()
    born, birth_year = _born(key), _birth_year(key, today.year)
    inside = bool(_pattern("inside").search(key))
    outside = bool(_pattern("outside").search(key))
    seoul_school = bool(_pattern("seoul_school").search(key))
    person = Person(
        ages=None if born or birth_year else _ages(key),
        born=born,
        birth_year=None if born else birth_year,
        lives_in_seoul=not outside if inside or outside else None,
        student=True if _pattern("student").search(key) or seoul_school else None,
        seoul_school=True if seoul_school else False if _pattern("other_school").search(key) else None,
        employed=_employed(key),
        foreign=True if _pattern("foreign").search(key) else None,
        non_major=True if _pattern("non_major").search(key) else None,
    )
    return None if person == Person() else person


def _employed(key: str) -> bool | None:
    if _pattern("not_employed").search(key):
        return False
    return True if _pattern("employed").search(key) else None


def _ages(key: str) -> tuple[int, int] | None:
    for match in _pattern("age_completed").finditer(key):
        if not _is_limit(key, match):
            age = _number(match)
            return age, age
    for match in _pattern("age_counted").finditer(key):
        if not _is_limit(key, match):
            return _number(match) - COUNTED_MORE, _number(match)
    native = _pattern("age_native").search(key)
    if native and not _is_limit(key, native) and (native[1] != "열" or native[2]):
        tens, ones = native[1] or native[3], native[2] or native[4] or ""
        age = _TENS[tens] + _ONES.get(ones, 0)
        return age - COUNTED_MORE, age
    decade = _pattern("age_decade").search(key)
    if decade and not _is_limit(key, decade):
        tens = int(decade[1]) if decade[1] else _DECADES.index(decade[2]) + 1
        return tens * 10, tens * 10 + 9
    return None


def _is_limit(key: str, match: re.Match[str]) -> bool:
    return bool(_pattern("limit").match(key, match.end()))


def _number(match: re.Match[str]) -> int:
    return int(next(group for group in match.groups() if group))


def _born(key: str) -> date | None:
    match = _pattern("born").search(key)
    if not match:
        return None
    year, month, day = (int(group) for group in match.groups() if group)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _birth_year(key: str, this_year: int) -> int | None:
    match = _pattern("born_in").search(key)
    if not match:
        return None
    year = _number(match)
    if year >= 100:
        return year if year <= this_year else None
    return 2000 + year if 2000 + year <= this_year else 1900 + year
