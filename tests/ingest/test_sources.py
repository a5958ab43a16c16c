"""Everything readable in a named folder is read, everything else is named, and one bad file stops nothing."""

import os
import sys
import unicodedata
from pathlib import Path

import pytest

from ingest.errors import SourceMissing
from ingest.finding import Severity
from ingest.sources import Reading, read_source
from tests.staff_folder import StaffFolder


@pytest.fixture
def folder(tmp_path: Path) -> StaffFolder:
    made = StaffFolder(tmp_path / "자료")
    made.path.mkdir()
    return made


def read(folder: StaffFolder) -> Reading:
    return read_source(folder.path, "origin")


def ids(reading: Reading) -> list[str]:
    return [document.id for document in reading.documents]


def test_ten_broken_files_of_a_hundred_are_named_and_the_rest_is_read(folder: StaffFolder) -> None:
    for number in range(90):
        folder.write(f"좋은/{number:02}.md", "내용입니다.\n")
    broken: list[str | bytes] = [
        "",
        "머리말 없음",
        "---\ntitle: [\n---\n글\n",
        "---\ntitle: 닫지 않음\n",
        "---\ntitle: 날짜 없음\n---\n글\n",
        "---\npublished: 2026\n---\n제목 없음\n",
        "---\ntitle: 제목\npublished: 2026\n---\n",
        "---\ntitle: 제목\npublished: 어제\n---\n글\n",
        "---\ntitle: 제목\npublished: 2026\n---\n글\n".encode("cp949"),
        b"\x00\xff" * 3_000_000,
    ]
    for number, content in enumerate(broken):
        folder.write_raw(f"나쁜/{number}.md", content)
    reading = read(folder)
    assert len(reading.documents) == 90
    assert [(f.severity, f.path) for f in reading.findings] == [
        (Severity.ERROR, f"나쁜/{number}.md") for number in range(10)
    ]
    assert all(f.line >= 1 and f.message for f in reading.findings)


def test_documents_come_in_the_same_order_every_time(folder: StaffFolder) -> None:
    for name in ("나.md", "가/다.md", "b.md", "A.md", "가/a.md"):
        folder.write(name, "글\n")
    assert ids(read(folder)) == ids(read(folder)) == ["A", "b", "가/a", "가/다", "나"]


def test_a_document_without_id_is_known_by_its_path(folder: StaffFolder) -> None:
    folder.write("안내/2026.01 모집.md", "글\n")
    assert ids(read(folder)) == ["안내/2026.01 모집"]


def test_two_documents_with_one_id_are_named_and_the_first_is_taken(folder: StaffFolder) -> None:
    folder.write("a.md", "첫째\n", id="모집")
    folder.write("b.md", "둘째\n", id=unicodedata.normalize("NFD", "모집"))
    reading = read(folder)
    assert [document.path for document in reading.documents] == ["a.md"]
    (finding,) = reading.findings
    assert (finding.severity, finding.path) == (Severity.ERROR, "b.md")
    assert "a.md" in finding.message
    assert "모집" in finding.message


def test_a_file_name_from_a_mac_is_the_same_name(folder: StaffFolder) -> None:
    folder.write(unicodedata.normalize("NFD", "강남캠퍼스.md"), "글\n", title="강남")
    (document,) = read(folder).documents
    assert (document.id, document.path) == ("강남캠퍼스", "강남캠퍼스.md")


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS keeps one of the two names only")
def test_one_name_in_both_forms_is_one_document(folder: StaffFolder) -> None:
    for form in ("NFC", "NFD"):
        folder.write(unicodedata.normalize(form, "강남캠퍼스.md"), "글\n", title="강남")
    reading = read(folder)
    assert ids(reading) == ["강남캠퍼스"]
    assert ["같습니다" in f.message for f in reading.findings] == [True]


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS refuses such names")
def test_a_file_name_from_an_old_windows_archive_is_named_and_the_rest_is_read(folder: StaffFolder) -> None:
    folder.write("좋은.md", "글\n")
    old = os.fsdecode("강남.md".encode("cp949"))
    folder.write(old, "글\n", title="강남")
    reading = read(folder)
    assert ids(reading) == ["좋은"]
    (finding,) = reading.findings
    assert "이름" in finding.message
    assert str(finding).encode("utf-8")


def test_a_format_that_cannot_be_read_is_named(folder: StaffFolder) -> None:
    folder.write("글.md", "글\n")
    folder.write_raw("사진.png", b"\x89PNG")
    folder.write_raw("README", "글")
    assert [(f.path, f.severity) for f in read(folder).findings] == [
        ("README", Severity.ERROR),
        ("사진.png", Severity.ERROR),
    ]


