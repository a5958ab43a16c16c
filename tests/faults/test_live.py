"""A server that is being asked all the time takes over what is published, and nothing that is damaged."""

import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.refresh import refresh
from knowledge import serving
from knowledge.serving import LiveKnowledge
from knowledge.version import Version, VersionShelf
from tests.faults.asking import fee_of
from tests.faults.conftest import PAID, write_fee
from tests.staff_folder import TinyProgramme


class Visitor:
    """Asks without a pause from a thread of its own, and keeps what went wrong."""

    def __init__(self, live: LiveKnowledge) -> None:
        self.answers: list[str] = []
        self.failures: list[BaseException] = []
        self._live, self._stop = live, threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()

    def _ask(self) -> None:
        while not self._stop.is_set():
            try:
                answer = fee_of(self._live.answerer)
                if self.answers[-1:] != [answer]:
                    self.answers.append(answer)
            except BaseException as failure:  # noqa: BLE001
                self.failures.append(failure)

    def leave(self) -> None:
        self._stop.set()
        self._thread.join()


def eventually(what: Callable[[], bool]) -> bool:
    waiting = threading.Event()
    return any(what() or waiting.wait(0.05) for _ in range(1_200))


def publish_damaged(shelf: VersionShelf) -> str:
    """Put a copy of the version in force under a newer id, its vectors damaged, as a bad disk would."""
    good = shelf.current()
    damaged = f"{good.id}-900"
    shutil.copytree(good.folder, shelf.folder / damaged)
    version = Version(shelf.folder / damaged, replace(good.manifest, id=damaged))
    _write_manifest(version)
    os.truncate(next((version.folder / "chroma").rglob("data_level0.bin")), 100)
    shelf.point_to(damaged)
    return damaged


def _write_manifest(version: Version) -> None:
    import json

    (version.folder / "manifest.json").write_text(json.dumps(version.manifest.to_json()))


def test_a_server_takes_over_new_versions_without_one_failure_and_no_damaged_one(
    programme: TinyProgramme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "WATCH_INTERVAL_S", 0.05)
    settings = programme.settings.model_copy(update={"keep_versions": 2})
    shelf = VersionShelf(settings.data_dir)
    live = LiveKnowledge(settings)
    visitor = Visitor(live)
    try:
        first = live.state
        assert (first.version_id, first.is_current, first.faults) == (shelf.current_id(), True, ())

        write_fee(programme, "77만 원")
        second = refresh(settings).version_id
        assert eventually(lambda: live.state.version_id == second)
        assert (live.state.is_current, live.state.faults) == (True, ())
        assert eventually(lambda: "77만 원" in visitor.answers[-1])

        damaged = publish_damaged(shelf)
        assert eventually(lambda: bool(live.state.faults))
        assert (live.state.version_id, live.state.is_current) == (second, False)
        assert damaged in live.state.faults[0]

        shelf.rollback(first.version_id)
        assert eventually(lambda: live.state.version_id == first.version_id)
        assert eventually(lambda: PAID in visitor.answers[-1])
        assert (live.state.is_current, live.state.faults) == (True, ())
    finally:
        visitor.leave()
        live.close()
    assert visitor.failures == []
    assert [answer.split("[")[0].strip() for answer in visitor.answers] == [
        f"수강료는 {PAID}입니다.",
        "수강료는 77만 원입니다.",
        f"수강료는 {PAID}입니다.",
    ]


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
