"""Answers to questions about when one can apply: planned, open (D-3) or closed, worked out from the documents.

The dates stand in the quoted statements; what is ours is today's date, the days left and the words for the standing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.base import KnowledgeBase
from knowledge.citing import Derived, derived
from knowledge.course_answer import answer_on_course
from knowledge.dates_said import day_said
from knowledge.document import Language, Passage, Statement
from knowledge.event_answer import answer_on_event
from knowledge.intake import (
    Intake,
    Standing,
    days_left,
    days_until,
    distinct,
    in_seoul,
    intakes,
    is_stale,
    said,
    status,
)
from knowledge.intake_question import Asked, asked, tests
from knowledge.kept import kept
from knowledge.normalisation import search_key
from knowledge.periods import pattern
from knowledge.question import Reading
from knowledge.texts import Texts
from knowledge.writing import Sentence

MAX_OPEN = 8
MAX_CLOSED = 4
ANNOUNCING_TOPICS = ("schedule", "application", "courses")

OPEN: Texts = {
    "ko": "{today} 기준으로 자료에서 지금 신청할 수 있는 모집입니다.",
    "en": "As of {today}, the documents have these intakes that are open:",
}
PLANNED: Texts = {
    "ko": "{today} 기준으로 자료에 지금 열려 있는 모집은 없고, 예정된 모집이 있습니다.",
    "en": "As of {today}, the documents have no open intake, and these are planned:",
}
LISTED: Texts = {
    "ko": "{today} 기준으로 자료에 적힌 모집입니다.",
    "en": "As of {today}, the documents have these intakes:",
}
NEXT: Texts = {
    "ko": "{today} 기준으로 자료에 적힌 다음 모집입니다.",
    "en": "As of {today}, the documents have these coming intakes:",
}
STARTED: Texts = {
    "ko": "{today} 기준으로 모집이 시작되었지만, 마감일은 자료에 없습니다.",
    "en": "As of {today}, this intake has begun, and the documents do not say when it ends.",
}
CLOSED: Texts = {
    "ko": "{today} 기준으로 모집이 마감되었습니다.",
    "en": "As of {today}, applications are closed.",
}
NOTHING_OPEN: Texts = {
    "ko": "{today} 기준으로 자료에는 지금 신청할 수 있는 모집이 없습니다.",
    "en": "As of {today}, the documents have no intake that is open.",
}
NO_NEXT: Texts = {
    "ko": "{today} 기준으로 다음 모집 날짜는 자료에 없습니다.",
    "en": "As of {today}, the documents do not say when the next intake opens.",
}
_LABELS: dict[Language, dict[Standing, str]] = {
    "ko": {
        Standing.OPEN: "모집 중, {left}",
        Standing.PLANNED: "모집 예정, {left} 시작",
        Standing.STARTED: "마감일 확인 필요",
        Standing.CLOSED: "마감됨",
    },
    "en": {
        Standing.OPEN: "open, {left}",
        Standing.PLANNED: "planned, opens {left}",
        Standing.STARTED: "closing date not known",
        Standing.CLOSED: "closed",
    },
}
_LATEST: Texts = {"ko": "가장 최근에 마감된 모집", "en": "the last one known, closed"}
_IN_DAYS: dict[Language, tuple[str, str]] = {"ko": ("오늘", "{days}일 뒤"), "en": ("today", "in {days} days")}
_LAST_DAY: Texts = {"ko": "오늘 마감", "en": "closes today"}


@dataclass(frozen=True, slots=True)
class _Found:
    """The intakes a question is about, by standing; `narrowed` where it names a campus, a course or a month."""

    by_standing: dict[Standing, list[Intake]]
    narrowed: bool

    def __getitem__(self, standing: Standing) -> list[Intake]:
        return self.by_standing.get(standing, [])


def answer_on_intake(reading: Reading, base: KnowledgeBase) -> list[Sentence] | None:
    """The sentences that answer a question about when one can apply; None where it is none, or the documents have
    no such intake.

    The first sentence is a `Derived` lead. It stands on a passage that is marked as a gap where nothing is open or
    the next date is not known, so that the answer counts as unknown.
    """
    for work_out in (answer_on_course, answer_on_event):
        worked_out = work_out(reading, base)
        if worked_out is not None:
            return worked_out
    kind = asked(reading)
    if kind is None:
        return None
    found = _find(reading, base)
    if found is None:
        return None
    return _written(kind, found, reading, base) or None


def _written(kind: Asked, found: _Found, reading: Reading, base: KnowledgeBase) -> list[Sentence]:
    now, language = in_seoul(reading.question.now), reading.question.language
    current = sorted([*found[Standing.OPEN], *found[Standing.STARTED]], key=_by_closing)
    planned = sorted(found[Standing.PLANNED], key=_by_opening)
    closed = sorted(found[Standing.CLOSED], key=_by_closing, reverse=True)
    announced = _announced(reading, base)
    if kind is Asked.NEXT and planned:
        return _told(NEXT, planned, now, language)
    if kind is Asked.NEXT and not found.narrowed:
        return _untold(NO_NEXT, current or closed[:1], announced, now, language)
    if current:
        if kind in (Asked.WHEN, Asked.MONTH) and planned:
            return _told(LISTED, [*current, *planned], now, language)
        return _told(OPEN if found[Standing.OPEN] else STARTED, current, now, language)
    if planned:
        return _told(PLANNED, planned, now, language)
    if found.narrowed and closed and kind is not Asked.NEXT:
        return [*_told(CLOSED, closed[:MAX_CLOSED], now, language), *announced]
    if kind in (Asked.NOW, Asked.DEADLINE, Asked.ENDED) and not found.narrowed:
        return _untold(NOTHING_OPEN, closed[:1], announced, now, language)
    return []


def _find(reading: Reading, base: KnowledgeBase) -> _Found | None:
    """The intakes that a question is about; None where it names something that none of them is about."""
    wanted = list(tests(reading))
    now = reading.question.now
    matching = [i for i in intakes(base) if not is_stale(i, now) and all(test(i) for test in wanted)]
    if not matching:
        return None
    standing: dict[Standing, list[Intake]] = {}
    for intake in distinct(matching, reading.question.language):
        standing.setdefault(status(intake, now), []).append(intake)
    return _Found(standing, narrowed=bool(wanted))


def _told(lead: Texts, listed: Sequence[Intake], now: datetime, language: Language) -> list[Sentence]:
    items = [_item(intake, now, language) for intake in listed[:MAX_OPEN]]
    today = day_said(now.date(), language)
    return [derived(lead[language].format(today=today), items, (today,)), *items]


def _untold(
    lead: Texts, listed: Sequence[Intake], announced: list[Sentence], now: datetime, language: Language
) -> list[Sentence]:
    """That the documents do not tell, what they tell instead, and where it is announced."""
    items = [_item(intake, now, language, _LATEST[language]) for intake in listed[:MAX_OPEN]]
    if not announced and not items:
        return []
    today = day_said(now.date(), language)
    return [derived(lead[language].format(today=today), [*announced, *items], (today,)), *items, *announced]


def _item(intake: Intake, now: datetime, language: Language, if_closed: str = "") -> Derived:
    """The statement of an intake with its standing, which is ours: it has its sources and rests on nothing else."""
    standing = status(intake, now)
    left = _left(intake, standing, now, language)
    label = _LABELS[language][standing].format(left=left)
    if if_closed and standing is Standing.CLOSED:
        label = if_closed
    figures = [left] if left else []
    last = intake.last_day
    if last and not re.search(rf"(?<!\d)0?{last.day}(?!\d)", intake.statement.text):
        figures.append(last.date().isoformat())  # known from the front matter alone
        label += f", ~{figures[-1]}"
    return Derived(
        f"{said(intake)} ({label})",
        intake.passage,
        intake.statement.sources,
        intake.statement.text,
        item=True,
        figures=tuple(figures),
    )


def _left(intake: Intake, standing: Standing, now: datetime, language: Language) -> str:
    """The days left: D-3 until an open intake closes, 14일 뒤 until a planned one opens."""
    if standing is Standing.OPEN:
        days = days_left(intake, now)
        return _LAST_DAY[language] if days == 0 else f"D-{days}"
    if standing is Standing.PLANNED:
        days = days_until(intake, now)
        return _IN_DAYS[language][bool(days)].format(days=days)
    return ""


def _announced(reading: Reading, base: KnowledgeBase) -> list[Sentence]:
    """The statement that tells where new intakes are announced, at best one that says the documents lack them."""
    language, campuses = reading.question.language, set(reading.mentions.campuses)
    candidates = [
        (passage, statement)
        for passage, statement in kept(base, "kept_announcing", _announcing)
        if passage.language == language and (not passage.campus or campuses & set(passage.campus))
    ]
    if not candidates:
        return []
    passage, statement = max(candidates, key=lambda one: (one[0].gap, one[0].topic == ANNOUNCING_TOPICS[0]))
    return [Sentence(statement.text, passage, statement.sources, statement.text)]


def _announcing(base: KnowledgeBase) -> list[tuple[Passage, Statement]]:
    return [
        (passage, statement)
        for passage in base.passages
        if passage.topic in ANNOUNCING_TOPICS
        for statement in passage.statements
        if pattern("announced").search(search_key(statement.text))
    ]


def _by_closing(intake: Intake) -> float:
    ends = intake.closes or intake.opens
    return ends.timestamp() if ends else 0.0


def _by_opening(intake: Intake) -> float:
    return intake.opens.timestamp() if intake.opens else 0.0
