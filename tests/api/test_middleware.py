import http.client
import json
import logging
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import MakeApp
from tests.serving import running


@pytest.fixture(scope="module")
def address(make_app: MakeApp) -> Iterator[tuple[str, int]]:
    with running(make_app()) as url:
        parts = urlsplit(url)
        assert parts.hostname
        assert parts.port
        yield parts.hostname, parts.port


PLACES = [
    ("GET", "/", 200),
    ("HEAD", "/", 200),
    ("GET", "/widget/page.js", 200),
    ("GET", "/docs", 200),
    ("GET", "/openapi.json", 200),
    ("GET", "/api/campuses", 200),
    ("GET", "/health/live", 200),
    ("GET", "/health/ready", 200),
    ("DELETE", "/api/sessions/x", 204),
    ("GET", "/api/campuses?district=%FF", 400),
    ("GET", "/nowhere", 404),
    ("PUT", "/api/chat", 405),
    ("POST", "/api/chat", 415),
    ("GET", "/api/campuses?near=x", 422),
]


@pytest.mark.parametrize("method, path, status", PLACES)
def test_every_response_has_the_security_headers(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["x-request-id"]
    assert "server" not in response.headers
    if path.startswith(("/api", "/health")):
        assert response.headers["cache-control"] == "no-store"


def test_request_id_is_kept_when_it_is_safe_to_repeat(client: TestClient) -> None:
    assert client.get("/health/live", headers={"X-Request-ID": "proxy-7.a_B"}).headers["x-request-id"] == "proxy-7.a_B"
    for unsafe in ("a b", "<script>", "x" * 65, "", "a\tb"):
        given = client.get("/health/live", headers={"X-Request-ID": unsafe}).headers["x-request-id"]
        assert given != unsafe
        assert len(given) == 32


@pytest.mark.parametrize("path", ["/api/chat", "/nowhere", "/", "/widget/page.js"])
def test_long_body_is_refused_wherever_it_is_sent(client: TestClient, path: str) -> None:
    response = client.post(path, content=b"x" * 64_001, headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    assert response.json()["type"] == "/problems/too-large"
    assert len(response.content) <= 1024


def test_chunked_body_over_the_limit_is_refused(client: TestClient) -> None:
    chunks = (b"x" * 10_000 for _ in range(50))
    response = client.post("/api/chat", content=chunks, headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    assert response.json()["type"] == "/problems/too-large"


def test_announced_ten_megabytes_are_refused_before_they_are_sent(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=10) as line:
        line.sendall(
            b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10000000\r\n\r\n"
        )
        answer = http.client.HTTPResponse(line)
        answer.begin()
        assert answer.status == 413
        assert json.load(answer)["type"] == "/problems/too-large"
        assert line.recv(1) == b""  # the server hung up: the ten megabytes have nowhere to go


def test_endless_chunks_are_cut_off_at_the_limit(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=10) as line:
        line.sendall(
            b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        line.sendall(b"".join(b"4000\r\n" + b"[" * 0x4000 + b"\r\n" for _ in range(5)))
        answer = http.client.HTTPResponse(line)
        answer.begin()
        assert answer.status == 413
        assert answer.getheader("connection") == "close"


def test_limit_is_a_setting(make_app: MakeApp) -> None:
    client = TestClient(make_app(max_body_bytes=8_192))
    assert client.post("/api/chat", content=b"x" * 8_193).status_code == 413


def test_pages_of_other_sites_may_not_call_unless_they_are_named(make_app: MakeApp, client: TestClient) -> None:
    asked = {"Origin": "https://www.example.kr", "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in client.options("/api/chat", headers=asked).headers

    named = TestClient(make_app(allowed_origins="https://www.example.kr"))
    allowed = named.options("/api/chat", headers={**asked, "Access-Control-Request-Headers": "content-type"})
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "https://www.example.kr"
    assert "access-control-allow-credentials" not in allowed.headers
    for foreign in ("https://www.example.kr.evil.com", "https://evil-www.example.kr", "null", "http://www.example.kr"):
        answer = named.post("/api/chat", json={"message": "안녕"}, headers={"Origin": foreign})
        assert "access-control-allow-origin" not in answer.headers


def test_log_holds_the_route_and_never_what_was_typed(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get("/api/campuses?near=37.5001,127.0001")
        client.delete("/api/sessions/private-session")
        client.post("/api/chat", json={"message": "제 번호는 010-1234-5678"})
        client.get("/nowhere/010-1234-5678")
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("api", "knowledge")))
    assert "GET /api/campuses 200" in ours
    assert "DELETE /api/sessions/{session_id} 204" in ours
    for typed in ("37.5001", "private-session", "010-1234"):
        assert typed not in ours
