"""Whatever lies in a staff folder or changes in it while it is read, the rest is read and nothing outside is."""

import os
import unicodedata
from pathlib import Path

import pytest

from ingest.errors import SourceMissing
from ingest.finding import Severity
from ingest.readers.extract import FileState
from ingest.sources import Reading, read_source
from tests.faults.hostile_files import plain_files, zipped
from tests.ingest.readers.hwp_files import COMPRESSED, DISTRIBUTION, PASSWORD, HwpFile, paragraph
from tests.ingest.readers.pdf_files import IMAGE, PdfFile, text
from tests.ingest.readers.test_every_kind import SENTENCE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "자료"
    made.mkdir()
    (made / "좋은.txt").write_text(f"2026. 3. 2.\n{SENTENCE}", "utf-8")
    return made


def named(reading: Reading) -> dict[str, str]:
    """What is said of each path that is left out."""
    return {f.path: f.message for f in reading.findings if f.severity is Severity.ERROR}


def good(reading: Reading) -> list[str]:
    return [document.id for document in reading.documents]


def test_pipes_devices_and_links_are_named_and_never_waited_for(folder: Path) -> None:
    secret = folder.parent / "밖.txt"
    secret.write_text("비밀", "utf-8")
    os.mkfifo(folder / "관.txt")
    os.mkfifo(folder / "sources.yaml")
    (folder / "밖.txt").symlink_to(secret)
    (folder / "장치.txt").symlink_to("/dev/zero")
    (folder / "끊김.txt").symlink_to(folder / "없음.txt")
    (folder / "고리").symlink_to(folder)
    reading = read_source(folder, "origin")
    assert good(reading) == ["좋은"]
    assert set(named(reading)) == {"관.txt", "sources.yaml", "밖.txt", "장치.txt", "끊김.txt", "고리"}


def test_a_pipe_is_no_source(folder: Path) -> None:
    os.mkfifo(folder / "관")
    for source in (folder / "관", Path("/dev/zero")):
        with pytest.raises(SourceMissing):
            read_source(source, "origin")


def test_files_that_go_or_become_something_else_while_others_are_read_are_named(folder: Path) -> None:
    for name in ("1.csv", "2.csv", "3.csv", "4.csv"):
        (folder / name).write_text("이름,과정\n가,개발\n", "utf-8")

    def change(done: int, _total: int) -> None:
        if done == 1:
            (folder / "2.csv").unlink()
            (folder / "3.csv").unlink()
            os.mkfifo(folder / "3.csv")
            (folder / "4.csv").unlink()
            (folder / "4.csv").mkdir()

    reading = read_source(folder, "origin", watch=change)
    assert good(reading) == ["1", "좋은"]
    assert set(named(reading)) == {"2.csv", "3.csv", "4.csv"}


def test_a_file_of_500_mb_is_named_and_not_loaded(folder: Path) -> None:
    for name in ("큰.hwp", "큰.md", "큰.csv"):
        with (folder / name).open("wb") as file:
            file.truncate(500_000_000)
    reading = read_source(folder, "origin")
    assert good(reading) == ["좋은"]
    assert set(named(reading)) == {"큰.hwp", "큰.md", "큰.csv"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(folder: Path) -> None:
    (folder / "잠김.txt").write_text(SENTENCE, "utf-8")
    (folder / "잠김.txt").chmod(0)
    reading = read_source(folder, "origin")
    assert (good(reading), set(named(reading))) == (["좋은"], {"잠김.txt"})


@pytest.mark.parametrize(
    "name", ["-rf.txt", "CON.txt", "공고\u202egpj.txt", "줄\n바꿈.txt", "가" * 80 + ".txt", " 빈 칸 .txt", "$(id).txt"]
)
def test_an_odd_name_harms_nothing_and_the_text_is_read(folder: Path, name: str) -> None:
    before = sorted(folder.parent.rglob("*"))
    (folder / name).write_text(f"2026. 3. 2.\n{SENTENCE} {name.strip()[:3]}", "utf-8")
    reading = read_source(folder, "origin")
    assert len(reading.documents) == 2
    (folder / name).unlink()
    assert sorted(folder.parent.rglob("*")) == before


def test_a_mac_name_in_a_folder_and_in_an_archive_is_the_same_name(folder: Path) -> None:
    mac = unicodedata.normalize("NFD", "강남캠퍼스.txt")
    (folder / mac).write_text(f"2026. 3. 2.\n{SENTENCE}", "utf-8")
    (folder / "묶음.zip").write_bytes(zipped({mac: f"2026. 3. 2.\n{SENTENCE}".encode()}))
    assert good(read_source(folder, "origin")) == ["강남캠퍼스", "묶음.zip/강남캠퍼스", "좋은"]


def test_files_that_cannot_be_read_are_each_named_with_their_own_reason(folder: Path) -> None:
    body = [paragraph(SENTENCE)]
    files = {
        "암호.hwp": (HwpFile(body, flags=COMPRESSED | PASSWORD).save(), FileState.PASSWORD),
        "배포.hwp": (HwpFile(body, flags=COMPRESSED | DISTRIBUTION).save(), FileState.DISTRIBUTION),
        "스캔.pdf": (PdfFile([IMAGE]).save(), FileState.SCAN),
        "깨짐.pdf": (PdfFile([text(50, 700, "\ue000\ue001\ue002\ue003 가")]).save(), FileState.GARBLED),
        "잘림.docx": (plain_files()["docx"][:2_000], FileState.DAMAGED),
        "옛것.hwp": (b"HWP Document File V3.00", FileState.UNSUPPORTED),
    }
    for name, (data, _) in files.items():
        (folder / name).write_bytes(data)
    reading = read_source(folder, "origin")
    assert good(reading) == ["좋은"]
    states = {file.path: file.state for file in reading.files if file.document_id is None}
    assert states == {name: state for name, (_, state) in files.items()}
    assert len(set(named(reading).values())) == len(files)


def test_ninety_files_of_all_kinds_are_read_and_ten_broken_ones_named(tmp_path: Path) -> None:
    kinds = [(suffix, data) for suffix, data in plain_files().items() if suffix != "zip"]
    for number in range(90):
        suffix, data = kinds[number % len(kinds)]
        (tmp_path / f"좋은{number:02}.{suffix}").write_bytes(data)
    for number in range(10):
        suffix, data = kinds[number]
        broken = data[: len(data) // 3] if suffix not in ("html", "rss", "csv", "txt") else b"\xff\xfe\xff" * 50
        (tmp_path / f"나쁜{number}.{suffix}").write_bytes(broken)
    reading = read_source(tmp_path, "origin")
    assert len(reading.documents) == 90
    assert len(named(reading)) == 10
    assert all(path.startswith("나쁜") for path in named(reading))
