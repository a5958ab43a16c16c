"""A clock that goes back, or stood far ahead, neither stops a refresh nor puts an older version in front of a newer."""

from datetime import UTC, datetime, timedelta

import pytest

from ingest.order import Ending, Order
from ingest.refresh import Refresh, publish, refresh
from knowledge.base import Engine
from knowledge.version import VersionShelf
from tests.faults.asking import told_fee
from tests.faults.conftest import write_fee
from tests.staff_folder import TinyProgramme

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def at(programme: TinyProgramme, moment: datetime, fee: str, ending: Ending = Ending.PUBLISH) -> Refresh:
    """A refresh at a time of this machine's clock, after staff changed the fee."""
    write_fee(programme, fee)
    done = refresh(programme.settings, order=Order(now=moment), ending=ending)
    assert done.published or done.prepared
    return done


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(days=400)])
def test_after_the_clock_went_back_the_newest_version_is_still_the_last_one_published(
    programme: TinyProgramme, engine: Engine, back: timedelta
) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    ids = [str(at(programme, NOW + timedelta(days=400), "11만 원").version_id)]  # a clock far ahead
    ids += [str(at(programme, NOW - back * step, f"{step}2만 원").version_id) for step in (0, 1)]
    assert (sorted(ids), shelf.current_id(), shelf.ids()[0]) == (ids, ids[-1], ids[-1])
    shelf.pointer.write_bytes(b"\0")  # only the ids tell which is the newest
    assert "12만 원" in told_fee(settings, engine)[0]
    shelf.point_to(ids[-1])
    assert shelf.rollback().id == ids[1]


def test_versions_prepared_after_the_clock_went_back_do_not_get_into_each_others_way(
    programme: TinyProgramme, engine: Engine
) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    ahead = at(programme, NOW + timedelta(days=400), "11만 원").version_id
    first, second = (str(at(programme, NOW, fee, Ending.KEEP).version_id) for fee in ("22만 원", "33만 원"))
    assert (shelf.prepared_ids(), shelf.current_id()) == ([second, first], ahead)
    publish(settings, first)
    assert "22만 원" in told_fee(settings, engine)[0]
    assert shelf.prepared_ids() == []


def test_two_versions_of_the_same_second_are_two(programme: TinyProgramme) -> None:
    ids = [at(programme, NOW + timedelta(days=400), fee).version_id for fee in ("11만 원", "22만 원")]
    assert len(set(ids)) == 2
    assert VersionShelf(programme.settings.data_dir).current_id() == ids[1]
