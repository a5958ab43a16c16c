"""`sesac refresh`: read, show, ask, publish."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import typer

from ingest.order import Ending
from ingest.reading import Sources
from ingest.refresh import Refresh, publish
from ingest.refresh import refresh as run
from knowledge.normalisation import shown
from knowledge.version import VersionShelf
from sesac_output import progress, say
from sesac_runs import Runs

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowledge.settings import KnowledgeSettings

STOPPED_BY_GATE = 3


@dataclass(frozen=True)
class Wish:
    """What was typed."""

    sources: Sequence[str] = ()
    dropped: Sequence[str] = ()
    dry_run: bool = False
    yes: bool = False
    force: str = ""
    note: str = ""


def carry_out(settings: "KnowledgeSettings", wish: Wish, show: "Callable[[Refresh], None]", *, quiet: bool) -> int:
    """Refresh as wished, show what came of it, and return the exit code; asks first where somebody can answer."""
    asks = not (wish.yes or wish.dry_run or wish.force or quiet) and sys.stdin.isatty() and sys.stderr.isatty()
    asks = asks and VersionShelf(settings.data_dir).current_id() is not None
    ending = Ending.DROP if wish.dry_run else Ending.KEEP if asks else Ending.PUBLISH
    sources = Sources.named(wish.sources, wish.dropped)
    with Runs.of(settings) as runs, runs.noting("command", sources) as kept:
        with progress() as report:
            order = runs.order(sources, note=shown(wish.note), force=shown(wish.force))
            done = run(settings, order=order, ending=ending, ingest=runs.ingest, progress=report)
        show(done)
        if done.prepared:
            return _ask(settings, done, kept)
        if not wish.dry_run:
            kept(done)
    if done.is_stopped:
        say("검문에서 멈췄습니다. 자료를 고치거나, 그래도 내려면 --force '까닭'을 붙이세요. (Stopped by the gate.)")
        return STOPPED_BY_GATE
    return 0


def _ask(settings: "KnowledgeSettings", done: Refresh, kept: "Callable[[Refresh], None]") -> int:
    """Let a person decide on a version that is ready."""
    version_id, reason = str(done.version_id), ""
    try:
        if done.gate.blocks:
            reason = typer.prompt("그래도 낼 까닭 (빈 줄이면 내지 않습니다)", default="", show_default=False, err=True)
        if not reason and (done.gate.blocks or not typer.confirm("이대로 낼까요? (Publish?)", err=True)):
            VersionShelf(settings.data_dir).drop_prepared(version_id)
            say("내지 않았습니다. 이전 버전이 그대로 쓰입니다. (Not published.)")
            return STOPPED_BY_GATE if done.gate.blocks else 0
    except (typer.Abort, KeyboardInterrupt):
        VersionShelf(settings.data_dir).drop_prepared(version_id)
        raise KeyboardInterrupt from None
    publish(settings, version_id, force=shown(reason))
    kept(replace(done, published=True, prepared=False, forced=shown(reason)))
    say(f"새 버전 {version_id}을(를) 냈습니다. 되돌리기: sesac rollback (published)")
    return 0
