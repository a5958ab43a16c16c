"""Answers about events that the documents date: whether they are over, and that no later one is known."""

import re
from datetime import date

from knowledge.base import KnowledgeBase
from knowledge.citing import derived
from knowledge.course_dates import pattern, words
from knowledge.dates_said import day_said, without_year
from knowledge.document import Passage, Statement
from knowledge.intake import in_seoul
from knowledge.kept import kept
from knowledge.moments import moments
from knowledge.normalisation import compact, search_key
from knowledge.question import Reading
from knowledge.texts import Texts
from knowledge.writing import Sentence

PAST: Texts = {
    "ko": "{today} 기준으로 자료에 적힌 마지막 날짜는 {day}이며, 이미 지났습니다. 그 뒤의 일정은 자료에 없습니다.",
    "en": "As of {today}, the last date in the documents is {day}, which has passed; no later one is known.",
}
COMING: Texts = {
    "ko": "{today} 기준으로 아직 열리기 전입니다. 자료에 적힌 날짜는 {day}입니다.",
    "en": "As of {today}, it is still to come: the date in the documents is {day}.",
}


def answer_on_event(reading: Reading, base: KnowledgeBase) -> list[Sentence] | None:
    """The verdict on an event and the statement with its date; None for other questions and undated events."""
    suffix = "_en" if reading.question.language == "en" else ""
    text = search_key(reading.text) if suffix else compact(reading.text)
    event = next((name for name, said in words()["events"].items() if re.search(said, text)), None)
    if event is None or not pattern(f"asks_event{suffix}").search(text):
        return None
    if pattern(f"asks_event_other{suffix}").search(text) or reading.mentions.campuses:
        return None
    language, now = reading.question.language, in_seoul(reading.question.now)
    years = {int(special) for special in reading.specifics if special.isdigit()}
    dated = [
        (day, passage, statement)
        for name, day, passage, statement in kept(base, "kept_events", _events)
        if name == event and passage.language == language and (not years or day.year in years)
    ]
    if not dated:
        return None
    coming = [one for one in dated if one[0] >= now.date()]
    day, passage, statement = min(coming, key=_day) if coming else max(dated, key=_day)
    told = Sentence(statement.text, passage, statement.sources, statement.text)
    today, when = day_said(now.date(), language), day_said(day, language)
    lead = (COMING if coming else PAST)[language].format(today=today, day=when)
    return [derived(lead, [told], (today, when, without_year(today), without_year(when))), told]


def _day(one: tuple[date, Passage, Statement]) -> tuple[date, int]:
    """The order of events: by their day, the plainer statement first among those that are past."""
    return one[0], -len(one[2].text)


def _events(base: KnowledgeBase) -> list[tuple[str, date, Passage, Statement]]:
    """Every statement that names an event and one day of a written year, near it."""
    found = []
    for passage in base.passages:
        for statement in passage.statements:
            key = search_key(statement.text)
            for name, said in words()["events"].items():
                if not re.search(said, key):
                    continue
                days = list(moments(re.sub(r"[()\[\]]", " ", key)))
                years = {m.year for m in days if m.year} or {int(year) for year in re.findall(r"(20\d\d)년", key)}
                if len(days) == 1 and len(years) == 1:
                    found.append((name, date(years.pop(), days[0].month, days[0].day), passage, statement))
    return found
