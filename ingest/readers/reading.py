"""Bytes -> reply: finds out what a file is and lets the reader of its kind read it. Runs in the child process."""

import importlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from ingest.readers import letters, wire
from ingest.readers.archive import Archive
from ingest.readers.extract import Extract, FileState, Heading, Limits, NotRead, Paragraph, Piece, Table
from ingest.readers.kinds import ZIPPED, Kind, kind_of
from ingest.readers.outline import outlined

Reply = dict[str, Any]
Reader = Callable[[bytes, Limits], Extract]

READERS = {
    Kind.HWP5: "ingest.readers.hwp5:read",
    Kind.HWPX: "ingest.readers.hwpx:read",
    Kind.PDF: "ingest.readers.pdf:read",
    Kind.DOCX: "ingest.readers.docx:read",
    Kind.XLSX: "ingest.readers.xlsx:read",
    Kind.PPTX: "ingest.readers.pptx:read",
    Kind.HTML: "ingest.readers.html:read",
    Kind.FEED: "ingest.readers.feed:read",
    Kind.TEXT: "ingest.readers.text:read",
    Kind.CSV: "ingest.readers.text:read_csv",
}
"""The function of each kind, by name: its libraries are loaded when the first such file comes."""
_PASSED_OVER = ("__MACOSX/", "Thumbs.db", "desktop.ini")
_DRAWN = frozenset({Kind.HWP5, Kind.HWPX, Kind.PDF, Kind.TEXT})
"""Kinds whose headings are often marked by nothing but their numbering."""


def reply_to(data: bytes, name: str, limits: Limits, member: str | None = None) -> Reply:
    """What a file, or a member of a ZIP file, says; as a JSON object. Raises NotRead."""
    if len(data) > limits.max_file_bytes:
        raise too_large(limits)
    kind = kind_of(data, name, limits)
    if member is not None:
        data = Archive(data, limits).read(member)
        kind = kind_of(data, member, limits)
        if kind is Kind.ZIP:
            raise NotRead(
                FileState.UNSUPPORTED, "압축 안에 압축이 있습니다. 풀어서 올리세요. (an archive within an archive)"
            )
    if kind is Kind.ZIP:
        return {"kind": kind, "members": list(_members(Archive(data, limits)))}
    if kind is Kind.MARKDOWN:
        from ingest.readers.text import decode

        return {"kind": kind, "text": decode(data)}
    if kind in ZIPPED:
        Archive(data, limits).require_plain_xml()
    return {"kind": kind, "extract": wire.to_json(_finished(_reader(kind)(data, limits), kind, limits))}


def too_large(limits: Limits) -> NotRead:
    """What is raised for a file that is too large to be looked at."""
    return NotRead(
        FileState.TOO_BIG,
        f"파일이 {limits.max_file_bytes // 1_000_000} MB보다 큽니다. 나누어 올리세요. (file too large: split it)",
    )


def _reader(kind: Kind) -> Reader:
    module, _, function = READERS[kind].partition(":")
    try:
        found: Reader = getattr(importlib.import_module(module), function)
    except ImportError as error:
        raise NotRead(
            FileState.UNSUPPORTED,
            f"{kind}을(를) 읽는 라이브러리가 없습니다: {error.name}. 설치를 확인하세요: sesac doctor. (library missing)",
        ) from error
    return found


def _members(archive: Archive) -> Iterator[str]:
    """The files of a ZIP file that people put there. Raises NotRead where there is none."""
    names = [name for name in sorted(archive.names) if not _is_passed_over(name)]
    if not names:
        raise NotRead(FileState.DAMAGED, "빈 압축 파일입니다. 다시 압축하세요. (empty archive)")
    yield from names


def _is_passed_over(name: str) -> bool:
    steps = name.split("/")
    return name.startswith(_PASSED_OVER) or steps[-1] in _PASSED_OVER or any(s.startswith((".", "~$")) for s in steps)


def _finished(extract: Extract, kind: Kind, limits: Limits) -> Extract:
    """Readable letters, guessed headings where none are marked. Raises NotRead for garbled, empty and endless texts."""
    raw = " ".join(_texts(extract.pieces))
    if len(raw) > limits.max_chars:
        raise NotRead(FileState.TOO_BIG, f"글이 {limits.max_chars:,}자보다 깁니다. 나누어 주세요. (text too long)")
    doubts = _lost_letters(raw)
    pieces = tuple(piece for piece in map(_plain, extract.pieces) if any(_texts((piece,))))
    doubts = (*letters.check_readable(raw), *doubts)
    if not any(letter.isalnum() for text in _texts(pieces) for letter in text):
        raise NotRead(
            FileState.SCAN,
            "글이 없습니다. 비었거나 그림뿐입니다. 글이 있는 원본을 올리세요. (no text: empty, or only pictures)",
        )
    return replace(
        extract,
        pieces=outlined(pieces) if kind in _DRAWN else pieces,
        title=letters.plain(extract.title).replace("\n", " "),
        publisher=letters.plain(extract.publisher).replace("\n", " "),
        warnings=tuple(dict.fromkeys((*extract.warnings, *doubts))),
    )


def _lost_letters(text: str) -> tuple[str, ...]:
    """A warning for letters that an earlier program had already lost: they are not shown, so somebody must look."""
    lost = text.count("\ufffd")
    if not lost or lost > letters.DOUBTFUL_SHARE * len(text):
        return ()
    return (f"글자 {lost}개가 원본에서 이미 깨져 있어 뺐습니다. 확인하세요. (letters already lost in the file)",)


def _plain(piece: Piece) -> Piece:
    if isinstance(piece, Table):
        rows = tuple(tuple(" ".join(letters.plain(cell).split()) for cell in row) for row in piece.rows)
        return replace(piece, rows=rows, caption=letters.plain(piece.caption))
    return replace(piece, text=letters.plain(piece.text))


def _texts(pieces: tuple[Piece, ...]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Heading | Paragraph):
            yield piece.text
        else:
            yield piece.caption
            for row in piece.rows:
                yield from row
