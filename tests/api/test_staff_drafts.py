"""A draft from the first file to the published version and back, and all that may come between."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from filelock import FileLock

from api.records_runs import last_runs
from tests.staff_console import Console, console, files_below, notice, settled, upload
from tests.staff_folder import TinyProgramme
from tests.waiting import eventually

SENTENCE = "주차장은 지하 2층에 있습니다."


def create(client: TestClient, note: str = "") -> str:
    return str(client.post("/api/staff/drafts", json={"note": note}).json()["id"])


def prepared(client: TestClient, draft: str) -> dict[str, Any]:
    assert client.post(f"/api/staff/drafts/{draft}/prepare").status_code == 202
    return settled(client, draft)


def names(client: TestClient, draft: str) -> list[str]:
    return [file["name"] for file in client.get(f"/api/staff/drafts/{draft}/files").json()]


def today(client: TestClient, question: str = "주차할 수 있나요?") -> str:
    """The text that visitors are given now, once the newest version serves."""

    def serves() -> bool:
        facts = client.get("/api/staff/overview").json()
        return bool(facts["serving"] == facts["version"]["id"])

    assert eventually(serves)
    answer: str = client.post("/api/chat", json={"message": question}).json()["text"]
    return answer


def test_from_upload_to_publishing_and_back(own: Console) -> None:
    editor, publisher = own.client("editor"), own.client("publisher")
    before = own.desk.shelf.current_id()
    assert SENTENCE not in today(editor)

    draft = create(editor, "주차 안내를 더합니다")
    assert upload(editor, draft, "주차.md", notice(SENTENCE)).status_code == 200
    assert publisher.post(f"/api/staff/drafts/{draft}/publish", json={}).status_code == 409  # nothing prepared yet
    ready = prepared(editor, draft)
    assert ready["state"] == "ready", ready
    assert editor.get(f"/api/staff/drafts/{draft}/progress").json() is None

    report = editor.get(f"/api/staff/drafts/{draft}/report").json()
    assert [document["title"] for document in report["report"]["added"]] == ["주차 안내"]
    assert "주차 안내" in report["sentences"]["added"][0]
    beside = {"question": "주차할 수 있나요?", "version": ready["version_id"]}
    tried = editor.post("/api/staff/try", json=beside).json()
    assert SENTENCE in tried["other"]["answer"]["text"]
    assert SENTENCE not in tried["today"]["answer"]["text"]
    assert tried["other"]["version_id"] == ready["version_id"]
    assert any(found["used"] for found in tried["other"]["found"])

    assert editor.post(f"/api/staff/drafts/{draft}/publish", json={}).status_code == 403
    done = publisher.post(f"/api/staff/drafts/{draft}/publish", json={"note": "주차 안내"})
    assert (done.status_code, done.json()["state"]) == (200, "published")
    assert SENTENCE in today(editor)
    row = editor.get("/api/staff/versions").json()[0]
    assert (row["is_current"], row["by"], row["note"]) == (True, "publisher", "주차 안내")
    assert row["changes"]["added"] == 1
    assert own.audit()[0].detail == {"version": row["id"]}
    assert [run.outcome for run in last_runs(own.desk.kept.records, 2)] == ["published", "prepared"]

    again = publisher.post(f"/api/staff/drafts/{draft}/publish", json={})
    assert (again.status_code, "이미 낸" in again.json()["detail"]) == (409, True)
    assert upload(editor, draft, "더.md", notice("x")).status_code == 409

    following = create(editor)
    assert names(editor, following) == ["주차.md"]
    original = editor.get("/api/staff/uploads/주차.md")
    assert original.text == notice(SENTENCE)
    assert original.headers["content-disposition"].startswith("attachment")

    versions = files_below(own.desk.shelf.folder)
    back = publisher.post(f"/api/staff/versions/{before}/rollback")
    assert (back.status_code, back.json()["is_current"]) == (200, True)
    assert files_below(own.desk.shelf.folder) == versions  # the pointer alone changed: it takes no time
    assert own.desk.shelf.current_id() == before
    assert SENTENCE not in today(editor)
    assert names(editor, create(editor)) == []
    assert own.audit(1)[0].action == "create_draft"
    assert own.audit(2)[1].detail == {"before": row["id"]}


def test_two_drafts_at_once_and_none_takes_back_what_the_other_published(own: Console) -> None:
    editor, publisher = own.client("editor"), own.client("publisher")
    first, second = create(editor), create(editor)
    upload(editor, first, "하나.md", notice("하나는 지하 1층에 있습니다.", "하나", "하나는 어디 있나요"))
    upload(editor, second, "둘.md", notice("둘은 지하 2층에 있습니다.", "둘", "둘은 어디 있나요"))

    assert editor.post(f"/api/staff/drafts/{first}/prepare").status_code == 202
    busy = editor.post(f"/api/staff/drafts/{second}/prepare")
    assert (busy.status_code, busy.json()["type"]) == (409, "/problems/busy")
    assert editor.get(f"/api/staff/drafts/{second}").json()["state"] == "open"
    assert upload(editor, first, "늦음.md", notice("x")).status_code == 409
    assert settled(editor, first)["state"] == "ready"

    assert prepared(editor, second)["state"] == "ready"
    assert publisher.post(f"/api/staff/drafts/{first}/publish", json={}).status_code == 200
    outdated = editor.get(f"/api/staff/drafts/{second}").json()
    assert (outdated["state"], outdated["is_behind"]) == ("outdated", True)
    assert "다시 준비" in outdated["said"]
    refused = publisher.post(f"/api/staff/drafts/{second}/publish", json={})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/conflict")

    assert prepared(editor, second)["state"] == "ready"
    assert names(editor, second) == ["둘.md", "하나.md"]
    assert publisher.post(f"/api/staff/drafts/{second}/publish", json={}).status_code == 200
    titles = {row["title"] for row in editor.get("/api/staff/documents?origin=uploads").json()}
    assert titles == {"하나", "둘"}


def test_a_blocked_draft_wants_a_reason_which_is_kept(own: Console) -> None:
    editor, publisher = own.client("editor"), own.client("publisher")
    golden = {"question": "수강료가 있나요?", "must": [["무료"]]}
    assert editor.post("/api/staff/golden", json=golden).status_code == 201
    draft = create(editor)
    assert editor.post(f"/api/staff/drafts/{draft}/dropped", json={"origin": "programme"}).status_code == 200
    blocked = prepared(editor, draft)
    assert blocked["state"] == "blocked", blocked
    gate = editor.get(f"/api/staff/drafts/{draft}/report").json()["gate"]
    assert {block["kind"] for block in gate["blocks"]} >= {"lost passages", "turned wrong"}

    stopped = publisher.post(f"/api/staff/drafts/{draft}/publish", json={})
    assert (stopped.status_code, stopped.json()["type"]) == (409, "/problems/stopped-by-gate")
    assert "까닭" in stopped.json()["detail"]
    assert publisher.post(f"/api/staff/drafts/{draft}/publish", json={"force": " ​ "}).status_code == 409
    reason = "자료를 모두 새로 씁니다"
    assert publisher.post(f"/api/staff/drafts/{draft}/publish", json={"force": reason}).status_code == 200
    assert editor.get("/api/staff/versions").json()[0]["forced"] == reason
    assert own.audit()[0].detail["force"] == reason
    assert last_runs(own.desk.kept.records, 1)[0].forced == reason


def test_what_changes_nothing_is_said_and_a_held_lock_too(own: Console) -> None:
    editor = own.client("editor")
    draft = create(editor)
    empty = editor.post(f"/api/staff/drafts/{draft}/prepare")
    assert (empty.status_code, "바꿀 것이 없습니다" in empty.json()["detail"]) == (409, True)
    upload(editor, draft, "주차.md", notice(SENTENCE))
    with FileLock(own.desk.knowledge.data_dir / "refresh.lock"):
        held = prepared(editor, draft)
    assert held["state"] == "failed"
    assert "다른 갱신이 진행 중" in held["said"]
    assert names(editor, draft) == ["주차.md"]


def test_preparing_can_be_stopped_and_the_old_version_stays(own: Console) -> None:
    editor = own.client("editor")
    before = own.desk.shelf.current_id()
    draft = create(editor)
    upload(editor, draft, "주차.md", notice(SENTENCE))
    assert editor.post(f"/api/staff/drafts/{draft}/prepare").status_code == 202
    assert editor.get(f"/api/staff/drafts/{draft}/progress").json()["steps"] == 8
    assert editor.post(f"/api/staff/drafts/{draft}/cancel").status_code == 200
    assert settled(editor, draft)["state"] == "failed"
    assert own.desk.shelf.current_id() == before
    assert own.desk.shelf.prepared_ids() == []
    assert prepared(editor, draft)["state"] == "ready"  # nothing of it is lost


def test_a_restart_in_the_middle_loses_no_file_and_says_that_it_was_interrupted(
    tiny_published: TinyProgramme, tmp_path: Path
) -> None:
    settings = tiny_published.copy_to(tmp_path).settings
    with console(settings) as before:
        draft = create(before.client("editor"), "9월")
        upload(before.client("editor"), draft, "주차.md", notice(SENTENCE))
        kept = settings.data_dir / "drafts" / draft / "draft.json"
    state = json.loads(kept.read_text("utf-8"))
    kept.write_text(json.dumps({**state, "state": "preparing"}), "utf-8")  # as a killed server leaves it
    with console(settings) as after:
        client = after.client("editor")
        found = client.get(f"/api/staff/drafts/{draft}").json()
        assert (found["state"], found["note"]) == ("failed", "9월")
        assert "다시 준비" in found["said"]
        assert names(client, draft) == ["주차.md"]
        with FileLock(settings.data_dir / "drafts" / draft / "work.lock"):  # another process of the server is at it
            assert client.get(f"/api/staff/drafts/{draft}").json()["state"] == "preparing"
        kept.write_text("{", "utf-8")
        assert client.get(f"/api/staff/drafts/{draft}").status_code == 404
        assert client.get("/api/staff/drafts").json() == []


@pytest.fixture
def open_draft(shared: Console) -> tuple[TestClient, str]:
    client = shared.client("editor")
    draft = create(client)
    upload(client, draft, "주차.md", notice(SENTENCE))
    return client, draft


def test_a_discarded_draft_comes_back_with_its_files(open_draft: tuple[TestClient, str]) -> None:
    client, draft = open_draft
    assert client.post(f"/api/staff/drafts/{draft}/discard").json()["state"] == "discarded"
    assert upload(client, draft, "더.md", notice("x")).status_code == 409
    assert client.post(f"/api/staff/drafts/{draft}/reopen").json()["state"] == "open"
    assert names(client, draft) == ["주차.md"]
    assert client.post(f"/api/staff/drafts/{draft}/reopen").status_code == 409


def test_addresses_are_kept_once_and_only_web_ones(open_draft: tuple[TestClient, str]) -> None:
    client, draft = open_draft
    for _ in range(2):
        answer = client.post(f"/api/staff/drafts/{draft}/urls", json={"url": " https://www.example.kr/notice "})
        assert answer.json()["urls"] == ["https://www.example.kr/notice"]
    for url in ("file:///etc/passwd", "javascript:alert(1)", "www.example.kr", "", "https://a b"):
        assert client.post(f"/api/staff/drafts/{draft}/urls", json={"url": url}).status_code == 422
    gone = client.post(f"/api/staff/drafts/{draft}/urls/remove", json={"url": "https://www.example.kr/notice"})
    assert gone.json()["urls"] == []
    assert client.post(f"/api/staff/drafts/{draft}/urls/remove", json={"url": "https://x.kr"}).status_code == 404


def test_an_uploaded_file_that_is_changed_leaves_the_published_one_as_it_was(
    tiny_published: TinyProgramme, tmp_path: Path
) -> None:
    settings = tiny_published.copy_to(tmp_path).settings
    with console(settings) as made:
        editor, publisher = made.client("editor"), made.client("publisher")
        draft = create(editor)
        upload(editor, draft, "주차.md", notice(SENTENCE))
        assert prepared(editor, draft)["state"] == "ready"
        publisher.post(f"/api/staff/drafts/{draft}/publish", json={})
        following = create(editor)
        assert editor.get(f"/api/staff/drafts/{following}/files").json()[0]["standing"] == "same"
        editor.put(f"/api/staff/drafts/{following}/files/주차.md/said", json={"title": "다른 제목"})
        assert editor.get(f"/api/staff/drafts/{following}/files").json()[0]["standing"] == "changed"
        assert editor.get("/api/staff/uploads/주차.md").text == notice(SENTENCE)
        assert editor.delete(f"/api/staff/drafts/{following}/files/주차.md").status_code == 204
        assert editor.get("/api/staff/uploads/주차.md").status_code == 200


def test_sources_that_are_not_there_cannot_be_left_out(open_draft: tuple[TestClient, str]) -> None:
    client, draft = open_draft
    for origin in ("uploads", "/srv/nothing"):
        assert client.post(f"/api/staff/drafts/{draft}/dropped", json={"origin": origin}).status_code == 404
    dropped = client.post(f"/api/staff/drafts/{draft}/dropped", json={"origin": "programme"}).json()["dropped"]
    assert dropped == ["programme"]
    kept = client.post(f"/api/staff/drafts/{draft}/dropped/remove", json={"origin": "programme"}).json()["dropped"]
    assert kept == []
