"""The three legs of the search over any texts, each by itself and fused as the product fuses them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.embedding import Embedder
from knowledge.fusion import Scores, Weights, candidates, fuse
from knowledge.lexical import LexicalIndex, MorphemeAnalyser, syllable_ngrams

LEGS = ("Kiwi BM25", "n-gram BM25", "dense", "hybrid")
REPORTED = 10
"""MRR looks at so many places."""
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """A question as the legs take it."""

    text: str
    terms: Sequence[str]


class Legs:
    """Indexes over texts: `groups` are the texts of each thing to find, the first its own, all of them searched."""

    def __init__(
        self,
        groups: Sequence[Sequence[str]],
        terms: Sequence[Sequence[str]],
        embedder: Embedder,
        weights: Weights,
        count: int,
    ) -> None:
        self._morphemes = LexicalIndex.build(terms)
        self._syllables = LexicalIndex.build([syllable_ngrams(" ".join(texts)) for texts in groups])
        self._vectors = embedder.embed_passages([text for texts in groups for text in texts])
        self._first = np.concatenate([[0], np.cumsum([len(texts) for texts in groups])[:-1]]).astype(np.int64)
        self._embedder, self._weights, self._count = embedder, weights, count

    @classmethod
    def over(
        cls, texts: Sequence[str], analyser: MorphemeAnalyser, embedder: Embedder, weights: Weights, count: int
    ) -> "Legs":
        """Legs over texts that are one thing each."""
        return cls([[text] for text in texts], analyser.terms_of_all(texts), embedder, weights, count)

    def scores(self, asked: Asked, rows: npt.NDArray[np.bool_] | None = None) -> dict[str, Scores]:
        """The score of every thing by each leg; -1 where `rows` (a mask) or the candidates leave it out."""
        morphemes = self._morphemes.scores(asked.terms)
        syllables = self._syllables.scores(syllable_ngrams(asked.text))
        vector = self._embedder.embed_question(asked.text)
        cosines = np.maximum.reduceat(self._vectors @ vector, self._first)
        legs = [morphemes, syllables, cosines]
        if rows is not None:
            legs = [np.where(rows, leg, np.float32(-1)) for leg in legs]
        hybrid = np.full(len(cosines), -1, dtype=np.float32)
        chosen = candidates(legs, self._count)
        if chosen:
            hybrid[chosen] = np.sum(fuse(morphemes[chosen], syllables[chosen], cosines[chosen], self._weights), axis=0)
        return dict(zip(LEGS, (*legs, hybrid), strict=True))


def rank(scores: Scores, relevant: Iterable[int]) -> float:
    """The place (from 1) of the best relevant thing; those with the same score share the middle of their places.

    Infinite where it has no score above 0: it would not be shown.
    """
    best = max(float(scores[row]) for row in relevant)
    if best <= 0:
        return float("inf")
    return 1 + float((scores > best).sum()) + (float((scores == best).sum()) - 1) / 2


def figures(ranks: Sequence[float]) -> dict[str, float]:
    """hit@1, hit@5 and MRR@10 in percent."""
    places: Numbers = np.array(ranks, dtype=np.float64)
    if not len(places):
        return {"hit@1": float("nan"), "hit@5": float("nan"), "MRR@10": float("nan")}
    return {
        "hit@1": 100 * float((places < 1.5).mean()),
        "hit@5": 100 * float((places <= 5).mean()),
        "MRR@10": 100 * float(np.where(places <= REPORTED, 1 / places, 0.0).mean()),
    }


def exact_runs(texts: Sequence[str], each: int, words: int, chance: np.random.Generator) -> list[tuple[str, int]]:
    """Up to `each` runs of `words` words that stand in one text alone, with its row."""
    found: list[tuple[str, int]] = []
    for row in chance.permutation(len(texts)):
        spaced = texts[row].split()
        if len(found) >= each:
            break
        if len(spaced) > words:
            start = int(chance.integers(len(spaced) - words))
            run = " ".join(spaced[start : start + words])
            if sum(run in " ".join(text.split()) for text in texts) == 1:
                found.append((run, int(row)))
    return found
