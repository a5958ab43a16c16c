"""The staff console over a small programme, and somebody who works with it in a real browser."""

import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page

from api.app import create_app
from api.parts import Kept, Parts
from api.records_staff import Role
from api.sessions import Sessions
from api.settings import ApiSettings
from api.staff_desk import Desk
from ingest.refresh import refresh
from ingest.settings import IngestSettings
from knowledge.serving import LiveKnowledge
from tests.serving import running
from tests.staff_folder import TinyProgramme

PASSWORD = "바른 말 고운 말 42"
NAMES = {"에디터": Role.EDITOR, "발행이": Role.PUBLISHER, "운영이": Role.OPERATOR}
SHOWN_WITHIN_S = 20
WIDTHS = (1280, 390)
PICTURES = os.environ.get("SESAC_SCREENSHOTS", "")
"""Folder for pictures of the pages; none are taken where it is empty."""


@dataclass(frozen=True)
class Office:
    """A running server with its accounts."""

    address: str
    programme: TinyProgramme
    live: LiveKnowledge
    kept: Kept
    desk: Desk

    def follow(self, version_id: str | None) -> None:
        """Wait until this version answers."""
        for _ in range(SHOWN_WITHIN_S * 10):
            if self.live.state.version_id == version_id:
                return
            time.sleep(0.1)
        raise AssertionError(f"{version_id} does not answer")


@contextmanager
def opened(root: Path) -> Iterator[Office]:
    """Publish a small programme below `root` and serve it with its console."""
    programme = TinyProgramme.make(root)
    refresh(programme.settings)
    settings = ApiSettings(_env_file=None)
    ingest = IngestSettings(_env_file=None, check_links=False)
    with (
        closing(LiveKnowledge(programme.settings)) as live,
        closing(Kept.of(settings, programme.settings.data_dir)) as kept,
        closing(Desk.of(settings, programme.settings, live, kept, ingest)) as desk,
    ):
        for name, role in NAMES.items():
            kept.accounts.add(name, PASSWORD, role, datetime.now(UTC))
        with running(create_app(Parts(live, Sessions(100, 60), settings, kept, desk))) as address:
            yield Office(address, programme, live, kept, desk)


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
