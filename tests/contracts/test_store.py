"""What every vector store must do: a store is made by a fixture, and each test is a promise of `PassageStore`.

Another store joins by a second entry of MAKERS.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge.embedding import Vectors
from knowledge.errors import StoreUnavailable
from knowledge.store import EmbeddedStore, PassageStore
from knowledge.store_writing import write_embedded

COUNT, DIMENSION = 2_000, 64
NEAREST = 10


def unit_rows(seed: int, count: int) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    made: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return made


IDS = [f"문서 {row % 7}?#{row}" + ("?3" if row % 2 else "") for row in range(COUNT)]
STORED = unit_rows(1, COUNT)
ASKED = unit_rows(2, 100)


def embedded(folder: Path) -> EmbeddedStore:
    write_embedded(folder / "chroma", IDS, STORED)
    return EmbeddedStore(folder / "chroma")


MAKERS: dict[str, Callable[[Path], PassageStore]] = {"embedded": embedded}


@pytest.fixture(scope="module", params=MAKERS)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageStore]:
    made = MAKERS[request.param](tmp_path_factory.mktemp("store"))
    yield made
    made.close()


def test_every_record_is_there_in_an_order_that_does_not_tell_when_it_was_written(store: PassageStore) -> None:
    assert store.record_ids() == tuple(sorted(IDS))


def test_vectors_come_back_as_they_were_written(store: PassageStore) -> None:
    wanted = [IDS[row] for row in (5, 0, 1_999, 5)]
    assert np.allclose(store.vectors_of(wanted), STORED[[5, 0, 1_999, 5]], atol=1e-6)
    assert store.vectors_of([]).shape == (0, DIMENSION)


def test_a_record_that_is_not_there_is_named(store: PassageStore) -> None:
    with pytest.raises(StoreUnavailable, match="없음#1"):
        store.vectors_of([IDS[0], "없음#1"])


def test_the_nearest_are_those_of_brute_force_nearest_first(store: PassageStore) -> None:
    for vector in ASKED:
        cosines = STORED @ vector
        best = np.argsort(-cosines)[:NEAREST]
        found = store.nearest(vector, NEAREST)
        assert [key for key, _ in found] == [IDS[row] for row in best]
        assert np.allclose([cosine for _, cosine in found], cosines[best], atol=1e-5)


def test_a_record_is_nearest_to_itself(store: PassageStore) -> None:
    assert [store.nearest(STORED[row], 1)[0][0] for row in range(0, COUNT, 97)] == IDS[::97]


@pytest.mark.parametrize("count", [1, COUNT, COUNT + 1, 10 * COUNT])
def test_no_more_are_found_than_there_are(store: PassageStore, count: int) -> None:
    found = store.nearest(ASKED[0], count)
    assert len({key for key, _ in found}) == len(found) == min(count, COUNT)
