"""A store is changed in a copy of it, and nothing of what was deleted stays in its files."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from knowledge.errors import StoreUnavailable
from knowledge.store import EmbeddedStore, stored_ids
from knowledge.store_writing import change_embedded, is_changeable, write_embedded
from knowledge.vector_file import VectorFile
from tests.contracts.test_store import DIMENSION, STORED, unit_rows

COUNT = 200
IDS = [f"d{row}#1" for row in range(COUNT)]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written") / "chroma"
    write_embedded(folder, IDS, STORED[:COUNT])
    return folder


@pytest.mark.parametrize(
    "removed, added",
    [
        (IDS[:1], []),
        (IDS[:20], []),
        ([], ["new#1"]),
        ([], ["new#1", "new#2"]),
        (IDS[5:6], ["new#1"]),
        (IDS[3:9], ["d3#1", "d4#1", "new#1", "new#2"]),
        ([], []),
    ],
)
def test_a_changed_copy_holds_what_it_should_and_the_store_before_stays(
    written: Path, tmp_path: Path, removed: list[str], added: list[str]
) -> None:
    vectors = unit_rows(9, len(added))
    change_embedded(written, tmp_path / "next", removed, added, vectors)
    wanted = {record_id: STORED[row] for row, record_id in enumerate(IDS) if record_id not in removed}
    wanted |= dict(zip(added, vectors, strict=True))
    with closing(EmbeddedStore(tmp_path / "next")) as store:
        assert store.record_ids() == tuple(sorted(wanted))
        assert np.allclose(store.vectors_of(list(wanted)), list(wanted.values()), atol=1e-6)
        for record_id, vector in wanted.items():
            assert store.nearest_by_index(vector, 1)[0][0] == record_id
    assert stored_ids(tmp_path / "next") == set(wanted)
    assert stored_ids(written) == set(IDS)


def test_the_name_and_the_vector_of_a_deleted_record_are_in_no_file(written: Path, tmp_path: Path) -> None:
    secret = unit_rows(11, 2)
    change_embedded(written, tmp_path / "with", [], ["비밀이름#1", "비밀이름#2"], secret)
    assert "비밀이름".encode() in (tmp_path / "with" / "chroma.sqlite3").read_bytes()
    change_embedded(tmp_path / "with", tmp_path / "without", ["비밀이름#1", "비밀이름#2"], [], secret[:0])
    for path in (tmp_path / "without").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert "비밀이름".encode() not in content
    file = VectorFile.find(tmp_path / "without")
    assert file
    raw = (file.folder / "data_level0.bin").read_bytes()[: file.count * file.size]
    rows = np.frombuffer(raw, np.uint8).reshape(file.count, -1)[:, file.vector : file.label]
    assert (np.ascontiguousarray(rows).view(np.float32) @ secret.T).max() < 0.999
    assert file.deleted >= 2


SPRAY = """
import sys
from pathlib import Path
import numpy as np
from knowledge.store_writing import write_embedded
from knowledge.vector_file import VectorFile
root, rng = Path(sys.argv[1]), np.random.default_rng(1)
for number in range(3):
    ids = [f"SECRET-{row}-" + "SECRET" * 200 for row in range(400)]
    write_embedded(root / f"large{number}", ids, rng.normal(size=(400, 256)).astype(np.float32))
    if sys.argv[2] == "unscrubbed":
        VectorFile.scrub = lambda self: None
    write_embedded(root / f"small{number}", [f"a#{n}" for n in range(7)], np.eye(256, dtype=np.float32)[:7])
"""


def unused_of(folder: Path) -> bytes:
    """What stands behind the last record of the vector file."""
    file = VectorFile.find(folder)
    assert file
    return (file.folder / "data_level0.bin").read_bytes()[file.count * file.size :]


@pytest.mark.parametrize("scrubbed", [True, False])
def test_what_the_process_wrote_before_is_not_written_into_the_next_files(tmp_path: Path, scrubbed: bool) -> None:
    # A process of its own: what malloc gives back is that of all tests before.
    how = "scrubbed" if scrubbed else "unscrubbed"
    subprocess.run([sys.executable, "-c", SPRAY, str(tmp_path), how], check=True, timeout=120)
    unused = [unused_of(folder) for folder in tmp_path.glob("small*")]
    assert all(unused)  # hnswlib makes room ahead
    if scrubbed:
        assert not any(any(part) for part in unused)
        assert not [p for p in tmp_path.glob("small*/**/*") if p.is_file() and b"SECRET" in p.read_bytes()]
    else:
        assert any(any(part) for part in unused)  # else this test would prove nothing


def test_a_store_from_which_much_would_be_deleted_is_to_be_written_anew(written: Path) -> None:
    assert is_changeable(written, 20)
    assert not is_changeable(written, 60)


def test_a_store_with_texts_of_an_earlier_release_is_to_be_written_anew(written: Path, tmp_path: Path) -> None:
    change_embedded(written, tmp_path / "old", [], ["new#1", "new#2"], unit_rows(9, 2))
    with closing(sqlite3.connect(tmp_path / "old" / "chroma.sqlite3")) as connection, connection:
        connection.execute("INSERT INTO embedding_metadata (id, key, string_value) VALUES (1, 'chroma:document', '글')")
    assert not is_changeable(tmp_path / "old", 1)


def test_a_vector_file_of_another_layout_is_refused(written: Path, tmp_path: Path) -> None:
    change_embedded(written, tmp_path / "other", [], ["new#1", "new#2"], unit_rows(9, 2))
    header = next((tmp_path / "other").rglob("header.bin"))
    header.write_bytes(b"\x07" + header.read_bytes()[1:])
    with pytest.raises(StoreUnavailable, match=r"header\.bin"):
        is_changeable(tmp_path / "other", 1)


def test_a_store_whose_one_record_is_still_in_the_log_is_to_be_written_anew(tmp_path: Path) -> None:
    write_embedded(tmp_path / "one", ["a#1"], np.eye(DIMENSION, dtype=np.float32)[:1])
    file = VectorFile.find(tmp_path / "one")
    assert file
    assert (file.count, file.deleted) == (0, 0)
    assert not is_changeable(tmp_path / "one", 0)
