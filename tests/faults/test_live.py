"""A server that is being asked all the time takes over what is put in force, and nothing that is damaged."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.order import Ending, Order
from ingest.reading import Sources
from ingest.refresh import publish, refresh
from knowledge import serving
from knowledge.serving import LiveKnowledge
from knowledge.version import UPLOADS, Version, VersionShelf
from tests.faults.asking import fee_of
from tests.faults.conftest import PAID, write_fee
from tests.faults.visiting import RUSH_S, ask, fees, ready, served, sesac, visiting
from tests.staff_folder import StaffFolder, TinyProgramme
from tests.waiting import eventually


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file with its inode and the time of its last change, but the one to which opening it adds a row."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("chroma.sqlite3"))
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def test_however_a_version_is_put_in_force_it_is_served_without_a_restart_or_a_failed_request(
    programme: TinyProgramme,
) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    with served(settings) as address, visiting(address, RUSH_S) as visitor:
        write_fee(programme, "77만 원")
        refreshed = refresh(settings).version_id
        assert eventually(lambda: visitor.version_id == refreshed)

        write_fee(programme, "88만 원")
        prepared = str(refresh(settings, ending=Ending.KEEP).version_id)
        assert visitor.version_id == refreshed
        publish(settings, prepared)
        assert eventually(lambda: visitor.version_id == prepared)

        before = state(shelf.folder)
        for version_id in [*shelf.ids()[1:], *shelf.ids()[:1]]:
            shelf.rollback(version_id)
            assert eventually(lambda: visitor.version_id == shelf.current_id())
        done = sesac(settings, "rollback")
        assert (done.returncode, refreshed in done.stdout) == (0, True), done.stderr
        assert eventually(lambda: visitor.version_id == refreshed)
        assert state(shelf.folder) == before
        assert ready(address) == {
            "status": "ready",
            "knowledge_version": refreshed,
            "is_current": True,
            "faults": [],
        }
    assert len(visitor.heard) == 8
    assert set(visitor.heard) == set(fees(settings).items())


def test_undoing_an_upload_takes_it_out_of_the_answers_and_out_of_the_next_refresh(
    programme: TinyProgramme, tmp_path: Path
) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    question, told = "설명회는 언제 하나요?", "설명회는 9월 4일에 합니다."
    uploads = StaffFolder(tmp_path / "uploads")
    uploads.write("설명회.md", f"## 설명회는 언제 하나요\n> Q: {question}\n\n{told}\n", id="briefing")
    with served(settings) as address, visiting(address) as visitor:
        first = str(shelf.current_id())
        assert told not in ask(address, question)["text"]
        uploaded = refresh(settings, order=Order(Sources(uploads=uploads.path))).version_id
        assert eventually(lambda: visitor.version_id == uploaded)
        assert told in ask(address, question)["text"]
        shelf.rollback(first)
        assert eventually(lambda: visitor.version_id == first)
        assert told not in ask(address, question)["text"]
    write_fee(programme, "99만 원")
    refresh(settings)  # builds upon what was gone back to
    assert not (shelf.current().folder / UPLOADS).exists()
    assert "briefing" not in shelf.current().manifest.documents
    assert "uploads" in shelf.get(str(uploaded)).manifest.sources


def publish_damaged(shelf: VersionShelf) -> str:
    """Put a copy of the version in force under a newer id, its vectors damaged, as a bad disk would."""
    good = shelf.current()
    damaged = f"{good.id}-900"
    shutil.copytree(good.folder, shelf.folder / damaged)
    version = Version(shelf.folder / damaged, replace(good.manifest, id=damaged))
    (version.folder / "manifest.json").write_text(json.dumps(version.manifest.to_json()))
    os.truncate(next((version.folder / "chroma").rglob("data_level0.bin")), 100)
    shelf.point_to(damaged)
    return damaged


def test_a_server_takes_over_no_damaged_version_and_says_so_until_a_whole_one_is_in_force(
    programme: TinyProgramme,
) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    with served(settings) as address, visiting(address) as visitor:
        first = str(shelf.current_id())
        damaged = publish_damaged(shelf)
        assert eventually(lambda: ready(address)["status"] == "degraded")
        told = ready(address)
        assert (told["knowledge_version"], told["is_current"], damaged in told["faults"][0]) == (first, False, True)
        shelf.rollback(first)
        assert eventually(lambda: ready(address)["status"] == "ready")
    assert visitor.heard == [(first, f"수강료는 {PAID}입니다.")]


def test_a_server_goes_on_when_everything_it_could_open_again_is_gone(
    programme: TinyProgramme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "WATCH_INTERVAL_S", 0.05)
    shelf = VersionShelf(programme.settings.data_dir)
    live = LiveKnowledge(programme.settings)
    try:
        served = live.state.version_id
        for version_id in shelf.ids():
            os.truncate(shelf.folder / version_id / "passages.jsonl", 10)
        shelf.point_to(f"{served}-001")
        assert eventually(lambda: bool(live.state.faults))
        assert (live.state.version_id, live.state.is_current) == (served, False)
        shutil.rmtree(shelf.folder)
        Path(shelf.pointer).unlink()
        assert PAID in fee_of(live.answerer)
    finally:
        live.close()
