"""Intakes: the application periods that the documents state, against the clock in Asia/Seoul.

Nothing is kept by hand: the periods are read from the sentences of whatever documents staff add, once for each
opened base.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from knowledge import texts
from knowledge.base import KnowledgeBase
from knowledge.campuses import CampusFinder
from knowledge.document import Language, Passage, Statement
from knowledge.kept import kept
from knowledge.normalisation import compact, search_key
from knowledge.periods import KST, first_day, last_day, pattern, periods, said_as_past
from knowledge.texts import Texts

LONGEST_DAYS = 42
"""Six weeks, about the longest application period of the 2026 courses in the documents: an intake without a written
end is not spoken of for longer."""
SAME_NAME = 0.75
"""Share of the words of the shorter name from which two sentences with the same dates are about one course."""
_TITLE = re.compile("「([^」]*)」")
_TITLE_NOISE = re.compile(
    r"과정|양성|캠퍼스의?|모집|접수|마감일?은?|기간|교육생을?"
    r"|\b(?:courses?|the|an?|of|was|running|using|and|with|in|for|campus|applications?|took|until|from)\b"
)

EXPIRED: Texts = {"ko": "(기한이 지난 안내입니다: {date}까지)", "en": "(this notice has expired: until {date})"}


class Standing(StrEnum):
    """How an intake stands at a moment."""

    PLANNED = "planned"
    OPEN = "open"
    STARTED = "started"
    """Begun, and the documents do not say when it ends."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Intake:
    """One application period and the statement that tells it.

    `opens` and `closes` are in Asia/Seoul, at least one is given; applying is possible from `opens` until just before
    `closes`, which for a day without a time is the end of that day.
    """

    opens: datetime | None
    closes: datetime | None
    campuses: tuple[str, ...]
    tracks: tuple[str, ...]
    what: str
    """What the statement and its headings say, as a search key without spaces."""
    passage: Passage
    statement: Statement

    @property
    def last_day(self) -> datetime | None:
        """A moment on the last day on which one can apply."""
        return self.closes - timedelta(microseconds=1) if self.closes else None


def status(intake: Intake, now: datetime) -> Standing:
    """How an intake stands at `now`; a time without a zone is taken as Asia/Seoul."""
    moment = in_seoul(now)
    if intake.closes and moment >= intake.closes:
        return Standing.CLOSED
    if intake.opens and moment < intake.opens:
        return Standing.PLANNED
    return Standing.OPEN if intake.closes else Standing.STARTED


def is_stale(intake: Intake, now: datetime) -> bool:
    """Whether an intake without a written end began so long ago that nothing can be said of it."""
    start = intake.opens
    return intake.closes is None and start is not None and in_seoul(now) >= start + timedelta(days=LONGEST_DAYS)


def in_seoul(now: datetime) -> datetime:
    """The same moment in Asia/Seoul."""
    return now.replace(tzinfo=KST) if now.tzinfo is None else now.astimezone(KST)


def days_left(intake: Intake, now: datetime) -> int | None:
    """Calendar days from `now` to the last day; 0 on that day itself."""
    return (intake.last_day.date() - in_seoul(now).date()).days if intake.last_day else None


def days_until(intake: Intake, now: datetime) -> int | None:
    """Calendar days from `now` to the day on which it opens."""
    return (intake.opens.date() - in_seoul(now).date()).days if intake.opens else None


def intakes(base: KnowledgeBase) -> tuple[Intake, ...]:
    """Every intake that an opened base tells of, in the order of its passages; worked out once."""
    return kept(base, "kept_intakes", lambda opened: tuple(extract(opened.passages, opened.finder)))


def extract(passages: Iterable[Passage], finder: CampusFinder) -> Iterator[Intake]:
    """The intakes that passages state; where a document has none, those that its front matter implies."""
    dated: set[str] = set()
    undated: dict[str, Intake] = {}
    for passage in passages:
        for intake in _stated(passage, finder):
            dated.add(passage.document_id)
            yield intake
        implied = _implied(passage, finder)
        if implied:
            undated.setdefault(passage.document_id, implied)
    yield from (intake for document_id, intake in undated.items() if document_id not in dated)


def _stated(passage: Passage, finder: CampusFinder) -> Iterator[Intake]:
    headings = (passage.title, *passage.heading_path)
    above = bool(pattern("labels").search(search_key(" ".join(headings))))
    ends = _end_of_validity(passage)
    for statement in passage.statements:
        key = search_key(statement.text)
        if not pattern("dated").search(key) or not (above or pattern("labels").search(key)):
            continue
        published = next((passage.sources[s].published for s in statement.sources if s in passage.sources), None)
        for period in periods(statement.text, headings, published):
            closes = min(filter(None, (period.closes, ends)), default=None)
            if not (closes and period.opens) or period.opens < closes:
                yield stated(period.opens, closes, passage, statement, finder)


