"""Without the right to write or read, one sentence says what is missing; what can still be done is done."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import PAID
from tests.refreshing import ROOT
from tests.staff_folder import TinyProgramme

NOBODY = 65534
PLAIN = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"] if os.geteuid() == 0 else []
"""Root may read and write everything; without these two rights it is an owner like any other."""

REFRESH = """
import sys
from pathlib import Path
from ingest.errors import IngestError
from ingest.refresh import refresh
from knowledge.errors import KnowledgeError
from knowledge.settings import KnowledgeSettings
settings = KnowledgeSettings(_env_file=None, data_dir=Path(sys.argv[1]), programme_dir=Path(sys.argv[2]))
try:
    result = refresh(settings, [Path(path) for path in sys.argv[3:]], dry_run=True)
    print("\\n".join(map(str, result.findings)))
except (IngestError, KnowledgeError) as fault:
    print(type(fault).__name__, fault)
"""
ASK = """
import sys
from pathlib import Path
from knowledge.errors import KnowledgeError
from knowledge.settings import KnowledgeSettings
from tests.faults.asking import FEE
from knowledge.answering import Answerer
from knowledge.base import open_current
settings = KnowledgeSettings(_env_file=None, data_dir=Path(sys.argv[1]))
try:
    base = open_current(settings)
    print(Answerer(base, settings).answer(FEE).text)
    base.close()
except KnowledgeError as fault:
    print(type(fault).__name__, fault)
"""


def run(code: str, *paths: Path) -> str:
    """What the code prints when an owner without special rights runs it; it must end by itself and say nothing else."""
    command = [*PLAIN, sys.executable, "-B", "-c", code, *map(str, paths)]
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


@pytest.fixture
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
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | stat.S_IRWXU)


def folders(programme: TinyProgramme) -> tuple[Path, Path]:
    return programme.settings.data_dir, programme.folder.path


def test_a_refresh_names_the_folder_that_it_may_not_write(world: TinyProgramme) -> None:
    data, documents = folders(world)
    told = run(REFRESH, data, documents)
    assert told.startswith("DataFolderUnusable")
    assert str(data) in told
    assert "쓰기 권한" in told
    assert "SESAC_DATA_DIR" in told
    assert "\n" not in told


def test_a_data_folder_that_cannot_be_made_is_named(world: TinyProgramme) -> None:
    data, documents = folders(world)
    told = run(REFRESH, data / "new", documents)
    assert told.startswith("DataFolderUnusable")
    assert str(data / "new") in told
    assert "\n" not in told


@pytest.mark.skipif(os.geteuid() != 0, reason="needs a file of somebody else")
@pytest.mark.parametrize("name", ["refresh.lock", "refresh.owner.json"])
def test_a_lock_that_another_user_left_is_named(world: TinyProgramme, tmp_path: Path, name: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / name).write_text("")
    (data / name).chmod(0o600)
    os.chown(data / name, NOBODY, NOBODY)
    told = run(REFRESH, data, world.folder.path)
    assert told.startswith("DataFolderUnusable")
    assert str(data / name) in told
    assert "\n" not in told


def test_a_server_answers_from_a_folder_that_it_may_only_read(world: TinyProgramme) -> None:
    assert PAID in run(ASK, world.settings.data_dir)


def test_a_pointer_that_may_not_be_read_is_named(world: TinyProgramme) -> None:
    (world.settings.data_dir / "current").chmod(0o000)
    told = run(ASK, world.settings.data_dir)
    assert told.startswith("DataFolderUnusable")
    assert "current" in told


def test_what_may_not_be_read_is_named_and_the_rest_is_read(world: TinyProgramme, tmp_path: Path) -> None:
    documents = world.folder.path
    documents.chmod(0o755)
    for name in ("closed", "unlisted", "unreachable"):
        (documents / name).mkdir()
        (documents / name / "a.md").write_text("---\ntitle: 글\npublished: 2026\n---\n글\n")
    (documents / "closed" / "a.md").chmod(0o000)
    (documents / "unlisted").chmod(0o000)
    (documents / "unreachable").chmod(0o444)
    told = run(REFRESH, tmp_path, documents).splitlines()
    assert {line.split(":")[0] for line in told} == {"unlisted", "unreachable/a.md", "closed/a.md"}
    assert all("Permission denied" in line for line in told)


def test_a_source_that_may_not_be_read_is_named(world: TinyProgramme, tmp_path: Path) -> None:
    documents = world.folder.path
    documents.chmod(0o000)
    told = run(REFRESH, tmp_path, documents)
    assert told.split()[0] in ("SourceMissing", "NothingToPublish")
    assert str(documents) in told
    assert "Permission denied" in told
