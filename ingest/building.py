"""Writes the next version aside, everything of it but the decision to publish."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from ingest.computing import NextTerms, NextVectors
from ingest.errors import DiskFull
from ingest.lock import user
from ingest.takeover import LEXICAL
from ingest.unchanged import Readings, write_readings
from knowledge.document import Passage
from knowledge.embedding import Embedder
from knowledge.lexical import LexicalIndex, MorphemeAnalyser, syllable_ngrams
from knowledge.postings import Postings
from knowledge.settings import KnowledgeSettings
from knowledge.store import flatten, library_version, searched_records
from knowledge.store_writing import change_embedded, is_changeable, write_embedded
from knowledge.version import Canary, Manifest, Version, VersionShelf, file_records

CANARIES = 8
MIN_FREE_BYTES = 50_000_000
"""Kept free beside twice the size of the version before: a full disk must never stop the serving."""


@dataclass(frozen=True)
class Content:
    """What a version holds; rows of `terms` belong to passages."""

    passages: Sequence[Passage]
    terms: NextTerms
    vectors: NextVectors
    structured: Mapping[str, Path]
    documents: Mapping[str, Mapping[str, Any]]
    readings: Readings = field(default_factory=dict)
    """What each file gave, for the next refresh to take over."""


@dataclass(frozen=True)
class Makers:
    """What made the terms and vectors, and who asked for it when and why."""

    settings: KnowledgeSettings
    embedder: Embedder
    analyser: MorphemeAnalyser
    now: datetime
    note: str


@contextmanager
def building(shelf: VersionShelf, content: Content, makers: Makers) -> Iterator[Version]:
    """The version in its own folder, which is gone again at the end unless it was published.

    Raises OSError where it does not fit.
    """
    version_id = _next_id(makers.now, shelf)
    folder = shelf.building_folder(version_id)
    try:
        _write(folder, content)
        manifest = _manifest(version_id, content, makers, folder)
        (folder / "manifest.json").write_text(json.dumps(manifest.to_json(), ensure_ascii=False, indent=1), "utf-8")
        del content
        yield Version(folder, manifest)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def require_space(data_dir: Path, previous: Version | None) -> None:
    """Raises DiskFull where writing the next version could fill the disk."""
    size = sum(p.stat().st_size for p in previous.folder.rglob("*") if p.is_file()) if previous else 0
    wanted = 2 * size + MIN_FREE_BYTES
    free = shutil.disk_usage(data_dir).free
    if free < wanted:
        raise DiskFull(
            f"남은 용량이 부족합니다: {data_dir.resolve()}에 {wanted // 1_000_000} MB가 필요한데 "
            f"{free // 1_000_000} MB뿐입니다. 이전 버전이 그대로 쓰입니다. (Not enough free space; the old version stays.)"
        )


def _write(folder: Path, content: Content) -> None:
    """Everything of a version but its manifest."""
    folder.mkdir(parents=True)
    with (folder / "passages.jsonl").open("w", encoding="utf-8") as file:
        for passage, found in zip(content.passages, content.terms.terms, strict=True):
            file.write(json.dumps({"passage": passage.to_json(), "terms": found}, ensure_ascii=False) + "\n")
    write_readings(folder, content.readings)
    (folder / "structured").mkdir()
    for name, path in content.structured.items():
        shutil.copyfile(path, folder / "structured" / name)
    _write_lexical(folder, content, "morphemes", lambda row: flatten(content.terms.terms[row]))
    _write_lexical(
        folder, content, "syllables", lambda row: syllable_ngrams(" ".join(content.passages[row].searched_texts))
    )
    _write_store(folder / "chroma", content.vectors)
    np.save(folder / "canaries.npy", content.vectors.of(_canaries(content.vectors.record_ids)))


def _write_lexical(folder: Path, content: Content, name: str, terms_of: Callable[[int], list[str]]) -> None:
    """One lexical index, built upon that of the version before where there is one."""
    size, before = len(content.passages), content.terms.folder
    if before:
        fresh = {row: terms_of(row) for row in content.terms.fresh}
        postings = Postings.load(before / name).taken_over(content.terms.new_rows, size, fresh)
    else:
        postings = Postings.of(terms_of(row) for row in range(size))
    LexicalIndex.over(postings).save(folder / LEXICAL / name)
    postings.save(folder / LEXICAL / name)


def _write_store(folder: Path, vectors: NextVectors) -> None:
    """The store, a changed copy of the one before where too little was deleted from it to write it anew."""
    before = vectors.known.folder
    if before and is_changeable(before, len(vectors.removed)):
        change_embedded(before, folder, vectors.removed, vectors.added, vectors.rows)
    else:
        write_embedded(folder, vectors.record_ids, vectors.of(vectors.record_ids))


def _canaries(record_ids: Sequence[str]) -> list[str]:
    """Up to CANARIES records, evenly spread."""
    count = len(record_ids)
    return [record_ids[row] for row in sorted({row * count // CANARIES for row in range(CANARIES)})] if count else []


def _manifest(version_id: str, content: Content, makers: Makers, folder: Path) -> Manifest:
    counts = {
        "documents": len(content.documents),
        "passages": len(content.passages),
        "vectors": len(content.vectors.record_ids),
    }
    texts = dict(searched_records(content.passages))
    return Manifest(
        id=version_id,
        created=makers.now.isoformat(timespec="seconds"),
        embedding_model=Path(makers.settings.embedding_model).name,
        embedding_fingerprint=makers.embedder.fingerprint,
        analyser_fingerprint=makers.analyser.fingerprint,
        dimension=makers.embedder.dimension,
        chroma_version=library_version(),
        counts=counts,
        documents=content.documents,
        canaries=tuple(Canary(texts[record_id], record_id) for record_id in _canaries(content.vectors.record_ids)),
        by=user(),
        note=makers.note,
        files=file_records(folder),
    )


def _next_id(now: datetime, shelf: VersionShelf) -> str:
    """UTC time to the second; sorts by age even where the clock went back or two runs share a second."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    newest = max([*shelf.ids(), *shelf.prepared_ids()], default="")
    if stamp > newest:
        return stamp
    base, _, number = newest.partition("-")
    return f"{base}-{int(number or 0) + 1:03d}"
