"""Questions about the dates of courses: which courses, whether of applying or of lessons, now or in which days."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from knowledge import periods as intake_words
from knowledge.base import KnowledgeBase
from knowledge.course_dates import Course, courses, names_in, pattern, words
from knowledge.intake import in_seoul
from knowledge.moments import MONTHS
from knowledge.normalisation import compact, search_key
from knowledge.question import NOUN_TAGS, Reading

MAX_CHARS = 60
"""Longer questions tell a story: they are left to the search."""


class Form(StrEnum):
    """What a question wants to know."""

    APPLYING = "applying"
    """How applying for named courses stands."""
    LESSONS = "lessons"
    """How the lessons of named courses stand."""
    RUNNING = "running"
    """Which courses have lessons now."""
    COMING = "coming"
    """Which courses have not begun."""
    CLOSES = "closes"
    OPENS = "opens"
    TOUCHES = "touches"
    STARTS = "starts"
    ENDS = "ends"
    """Which courses close, open, take applications, start or end within some days."""


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `first` to `last`, both included; `said` is how the question says them."""

    first: date
    last: date
    said: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question about dates of courses: its form, the courses that it may be about, the days it names."""

    form: Form
    courses: tuple[Course, ...]
    window: Window | None = None


def wanted(reading: Reading, base: KnowledgeBase) -> Wanted | None:
    """What a question wants to know of the dates of courses; None where it wants something else."""
    suffix = "_en" if reading.question.language == "en" else ""
    texts = _texts(reading, suffix)
    said = names_in(f"{reading.text} {reading.question.text}")
    longest = MAX_CHARS * (2 if suffix else 1)
    others = pattern(f"asks_other{suffix}")
    if any(len(text) > longest or others.search(_without(text, said)) for text in texts):
        return None
    if _strangers(reading, base, said):
        return None
    about = _about(reading, base, set(said))
    if not about:
        return None
    cohort = any(not special.isdigit() for special in reading.specifics) or bool(_cohort_en(reading.key))
    named = bool(said) or (cohort and bool(reading.mentions.campuses))
    window = window_in(texts, reading)
    form = _form(texts, suffix, named, window)
    if form is None or (cohort and not named):
        return None
    return Wanted(form, about, window)


def _texts(reading: Reading, suffix: str) -> list[str]:
    if suffix:
        return [search_key(reading.text)]
    told = [compact(reading.text)] if reading.carried else [compact(reading.question.text), compact(reading.text)]
    return list(dict.fromkeys(told))


def _without(text: str, said: dict[str, str]) -> str:
    """The text without the letters of the names in it: 제미나이 asks of no 나이."""
    for letters in said.values():
        for one in letters.split():
            text = text.replace(one, " ")
    return text


def _form(texts: list[str], suffix: str, named: bool, window: Window | None) -> Form | None:
    def has(name: str) -> bool:
        return any(pattern(name + suffix).search(text) for text in texts)

    if named:
        if not has("asks_state"):
            return None
        return Form.APPLYING if has("applying") else Form.LESSONS if has("lessons") or has("days_left") else None
    if window and has("window_list"):
        for form in (Form.CLOSES, Form.OPENS, Form.TOUCHES, Form.ENDS, Form.STARTS):
            if has(f"event_{form}"):
                return form
    if has("list_running"):
        return Form.RUNNING
    return Form.COMING if has("list_planned") and not has("applying") else None


def _about(reading: Reading, base: KnowledgeBase, names: set[str]) -> tuple[Course, ...]:
    """The courses that have all that a question names: campus, names and cohort."""
    campuses, key = set(reading.mentions.campuses), reading.key
    cohorts = [s for s in reading.specifics if s.endswith("기")] + _cohort_en(key)
    if any(not s.isdigit() and s not in cohorts for s in reading.specifics) or intake_words.pattern(
        "qualifiers"
    ).search(key):
        return ()
    return tuple(
        course
        for course in courses(base)
        if (not campuses or campuses <= course.campuses)
        and names <= course.names
        and all(re.search(rf"(?<!\d){re.escape(cohort)}", course.what) for cohort in cohorts)
    )


def _cohort_en(key: str) -> list[str]:
    return [f"{number}기" for number in re.findall(r"\bcohort (\d{1,2})\b", key)]


def _strangers(reading: Reading, base: KnowledgeBase, said: dict[str, str]) -> set[str]:
    """The nouns of a question that name no course and ask of no date: it is about something else.

    Those of the text as it was typed: a correction may have made a stranger of a word that we know.
    """
    known = set(words()["neutral"]) | set(intake_words.words()["neutral"])
    letters = " ".join(said.values())
    mentioned = " ".join(reading.mentions.words)
    strangers: set[str] = set()
    for text in {reading.question.text if not reading.carried else reading.text, reading.text}:
        nouns = {term for term, tag in base.analyser.analyse(text) if tag in NOUN_TAGS}
        left = {
            term
            for term in nouns
            if term not in known
            and not term.isdigit()
            and len(term) > (3 if term.isascii() else 1)  # the, is, 반: too short to name anything by
            and term not in letters
            and compact(term) not in compact(mentioned)
            and not names_in(term)
        }
        if not left:
            return set()
        strangers |= left
    return strangers


_DAYS = {
    "그저께": -2,
    "그제": -2,
    "어제": -1,
    "오늘": 0,
    "내일": 1,
    "모레": 2,
    "yesterday": -1,
    "today": 0,
    "tomorrow": 1,
}
_WEEKS = {"지난주": -1, "저번주": -1, "이번주": 0, "금주": 0, "다음주": 1, "담주": 1}
_WEEKS |= {"last week": -1, "this week": 0, "next week": 1}
_MONTHS = {"지난달": -1, "저번달": -1, "전달": -1, "이번달": 0, "이달": 0, "금월": 0, "다음달": 1, "담달": 1, "내달": 1}
_MONTHS |= {"last month": -1, "this month": 0, "next month": 1}


def window_in(texts: list[str], reading: Reading) -> Window | None:
    """The days that a question names: 어제, 다음 주, 이번 달, 9월; None where it names none."""
    today = in_seoul(reading.question.now).date()
    for text in texts:
        for said, days in _DAYS.items():
            if said in text:
                return Window(today + timedelta(days), today + timedelta(days), said)
        for said, weeks in _WEEKS.items():
            if said in text:
                monday = today + timedelta(7 * weeks - today.weekday())
                return Window(monday, monday + timedelta(6), said)
        for said, offset in _MONTHS.items():
            if said in text:
                return _month(today.year, today.month + offset, said)
    return _named_month(reading, today)


def _named_month(reading: Reading, today: date) -> Window | None:
    """The month that a question names, in the year that it names, else the year in which it is nearest to today."""
    found = re.search(r"(?<!\d)(1[0-2]|[1-9])\s?월(?!\s?\d{1,2}\s?일)", reading.key)
    english = re.search(r"\b(?:in|of|this|last) (" + "|".join(MONTHS) + r")[a-z]*\b(?! \d{1,2}\b)", reading.key)
    if not found and not english:
        return None
    month = int(found[1]) if found else MONTHS.index(english[1]) + 1 if english else 0
    years = [int(s) for s in reading.specifics if s.isdigit()]
    if len(years) > 1:
        return None
    year = (
        years[0]
        if years
        else min(
            (today.year - 1, today.year, today.year + 1), key=lambda y: abs(12 * (y - today.year) + month - today.month)
        )
    )
    return _month(year, month, "")


def _month(year: int, month: int, said: str) -> Window:
    """A month; 0 and 13 are those of the years around."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    after = date(year + month // 12, month % 12 + 1, 1)
    return Window(date(year, month, 1), after - timedelta(days=1), said)