def _implied(passage: Passage, finder: CampusFinder) -> Intake | None:
    """What `valid_from` and `valid_until` say of a notice whose heading is about applying."""
    opens, closes = _start_of_validity(passage), _end_of_validity(passage)
    about = search_key(" ".join((passage.title, *passage.heading_path)))
    if not closes or passage.gap or not pattern("labels").search(about):
        return None
    statement = next((s for s in passage.statements if pattern("labels").search(search_key(s.text))), None)
    return stated(opens, closes, passage, statement, finder) if statement else None


def stated(
    opens: datetime | None, closes: datetime | None, passage: Passage, statement: Statement, finder: CampusFinder
) -> Intake:
    """The period that a statement tells, with the campuses and the courses that it is about."""
    said = finder.mentions(statement.text)
    above = finder.mentions(" ".join((passage.title, *passage.heading_path)))
    return Intake(
        opens,
        closes,
        campuses=said.campuses or above.campuses or passage.campus,
        # The track of a document about a campus is the campus's own: its other courses are of none.
        tracks=tuple(dict.fromkeys((*said.tracks, *above.tracks, *(() if passage.campus else passage.track)))),
        what=compact(" ".join((passage.title, *passage.heading_path, statement.text))),
        passage=passage,
        statement=statement,
    )


def distinct(known: Iterable[Intake], language: Language) -> list[Intake]:
    """Each intake once, told in `language` where it is; the others follow in the language they are told in.

    Of two sentences about one intake the one with both dates stays.
    """
    kept: list[Intake] = []
    for intake in sorted(known, key=lambda i: (i.passage.language != language, not (i.opens and i.closes))):
        if not any(is_same(intake, other) for other in kept):
            kept.append(intake)
    return kept


def is_same(one: Intake, other: Intake) -> bool:
    """Whether two statements are about one period of one course."""
    if one.closes != other.closes or (one.opens and other.opens and one.opens != other.opens):
        return False
    if set(one.campuses) != set(other.campuses) and one.campuses and other.campuses:
        return False
    if one.passage.language != other.passage.language:
        return True  # a translation shares no word
    names = sorted((_name(one.statement.text), _name(other.statement.text)), key=len)
    return len(names[0] & names[1]) >= SAME_NAME * len(names[0])


@lru_cache(maxsize=1024)
def _name(said: str) -> frozenset[str]:
    """The words of a statement that name a course: those of its title, else those before the first date."""
    title = _TITLE.search(said)
    before = re.split(r"\d{4}|\d+월|\d+ [A-Z]", said)[0]
    text = title[1] if title else before if len(before.split()) > 1 else said
    return frozenset(re.findall(r"[a-z0-9]+|[가-힣]+", _TITLE_NOISE.sub(" ", search_key(text))))


def _start_of_validity(passage: Passage) -> datetime | None:
    day = first_day(passage.valid_from) if passage.valid_from else None
    return datetime.combine(day, time(0), KST) if day else None


def _end_of_validity(passage: Passage) -> datetime | None:
    """The end of the last day of `valid_until`; the whole month or year where only that is given."""
    day = last_day(passage.valid_until) if passage.valid_until else None
    return datetime.combine(day + timedelta(days=1), time(0), KST) if day else None


def expired(passage: Passage, now: datetime) -> bool:
    """Whether a passage's `valid_until` has passed: it then tells how things were."""
    ends = _end_of_validity(passage)
    return ends is not None and in_seoul(now) >= ends


def asks_past(key: str) -> bool:
    """Whether a question (as search key) is about how things were: only that is answered from what has expired."""
    return bool(pattern("asks_past").search(key))


def shown_with_date(statement: Statement, passage: Passage, now: datetime) -> str:
    """The statement as it may be shown at `now`: what has expired, or speaks of a past deadline as of one to come,
    is labelled with the day until which it held."""
    until: str | None = passage.valid_until if expired(passage, now) else None
    if until is None and re.search(r"\d", statement.text) and not said_as_past(statement.text):
        published = next((passage.sources[s].published for s in statement.sources if s in passage.sources), None)
        ends = [period.closes for period in periods(statement.text, passage.heading_path, published)]
        closes = max((end for end in ends if end), default=None)
        if closes and in_seoul(now) >= closes:
            until = (closes - timedelta(microseconds=1)).date().isoformat()
    return f"{statement.text} {EXPIRED[passage.language].format(date=until)}" if until else statement.text


def said(intake: Intake) -> str:
    """The statement of an intake; an unofficial source is named as such."""
    statement, sources = intake.statement, intake.passage.sources
    unofficial = all(sources[key].confidence == "unofficial" for key in statement.sources)
    if unofficial and not re.search("비공식|unofficial", statement.text.lower()):
        return f"{statement.text} {texts.UNOFFICIAL[intake.passage.language]}"
    return statement.text
