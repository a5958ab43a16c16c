"""Without the right to write or read, one sentence says what is missing; what can still be done is done."""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.settings import KnowledgeSettings
from tests.faults.conftest import PAID
from tests.refreshing import ROOT
from tests.staff_folder import TinyProgramme

NOBODY = 65534
PLAIN = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"] if os.geteuid() == 0 else []
"""Root may read and write everything; without these two rights it is an owner like any other."""

REFRESH = """
import json, sys
from pathlib import Path
from ingest.errors import IngestError
from ingest.order import Ending
from ingest.refresh import refresh
from knowledge.errors import KnowledgeError
from knowledge.settings import KnowledgeSettings
def told(data, documents):
    settings = KnowledgeSettings(_env_file=None, data_dir=Path(data), programme_dir=Path(documents))
    try:
        return [str(finding) for finding in refresh(settings, ending=Ending.DROP).findings]
    except (IngestError, KnowledgeError) as fault:
        return [f"{type(fault).__name__} {fault}"]
print(json.dumps({name: told(*folders) for name, folders in json.loads(sys.argv[1]).items()}))
"""
ASK = """
import sys
from pathlib import Path
from knowledge.answering import Answerer
from knowledge.base import open_current
from knowledge.errors import KnowledgeError
from knowledge.settings import KnowledgeSettings
from tests.faults.asking import fee_of
settings = KnowledgeSettings(_env_file=None, data_dir=Path(sys.argv[1]))
try:
    base = open_current(settings)
    print(fee_of(Answerer(base, settings)))
    base.close()
except KnowledgeError as fault:
    print(type(fault).__name__, fault)
"""


def run(code: str, argument: str) -> str:
    """What the code prints when an owner without special rights runs it; it must end by itself and say nothing else."""
    command = [*PLAIN, sys.executable, "-B", "-c", code, argument]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def can_be_plain(folder: Path) -> bool:
    """Whether a process can be started here that may not write into a folder of mode 0555."""
    if PLAIN and not shutil.which("setpriv"):
        return False
    folder.chmod(0o555)
    command = [*PLAIN, sys.executable, "-c", f"open({str(folder / 'x')!r}, 'w')"]
    return "PermissionError" in subprocess.run(command, capture_output=True, text=True, check=False).stderr


@pytest.fixture(scope="module")
def world(two_versions: TinyProgramme, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TinyProgramme]:
    """A copy that may be read and not written."""
    if not can_be_plain(tmp_path_factory.mktemp("probe")):
        pytest.skip("no process can be started here that is refused what it may not do")
    root = tmp_path_factory.mktemp("world")
    programme = two_versions.copy_to(root)
    for path in (root, *root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield programme
    for path in (root, *root.rglob("*")):
        path.chmod(path.stat().st_mode | stat.S_IRWXU)


def write_half_closed(folder: Path) -> Path:
    """Documents of which one file, one folder and the files of another folder may not be opened."""
    for name in ("open", "closed", "unlisted", "unreachable"):
        (folder / name).mkdir(parents=True)
        (folder / name / "a.md").write_text(f"---\ntitle: {name}\npublished: 2026\n---\n글\n")
    (folder / "closed" / "a.md").chmod(0o000)
    (folder / "unlisted").chmod(0o000)
    (folder / "unreachable").chmod(0o444)
    return folder


@pytest.fixture(scope="module")
def told(world: TinyProgramme, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[str]]]:
    """What a refresh says under each lack, all in one process."""
    root, data, documents = tmp_path_factory.mktemp("lacks"), world.settings.data_dir, world.folder.path
    for name in ("refresh.lock", "refresh.owner.json"):
        (root / name).mkdir()
        (root / name / name).write_text("")
        (root / name / name).chmod(0o000 if os.geteuid() else 0o600)
        if os.geteuid() == 0:
            os.chown(root / name / name, NOBODY, NOBODY)
    half = write_half_closed(root / "half")
    for name in ("campuses.yaml", "districts.yaml", "districts.geojson"):
        shutil.copyfile(documents / name, half / name)
    closed = root / "closed"
    closed.mkdir(mode=0o000)
    lacks = {
        "data": (data, documents),
        "new data": (data / "new", documents),
        "refresh.lock": (root / "refresh.lock", documents),
        "refresh.owner.json": (root / "refresh.owner.json", documents),
        "half": (root / "data", half),
        "closed": (root / "data", closed),
    }
    yield json.loads(run(REFRESH, json.dumps({name: list(map(str, folders)) for name, folders in lacks.items()})))
    for path in (half / "unlisted", half / "unreachable", closed):
        path.chmod(0o755)


