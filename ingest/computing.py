"""What has to be worked out for the passages of the next version: terms and vectors, known ones taken over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.takeover import KnownTerms, KnownVectors
from knowledge.document import Passage
from knowledge.embedding import Embedder, Vectors
from knowledge.entries import Terms
from knowledge.lexical import MorphemeAnalyser
from knowledge.postings import Integers
from knowledge.store import flatten, searched_records

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done and how many there are."""
ANALYSED_AT_ONCE, EMBEDDED_AT_ONCE = 64, 256


@dataclass(frozen=True)
class NextTerms:
    """The terms of the next version, row by row."""

    terms: Sequence[Terms]
    new_rows: Integers
    """Where each row of the version before went, -1 where it is gone or changed."""
    folder: Path | None
    """The lexical indexes of the version before; None where there are none to build upon."""

    @property
    def fresh(self) -> list[int]:
        """The rows that do not come from the version before."""
        is_fresh = np.ones(len(self.terms), dtype=bool)
        is_fresh[self.new_rows[self.new_rows >= 0]] = False
        return [int(row) for row in np.flatnonzero(is_fresh)]


@dataclass(frozen=True)
class NextVectors:
    """The vectors of the next version: what to take out of the store before, and what to put in."""

    record_ids: Sequence[str]
    """Every record, passage by passage."""
    removed: Sequence[str]
    added: Sequence[str]
    rows: Vectors
    """Of `added`."""
    known: KnownVectors

    def of(self, record_ids: Sequence[str]) -> Vectors:
        """The rows of these records, wherever they come from."""
        if record_ids == self.added:
            return self.rows
        place = {record_id: row for row, record_id in enumerate(self.added)}
        known = [record_id for record_id in record_ids if record_id not in place]
        found = dict(zip(known, self.known.of(known), strict=True)) if known else {}
        rows = [self.rows[place[key]] if key in place else found[key] for key in record_ids]
        return np.stack(rows).astype(np.float32) if rows else self.rows[:0]


def terms_of(
    passages: Sequence[Passage], known: KnownTerms, analyser: MorphemeAnalyser, progress: Progress
) -> NextTerms:
    """The terms of each searched text of each passage, known ones taken over."""
    old_rows = [known.rows.get(passage.content_hash, -1) for passage in passages]
    terms: list[Terms] = [known.terms[row] if row >= 0 else [] for row in old_rows]
    fresh = [row for row, old in enumerate(old_rows) if old < 0]
    words: dict[str, str] = {}
    same = words.setdefault  # a term that stands in many passages is one object
    for start in range(0, len(fresh), ANALYSED_AT_ONCE):
        progress("형태소 분석", start, len(fresh))
        rows = fresh[start : start + ANALYSED_AT_ONCE]
        found = iter(analyser.terms_of_all(flatten([passages[row].searched_texts for row in rows])))
        for row in rows:
            terms[row] = [[same(term, term) for term in next(found)] for _ in passages[row].searched_texts]
    progress("형태소 분석", len(fresh), len(fresh))
    new_rows = np.full(len(known.terms), -1, dtype=np.int64)
    for new, old in enumerate(old_rows):
        if old >= 0:
            new_rows[old] = new
    return NextTerms(terms, new_rows, known.folder)


def vectors_of(
    passages: Sequence[Passage], known: KnownVectors, embedder: Embedder, progress: Progress
) -> tuple[NextVectors, int]:
    """The vector of each searched text of each passage, and how many had to be computed.

    A text that only moved to another record keeps its vector.
    """
    records = dict(searched_records(passages))
    added = [record_id for record_id, text in records.items() if known.texts.get(record_id) != text]
    removed = [record_id for record_id, text in known.texts.items() if records.get(record_id) != text]
    wanted = dict.fromkeys(records[record_id] for record_id in added)
    moved = {text: record_id for record_id, text in known.texts.items() if text in wanted} if wanted else {}
    vectors = dict(zip(moved, known.of(list(moved.values())), strict=True)) if moved else {}
    fresh = [text for text in wanted if text not in moved]
    for start in range(0, len(fresh), EMBEDDED_AT_ONCE):
        progress("임베딩", start, len(fresh))
        part = fresh[start : start + EMBEDDED_AT_ONCE]
        vectors.update(zip(part, embedder.embed_passages(part), strict=True))
    progress("임베딩", len(fresh), len(fresh))
    rows = [vectors[records[record_id]] for record_id in added]
    stacked = np.stack(rows).astype(np.float32) if rows else np.zeros((0, embedder.dimension), dtype=np.float32)
    return NextVectors(list(records), removed, added, stacked, known), len(fresh)
