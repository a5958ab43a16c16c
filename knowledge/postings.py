"""Postings: which term stands how often in which passage, and the BM25 of each; taken over where little changed."""

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

K1, B = 1.2, 0.75
"""BM25's usual constants (Robertson and Zaragoza 2009)."""
MAX_COUNT = 65_535
"""Of a term in a passage: counts are kept in two bytes."""
COUNTS, LENGTHS, ROWS, STARTS, SCORES, VOCABULARY = (
    "counts.npy",
    "lengths.npy",
    "indices.csc.index.npy",
    "indptr.csc.index.npy",
    "data.csc.index.npy",
    "vocab.index.json",
)
"""Files of an index; all but the first two are bm25s's own."""

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Postings:
    """Sorted by term and within a term by row, so that the same passages give the same files by any way."""

    vocabulary: tuple[str, ...]
    starts: Integers
    """Shape (terms + 1,): where the entries of each term begin."""
    rows: npt.NDArray[np.int32]
    counts: npt.NDArray[np.uint16]
    lengths: npt.NDArray[np.int32]
    """Terms of each passage, shape (passages,)."""

    @classmethod
    def of(cls, documents: Iterable[Sequence[str]]) -> "Postings":
        """Those of the terms of each passage; the iterable is read once and nothing of it is kept."""
        ids: dict[str, int] = {}
        terms, counts, distinct, lengths = array("i"), array("H"), array("i"), array("i")
        for document in documents:
            counted = Counter(document)
            terms.extend([ids.setdefault(term, len(ids)) for term in counted])
            counts.extend([min(count, MAX_COUNT) for count in counted.values()])
            distinct.append(len(counted))
            lengths.append(len(document))
        rows = np.repeat(np.arange(len(distinct), dtype=np.int32), np.asarray(distinct, dtype=np.int32))
        vocabulary = sorted(ids)
        rank = np.empty(len(ids), dtype=np.int32)
        rank[[ids[term] for term in vocabulary]] = np.arange(len(ids))
        return _sorted(
            vocabulary,
            rank[np.asarray(terms, dtype=np.int32)],
            rows,
            np.asarray(counts, dtype=np.uint16),
            np.asarray(lengths, dtype=np.int32),
        )

    def taken_over(self, new_rows: Integers, size: int, fresh: Mapping[int, Sequence[str]]) -> "Postings":
        """Those of the next `size` passages: `new_rows` says where each old row went (-1: gone), `fresh` has the terms
        of all other rows."""
        other = Postings.of(fresh.values())
        row_of_entry = new_rows[self.rows]
        stays = row_of_entry >= 0
        term_of_entry = self.terms_of_entries()[stays]
        used = np.bincount(term_of_entry, minlength=len(self.vocabulary)) > 0
        kept = [term for term, is_used in zip(self.vocabulary, used, strict=True) if is_used]
        vocabulary = sorted({*kept, *other.vocabulary})
        ids = {term: number for number, term in enumerate(vocabulary)}
        number_of_old = np.full(len(self.vocabulary), -1, dtype=np.int32)
        number_of_old[used] = [ids[term] for term in kept]
        number_of_new = np.array([ids[term] for term in other.vocabulary], dtype=np.int32)
        fresh_rows = np.fromiter(fresh, dtype=np.int64, count=len(fresh))
        lengths = np.zeros(size, dtype=np.int32)
        lengths[new_rows[new_rows >= 0]] = self.lengths[new_rows >= 0]
        lengths[fresh_rows] = other.lengths
        return _sorted(
            vocabulary,
            np.concatenate([number_of_old[term_of_entry], number_of_new[other.terms_of_entries()]]),
            np.concatenate([row_of_entry[stays], fresh_rows[other.rows]]).astype(np.int32),
            np.concatenate([self.counts[stays], other.counts]),
            lengths,
        )

    def scores(self) -> npt.NDArray[np.float32]:
        """BM25 of each entry, as Lucene has it: the share of a term in a passage, weighed by the term's rarity."""
        size = len(self.lengths)
        lengths = np.maximum(self.lengths, 1)  # an empty passage counts as one of an empty term
        frequency = np.diff(self.starts)
        rarity = np.log(1 + (size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        saturation = K1 * ((1 - B) + B * lengths / (lengths.mean() if size else 1.0))
        share = self.counts / (saturation[self.rows] + self.counts)
        return np.asarray(np.repeat(rarity, frequency) * share, dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write what `load` reads into `folder`, beside the files of the index itself."""
        np.save(folder / COUNTS, self.counts)
        np.save(folder / LENGTHS, self.lengths)

    @classmethod
    def load(cls, folder: Path) -> "Postings":
        """Read those of an index. Raises OSError or ValueError where the files are missing or damaged."""
        vocabulary = json.loads((folder / VOCABULARY).read_bytes())
        starts, rows, counts, lengths = (np.load(folder / name) for name in (STARTS, ROWS, COUNTS, LENGTHS))
        return cls(tuple(vocabulary), starts, rows, counts, lengths)

    def terms_of_entries(self) -> npt.NDArray[np.int32]:
        """The number of each entry's term."""
        return np.repeat(np.arange(len(self.vocabulary), dtype=np.int32), np.diff(self.starts))


def _sorted(
    vocabulary: Sequence[str],
    terms: npt.NDArray[np.int32],
    rows: npt.NDArray[np.int32],
    counts: npt.NDArray[np.uint16],
    lengths: npt.NDArray[np.int32],
) -> Postings:
    order = np.lexsort((rows, terms))
    starts = np.concatenate([[0], np.cumsum(np.bincount(terms, minlength=len(vocabulary)))]).astype(np.int64)
    return Postings(tuple(vocabulary), starts, rows[order], counts[order], lengths)
