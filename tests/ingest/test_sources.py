"""Everything readable in a named folder is read, everything else is named, and one bad file stops nothing."""

import io
import os
import sys
import unicodedata
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from ingest.errors import SourceMissing
from ingest.finding import Severity
from ingest.readers.extract import FileState, Limits
from ingest.readers.office_file import side_file
from ingest.sources import Reading, read_source
from knowledge.document import Block
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
        "# 제목뿐\n",
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
    folder.write_raw("사진.png", b"\x89PNG\r\n")
    folder.write_raw("설정.yaml", "a: b")
    folder.write_raw("옛글.hwp", b"HWP Document File V3.00")
    reading = read(folder)
    names = ["사진.png", "설정.yaml", "옛글.hwp"]
    assert [(f.path, f.severity) for f in reading.findings] == [(name, Severity.ERROR) for name in names]
    assert [file.path for file in reading.files if file.state is FileState.UNSUPPORTED] == names


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


# --- files of other kinds ---


def test_texts_and_tables_are_read_and_their_dates_asked_for(folder: StaffFolder) -> None:
    folder.write_raw("모집 안내.txt", "모집합니다.\n\n2026. 3. 2.\n".encode("cp949"))
    folder.write_raw("정원.csv", "캠퍼스,정원\n강남,020\n")
    reading = read(folder)
    assert ids(reading) == ["모집 안내", "정원"]
    assert reading.documents[0].source.published == "2026-03-02"
    assert reading.documents[1].sections[0].blocks == (Block("캠퍼스: 강남 · 정원: 020", item=True),)
    assert [(f.path, f.severity) for f in reading.findings] == [("정원.csv", Severity.WARNING)]
    assert [(file.path, file.state, file.kind, file.document_id) for file in reading.files] == [
        ("모집 안내.txt", FileState.OK, "text", "모집 안내"),
        ("정원.csv", FileState.OK, "CSV", "정원"),
    ]
    assert all(file.chars for file in reading.files)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_side_file_says_what_its_file_does_not(folder: StaffFolder, form: Literal["NFC", "NFD"]) -> None:
    folder.write_raw("정원.csv", "캠퍼스,정원\n강남,20\n")
    side = folder.write_raw(unicodedata.normalize(form, "정원.csv.yaml"), "title: 캠퍼스 정원\npublished: 2026-03\n")
    for source in (folder.path, folder.path / "정원.csv"):
        reading = read_source(source, "origin")
        (document,) = reading.documents
        if source is folder.path or form == "NFC":
            assert (document.title, document.source.published, reading.findings) == ("캠퍼스 정원", "2026-03", [])
    side.write_bytes("제목".encode("cp949"))
    (finding,) = read(folder).findings
    assert (finding.path, finding.severity) == ("정원.csv.yaml", Severity.ERROR)


def test_an_answer_of_staff_counts_for_more_than_a_side_file(folder: StaffFolder) -> None:
    folder.write_raw("글.txt", "글입니다.")
    folder.write_raw("글.txt.yaml", "title: 옆\npublished: 2026\n")
    answers = {"글.txt": side_file("title: 답\n")}
    (document,) = read_source(folder.path, "origin", answers=answers).documents
    assert (document.title, document.source.published) == ("답", "2026")


def test_a_zip_file_of_documents_is_read_document_by_document(folder: StaffFolder) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("가/안내.txt", "안내합니다.".encode("cp949"))
        archive.writestr("글.md", "---\ntitle: 글\npublished: 2026\n---\n글\n")
        archive.writestr("나쁜.docx", "이것은 DOCX가 아닙니다")
    folder.write_raw("묶음.zip", packed.getvalue())
    folder.write_raw("묶음.zip.yaml", "id: 무시\npublished: 2026-05\n")
    reading = read(folder)
    assert ids(reading) == ["묶음.zip/가/안내", "묶음.zip/글"]
    assert [d.source.published for d in reading.documents] == ["2026-05", "2026"]
    assert [(f.path, f.severity) for f in reading.findings] == [("묶음.zip/나쁜.docx", Severity.ERROR)]
    assert [file.state for file in reading.files].count(FileState.UNSUPPORTED) == 1


def test_ten_harmful_files_are_named_and_the_rest_is_read(folder: StaffFolder) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(30_000_000))
    harmful: dict[str, bytes] = {
        "a.docx": bomb.getvalue(),
        "b.pdf": b"MZ" + bytes(100),
        "c.hwp": b"<html><body>",
        "d.hwp": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "e.hwpx": b"PK\x03\x04" + bytes(50),
        "f.txt": b"\xff\xfe\xff",
        "g.csv": b'a,b\n"1,2\n',
        "h.pdf": b"",
        "i.xlsx": b"\x7fELF",
        "j.txt": b"x" * 2_000_001,
    }
    for name, data in harmful.items():
        folder.write_raw(name, data)
    folder.write_raw("좋은.txt", "2026. 3. 2.\n좋은 글입니다.")
    reading = read_source(folder.path, "origin", limits=replace(Limits(), max_file_bytes=2_000_000))
    assert ids(reading) == ["좋은"]
    assert [(f.path, f.severity) for f in reading.findings] == [(name, Severity.ERROR) for name in harmful]
    assert {f.path for f in reading.files if f.document_id is None} == set(harmful)
    assert all(file.state not in (FileState.OK, FileState.WARNINGS) for file in reading.files[:-1])


def test_who_watches_hears_how_far_it_is(folder: StaffFolder) -> None:
    for number in range(3):
        folder.write(f"{number}.md", "글\n")
    heard: list[tuple[int, int]] = []
    read_source(folder.path, "origin", watch=lambda done, total: heard.append((done, total)))
    assert heard == [(0, 3), (1, 3), (2, 3)]
