"""Particulars: a datum of a campus with the statement of its own passages that proves it.

What is counted, sorted or compared comes from the structured data; what is shown is the statement, word for word. A
datum that no statement proves is left out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.base import KnowledgeBase
from knowledge.campuses import Campus
from knowledge.document import Language, Passage, Statement
from knowledge.normalisation import compact
from knowledge.writing import Sentence, said

_MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_NUMERALS_EN = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
]
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_LINE = re.compile(r"\d+(?=호선)|[가-힣]{2,}선(?= [가-힣]+역)")
_LINES_EN = re.compile(r"\blines? (\d+(?:(?:, | and )\d+)*)")


@cache
def words() -> Mapping[str, Any]:
    """Read directory.yaml, once; every scalar is the string that was written."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    text = (Path(__file__).parent / "directory.yaml").read_text("utf-8")
    content: Mapping[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506
    return content


@dataclass(frozen=True, slots=True)
class Period:
    """The days between which something happened, both included: 2023년 10월 is a month long."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Particular:
    """A datum of a campus; `value` can be compared with that of another campus, None where there is only a text."""

    campus: Campus
    value: Any
    statement: Statement
    passage: Passage

    def sentence(self, item: bool = True) -> Sentence:
        """The statement as it is shown."""
        return quote(self.statement, self.passage, item)


def quote(statement: Statement, passage: Passage, item: bool = True) -> Sentence:
    """A statement as a sentence of an answer, word for word."""
    return Sentence(said(statement.text, [statement], passage), passage, statement.sources, statement.text, item)


@dataclass(frozen=True, slots=True)
class Sayings:
    """Which statements of a passage tell an attribute, in one language."""

    name: str
    heading: re.Pattern[str]
    says: re.Pattern[str]
    unless: re.Pattern[str]

    @classmethod
    def of(cls, entry: Mapping[str, str]) -> "Sayings":
        """From an entry of directory.yaml."""
        patterns = (
            re.compile(entry.get(key, default)) for key, default in (("heading", ""), ("says", ""), ("unless", "$^"))
        )
        return cls(entry["name"], *patterns)

    def among(self, passages: Iterable[Passage]) -> list[tuple[Statement, Passage]]:
        """The statements that tell it, in the order of the documents."""
        return [
            (statement, passage)
            for passage in passages
            if not passage.gap and self.heading.search(passage.heading)
            for statement in passage.statements
            if self.says.search(statement.text) and not self.unless.search(statement.text)
        ]


@cache
def sayings(attribute: str, language: Language) -> Sayings:
    """Which statements tell an attribute of a campus."""
    return Sayings.of(words()["attributes"][attribute][language])


class Particulars:
    """What the documents of one language tell of each campus."""

    def __init__(self, base: KnowledgeBase, language: Language) -> None:
        self.base, self.language = base, language
        self._passages: dict[str, list[Passage]] = {}
        for passage in base.passages:
            if passage.language == language and len(passage.campus) == 1:
                self._passages.setdefault(passage.campus[0], []).append(passage)

    def all(self, attribute: str) -> list[Particular]:
        """The particulars of every campus of which the attribute is known."""
        return [found for campus in self.base.finder.campuses for found in self.of(campus, attribute)]

    def of(self, campus: Campus, attribute: str) -> list[Particular]:
        """What is known of one attribute of a campus: one statement, of subway lines each that names one."""
        said_there = sayings(attribute, self.language).among(self._passages.get(campus.id, ()))
        if attribute == "line":
            return [Particular(campus, lines(statement.text), statement, passage) for statement, passage in said_there]
        value = _value(campus, attribute)
        if value is None and attribute in _VALUES:
            return []
        for statement, passage in said_there:
            if self._proves(statement.text, campus, attribute, value):
                return [Particular(campus, value, statement, passage)]
        return []

    def opened_in(self, campus: Campus, year: int) -> list[Particular]:
        """The statement that a campus opened in a year; empty where it did not, or nobody knows."""
        value = _value(campus, "opened")
        if value is None or value.first.year != year or value.last.year != year:
            return []
        return [Particular(campus, value, *found) for found in self.opening(campus) if str(year) in found[0].text][:1]

    def opening(self, campus: Campus) -> list[tuple[Statement, Passage]]:
        """Every statement on when a campus opened."""
        return sayings("opened", self.language).among(self._passages.get(campus.id, ()))

    def stations(self, campus: Campus) -> list[Particular]:
        """Every statement on the stations near a campus."""
        found = sayings("station", self.language).among(self._passages.get(campus.id, ()))
        return [Particular(campus, None, statement, passage) for statement, passage in found]

    def somewhere(self, campus: Campus) -> list[Particular]:
        """Where a campus is, or what else is first said of it."""
        placed = self.of(campus, "place")
        if placed:
            return placed
        said_there = [
            Particular(campus, None, statement, passage)
            for passage in self._passages.get(campus.id, ())
            if not passage.gap
            for statement in passage.statements
        ]
        return said_there[:1]

    def _proves(self, text: str, campus: Campus, attribute: str, value: Any) -> bool:
        if attribute == "area":
            return bool(re.search(rf"(?<![\d.,]){value:,}(?:㎡| square metres)", text))
        if attribute == "opened":
            return _tells_opening(text, str(campus.facts["opened"].value), self.language)
        if attribute == "phone":
            return compact(str(value)) in compact(text)
        if attribute == "ordinal":
            first = "|the first campus" if value == 1 else ""
            return bool(re.search(rf"(?<!\d){value}(?:호(?!선)|(?:st|nd|rd|th) campus){first}", text))
        if attribute == "walk":
            return _tells_walk(text, campus, value, self.language)
        return True


_VALUES = {
    "area": "area_m2",
    "opened": "opened",
    "phone": "phone",
    "hours": "hours",
    "parking": "parking",
    "walk": "",
    "track": "",
    "ordinal": "ordinal",
}
"""The attributes that the structured data hold, with their key there; a statement alone does not make them known."""


def _value(campus: Campus, attribute: str) -> Any:
    """The datum of the structured data; None where there is none."""
    if attribute == "track":
        return campus.tracks or ("bigtech" in campus.facts) or None
    if attribute == "walk":
        return min((s.walk_min for s in campus.stations if s.walk_min is not None), default=None)
    fact = campus.facts.get(_VALUES.get(attribute, ""))
    if fact is None:
        return None
    return period(str(fact.value)) if attribute == "opened" else fact.value


def period(text: str) -> Period | None:
    """The days that a date stands for: 2022, 2024-06, 2023-12-11, or from one to another; None where it is no date."""
    dates = [tuple(int(part) if part else 0 for part in match.groups()) for match in _DATE.finditer(text)]
    if not dates:
        return None
    (year, month, day), (last_year, last_month, last_day) = dates[0], dates[-1]
    first = date(year, month or 1, day or 1)
    if last_day:
        return Period(first, date(last_year, last_month, last_day))
    after = date(last_year + 1, 1, 1) if last_month in (0, 12) else date(last_year, last_month + 1, 1)
    return Period(first, date.fromordinal(after.toordinal() - 1))


def lines(text: str) -> frozenset[str]:
    """The subway lines that a statement names: 9, 수인분당선."""
    numbered = [number for match in _LINES_EN.finditer(text) for number in re.findall(r"\d+", match[1])]
    return frozenset((*_LINE.findall(text), *numbered))


def closing_hour(hours: str) -> int:
    """The hour at which opening hours such as 평일 08:00~21:00 end, 0 where they tell none."""
    found = re.search(r"~\s*(\d{1,2}):", hours)
    return int(found[1]) if found else 0


def _tells_opening(text: str, value: str, language: Language) -> bool:
    """Whether a statement has every date of the datum, as exactly as it is known."""
    return all(re.search(rf"(?<!\d){_written(match, language)}", text) for match in _DATE.finditer(value))


def _written(match: re.Match[str], language: Language) -> str:
    """A date as the documents write it: 2024년 9월 3일, 3 September 2024."""
    year, month, day = match.groups()
    if language == "ko":
        return f"{year}년" + (f" {int(month)}월" if month else "") + (f" {int(day)}일" if day else "")
    parts = (str(int(day)) if day else "", _MONTHS_EN[int(month) - 1] if month else "", year)
    return " ".join(filter(None, parts))


def _tells_walk(text: str, campus: Campus, minutes: int, language: Language) -> bool:
    named = [s.name for s in campus.stations if s.walk_min == minutes and compact(s.name) in compact(text)]
    if minutes == 0:
        return bool(named) and bool(re.search("안에|inside", text))
    if language == "ko":
        return bool(named) and bool(re.search(rf"(?<!\d){minutes}분", text))
    numeral = _NUMERALS_EN[minutes] if minutes < len(_NUMERALS_EN) else str(minutes)
    return bool(named) and bool(re.search(rf"\b(?:{numeral}|{minutes})[- ]minute", text))


def track_name(track: str, language: Language) -> str:
    """What the documents call a specialised track; its id where they are silent."""
    name: str = words()["track_names"].get(track, {}).get(language, track)
    return name
