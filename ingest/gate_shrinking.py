"""Documents of which a reader suddenly yields far less than last time, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.unchanged import FileRecord
from knowledge.document import Passage

MIN_CHARS = 500
"""A shorter document may well be rewritten to a few words."""
MAX_SHRUNK_SHARE = 0.2
"""Below a fifth of last time's text: an edit leaves more, a broken table or font less."""


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A document that had `before` characters and now has `after`; `after` is None where its file was not read."""

    path: str
    title: str
    before: int
    after: int | None


def shrinks(
    before: Sequence[Passage],
    after: Sequence[Passage],
    files: Sequence[FileRecord],
    documents_before: Mapping[str, Mapping[str, Any]],
    origin: str,
) -> tuple[Shrunk, ...]:
    """The documents of one refreshed origin that shrank so much that the reading is to be doubted.

    `files` is what became of the origin's files, `documents_before` the manifest of the version before: a document
    has `title` and `origin` there, and `path` and `chars` where that version tells them; else its passages are
    counted. A file that is gone is no shrunk one: `losses` looks at those.
    """
    read = {record.document_id: record for record in files if record.document_id}
    unread = [record.path for record in files if record.document_id is None]
    old, new = _lengths(before, origin), _lengths(after, origin)
    found: list[Shrunk] = []
    for name, document in documents_before.items():
        if document.get("origin") != origin:
            continue
        path, chars = str(document.get("path") or ""), document.get("chars")
        had = int(chars) if chars is not None else old.get(name, 0)
        if record := read.get(name):
            has = record.chars if chars is not None else new.get(name, 0)
            if had >= MIN_CHARS and has < MAX_SHRUNK_SHARE * had:
                found.append(Shrunk(record.path, str(document.get("title") or name), had, has))
        elif path and any(path == one or path.startswith(f"{one}/") for one in unread):  # itself, or in a ZIP file
            found.append(Shrunk(path, str(document.get("title") or name), had, None))
    return tuple(found)


def _lengths(passages: Sequence[Passage], origin: str) -> dict[str, int]:
    """Characters of text of each document of an origin."""
    lengths: dict[str, int] = {}
    for passage in passages:
        if passage.origin == origin:
            lengths[passage.document_id] = lengths.get(passage.document_id, 0) + len(passage.text)
    return lengths
