"""The application over the shipped programme, and a client of it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.parts import Parts
from api.sessions import Sessions
from api.settings import ApiSettings
from knowledge.serving import LiveKnowledge

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
