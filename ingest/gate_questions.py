"""The gate's table: golden and real questions, asked of today's version and of the next one."""

import copy
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from ingest.computing import Progress
from ingest.golden_making import plain
from ingest.golden_question import GoldenQuestion, judge
from knowledge.answer import Answer, Status
from knowledge.answering import Answerer
from knowledge.document import Language
from knowledge.drafting import EXTRACTIVE
from knowledge.question import Question

log = logging.getLogger(__name__)

STEP = "질문 확인"
"""What the progress says."""
MAX_SHOWN = 300
"""Characters of an answer in the table: its lead sentences."""
MAX_CHANGED = 40
"""Words that are named as different; past that nobody looks at single ones."""


class Verdict(StrEnum):
    """What the next version does to the answer of one question, what has to be looked at first."""

    TURNED_WRONG = "turned wrong"
    """Golden: right today, wrong after. Blocks."""
    LOST = "lost"
    """Asked: answered today and not after."""
    STILL_WRONG = "still wrong"
    """Golden: wrong today and after. Asked: it ends in a fault and was not answered today."""
    CHANGED = "changed"
    GAINED = "gained"
    """Asked: answered after and not today."""
    FIXED = "fixed"
    NEW = "new"
    """There is no version of today to compare with; a golden question that is wrong says why."""
    RIGHT = "right"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Row:
    """One question of the table; `today` and `after` are the lead sentences, empty where there was none to ask."""

    question: str
    kind: Literal["golden", "asked"]
    status_today: Status | None
    today: str
    status_after: Status | None
    """None where asking ended in a fault, which `why` names."""
    after: str
    changed: tuple[str, ...]
    """Figures and words that stand in one of the whole answers only: today's first, then those of after."""
    verdict: Verdict
    why: tuple[str, ...] = ()
    """What is wrong with the answer after, in Korean."""
    golden_id: str | None = None
    titles_today: tuple[str, ...] = ()
    """What the answer cites."""
    titles_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of asking: an answer, or the fault that asking ended in."""

    answer: Answer | None = None
    fault: str = ""

    @property
    def status(self) -> Status | None:
        """None after a fault."""
        return self.answer.status if self.answer else None

    @property
    def text(self) -> str:
        """The whole answer without its marks."""
        return plain(self.answer.text) if self.answer else ""

    @property
    def titles(self) -> tuple[str, ...]:
        """What the answer cites, each once."""
        return tuple(dict.fromkeys(c.title for c in self.answer.citations)) if self.answer else ()

    def why(self, golden: GoldenQuestion) -> tuple[str, ...]:
        """Why this is not what a golden question wants; empty where it is."""
        return judge(golden, self.answer) if self.answer else (self.fault,)


class _Asker:
    """Asks one version, each question once, in quotes: no language model is waited or paid for."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = copy.copy(answerer)
        self._answerer.writer = EXTRACTIVE
        self._replies: dict[tuple[str, Language | None, datetime], Reply] = {}

    def ask(self, text: str, language: Language | None, now: datetime) -> Reply:
        """What comes of a question; a fault is told, not raised."""
        key = (text, language, now)
        if key not in self._replies:
            try:
                self._replies[key] = Reply(self._answerer.answer(Question.of(text, now, language)))
            except Exception as error:  # one question that finds a bug must not cost the whole table
                log.exception("a question of the gate ended in a fault")
                self._replies[key] = Reply(fault=f"묻는 중에 오류가 났습니다: {type(error).__name__}: {error}")
        return self._replies[key]


def compare(
    today: Answerer | None,
    after: Answerer,
    golden: Sequence[GoldenQuestion],
    asked: Sequence[str],
    now: datetime,
    progress: Progress,
) -> tuple[Row, ...]:
    """Ask both versions at the same `now`; a row for each golden question and each different real one.

    `today` is None where nothing is served yet.
    """
    old, new = _Asker(today) if today else None, _Asker(after)
    real = dict.fromkeys(" ".join(text.split()) for text in asked)
    real.pop("", None)
    total = len(golden) + len(real)
    rows: list[Row] = []
    for one in golden:
        progress(STEP, len(rows), total)
        clock = one.at or now
        before = old.ask(one.question, one.language, clock) if old else None
        rows.append(_golden_row(one, before, new.ask(one.question, one.language, clock)))
    for text in real:
        progress(STEP, len(rows), total)
        rows.append(_asked_row(text, old.ask(text, None, now) if old else None, new.ask(text, None, now)))
    progress(STEP, total, total)
    return tuple(rows)


def _golden_row(golden: GoldenQuestion, before: Reply | None, after: Reply) -> Row:
    why = after.why(golden)
    if before is None:
        verdict = Verdict.NEW
    elif before.why(golden):
        verdict = Verdict.STILL_WRONG if why else Verdict.FIXED
    else:
        verdict = Verdict.TURNED_WRONG if why else Verdict.RIGHT
    return _row(golden.question, before, after, verdict, why, golden.id)


def _asked_row(text: str, before: Reply | None, after: Reply) -> Row:
    why = (after.fault,) if after.fault else ()
    if before is None:
        return _row(text, before, after, Verdict.NEW, why)
    answered = before.status is Status.ANSWERED, after.status is Status.ANSWERED
    if answered == (True, False):
        verdict = Verdict.LOST
    elif after.fault:
        verdict = Verdict.STILL_WRONG
    elif answered == (False, True):
        verdict = Verdict.GAINED
    else:
        same = (before.status, before.text) == (after.status, after.text)
        verdict = Verdict.SAME if same else Verdict.CHANGED
    return _row(text, before, after, verdict, why)


def _row(
    question: str,
    before: Reply | None,
    after: Reply,
    verdict: Verdict,
    why: tuple[str, ...],
    golden_id: str | None = None,
) -> Row:
    return Row(
        question=question,
        kind="golden" if golden_id else "asked",
        status_today=before.status if before else None,
        today=_shown(before.text) if before else "",
        status_after=after.status,
        after=_shown(after.text),
        changed=_changed(before.text, after.text) if before else (),
        verdict=verdict,
        why=why,
        golden_id=golden_id,
        titles_today=before.titles if before else (),
        titles_after=after.titles,
    )


def _shown(text: str) -> str:
    """The beginning of an answer, cut behind a word."""
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN].rsplit(" ", 1)[0] + " …"


def _changed(before: str, after: str) -> tuple[str, ...]:
    """The words that one text has more often than the other."""
    old, new = (Counter(word for part in text.split() if (word := part.strip(" .,;:()|-"))) for text in (before, after))
    return (*(old - new), *(new - old))[:MAX_CHANGED]
