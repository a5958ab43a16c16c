"""Answers about the dates of courses: the verdict in plain words, worked out, then the statements that tell the dates."""

from collections.abc import Sequence
from datetime import datetime

from knowledge.base import KnowledgeBase
from knowledge.citing import Derived, derived
from knowledge.course_question import Form, Wanted, Window, wanted
from knowledge.dates_said import day_said, days_between, without_year
from knowledge.document import Language
from knowledge.intake import Intake, Standing, in_seoul, is_stale, said, status
from knowledge.periods import KST
from knowledge.question import Reading
from knowledge.texts import Texts
from knowledge.writing import Sentence

MAX_NAMED = 3
"""More courses than that are no answer to a question about one."""
MAX_LISTED = 8

_APPLYING: dict[Language, dict[Standing, str]] = {
    "ko": {
        Standing.PLANNED: "아직 모집 전입니다. 모집은 {opens}에 시작합니다({left}).",
        Standing.OPEN: "지금 모집 중입니다. {closes}까지 신청할 수 있습니다({left}).",
        Standing.CLOSED: "모집이 마감되었습니다. 모집은 {closes}에 끝났습니다.",
    },
    "en": {
        Standing.PLANNED: "Applications have not opened yet: they open on {opens} ({left}).",
        Standing.OPEN: "Applications are open until {closes} ({left}).",
        Standing.CLOSED: "Applications are closed: they ended on {closes}.",
    },
}
_TAUGHT: dict[Language, dict[Standing, str]] = {
    "ko": {
        Standing.PLANNED: "아직 시작 전입니다. 교육은 {opens}에 시작합니다({left}).",
        Standing.OPEN: "이미 시작해 지금 교육이 진행 중입니다. 첫날은 {opens}, 마지막 날은 {closes}입니다({left}).",
        Standing.CLOSED: "교육이 끝났습니다. 교육은 {closes}에 종료되었습니다.",
    },
    "en": {
        Standing.PLANNED: "The course has not started yet: it starts on {opens} ({left}).",
        Standing.OPEN: "The course is in progress: it began on {opens} and runs until {closes} ({left}).",
        Standing.CLOSED: "The course has ended: its last day was {closes}.",
    },
}
_AS_OF: Texts = {"ko": "{today} 기준으로 {verdict}", "en": "As of {today}: {verdict}"}
_SEVERAL: Texts = {
    "ko": "{today} 기준으로 자료에 적힌 과정의 일정입니다.",
    "en": "As of {today}, the documents have these dates of courses:",
}
_LABELS: dict[Language, dict[Form, dict[Standing, str]]] = {
    "ko": {
        Form.APPLYING: {
            Standing.PLANNED: "모집 예정, {left}",
            Standing.OPEN: "모집 중, {left}",
            Standing.CLOSED: "마감됨",
        },
        Form.LESSONS: {
            Standing.PLANNED: "시작 전, {left}",
            Standing.OPEN: "교육 중, 종료까지 {left}",
            Standing.CLOSED: "교육 끝남",
        },
    },
    "en": {
        Form.APPLYING: {
            Standing.PLANNED: "planned, {left}",
            Standing.OPEN: "open, {left}",
            Standing.CLOSED: "closed",
        },
        Form.LESSONS: {
            Standing.PLANNED: "not started, {left}",
            Standing.OPEN: "in progress, {left}",
            Standing.CLOSED: "ended",
        },
    },
}
_FOUND: dict[Language, dict[Form, str]] = {
    "ko": {
        Form.RUNNING: "{today} 기준으로 자료에서 교육이 진행 중인 과정은 {count}개입니다.",
        Form.COMING: "{today} 기준으로 자료에서 교육이 아직 시작되지 않은 과정은 {count}개입니다.",
        Form.CLOSES: "{days} 모집이 마감되는 과정은 자료에서 {count}개입니다.",
        Form.OPENS: "{days} 모집이 시작되는 과정은 자료에서 {count}개입니다.",
        Form.TOUCHES: "{days} 모집 기간이 있는 과정은 자료에서 {count}개입니다.",
        Form.STARTS: "{days} 교육이 시작되는 과정은 자료에서 {count}개입니다.",
        Form.ENDS: "{days} 교육이 끝나는 과정은 자료에서 {count}개입니다.",
    },
    "en": {
        Form.RUNNING: "As of {today}, courses in progress in the documents: {count}.",
        Form.COMING: "As of {today}, courses in the documents that have not started: {count}.",
        Form.CLOSES: "Courses in the documents whose applications close {days}: {count}.",
        Form.OPENS: "Courses in the documents whose applications open {days}: {count}.",
        Form.TOUCHES: "Courses in the documents with applications {days}: {count}.",
        Form.STARTS: "Courses in the documents that start {days}: {count}.",
        Form.ENDS: "Courses in the documents that end {days}: {count}.",
    },
}
_EVER = datetime.max.replace(tzinfo=KST)
_OF_LESSONS = frozenset({Form.LESSONS, Form.RUNNING, Form.COMING, Form.STARTS, Form.ENDS})


