"""Whatever a file does to the process that reads it, this process goes on, and the next file is read."""

import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.readers.extract import FileState, Limits, NotRead, Paragraph, Table
from ingest.readers.isolated import IsolatedReader

ROOT = Path(__file__).resolve().parents[3]
WORKER = "tests.ingest.readers.misbehaving"
TIGHT = replace(Limits(), cpu_s=1, wall_s=3, memory_bytes=500_000_000)


@pytest.fixture(scope="module")
def reader() -> Iterator[IsolatedReader]:
    with IsolatedReader() as made:
        yield made


@pytest.fixture(scope="module")
def harmed() -> Iterator[IsolatedReader]:
    with IsolatedReader(TIGHT, WORKER) as made:
        yield made


def refused(reader: IsolatedReader, data: bytes, name: str = "a.txt") -> NotRead:
    with pytest.raises(NotRead) as caught:
        reader.read(data, name)
    return caught.value


def zipped(**members: bytes | str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return packed.getvalue()


def test_a_text_comes_through_the_process_as_it_was_read(reader: IsolatedReader) -> None:
    assert reader.read("안녕하세요. 🎓".encode(), "글.txt").pieces == (Paragraph("안녕하세요. 🎓"),)
    table = reader.read("이름,나이\n가,0123\n".encode("cp949"), "표.csv").pieces[0]
    assert table == Table((("이름", "나이"), ("가", "0123")))


def test_one_process_reads_many_files(harmed: IsolatedReader) -> None:
    assert len({harmed.read(str(number).encode(), "a.txt").title for number in range(20)}) == 1


@pytest.mark.parametrize(
    "harm, state",
    [
        ("abort", FileState.DAMAGED),
        ("crash", FileState.DAMAGED),
        ("leave", FileState.DAMAGED),
        ("raise", FileState.DAMAGED),
        ("recurse", FileState.DAMAGED),
        ("connect", FileState.DAMAGED),
        ("write", FileState.DAMAGED),
        ("start", FileState.DAMAGED),
        ("spin", FileState.TOO_BIG),
        ("sleep", FileState.TOO_BIG),
        ("memory", FileState.TOO_BIG),
    ],
)
def test_a_file_that_harms_its_process_is_named_and_the_next_is_read(
    harmed: IsolatedReader, harm: str, state: FileState
) -> None:
    error = refused(harmed, harm.encode())
    assert (error.state, bool(str(error))) == (state, True)
    assert harmed.read(b"next", "b.txt").pieces == (Paragraph("next"),)


def test_what_a_reader_may_not_do_is_stopped_by_name(harmed: IsolatedReader) -> None:
    for harm in ("connect", "write", "start"):
        assert "PermissionError" in str(refused(harmed, harm.encode()))
    assert not (ROOT / "written-by-a-reader").exists()


def test_what_a_library_prints_does_not_disturb_the_answer(harmed: IsolatedReader) -> None:
    assert harmed.read(b"print", "a.txt").pieces == (Paragraph("print"),)


def test_a_process_that_died_between_two_files_costs_none(harmed: IsolatedReader) -> None:
    pid = int(harmed.read(b"one", "a.txt").title)
    os.kill(pid, 9)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert int(harmed.read(b"two", "a.txt").title) != pid


def test_nothing_is_left_running_after_the_last_file() -> None:
    with IsolatedReader(TIGHT, WORKER) as one:
        pid = int(one.read(b"one", "a.txt").title)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_child_gets_no_keys_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.readers import confined

    assert "SESAC_LLM_API_KEY" not in confined.environment({"SESAC_LLM_API_KEY": "x", "PATH": "/bin"})


def test_a_process_that_cannot_start_is_a_fault_of_the_refresh_and_of_no_file() -> None:
    with IsolatedReader(TIGHT, "ingest.no_such_module") as broken, pytest.raises(IngestError, match="doctor"):
        broken.read(b"x", "a.txt")


def test_a_file_of_500_mb_is_refused_unread(reader: IsolatedReader, tmp_path: Path) -> None:
    file = tmp_path / "큰.hwp"
    with file.open("wb") as made:
        made.truncate(500_000_000)
    with pytest.raises(NotRead) as caught:
        reader.read(file, "큰.hwp")
    assert caught.value.state is FileState.TOO_BIG


def test_an_answer_longer_than_allowed_is_too_big() -> None:
    with IsolatedReader(replace(Limits(), max_chars=1_000)) as small:
        assert refused(small, b"word " * 1_000).state is FileState.TOO_BIG


def test_each_document_of_a_zip_file_is_read_or_refused_by_itself(reader: IsolatedReader) -> None:
    inner = zipped(a__txt="x")
    members: dict[str, bytes | str] = {
        "안내/모집__txt": "모집합니다.".encode("cp949"),
        "b__exe": b"MZ" + bytes(100),
        "c__md": "---\ntitle: 글\npublished: 2026\n---\n글\n",
        "d__zip": inner,
        "__MACOSX/x__txt": "잡",
        "안내/__DS_Store": "잡",
    }
    data = zipped(**members)
    found = {read.name: read for read in reader.read_all(data, "묶음.zip")}
    assert list(found) == ["묶음.zip/b.exe", "묶음.zip/c.md", "묶음.zip/d.zip", "묶음.zip/안내/모집.txt"]
    first = found["묶음.zip/안내/모집.txt"].extract
    assert first
    assert first.pieces == (Paragraph("모집합니다."),)
    assert found["묶음.zip/c.md"].markdown
    assert [bool(found[f"묶음.zip/{name}"].refused) for name in ("b.exe", "d.zip")] == [True, True]


def test_a_member_that_kills_its_process_takes_no_other_with_it(harmed: IsolatedReader) -> None:
    data = zipped(a__txt="eins", b__txt="abort", c__txt="drei")
    assert [bool(read.extract) for read in harmed.read_all(data, "z.zip")] == [True, False, True]


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u200b", "--- ***"])
def test_a_file_without_words_is_never_empty_but_ok(reader: IsolatedReader, text: str) -> None:
    assert refused(reader, text.encode()).state in (FileState.SCAN, FileState.DAMAGED)


def test_garbled_text_is_doubted_and_much_of_it_refused(reader: IsolatedReader) -> None:
    good = "청년취업사관학교 " * 20
    assert refused(reader, (good + "\ue123" * 100).encode()).state is FileState.GARBLED
    assert reader.read((good + "\ue123" * 8).encode(), "a.txt").warnings
    assert reader.read((good + "\ufffd").encode(), "a.txt").warnings
    assert not reader.read(good.encode(), "a.txt").warnings
