import json
import os
import pty
import select
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ingest.lock import refresh_lock
from knowledge.version import VersionShelf
from tests.command_line.conftest import Run, Start, interrupt
from tests.staff_folder import TinyProgramme


def current(tiny: TinyProgramme) -> str | None:
    return VersionShelf(tiny.settings.data_dir).current_id()


def damage(tiny: TinyProgramme, version_id: str) -> None:
    """Empty the database file, which no checksum covers."""
    (tiny.settings.data_dir / "versions" / version_id / "chroma" / "chroma.sqlite3").write_bytes(b"")


def test_versions_lists_what_was_published_with_its_note(run: Run, published: TinyProgramme) -> None:
    (row,) = json.loads(run("versions", "--json", settings=published.settings).stdout)
    assert (row["note"], row["current"], row["fault"]) == ("첫 판", True, None)
    assert (row["documents"], row["passages"]) == (5, 5)
    table = run("versions", settings=published.settings).stdout
    created = datetime.fromisoformat(row["created"]).astimezone(ZoneInfo("Asia/Seoul"))
    assert row["id"] in table.splitlines()[1]
    assert "현재" in table.splitlines()[1]
    assert "첫 판" in table
    assert f"{created:%Y-%m-%d %H:%M}" in table


def test_versions_of_an_empty_data_folder_are_none(run: Run) -> None:
    assert json.loads(run("versions", "--json").stdout) == []
    assert "sesac refresh" in run("versions").stderr


def test_versions_names_a_broken_one(run: Run, tiny: TinyProgramme) -> None:
    (tiny.settings.data_dir / "versions" / str(current(tiny)) / "passages.jsonl").write_text("{}")
    assert "손상" in run("versions", settings=tiny.settings).stdout
    (row,) = json.loads(run("versions", "--json", settings=tiny.settings).stdout)
    assert row["fault"]


def test_what_was_left_out_is_said_with_file_and_line_and_the_rest_is_published(run: Run, tiny: TinyProgramme) -> None:
    before = current(tiny)
    tiny.folder.write_raw("깨진 문서.md", "---\ntitle: [\n---\n글\n")
    tiny.folder.write("new.md", "# 새 소식\n\n## 언제부터인가요\n3월부터입니다.[^notice]\n", id="news")
    preview = run("refresh", "--dry-run", settings=tiny.settings)
    assert current(tiny) == before
    ended = run("refresh", settings=tiny.settings)
    assert current(tiny) != before
    for shown in (preview, ended):
        assert shown.exit_code == 0
        assert "문서 추가 1 · 변경 0 · 삭제 0 · 그대로 5" in shown.stdout
        assert "빠진 것이 1건" in shown.stdout
        assert "빠짐  깨진 문서.md:3: " in shown.stdout


def test_the_same_warning_about_many_files_is_said_once_with_their_names(run: Run, tiny: TinyProgramme) -> None:
    for name in ("가.txt", "나.txt", "다.txt"):
        tiny.folder.write_raw(name, f"{name[0]}동 강의실은 3층입니다.\n")
    told = run("refresh", "--dry-run", settings=tiny.settings).stdout
    assert told.count("발행일이 파일에 없습니다") == 1
    assert "같은 까닭으로 2건 더" in told
    assert all(name in told for name in ("가.txt", "나.txt", "다.txt"))


def test_a_refresh_that_would_remove_much_is_stopped_until_a_reason_is_given(run: Run, tiny: TinyProgramme) -> None:
    before = current(tiny)
    for name in ("cost.md", "schedule.md"):
        (tiny.folder.path / name).unlink()
    stopped = run("refresh", "--json", settings=tiny.settings)
    assert stopped.exit_code == 3
    (block,) = json.loads(stopped.stdout)["gate"]["blocks"]
    assert (block["kind"], block["subject"], block["count"]) == ("lost passages", "programme", 2)
    assert json.loads(stopped.stdout)["removed"] == ["cost", "schedule"]
    assert "--force" in stopped.stderr
    assert current(tiny) == before
    assert run("refresh", "--yes", settings=tiny.settings).exit_code == 3
    told = run("refresh", "--force", "두 안내를 내렸습니다", settings=tiny.settings)
    assert told.exit_code == 0
    assert "삭제 2" in told.stdout
    assert VersionShelf(tiny.settings.data_dir).current().manifest.forced == "두 안내를 내렸습니다"
    assert current(tiny) != before


