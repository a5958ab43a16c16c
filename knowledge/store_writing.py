"""Writes the store of a version: whole, or a copy of the one before with the changed records in it.

A store holds vectors by record id and no text: what was deleted has one place less to be left in. It is written once,
by one process, and only read afterwards (see `version` and `proving`).
"""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import StoreUnavailable
from knowledge.store import COLLECTION, DATABASE, SEARCH_WIDTH, batches, open_client
from knowledge.vector_file import VectorFile

if TYPE_CHECKING:
    from knowledge.embedding import Vectors

MAX_DELETED_SHARE = 0.2
"""Of the elements of an index. A deleted element stays in it as a detour, so beyond this all is written anew."""

SYNCHRONISED_AT = 2
"""Changes after which Chroma writes the index to disk, the least that it takes; a batch counts as a whole."""


def write_embedded(folder: Path, record_ids: Sequence[str], vectors: "Vectors") -> None:
    """Write a new store into `folder`, which must not exist yet. Raises StoreUnavailable.

    The index is synchronised to disk by each batch, so that the vector files are complete and can be checksummed once
    this returns.
    """
    folder.mkdir(parents=True)
    client = open_client(folder)
    try:
        collection = client.create_collection(
            COLLECTION,
            embedding_function=None,
            configuration={
                "hnsw": {
                    "space": "cosine",
                    "ef_construction": 200,
                    "ef_search": SEARCH_WIDTH,
                    "max_neighbors": 32,
                    "batch_size": SYNCHRONISED_AT,
                    "sync_threshold": SYNCHRONISED_AT,
                }
            },
        )
        _upsert(client, collection, record_ids, vectors)
    except Exception as error:
        raise _failed(folder, error) from error
    finally:
        client.close()
    _finish(folder)


def change_embedded(
    before: Path, folder: Path, removed: Sequence[str], record_ids: Sequence[str], vectors: "Vectors"
) -> None:
    """Copy the store `before` to `folder`, take records out and put others in; a changed one is both.

    Deleting first is five times faster than writing over a record. Raises StoreUnavailable.
    """
    shutil.copytree(before, folder, copy_function=shutil.copyfile)
    client = open_client(folder)
    try:
        collection = client.get_collection(COLLECTION, embedding_function=None)
        removed, record_ids, vectors = _with_last_records(collection, removed, record_ids, vectors)
        for part in batches(len(removed), client.get_max_batch_size()):
            collection.delete(ids=list(removed[part]))
        _upsert(client, collection, record_ids, vectors)
    except Exception as error:
        raise _failed(folder, error) from error
    finally:
        client.close()
    _finish(folder)


def is_changeable(folder: Path, removed: int) -> bool:
    """Whether `removed` more records can be taken out of a store without it having to be written anew.

    Raises StoreUnavailable. Stores of earlier releases hold texts, which deleting leaves behind in pieces.
    """
    file = VectorFile.find(folder)
    if file is None or file.deleted + removed + SYNCHRONISED_AT > MAX_DELETED_SHARE * file.count:
        return False
    with closing(sqlite3.connect(f"{(folder / DATABASE).resolve().as_uri()}?mode=ro", uri=True)) as connection:
        (with_text,) = connection.execute("SELECT EXISTS (SELECT 1 FROM embedding_metadata)").fetchone()
    return not with_text


def _with_last_records(
    collection: Any, removed: Sequence[str], record_ids: Sequence[str], vectors: "Vectors"
) -> tuple[Sequence[str], Sequence[str], "Vectors"]:
    """The same with records that stay written again, where too few others are for the index to be synchronised.

    Chroma also keeps the last entry of its log, which must not be that of a deleted record.
    """
    wanted = SYNCHRONISED_AT - len(record_ids)
    if wanted <= 0:
        return removed, record_ids, vectors
    import numpy as np

    gone = {*removed, *record_ids}
    staying = [record_id for record_id in collection.get(include=[])["ids"] if record_id not in gone][:wanted]
    found = collection.get(ids=staying, include=["embeddings"])
    own = np.asarray(found["embeddings"], dtype=np.float32)
    rows = np.concatenate([vectors, own]) if len(record_ids) else own
    return [*removed, *found["ids"]], [*record_ids, *found["ids"]], rows


def _upsert(client: Any, collection: Any, record_ids: Sequence[str], vectors: "Vectors") -> None:
    for part in batches(len(record_ids), client.get_max_batch_size()):
        collection.upsert(ids=list(record_ids[part]), embeddings=vectors[part])


def _finish(folder: Path) -> None:
    """Leave nothing in the files but the records. Raises StoreUnavailable where the index is not on disk whole."""
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        (waiting,) = connection.execute("SELECT count(*) FROM embeddings_queue").fetchone()
        if waiting > 1:
            raise StoreUnavailable(f"벡터 색인이 다 쓰이지 않았습니다: {folder} (vectors left in the log)")
        connection.execute("VACUUM")
    if file := VectorFile.find(folder):
        file.scrub()


def _failed(folder: Path, error: Exception) -> StoreUnavailable:
    if isinstance(error, StoreUnavailable):
        return error
    return StoreUnavailable(
        f"벡터 저장소에 쓰지 못했습니다: {folder} ({error}). 남은 용량을 확인하세요. (Writing vectors failed.)"
    )
