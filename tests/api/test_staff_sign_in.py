"""Signing in by cookie: what a browser of the staff may do, and what a page of another site cannot make it do."""

import pytest
from fastapi.testclient import TestClient

from tests.staff_console import PASSWORD, Console


def test_the_cookie_is_for_this_site_only_and_for_no_script(shared: Console) -> None:
    def cookie(**headers: str) -> str:
        said = {"name": "editor", "password": PASSWORD}
        return TestClient(shared.app).post("/api/staff/session", json=said, headers=headers).headers["set-cookie"]

    plain = cookie().lower()
    assert "httponly" in plain
    assert "samesite=lax" in plain
    assert "secure" not in plain
    assert "secure" in cookie(**{"X-Forwarded-Proto": "https"}).lower()


def test_a_change_by_cookie_needs_the_token_of_our_pages(shared: Console) -> None:
    browser, csrf = shared.browser("editor")
    assert browser.get("/api/staff/drafts").status_code == 200
    assert browser.get("/api/staff/session").json()["csrf"] == csrf
    for headers in (
        {},
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "x" * 64},
        {"X-CSRF-Token": "새싹".encode().hex()},
    ):
        answer = browser.post("/api/staff/drafts", json={}, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/cross-site")
        assert shared.audit()[0].outcome == "refused"
    assert browser.post("/api/staff/drafts", json={}, headers={"X-CSRF-Token": csrf}).status_code == 201


def test_the_token_of_one_session_does_not_serve_another(shared: Console) -> None:
    one, _ = shared.browser("editor")
    _, other = shared.browser("editor")
    assert one.post("/api/staff/drafts", json={}, headers={"X-CSRF-Token": other}).status_code == 403


@pytest.mark.parametrize(
    "headers, is_let_in",
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://testserver"}, True),  # a proxy in front speaks https
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://testserver.evil.example"}, False),
        ({"Origin": "null"}, False),
    ],
)
def test_a_page_of_another_site_cannot_act_for_staff(shared: Console, headers: dict[str, str], is_let_in: bool) -> None:
    browser, csrf = shared.browser("editor")
    answer = browser.post("/api/staff/drafts", json={}, headers={"X-CSRF-Token": csrf, **headers})
    assert answer.status_code == (201 if is_let_in else 403)
    said = {"name": "editor", "password": PASSWORD}
    status = TestClient(shared.app).post("/api/staff/session", json=said, headers=headers).status_code
    assert status == (200 if is_let_in else 403)


def test_a_token_wins_over_a_cookie_so_that_a_wrong_one_is_nobody(shared: Console) -> None:
    browser, _ = shared.browser("operator")
    assert browser.get("/api/staff/accounts", headers={"Authorization": "Bearer wrong"}).status_code == 401
    token = {"Authorization": f"Bearer {shared.tokens['editor']}"}
    assert browser.get("/api/staff/accounts", headers=token).status_code == 403


def test_signing_out_ends_the_session_for_whoever_has_the_cookie(shared: Console) -> None:
    browser, csrf = shared.browser("editor")
    thief = TestClient(shared.app, cookies=dict(browser.cookies))
    assert thief.get("/api/staff/drafts").status_code == 200
    assert browser.delete("/api/staff/session", headers={"X-CSRF-Token": csrf}).status_code == 204
    assert thief.get("/api/staff/drafts").status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "x" * 4000, "sesac.AAAA"])
def test_a_made_up_cookie_is_nobody(shared: Console, cookie: str) -> None:
    assert TestClient(shared.app, cookies={"sesac_staff": cookie}).get("/api/staff/drafts").status_code == 401


def test_several_wrong_passwords_lock_the_account_and_an_unknown_name_likewise(shared: Console) -> None:
    shared.client("operator").post("/api/staff/accounts", json={"name": "잠길사람", "password": PASSWORD})
    client = TestClient(shared.app)
    for name, told in (
        ("잠길사람", "잠길사람"),
        ("없는사람", "-"),
    ):  # what is no name may be a password typed too early
        said = {"name": name, "password": "wrong wrong wrong"}
        statuses = [client.post("/api/staff/session", json=said).status_code for _ in range(7)]
        assert statuses == [401, 401, 401, 401, 401, 429, 429]
        locked = client.post("/api/staff/session", json={"name": name, "password": PASSWORD})
        assert locked.status_code == 429
        assert int(locked.headers["retry-after"]) >= 1
        line = shared.audit()[0]
        assert (line.who, line.action, line.outcome) == (told, "sign_in", "refused")
    assert "wrong" not in repr(shared.audit(20))


def test_a_server_without_the_console_has_no_staff_routes(client: TestClient) -> None:
    assert client.get("/api/staff/versions").status_code == 404
    assert "/api/staff/versions" not in client.get("/openapi.json").json()["paths"]
