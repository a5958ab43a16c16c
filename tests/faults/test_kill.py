"""A refresh that is killed at any moment leaves the old version serving, or the new one, and never a mixture."""

import random
import secrets
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Iterator

from ingest.refresh import refresh
from knowledge.base import Engine
from knowledge.document import Passage
from knowledge.proving import prove
from knowledge.settings import KnowledgeSettings
from knowledge.version import VersionShelf
from tests.faults.asking import told_fee
from tests.faults.conftest import write_fee
from tests.refreshing import STEPS, SWITCH, begin, end, reached, start
from tests.staff_folder import TinyProgramme

RANDOM_ROUNDS = 5
LATEST_S = {"읽기": 0.6, "형태소 분석": 0.1, "임베딩": 0.1, "쓰기": 0.6, "확인": 1.6}
"""How long after the beginning of a step a refresh of this size is still killed in it, more or less."""


def texts(shelf: VersionShelf) -> dict[str, Passage]:
    return {passage.id: passage for passage, _ in shelf.current().passages()}


def children(settings: KnowledgeSettings, moments: list[str]) -> Iterator["subprocess.Popen[str]"]:
    """Refreshes ready to begin, one for each moment; the next two load while this one is used."""
    waiting = deque(start(settings, die_at=moment) for moment in moments[:2])
    try:
        for moment in [*moments[2:], None, None]:
            if moment:
                waiting.append(start(settings, die_at=moment))
            yield waiting[0]
            end(waiting.popleft())
    finally:
        for child in waiting:
            end(child)


def test_a_refresh_killed_at_any_moment_never_harms_what_is_served(programme: TinyProgramme, engine: Engine) -> None:
    """At random moments of each step, then at those within the switch, each refresh upon what the last one left."""
    seed = secrets.randbelow(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    moments = [STEPS[number % len(STEPS)] for number in range(RANDOM_ROUNDS)] + list(SWITCH)
    shelf, killed = VersionShelf(programme.settings.data_dir), 0
    for number, child in enumerate(children(programme.settings, moments)):
        moment, told = moments[number], f"seed {seed}, round {number}, {moments[number]}"
        before, old, fee = shelf.current_id(), texts(shelf), f"{number + 1}00만 원"
        write_fee(programme, fee)
        begin(child)
        if moment in STEPS:
            reached(child, moment)
            threading.Event().wait(chance.uniform(0, LATEST_S[moment]))
            child.kill()
        killed += child.wait(120) == -signal.SIGKILL
        prove(shelf.current().folder)
        new = texts(shelf)
        assert (shelf.current_id() == before) == (new == old), told
        assert new == old or fee in new["cost#1"].text, told
        if moment in SWITCH:
            assert child.returncode == -signal.SIGKILL
            assert (new != old) == (moment == SWITCH[-1]), told
    assert killed > len(SWITCH), "no refresh was killed in time"
    answer, base = told_fee(programme.settings, engine)
    assert texts(shelf)["cost#1"].statements[0].text in answer
    assert base.skipped == ()
    write_fee(programme, "777만 원")
    assert refresh(programme.settings).published
    assert "777만 원" in told_fee(programme.settings, engine)[0]
    assert sorted(p.name for p in shelf.data_dir.iterdir()) == ["current", "refresh.lock", "reports", "versions"]
    assert {p.name for p in shelf.folder.iterdir()} == set(shelf.ids())
