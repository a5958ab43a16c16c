"""A real server and a real Chromium."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from api.app import create_app
from api.parts import Parts
from api.sessions import Sessions
from api.settings import ApiSettings
from knowledge.serving import LiveKnowledge
from tests.browser.office import OFFICE_PC, Office, Worker, opened
from tests.browser.visiting import Visit, watched
from tests.serving import running
from tests.staff_folder import TinyProgramme

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


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


@pytest.fixture(scope="module")
def office(tiny_published: TinyProgramme, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A small programme with its console, served."""
    with opened(tiny_published.copy_to(tmp_path_factory.mktemp("office"))) as made:
        yield made


@pytest.fixture
def staff(chromium: Browser, office: Office, request: pytest.FixtureRequest) -> Iterator[Worker]:
    """Somebody at the console who has not signed in; fails afterwards on what ought not to happen in a browser."""
    context = chromium.new_context(**{"locale": "ko-KR", "viewport": OFFICE_PC, **getattr(request, "param", {})})
    context.set_default_timeout(60_000)
    visited = watched(context.new_page(), office.address)
    yield Worker(visited, office)
    context.close()
    assert [line for line in visited.complaints if not line.startswith(visited.expected or "-")] == []


@pytest.fixture
def visit(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh visitor on the page; fails afterwards on script errors, policy violations and other hosts.

    Parametrised with options of the browser context, such as the size of its window.
    """
    context = chromium.new_context(**{"locale": "ko-KR", **getattr(request, "param", {})})
    context.set_default_timeout(15_000)
    page = context.new_page()
    opened = watched(page, address)
    page.goto(address)
    page.wait_for_selector("#suggestions button")
    yield opened
    context.close()
    assert [line for line in opened.complaints if not line.startswith(opened.expected or "-")] == []
