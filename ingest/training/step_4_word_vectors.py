"""Step 4: a first vector for each piece, from the company it keeps.

Counts which pieces stand within a few places of each other, weighs the counts by positive pointwise mutual
information (context probabilities to the power 0.75) and takes the strongest dimensions: the count-based equal of
skip-gram (Levy, Goldberg and Dagan 2015), the same on every machine and without another library.
Each vector is centred, given length 1 and then weighted by how rare its piece is (a / (a + p), Arora et al. 2017),
so that the mean over a text already is a fair sentence vector.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file
from scipy import sparse  # type: ignore[import-untyped]
from scipy.linalg import qr  # type: ignore[import-untyped]

from ingest.training.recipe import SEED, Folders, Progress, Size

WINDOW = 6
FREQUENT = 2e-4
"""Pieces above this share of all text are left out of windows at random, the more the more frequent they are."""
SMOOTHING = 0.75
SHIFT = 0.0
"""Subtracted from the mutual information (the logarithm of skip-gram's number of negative examples)."""
SPECTRUM = 0.5
"""The power of the singular values that a dimension is weighted with."""
RARITY = 1e-3
FEWEST = 1.0
"""Pairs whose weighted count is not above this are chance."""
AT_ONCE = 4_000_000
EXTRA, ROUNDS = 32, 2

Floats = npt.NDArray[np.float32]


def run(folders: Folders, size: Size, tell: Progress) -> None:
    """Write `vectors` (float32, shape (pieces, dimension)) and `shares` (of each piece in all text)."""
    from tokenizers import Tokenizer

    count = Tokenizer.from_file(str(folders.tokenizer)).get_vocab_size()
    tokens = np.load(folders.tokens)
    ids = tokens["ids"]
    texts = np.repeat(np.arange(len(tokens["lines"]) - 1), np.diff(tokens["starts"][tokens["lines"]]))
    frequency = np.bincount(ids, minlength=count).astype(np.float64)
    shares = frequency / frequency.sum()
    if folders.start:
        np.savez(folders.word_vectors, vectors=vectors_of(folders.start), shares=shares)
        return
    near = neighbours(ids, texts, shares, tell)
    tell(f"이웃 (neighbours): {near.nnz:,}")
    vectors = strongest(mutual_information(near), size.dimension, tell)
    np.savez(folders.word_vectors, vectors=weighted(vectors, shares), shares=shares)


def vectors_of(model: Path) -> Floats:
    """The vectors of a model that step 6 wrote."""
    tensors = load_file(model / "model.safetensors")
    return np.asarray(tensors["embeddings"].astype(np.float32) * tensors["weights"][:, None], dtype=np.float32)


def neighbours(
    ids: npt.NDArray[np.int32], texts: npt.NDArray[np.int64], shares: npt.NDArray[np.float64], tell: Progress
) -> sparse.csr_array:
    """How often each two pieces stand near each other, nearer ones counted for more; shape (pieces, pieces)."""
    count = len(shares)
    chance = np.random.default_rng(SEED)
    kept_share = np.minimum(1.0, np.sqrt(FREQUENT / np.maximum(shares, 1e-12)))
    kept_share[:2] = 0  # padding and the unknown keep no company
    total = sparse.csr_array((count, count), dtype=np.float32)
    for start in range(0, len(ids), AT_ONCE):
        part, where = ids[start : start + AT_ONCE], texts[start : start + AT_ONCE]
        kept = chance.random(len(part)) < kept_share[part]
        part, where = part[kept].astype(np.int64), where[kept]
        keys, weights = [], []
        for distance in range(1, WINDOW + 1):
            together = where[distance:] == where[:-distance]
            one, other = part[:-distance][together], part[distance:][together]
            keys.append(np.minimum(one, other) * count + np.maximum(one, other))
            weights.append(np.full(len(one), (WINDOW + 1 - distance) / WINDOW, dtype=np.float32))
        rows, columns = np.divmod(np.concatenate(keys), count)
        total = total + sparse.coo_array((np.concatenate(weights), (rows, columns)), shape=(count, count)).tocsr()
        tell(f"{min(start + AT_ONCE, len(ids)):,} / {len(ids):,}")
    total.data[total.data <= FEWEST] = 0
    total.eliminate_zeros()
    return (total + total.T).tocsr()


def mutual_information(near: sparse.csr_array) -> sparse.csr_array:
    """Positive pointwise mutual information of the counts."""
    table = near.tocoo()
    rows = np.maximum(np.asarray(near.sum(axis=1), dtype=np.float64).ravel(), 1e-9)
    context = rows**SMOOTHING
    context /= context.sum()
    values = np.log(table.data * (1 / rows)[table.row] / context[table.col]) - SHIFT
    kept = values > 0
    return sparse.coo_array(
        (values[kept].astype(np.float32), (table.row[kept], table.col[kept])), shape=near.shape
    ).tocsr()


def strongest(matrix: sparse.csr_array, dimension: int, tell: Progress) -> Floats:
    """The strongest dimensions of a matrix by a randomised decomposition (Halko, Martinsson and Tropp 2011)."""
    chance = np.random.default_rng(SEED)
    transposed = matrix.T.tocsr()
    basis = matrix @ chance.standard_normal((matrix.shape[1], dimension + EXTRA)).astype(np.float32)
    for round_ in range(ROUNDS):
        basis = qr(basis, mode="economic")[0]
        basis = matrix @ qr(transposed @ basis, mode="economic")[0]
        tell(f"분해 (decomposition): {round_ + 1} / {ROUNDS}")
    basis = qr(basis, mode="economic")[0].astype(np.float32)
    left, values, _ = np.linalg.svd((transposed @ basis).T, full_matrices=False)
    return np.asarray((basis @ left[:, :dimension]) * values[:dimension] ** SPECTRUM, dtype=np.float32)


def weighted(vectors: Floats, shares: npt.NDArray[np.float64]) -> Floats:
    """Centred rows of length 1, each times how rare its piece is; the row of padding is 0."""
    known = np.linalg.norm(vectors, axis=1) > 0
    vectors = vectors - vectors[known].mean(axis=0)
    chance = np.random.default_rng(SEED)
    vectors[~known] = chance.standard_normal((int((~known).sum()), vectors.shape[1]))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors *= (RARITY / (RARITY + shares))[:, None]
    vectors[0] = 0
    return vectors.astype(np.float32)
