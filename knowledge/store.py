"""PassageStore: the vectors of a version. The only file that imports chromadb.

Chroma's embedded client belongs to one process at a time while it writes, and its `count()` proves nothing, so a
store is written once, by one process, and only read afterwards (see `version` and `proving`).
"""

import itertools
import os
import re
import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from knowledge.document import Passage
from knowledge.errors import StoreUnavailable

if TYPE_CHECKING:  # the child that proves a version needs no embedder, and starts in half the time without
    from knowledge.embedding import Vectors

COLLECTION = "passages"
DATABASE = "chroma.sqlite3"
"""The one file of a store that holds its record ids; the vectors stand in files of their own."""
READ_AT_ONCE = 1_000
"""Vectors that are asked of Chroma at once, which gives each number as an object: 5,000 at once took 50 MiB more."""
MAX_EXACT_VECTORS = 50_000
"""Up to here one matrix product is faster than the HNSW index: 0.1 against 3.1 ms CPU at 3,000 vectors of 256
dimensions, about 5 against 4 ms at 50,000 (`make bench`)."""
MIN_FREE_BYTES = 1_000_000
"""Free space below which Chroma may fail to open a store: SQLite wants a few pages for its journal."""
SEARCH_WIDTH = 400
"""HNSW ef_search: recall@10 stays at 0.99 or more at 100,000 vectors."""


class PassageStore(Protocol):
    """Vectors by record id; several records may belong to one passage."""

    def load(self) -> None:
        """Read all vectors into memory now; a question must not wait for it. Raises StoreUnavailable."""

    def nearest(self, vector: npt.NDArray[np.float32], count: int) -> list[tuple[str, float]]:
        """The `count` nearest records as (record id, cosine), nearest first."""

    def cosines(self, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32] | None:
        """The cosine of every record in the order of `record_ids`; None where there are too many to ask for all."""

    def vectors_of(self, record_ids: Sequence[str]) -> "Vectors":
        """The rows of these records, in this order. Raises StoreUnavailable where one is missing."""

    def record_ids(self) -> tuple[str, ...]:
        """All records, in an order that is the same whenever the store is opened."""

    def close(self) -> None:
        """Release files; the store must not be used afterwards."""


def open_client(folder: Path) -> Any:
    """Chroma over this folder; whoever opens it closes it. Raises StoreUnavailable."""
    import chromadb
    from chromadb.config import Settings

    try:
        return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    except Exception as error:  # chromadb's Rust layer raises several unrelated kinds
        raise StoreUnavailable(
            f"벡터 저장소를 열 수 없습니다: {folder} ({error}). 폴더의 쓰기 권한과 남은 용량을 확인하세요. "
            f"(The vector store cannot be opened; check write permission and free space.)"
        ) from error


def library_version() -> str:
    """Of chromadb: it stands in the manifest of each version that it wrote."""
    return metadata.version("chromadb")


