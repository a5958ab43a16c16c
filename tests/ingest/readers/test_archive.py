"""No archive costs more than the limits allow, reaches outside itself or carries XML that fetches or grows."""

import io
import time
import unicodedata
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import archive, xml_tree
from ingest.readers.archive import Archive
from ingest.readers.extract import FileState, Limits, NotRead

LIMITS = Limits()


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packed) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return made.getvalue()


def refused(data: bytes, limits: Limits = LIMITS) -> FileState:
    def read_all() -> None:
        opened = Archive(data, limits)
        for name in opened.names:
            opened.read(name)

    with pytest.raises(NotRead) as caught:
        read_all()
    return caught.value.state


def test_what_was_packed_comes_out() -> None:
    archive = Archive(zipped(("가/나.xml", b"<a>1</a>"), ("빈", b"")), LIMITS)
    assert (archive.names, archive.read("가/나.xml"), archive.read("빈")) == (("가/나.xml", "빈"), b"<a>1</a>", b"")
    assert archive.xml("가/나.xml").text == "1"


@pytest.mark.parametrize("size", [400_000_000, 120_000_000])
def test_a_bomb_is_refused_before_it_is_unpacked(size: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(size // 1_000_000):
            part.write(bytes(1_000_000))
    start = time.perf_counter()
    assert refused(made.getvalue()) is FileState.TOO_BIG
    assert time.perf_counter() - start < 2


def test_a_directory_that_lies_about_sizes_gains_nothing() -> None:
    data = zipped(("a.xml", bytes(5_000_000)))
    real, lie = (5_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little")
    assert refused(data.replace(real, lie)) is FileState.DAMAGED


def test_each_limit_is_kept() -> None:
    many = zipped(*((f"{number}", b"") for number in range(30)))
    assert refused(many, replace(LIMITS, max_entries=29)) is FileState.TOO_BIG
    assert refused(many, replace(LIMITS, max_entries=10)) is FileState.TOO_BIG
    assert Archive(many, replace(LIMITS, max_entries=30)).names
    two = zipped(("a", b"x" * 60), ("b", b"x" * 60))
    assert refused(two, replace(LIMITS, max_unpacked_bytes=119)) is FileState.TOO_BIG
    assert refused(two, replace(LIMITS, max_part_bytes=59)) is FileState.TOO_BIG
    assert refused(zipped(("a", bytes(2_000_000)))) is FileState.TOO_BIG
    assert Archive(zipped(("a", bytes(900_000))), LIMITS).read("a")


def test_a_hundred_thousand_entries_are_refused_at_once() -> None:
    data = zipped(*((str(number), b"") for number in range(100_000)), packed=zipfile.ZIP_STORED)
    start = time.perf_counter()
    assert refused(data) is FileState.TOO_BIG
    assert time.perf_counter() - start < 1


def link() -> zipfile.ZipInfo:
    made = zipfile.ZipInfo("비밀.txt")
    made.external_attr = 0o120777 << 16
    return made


@pytest.mark.parametrize(
    "name",
    [
        "../a.txt", "a/../../b", "/etc/passwd", "C:/a.txt", "a\\..\\b", "CON", "nul.txt", "a/aux.hwp",
        "공고\u202excod.exe", "-rf", "a" * 256, "가" * 90, "a\u200b.txt", link(),
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_or_deceives_is_refused(name: Any) -> None:
    assert refused(zipped((name, b"/etc/passwd"))) is FileState.UNSUPPORTED


def test_a_name_with_a_nul_is_refused() -> None:
    data = zipped(("aXb.txt", b"x")).replace(b"aXb.txt", b"a\0b.txt")
    assert refused(data) in (FileState.UNSUPPORTED, FileState.DAMAGED)


def test_one_name_twice_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(("a.xml", b"1"), ("a.xml", b"2"))
    assert refused(data) is FileState.DAMAGED
    both = [(unicodedata.normalize(form, "강남"), b"x") for form in ("NFC", "NFD")]
    assert refused(zipped(*both)) is FileState.DAMAGED


def test_a_password_is_named() -> None:
    data = bytearray(zipped(("a.txt", b"x")))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(data)) is FileState.PASSWORD


def test_a_compression_that_is_not_common_is_refused() -> None:
    assert refused(zipped(("a.txt", b"x"), packed=zipfile.ZIP_LZMA)) is FileState.UNSUPPORTED


@pytest.mark.parametrize("encoding", ["cp949", "utf-8"])
def test_a_korean_name_without_its_flag_is_read(encoding: str) -> None:
    packed = "모집 공고.txt".encode(encoding)
    data = zipped(("x" * len(packed), b"x")).replace(b"x" * len(packed), packed)
    assert Archive(data, LIMITS).names == ("모집 공고.txt",)


def test_a_name_from_a_mac_is_the_same_name() -> None:
    assert Archive(zipped((unicodedata.normalize("NFD", "강남.txt"), b"x")), LIMITS).names == ("강남.txt",)


@given(st.data())
def test_a_damaged_archive_is_refused_or_read_whole(data: st.DataObject) -> None:
    whole = {"a.xml": b"<a>" + b"x" * 500 + b"</a>", "b.txt": "가나다".encode() * 50}
    packed = bytearray(zipped(*whole.items()))
    position = data.draw(st.integers(0, len(packed) - 1))
    packed[position] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(packed) // 2, len(packed)))
    try:
        archive = Archive(bytes(packed[:cut]), LIMITS)
        found = {archive.read(name) for name in archive.names}
    except NotRead:
        return
    assert found == set(whole.values()) or len(found) < len(whole)  # a name may change, a text may not
    assert found <= set(whole.values())


# --- XML ---

SECRET = "/etc/passwd"


@pytest.mark.parametrize(
    "text",
    [
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{SECRET}">]><a>&x;</a>',
        f'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/{SECRET}"> %x;]><a/>',
        '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
        "<!DOCTYPE a><a/>",
        '<!DOCTYPE a SYSTEM "a.dtd"><a/>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_a_doctype_is_refused(text: str, encoding: str) -> None:
    for parse in (xml_tree.tree, xml_tree.require_plain):
        with pytest.raises(NotRead, match="DOCTYPE"):
            parse(text.encode(encoding))


def test_xml_may_be_256_deep_and_no_deeper() -> None:
    for parse in (xml_tree.tree, xml_tree.require_plain):
        parse(b"<a>" * 256 + b"</a>" * 256)
        with pytest.raises(NotRead):
            parse(b"<a>" * 257 + b"</a>" * 257)
    with pytest.raises(NotRead):
        xml_tree.tree(b"<a>" * 200_000)


@pytest.mark.parametrize("data", [b"", b"<a>", b"<a></b>", b"<a/><b/>", b"&x;", b"<a>&x;</a>", b"\xff\xff", b"\0"])
def test_damaged_xml_is_damaged(data: bytes) -> None:
    for parse in (xml_tree.tree, xml_tree.require_plain):
        with pytest.raises(NotRead) as caught:
            parse(data)
        assert caught.value.state is FileState.DAMAGED


def test_names_carry_their_namespace() -> None:
    root = xml_tree.tree(b'<h:a xmlns:h="urn:x" h:b="1" c="2">t<h:d/>u</h:a>')
    assert (root.tag, root.attrib) == ("{urn:x}a", {"{urn:x}b": "1", "c": "2"})
    assert [(child.tag, child.tail) for child in root] == [("{urn:x}d", "u")]


def test_the_parts_of_a_document_are_checked_before_a_library_sees_them() -> None:
    data = zipped(("word/document.xml", b"<!DOCTYPE a><a/>"), ("media/x.png", b"<!DOCTYPE"))
    with pytest.raises(NotRead):
        Archive(data, LIMITS).require_plain_xml()
    Archive(zipped(("media/x.png", b"<!DOCTYPE"), ("a.xml", b"<a/>")), LIMITS).require_plain_xml()


def test_more_xml_than_a_tree_of_it_fits_into_memory_is_too_big(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_XML_BYTES", 1_000)
    made = Archive(zipped(("a.xml", b"<a>" + b"x" * 600 + b"</a>"), ("b.xml", b"<a>" + b"x" * 600 + b"</a>")), LIMITS)
    with pytest.raises(NotRead) as caught:
        made.require_plain_xml()
    assert caught.value.state is FileState.TOO_BIG
