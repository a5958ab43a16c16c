"""Examples: questions that are foreign to the programme, and ones of it, answered by documents or usually left open.

A new question is told by its nearest neighbours among them, in the embedding and by runs of syllables.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from knowledge.embedding import Embedder, Vectors
from knowledge.lexical import syllable_ngrams
from knowledge.normalisation import compact

NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a question is to the examples of one kind, each from 0 to 1.

    `nearest` is the best cosine, `usual` the mean of the NEIGHBOURS best, `letters` the best Dice coefficient of
    the runs of 2 and 3 syllables.
    """

    nearest: float
    usual: float
    letters: float


class _Kind:
    """The examples of one kind, with an inverted index of their syllable runs."""

    def __init__(self, utterances: Sequence[str], vectors: Vectors) -> None:
        self._vectors = vectors
        rows: dict[str, list[int]] = defaultdict(list)
        sizes = []
        for row, utterance in enumerate(utterances):
            runs = set(syllable_ngrams(utterance))
            sizes.append(len(runs))
            for run in runs:
                rows[run].append(row)
        self._rows = {run: np.array(found, dtype=np.int32) for run, found in rows.items()}
        self._sizes = np.array(sizes)

    def nearness(self, vector: npt.NDArray[np.float32], runs: frozenset[str]) -> Nearness:
        cosines = self._vectors @ vector
        best = np.sort(np.partition(cosines, -NEIGHBOURS)[-NEIGHBOURS:])
        found = [self._rows[run] for run in runs if run in self._rows]
        letters = 0.0
        if found:
            shared = np.bincount(np.concatenate(found), minlength=len(self._sizes))
            letters = float((2 * shared / (self._sizes + len(runs))).max())
        return Nearness(float(best[-1]), float(best.mean()), letters)


class Examples:
    """The examples of scope_examples.yaml; `foreign`, `ours` and `open` are kinds, greetings are matched whole."""

    KINDS = ("foreign", "ours", "open")

    def __init__(self, embedder: Embedder) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        content = yaml.load((Path(__file__).parent / "scope_examples.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506
        self._kinds = {kind: _Kind(content[kind], embedder.embed_passages(content[kind])) for kind in self.KINDS}
        self._greetings = frozenset(compact(greeting) for greeting in content["greetings"])

    def is_greeting(self, text: str) -> bool:
        """Whether a text is nothing but a greeting or thanks."""
        return compact(text) in self._greetings

    def nearness(self, text: str, vector: npt.NDArray[np.float32]) -> dict[str, Nearness]:
        """The nearness of a question, with its unit vector, to each kind."""
        runs = frozenset(syllable_ngrams(text))
        return {kind: examples.nearness(vector, runs) for kind, examples in self._kinds.items()}


@lru_cache(maxsize=2)
def examples_for(embedder: Embedder) -> Examples:
    """The examples as an embedder sees them, worked out once (0.3 s)."""
    return Examples(embedder)
