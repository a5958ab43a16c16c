"""The documents of a version: which there are, their passages, and the files that staff uploaded."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from api.errors import NotThere
from ingest.reading import UPLOADS_ORIGIN
from knowledge.document import Passage
from knowledge.normalisation import compact
from knowledge.version import UPLOADS, Version, VersionShelf


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document; `path` is its name within its origin, `file` that of the uploaded file it came from."""

    id: str
    title: str
    origin: str
    path: str
    passages: int
    chars: int
    file: str | None = None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and how many documents it brought; `kind` is programme, folder, file, url or uploads."""

    origin: str
    kind: str
    documents: int


def version_of(shelf: VersionShelf, version_id: str | None) -> Version:
    """The version in force, or the one named: published or prepared. Raises NoVersion, VersionBroken."""
    if version_id is None:
        return shelf.current()
    return shelf.prepared(version_id) if version_id in shelf.prepared_ids() else shelf.get(version_id)


def sources(version: Version) -> list[SourceRow]:
    """Where its documents come from."""
    documents = version.manifest.documents.values()
    return [
        SourceRow(origin, kind, sum(one["origin"] == origin for one in documents))
        for origin, kind in version.manifest.sources.items()
    ]


def documents(version: Version, origin: str | None = None, text: str = "") -> list[DocumentRow]:
    """By title; `text` chooses those whose title, id or path has it, whatever its spaces and letter case."""
    wanted = compact(text)
    rows = (_row(version, name) for name in version.manifest.documents)
    return sorted(
        (
            row
            for row in rows
            if (origin is None or row.origin == origin)
            and (not wanted or any(wanted in compact(part) for part in (row.title, row.id, row.path)))
        ),
        key=lambda row: (row.title, row.id),
    )


def document(version: Version, document_id: str) -> tuple[DocumentRow, list[Passage]]:
    """One document with its passages in order. Raises NotThere, VersionBroken."""
    if document_id not in version.manifest.documents:
        raise NotThere("그런 문서가 없습니다. 목록을 새로 고치세요. (no such document)")
    return _row(version, document_id), sorted(_passages(version, document_id), key=lambda passage: passage.position)


def uploaded(version: Version, name: str) -> Path:
    """A file as it was uploaded. Raises NotThere."""
    path = version.folder / UPLOADS / name
    if name not in version.manifest.uploads or not path.is_file():
        raise NotThere("그런 파일이 없습니다. 목록을 새로 고치세요. (no such file)")
    return path


def _passages(version: Version, document_id: str) -> Iterator[Passage]:
    return (passage for passage, _ in version.passages() if passage.document_id == document_id)


def _row(version: Version, document_id: str) -> DocumentRow:
    known = version.manifest.documents[document_id]
    path = str(known.get("path", ""))
    return DocumentRow(
        id=document_id,
        title=str(known["title"]),
        origin=str(known["origin"]),
        path=path,
        passages=int(known.get("passages", 0)),
        chars=int(known.get("chars", 0)),
        file=_file(version, path) if known["origin"] == UPLOADS_ORIGIN else None,
    )


def _file(version: Version, path: str) -> str | None:
    """The uploaded file of a document: its own, or the ZIP file that it is in."""
    return next((name for name in version.manifest.uploads if path == name or path.startswith(f"{name}/")), None)
