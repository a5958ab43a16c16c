"""A real `refresh` or `publish` in a process of its own that can be stopped or killed at a chosen step.

Run as a module: data folder, programme folder, the step at which to wait for the parent, and the step within the
switch at which to die; "-" for none. It loads what it needs, and begins when a line comes in: empty to refresh, else
the id of the prepared version to publish.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from knowledge.settings import KnowledgeSettings

STEPS = ("읽기", "형태소 분석", "임베딩", "쓰기", "확인", "점검", "질문 확인")
"""What a refresh reports, in order."""
SWITCH = ("before the pointer", "before the new pointer is in place", "after the switch")
"""Where it can be made to die while it publishes."""
ROOT = Path(__file__).resolve().parent.parent


def start(settings: KnowledgeSettings, wait_at: str = "-", die_at: str = "-") -> "subprocess.Popen[str]":
    """A process that loads what a refresh needs and then waits for `begin`; whoever starts it ends it."""
    folders = (str(settings.data_dir), str(settings.programme_dir))
    return subprocess.Popen(
        [sys.executable, "-m", "tests.refreshing", *folders, wait_at, die_at],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def begin(child: "subprocess.Popen[str]", prepared: str = "") -> None:
    """Let it refresh now, or publish what was prepared; each step is a line of its output."""
    assert child.stdin is not None
    child.stdin.write(f"{prepared}\n")
    child.stdin.flush()


def end(child: "subprocess.Popen[str]") -> None:
    """Kill it where it still runs, and close its pipes."""
    child.kill()
    child.communicate()


@contextmanager
def refreshing(settings: KnowledgeSettings, wait_at: str = "-", die_at: str = "-") -> Iterator["subprocess.Popen[str]"]:
    """A refresh that begins at once, ended at the latest at the end."""
    child = start(settings, wait_at, die_at)
    try:
        begin(child)
        yield child
    finally:
        end(child)


def reached(child: "subprocess.Popen[str]", step: str) -> bool:
    """Wait until the child is at a step; False where it ended before."""
    assert child.stdout is not None
    return any(line.strip() == step for line in child.stdout)


def _die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _arm(die_at: str) -> None:
    """Let this process be killed, as by the system, at a step of the switch."""
    from knowledge.version import VersionShelf

    point_to = VersionShelf.point_to

    def die_within(self: VersionShelf, version_id: str) -> None:
        if die_at == SWITCH[1]:
            Path.replace = _die  # type: ignore[method-assign, assignment]
        if die_at != SWITCH[0]:
            point_to(self, version_id)
        _die()

    if die_at in SWITCH:
        VersionShelf.point_to = die_within  # type: ignore[method-assign]


def main() -> None:
    """Refresh or publish, saying each step."""
    from ingest.refresh import publish, refresh
    from knowledge.campuses import CampusFinder
    from knowledge.embedding import load_embedder
    from knowledge.lexical import analyser_with
    from knowledge.store import preload

    data_dir, programme_dir, wait_at, die_at = sys.argv[1:]
    settings = KnowledgeSettings(_env_file=None, data_dir=Path(data_dir), programme_dir=Path(programme_dir))
    told: set[str] = set()

    def progress(what: str, done: int, total: int) -> None:
        if what not in told:
            told.add(what)
            print(what, flush=True)
            if what == wait_at:
                sys.stdin.read()

    _arm(die_at)
    analyser_with(CampusFinder.load(settings.programme_dir).words)
    load_embedder(settings)
    preload()
    if prepared := sys.stdin.readline().strip():
        publish(settings, prepared)
    else:
        refresh(settings, progress=progress)


if __name__ == "__main__":
    main()
