"""After a power cut that loses what was written last, what was published is there, and nothing half is served."""

import os
import shutil
from pathlib import Path

import pytest

from ingest.order import Ending
from ingest.refresh import publish, refresh
from knowledge.base import Engine
from knowledge.version import VersionShelf
from tests.faults.asking import told_fee
from tests.faults.conftest import FREE, PAID, write_fee
from tests.staff_folder import TinyProgramme


class Disk:
    """What would be on the disk if the power failed: of each inode its last state that was synchronised."""

    def __init__(self) -> None:
        self.synced: dict[int, tuple[int, int]] = {}
        self.at_switch: list[str] = []
        """The files of the version that were not on the disk when `current` was made to name it."""
        self._fsync, self._replace = os.fsync, Path.replace

    def fsync(self, descriptor: int) -> None:
        self._fsync(descriptor)
        found = os.fstat(descriptor)
        self.synced[found.st_ino] = (found.st_size, found.st_mtime_ns)

    def replace(self, path: Path, target: Path) -> Path:
        if target.name == "current":
            version = target.parent / "versions" / path.read_text().strip()
            self.at_switch = [str(lost) for lost in (*version.rglob("*"), version.parent, path) if self.loses(lost)]
        return self._replace(path, target)

    def loses(self, path: Path) -> bool:
        found = path.stat()
        if path.is_dir():
            return found.st_ino not in self.synced
        return self.synced.get(found.st_ino) != (found.st_size, found.st_mtime_ns)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    watched = Disk()
    monkeypatch.setattr(os, "fsync", watched.fsync)
    monkeypatch.setattr(Path, "replace", lambda path, target: watched.replace(path, target))
    return watched


@pytest.mark.parametrize("ending", [Ending.PUBLISH, Ending.KEEP])
def test_all_of_a_version_is_on_the_disk_before_it_is_put_in_force(
    programme: TinyProgramme, disk: Disk, ending: Ending
) -> None:
    settings = programme.settings
    write_fee(programme, "77만 원")
    done = refresh(settings, ending=ending)
    if ending is Ending.KEEP:
        disk.synced.clear()  # a day later, after a restart
        publish(settings, str(done.version_id))
    assert VersionShelf(settings.data_dir).current_id() == done.version_id
    assert disk.at_switch == []
    assert not disk.loses(settings.data_dir)


@pytest.mark.parametrize("left", [b"", b"2026", b"\0" * 17, "현재".encode()])
def test_with_the_pointer_lost_the_newest_version_answers_and_the_next_refresh_mends_it(
    programme: TinyProgramme, engine: Engine, left: bytes
) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    shelf.pointer.write_bytes(left)
    assert PAID in told_fee(settings, engine)[0]
    write_fee(programme, "77만 원")
    done = refresh(settings)
    assert (done.published, len(done.changed), len(done.unchanged)) == (True, 1, 4)
    assert shelf.current_id() == done.version_id


@pytest.mark.parametrize("lost", ["manifest.json", "passages.jsonl", "all that was written last"])
def test_a_version_that_lost_its_last_writes_is_passed_over_and_built_again(
    programme: TinyProgramme, engine: Engine, lost: str
) -> None:
    """As on a disk that lied about what it had written."""
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    folder = shelf.current().folder
    files = sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_mtime_ns)
    for file in files[-3:] if lost.startswith("all") else [folder / lost]:
        file.write_bytes(b"\0" * (file.stat().st_size // 2))
    assert FREE in told_fee(settings, engine)[0]
    done = refresh(settings)
    assert done.published
    assert PAID in told_fee(settings, engine)[0]


def test_a_refresh_that_the_power_cut_ended_leaves_nothing_that_the_next_one_does_not_remove(
    programme: TinyProgramme,
) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    whole = shelf.current()
    half = shelf.building_folder("20991231T235959Z")
    shutil.copytree(whole.folder, half)
    (half / "manifest.json").unlink()
    prepared = shelf.prepared_folder("20991231T235958Z")
    shutil.copytree(whole.folder, prepared)
    os.truncate(prepared / "manifest.json", 100)
    for name in ("refresh.owner.json", ".current-4711", "versions/.manifest-4711", "reports/20991231T235959Z.json"):
        (settings.data_dir / name).write_text("{")
    write_fee(programme, "77만 원")
    done = refresh(settings)
    assert done.published
    assert {path.name for path in shelf.folder.iterdir()} == set(shelf.ids())
    assert {path.stem for path in shelf.reports.iterdir()} <= set(shelf.ids())
    names = {path.name for path in settings.data_dir.iterdir()}
    assert names == {"current", "golden.yaml", "refresh.lock", "reports", "versions"}
