"""Extracts as JSON: how the child process that reads hands them to its parent."""

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.readers.extract import Extract, Heading, Limits, Paragraph, Piece, Table

_SAID = ("title", "published", "made", "publisher", "url")


def max_bytes(limits: Limits) -> int:
    """How long a reply may be: a letter takes six bytes in JSON, the marks around cells as many again."""
    return 12 * limits.max_chars + 1_000_000


def to_json(extract: Extract) -> dict[str, Any]:
    """A JSON object that `from_json` reads back."""
    return {
        "pieces": [_record(piece) for piece in extract.pieces],
        "warnings": extract.warnings,
        **{name: getattr(extract, name) for name in _SAID},
    }


def from_json(record: Mapping[str, Any]) -> Extract:
    """Read what `to_json` wrote. Raises LookupError, TypeError or ValueError where it is nothing of the kind."""
    return Extract(
        tuple(_piece(*piece) for piece in record["pieces"]),
        warnings=tuple(str(warning) for warning in record["warnings"]),
        **{name: str(record[name]) for name in _SAID},
    )


def _record(piece: Piece) -> list[Any]:
    if isinstance(piece, Heading):
        return ["heading", piece.text, piece.level]
    if isinstance(piece, Paragraph):
        return ["paragraph", piece.text, piece.item]
    return ["table", piece.caption, piece.header_rows, piece.rows]


def _piece(kind: str, text: str, about: int, rows: Sequence[Sequence[str]] = ()) -> Piece:
    if kind == "heading":
        return Heading(int(about), str(text))
    if kind == "paragraph":
        return Paragraph(str(text), bool(about))
    return Table(tuple(tuple(map(str, row)) for row in rows), int(about), str(text))
