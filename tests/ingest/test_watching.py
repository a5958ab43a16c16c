"""What changes in a watched folder is an occasion to refresh, whatever happens to the folder."""

import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from ingest.watching import Occasion, occasions

QUIET_S, SOON_S = 0.3, 10.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "notices"
    made.mkdir()
    return made


@pytest.fixture
def noticed(folder: Path) -> Iterator["Queue[Occasion]"]:
    """The occasions of a watched folder; writes a first notice while whoever reads is still busy with the first."""
    found: Queue[Occasion] = Queue()
    stop = threading.Event()

    def listen() -> None:
        for occasion in occasions([folder], None, stop, QUIET_S):
            if found.empty():
                (folder / "first.md").write_text("설명회는 11월 3일입니다.")
            found.put(occasion)

    listening = threading.Thread(target=listen)
    listening.start()
    try:
        yield found
    finally:
        stop.set()
        listening.join()


def test_what_changes_during_the_first_refresh_is_an_occasion_afterwards(noticed: "Queue[Occasion]") -> None:
    for _ in range(2):
        assert noticed.get(timeout=SOON_S) == Occasion(changed=True, due=False)


def test_a_folder_made_anew_under_the_same_number_is_watched(folder: Path, noticed: "Queue[Occasion]") -> None:
    """As ext4 gives it; a watch that goes by the inode's number alone goes on with the folder that is gone."""
    for _ in range(2):
        noticed.get(timeout=SOON_S)
    (folder / "first.md").unlink()
    folder.rmdir()
    folder.mkdir()
    assert noticed.get(timeout=SOON_S).changed
    (folder / "second.md").write_text("설명회는 11월 4일입니다.")
    assert noticed.get(timeout=SOON_S).changed
