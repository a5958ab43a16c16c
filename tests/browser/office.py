"""The staff console over a small programme, served to a real browser."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from ingest.refresh import refresh
from tests.serving import running
from tests.staff_console import Console, console
from tests.staff_folder import TinyProgramme

SHOWN_WITHIN_S = 30
WIDTHS = (1280, 390)
PICTURES = os.environ.get("SESAC_SCREENSHOTS", "")
"""Folder for pictures of the pages; none are taken where it is empty."""


@dataclass(frozen=True)
class Office:
    """A running server with its accounts."""

    address: str
    programme: TinyProgramme
    console: Console

    def follow(self) -> None:
        """Wait until the version in force answers."""
        wanted = self.console.desk.shelf.current_id()
        for _ in range(SHOWN_WITHIN_S * 10):
            if self.console.live.state.version_id == wanted:
                return
            time.sleep(0.1)
        raise AssertionError(f"{wanted} does not answer")


@contextmanager
def opened(root: Path) -> Iterator[Office]:
    """Publish a small programme below `root` and serve it with its console."""
    programme = TinyProgramme.make(root)
    refresh(programme.settings)
    with console(programme.settings) as staffed, running(staffed.app) as address:
        yield Office(address, programme, staffed)


def picture(page: Page, name: str) -> None:
    """Keep what a page looks like at an office PC and on a phone, where pictures are wanted."""
    if not PICTURES:
        return
    wanted = page.viewport_size
    Path(PICTURES).mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    if wanted:
        page.set_viewport_size(wanted)
