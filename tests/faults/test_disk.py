"""A full disk stops a refresh before it writes, and never the answers. On a small file system of its own."""

import errno
import hashlib
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.staff_draft_store import replace_file
from ingest import building
from ingest.errors import DiskFull, IngestError
from ingest.fetch_state import FetchState, Kept
from ingest.golden import GoldenQuestion, own_golden, write_golden
from ingest.order import Ending
from ingest.reading import FETCHED
from ingest.refresh import publish, refresh
from knowledge.base import Engine
from knowledge.errors import KnowledgeError, StoreUnavailable
from knowledge.settings import KnowledgeSettings
from knowledge.version import VersionShelf
from sesac_doctor import describe
from tests.faults.asking import told_fee
from tests.faults.conftest import PAID, write_fee
from tests.faults.visiting import ready, served, sesac, visiting
from tests.staff_folder import TinyProgramme
from tests.waiting import eventually

SIZE_MB = 8
MADE_ANYWAY = {"refresh.lock", "records.db-wal", "records.db-shm", "records.db.lock", "records.db", "secret.key"}
"""What a server or a command makes where it runs; nothing of it belongs to a version."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def programme(two_versions: TinyProgramme, disk: Path) -> TinyProgramme:
    return two_versions.copy_to(disk)


def fill(disk: Path, leave: int = 0) -> None:
    """Leave so many bytes free, whatever a server writes meanwhile."""
    with (disk / "fill").open("wb", buffering=0) as file:
        while (room := shutil.disk_usage(disk).free - leave) > 0:
            try:
                file.write(bytes(room))
            except OSError as full:
                if full.errno != errno.ENOSPC:
                    raise


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the locks."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("refresh."))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_on_a_full_disk_answers_go_on_and_a_refresh_is_refused(programme: TinyProgramme, disk: Path) -> None:
    settings = programme.settings
    write_fee(programme, "777만 원")
    with served(settings) as address, visiting(address) as visitor:
        fill(disk, leave=1_000_000)
        before = names(settings.data_dir)
        refused = sesac(settings, "refresh")
        assert (refused.returncode, refused.stdout) == (1, "")
        fault = refused.stderr.splitlines()[-1]
        assert f"남은 용량이 부족합니다: {settings.data_dir}" in fault
        assert "Traceback" not in refused.stderr
        assert names(settings.data_dir) - MADE_ANYWAY == before - MADE_ANYWAY
        (disk / "fill").unlink()
        fill(disk)
        assert shutil.disk_usage(disk).free == 0
        with pytest.raises(DiskFull, match="다 찼습니다"):
            refresh(settings)
        asked = visitor.count
        assert eventually(lambda: visitor.count > asked + 20)
    assert [told for _, told in visitor.heard] == [f"수강료는 {PAID}입니다."]


def test_a_server_starts_on_a_full_disk(programme: TinyProgramme, disk: Path) -> None:
    fill(disk)
    with served(programme.settings) as address, visiting(address) as visitor:
        assert PAID in visitor.heard[0][1]
        assert ready(address)["faults"] == []


def write_golden_anew(settings: KnowledgeSettings, _: str) -> None:
    questions = [GoldenQuestion(f"q-{number}", f"{number}번 수강료 얼마야?", note="가" * 400) for number in range(50)]
    write_golden(own_golden(settings), questions)


def keep_a_page(settings: KnowledgeSettings, _: str) -> None:
    data = secrets.token_bytes(20_000)
    kept = Kept("https://www.example.kr/", "https://www.example.kr/", hashlib.sha256(data).hexdigest())
    FetchState(settings.data_dir / FETCHED).keep(kept, data)


def keep_an_upload(settings: KnowledgeSettings, _: str) -> None:
    replace_file(settings.data_dir / "golden.yaml", secrets.token_bytes(20_000))


def go_back(settings: KnowledgeSettings, _: str) -> None:
    VersionShelf(settings.data_dir).rollback()


WRITES: dict[str, Callable[[KnowledgeSettings, str], object]] = {
    "golden questions": write_golden_anew,
    "a fetched page": keep_a_page,
    "an upload": keep_an_upload,
    "publishing": publish,
    "going back": go_back,
}


def test_whatever_else_is_written_on_a_full_disk_fails_with_a_sentence_and_changes_nothing(
    programme: TinyProgramme, disk: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    with monkeypatch.context() as patch:
        patch.setattr(building, "shutil", Roomy)
        write_fee(programme, "777만 원")
        prepared = str(refresh(settings, ending=Ending.KEEP).version_id)
    keep_a_page(settings, "")
    fill(disk)
    before = contents(settings.data_dir)
    for name, write in WRITES.items():
        with pytest.raises((OSError, IngestError, KnowledgeError), match=r"No space left|다 찼습니다") as fault:
            write(settings, prepared)
        assert "\n" not in describe(fault.value), name
        assert contents(settings.data_dir) == before, name
    (disk / "fill").unlink()
    publish(settings, prepared)
    assert shelf.current_id() == prepared
    assert "777만 원" in told_fee(settings, engine)[0]


@pytest.mark.parametrize("room", [20_000, 250_000, 450_000])
def test_a_disk_that_fills_up_while_writing_loses_nothing(
    programme: TinyProgramme, disk: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """As when something else fills the disk after the space was checked."""
    monkeypatch.setattr(building, "shutil", Roomy)
    shelf = VersionShelf(programme.settings.data_dir)
    old = shelf.current_id()
    write_fee(programme, "777만 원")
    fill(disk, leave=room)
    with pytest.raises((DiskFull, StoreUnavailable), match=r"다 찼습니다|남은 용량"):
        refresh(programme.settings)
    assert shelf.current_id() == old
    assert not list(shelf.folder.glob(".*"))
    (disk / "fill").unlink()
    assert PAID in told_fee(programme.settings, engine)[0]


class Roomy:
    """The standard `shutil`, but the disk always seems to have room."""

    copyfile = staticmethod(shutil.copyfile)
    rmtree = staticmethod(shutil.rmtree)

    @staticmethod
    def disk_usage(folder: Path) -> object:
        return shutil.disk_usage("/")._replace(free=10**12)
