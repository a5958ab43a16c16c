"""A file is what its bytes say; what cannot be read is refused by its own name, and a deceiving name with the reason."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.extract import FileState, Limits, NotRead
from ingest.readers.kinds import Kind, kind_of, suffix_of

LIMITS = Limits()
MAIN = "application/vnd.openxmlformats-officedocument.{}+xml"
TYPES = '<Types><Override PartName="/x" ContentType="{}"/></Types>'


def zipped(parts: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def office(main: str, **others: str) -> bytes:
    return zipped({"[Content_Types].xml": TYPES.format(main), **others})


DOCX = office(MAIN.format("wordprocessingml.document.main"))
PDF = b"%PDF-1.7\n1 0 obj\n"
PROGRAM = b"MZ\x90\0\3\0\0\0" + bytes(60) + b"PE\0\0"


def refused(data: bytes, name: str) -> NotRead:
    with pytest.raises(NotRead) as caught:
        kind_of(data, name, LIMITS)
    return caught.value


@pytest.mark.parametrize(
    "data, name, kind",
    [
        (PDF, "a.pdf", Kind.PDF),
        (b"\xef\xbb\xbf\r\n" + PDF, "a.pdf", Kind.PDF),
        (zipped({"mimetype": "application/hwp+zip"}), "a.hwpx", Kind.HWPX),
        (zipped({"Contents/content.hpf": "<x/>"}), "a.hwp", Kind.HWPX),
        (DOCX, "a.docx", Kind.DOCX),
        (office(MAIN.format("spreadsheetml.sheet.main")), "a.xlsx", Kind.XLSX),
        (office(MAIN.format("presentationml.presentation.main")), "a.pptx", Kind.PPTX),
        (zipped({"공고.hwp": "x"}), "a.zip", Kind.ZIP),
        (b"<!DOCTYPE html><html>", "a.html", Kind.HTML),
        ("\ufeff<html>".encode("utf-16-le"), "a.htm", Kind.HTML),
        (b"<?xml version='1.0'?>\n<!-- x --><html xmlns='x'>", "a.xhtml", Kind.HTML),
        ("<p>그냥 조각</p>".encode("cp949"), "a.html", Kind.HTML),
        (b"<?xml version='1.0'?><rss version='2.0'>", "a.xml", Kind.FEED),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", "a.atom", Kind.FEED),
        ("이름,나이\n".encode("cp949"), "a.CSV", Kind.CSV),
        ("MZ세대 청년".encode(), "a.txt", Kind.TEXT),
        ("BM25 안내".encode("cp949"), "README", Kind.TEXT),
        ("\ufeff글".encode("utf-16-be"), "2026.01 모집", Kind.TEXT),
        ("---\ntitle: 글\n---\n글".encode(), "a.txt", Kind.MARKDOWN),
        ("글".encode(), "a.md", Kind.MARKDOWN),
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, name: str, kind: Kind) -> None:
    assert kind_of(data, name, LIMITS) is kind


@pytest.mark.parametrize("named", ["", "view.do", "공고 2026.3"])
def test_a_name_that_says_nothing_contradicts_nothing(named: str) -> None:
    assert kind_of(PDF, named, LIMITS) is Kind.PDF
    assert kind_of(b"<html>", named, LIMITS) is Kind.HTML


@pytest.mark.parametrize(
    "data, name, word",
    [
        (b"<html><body>", "공고.hwp", "HTML"),
        (b"<html><table>", "명단.xls", "HTML"),
        (b"<html>", "a.txt", "HTML"),
        (PROGRAM, "a.pdf", "실행"),
        (PROGRAM, "a.docx", "실행"),
        (b"\x7fELF\2\1", "a.hwp", "실행"),
        (DOCX, "a.pdf", "DOCX"),
        (DOCX, "a.doc", "DOCX"),
        (PDF, "a.docx", "PDF"),
        (PDF, "a.md", "PDF"),
        ("글".encode(), "a.pdf", "text"),
        (zipped({"a.txt": "x"}), "a.docx", "ZIP"),
        (b"\x89PNG\r\n", "a.pdf", "그림"),
        (b"\xff\xd8\xff\xe0", "a.jpg", "그림"),
        (b"HWP Document File V3.00", "a.hwp", "HWPX"),
        (b"{\\rtf1", "a.rtf", "RTF"),
        (b"Rar!\x1a\x07", "a.zip", "ZIP"),
        (b"EGGA\0", "a.egg", "ZIP"),
        (b"<?xml version='1.0'?><HWPML>", "a.hml", "XML"),
        (b"<svg onload='x'>", "a.svg", "XML"),
        (b"\1\2\0\3", "a.bin", "형식"),
        (b"key: 1", "a.yaml", ".txt"),
    ],
)
def test_what_is_not_read_is_refused_with_the_reason(data: bytes, name: str, word: str) -> None:
    error = refused(data, name)
    assert error.state is FileState.UNSUPPORTED
    assert word in str(error)


@pytest.mark.parametrize(
    "data",
    [
        office("application/vnd.ms-word.document.macroEnabled.main+xml"),
        office("application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        office(MAIN.format("wordprocessingml.document.main"), **{"word/vbaProject.bin": "x"}),
    ],
)
def test_macros_are_refused_whatever_the_name_says(data: bytes) -> None:
    for name in ("a.docm", "a.docx", "a.xlsx", "a"):
        assert "매크로" in str(refused(data, name))


@pytest.mark.parametrize(
    "data",
    [
        PDF + zipped({"a.txt": "x"}),
        "글\n".encode() + zipped({"a.txt": "x"}),
        b"<b>\n" + PDF,
        office(
            MAIN.format("wordprocessingml.document.main") + MAIN.format("spreadsheetml.sheet.main"),
        ),
        zipped(
            {"mimetype": "application/hwp+zip", "[Content_Types].xml": MAIN.format("wordprocessingml.document.main")}
        ),
    ],
)
def test_a_file_that_is_two_things_is_refused(data: bytes) -> None:
    for name in ("a", "a.pdf", "a.txt"):
        assert refused(data, name).state is FileState.UNSUPPORTED


def test_an_empty_or_cut_file_is_damaged() -> None:
    assert refused(b"", "a.hwp").state is FileState.DAMAGED
    assert refused(DOCX[: len(DOCX) // 2], "a.docx").state is FileState.DAMAGED
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "a.hwp").state is FileState.DAMAGED


@given(st.binary(max_size=400), st.sampled_from(["a.hwp", "a.pdf", "a.docx", "a.zip", "a.txt", "a.html", "a"]))
def test_any_bytes_have_a_kind_or_a_reason(data: bytes, name: str) -> None:
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"):
        with suppress(NotRead):
            kind_of(start + data, name, LIMITS)


@pytest.mark.parametrize(
    "name, suffix", [("a.HWP", ".hwp"), ("2026.01 모집", ""), ("공고 2026.3", ""), (".md", ".md"), ("a/b.c/d", "")]
)
def test_a_suffix_is_letters_after_the_last_dot(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix


@pytest.mark.parametrize("start", [b"<!---->", b"<?x?>", b" \n", b"<!-- -- ", b"<!doctype rss>", b"---\n"])
def test_a_thousand_beginnings_are_looked_at_once(start: bytes) -> None:
    with suppress(NotRead):
        kind_of(start * 1_000, "a", LIMITS)
