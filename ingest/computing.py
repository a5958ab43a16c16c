"""What has to be worked out for the passages of the next version: terms and vectors, known ones taken over."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.takeover import Terms
from knowledge.document import Passage
from knowledge.embedding import Embedder, Vectors
from knowledge.lexical import MorphemeAnalyser
from knowledge.store import flatten

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done and how many there are."""


def terms_of(
    passages: Sequence[Passage], known: Mapping[str, Terms], analyser: MorphemeAnalyser, progress: Progress
) -> list[Terms]:
    """The terms of each searched text of each passage, known ones taken over."""
    fresh = [row for row, passage in enumerate(passages) if passage.content_hash not in known]
    terms: list[Terms] = [known.get(passage.content_hash, []) for passage in passages]
    step = 64
    for start in range(0, len(fresh), step):
        progress("형태소 분석", start, len(fresh))
        rows = fresh[start : start + step]
        found = iter(analyser.terms_of_all(flatten([passages[row].searched_texts for row in rows])))
        for row in rows:
            terms[row] = [next(found) for _ in passages[row].searched_texts]
    progress("형태소 분석", len(fresh), len(fresh))
    return terms


def vectors_of(
    passages: Sequence[Passage], known: Mapping[str, npt.NDArray[Any]], embedder: Embedder, progress: Progress
) -> tuple[Vectors, int]:
    """One row for each searched text of each passage, and how many had to be computed."""
    texts = flatten([passage.searched_texts for passage in passages])
    vectors = dict(known)
    fresh = [text for text in dict.fromkeys(texts) if text not in known]
    step = 256
    for start in range(0, len(fresh), step):
        progress("임베딩", start, len(fresh))
        part = fresh[start : start + step]
        vectors.update(zip(part, embedder.embed_passages(part), strict=True))
    progress("임베딩", len(fresh), len(fresh))
    return np.stack([vectors[text] for text in texts]).astype(np.float32), len(fresh)
