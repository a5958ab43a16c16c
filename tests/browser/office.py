"""The staff console over a small programme, served to a real browser."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.visiting import Visit
from tests.serving import running
from tests.staff_console import PASSWORD, Console, console
from tests.staff_folder import TinyProgramme
from tests.waiting import WITHIN_S, eventually

OFFICE_PC = {"width": 1280, "height": 800}
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
        assert eventually(lambda: self.console.live.state.version_id == wanted)


@contextmanager
def opened(programme: TinyProgramme) -> Iterator[Office]:
    """Serve a small programme with its console."""
    with console(programme.settings) as staffed, running(staffed.app) as address:
        yield Office(address, programme, staffed)


@dataclass(frozen=True)
class Worker:
    """Somebody at the console."""

    visit: Visit
    office: Office

    @property
    def page(self) -> Page:
        """The page that they look at."""
        return self.visit.page

    def open(self, path: str) -> None:
        """Type an address of the console."""
        self.page.goto(self.office.address + path)

    def sign_in(self, name: str, path: str = "/staff") -> None:
        """Sign in on the way to a page."""
        self.open(path)
        self.page.fill("#name", name)
        self.page.fill("#password", PASSWORD)
        self.press("로그인")
        self.page.wait_for_url(self.office.address + path)

    def press(self, name: str) -> None:
        """Press the button, or follow the link, of this name."""
        self.page.locator(f"main :is(button, a.button):has-text('{name}')").first.click()

    def begin_draft(self, note: str, *files: Path) -> None:
        """Begin a draft, upload files, and wait until they are read."""
        self.open("/staff/drafts")
        self.page.fill("#note", note)
        self.press("초안 만들고 파일 올리기")
        self.page.set_input_files("#file", list(files))
        self.press("올리기")
        self.page.wait_for_url("**/read*")
        self.wait()

    def prepare(self) -> None:
        """Prepare the draft and wait for its report."""
        self.press("다음: 준비하고 보고서 보기")
        self.page.wait_for_url("**/report*")
        self.wait()

    def wait(self) -> None:
        """Until the work that the page tells of has ended."""
        self.page.wait_for_selector("[data-live]", state="detached", timeout=1000 * WITHIN_S)

    def answer_to(self, question: str) -> str:
        """What a visitor is told now."""
        self.office.follow()
        visitor = self.page.context.new_page()
        visitor.goto(self.office.address)
        visitor.wait_for_selector("#suggestions button")
        Visit(visitor, self.office.address).ask(question)
        told = visitor.locator("#turn-1 .text").inner_text()
        visitor.close()
        return told


def picture(page: Page, name: str) -> None:
    """Keep what a page looks like at an office PC and on a phone, where pictures are wanted."""
    if not PICTURES:
        return
    wanted = page.viewport_size
    if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"):
        name += "-dark"
    Path(PICTURES).mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    if wanted:
        page.set_viewport_size(wanted)
