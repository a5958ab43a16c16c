"""`sesac refresh --watch`: refresh whenever a folder changes, and ask addresses on a schedule, until stopped."""

import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import IngestError, Overtaken, RefreshInProgress
from ingest.order import Ending
from ingest.reading import PROGRAMME_ORIGIN, Sources
from ingest.refresh import Refresh, refresh
from ingest.watching import Occasion, occasions
from knowledge.errors import KnowledgeError
from knowledge.version import VersionShelf
from sesac_output import SEOUL, say

if TYPE_CHECKING:
    from knowledge.settings import KnowledgeSettings
    from sesac_runs import Runs

SHORTEST_S = 300
"""Of the schedule: nobody's server is asked more often."""
RETRY_S = 10.0
"""Until the refresh that somebody else has under way is looked at again."""
_UNITS = {"m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(\d{1,4})([mhd])")


def seconds_of(duration: str) -> int | None:
    """30m, 6h or 1d in seconds; None where it is none of these or shorter than five minutes."""
    match = _DURATION.fullmatch(duration.strip().lower())
    seconds = int(match[1]) * _UNITS[match[2]] if match else 0
    return seconds if seconds >= SHORTEST_S else None


def in_force(settings: "KnowledgeSettings") -> Sources:
    """Every source of the version in force but what was uploaded: that is refreshed in the console."""
    kinds = VersionShelf(settings.data_dir).current().manifest.sources
    paths = [Path(origin) for origin, kind in kinds.items() if kind in ("folder", "file")]
    if PROGRAMME_ORIGIN in kinds:
        paths.insert(0, settings.programme_dir)
    return Sources(tuple(paths), tuple(origin for origin, kind in kinds.items() if kind == "url"))


def watch(settings: "KnowledgeSettings", sources: Sources, every_s: int, runs: "Runs", note: str) -> None:
    """Refresh on each occasion until Ctrl-C or SIGTERM; what goes wrong is said and the watch goes on."""
    folders = [path.resolve() if path.is_dir() else path.resolve().parent for path in sources.paths]
    say(f"지켜봅니다: {', '.join([*map(str, sources.paths), *sources.urls])}. 멈추려면 Ctrl-C. (watching)")
    with _ending() as stop:
        for occasion in occasions(_there(folders), every_s if sources.urls else None, stop):
            while _once(settings, _asked(sources, occasion), runs, note) and not stop.wait(RETRY_S):
                pass


def _there(folders: list[Path]) -> list[Path]:
    for folder in folders:
        if not folder.is_dir():
            say(f"폴더가 없어 지켜보지 않습니다: {folder} (no such folder)")
    return [folder for folder in dict.fromkeys(folders) if folder.is_dir()]


def _asked(sources: Sources, occasion: Occasion) -> Sources:
    """What to read on an occasion: folders that changed, addresses that are due."""
    return Sources(sources.paths if occasion.changed else (), sources.urls if occasion.due else ())


def _once(settings: "KnowledgeSettings", sources: Sources, runs: "Runs", note: str) -> bool:
    """One refresh; whether it has to be tried again, since somebody else's was under way."""
    if sources.is_empty:
        return False
    try:
        with runs.noting("watch", sources) as kept:
            done = refresh(settings, order=runs.order(sources, note=note), ending=Ending.PUBLISH)
            kept(done)
    except (RefreshInProgress, Overtaken) as fault:
        _log(str(fault))
        return True
    except (KnowledgeError, IngestError, OSError) as fault:
        _log(f"실패했습니다: {fault}")
        return False
    _log(_told(done))
    return False


def _told(done: Refresh) -> str:
    counts = f"추가 {len(done.added)} · 변경 {len(done.changed)} · 삭제 {len(done.removed)}"
    if done.published:
        return f"새 버전 {done.version_id}을(를) 냈습니다: {counts}. (published)"
    if done.is_stopped:
        blocks = " ".join(map(str, done.gate.blocks))
        return f"검문에서 멈췄습니다: {counts}. {blocks} (stopped by the gate)"
    return "바뀐 것이 없습니다. (nothing changed)"


def _log(text: str) -> None:
    say(f"{datetime.now(SEOUL):%Y-%m-%d %H:%M:%S}  {text}")


@contextmanager
def _ending() -> Iterator[threading.Event]:
    """An event that SIGTERM sets: a service manager's way of saying stop."""
    stop = threading.Event()
    former: Callable[..., object] | int | None = signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        yield stop
    finally:
        signal.signal(signal.SIGTERM, former)
