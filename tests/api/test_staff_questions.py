"""What people asked, where an answer is missing, golden questions, and the export of it all."""

import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.records_answers import answers
from tests.staff_console import Console


@pytest.fixture(scope="module")
def asked(shared: Console) -> list[str]:
    """Answer ids of questions that visitors asked; two ask for the same that nobody knows."""
    visitor = TestClient(shared.app)
    questions = (
        "기숙사 신청 마감일은 언제까지인가요?",
        "기숙사 신청 마감일이 언제까지인가요",
        "수강료가 있나요?",
        "=HYPERLINK(0) 신청은 어디서 하나요?",
        "제 번호는 010-1234-5678인데 수강료가 얼마인가요?",
    )
    ids = [str(visitor.post("/api/chat", json={"message": text}).json()["answer_id"]) for text in questions]
    said = {"answer_id": ids[2], "helpful": False, "comment": "@금액이 없어요"}
    assert visitor.post("/api/feedback", json=said).status_code == 204
    assert shared.desk.kept.questions.flush(30)
    return ids


def test_the_first_screen_tells_whether_everything_is_all_right(shared: Console, asked: list[str]) -> None:
    facts = shared.client("editor").get("/api/staff/overview").json()
    assert facts["version"]["id"] == shared.desk.shelf.current_id() == facts["serving"]
    assert facts["age_days"] == 0
    assert facts["unhelpful"] == 1
    assert facts["gap_count"] >= 1
    assert sum(facts["statuses"].values()) >= len(asked)
    assert facts["disk"]["free"] > 0
    assert isinstance(facts["disk"]["low"], bool)


def test_questions_are_listed_with_masked_words_and_can_be_chosen(shared: Console, asked: list[str]) -> None:
    client = shared.client("editor")
    found = client.get("/api/staff/questions").json()
    assert {entry["answer_id"] for entry in found} >= set(asked)
    assert "010-1234-5678" not in repr(found)
    unhelpful = client.get("/api/staff/questions?helpful=false").json()
    assert [entry["answer_id"] for entry in unhelpful] == [asked[2]]
    assert client.get("/api/staff/questions?channel=telegram").json() == []
    for wrong in ("status=none", "limit=0", "limit=9999", "since=yesterday", "channel=fax"):
        assert client.get(f"/api/staff/questions?{wrong}").status_code == 422