def test_a_refresh_names_the_folder_that_it_may_not_write(world: TinyProgramme, told: dict[str, list[str]]) -> None:
    (line,) = told["data"]
    assert line.startswith("DataFolderUnusable")
    assert str(world.settings.data_dir) in line
    assert "쓰기 권한" in line
    assert "SESAC_DATA_DIR" in line
    assert "\n" not in line


def command(settings: KnowledgeSettings, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The real command as an owner without special rights."""
    folders = {"SESAC_DATA_DIR": str(settings.data_dir), "SESAC_PROGRAMME_DIR": str(settings.programme_dir)}
    return subprocess.run(
        [*PLAIN, sys.executable, "-B", "-m", "sesac", *arguments],
        env={**os.environ, **folders},
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("arguments", [["refresh"], ["rollback"]])
@pytest.mark.parametrize("owner", ["own", "another user's"])
def test_a_command_that_may_not_write_ends_with_1_and_one_sentence(
    world: TinyProgramme, arguments: list[str], owner: str
) -> None:
    data = world.settings.data_dir
    if owner != "own":
        if os.geteuid():
            pytest.skip("only root can give a folder to another user")
        for folder in (data, data / "versions"):
            os.chown(folder, NOBODY, NOBODY)
            folder.chmod(0o755)
    try:
        before = (data / "current").read_text()
        done = command(world.settings, *arguments)
    finally:
        for folder in (data, data / "versions"):
            os.chown(folder, os.geteuid(), os.getegid())
            folder.chmod(0o555)
    assert (done.returncode, done.stdout) == (1, "")
    (fault,) = [line for line in done.stderr.splitlines() if line.startswith("오류:")]
    assert str(data) in fault
    assert "쓰기 권한" in fault
    assert "Traceback" not in done.stderr
    assert (data / "current").read_text() == before


def test_a_data_folder_that_cannot_be_made_is_named(world: TinyProgramme, told: dict[str, list[str]]) -> None:
    (line,) = told["new data"]
    assert line.startswith("DataFolderUnusable")
    assert str(world.settings.data_dir / "new") in line
    assert "\n" not in line


@pytest.mark.parametrize("name", ["refresh.lock", "refresh.owner.json"])
def test_a_lock_that_another_user_left_is_named(told: dict[str, list[str]], name: str) -> None:
    (line,) = told[name]
    assert line.startswith("DataFolderUnusable")
    assert f"/{name}/{name}" in line
    assert "\n" not in line


def test_what_may_not_be_read_is_named_and_the_rest_is_read(told: dict[str, list[str]]) -> None:
    assert {line.split(":")[0] for line in told["half"]} == {"unlisted", "unreachable/a.md", "closed/a.md"}
    assert all("Permission denied" in line for line in told["half"])


def test_a_source_that_may_not_be_read_is_named(told: dict[str, list[str]]) -> None:
    (line,) = told["closed"]
    assert line.split()[0] in ("SourceMissing", "NothingToPublish")
    assert "/closed" in line
    assert "Permission denied" in line


def test_a_server_answers_from_a_folder_that_it_may_only_read(world: TinyProgramme) -> None:
    assert PAID in run(ASK, str(world.settings.data_dir))


def test_a_pointer_that_may_not_be_read_is_named(tmp_path: Path, world: TinyProgramme) -> None:
    (tmp_path / "current").write_text("20260101T000000Z")
    (tmp_path / "current").chmod(0o000)
    line = run(ASK, str(tmp_path))
    assert line.startswith("DataFolderUnusable")
    assert str(tmp_path / "current") in line
