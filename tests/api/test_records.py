"""The database is opened by several processes at once, survives one that is killed, and says what is wrong with it."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert
from sqlalchemy.exc import StatementError

import api
from api.errors import RecordsUnavailable
from api.records import Records, condition, database_url
from api.records_migration import HEAD
from api.records_runs import Run, last_runs, note_run
from api.records_tables import METADATA, RUNS

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PLAIN = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"] if os.geteuid() == 0 else []
"""Root may write everywhere; without these two rights it is an owner like any other."""

OPEN = """
import sys
from pathlib import Path
from api.errors import RecordsUnavailable
from api.records import Records, database_url
sys.stdin.readline()
try:
    with Records.open(database_url("", Path(sys.argv[1]))).reading():
        print("open")
except RecordsUnavailable as fault:
    print(fault)
"""
WRITE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from api.records import Records, database_url
from api.records_runs import Run, note_run
records = Records.open(database_url("", Path(sys.argv[1])))
while True:
    number = note_run(records, Run(datetime.now(UTC), "누구", "watch", "published", note="갱신 " * 200))
    print(number, flush=True)
"""


def start(code: str, folder: Path, *prefix: str) -> "subprocess.Popen[str]":
    command = [*prefix, sys.executable, "-B", "-c", code, str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def tell(child: "subprocess.Popen[str]") -> str:
    out, _ = child.communicate("go\n", timeout=120)
    assert child.returncode == 0
    return out.strip()


def broken(records: Records, message: str) -> None:
    records.close()
    with pytest.raises(RecordsUnavailable, match=message) as caught:
        Records.open(records.url)
    assert str(records.url.database) in str(caught.value)


def test_the_migrations_make_the_tables_that_the_program_uses(records: Records) -> None:
    with records.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_the_last_migration_is_the_one_that_is_looked_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(api.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_processes_that_open_a_new_database_at_once_all_get_it(tmp_path: Path) -> None:
    children = [start(OPEN, tmp_path) for _ in range(3)]
    threads = [threading.Thread(target=child.stdin.write, args=("go\n",)) for child in children if child.stdin]
    for thread in threads:
        thread.start()
    assert [tell(child) for child in children] == ["open"] * 3


def test_a_process_killed_while_it_writes_leaves_all_that_it_said_was_written(tmp_path: Path) -> None:
    child = start(WRITE, tmp_path)
    assert child.stdout
    written = [int(child.stdout.readline()) for _ in range(20)]
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=60)
    with closing(Records.open(database_url("", tmp_path))) as records:
        assert {run.id for run in last_runs(records, 10_000)} >= set(written)
    assert "온전함" in condition(records.url)


def write_and_fail(records: Records) -> None:
    row = {"who": "a", "kind": "watch", "outcome": "failed", "sources": [], "note": "", "summary": {}, "seconds": 0}
    with records.writing() as connection:
        connection.execute(insert(RUNS).values(at=NOW, **row))
        raise LookupError


def test_a_transaction_that_ends_in_a_fault_leaves_nothing(records: Records) -> None:
    with pytest.raises(LookupError):
        write_and_fail(records)
    assert last_runs(records, 1) == []


def test_only_its_owner_may_read_the_database(records: Records) -> None:
    folder = Path(str(records.url.database)).parent
    note_run(records, Run(NOW, "민지", "command", "published"))
    assert {path.stat().st_mode & 0o777 for path in folder.glob("records.db*") if path.suffix != ".lock"} == {0o600}


def test_a_database_of_a_newer_program_is_refused_and_left_as_it_is(records: Records) -> None:
    with records.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    broken(records, "더 새로운 프로그램.*9999")
    with closing(sqlite3.connect(str(records.url.database))) as plain:
        assert plain.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)


def test_a_damaged_database_is_named_with_what_to_do(records: Records) -> None:
    records.close()
    Path(str(records.url.database)).write_bytes(b"no database " * 1000)
    broken(records, "손상되었습니다. 백업을 되돌리거나")


def test_a_locked_database_is_named_and_can_be_used_once_it_is_free(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.records.BUSY_TIMEOUT_S", 0.05)
    waiting = Records(records.url)
    with closing(sqlite3.connect(str(records.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordsUnavailable, match="잠그고 있습니다"):
            note_run(waiting, Run(NOW, "민지", "command", "published"))
        other.execute("ROLLBACK")
    with closing(waiting):
        assert note_run(waiting, Run(NOW, "민지", "command", "published")) == 1


@pytest.mark.skipif(
    bool(PLAIN) and shutil.which("setpriv") is None, reason="root, and no setpriv to give up its rights"
)
def test_a_folder_that_may_not_be_written_is_named_with_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    said = tell(start(OPEN, folder, *PLAIN))
    assert str(folder) in said
    assert "쓰기 권한" in said


def test_a_driver_that_is_not_installed_is_named() -> None:
    with pytest.raises(RecordsUnavailable, match="pg8000") as caught:
        Records.open(database_url("postgresql+pg8000://sesac:geheim@db.example/sesac", Path()))
    assert "geheim" not in str(caught.value)


def test_what_is_no_address_is_told_without_repeating_it() -> None:
    with pytest.raises(RecordsUnavailable, match="SESAC_DATABASE_URL") as caught:
        database_url("geheim", Path())
    assert "geheim" not in str(caught.value)


def test_looking_at_a_database_that_was_never_made_makes_none(tmp_path: Path) -> None:
    assert "아직 없음" in condition(database_url("", tmp_path / "data"))
    assert not list(tmp_path.iterdir())


def test_a_time_without_a_zone_is_refused(records: Records) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        note_run(records, Run(datetime(2026, 1, 1), "민지", "command", "published"))  # noqa: DTZ001


def test_runs_come_back_as_they_were_the_latest_first(records: Records) -> None:
    first = Run(NOW, "민지", "console", "blocked", ("폴더",), None, "9월", None, {"added": 3}, 1.5)
    second = Run(NOW, "수진", "command", "published", ("폴더",), "20261123T050144Z", "", "급함", {}, 2.0)
    numbers = [note_run(records, first), note_run(records, second)]
    runs = last_runs(records, 5)
    assert [run.id for run in runs] == numbers[::-1]
    assert (runs[1].sources, runs[1].summary, runs[1].at) == (first.sources, first.summary, NOW)
    assert runs[0].forced == "급함"
