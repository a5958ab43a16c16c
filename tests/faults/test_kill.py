"""A refresh that is killed at any moment leaves the old version serving, or the new one, and never a mixture."""

import random
import secrets
import signal
import threading

import pytest

from ingest.refresh import refresh
from knowledge.base import Engine
from knowledge.document import Passage
from knowledge.proving import prove
from knowledge.version import VersionShelf
from tests.faults.asking import told_fee
from tests.faults.conftest import write_fee
from tests.refreshing import STEPS, SWITCH, reached, refreshing
from tests.staff_folder import TinyProgramme

ROUNDS = 12
LATEST_S = {"읽기": 2.5, "형태소 분석": 0.1, "임베딩": 0.1, "쓰기": 0.6, "확인": 1.6}
"""How long after the beginning of a step a refresh of this size is still killed in it, more or less."""


def texts(shelf: VersionShelf) -> dict[str, Passage]:
    return {passage.id: passage for passage, _ in shelf.current().passages()}


def test_a_refresh_killed_at_random_moments_never_harms_what_is_served(
    programme: TinyProgramme, engine: Engine
) -> None:
    seed = secrets.randbelow(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    shelf, pause = VersionShelf(programme.settings.data_dir), threading.Event()
    ended = 0
    for number in range(ROUNDS):
        before, fee = shelf.current_id(), f"{number + 1}00만 원"
        old = texts(shelf)
        write_fee(programme, fee)
        step = STEPS[number % len(STEPS)]
        with refreshing(programme.settings) as child:
            reached(child, step)
            pause.wait(chance.uniform(0, LATEST_S[step]))
            child.kill()
            ended += child.wait() == 0
        prove(shelf.current().folder)
        new = texts(shelf)
        assert (shelf.current_id() == before) == (new == old), f"seed {seed}, round {number}"
        assert new == old or fee in new["cost#1"].text, f"seed {seed}, round {number}"
    assert ended < ROUNDS, "no refresh was killed in time"
    told, base = told_fee(programme.settings, engine)
    assert texts(shelf)["cost#1"].statements[0].text in told
    assert base.skipped == ()
    write_fee(programme, "777만 원")
    assert refresh(programme.settings).published
    assert "777만 원" in told_fee(programme.settings, engine)[0]
    assert sorted(p.name for p in shelf.data_dir.iterdir()) == ["current", "refresh.lock", "versions"]
    assert {p.name for p in shelf.folder.iterdir()} == set(shelf.ids())


@pytest.mark.parametrize("moment", SWITCH)
def test_a_refresh_killed_within_the_switch_leaves_one_of_the_two(
    programme: TinyProgramme, engine: Engine, moment: str
) -> None:
    shelf = VersionShelf(programme.settings.data_dir)
    old = shelf.current_id()
    write_fee(programme, "777만 원")
    with refreshing(programme.settings, die_at=moment) as child:
        assert child.wait(120) == -signal.SIGKILL
    is_new = moment == SWITCH[-1]
    assert (shelf.current_id() != old) == is_new
    prove(shelf.current().folder)
    assert ("777만 원" in texts(shelf)["cost#1"].text) == is_new
    result = refresh(programme.settings)
    assert result.published != is_new
    assert "777만 원" in texts(shelf)["cost#1"].text
    assert {p.name for p in shelf.folder.iterdir()} == set(shelf.ids())
    assert sorted(p.name for p in shelf.data_dir.iterdir()) == ["current", "refresh.lock", "versions"]