class EmbeddedStore:
    """Chroma inside a version's directory, read after it was written whole."""

    def __init__(self, folder: Path) -> None:
        """Open the store in `folder`. Raises StoreUnavailable."""
        if not (folder / DATABASE).is_file():
            # Chroma would make a new, empty base here without a word.
            raise StoreUnavailable(f"벡터 저장소 파일이 없습니다: {folder / DATABASE} (vector store file missing)")
        copy = _copy_where_read_only(folder)
        try:
            client = open_client(Path(copy.name) if copy else folder)
        except StoreUnavailable:
            if copy:
                copy.cleanup()
            raise
        self._folder = folder
        try:
            self._collection = client.get_collection(COLLECTION, embedding_function=None)
            # Chroma itself takes 330 MiB to name 150,000 records.
            self._ids = tuple(sorted(stored_ids(Path(copy.name) if copy else folder)))
        except Exception as error:
            _close(client, copy)
            raise self._damaged(error) from error
        # Chroma keeps every client that is not closed, and its files, for the life of the process.
        self._release = weakref.finalize(self, _close, client, copy)
        self._release.atexit = False

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {record_id: row for row, record_id in enumerate(self._ids)}

    @cached_property
    def _matrix(self) -> "Vectors":
        """All vectors, in the order of `record_ids`."""
        return self._read(self._ids)

    def load(self) -> None:
        """Read all vectors into memory now; a question must not wait for it. Raises StoreUnavailable."""
        _ = self._matrix

    def nearest(self, vector: npt.NDArray[np.float32], count: int) -> list[tuple[str, float]]:
        """The `count` nearest records as (record id, cosine), nearest first."""
        if len(self._ids) > MAX_EXACT_VECTORS:
            return self.nearest_by_index(vector, count)
        if not self._ids:
            return []
        cosines = self._matrix @ vector
        best = np.argpartition(-cosines, min(count, len(cosines)) - 1)[:count]
        return sorted(((self._ids[row], float(cosines[row])) for row in best), key=lambda pair: (-pair[1], pair[0]))

    def cosines(self, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32] | None:
        """The cosine of every record in the order of `record_ids`; None where there are too many to ask for all."""
        return None if len(self._ids) > MAX_EXACT_VECTORS else self._matrix @ vector

    def nearest_by_index(self, vector: npt.NDArray[np.float32], count: int) -> list[tuple[str, float]]:
        """The same through Chroma's own HNSW index: for large bases, and to prove that its files are whole."""
        found = self._collection.query(
            query_embeddings=[vector], n_results=min(count, len(self._ids)), include=["distances"]
        )
        return [(key, 1.0 - d) for key, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def vectors_of(self, record_ids: Sequence[str]) -> "Vectors":
        """The rows of these records, in this order. Raises StoreUnavailable where one is missing."""
        if "_matrix" in self.__dict__:
            return self._matrix[_places(self._rows, record_ids)]
        wanted = tuple(dict.fromkeys(record_ids or self._ids[:1]))  # one row tells the dimension
        rows = {record_id: row for row, record_id in enumerate(wanted)}
        return self._read(wanted)[_places(rows, record_ids)]

    def record_ids(self) -> tuple[str, ...]:
        """All records, sorted: the order does not tell in how many refreshes they came."""
        return self._ids

    def close(self) -> None:
        """Release files; the store must not be used afterwards."""
        self._release()

    def _read(self, record_ids: Sequence[str]) -> "Vectors":
        """Rows straight from Chroma; in parts, because it gives each number as an object of its own.

        Raises StoreUnavailable.
        """
        matrix = np.zeros((0, 0), dtype=np.float32)
        for part in batches(len(record_ids), READ_AT_ONCE):
            try:
                found = self._collection.get(ids=list(record_ids[part]), include=["embeddings"])
            except Exception as error:
                raise self._damaged(error) from error
            rows = {record_id: row for row, record_id in enumerate(found["ids"])}
            vectors = np.asarray(found["embeddings"], dtype=np.float32).reshape(len(rows), -1)
            if not len(matrix):
                matrix = np.empty((len(record_ids), vectors.shape[1]), dtype=np.float32)
            matrix[part] = vectors[_places(rows, record_ids[part])]
        return matrix

    def _damaged(self, error: Exception) -> StoreUnavailable:
        return StoreUnavailable(f"벡터 저장소가 손상되었습니다: {self._folder} ({error}) (vector store damaged)")


def _places(rows: Mapping[str, int], record_ids: Sequence[str]) -> list[int]:
    try:
        return [rows[record_id] for record_id in record_ids]
    except KeyError as error:
        raise StoreUnavailable(f"벡터가 없습니다: {error} (vector missing)") from error


def _copy_where_read_only(folder: Path) -> "tempfile.TemporaryDirectory[str] | None":
    """A copy to open instead where Chroma could not write its row: a full disk or a folder of somebody else must not
    keep a server from starting. None where the folder itself can be opened, or where there is no room for a copy."""
    database = folder / DATABASE
    has_room = shutil.disk_usage(folder).free > MIN_FREE_BYTES
    if has_room and os.access(folder, os.W_OK) and os.access(database, os.W_OK):
        return None
    for place in dict.fromkeys((tempfile.gettempdir(), "/dev/shm")):  # noqa: S108 (made with a name of its own)
        copy = None
        try:
            copy = tempfile.TemporaryDirectory(prefix="sesac-", dir=place, ignore_cleanup_errors=True)
            for path in folder.rglob("*"):
                target = Path(copy.name, path.relative_to(folder))
                if path.is_dir():
                    target.mkdir()
                else:
                    shutil.copyfile(path, target)
        except OSError:
            if copy:
                copy.cleanup()
            continue
        return copy
    return None


def _close(client: Any, copy: "tempfile.TemporaryDirectory[str] | None") -> None:
    client.close()
    if copy:
        copy.cleanup()


def preload() -> None:
    """Import chromadb (0.6 s) while something else is waited for."""
    import chromadb  # noqa: F401


def batches(count: int, size: int) -> Iterator[slice]:
    """Slices of at most `size` that together are `count` long."""
    return (slice(start, min(start + size, count)) for start in range(0, count, size))


def stored_ids(folder: Path) -> set[str]:
    """The record ids of a store, read without opening it in Chroma. Raises sqlite3.DatabaseError."""
    with closing(sqlite3.connect(f"{(folder / DATABASE).resolve().as_uri()}?mode=rw", uri=True)) as connection:
        return {record_id for (record_id,) in connection.execute("SELECT embedding_id FROM embeddings")}


QUESTION_MARK = "?"
_QUESTION_NUMBER = re.compile(r"\?\d+\Z")


def record_ids_of(passage_id: str, count: int) -> list[str]:
    """The record of the passage itself, then one for each of its anticipated questions and of its table rows."""
    return [passage_id, *(f"{passage_id}{QUESTION_MARK}{number}" for number in range(1, count))]


def passage_of(record_id: str) -> str:
    """The passage that a record belongs to; its id ends in its position and may hold question marks itself."""
    return _QUESTION_NUMBER.sub("", record_id)


def searched_records(passages: Iterable[Passage]) -> Iterator[tuple[str, str]]:
    """Each record id with its text, passage by passage."""
    for passage in passages:
        texts = (*passage.searched_texts, *passage.row_texts)
        yield from zip(record_ids_of(passage.id, len(texts)), texts, strict=True)


def flatten(groups: Sequence[Sequence[str]]) -> list[str]:
    """One list of all, in order."""
    return list(itertools.chain.from_iterable(groups))
