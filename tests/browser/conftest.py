"""A real server and a real Chromium."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from api.app import create_app
from api.parts import Parts
from api.sessions import Sessions
from api.settings import ApiSettings
from knowledge.serving import LiveKnowledge
from tests.serving import running

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
TELL_VIOLATIONS = (
    "addEventListener('securitypolicyviolation', e => console.error(`CSP ${e.violatedDirective} ${e.sample}`))"
)


@dataclass
class Visit:
    """An opened page and everything about it that ought not to happen."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()
    """Beginnings of complaints that the test itself provokes."""

    def hear(self, line: ConsoleMessage) -> None:
        """Keep what the browser complains of."""
        if line.type == "error":
            self.complaints.append(f"console: {line.text}")

    def watch(self, sent: Request) -> None:
        """Keep requests to other hosts."""
        if not sent.url.startswith(self.address):
            self.complaints.append(f"other host: {sent.url}")

    def ask(self, question: str) -> None:
        """Type a question, send it with Enter and wait for its answer."""
        turns = self.page.locator(".turn").count()
        self.page.fill("#message", question)
        self.page.press("#message", "Enter")
        self.page.wait_for_selector(f"#turn-{turns + 1} .answer")


@pytest.fixture(scope="session")
def address(live: LiveKnowledge) -> Iterator[str]:
    settings = ApiSettings(_env_file=None)
    with running(create_app(Parts(live, Sessions(100, 60), settings))) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("크로미움이 없습니다: apt install chromium (no Chromium to drive)")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh visitor on the page; fails afterwards on script errors, policy violations and other hosts.

    Parametrised with options of the browser context, such as the size of its window.
    """
    context = chromium.new_context(**{"locale": "ko-KR", **getattr(request, "param", {})})
    context.set_default_timeout(15_000)
    page = context.new_page()
    opened = Visit(page, address)
    page.add_init_script(TELL_VIOLATIONS)
    page.on("pageerror", lambda error: opened.complaints.append(f"script: {error}"))
    page.on("console", opened.hear)
    page.on("request", opened.watch)
    page.goto(address)
    page.wait_for_selector("#suggestions button")
    yield opened
    context.close()
    assert [line for line in opened.complaints if not line.startswith(opened.expected or "-")] == []