def test_on_a_terminal_it_is_asked_for_instead(start: Start, tiny: TinyProgramme) -> None:
    for name in ("cost.md", "schedule.md"):
        (tiny.folder.path / name).unlink()
    before = current(tiny)
    ours, theirs = pty.openpty()
    child = start("refresh", settings=tiny.settings, terminal=theirs, TERM="xterm")
    os.close(theirs)
    seen, answered = "", False
    while child.poll() is None or select.select([ours], [], [], 0)[0]:
        if not select.select([ours], [], [], 0.2)[0]:
            continue
        try:
            seen += os.read(ours, 65536).decode(errors="replace")
        except OSError:  # the other end is closed
            break
        if "까닭 (빈 줄이면" in seen and not answered:
            os.write(ours, "두 안내를 내렸습니다\n".encode())
            answered = True
    os.close(ours)
    assert child.wait(timeout=60) == 0
    assert "5개 가운데 2개(40%)가 없어집니다" in seen
    assert current(tiny) != before


def test_if_missing_builds_only_where_nothing_can_be_served(run: Run, tiny: TinyProgramme) -> None:
    first = str(current(tiny))
    assert "이미 있습니다" in run("refresh", "--if-missing", settings=tiny.settings).stderr
    assert current(tiny) == first
    damage(tiny, first)
    assert run("refresh", "--if-missing", settings=tiny.settings).exit_code == 0
    assert current(tiny) != first
    assert run("ask", "수강료 얼마야?", settings=tiny.settings).stdout.startswith("수강료는 전액 무료입니다. [1]")


def test_a_source_that_is_not_there_is_told(run: Run, tiny: TinyProgramme) -> None:
    ended = run("refresh", "없는폴더", settings=tiny.settings)
    assert ended.exit_code == 1
    assert "없는폴더" in ended.stderr


def test_a_path_that_is_no_text_is_wrong_usage(run: Run, tiny: TinyProgramme) -> None:
    assert run("refresh", os.fsdecode(b"\xff"), settings=tiny.settings).exit_code == 2


def test_a_second_refresh_at_the_same_time_is_told_who_runs_the_first(run: Run, tiny: TinyProgramme) -> None:
    with refresh_lock(tiny.settings.data_dir):
        ended = run("refresh", settings=tiny.settings)
    assert ended.exit_code == 1
    assert f"프로세스 {os.getpid()}" in ended.stderr


def test_ctrl_c_ends_a_refresh_with_130_and_the_old_version_stays(start: Start, tiny: TinyProgramme) -> None:
    before = current(tiny)
    tiny.folder.write("new.md", "# 새 소식\n\n## 언제부터인가요\n3월부터입니다.[^notice]\n", id="news")
    child = start("refresh", settings=tiny.settings)
    assert child.stderr
    child.stderr.readline()  # the first step was named: it is at work
    _, said = interrupt(child)
    assert child.returncode == 130
    assert "이전 버전이 그대로 쓰입니다" in said
    assert "Traceback" not in said
    assert current(tiny) == before


def test_rollback_serves_an_older_version_that_is_whole_and_an_answer_can_be_had_from_any(
    run: Run, tiny: TinyProgramme
) -> None:
    first = str(current(tiny))
    cost = tiny.folder.path / "cost.md"
    cost.write_text(cost.read_text("utf-8").replace("전액 무료입니다", "10만 원입니다"), "utf-8")
    assert run("refresh", settings=tiny.settings).exit_code == 0
    second = str(current(tiny))
    question = ("ask", "수강료 얼마야?")
    assert "10만 원" in run(*question, settings=tiny.settings).stdout
    assert "무료" in run(*question, "--version", first, settings=tiny.settings).stdout

    assert first in run("rollback", settings=tiny.settings).stdout
    assert current(tiny) == first
    assert run("rollback", settings=tiny.settings).exit_code == 1  # there is none before the first
    damage(tiny, second)
    refused = run("rollback", second, settings=tiny.settings)
    assert (refused.exit_code, current(tiny)) == (1, first)
    assert second in refused.stderr


def test_a_version_that_was_never_published_is_told(run: Run, published: TinyProgramme, tmp_path: Path) -> None:
    for name in ("20200101T000000Z", "../versions", "", "v" * 300, str(tmp_path)):
        ended = run("rollback", name, settings=published.settings)
        assert ended.exit_code == 1
        assert "Traceback" not in ended.stderr
