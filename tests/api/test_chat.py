import json
import logging
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.chat import SEOUL
from api.wire import ChatOut
from knowledge import texts
from knowledge.answer import Fallback
from knowledge.answering import Answerer
from knowledge.base import KnowledgeBase
from knowledge.question import Question
from tests.api.conftest import MakeApp

CONTRACT = {
    "session_id",
    "answer_id",
    "status",
    "text",
    "html",
    "completeness",
    "citations",
    "suggestions",
    "contact",
    "as_of",
    "language",
    "writer",
    "knowledge_version",
}


def ask(client: TestClient, message: str, **more: object) -> dict[str, Any]:
    response = client.post("/api/chat", json={"message": message, **more})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_answer_has_every_field_of_the_contract_and_nothing_else(client: TestClient) -> None:
    answer = ask(client, "강남 캠퍼스는 무슨 특화야?")
    assert set(answer) == CONTRACT
    assert answer["status"] == "answered"
    assert answer["language"] == "ko"
    assert "로봇" in answer["text"]


def test_citation_quotes_a_passage_word_for_word(client: TestClient, base: KnowledgeBase) -> None:
    answer = ask(client, "2030년까지 몇 명 교육해?")
    assert answer["citations"]
    for citation in answer["citations"]:
        assert set(citation) == {"number", "title", "publisher", "url", "published", "valid_until", "quote"}
        assert f"[{citation['number']}]" in answer["text"]
        assert any(citation["quote"] in passage.text for passage in base.passages)


def test_mark_in_the_html_leads_to_its_citation(client: TestClient) -> None:
    answer = ask(client, "강남 캠퍼스는 무슨 특화야?")
    assert '<a href="#citation-1"' in answer["html"]
    assert "<script" not in answer["html"]


def test_question_about_something_else_is_refused_with_what_can_be_asked(client: TestClient) -> None:
    answer = ask(client, "오늘 날씨 어때?")
    assert answer["status"] == "refused"
    assert answer["citations"] == []
    assert answer["suggestions"]


def test_unknown_answer_names_whom_to_ask(client: TestClient) -> None:
    answer = ask(client, "강남 캠퍼스 구내식당 메뉴는?")
    assert answer["status"] == "unknown"
    assert answer["contact"]["email"] or answer["contact"]["phone"]


def test_vague_question_is_asked_back_with_choices(client: TestClient) -> None:
    answer = ask(client, "언제?")
    assert answer["status"] == "clarify"
    assert answer["suggestions"]


def test_later_question_may_refer_to_the_one_before(client: TestClient) -> None:
    first = ask(client, "강남 캠퍼스는 무슨 특화야?")
    later = ask(client, "거기 주소는?", session_id=first["session_id"])
    assert later["session_id"] == first["session_id"]
    assert "강남" in later["text"]
    alone = ask(client, "거기 주소는?")
    assert "강남" not in alone["text"]


def test_unknown_session_starts_a_new_conversation_under_a_new_id(client: TestClient) -> None:
    answer = ask(client, "거기 주소는?", session_id="made-up-by-a-visitor")
    assert answer["session_id"] != "made-up-by-a-visitor"
    assert len(answer["session_id"]) >= 20


def test_deleted_conversation_is_gone(client: TestClient) -> None:
    first = ask(client, "강남 캠퍼스는 무슨 특화야?")
    response = client.delete(f"/api/sessions/{first['session_id']}")
    assert response.status_code == 204
    assert response.content == b""
    later = ask(client, "거기 주소는?", session_id=first["session_id"])
    assert later["session_id"] != first["session_id"]
    assert "강남" not in later["text"]


def test_deleting_an_unknown_conversation_tells_nothing_about_it(client: TestClient) -> None:
    assert client.delete("/api/sessions/never-existed").status_code == 204


def test_language_follows_the_question_unless_it_is_named(client: TestClient) -> None:
    assert ask(client, "Where is the Mapo campus?")["language"] == "en"
    assert ask(client, "SeSAC?", language="ko")["language"] == "ko"
    assert ask(client, "SeSAC?", language=None)["language"] == "en"


def test_hangul_typed_on_a_mac_gets_the_same_answer(client: TestClient) -> None:
    question = "강남 캠퍼스는 무슨 특화야?"
    decomposed = ask(client, unicodedata.normalize("NFD", question))
    assert decomposed["text"] == ask(client, question)["text"]


