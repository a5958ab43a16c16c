"""Step 3: every text as numbers of pieces.

Writes tokens.npz: `ids` (int32, all texts one after the other), `starts` (int64, shape (sentences + 1,): where each
sentence begins in `ids`) and `lines` (int64, shape (texts + 1,): where each text begins in `starts`).
"""

import json
from collections.abc import Iterator, Sequence

import numpy as np

from ingest.training.recipe import Folders, Progress, Size
from ingest.training.step_1_pairs import FILE_OF_TEXTS

BATCH = 20_000


def run(folders: Folders, size: Size, tell: Progress) -> None:  # noqa: ARG001  # every step is called alike
    """Write the pieces of every text."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folders.tokenizer))
    ids: list[np.ndarray[tuple[int], np.dtype[np.int32]]] = []
    lengths: list[int] = []
    sentences_of: list[int] = []
    for texts in _batches(folders):
        sentences = [sentence for text in texts for sentence in text]
        sentences_of += map(len, texts)
        for encoding in tokenizer.encode_batch(sentences, add_special_tokens=False):
            ids.append(np.array(encoding.ids, dtype=np.int32))
            lengths.append(len(encoding.ids))
        tell(f"{len(sentences_of):,}")
    folders.tokens.parent.mkdir(parents=True, exist_ok=True)
    np.savez(folders.tokens, ids=np.concatenate(ids), starts=_offsets(lengths), lines=_offsets(sentences_of))


def _offsets(lengths: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def _batches(folders: Folders) -> Iterator[list[list[str]]]:
    batch: list[list[str]] = []
    with (folders.pairs / FILE_OF_TEXTS).open(encoding="utf-8") as file:
        for line in file:
            batch.append(json.loads(line))
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch
