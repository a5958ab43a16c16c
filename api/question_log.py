"""The question log: one row for each answer, written by a thread of its own so that no answer waits for a database.

Words are masked before they are kept, and left out where they would tell of somebody's distress or of their life.
"""

import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from api.errors import RecordsUnavailable
from api.records import Records
from api.records_answers import AnswerEntry, blank_sessions, forget_old, note_answers, note_feedback
from api.records_audit import forget_audit
from api.records_sign_in import forget_ended
from api.signing import monthly_digest
from knowledge import distress, person, privacy
from knowledge.answer import Answer

log = logging.getLogger(__name__)

MAX_WAITING = 10_000
"""Answers that wait for the database, about 20 MB; more are counted and not kept."""
BATCH = 200
MAX_LEAD_CHARS = 300
RETRY_S = 5.0
COMPLAIN_EVERY_S = 60.0
TIDY_EVERY = timedelta(days=1)
CLOSING_S = 10.0
"""How long the end of the server waits for what was not written yet."""
FEEDBACK_WAIT_S = 2.0
KEEP_ENDED = timedelta(days=30)
"""Sessions and tokens that have ended, for whoever asks what happened."""
LONGEST_SESSION = timedelta(days=1)
"""Of a conversation (`ApiSettings.session_minutes`): its answers carry the digest of at most two months."""


@dataclass(frozen=True, slots=True)
class LogState:
    """How the writing goes: answers that wait, answers that were lost, and what is wrong now."""

    waiting: int
    lost: int
    fault: str | None


@dataclass(frozen=True, slots=True)
class _Forget:
    """A conversation whose words are to go, by its digests."""

    sessions: tuple[str, ...]


