"""Whatever a stranger's file is made to do, it is read or named, costs no more than it may, and harms nothing."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.readers.extract import Extract, FileState, Limits, NotRead
from ingest.readers.isolated import FileRead, IsolatedReader
from tests.faults.hostile_files import (
    MAIN_PARTS,
    MARKER,
    bomb,
    deflated,
    mutations,
    nested,
    pdf,
    pdf_of,
    pdf_stream,
    plain_files,
    with_doctype,
    with_part,
    zipped,
)
from tests.ingest.readers.hwp_files import compound
from tests.ingest.readers.test_every_kind import SENTENCE

FILES = plain_files()
LIMITS = replace(Limits(), cpu_s=20, wall_s=60)


@pytest.fixture(scope="module")
def reader() -> Iterator[IsolatedReader]:
    with IsolatedReader(LIMITS) as made:
        yield made


def outcome(reader: IsolatedReader, data: bytes, name: str) -> Extract | FileState:
    """What a file says, or why it is not read; the reader goes on with the next file whatever it was."""
    try:
        found: Extract | FileState = reader.read(data, name)
    except NotRead as error:
        found = error.state
    assert SENTENCE in repr(reader.read(SENTENCE.encode(), "danach.txt").pieces)
    return found


# --- archives ---


@pytest.mark.parametrize("suffix", MAIN_PARTS)
def test_an_office_file_that_unpacks_to_far_too_much_is_too_big(reader: IsolatedReader, suffix: str) -> None:
    for megabytes in (500, 90):  # 90: within the limits of size, but packed too tightly
        assert outcome(reader, bomb(suffix, FILES[suffix], megabytes), f"a.{suffix}") is FileState.TOO_BIG


@pytest.mark.parametrize("suffix", MAIN_PARTS)
def test_a_part_that_is_not_even_read_counts_too(reader: IsolatedReader, suffix: str) -> None:
    media = with_part(FILES[suffix], "media/bild.png", [bytes(1_000_000)] * 300)
    assert outcome(reader, media, f"a.{suffix}") is FileState.TOO_BIG


@pytest.mark.parametrize("suffix", MAIN_PARTS)
def test_xml_nested_without_end_is_refused(reader: IsolatedReader, suffix: str) -> None:
    deep = with_part(FILES[suffix], MAIN_PARTS[suffix], [b"<a>" * 200_000 + b"</a>" * 200_000])
    assert outcome(reader, deep, f"a.{suffix}") in (FileState.DAMAGED, FileState.TOO_BIG)
    noisy = b"".join(b"<a%x>" % (number * 2654435761 % 2**32) for number in range(20_000))  # packs badly
    assert outcome(reader, with_part(FILES[suffix], MAIN_PARTS[suffix], [noisy]), f"a.{suffix}") is FileState.DAMAGED


def test_a_hundred_thousand_entries_are_too_many(reader: IsolatedReader) -> None:
    many = zipped({str(number): b"" for number in range(100_000)})
    for name in ("a.zip", "a.docx"):
        assert [read.refused and read.refused.state for read in reader.read_all(many, name)] == [FileState.TOO_BIG]


def test_archives_are_not_opened_within_archives(reader: IsolatedReader) -> None:
    (read,) = reader.read_all(nested(50), "a.zip")
    assert read.refused
    assert read.refused.state is FileState.UNSUPPORTED


def test_the_limit_of_memory_holds_whatever_the_file() -> None:
    small = replace(LIMITS, memory_bytes=300_000_000)
    rows = b"".join(b"<w:p><w:r><w:t>%d</w:t></w:r></w:p>" % (n * 2654435761 % 2**40) for n in range(600_000))
    with IsolatedReader(small) as reader:
        large = with_part(FILES["docx"], MAIN_PARTS["docx"], [_word_head(), rows, b"</w:body></w:document>"])
        assert outcome(reader, large, "a.docx") is FileState.TOO_BIG


def _word_head() -> bytes:
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return b'<w:document xmlns:w="%s"><w:body>' % space


@pytest.mark.parametrize("name", ["../밖.txt", "/etc/밖.txt", "C:/밖.txt", "a/CON", "-rf.txt", "공고\u202etxt.exe"])
def test_an_archive_with_a_name_that_deceives_is_refused_whole(reader: IsolatedReader, name: str) -> None:
    (read,) = reader.read_all(zipped({"안내.txt": SENTENCE.encode(), name: b"x"}), "a.zip")
    assert read.refused
    assert read.refused.state is FileState.UNSUPPORTED


# --- entities ---


@pytest.fixture
def trap() -> Iterator[tuple[int, list[object]]]:
    """A port on which nobody may call, and who did."""
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    calls.append(server.accept())
                except OSError:
                    return

        threading.Thread(target=listen, daemon=True).start()
        yield server.getsockname()[1], calls
        server.shutdown(socket.SHUT_RDWR)


def doctypes(secret: Path, port: int) -> tuple[str, ...]:
    tens = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    return (
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>',
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:{port}/a">]>',
        f'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:{port}/p"> %p;<!ENTITY a "b">]>',
        f'<!DOCTYPE x SYSTEM "http://127.0.0.1:{port}/d">',
        f'<!DOCTYPE x [<!ENTITY a "{MARKER}">{tens}]>',
    )


@pytest.mark.parametrize("suffix", [*MAIN_PARTS, "rss", "html", "xml", "svg"])
def test_no_entity_reads_a_file_calls_anybody_or_grows(
    reader: IsolatedReader, tmp_path: Path, trap: tuple[int, list[object]], suffix: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(MARKER, "utf-8")
    port, calls = trap
    for doctype in doctypes(secret, port):
        if suffix in MAIN_PARTS:
            data = with_doctype(suffix, FILES[suffix], doctype)
        elif suffix in ("rss", "html"):
            data = doctype.encode() + FILES[suffix].replace(SENTENCE.encode(), b"&a;&i;")
        else:
            data = f'<?xml version="1.0"?>{doctype}<svg><text>&a;</text></svg>'.encode()
        found = outcome(reader, data, f"a.{suffix}")
        assert MARKER not in repr(found)
        assert suffix in ("rss", "html") or found is FileState.UNSUPPORTED
    assert calls == []


# --- PDF ---

LINES = b"0 0 m 9 9 l S\n" * 70_000
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"


def forms_without_end() -> bytes:
    form = pdf_stream(deflated([b"/X Do " * 5]), about=FORM + b" /Resources << /XObject << /X 5 0 R >> >>")
    return pdf_of(deflated([b"/X Do"]), resources=b"/XObject << /X 5 0 R >>", more=[form])


def pages(count: int, kids: bytes) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    tree = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids)
    return pdf(b"<< /Type /Catalog /Pages 2 0 R >>", tree, page)


HOSTILE_PDFS: dict[str, Callable[[], bytes]] = {
    "stream": lambda: pdf_of(deflated([LINES] * 600)),
    "double flate": lambda: pdf_of(deflated([deflated([LINES] * 600)]), "/FlateDecode /FlateDecode"),
    "triple flate": lambda: pdf_of(deflated([deflated([deflated([LINES] * 600)])]), "/FlateDecode " * 3),
    "hex and flate": lambda: pdf_of(deflated([LINES] * 600).hex().encode() + b">", "/ASCIIHexDecode /FlateDecode"),
    "pages in a circle": lambda: pages(3, b"2 0 R 3 0 R 2 0 R"),
    "300,000 pages": lambda: pages(300_000, b"3 0 R " * 300_000),
    "a lie about the pages": lambda: pages(999_999_999, b"3 0 R"),
    "forms in a circle": forms_without_end,
    "nested without end": lambda: pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"[" * 300_000 + b"]" * 300_000),
    "cut": lambda: FILES["pdf"][: len(FILES["pdf"]) // 2],
    "a script before it": lambda: b"#!/bin/sh\n" + FILES["pdf"],
    "an office file behind it": lambda: FILES["pdf"] + FILES["docx"],
}


@pytest.mark.parametrize("kind", HOSTILE_PDFS)
def test_a_pdf_file_that_lies_or_grows_is_refused(reader: IsolatedReader, kind: str) -> None:
    assert isinstance(outcome(reader, HOSTILE_PDFS[kind](), "a.pdf"), FileState)


# --- damage ---


@pytest.mark.parametrize("suffix", FILES)
def test_a_damaged_file_is_refused_or_read_and_the_reader_lives(reader: IsolatedReader, suffix: str) -> None:
    states: set[FileState | None] = set()
    for data in mutations(FILES[suffix], 100, seed=20260701):
        found: list[FileRead] = list(reader.read_all(data, f"a.{suffix}"))
        assert found
        states.update(read.refused.state if read.refused else None for read in found)
    assert states - {None}
    assert FileState.TOO_BIG not in states or suffix in MAIN_PARTS or suffix == "zip"  # no damage takes for ever
    assert SENTENCE in repr(reader.read(SENTENCE.encode(), "danach.txt").pieces)


# --- what a file says that it is ---


@pytest.mark.parametrize(
    "name, data, state",
    [
        ("공고.docx", b"MZ\x90\0" + bytes(200), FileState.UNSUPPORTED),
        ("공고.hwp", FILES["html"], FileState.UNSUPPORTED),
        ("공고.pdf", FILES["docx"], FileState.UNSUPPORTED),
        ("공고.docm", with_part(FILES["docx"], "word/vbaProject.bin", [b"x"]), FileState.UNSUPPORTED),
        ("공고.xlsx", with_part(FILES["xlsx"], "xl/vbaProject.bin", [b"x"]), FileState.UNSUPPORTED),
        ("공고.docx", compound({"EncryptedPackage": b"x" * 5_000, "EncryptionInfo": b"x" * 5_000}), FileState.PASSWORD),
        ("공고.hwp", FILES["hwp"] + FILES["zip"], FileState.UNSUPPORTED),
        ("공고.hwp", b"", FileState.DAMAGED),
    ],
)
def test_a_file_is_named_by_what_it_is(reader: IsolatedReader, name: str, data: bytes, state: FileState) -> None:
    assert outcome(reader, data, name) is state


def test_nothing_of_the_reader_is_left_behind() -> None:
    with IsolatedReader(LIMITS) as reader:
        reader.read(SENTENCE.encode(), "a.txt")
        child = reader._child
        assert child
    assert child.returncode is not None
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)
