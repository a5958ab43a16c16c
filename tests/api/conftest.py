"""The application over the shipped programme, and a client of it; an empty database."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.parts import Kept, Parts
from api.records import Records, database_url
from api.sessions import Sessions
from api.settings import ApiSettings
from knowledge.serving import LiveKnowledge
from tests.staff_console import Console, console
from tests.staff_folder import TinyProgramme

MakeApp = Callable[..., FastAPI]


@pytest.fixture(scope="session")
def make_app(live: LiveKnowledge) -> MakeApp:
    """An application with some settings of its own."""

    def make(**chosen: Any) -> FastAPI:
        settings = ApiSettings(_env_file=None, **chosen)
        return create_app(Parts(live, Sessions(settings.max_sessions, settings.session_minutes), settings))

    return make


@pytest.fixture(scope="session")
def client(make_app: MakeApp) -> Iterator[TestClient]:
    """A client of the application as it ships. Its lifespan is not run: others use the knowledge after it."""
    made = TestClient(make_app())
    yield made
    made.close()


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    """An empty database."""
    with closing(Records.open(database_url("", tmp_path))) as opened:
        yield opened


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """What a server keeps, as it is made at the first start."""
    with closing(Kept.of(ApiSettings(_env_file=None), tmp_path)) as made:
        yield made


@pytest.fixture
def keeping(live: LiveKnowledge, kept: Kept) -> Iterator[TestClient]:
    """A client of an application that keeps what is asked."""
    settings = ApiSettings(_env_file=None)
    made = TestClient(create_app(Parts(live, Sessions(100, 60), settings, kept)))
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared(tiny_published: TinyProgramme, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """A console for the tests of one file that publish nothing."""
    with console(tiny_published.copy_to(tmp_path_factory.mktemp("shared")).settings) as made:
        yield made


@pytest.fixture
def own(tiny_published: TinyProgramme, tmp_path: Path) -> Iterator[Console]:
    """A console for one test that publishes."""
    with console(tiny_published.copy_to(tmp_path).settings) as made:
        yield made
