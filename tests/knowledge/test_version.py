"""The shelf: what is listed, served, kept and gone back to. The versions here hold a manifest and nothing else."""

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import DataFolderUnusable, NoVersion, VersionBroken
from knowledge.version import BUILDING, Manifest, VersionShelf

FIRST, SECOND, THIRD = "20260101T000000Z", "20260102T000000Z", "20260102T000000Z-001"


def manifest(version_id: str) -> Manifest:
    return Manifest(version_id, "2026-01-01T00:00:00+00:00", "m", "f", 256, "1", {}, {"a": {"title": "가"}}, ())


def write(folder: Path, made: Manifest) -> None:
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps(made.to_json(), ensure_ascii=False), "utf-8")


def publish(shelf: VersionShelf, version_id: str) -> None:
    folder = shelf.building_folder(version_id)
    write(folder, manifest(version_id))
    shelf.publish(folder, version_id)


@pytest.fixture
def shelf(tmp_path: Path) -> VersionShelf:
    """Three published versions, the newest in force."""
    made = VersionShelf(tmp_path / "data")
    made.prepare()
    for version_id in (FIRST, SECOND, THIRD):
        publish(made, version_id)
    return made


def test_versions_are_listed_newest_first(shelf: VersionShelf) -> None:
    assert shelf.ids() == [THIRD, SECOND, FIRST]


def test_the_version_published_last_is_in_force(shelf: VersionShelf) -> None:
    assert (shelf.current_id(), shelf.current().id) == (THIRD, THIRD)
    assert not list(shelf.folder.glob(f"{BUILDING}*"))


def test_before_the_first_refresh_one_is_told_what_to_do(tmp_path: Path) -> None:
    empty = VersionShelf(tmp_path)
    assert (empty.current_id(), empty.ids(), empty.candidates()) == (None, [], [])
    with pytest.raises(NoVersion, match="sesac refresh"):
        empty.current()


def test_a_rollback_goes_to_the_version_before_and_further_back_each_time(shelf: VersionShelf) -> None:
    assert [shelf.rollback().id, shelf.rollback().id] == [SECOND, FIRST]
    assert shelf.current_id() == FIRST
    with pytest.raises(NoVersion, match="되돌릴"):
        shelf.rollback()
    assert shelf.current_id() == FIRST


def test_a_rollback_to_a_named_version_may_go_forward_again(shelf: VersionShelf) -> None:
    shelf.rollback(FIRST)
    assert shelf.rollback(THIRD).id == shelf.current_id() == THIRD


@pytest.mark.parametrize(
    "name", ["20250101T000000Z", "", ".", "..", "../versions", f"{FIRST}/", "\0", "없음", "a" * 5_000]
)
def test_a_version_that_is_not_there_cannot_be_gone_back_to(shelf: VersionShelf, name: str) -> None:
    with pytest.raises(NoVersion, match="sesac versions"):
        shelf.rollback(name)
    assert shelf.current_id() == THIRD


def test_a_broken_version_cannot_be_gone_back_to(shelf: VersionShelf) -> None:
    (shelf.folder / FIRST / "manifest.json").write_text("{")
    with pytest.raises(VersionBroken, match=FIRST):
        shelf.rollback(FIRST)
    assert shelf.current_id() == THIRD


def test_what_may_be_served_begins_with_the_version_in_force_and_never_goes_forward(shelf: VersionShelf) -> None:
    assert shelf.candidates() == [THIRD, SECOND, FIRST]
    shelf.rollback(SECOND)
    assert shelf.candidates() == [SECOND, FIRST]


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"..", b"current", b"\0" * 100])
def test_a_damaged_pointer_leaves_the_newest_versions_to_be_served(shelf: VersionShelf, content: bytes) -> None:
    shelf.pointer.write_bytes(content)
    assert shelf.current_id() is None
    assert shelf.candidates() == [THIRD, SECOND, FIRST]


def test_only_the_newest_are_kept_and_leftovers_removed(shelf: VersionShelf) -> None:
    write(shelf.building_folder("20260103T000000Z"), manifest("20260103T000000Z"))
    (shelf.data_dir / ".current-123").write_text("half")
    (shelf.folder / ".write-probe-123").write_text("")
    shelf.clean(keep=2)
    assert sorted(p.name for p in shelf.folder.iterdir()) == [SECOND, THIRD]
    assert sorted(p.name for p in shelf.data_dir.iterdir()) == ["current", "versions"]


def test_the_version_in_force_is_kept_however_old(shelf: VersionShelf) -> None:
    shelf.rollback(FIRST)
    shelf.clean(keep=1)
    assert shelf.ids() == [THIRD, FIRST]


@pytest.mark.parametrize("name", ["lost+found", "backup", "20260102T000000Z copy", "zz", "20260102"])
def test_a_folder_of_somebody_else_is_neither_a_version_nor_removed(shelf: VersionShelf, name: str) -> None:
    write(shelf.folder / name, manifest(SECOND))
    shelf.clean(keep=1)
    assert shelf.ids() == [THIRD]
    assert (shelf.folder / name).is_dir()
    with pytest.raises(NoVersion):
        shelf.get(name)


def test_a_copy_under_another_versions_name_is_not_taken_for_it(shelf: VersionShelf) -> None:
    write(shelf.folder / "20260105T000000Z", manifest(FIRST))
    with pytest.raises(VersionBroken, match=FIRST):
        shelf.get("20260105T000000Z")


def test_a_manifest_survives_writing_and_reading(shelf: VersionShelf) -> None:
    assert shelf.get(FIRST).manifest == manifest(FIRST)


@pytest.mark.parametrize("field", list(manifest(FIRST).to_json()))
def test_a_tampered_manifest_is_refused(shelf: VersionShelf, field: str) -> None:
    file = shelf.folder / FIRST / "manifest.json"
    content = json.loads(file.read_text("utf-8"))
    others: tuple[Any, ...] = (None, "other", 7, [], {})
    for changed in others:
        if changed != content[field]:
            file.write_text(json.dumps({**content, field: changed}), "utf-8")
            with pytest.raises(VersionBroken):
                shelf.get(FIRST)
    file.write_text(json.dumps({key: value for key, value in content.items() if key != field}), "utf-8")
    with pytest.raises(VersionBroken):
        shelf.get(FIRST)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "7", '"text"', "{}", '{"format": 1}', "[" * 100_000])
def test_a_manifest_that_is_none_is_refused(shelf: VersionShelf, content: str) -> None:
    (shelf.folder / FIRST / "manifest.json").write_text(content)
    with pytest.raises(VersionBroken):
        shelf.get(FIRST)


def test_a_version_of_another_format_is_to_be_built_again(shelf: VersionShelf) -> None:
    newer = replace(manifest(FIRST), format=99)
    (shelf.folder / FIRST / "manifest.json").write_text(json.dumps(newer.to_json()))
    with pytest.raises(VersionBroken, match="sesac refresh"):
        shelf.get(FIRST)


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(DataFolderUnusable, match="SESAC_DATA_DIR"):
        VersionShelf(tmp_path / "data").prepare()


def test_a_data_folder_may_be_prepared_by_many_at_once(tmp_path: Path) -> None:
    faults: list[BaseException] = []

    def prepare() -> None:
        try:
            for _ in range(100):
                VersionShelf(tmp_path).prepare()
        except DataFolderUnusable as fault:
            faults.append(fault)

    threads = [threading.Thread(target=prepare) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
