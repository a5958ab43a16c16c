"""What was asked and answered, in the database: masked words for a while, counts for good."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update

from api.records import Records
from api.records_tables import ANSWERS

Channel = Literal["web", "telegram", "cli", "api"]
ASKED_AGAIN = ("answered", "unknown", "clarify")
"""Statuses of questions that are worth asking a new version: what was refused says nothing of the documents."""
WORDLESS: dict[str, object] = {"question": None, "lead": None, "comment": None, "session": None, "citations": []}
"""What is left where the words are deleted: when, how it ended, whether it helped."""


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """One answer. `question`, `lead` and `comment` are masked, and None where no words are kept.

    `session` is a digest that changes every month; `citations` are passage ids with the titles of their documents.
    """

    answer_id: str
    at: datetime
    channel: str
    language: str
    status: str
    writer: str
    knowledge_version: str
    fallback: str | None = None
    session: str | None = None
    question: str | None = None
    lead: str | None = None
    citations: tuple[dict[str, str], ...] = ()
    helpful: bool | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which answers: None does not choose."""

    status: str | None = None
    channel: str | None = None
    helpful: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    with_words: bool = False

    def clause(self) -> ColumnElement[bool]:
        """The same for the database."""
        table = ANSWERS.c
        chosen: list[ColumnElement[bool]] = []
        if self.status is not None:
            chosen.append(table.status == self.status)
        if self.channel is not None:
            chosen.append(table.channel == self.channel)
        if self.helpful is not None:
            chosen.append(table.helpful.is_(self.helpful))
        if self.since is not None:
            chosen.append(table.at >= self.since)
        if self.until is not None:
            chosen.append(table.at < self.until)
        if self.with_words:
            chosen.append(table.question.is_not(None))
        return and_(True, *chosen)


_COLUMNS = [ANSWERS.c[name] for name in AnswerEntry.__slots__]
EVERYTHING = Selection()


def note_answers(records: Records, entries: Sequence[AnswerEntry]) -> None:
    """Keep answers, all or none."""
    with records.writing() as connection:
        connection.execute(insert(ANSWERS), [asdict(entry) for entry in entries])


def note_feedback(records: Records, answer_id: str, helpful: bool, comment: str | None) -> bool:
    """Keep what somebody thought of an answer, in place of what they said before; False: there is no such answer."""
    said = {"helpful": helpful, "comment": comment}
    with records.writing() as connection:
        mine = ANSWERS.c.answer_id == answer_id
        return connection.execute(update(ANSWERS).where(mine).values(said)).rowcount > 0


def blank_sessions(records: Records, sessions: Iterable[str]) -> int:
    """Delete the words of conversations, also from the files of the database; how many answers had any."""
    return _blank(records, ANSWERS.c.session.in_(tuple(sessions)))


def forget_old(records: Records, now: datetime, days: int) -> int:
    """Delete the words of what is older than so many days; how many answers had any. Doing it again changes nothing."""
    return _blank(records, ANSWERS.c.at <= now - timedelta(days=days))


def _blank(records: Records, which: ColumnElement[bool]) -> int:
    wordy = or_(*(ANSWERS.c[name].is_not(None) for name in WORDLESS if name != "citations"))
    with records.writing() as connection:
        blanked = connection.execute(update(ANSWERS).where(which & wordy).values(WORDLESS)).rowcount
    if blanked:
        records.erase_traces()
    return blanked


def answer_of(records: Records, answer_id: str) -> AnswerEntry | None:
    """One answer; None where there is none of this id."""
    with records.reading() as connection:
        row = connection.execute(select(*_COLUMNS).where(ANSWERS.c.answer_id == answer_id)).mappings().first()
        return AnswerEntry(**{**row, "citations": tuple(row["citations"])}) if row else None


def answers(records: Records, which: Selection = EVERYTHING, limit: int = 100, offset: int = 0) -> list[AnswerEntry]:
    """The latest answers first."""
    latest = ANSWERS.c.at.desc(), ANSWERS.c.id.desc()
    query = select(*_COLUMNS).where(which.clause()).order_by(*latest).limit(limit).offset(offset)
    with records.reading() as connection:
        rows = connection.execute(query).mappings()
        return [AnswerEntry(**{**row, "citations": tuple(row["citations"])}) for row in rows]


def counts(records: Records, which: Selection = EVERYTHING) -> dict[str, int]:
    """How many answers there were of each status."""
    query = select(ANSWERS.c.status, func.count()).where(which.clause()).group_by(ANSWERS.c.status)
    with records.reading() as connection:
        return dict(connection.execute(query).all())


def last_questions(records: Records, n: int) -> list[str]:
    """The latest n different questions of those that a new version should be asked, newest first."""
    asked = and_(ANSWERS.c.question.is_not(None), ANSWERS.c.status.in_(ASKED_AGAIN))
    latest = func.max(ANSWERS.c.id)
    query = select(ANSWERS.c.question).where(asked).group_by(ANSWERS.c.question).order_by(latest.desc()).limit(n)
    with records.reading() as connection:
        return [str(question) for question in connection.execute(query).scalars()]


def unanswered_rows(records: Records, since: datetime, limit: int) -> list[AnswerEntry]:
    """The latest questions with words that got no answer, or one that did not help."""
    missing = or_(ANSWERS.c.status == "unknown", ANSWERS.c.helpful.is_(False))
    which = and_(missing, ANSWERS.c.question.is_not(None), ANSWERS.c.at >= since)
    with records.reading() as connection:
        rows = connection.execute(select(*_COLUMNS).where(which).order_by(ANSWERS.c.at.desc()).limit(limit)).mappings()
        return [AnswerEntry(**{**row, "citations": tuple(row["citations"])}) for row in rows]