def test_an_export_wants_a_reason_and_no_cell_of_it_is_a_formula(shared: Console, asked: list[str]) -> None:
    operator = shared.client("operator")
    assert operator.post("/api/staff/questions/export", json={"reason": "x"}).status_code == 422
    assert operator.post("/api/staff/questions/export", json={}).status_code == 422
    answer = operator.post("/api/staff/questions/export", json={"reason": "9월 질문 분석"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == len(answers(shared.desk.kept.records, limit=1000))
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert next(row["질문"] for row in rows if "HYPERLINK" in row["질문"]).startswith("'=")
    assert [row["남긴 말"] for row in rows if row["남긴 말"]] == ["'@금액이 없어요"]
    line = shared.audit()[0]
    assert (line.who, line.action, line.detail) == (
        "operator",
        "export_questions",
        {"reason": "9월 질문 분석", "rows": len(rows)},
    )


def test_a_gap_becomes_a_document_that_says_nothing_until_somebody_writes(shared: Console, asked: list[str]) -> None:
    client = shared.client("editor")
    gap = next(one for one in client.get("/api/staff/gaps").json() if asked[0] in one["answer_ids"])
    assert gap["count"] == 2
    draft = client.post("/api/staff/drafts", json={}).json()["id"]
    made = client.post("/api/staff/gaps/draft", json={"answer_id": asked[1], "draft": draft}).json()
    assert made["markdown"].count("> Q: ") == 2
    assert made["file"]["name"] == made["name"]
    found = client.get(f"/api/staff/drafts/{draft}/previews").json()
    for _ in range(300):
        if not found["reading"]:
            break
        found = client.get(f"/api/staff/drafts/{draft}/previews").json()
    (file,) = found["files"]
    assert file["passages"] == 0
    assert any("비어 있습니다" in said for said in file["findings"])
    written = made["markdown"] + "기숙사는 없습니다.\n"
    assert (
        client.put(f"/api/staff/drafts/{draft}/documents/{made['name']}", json={"markdown": written}).status_code == 200
    )
    assert client.post("/api/staff/gaps/draft", json={"answer_id": "nothing"}).status_code == 404


def golden_ids(client: TestClient) -> list[str]:
    return [one["id"] for one in client.get("/api/staff/golden").json()["questions"]]


def test_golden_questions_are_added_changed_checked_and_deleted(shared: Console) -> None:
    client = shared.client("editor")
    said: dict[str, Any] = {"question": "수강료가 있나요?", "must": [["무료", "공짜"]], "must_not": ["선착순"]}
    made = client.post("/api/staff/golden", json=said)
    assert made.status_code == 201
    name = made.json()["id"]
    assert client.post("/api/staff/golden", json=said).status_code == 422  # it is there already
    (row,) = client.post("/api/staff/golden/check", json={"ids": [name]}).json()
    assert (row["question"], row["why"]) == ("수강료가 있나요?", [])
    changed = client.put(f"/api/staff/golden/{name}", json={**said, "id": name, "must": [["백만 원"]]})
    assert changed.json()["must"] == [["백만 원"]]
    (row,) = client.post("/api/staff/golden/check", json={"ids": [name]}).json()
    assert "백만 원" in row["why"][0]
    gone = client.delete(f"/api/staff/golden/{name}")
    assert gone.json()["id"] == name
    assert name not in golden_ids(client)
    assert client.delete(f"/api/staff/golden/{name}").status_code == 404
    assert client.post("/api/staff/golden", json=gone.json()).status_code == 201  # what was deleted can be had back


@pytest.mark.parametrize(
    "said",
    [
        {"question": ""},
        {"question": "가" * 501},
        {"question": "왜?", "id": "../x"},
        {"question": "왜?", "status": ["none"]},
        {"question": "왜?", "must": [["***"]]},
        {"question": "왜?", "at": "1066-10-14T09:00:00"},
        {"question": "왜?", "must": [["a"]] * 31},
    ],
)
def test_a_golden_question_that_could_not_be_read_back_is_refused(shared: Console, said: dict[str, Any]) -> None:
    client = shared.client("editor")
    before = golden_ids(client)
    assert client.post("/api/staff/golden", json=said).status_code == 422
    assert golden_ids(client) == before


def test_an_answer_becomes_a_golden_question(shared: Console, asked: list[str]) -> None:
    client = shared.client("editor")
    for source in ({"answer_id": asked[2]}, {"question": "수강료가 있나요?"}):
        made = client.post("/api/staff/golden/make", json=source).json()
        assert made["question"] == "수강료가 있나요?"
        assert made["status"] == ["answered"]
        assert made["sources"]
    assert client.post("/api/staff/golden/make", json={"answer_id": "nothing"}).status_code == 404


def test_a_tried_question_shows_what_was_found_and_why_it_is_used_or_not(shared: Console) -> None:
    tried = shared.client("editor").post("/api/staff/try", json={"question": "수강료가 있나요?"}).json()["today"]
    assert tried["answer"]["status"] == "answered"
    assert tried["answer"]["citations"]
    first = tried["found"][0]
    assert first["used"]
    parts = sum(first[name] for name in ("dense", "lexical", "coverage", "match", "finder"))
    assert parts == pytest.approx(first["score"], abs=0.01)
    unused = [found for found in tried["found"] if not found["used"]]
    assert all(found["why"] for found in unused)
    for wrong, status in (({"question": " "}, 422), ({"question": "왜", "version": "20200101T000000Z"}, 404)):
        assert shared.client("editor").post("/api/staff/try", json=wrong).status_code == status


def test_trying_leaves_no_trace_among_the_questions_of_visitors(shared: Console) -> None:
    before = len(answers(shared.desk.kept.records, limit=1000))
    shared.client("editor").post("/api/staff/try", json={"question": "교육 기간이 얼마나 되나요?"})
    shared.desk.kept.questions.flush(10)
    assert len(answers(shared.desk.kept.records, limit=1000)) == before


def test_documents_are_found_by_title_and_shown_with_their_passages(shared: Console) -> None:
    client = shared.client("editor")
    assert len(client.get("/api/staff/documents").json()) == 5
    (row,) = client.get("/api/staff/documents?text=교 육비").json()
    assert (row["id"], row["origin"], row["passages"]) == ("cost", "programme", 1)
    found = client.get("/api/staff/documents/cost").json()
    assert "전액 무료" in found["passages"][0]["text"]
    assert client.get("/api/staff/documents?origin=uploads").json() == []
    assert client.get("/api/staff/sources").json() == [{"origin": "programme", "kind": "programme", "documents": 5}]
    for path in ("documents/nothing", "uploads/nothing", "uploads/..%2fmanifest.json", "documents?version=x"):
        assert client.get(f"/api/staff/{path}").status_code == 404
