"""The store inside a version: a damaged one is refused rather than taken for an empty one."""

import gc
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import store as store_module
from knowledge.embedding import Vectors
from knowledge.errors import StoreUnavailable
from knowledge.store import EmbeddedStore, passage_of, record_ids_of
from knowledge.store_writing import write_embedded
from tests.contracts.test_store import ASKED, IDS, STORED


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written") / "chroma"
    write_embedded(folder, IDS, STORED)
    return folder


def tiny(folder: Path, count: int = 3) -> Vectors:
    vectors = np.eye(4, dtype=np.float32)[:count]
    write_embedded(folder, [f"a#{row}" for row in range(count)], vectors)
    return vectors


def test_the_index_finds_nearly_all_that_brute_force_finds(written: Path) -> None:
    store = EmbeddedStore(written)
    by_index = [dict(store.nearest_by_index(vector, 10)) for vector in ASKED]
    exact = [dict(store.nearest(vector, 10)) for vector in ASKED]
    store.close()
    assert sum(len(a.keys() & b.keys()) for a, b in zip(by_index, exact, strict=True)) >= 0.99 * 10 * len(ASKED)
    for found, wanted in zip(by_index, exact, strict=True):
        assert all(abs(found[key] - wanted[key]) < 1e-5 for key in found.keys() & wanted.keys())


def test_a_large_base_is_searched_by_the_index(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MAX_EXACT_VECTORS", 100)
    store = EmbeddedStore(written)
    assert store.nearest(STORED[7], 3) == store.nearest_by_index(STORED[7], 3)
    assert store.nearest(STORED[7], 3)[0][0] == IDS[7]
    store.close()


def test_a_store_without_its_database_is_refused_and_none_is_made(tmp_path: Path) -> None:
    tiny(tmp_path / "chroma")
    database = tmp_path / "chroma" / "chroma.sqlite3"
    database.unlink()
    with pytest.raises(StoreUnavailable, match=r"chroma\.sqlite3"):
        EmbeddedStore(tmp_path / "chroma")
    assert not database.exists()


def test_a_folder_that_is_not_there_is_refused_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        EmbeddedStore(tmp_path / "chroma")
    assert not (tmp_path / "chroma").exists()


@pytest.mark.parametrize("content", [b"", b"no database" * 1_000])
def test_a_damaged_database_is_refused(tmp_path: Path, content: bytes) -> None:
    tiny(tmp_path / "chroma")
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(content)
    with pytest.raises(StoreUnavailable):
        EmbeddedStore(tmp_path / "chroma")


@pytest.mark.parametrize("count", [1, 2])
def test_a_very_small_base_is_searched_too(tmp_path: Path, count: int) -> None:
    vectors = tiny(tmp_path / "chroma", count)
    store = EmbeddedStore(tmp_path / "chroma")
    assert [store.nearest(v, 1)[0][0] for v in vectors] == [store.nearest_by_index(v, 1)[0][0] for v in vectors]
    assert len(store.nearest(vectors[0], 50)) == len(store.nearest_by_index(vectors[0], 50)) == count
    store.close()


def test_a_text_without_known_words_is_near_to_nothing_and_breaks_nothing(written: Path) -> None:
    store = EmbeddedStore(written)
    found = store.nearest(np.zeros(STORED.shape[1], dtype=np.float32), 5)
    store.close()
    assert [cosine for _, cosine in found] == [0.0] * 5


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_a_store_that_nobody_uses_any_more_holds_no_file_open(tmp_path: Path) -> None:
    def open_here() -> int:
        links = Path("/proc/self/fd").iterdir()
        return sum(str(tmp_path) in target for target in [_target(link) for link in links])

    opened = []
    for number in range(5):
        tiny(tmp_path / str(number))
        opened.append(EmbeddedStore(tmp_path / str(number)))
    assert open_here() > 0
    opened.clear()
    gc.collect()
    assert open_here() == 0


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""


def test_two_may_read_one_store_and_the_first_to_close_does_not_disturb_the_other(tmp_path: Path) -> None:
    vectors = tiny(tmp_path / "chroma")
    first, second = EmbeddedStore(tmp_path / "chroma"), EmbeddedStore(tmp_path / "chroma")
    first.close()
    first.close()
    assert second.nearest_by_index(vectors[1], 1)[0][0] == "a#1"
    second.close()


def test_writing_over_a_store_is_refused(tmp_path: Path) -> None:
    tiny(tmp_path / "chroma")
    with pytest.raises(FileExistsError):
        tiny(tmp_path / "chroma")


def test_two_records_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        write_embedded(tmp_path / "chroma", ["a#1", "a#1"], np.eye(2, dtype=np.float32))


DOCUMENT_IDS = st.text(alphabet=st.one_of(st.sampled_from("?#1a가/ "), st.characters(codec="utf-8")), min_size=1)


@given(DOCUMENT_IDS, st.integers(1, 500), st.integers(1, 30))
def test_every_record_leads_back_to_its_passage(document_id: str, position: int, count: int) -> None:
    passage_id = f"{document_id}#{position}"
    records = record_ids_of(passage_id, count)
    assert len(set(records)) == count
    assert {passage_of(record) for record in records} == {passage_id}
