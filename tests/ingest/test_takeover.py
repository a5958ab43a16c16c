"""A damaged version costs the time to build it anew, never what other sources brought."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.finding import Severity
from ingest.refresh import Refresh, refresh
from knowledge.proving import prove
from knowledge.version import Version, VersionShelf
from tests.staff_folder import StaffFolder, TinyProgramme


@pytest.fixture(scope="module")
def published(first_refresh: tuple[TinyProgramme, Refresh], tmp_path_factory: pytest.TempPathFactory) -> TinyProgramme:
    """Two versions: the programme alone, then with what staff brought."""
    root = tmp_path_factory.mktemp("two")
    programme = first_refresh[0].copy_to(root)
    staff = StaffFolder(root / "staff")
    staff.write("모집.md", "3월에 모집합니다.\n", id="recruiting")
    refresh(programme.settings, [staff.path])
    return programme


@pytest.fixture
def damaged(published: TinyProgramme, tmp_path: Path) -> TinyProgramme:
    return published.copy_to(tmp_path / "damaged")


def version_of(programme: TinyProgramme) -> Version:
    return VersionShelf(programme.settings.data_dir).current()


def sqlite(version: Version) -> Path:
    return version.folder / "chroma" / "chroma.sqlite3"


def vector_file(version: Version) -> Path:
    return next((version.folder / "chroma").rglob("data_level0.bin"))


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize(
    "harm",
    [
        lambda version: cut(sqlite(version)),
        lambda version: vector_file(version).write_bytes(os.urandom(20_000)),
    ],
    ids=["database cut", "vectors random"],
)
def test_a_version_with_damaged_vectors_is_built_again_from_its_texts(
    damaged: TinyProgramme, harm: Callable[[Version], object]
) -> None:
    broken = version_of(damaged)
    harm(broken)
    result = refresh(damaged.settings)
    assert (result.published, result.added, result.removed, len(result.unchanged)) == (True, (), (), 6)
    assert [(f.severity, f.path) for f in result.findings] == [(Severity.WARNING, f"versions/{broken.id}")]
    assert "recruiting" in version_of(damaged).manifest.documents
    prove(version_of(damaged).folder)


def lose_a_line(path: Path) -> None:
    """What is left can still be read, and would be taken for the whole."""
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[1:]), "utf-8")


@pytest.mark.parametrize("name, harm", [("passages.jsonl", lose_a_line), ("manifest.json", cut)])
def test_where_the_texts_are_damaged_the_version_before_is_built_upon(
    damaged: TinyProgramme, name: str, harm: Callable[[Path], None]
) -> None:
    broken = version_of(damaged)
    harm(broken.folder / name)
    result = refresh(damaged.settings)
    assert (result.published, len(result.unchanged)) == (True, 5)
    assert {f.path for f in result.findings} == {f"versions/{broken.id}"}
    assert "recruiting" not in version_of(damaged).manifest.documents


def test_where_nothing_can_be_taken_over_staff_are_told_to_refresh_their_sources(damaged: TinyProgramme) -> None:
    shelf = VersionShelf(damaged.settings.data_dir)
    for version_id in shelf.ids():
        cut(shelf.folder / version_id / "passages.jsonl")
    result = refresh(damaged.settings)
    assert (result.published, len(result.added)) == (True, 5)
    assert "다른 자료도 다시 갱신" in result.findings[-1].message


def test_a_damaged_pointer_loses_nothing(damaged: TinyProgramme) -> None:
    shelf = VersionShelf(damaged.settings.data_dir)
    shelf.pointer.write_bytes(b"\xff\xfe\x00")
    result = refresh(damaged.settings)
    assert (result.published, result.embedded, result.unchanged.count("recruiting")) == (True, 0, 1)
    assert shelf.current_id() == result.version_id


def test_a_version_of_another_chroma_release_is_built_again_from_its_own_texts(damaged: TinyProgramme) -> None:
    version = version_of(damaged)
    other = replace(version.manifest, chroma_version="0.0.1")
    (version.folder / "manifest.json").write_text(json.dumps(other.to_json()))
    result = refresh(damaged.settings)
    assert (result.published, len(result.unchanged)) == (True, 6)
    assert result.embedded == version.manifest.counts["vectors"]
    assert version_of(damaged).manifest.chroma_version == version.manifest.chroma_version
