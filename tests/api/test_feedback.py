"""What is asked and said over HTTP is kept without personal data, and no fault of the database reaches a visitor."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from api.app import create_app
from api.feedback import MAX_COMMENT_CHARS
from api.parts import Kept, Parts
from api.records_answers import answer_of, answers, last_questions
from api.sessions import Sessions
from api.settings import ApiSettings
from knowledge.privacy import mask
from knowledge.serving import LiveKnowledge
from tests.api.test_chat import CONTRACT, ask
from tests.api.test_records_answers import files

PERSONAL = Path(__file__).parents[1] / "knowledge" / "privacy" / "personal.yaml"


def lines() -> list[dict[str, str]]:
    found: list[dict[str, str]] = yaml.safe_load(PERSONAL.read_text("utf-8"))
    return found


def rate(client: TestClient, answer_id: str, **more: object) -> Any:
    return client.post("/api/feedback", json={"answer_id": answer_id, "helpful": True, **more})


def test_each_answer_is_kept_with_what_it_rests_on_and_its_json_is_as_before(keeping: TestClient, kept: Kept) -> None:
    answer = ask(keeping, "강남 캠퍼스는 무슨 특화야?")
    assert set(answer) == CONTRACT
    assert kept.questions.flush(30)
    found = answer_of(kept.records, answer["answer_id"])
    assert found
    assert found.question == "강남 캠퍼스는 무슨 특화야?"
    assert (found.channel, found.status, found.language) == ("web", "answered", "ko")
    assert found.knowledge_version == answer["knowledge_version"]
    assert [one["title"] for one in found.citations] == [one["title"] for one in answer["citations"]]
    assert found.lead
    assert answer["text"].startswith(found.lead)


@pytest.mark.parametrize(
    "header, channel", [("telegram", "telegram"), ("cli", "cli"), ("<script>", "web"), ("", "web")]
)
def test_the_front_end_is_told_by_a_header(keeping: TestClient, kept: Kept, header: str, channel: str) -> None:
    keeping.post("/api/chat", json={"message": "수강료 얼마야?"}, headers={"X-Sesac-Channel": header})
    assert kept.questions.flush(30)
    assert [one.channel for one in answers(kept.records)] == [channel]


def test_feedback_is_kept_at_once_and_masked(keeping: TestClient, kept: Kept) -> None:
    answer = ask(keeping, "수강료 얼마야?")
    said = rate(keeping, answer["answer_id"], helpful=False, comment=" 010-1234-5678로 알려 주세요 ")
    assert (said.status_code, said.content) == (204, b"")
    found = answer_of(kept.records, answer["answer_id"])
    assert found
    assert (found.helpful, found.comment) == (False, "[전화번호]로 알려 주세요")


def test_a_comment_that_tells_of_distress_is_not_kept(keeping: TestClient, kept: Kept) -> None:
    answer = ask(keeping, "수강료 얼마야?")
    assert rate(keeping, answer["answer_id"], helpful=False, comment="죽고 싶어요").status_code == 204
    found = answer_of(kept.records, answer["answer_id"])
    assert found
    assert (found.helpful, found.comment) == (False, None)


def test_feedback_on_an_unknown_answer_is_a_problem_document(keeping: TestClient, client: TestClient) -> None:
    for asked in (keeping, client):
        refused = rate(asked, "unknown")
        assert refused.status_code == 404
        assert refused.json()["type"] == "/problems/answer-not-found"


@pytest.mark.parametrize(
    "body, pointer",
    [
        ({"helpful": True}, "#/answer_id"),
        ({"answer_id": "a"}, "#/helpful"),
        ({"answer_id": "a", "helpful": "yes"}, "#/helpful"),
        ({"answer_id": "a" * 65, "helpful": True}, "#/answer_id"),
        ({"answer_id": "a", "helpful": True, "comment": "가" * (MAX_COMMENT_CHARS + 1)}, "#/comment"),
    ],
)
def test_feedback_that_is_not_right_names_what_to_correct(
    keeping: TestClient, body: dict[str, object], pointer: str
) -> None:
    refused = keeping.post("/api/feedback", json=body)
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


def test_deleting_a_conversation_deletes_its_words_from_the_database(keeping: TestClient, kept: Kept) -> None:
    mine, other = ask(keeping, "마포 캠퍼스 어디야?"), ask(keeping, "수강료 얼마야?")
    rate(keeping, mine["answer_id"], helpful=False, comment="파란 우체통")
    assert keeping.delete(f"/api/sessions/{mine['session_id']}").status_code == 204
    assert kept.questions.flush(30)
    assert last_questions(kept.records, 10) == ["수강료 얼마야?"]
    for word in ("마포 캠퍼스 어디야", "파란 우체통", mine["session_id"]):
        assert word.encode() not in files(kept.records)
    assert answer_of(kept.records, other["answer_id"])


def test_a_locked_database_neither_fails_nor_loses_an_answer(
    keeping: TestClient, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.records.BUSY_TIMEOUT_S", 0.05)
    monkeypatch.setattr("api.question_log.RETRY_S", 0.05)
    assert kept.questions.flush(30)
    kept.records.close()
    kept.records.ensure_open()
    with closing(sqlite3.connect(str(kept.records.url.database), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        given = [ask(keeping, "수강료 얼마야?") for _ in range(3)]
        waiting = kept.questions.state.waiting
        monkeypatch.setattr("api.question_log.FEEDBACK_WAIT_S", 0.05)
        refused = rate(keeping, given[0]["answer_id"])
        other.execute("ROLLBACK")
    assert waiting == 3
    assert all(answer["status"] == "answered" for answer in given)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert kept.questions.flush(30)
    assert {one.answer_id for one in answers(kept.records)} == {answer["answer_id"] for answer in given}


@pytest.mark.parametrize("url", ["sqlite:////dev/null/records.db", "postgresql+pg8000://sesac:geheim@127.0.0.1:1/x"])
def test_a_server_whose_database_is_out_of_reach_answers(
    live: LiveKnowledge, tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings = ApiSettings(_env_file=None, database_url=url)
    with closing(Kept.of(settings, tmp_path)) as kept:
        client = TestClient(create_app(Parts(live, Sessions(10, 60), settings, kept)))
        answer = ask(client, "수강료 얼마야?")
        assert answer["status"] == "answered"
        assert client.delete(f"/api/sessions/{answer['session_id']}").status_code == 204
        client.close()
    assert "question log" in caplog.text
    assert "geheim" not in caplog.text


@pytest.mark.slow
def test_of_500_questions_with_personal_data_none_that_is_masked_stands_in_the_database_or_the_log(
    live: LiveKnowledge, kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    """What the masking itself misses (at most 2 %) is measured where it is made."""
    caplog.set_level(logging.DEBUG)
    settings = ApiSettings(_env_file=None)
    client = TestClient(create_app(Parts(live, Sessions(1000, 60), settings, kept)))
    shown_masked = "\n".join(mask(line["text"]).text for line in lines())
    masked = [line for line in lines() if line["piece"] not in shown_masked]
    assert len(masked) >= 490
    for line in masked:
        answer = ask(client, line["text"])
        assert rate(client, answer["answer_id"], helpful=False, comment=line["text"]).status_code == 204
    assert kept.questions.flush(60)
    client.close()
    held, said = files(kept.records), caplog.text
    assert len(answers(kept.records, limit=1000)) == len(masked)
    left = [line["piece"] for line in masked if line["piece"].encode() in held or line["piece"] in said]
    assert not left