def test_hidden_files_and_those_of_open_programs_are_passed_over(folder: StaffFolder) -> None:
    folder.write("글.md", "글\n")
    for name in (".DS_Store", ".git/config.md", "~$글.md", "안/.숨김.md"):
        folder.write(name, "글\n")
    reading = read(folder)
    assert (ids(reading), reading.findings) == (["글"], [])


def test_a_link_out_of_the_folder_is_not_followed(folder: StaffFolder) -> None:
    folder.write("글.md", "글\n")
    outside = StaffFolder(folder.path.parent / "밖")
    (folder.path / "파일.md").symlink_to(outside.write("비밀.md", "비밀\n"))
    (folder.path / "폴더").symlink_to(outside.path)
    (folder.path / "끊김.md").symlink_to(folder.path / "없음.md")
    assert ids(read(folder)) == ["글"]


def test_a_single_file_can_be_a_source_with_the_catalogue_beside_it(folder: StaffFolder) -> None:
    folder.write("다른.md", "글\n")
    folder.write_raw("sources.yaml", "a: {title: 공고}\n")
    reading = read_source(folder.write("글.md", "글[^a]\n"), "origin")
    assert ids(reading) == ["글"]
    assert set(reading.documents[0].sources) == {"a"}


def test_a_source_that_is_not_there_is_named_with_what_to_do(folder: StaffFolder) -> None:
    with pytest.raises(SourceMissing, match=r"없는폴더.*경로"):
        read_source(folder.path / "없는폴더", "origin")


def test_the_catalogue_keeps_what_was_typed(folder: StaffFolder) -> None:
    folder.write("글.md", "글\n")
    folder.write_raw(
        "sources.yaml",
        "\ufeff0123: {title: 9:30, publisher: no, url: null, published: 2026-09, confidence: press}\n"
        "b:\n  title: 공고\n  url: https://a.kr/b\n".encode(),
    )
    (document,) = read(folder).documents
    first, second = document.sources.values()
    assert (first.id, first.title, first.publisher, first.url) == ("0123", "9:30", "no", None)
    assert (first.published, first.confidence) == ("2026-09", "press")
    assert (second.title, second.publisher, second.url, second.published) == ("공고", "", "https://a.kr/b", None)
    assert second.confidence == "official"


def test_one_bad_source_is_named_with_its_line_and_the_others_are_kept(folder: StaffFolder) -> None:
    folder.write("글.md", "글\n")
    folder.write_raw(
        "sources.yaml",
        "a:\n  title: 하나\n"
        "b:\n  title: 둘\n  published: 2026.01.31\n"
        "c: 그냥 글\n"
        "d:\n  publisher: 제목 없음\n"
        "e:\n  title: 다섯\n  url: javascript:alert(1)\n"
        "f:\n  title: 여섯\n  confidence: sure\n"
        "g: {title: 일곱}\n",
    )
    reading = read(folder)
    assert set(reading.documents[0].sources) == {"a", "g"}
    assert [(f.severity, f.path, f.line) for f in reading.findings] == [
        (Severity.ERROR, "sources.yaml", line) for line in (5, 6, 8, 11, 14)
    ]


@pytest.mark.parametrize(
    "content",
    [
        "a: [\n",
        "- a\n- b\n",
        "a: {title: 하나}\na: {title: 둘}\n",
        "a: &a {title: &t [ㅋ, ㅋ]}\nb: {title: [*t, *t]}\n",
        "a: !!python/object/apply:os.system [echo]\n",
        "a: {title: !!python/name:os.system ''}\n",
        "a: {title: 하나}\n".encode("cp949"),
        "\x00",
        "[" * 5_000,
    ],
)
def test_a_catalogue_that_cannot_be_read_is_named_and_the_documents_are_kept(
    folder: StaffFolder, content: str | bytes
) -> None:
    folder.write("글.md", "글\n")
    folder.write_raw("sources.yaml", content)
    reading = read(folder)
    assert ids(reading) == ["글"]
    (finding,) = reading.findings
    assert (finding.severity, finding.path) == (Severity.ERROR, "sources.yaml")


@pytest.mark.parametrize("content", ["", "# 아직 없음\n", "null\n"])
def test_an_empty_catalogue_is_none(folder: StaffFolder, content: str) -> None:
    folder.write("글.md", "글\n")
    folder.write_raw("sources.yaml", content)
    assert read(folder).findings == []
