"""Two people at once: refreshes, publications and roll-backs of one data folder never mix."""

import signal
import threading

import pytest

from ingest.errors import IngestError, RefreshInProgress
from ingest.order import Ending
from ingest.refresh import publish, refresh
from knowledge.errors import NoVersion
from knowledge.version import VersionShelf
from tests.faults.conftest import write_fee
from tests.faults.visiting import fees
from tests.refreshing import begin, end, reached, refreshing, start
from tests.staff_folder import TinyProgramme
from tests.waiting import eventually


def prepared(programme: TinyProgramme, fee: str) -> str:
    """The id of a version that says so and waits to be published."""
    write_fee(programme, fee)
    ready = refresh(programme.settings, ending=Ending.KEEP)
    assert ready.prepared
    return str(ready.version_id)


def test_nothing_is_published_while_a_refresh_runs_and_what_a_killed_one_held_is_taken_over(
    programme: TinyProgramme,
) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    old, ready = shelf.current_id(), prepared(programme, "50만 원")
    with refreshing(settings, wait_at="점검") as child:
        assert reached(child, "점검")
        with pytest.raises(RefreshInProgress, match=rf"@.*프로세스 {child.pid}, .*끝난 뒤에"):
            publish(settings, ready)
        assert shelf.current_id() == old
        child.kill()
        child.wait()
    assert list(shelf.folder.glob(".building-*"))
    publish(settings, ready)
    assert (shelf.current_id(), fees(settings)[ready]) == (ready, "수강료는 50만 원입니다.")
    assert {path.name for path in shelf.folder.iterdir()} == set(shelf.ids())


def test_no_refresh_begins_while_a_version_is_being_published(programme: TinyProgramme) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    ready = prepared(programme, "50만 원")
    owner = settings.data_dir / "refresh.owner.json"
    child = start(settings)
    try:
        begin(child, ready)
        assert eventually(lambda: owner.exists() and str(child.pid) in owner.read_text())
        child.send_signal(signal.SIGSTOP)
        with pytest.raises(RefreshInProgress, match=f"프로세스 {child.pid}"):
            refresh(settings)
        child.send_signal(signal.SIGCONT)
        assert child.wait(60) == 0
    finally:
        end(child)
    assert shelf.current_id() == ready


def test_of_two_who_publish_the_same_version_one_is_told_and_it_is_published_once(programme: TinyProgramme) -> None:
    settings, ready = programme.settings, prepared(programme, "50만 원")
    told: list[object] = []

    def try_to() -> None:
        try:
            told.append(publish(settings, ready).id)
        except (RefreshInProgress, NoVersion) as fault:
            told.append(fault)

    people = [threading.Thread(target=try_to) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert (told.count(ready), len(told)) == (1, 2)
    assert VersionShelf(settings.data_dir).current_id() == ready


@pytest.mark.parametrize("ending", [Ending.PUBLISH, Ending.KEEP])
def test_going_back_while_a_refresh_runs_is_not_undone_by_it(programme: TinyProgramme, ending: Ending) -> None:
    """What was taken back must not come back because a refresh had begun before that."""
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    (older,) = shelf.ids()[1:]
    programme.folder.write("new.md", "새 글입니다.\n", id="new")

    def go_back(step: str, done: int, total: int) -> None:
        if step == "점검" and shelf.current_id() != older:
            shelf.rollback(older)

    with pytest.raises(IngestError, match="되돌려졌습니다"):
        refresh(settings, ending=ending, progress=go_back)
    assert shelf.current_id() == older
    assert shelf.prepared_ids() == []
    again = refresh(settings)
    assert (again.published, "new" in again.added) == (True, True)