@pytest.mark.parametrize("message", ["", " ", "\n\t ", "\u200b\u200b", "\u0000", "\u202e", "\ufeff", "\U000e0041"])
def test_question_without_anything_visible_says_what_to_do(client: TestClient, message: str) -> None:
    response = client.post("/api/chat", json={"message": message})
    assert response.status_code == 422
    assert response.json()["errors"] == [
        {"pointer": "#/message", "detail": "질문이 비어 있습니다. 궁금한 것을 적어 주세요."}
    ]


def test_limit_counts_what_is_visible(client: TestClient) -> None:
    assert client.post("/api/chat", json={"message": "가" * 2000}).status_code == 200
    assert client.post("/api/chat", json={"message": "\u200b".join("가" * 2000)}).status_code == 200
    assert client.post("/api/chat", json={"message": unicodedata.normalize("NFD", "각" * 2000)}).status_code == 200
    too_long = client.post("/api/chat", json={"message": "가" * 2001})
    assert too_long.status_code == 422
    assert "2,000자" in too_long.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    "message",
    [
        "ㅋㅋㅋㅋ",
        "ㅎㅇ",
        "ㄱ",
        "?",
        "...",
        "😀😀",
        "👨‍👩‍👧‍👦",
        "a" + "\u0301" * 1000,
        "مرحبا بالعالم",
        "李 李 樂",
        "'; DROP TABLE passages; --",
        "<img src=x onerror=alert(1)>",
        "\ue000\uf8ff",
        "ᄀᆞᇫ",
        "[1](javascript:alert(1)) 강남 캠퍼스",
        "\x07\x1b[31m강남",
        "１２３ ㈜ ① ㎡",
        "9" * 2000,
    ],
)
def test_odd_text_is_answered_politely(client: TestClient, message: str) -> None:
    answer = ask(client, message)
    assert answer["text"]
    assert "<img" not in answer["html"]
    assert "javascript:" not in answer["html"]


@pytest.mark.parametrize(
    "message, status",
    [
        ("제 번호는 010-1234-5678이에요. 마포캠퍼스는 어디에 있나요?", "answered"),
        ("010-1234-5678로 구내식당 메뉴를 문자로 보내 주세요", None),
        ("제 번호는 010-1234-5678", None),
    ],
)
def test_phone_number_in_a_question_is_kept_nowhere_and_the_visitor_is_told(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture, message: str, status: str | None
) -> None:
    app = make_app()
    with caplog.at_level(logging.DEBUG):
        answer = ask(TestClient(app), message)
    _, turns = app.state.parts.sessions.resume(answer["session_id"])
    assert len(turns) == 1
    for kept in (repr(turns), json.dumps(answer, ensure_ascii=False), caplog.text):
        assert "1234" not in kept
        assert "5678" not in kept
    assert texts.MASKED["ko"] in answer["text"]
    assert status in (None, answer["status"])


def test_fallback_is_said_only_where_a_language_model_was_to_write(answerer: Answerer) -> None:
    answer = answerer.answer(Question.of("수강료 얼마야?", datetime.now(SEOUL)))
    assert "fallback" not in ChatOut.of(answer, "s").model_dump()
    paused = ChatOut.of(replace(answer, fallback=Fallback.PAUSED), "s")
    assert paused.model_dump(mode="json")["fallback"] == "paused"


def test_members_that_are_not_known_are_ignored(client: TestClient) -> None:
    assert ask(client, "수강료 얼마야?", client_message_id="7")["status"] == "answered"


def test_one_conversation_can_be_asked_from_many_sides_at_once(client: TestClient) -> None:
    session_id = ask(client, "강남 캠퍼스는 무슨 특화야?")["session_id"]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(client, "거기 주소는?", session_id=session_id), range(16)))
    assert {answer["session_id"] for answer in answers} == {session_id}
    assert all("강남" in answer["text"] for answer in answers)


def test_korean_goes_out_readable_and_not_stored(client: TestClient) -> None:
    response = client.post("/api/chat", json={"message": "수강료 얼마야?"})
    assert response.headers["cache-control"] == "no-store"
    assert "\\u" not in response.text
    json.loads(response.content.decode("utf-8"))
