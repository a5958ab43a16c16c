"""Two refreshes never mix."""

import os
import threading
from pathlib import Path

import pytest

from ingest.errors import RefreshInProgress
from ingest.lock import refresh_lock
from ingest.refresh import refresh
from knowledge.version import VersionShelf
from tests.refreshing import reached, refreshing
from tests.staff_folder import TinyProgramme


def test_a_second_refresh_names_the_first_and_a_killed_one_is_taken_over(programme: TinyProgramme) -> None:
    shelf = VersionShelf(programme.settings.data_dir)
    old = shelf.current_id()
    programme.folder.write("new.md", "새 글입니다.\n", id="new")
    with refreshing(programme.settings, wait_at="확인") as child:
        assert reached(child, "확인")
        with pytest.raises(RefreshInProgress, match=rf"@.*프로세스 {child.pid}, .*끝난 뒤에"):
            refresh(programme.settings)
        assert shelf.current_id() == old
        child.kill()
        child.wait()
    assert list(shelf.folder.glob(".building-*"))
    result = refresh(programme.settings)
    assert (result.published, result.added) == (True, ("new",))
    assert sorted(p.name for p in shelf.folder.iterdir()) == [old, result.version_id]
    assert sorted(p.name for p in shelf.data_dir.iterdir()) == ["current", "refresh.lock", "reports", "versions"]


def test_a_second_refresh_in_the_same_process_is_refused_too(programme: TinyProgramme) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def wait(what: str, done: int, total: int) -> None:
        begun.set()
        go_on.wait(60)

    results: list[object] = []
    first = threading.Thread(target=lambda: results.append(refresh(programme.settings, progress=wait)))
    first.start()
    try:
        assert begun.wait(60)
        with pytest.raises(RefreshInProgress, match=str(os.getpid())):
            refresh(programme.settings)
    finally:
        go_on.set()
        first.join()
    assert len(results) == 1


@pytest.mark.parametrize("left", ["", "{", '{"pid": 1}', "null", "\x00"])
def test_a_holder_that_cannot_be_named_is_another_process(tmp_path: Path, left: str) -> None:
    with refresh_lock(tmp_path):
        (tmp_path / "refresh.owner.json").write_text(left)
        with pytest.raises(RefreshInProgress, match="다른 프로세스"), refresh_lock(tmp_path):
            pass


def test_the_lock_is_free_again_after_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), refresh_lock(tmp_path):
        _ = 1 / 0
    with refresh_lock(tmp_path):
        assert (tmp_path / "refresh.owner.json").exists()
    assert not (tmp_path / "refresh.owner.json").exists()
