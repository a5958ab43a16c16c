"""Golden questions in the console: what must stay right, edited, checked, and made from answers."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from filelock import FileLock, Timeout

from api.errors import DeskBusy, InputRefused, NotThere
from api.records import Records
from api.records_answers import answer_of
from api.staff_tried import Tried
from ingest.finding import Finding
from ingest.gate import Row, compare
from ingest.golden import (
    MAX_QUESTIONS,
    GoldenQuestion,
    golden_files,
    golden_from,
    normalised,
    own_golden,
    read_all,
    write_golden,
)
from knowledge.answering import Answerer
from knowledge.document import Language
from knowledge.normalisation import compact
from knowledge.periods import KST
from knowledge.settings import KnowledgeSettings

LOCK_TIMEOUT_S = 10


class GoldenDesk:
    """The file of golden questions; the first change copies the shipped ones into the data folder."""

    def __init__(self, settings: KnowledgeSettings, answerer: Callable[[], Answerer]) -> None:
        """`answerer` gives what answers today, in quotes."""
        self._settings = settings
        self._answerer = answerer

    def all(self) -> tuple[list[GoldenQuestion], list[Finding]]:
        """Every question in the file's order, and what of the file cannot be read."""
        return read_all(golden_files(self._settings))

    def get(self, golden_id: str) -> GoldenQuestion:
        """One question. Raises NotThere."""
        for one in self.all()[0]:
            if one.id == golden_id:
                return one
        raise NotThere("그런 확인 질문이 없습니다. 목록을 새로 고치세요. (no such golden question)")

    def add(self, golden: GoldenQuestion) -> GoldenQuestion:
        """Keep a new question. Raises InvalidGolden, also where its id or the question is there already."""
        golden = normalised(golden)
        with self._editing() as kept:
            if len(kept) >= MAX_QUESTIONS:
                raise InputRefused(f"확인 질문은 {MAX_QUESTIONS:,}개까지입니다. (too many)")
            self._write([*kept, golden])
        return golden

    def replace(self, golden_id: str, golden: GoldenQuestion) -> GoldenQuestion:
        """Put another in place of one. Raises NotThere, InvalidGolden."""
        golden = normalised(golden)
        with self._editing() as kept:
            self._require(golden_id, kept)
            self._write([golden if one.id == golden_id else one for one in kept])
        return golden

    def delete(self, golden_id: str) -> GoldenQuestion:
        """Remove one; gives it back, so that it can be added again. Raises NotThere."""
        with self._editing() as kept:
            gone = self._require(golden_id, kept)
            self._write([one for one in kept if one.id != golden_id])
        return gone

    def check(self, golden_ids: Sequence[str] = ()) -> list[Row]:
        """Ask the version in force all of them, or these; `why` of a row says what is wrong, empty where it is right.

        Raises NotThere.
        """
        wanted = [self.get(golden_id) for golden_id in golden_ids] or self.all()[0]
        return list(compare(None, self._answerer(), wanted, (), datetime.now(KST), lambda *_: None))

    def from_tried(self, one: Tried) -> GoldenQuestion:
        """A question that keeps what was just answered, for staff to look at; it is not kept yet."""
        return golden_from(one.answer, self._answerer().base.finder)

    def from_answer(self, records: Records, answer_id: str) -> tuple[str, Language]:
        """The question and language of a kept answer, to be tried anew. Raises NotThere."""
        kept = answer_of(records, answer_id)
        if kept is None or kept.question is None:
            raise NotThere(
                "그런 답변이 없거나, 질문의 글이 이미 지워졌습니다. (no such answer, or its words are deleted)"
            )
        return kept.question, "en" if kept.language == "en" else "ko"

    @contextmanager
    def _editing(self) -> Iterator[list[GoldenQuestion]]:
        """The questions, while nobody else changes them; nothing is written over what cannot be read."""
        own = own_golden(self._settings)
        own.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(own.with_name("golden.lock"), timeout=LOCK_TIMEOUT_S):
                kept, findings = self.all()
                if findings:
                    raise InputRefused(
                        f"확인 질문 파일에 읽을 수 없는 곳이 있어 고치지 않았습니다. 파일을 먼저 고치세요: {findings[0]}"
                    )
                yield kept
        except Timeout as error:
            raise DeskBusy("다른 사람이 확인 질문을 고치고 있습니다. 조금 뒤에 다시 하세요. (being changed)") from error

    def _write(self, questions: Sequence[GoldenQuestion]) -> None:
        write_golden(own_golden(self._settings), questions)

    def _require(self, golden_id: str, kept: Sequence[GoldenQuestion]) -> GoldenQuestion:
        for one in kept:
            if one.id == golden_id:
                return one
        raise NotThere("그런 확인 질문이 없습니다. 목록을 새로 고치세요. (no such golden question)")


def golden_of(fields: dict[str, Any]) -> GoldenQuestion:
    """A question from plain fields, lists for tuples; without an id it gets one, a time without a zone is Korean."""
    question, at = str(fields["question"]), fields.get("at")
    if isinstance(at, datetime) and at.tzinfo is None:
        at = at.replace(tzinfo=KST)
    return GoldenQuestion(
        id=str(fields.get("id") or f"q-{hashlib.sha256(compact(question).encode()).hexdigest()[:8]}"),
        question=question,
        language=fields.get("language"),
        status=tuple(fields.get("status") or ("answered",)),
        must=tuple(tuple(one) for one in fields.get("must") or ()),
        must_not=tuple(fields.get("must_not") or ()),
        sources=tuple(fields.get("sources") or ()),
        at=at,
        note=str(fields.get("note") or ""),
    )
