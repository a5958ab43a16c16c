"""`sesac refresh FOLDER --watch` reads what has come to rest, removes nothing that merely went out of reach, and ends
when it is told to."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ingest.lock import refresh_lock
from knowledge.settings import KnowledgeSettings
from knowledge.version import VersionShelf
from tests.faults.conftest import write_fee
from tests.refreshing import ROOT
from tests.staff_folder import TinyProgramme
from tests.waiting import eventually

UNCHANGED, PUBLISHED, STOPPED = "바뀐 것이 없습니다", "(published)", "검문에서 멈췄습니다"
NOTICE = "---\ntitle: 설명회\npublished: 2026-11-01\nid: briefing\n---\n\n## 설명회\n\n" + "".join(
    f"{number}번째 설명회는 {number}층에서 합니다.\n\n" for number in range(1, 13)
)


@dataclass
class Watch:
    """The running command, and the lines that it has said."""

    child: "subprocess.Popen[str]"
    said: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Take down its lines until it ends."""
        assert self.child.stderr
        self.said.extend(iter(self.child.stderr.readline, ""))

    def count(self, words: str) -> int:
        """How many lines hold these words."""
        return sum(words in line for line in self.said)

    def says(self, words: str, times: int = 1) -> bool:
        """Wait until so many lines hold these words."""
        return eventually(lambda: self.count(words) >= times)


@pytest.fixture
def watch(programme: TinyProgramme) -> Iterator[Watch]:
    """The command over the programme's folder, once it has looked at it for the first time."""
    settings = programme.settings
    folders = {"SESAC_DATA_DIR": str(settings.data_dir), "SESAC_PROGRAMME_DIR": str(settings.programme_dir)}
    child = subprocess.Popen(
        [sys.executable, "-m", "sesac", "refresh", str(settings.programme_dir), "--watch"],
        env={**os.environ, **folders},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    made = Watch(child)
    listening = threading.Thread(target=made.listen)
    listening.start()
    try:
        assert made.says(UNCHANGED), made.said
        yield made
    finally:
        child.kill()
        listening.join()
        child.communicate()


def current(settings: KnowledgeSettings) -> str:
    return str(VersionShelf(settings.data_dir).current_id())


def texts(settings: KnowledgeSettings) -> str:
    return " ".join(passage.text for passage, _ in VersionShelf(settings.data_dir).current().passages())


def copy_slowly(text: str, file: Path) -> None:
    """As a file comes in over a network."""
    with file.open("w") as copied:
        for start in range(0, len(text), 60):
            copied.write(text[start : start + 60])
            copied.flush()
            threading.Event().wait(0.3)


def test_a_file_that_is_copied_in_slowly_is_read_once_and_whole_and_sigterm_ends_the_watch_with_0(
    programme: TinyProgramme, watch: Watch
) -> None:
    settings, before = programme.settings, len(VersionShelf(programme.settings.data_dir).ids())
    copy_slowly(NOTICE, programme.folder.path / "briefing.md")
    assert watch.says(PUBLISHED), watch.said
    assert all(f"{number}번째 설명회는 {number}층" in texts(settings) for number in range(1, 13))
    assert len(VersionShelf(settings.data_dir).ids()) == before + 1
    watch.child.send_signal(signal.SIGTERM)
    assert watch.child.wait(60) == 0
    assert watch.child.stdout
    assert watch.child.stdout.read() == ""
    assert "Traceback" not in "".join(watch.said)


def test_what_the_gate_stops_is_said_and_the_next_good_change_is_published(
    programme: TinyProgramme, watch: Watch
) -> None:
    settings, before = programme.settings, current(programme.settings)
    kept = {name: (programme.folder.path / name).read_bytes() for name in ("cost.md", "schedule.md")}
    for name in kept:
        (programme.folder.path / name).unlink()
    assert watch.says(STOPPED), watch.said
    assert current(settings) == before
    for name, content in kept.items():
        (programme.folder.path / name).write_bytes(content)
    write_fee(programme, "77만 원")
    assert watch.says(PUBLISHED), watch.said
    assert "77만 원" in texts(settings)


def test_a_folder_that_goes_away_removes_nothing_and_is_read_again_when_it_is_back(
    programme: TinyProgramme, watch: Watch
) -> None:
    settings, before = programme.settings, current(programme.settings)
    away = programme.folder.path.with_name("away")
    programme.folder.path.rename(away)
    assert watch.says("실패했습니다"), watch.said
    programme.folder.path.mkdir()  # what an unmounted place looks like
    assert watch.says("읽을 수 있는 문서가 없습니다"), watch.said
    assert current(settings) == before
    programme.folder.path.rmdir()
    shutil.copytree(away, programme.folder.path)  # another folder under the same name, as after mounting anew
    assert watch.says(UNCHANGED, times=2), watch.said
    write_fee(programme, "77만 원")
    assert watch.says(PUBLISHED), watch.said
    assert "77만 원" in texts(settings)
    assert watch.child.poll() is None


def test_a_change_while_somebody_else_refreshes_is_read_once_that_is_done(
    programme: TinyProgramme, watch: Watch
) -> None:
    with refresh_lock(programme.settings.data_dir):
        write_fee(programme, "77만 원")
        assert watch.says("다른 갱신이 진행 중입니다"), watch.said
    assert watch.says(PUBLISHED), watch.said
    assert "77만 원" in texts(programme.settings)
