"""A full disk stops a refresh before it writes, and never the answers. On a small file system of its own."""

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import building
from ingest.errors import DiskFull
from ingest.refresh import refresh
from knowledge.answering import Answerer
from knowledge.base import Engine, open_current
from knowledge.errors import StoreUnavailable
from knowledge.version import VersionShelf
from tests.faults.asking import fee_of, told_fee
from tests.faults.conftest import PAID, write_fee
from tests.staff_folder import TinyProgramme

SIZE_MB = 8


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
    """Leave so many bytes free."""
    with (disk / "fill").open("wb", buffering=0) as file:
        try:
            os.posix_fallocate(file.fileno(), 0, max(1, shutil.disk_usage(disk).free - leave))
            while leave == 0:
                file.seek(0, os.SEEK_END)
                file.write(b"x" * 512)
        except OSError as full:
            if full.errno != errno.ENOSPC:
                raise


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_on_a_full_disk_answers_go_on_and_a_refresh_is_refused(
    programme: TinyProgramme, disk: Path, engine: Engine
) -> None:
    base = open_current(programme.settings, engine)
    write_fee(programme, "777만 원")
    fill(disk, leave=1_000_000)
    before = names(programme.settings.data_dir)
    with pytest.raises(DiskFull, match=rf"{programme.settings.data_dir}.*MB"):
        refresh(programme.settings)
    assert names(programme.settings.data_dir) - {"refresh.lock"} == before - {"refresh.lock"}
    (disk / "fill").unlink()
    fill(disk)
    assert shutil.disk_usage(disk).free == 0
    with pytest.raises(DiskFull, match="다 찼습니다"):
        refresh(programme.settings)
    assert PAID in fee_of(Answerer(base, programme.settings))
    base.close()


def test_a_server_starts_on_a_full_disk(programme: TinyProgramme, disk: Path, engine: Engine) -> None:
    fill(disk)
    fee, base = told_fee(programme.settings, engine)
    assert PAID in fee
    assert base.skipped == ()


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
