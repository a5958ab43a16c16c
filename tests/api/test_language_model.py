"""A server whose settings name a language model: it writes, probes never ask it, its failure is said."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.parts import Parts
from api.sessions import Sessions
from api.settings import ApiSettings
from knowledge.errors import SettingsInvalid
from knowledge.serving import LiveKnowledge
from knowledge.settings import KnowledgeSettings
from tests.language_model_server import ScriptedServer, scripted


@pytest.fixture(scope="module")
def served(settings: KnowledgeSettings) -> Iterator[tuple[ScriptedServer, TestClient]]:
    with scripted() as (server, address):
        named = {"llm": "openai:scripted", "llm_base_url": address, "llm_max_retries": 0}
        live = LiveKnowledge(settings.model_copy(update=named))
        yield server, TestClient(create_app(Parts(live, Sessions(10, 60), ApiSettings(_env_file=None))))
        live.close()
        assert live._writer is not None
        assert not live._writer._thread.is_alive()


def ask(client: TestClient) -> dict[str, Any]:
    answer: dict[str, Any] = client.post("/api/chat", json={"message": "수강료 얼마야?"}).json()
    return answer


def test_the_named_model_writes_and_what_it_says_is_cited(served: tuple[ScriptedServer, TestClient]) -> None:
    server, client = served
    server.mode = "ok"
    answer = ask(client)
    assert (answer["status"], answer["writer"]) == ("answered", "openai:scripted")
    assert answer["citations"]
    assert "fallback" not in answer


def test_an_answer_that_the_model_could_not_write_is_quoted_and_says_why(
    served: tuple[ScriptedServer, TestClient],
) -> None:
    server, client = served
    server.mode = "500"
    answer = ask(client)
    assert (answer["status"], answer["writer"], answer["fallback"]) == ("answered", "extractive", "fault")
    assert "무료" in answer["text"]


def test_readiness_asks_the_model_nothing(served: tuple[ScriptedServer, TestClient]) -> None:
    server, client = served
    asked = len(server.requests)
    assert client.get("/health/ready").json()["status"] == "ready"
    assert len(server.requests) == asked


def test_a_model_that_cannot_be_used_ends_the_start_with_what_to_do(settings: KnowledgeSettings) -> None:
    with pytest.raises(SettingsInvalid, match="제공자:모델"):
        LiveKnowledge(settings.model_copy(update={"llm": "gpt-4o"}))
