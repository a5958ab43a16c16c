"""Two files of one name in two formats are one document where they say the same, and two where they do not."""

from pathlib import Path

import pytest

from ingest.finding import Severity
from ingest.sources import Reading, read_source
from tests.ingest.readers.pdf_files import PdfFile, text
from tests.staff_folder import StaffFolder

DAY = "2026. 3. 2."
NOTICE = "강남 캠퍼스는 개발 과정 30명을 3월 20일까지 모집합니다. 교육비는 전액 무료입니다."


@pytest.fixture
def folder(tmp_path: Path) -> StaffFolder:
    made = StaffFolder(tmp_path / "자료")
    made.path.mkdir()
    return made


def read(folder: StaffFolder) -> Reading:
    return read_source(folder.path, "origin")


def ids(reading: Reading) -> list[str]:
    return [document.id for document in reading.documents]


def test_a_first_line_that_reads_as_a_title_is_the_title_and_a_sentence_is_none(folder: StaffFolder) -> None:
    folder.write_raw("1.txt", f"2026년 하반기 교육생 모집 공고\n\n{DAY}\n{NOTICE}")
    folder.write_raw("2.txt", f"교육생을 모집합니다. 자세한 것은 공고를 보세요.\n\n{DAY}\n다른 글")
    assert [document.title for document in read(folder).documents] == ["2026년 하반기 교육생 모집 공고", "2"]


def test_a_notice_and_its_printed_copy_are_one_document(folder: StaffFolder) -> None:
    folder.write_raw("공고.txt", f"{DAY}\n{NOTICE}")
    folder.write_raw("공고.html", f"<html><body><h1>공고</h1><p>{DAY}</p><p>{NOTICE}</p></body></html>")
    reading = read(folder)
    assert ids(reading) == ["공고"]
    (finding,) = reading.findings
    assert (finding.severity, finding.path) == (Severity.WARNING, "공고.txt")
    assert "공고.html" in finding.message
    assert [(file.path, file.document_id) for file in reading.files] == [("공고.html", "공고"), ("공고.txt", None)]


def test_a_printed_copy_in_pdf_gives_way_to_every_other_format(folder: StaffFolder) -> None:
    folder.write_raw("공고.pdf", PdfFile([text(50, 700, "3월 20일까지 모집합니다.")]).save())
    folder.write_raw("공고.txt", "3월 20일까지 모집합니다.")
    assert [document.path for document in read(folder).documents] == ["공고.txt"]


def test_a_copy_with_another_date_is_no_copy_and_both_are_kept(folder: StaffFolder) -> None:
    folder.write_raw("공고.html", f"<html><body><h1>공고</h1><p>{DAY}</p><p>{NOTICE}</p></body></html>")
    folder.write_raw("공고.txt", f"{DAY}\n{NOTICE}".replace("20일", "27일"))
    reading = read(folder)
    assert ids(reading) == ["공고", "공고.txt"]
    assert [document.source.id for document in reading.documents] == ["공고", "공고.txt"]
    (finding,) = reading.findings
    assert (finding.severity, finding.path) == (Severity.WARNING, "공고.txt")
    assert "공고.html" in finding.message


def test_no_namesake_takes_an_id_that_staff_gave_to_another(folder: StaffFolder) -> None:
    folder.write("가.md", "글\n", id="공고.txt")
    folder.write_raw("공고.html", f"<html><body><p>{DAY}</p><p>{NOTICE}</p></body></html>")
    folder.write_raw("공고.txt", "2026. 4. 2.\n다른 글입니다.")
    reading = read(folder)
    assert ids(reading) == ["공고.txt", "공고"]
    assert reading.findings[-1].severity is Severity.ERROR
