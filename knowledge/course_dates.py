"""Courses with their dates: when one could apply and when lessons are, joined from what the documents state.

A course is told in several documents and both languages: statements about one period of one campus are about one
course, and so are the two periods of a passage that tells no others.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.base import KnowledgeBase
from knowledge.campuses import CampusFinder
from knowledge.document import Language, Passage
from knowledge.intake import Intake, intakes, is_same, stated
from knowledge.kept import kept
from knowledge.normalisation import compact, search_key
from knowledge.periods import periods

SHORT = 3
"""Latin names up to this length are looked for as whole words (pm, ux)."""


@cache
def words() -> dict[str, Any]:
    """The word lists of course_dates.yaml, read once; every scalar stays the string that was written."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    content = yaml.load((Path(__file__).parent / "course_dates.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506
    return dict(content)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """One regular expression of course_dates.yaml."""
    return re.compile(words()[name])


def names_in(text: str) -> dict[str, str]:
    """The names of courses in a text, each with the letters that say it."""
    bare, key = compact(text), search_key(text)
    found: dict[str, str] = {}
    for name, said in words()["names"].items():
        for one in said:
            short = one.isascii() and len(one) <= SHORT
            if re.search(rf"(?<![a-z]){one}(?![a-z])", key) if short else one in bare:
                found[name] = found.get(name, "") + " " + one
    return found


@dataclass(frozen=True, slots=True)
class Course:
    """One course: its application period and its days of lessons, as far as the documents tell them.

    Both are told once for each language that tells them; lessons have the shape of an intake, from the first day on.
    """

    intakes: tuple[Intake, ...]
    lessons: tuple[Intake, ...]
    names: frozenset[str]

    @property
    def campuses(self) -> frozenset[str]:
        """The campuses that it is at."""
        return frozenset(campus for one in (*self.intakes, *self.lessons) for campus in one.campuses)

    @property
    def what(self) -> str:
        """All that is said of it, as search key without spaces."""
        return " ".join(one.what for one in (*self.intakes, *self.lessons))

    def intake(self, language: Language) -> Intake | None:
        """Its application period, told in `language` where it is, with both dates where they are told."""
        return _best(self.intakes, language)

    def days(self, language: Language) -> Intake | None:
        """Its days of lessons, told in `language` where they are."""
        return _best(self.lessons, language)


def _best(told: tuple[Intake, ...], language: Language) -> Intake | None:
    def rank(one: Intake) -> tuple[bool, bool, int]:
        return one.passage.language != language, not (one.opens and one.closes), len(one.statement.text)

    return min(told, key=rank, default=None)


def courses(base: KnowledgeBase) -> tuple[Course, ...]:
    """Every course with a date, worked out once for an opened base."""
    return kept(base, "kept_courses", _courses)


def _courses(base: KnowledgeBase) -> tuple[Course, ...]:
    applying = list(intakes(base))
    lessons = list(lessons_in(base.passages, base.finder))
    groups: list[tuple[list[Intake], list[Intake]]] = [
        *((group, []) for group in _grouped(applying)),
        *(([], group) for group in _grouped(lessons)),
    ]
    alone = _telling_one(applying) & _telling_one(lessons)
    joined: list[tuple[list[Intake], list[Intake]]] = []
    for first, second in groups:
        passages = {one.passage.id for one in (*first, *second)} & alone
        known = next(
            (j for j in joined if second and {o.passage.id for o in j[0]} & passages and _may_be_one(j[0], second)),
            None,
        )
        if known:
            known[1].extend(second)
        else:
            joined.append((first, second))
    single = _telling_one(applying) | _telling_one(lessons)
    return tuple(Course(tuple(a), tuple(b), _names((*a, *b), single)) for a, b in joined)


def _grouped(known: Iterable[Intake]) -> list[list[Intake]]:
    """What is about one period of one campus, in any words."""
    groups: list[list[Intake]] = []
    for one in known:
        group = next((g for g in groups if any(is_same(one, other) for other in g)), None)
        if group:
            group.append(one)
        else:
            groups.append([one])
    return groups


def _may_be_one(one: Iterable[Intake], other: Iterable[Intake]) -> bool:
    """Whether the names that two groups of statements say do not speak against one course."""
    names, others = _names(one, set()), _names(other, set())
    return bool(names & others) or not (names and others)


def _telling_one(known: Iterable[Intake]) -> set[str]:
    """The passages that tell one period only."""
    told: dict[str, set[object]] = {}
    for one in known:
        told.setdefault(one.passage.id, set()).add((one.closes, one.campuses))
    return {passage for passage, periods_told in told.items() if len(periods_told) == 1}


def _names(told: Iterable[Intake], single: set[str]) -> frozenset[str]:
    """The names of a course: those of its statements, and of the headings that are about it alone."""
    names: set[str] = set()
    for one in told:
        heading = one.passage.heading if one.passage.id in single else ""
        text = f"{heading} {one.statement.text}"
        names |= set(names_in(text))
    return frozenset(names)


def lessons_in(passages: Iterable[Passage], finder: CampusFinder) -> Iterator[Intake]:
    """The days of lessons that passages state, from the first day to the last."""
    for passage in passages:
        for statement in passage.statements:
            if not re.search(r"\d", statement.text):
                continue
            published = next((passage.sources[s].published for s in statement.sources if s in passage.sources), None)
            headings = (passage.title, *passage.heading_path)
            for period in periods(statement.text, headings, published, of_lessons=True):
                if period.opens and period.closes:
                    yield replace(stated(period.opens, period.closes, passage, statement, finder), tracks=())