def answer_on_course(reading: Reading, base: KnowledgeBase) -> list[Sentence] | None:
    """The sentences that answer a question about the dates of courses; None where it is none, or the documents do not
    tell them; empty where it asks about a day on which no course of the documents begins or ends. The first is
    a `Derived` lead with the verdict."""
    asked = wanted(reading, base)
    if asked is None:
        return None
    now, language = in_seoul(reading.question.now), reading.question.language
    told = _told(asked, language)
    if asked.form in (Form.APPLYING, Form.LESSONS):
        return _named(asked.form, told, now, language) if told and len(told) <= MAX_NAMED else None
    listed = [one for one in told if _fits(one, asked.form, asked.window, now)]
    if listed:
        return _listed(asked, listed, now, language)
    # Of a week or month another passage may tell.
    return [] if asked.window and asked.window.first == asked.window.last else None


def _told(asked: Wanted, language: Language) -> list[Intake]:
    """The period that is asked about, of each course for which it is known."""
    of_lessons = asked.form in _OF_LESSONS
    periods = (course.days(language) if of_lessons else course.intake(language) for course in asked.courses)
    return [one for one in periods if one]


def _named(form: Form, told: Sequence[Intake], now: datetime, language: Language) -> list[Sentence] | None:
    dated = [one for one in told if one.opens and one.closes and not is_stale(one, now)]
    if not dated:
        return None
    today = day_said(now.date(), language)
    if len(dated) > 1:
        items = [_item(one, form, now, language) for one in sorted(dated, key=_closing, reverse=True)]
        return [derived(_SEVERAL[language].format(today=today), items, (today,)), *items]
    verdict, figures = _verdict(dated[0], form, now, language)
    item = _item(dated[0], form, now, language)
    lead = _AS_OF[language].format(today=today, verdict=verdict)
    return [derived(lead, [item], (today, without_year(today), *figures)), item]


def _verdict(one: Intake, form: Form, now: datetime, language: Language) -> tuple[str, tuple[str, ...]]:
    """How a period stands in words, with the parts that were worked out."""
    standing = status(one, now)
    wording = (_TAUGHT if form in _OF_LESSONS else _APPLYING)[language][standing]
    left = _left(one, standing, now, language)
    opens, closes = (day_said(at.date(), language) if at else "" for at in (one.opens, one.last_day))
    if standing is Standing.OPEN and one.closes and one.closes.time() != datetime.min.time():
        closes += one.closes.strftime(" %H시" if language == "ko" else " at %H:%M").replace(" 0", " ")
    return wording.format(opens=opens, closes=closes, left=left), (
        left,
        opens,
        closes,
        *map(without_year, (opens, closes)),
    )


def _left(one: Intake, standing: Standing, now: datetime, language: Language) -> str:
    day = one.opens if standing is Standing.PLANNED else one.last_day
    if standing is Standing.CLOSED or day is None:
        return ""
    left = days_between(now.date(), day.date(), language)
    last = standing is Standing.OPEN and day.date() == now.date()
    return {"ko": "오늘이 마지막 날", "en": "today is the last day"}[language] if last else left


def _item(one: Intake, form: Form, now: datetime, language: Language) -> Derived:
    standing = status(one, now)
    labels = _LABELS[language][Form.LESSONS if form in _OF_LESSONS else Form.APPLYING]
    left = _left(one, standing, now, language)
    short = left.split(",")[0]
    label = labels[standing].format(left=short)
    figures = (short,) if short else ()
    text = f"{said(one)} ({label})"
    return Derived(text, one.passage, one.statement.sources, one.statement.text, item=True, figures=figures)


def _fits(one: Intake, form: Form, window: Window | None, now: datetime) -> bool:
    standing = status(one, now)
    if form is Form.RUNNING:
        return standing is Standing.OPEN and bool(one.opens)
    if form is Form.COMING:
        return standing is Standing.PLANNED
    first = one.opens.date() if one.opens else None
    last = one.last_day.date() if one.last_day else None
    if window is None:
        return False
    if form is Form.TOUCHES:
        return first is not None and last is not None and first <= window.last and last >= window.first
    day = first if form in (Form.OPENS, Form.STARTS) else last
    return day is not None and window.first <= day <= window.last


def _listed(asked: Wanted, listed: Sequence[Intake], now: datetime, language: Language) -> list[Sentence]:
    ordered = sorted(listed, key=_opening if asked.form in (Form.OPENS, Form.STARTS, Form.COMING) else _closing)
    items = [_item(one, asked.form, now, language) for one in ordered[:MAX_LISTED]]
    today, count = day_said(now.date(), language), str(len(ordered))
    days = _days(asked.window, language) if asked.window else ""
    lead = _FOUND[language][asked.form].format(today=today, days=days, count=count)
    counted = f"{count}개" if language == "ko" else count
    bounds = (day_said(at, language) for at in ((asked.window.first, asked.window.last) if asked.window else ()))
    figures = (today, *(part for day in bounds for part in (day, without_year(day))), count, counted)
    return [derived(lead, items, figures), *items]


def _days(window: Window, language: Language) -> str:
    first, last = day_said(window.first, language), day_said(window.last, language)
    if window.first == window.last:
        return f"{first}에" if language == "ko" else f"on {first}"
    return f"{first}부터 {last} 사이에" if language == "ko" else f"from {first} to {last}"


def _closing(one: Intake) -> float:
    return (one.closes or one.opens or _EVER).timestamp()


def _opening(one: Intake) -> float:
    return (one.opens or one.closes or _EVER).timestamp()
