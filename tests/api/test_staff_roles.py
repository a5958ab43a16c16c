"""Who may do what: every route of the staff, by everybody who could try."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.records_staff import Role
from tests.staff_console import PASSWORD, Console

PUBLISHER = {("POST", "/api/staff/versions/{version_id}/rollback"), ("POST", "/api/staff/drafts/{draft_id}/publish")}
OPERATOR = {"/api/staff/accounts", "/api/staff/audit", "/api/staff/questions/export"}
OPEN = {("POST", "/api/staff/session")}


def routes(console: Console) -> Iterator[tuple[str, str, Role]]:
    """Every route with the role that this test expects it to need."""
    for path, operations in console.app.openapi()["paths"].items():
        for method in map(str.upper, operations):
            if not path.startswith("/api/staff") or (method, path) in OPEN:
                continue
            is_operators = any(path.startswith(prefix) for prefix in OPERATOR)
            publishes = (method, path) in PUBLISHER
            yield method, path, Role.OPERATOR if is_operators else Role.PUBLISHER if publishes else Role.EDITOR


def call(client: TestClient, method: str, path: str, **more: Any) -> int:
    """The status of a call that names nothing that exists, so that it changes nothing."""
    for name in ("version_id", "draft_id", "document_id", "golden_id", "name"):
        path = path.replace("{" + name + "}", "nothing")
    return client.request(method, path, **more).status_code


def test_every_route_is_listed_and_nobody_gets_in_without_a_token(shared: Console) -> None:
    found = list(routes(shared))
    assert len(found) > 40
    for token in ("", "Bearer sesac_wrong", "Bearer ", "Basic YTpi", "Bearer " + "x" * 5000):
        client = TestClient(shared.app, headers={"Authorization": token} if token else {})
        assert {call(client, method, path) for method, path, _ in found} == {401}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_what_it_covers_and_nothing_else(shared: Console, role: Role) -> None:
    client = shared.client(role.value)
    for method, path, needed in routes(shared):
        status = call(client, method, path)
        if role.covers(needed):
            assert status not in (401, 403), (method, path)
        else:
            assert status == 403, (method, path)


def test_the_description_names_and_tags_every_route_and_how_it_fails(shared: Console) -> None:
    described = shared.app.openapi()
    found = [one for path, all_ in described["paths"].items() if "/staff" in path for one in all_.values()]
    assert len({one["operationId"] for one in found}) == len(found)
    assert {tag for one in found for tag in one["tags"]} <= {tag["name"] for tag in described["tags"]}
    for one in found:
        assert one["summary"]
        assert {"401", "500"} <= set(one["responses"])
        failing = [answer for status, answer in one["responses"].items() if int(status) >= 400]
        assert all(list(answer["content"]) == ["application/problem+json"] for answer in failing)


def test_a_token_that_was_revoked_or_whose_account_is_disabled_no_longer_works(shared: Console) -> None:
    operator = shared.client("operator")
    made = operator.post("/api/staff/accounts", json={"name": "퇴사자"})
    assert made.status_code == 201
    assert len(made.json()["password"]) >= 20
    tokens = [operator.post("/api/staff/accounts/퇴사자/tokens", json={}).json()["token"] for _ in range(2)]
    leaver = TestClient(shared.app, headers={"Authorization": f"Bearer {tokens[0]}"})
    assert leaver.get("/api/staff/versions").status_code == 200
    assert operator.delete("/api/staff/accounts/퇴사자/tokens").json() == {"revoked": 2}
    assert leaver.get("/api/staff/versions").status_code == 401
    again = operator.post("/api/staff/accounts/퇴사자/tokens", json={}).json()["token"]
    leaver.headers["Authorization"] = f"Bearer {again}"
    assert leaver.get("/api/staff/versions").status_code == 200
    assert operator.patch("/api/staff/accounts/퇴사자", json={"disabled": True}).json()["disabled"]
    assert leaver.get("/api/staff/versions").status_code == 401


def test_a_refusal_says_what_to_do_and_leaves_an_audit_line(shared: Console) -> None:
    answer = shared.client("editor").post("/api/staff/versions/20260101T000000Z/rollback")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/not-allowed"
    assert "운영자" in answer.json()["detail"]
    line = shared.audit()[0]
    assert (line.who, line.role, line.action, line.object, line.outcome) == (
        "editor",
        "editor",
        "rollback",
        "20260101T000000Z",
        "refused",
    )
    TestClient(shared.app).post("/api/staff/drafts", json={})
    assert (shared.audit()[0].who, shared.audit()[0].outcome) == ("-", "refused")


def test_looking_leaves_no_audit_line_and_changing_does(shared: Console) -> None:
    before = len(shared.audit(1000))
    client = shared.client("editor")
    assert client.get("/api/staff/versions").status_code == 200
    assert len(shared.audit(1000)) == before
    draft = client.post("/api/staff/drafts", json={"note": "9월"}).json()["id"]
    assert len(shared.audit(1000)) == before + 1
    assert shared.audit()[0].detail == {"draft": draft}
    assert shared.audit()[0].outcome == "done"


def test_who_may_not_get_in_is_told_before_the_body_is_looked_at(shared: Console) -> None:
    nobody, editor = TestClient(shared.app), shared.client("editor")
    for body, kind in ((b"{", "application/json"), (b"x", "text/plain")):
        sent: dict[str, Any] = {"content": body, "headers": {"Content-Type": kind}}
        assert nobody.post("/api/staff/drafts", **sent).status_code == 401
        assert editor.post("/api/staff/accounts", **sent).status_code == 403
    assert (
        editor.post("/api/staff/drafts", content=b"{", headers={"Content-Type": "application/json"}).status_code == 400
    )
    assert editor.post("/api/staff/drafts", content=b"x", headers={"Content-Type": "text/plain"}).status_code == 415


def test_the_last_operator_cannot_be_locked_out_through_the_api(shared: Console) -> None:
    operator = shared.client("operator")
    for change in ({"disabled": True}, {"role": "editor"}):
        answer = operator.patch("/api/staff/accounts/operator", json=change)
        assert answer.status_code == 409
        assert "마지막 운영자" in answer.json()["detail"]


def test_a_weak_password_and_a_taken_name_are_refused_with_the_reason(shared: Console) -> None:
    operator = shared.client("operator")
    weak = operator.post("/api/staff/accounts", json={"name": "새사람", "password": "1234"})
    assert (weak.status_code, weak.json()["type"]) == (422, "/problems/refused-input")
    assert "12자" in weak.json()["detail"]
    taken = operator.post("/api/staff/accounts", json={"name": "Editor", "password": PASSWORD})
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/conflict")