class QuestionLog:
    """Takes answers from many threads and writes them in the background until closed; never raises for the database."""

    def __init__(self, records: Records, secret: bytes, keep_days: int, keep_audit_days: int) -> None:
        self._records = records
        self._secret = secret
        self._keep_days = keep_days
        self._keep_audit = timedelta(days=keep_audit_days)
        self._waiting: deque[AnswerEntry | _Forget] = deque()
        self._taken = self._settled = self._lost = 0
        self._fault: str | None = None
        self._complained_at = float("-inf")
        self._closing = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="question-log", daemon=True)
        self._thread.start()

    @property
    def state(self) -> LogState:
        """How the writing goes."""
        with self._changed:
            return LogState(len(self._waiting), self._lost, self._fault)

    def note(
        self, answer: Answer, asked: str, official: frozenset[str], channel: str, session_id: str, at: datetime
    ) -> None:
        """Keep an answer and, masked, what was asked; `official` are the numbers that are never masked."""
        session = monthly_digest(self._secret, "conversation", session_id, at)
        entry = entry_of(answer, asked, official, channel, session, at)
        self._take(entry if self._keep_days else without_words(entry), MAX_WAITING)

    def forget(self, session_id: str, now: datetime) -> None:
        """Delete the words of a conversation, of those too that are not written yet."""
        moments = (now, now - LONGEST_SESSION)
        digests = {monthly_digest(self._secret, "conversation", session_id, moment) for moment in moments}
        self._take(_Forget(tuple(digests)), 2 * MAX_WAITING)

    def feedback(self, answer_id: str, helpful: bool, comment: str | None, official: frozenset[str]) -> bool:
        """Keep what somebody thought of an answer; False: there is no such answer. Raises RecordsUnavailable."""
        if comment and (not self._keep_days or distress.judge(comment)):
            comment = None
        self.flush(FEEDBACK_WAIT_S)  # the answer may have been given a moment ago
        masked = privacy.mask(comment, official).text if comment else None
        return note_feedback(self._records, answer_id, helpful, masked)

    def flush(self, timeout_s: float) -> bool:
        """Wait until what was taken so far is written or lost; False where it took too long."""
        with self._changed:
            until = self._taken
            return self._changed.wait_for(lambda: self._settled >= until, timeout_s)

    def close(self) -> None:
        """Write what waits, then stop; what the database does not take is lost, and said so."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(CLOSING_S)
        if left := self.state.waiting:
            log.error("question log: %d entries could not be written", left)

    def _take(self, entry: AnswerEntry | _Forget, most: int) -> None:
        with self._changed:
            if self._closing or len(self._waiting) >= most:
                self._lost += 1
                self._complain("too many answers wait for the database")
                return
            self._waiting.append(entry)
            self._taken += 1
            self._changed.notify_all()

    def _run(self) -> None:
        tidy_at = time.monotonic()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closing, max(0.0, tidy_at - time.monotonic()))
                batch = self._next()
                if self._closing and not batch:
                    return
            try:
                self._write(batch)
                if time.monotonic() >= tidy_at:
                    self._tidy(datetime.now(UTC))
                    tidy_at = time.monotonic() + TIDY_EVERY.total_seconds()
            except RecordsUnavailable as fault:
                if not self._wait_out(fault):
                    return
            except Exception as fault:  # noqa: BLE001 - one bad entry must not end the log; its words are in no message
                self._give_up(len(batch), fault)
                tidy_at = max(tidy_at, time.monotonic() + RETRY_S)

    def _next(self) -> list[AnswerEntry | _Forget]:
        """What is written next: answers up to the next wish to be forgotten, or that wish, which must come after them."""
        batch: list[AnswerEntry | _Forget] = []
        for entry in itertools.islice(self._waiting, BATCH):
            if batch and (isinstance(entry, _Forget) or isinstance(batch[0], _Forget)):
                break
            batch.append(entry)
        return batch

    def _write(self, batch: Sequence[AnswerEntry | _Forget]) -> None:
        for wish in batch:
            if isinstance(wish, _Forget):
                blank_sessions(self._records, wish.sessions)
        if entries := [entry for entry in batch if isinstance(entry, AnswerEntry)]:
            note_answers(self._records, entries)
        self._settle(len(batch))

    def _settle(self, count: int) -> None:
        with self._changed:
            for _ in range(count):
                self._waiting.popleft()
            self._settled += count
            self._fault = None
            self._changed.notify_all()

    def _tidy(self, now: datetime) -> None:
        """Once a day: delete what was promised to be deleted."""
        forget_old(self._records, now, self._keep_days)
        forget_audit(self._records, now - self._keep_audit)
        forget_ended(self._records, now - KEEP_ENDED)

    def _wait_out(self, fault: RecordsUnavailable) -> bool:
        """Leave the database alone for a moment; False where there is no time left for that."""
        with self._changed:
            self._fault = str(fault)
            self._complain(self._fault)
            return not self._changed.wait_for(lambda: self._closing, RETRY_S)

    def _give_up(self, count: int, fault: Exception) -> None:
        with self._changed:
            self._lost += count
            self._complain(f"not written: {type(fault).__name__}")
        self._settle(count)

    def _complain(self, reason: str) -> None:
        if time.monotonic() - self._complained_at >= COMPLAIN_EVERY_S:
            self._complained_at = time.monotonic()
            log.error("question log: %s (%d waiting, %d lost)", reason, len(self._waiting), self._lost)


def entry_of(
    answer: Answer, asked: str, official: frozenset[str], channel: str, session: str, at: datetime
) -> AnswerEntry:
    """What is kept of an answer."""
    entry = AnswerEntry(
        answer_id=answer.answer_id,
        at=at,
        channel=channel,
        language=answer.language,
        status=answer.status.value,
        writer=answer.writer,
        knowledge_version=answer.knowledge_version,
        fallback=answer.fallback.value if answer.fallback else None,
        session=session,
        question=privacy.mask(asked, official).text,
        lead=privacy.mask(answer.text, official).text[:MAX_LEAD_CHARS],
        citations=tuple({"passage_id": one.passage_id, "title": one.title} for one in answer.citations),
    )
    return without_words(entry) if is_private(asked, at) or is_private(answer.asked, at) else entry


def is_private(text: str, at: datetime) -> bool:
    """Whether the words of a question are not kept at all: they tell of distress, or of the life of who asks."""
    return distress.judge(text) is not None or (person.speaks_of_self(text) and person.person_in(text, at) is not None)


def without_words(entry: AnswerEntry) -> AnswerEntry:
    """That there was an answer, and how it ended."""
    return replace(entry, question=None, lead=None, citations=(), session=None)
