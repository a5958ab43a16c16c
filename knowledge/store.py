"""PassageStore: the vectors of a version. The only file that imports chromadb.

Chroma's embedded client belongs to one process at a time while it writes, and its `count()` proves nothing, so a
store is written once, by one process, and only read afterwards (see `version` and `proving`).
"""

import itertools
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from knowledge.errors import StoreUnavailable

if TYPE_CHECKING:  # the child that proves a version needs no embedder, and starts in half the time without
    from knowledge.embedding import Vectors

COLLECTION = "passages"
MAX_EXACT_VECTORS = 50_000
"""Up to here one matrix product is faster than the HNSW index: 0.1 against 3.1 ms CPU at 3,000 vectors of 256
dimensions, about 5 against 4 ms at 50,000 (`make bench`)."""
MIN_FREE_BYTES = 1_000_000
"""Free space below which Chroma may fail to open a store: SQLite wants a few pages for its journal."""
SEARCH_WIDTH = 400
"""HNSW ef_search: recall@10 stays at 0.99 or more at 100,000 vectors."""


class PassageStore(Protocol):
    """Vectors by record id; several records may belong to one passage."""

    def nearest(self, vector: npt.NDArray[np.float32], count: int) -> list[tuple[str, float]]:
        """The `count` nearest records as (record id, cosine), nearest first."""

    def cosines(self, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32] | None:
        """The cosine of every record in the order of `record_ids`; None where there are too many to ask for all."""

    def vectors_of(self, record_ids: Sequence[str]) -> "Vectors":
        """The rows of these records, in this order. Raises StoreUnavailable where one is missing."""

    def record_ids(self) -> tuple[str, ...]:
        """All records, in the order of writing."""

    def close(self) -> None:
        """Release files; the store must not be used afterwards."""


def _client(folder: Path) -> Any:
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
        if not (folder / "chroma.sqlite3").is_file():
            # Chroma would make a new, empty base here without a word.
            raise StoreUnavailable(
                f"벡터 저장소 파일이 없습니다: {folder / 'chroma.sqlite3'} (vector store file missing)"
            )
        copy = _copy_where_read_only(folder)
        try:
            client = _client(Path(copy.name) if copy else folder)
        except StoreUnavailable:
            if copy:
                copy.cleanup()
            raise
        try:
            self._collection = client.get_collection(COLLECTION, embedding_function=None)
            records = self._collection.get(include=["embeddings"])
        except Exception as error:
            _close(client, copy)
            raise StoreUnavailable(
                f"벡터 저장소가 손상되었습니다: {folder} ({error}) (vector store damaged)"
            ) from error
        # Chroma keeps every client that is not closed, and its files, for the life of the process.
        self._release = weakref.finalize(self, _close, client, copy)
        self._release.atexit = False
        self._ids: tuple[str, ...] = tuple(records["ids"])
        self._rows = {record_id: row for row, record_id in enumerate(self._ids)}
        self._matrix: Vectors = np.asarray(records["embeddings"], dtype=np.float32).reshape(len(self._ids), -1)

    def nearest(self, vector: npt.NDArray[np.float32], count: int) -> list[tuple[str, float]]:
        """The `count` nearest records as (record id, cosine), nearest first."""
        if len(self._ids) > MAX_EXACT_VECTORS:
            return self.nearest_by_index(vector, count)
        cosines = self._matrix @ vector
        if not len(cosines):
            return []
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
        try:
            return self._matrix[[self._rows[record_id] for record_id in record_ids]]
        except KeyError as error:
            raise StoreUnavailable(f"벡터가 없습니다: {error} (vector missing)") from error

    def record_ids(self) -> tuple[str, ...]:
        """All records, in the order of writing."""
        return self._ids

    def close(self) -> None:
        """Release files; the store must not be used afterwards."""
        self._release()


def _copy_where_read_only(folder: Path) -> "tempfile.TemporaryDirectory[str] | None":
    """A copy to open instead where Chroma could not write its row: a full disk or a folder of somebody else must not
    keep a server from starting. None where the folder itself can be opened, or where there is no room for a copy."""
    database = folder / "chroma.sqlite3"
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


def _batches(count: int, size: int) -> Iterator[slice]:
    return (slice(start, min(start + size, count)) for start in range(0, count, size))


def write_embedded(folder: Path, record_ids: Sequence[str], texts: Sequence[str], vectors: "Vectors") -> None:
    """Write a new store into `folder`, which must not exist yet. Raises StoreUnavailable.

    The index is synchronised to disk by the last batch, so that the vector files are complete and can be
    checksummed once this returns.
    """
    folder.mkdir(parents=True)
    client = _client(folder)
    try:
        count = max(len(record_ids), 2)
        collection = client.create_collection(
            COLLECTION,
            embedding_function=None,
            configuration={
                "hnsw": {
                    "space": "cosine",
                    "ef_construction": 200,
                    "ef_search": SEARCH_WIDTH,
                    "max_neighbors": 32,
                    "batch_size": min(count, 1000),
                    "sync_threshold": count,
                }
            },
        )
        for part in _batches(len(record_ids), client.get_max_batch_size()):
            collection.upsert(
                ids=list(record_ids[part]),
                embeddings=vectors[part],
                documents=list(texts[part]),
                metadatas=[{"passage": passage_of(record_id)} for record_id in record_ids[part]],
            )
    except StoreUnavailable:
        raise
    except Exception as error:
        raise StoreUnavailable(
            f"벡터 저장소에 쓰지 못했습니다: {folder} ({error}). 남은 용량을 확인하세요. (Writing vectors failed.)"
        ) from error
    finally:
        client.close()


QUESTION_MARK = "?"
_QUESTION_NUMBER = re.compile(r"\?\d+\Z")


def record_ids_of(passage_id: str, count: int) -> list[str]:
    """The record of the passage itself, then one for each of its anticipated questions."""
    return [passage_id, *(f"{passage_id}{QUESTION_MARK}{number}" for number in range(1, count))]


def passage_of(record_id: str) -> str:
    """The passage that a record belongs to; its id ends in its position and may hold question marks itself."""
    return _QUESTION_NUMBER.sub("", record_id)


def flatten(groups: Sequence[Sequence[str]]) -> list[str]:
    """One list of all, in order."""
    return list(itertools.chain.from_iterable(groups))
