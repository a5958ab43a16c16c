"""Watching: says when a folder has changed and come to rest, and when addresses are due. The only file that imports
watchfiles.

A file that is being copied into a folder changes many times; half of a notice must not be read. So a change counts
once nothing has changed for QUIET_S.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change, watch

QUIET_S = 2.0
TICK_S = 0.5
"""How often it is looked whether the folder is at rest, an address is due or the watch is to end."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why to refresh now."""

    changed: bool
    """Whether something in the folders changed."""
    due: bool
    """Whether it is time to ask the addresses."""


def occasions(
    folders: Sequence[Path], every_s: float | None, stop: threading.Event, quiet_s: float = QUIET_S
) -> Iterator[Occasion]:
    """An occasion at once, then one for each change that has come to rest, and every `every_s` seconds.

    Ends when `stop` is set. What changes while the caller is busy, be it the first time, is an occasion afterwards:
    the watch begins before the first one.
    """
    asked: float | None = None
    changed_at: float | None = time.monotonic() - quiet_s  # at once
    for changes in _changes(folders, stop):
        now = time.monotonic()
        if changes:
            changed_at = now
        is_due = every_s is not None and (asked is None or now - asked >= every_s)
        has_changed = changed_at is not None and now - changed_at >= quiet_s
        if is_due or has_changed:
            changed_at, asked = None if has_changed else changed_at, now if is_due else asked
            yield Occasion(has_changed, is_due)


def _changes(folders: Sequence[Path], stop: threading.Event) -> Iterator[bool]:
    """Whether anything changed since the last tick.

    A folder that went away and came back, as after mounting anew, is another one under the same name: the system would
    go on watching the one that is gone. Its inode alone does not tell, since its number is given to the next one.
    """
    while not stop.is_set():
        known = _inodes(folders)
        for changes in _watched([folder for folder, inode in known.items() if inode], stop):
            is_other = _inodes(folders) != known or any((Change.deleted, str(folder)) in changes for folder in folders)
            yield bool(changes) or is_other
            if is_other:
                break


def _watched(folders: Sequence[Path], stop: threading.Event) -> Iterator[set[tuple[Change, str]]]:
    if not folders:
        while not stop.wait(TICK_S):
            yield set()
        return
    with suppress(FileNotFoundError):  # gone a moment ago
        yield from watch(
            *folders,
            watch_filter=None,
            rust_timeout=int(TICK_S * 1000),
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=True,
            ignore_permission_denied=True,
        )


def _inodes(folders: Sequence[Path]) -> dict[Path, tuple[int, int] | None]:
    """Which folder each name leads to now; None where there is none."""
    found: dict[Path, tuple[int, int] | None] = {}
    for folder in folders:
        try:
            state = folder.stat()
        except OSError:
            found[folder] = None
            continue
        found[folder] = (state.st_dev, state.st_ino)
    return found
