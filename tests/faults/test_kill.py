"""A refresh that is killed at any moment leaves the old version serving, or the new one, and never a mixture."""

import random
import secrets
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.order import Ending
from ingest.refresh import refresh
from knowledge.base import Engine
from knowledge.document import Passage
from knowledge.proving import prove
from knowledge.settings import KnowledgeSettings
from knowledge.version import VersionShelf
from tests.faults.asking import told_fee
from tests.faults.conftest import write_fee
from tests.faults.visiting import Visitor, fees, served, visiting
from tests.refreshing import STEPS, SWITCH, begin, end, reached, start
from tests.staff_folder import TinyProgramme
from tests.waiting import eventually

ROUNDS = 20
PUBLISHING_ROUNDS = 4
RESTARTED_EVERY = 5
"""Rounds after which the base is opened afresh too, as a server that starts does."""
OWN_FILES = {"current", "golden.yaml", "refresh.lock", "reports", "secret.key", "versions"}


def texts(shelf: VersionShelf) -> dict[str, Passage]:
    return {passage.id: passage for passage, _ in shelf.current().passages()}


def children(settings: KnowledgeSettings, moments: list[str]) -> Iterator["subprocess.Popen[str]"]:
    """Refreshes ready to begin, one for each moment; the next two load while this one is used."""
    waiting = deque(start(settings, die_at=moment) for moment in moments[:2])
    try:
        for moment in [*moments[2:], None, None]:
            if moment:
                waiting.append(start(settings, die_at=moment))
            if waiting:
                yield waiting[0]
                end(waiting.popleft())
    finally:
        for child in waiting:
            end(child)


def lasting(settings: KnowledgeSettings) -> dict[str, float]:
    """How long each step of a refresh takes here and now, in seconds, by one that nobody kills."""
    child = start(settings)
    try:
        begin(child)
        assert child.stdout
        said = [(line.strip(), time.monotonic()) for line in child.stdout]
        said.append(("", time.monotonic()))
        durations = {step: after - before for (step, before), (_, after) in pairwise(said)}
        assert child.wait(60) == 0
    finally:
        end(child)
    assert tuple(durations) == STEPS
    return durations


@dataclass
class Trial:
    """Kills after one another, each upon what the last one left, while a visitor asks."""

    settings: KnowledgeSettings
    visitor: Visitor
    chance: random.Random
    told: str = ""
    killed: int = 0

    def __post_init__(self) -> None:
        self.shelf = VersionShelf(self.settings.data_dir)
        self.fees = fees(self.settings)

    def kill(self, child: "subprocess.Popen[str]", moment: str, within_s: float) -> None:
        """Let the child die at a random moment within so many seconds, or at a step of the switch; then look."""
        before, old = self.shelf.current_id(), texts(self.shelf)
        if moment not in SWITCH:
            threading.Event().wait(self.chance.uniform(0, within_s))
            child.kill()
        code = child.wait(120)
        assert code in (0, -signal.SIGKILL), self.told
        self.killed += code == -signal.SIGKILL
        prove(self.shelf.current().folder)
        new = texts(self.shelf)
        assert (self.shelf.current_id() == before) == (new == old), self.told
        if moment in SWITCH:
            assert (code, new != old) == (-signal.SIGKILL, moment == SWITCH[-1]), self.told
        self.fees |= fees(self.settings)

    def ended_well(self) -> None:
        """The visitor was told what the version that answered says, and the server took over the last one."""
        assert eventually(lambda: self.visitor.version_id == self.shelf.current_id())
        assert set(self.visitor.heard) <= set(self.fees.items()), self.told
        print(f"{self.killed} killed, {len(self.visitor.heard)} versions heard")


@pytest.fixture
def chance() -> random.Random:
    """Chance with a seed that a failed test shows."""
    seed = secrets.randbelow(2**32)
    print(f"seed {seed}")
    return random.Random(seed)


def left_over(settings: KnowledgeSettings) -> set[str]:
    """Whatever lies in the data folder that belongs to no version."""
    shelf = VersionShelf(settings.data_dir)
    found = {path.name for path in settings.data_dir.iterdir() if not path.name.startswith("records.db")} - OWN_FILES
    found |= {f"versions/{path.name}" for path in shelf.folder.iterdir() if path.name not in shelf.ids()}
    return found | {f"reports/{path.name}" for path in shelf.reports.iterdir() if path.stem not in shelf.ids()}


def working(settings: KnowledgeSettings) -> list[str]:
    """The processes that were started to look at a folder of this data folder."""
    commands = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            commands.append(process.read_bytes().decode(errors="replace").replace("\0", " "))
        except OSError:  # ended meanwhile
            continue
    return [command for command in commands if f"{settings.data_dir.resolve()}/" in command]


@pytest.mark.timeout(800)  # each of its processes loads the models; on a loaded machine that takes its time
def test_a_refresh_killed_at_any_moment_under_load_never_harms_what_is_served(
    programme: TinyProgramme, engine: Engine, chance: random.Random
) -> None:
    """At random moments of each step, then at those within the switch."""
    settings = programme.settings
    moments = [STEPS[number % len(STEPS)] for number in range(ROUNDS)] + list(SWITCH)
    with served(settings) as address, visiting(address) as visitor:
        write_fee(programme, "50만 원")
        durations = lasting(settings)
        trial = Trial(settings, visitor, chance)
        for number, child in enumerate(children(settings, moments)):
            moment, fee = moments[number], f"{number + 1}00만 원"
            trial.told = f"round {number}, {moment}"
            write_fee(programme, fee)
            begin(child)
            if moment in STEPS:
                assert reached(child, moment), trial.told
            trial.kill(child, moment, durations.get(moment, 0))
            if number % RESTARTED_EVERY == 0:
                answer, base = told_fee(settings, engine)
                assert texts(trial.shelf)["cost#1"].statements[0].text in answer, trial.told
                assert base.skipped == (), trial.told
        assert trial.killed > len(SWITCH), "no refresh was killed in time"
        write_fee(programme, "777만 원")
        assert refresh(settings).published
        trial.fees |= fees(settings)
        trial.ended_well()
    with served(settings) as address, visiting(address) as visitor:
        assert "777만 원" in visitor.heard[-1][1]
    assert left_over(settings) == set()
    assert eventually(lambda: working(settings) == [])


def test_publishing_a_prepared_version_killed_at_any_moment_serves_the_old_one_or_the_new_one(
    programme: TinyProgramme, chance: random.Random
) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    moments = ["proof"] * PUBLISHING_ROUNDS + list(SWITCH)
    with served(settings) as address, visiting(address) as visitor:
        trial = Trial(settings, visitor, chance)
        for number, child in enumerate(children(settings, moments)):
            trial.told = f"round {number}, {moments[number]}"
            write_fee(programme, f"{number + 1}00만 원")
            ready = refresh(settings, ending=Ending.KEEP)
            assert ready.prepared, trial.told
            begin(child, str(ready.version_id))
            trial.kill(child, moments[number], 2.0)
            assert shelf.current_id() == ready.version_id or not shelf.prepared_ids() or trial.killed, trial.told
        write_fee(programme, "777만 원")
        assert refresh(settings).published
        trial.fees |= fees(settings)
        trial.ended_well()
    assert left_over(settings) == set()
