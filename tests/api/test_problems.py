import json
import re

import pytest
from fastapi.testclient import TestClient

from api.problems import language_for
from api.texts import PROBLEMS
from knowledge.errors import StoreUnavailable
from tests.api.conftest import MakeApp

JSON = "application/json"
SECRET = "주민번호 900101-1234567"


def post(client: TestClient, body: bytes, content_type: str = JSON, **headers: str):  # type: ignore[no-untyped-def]
    return client.post("/api/chat", content=body, headers={"Content-Type": content_type, **headers})


@pytest.mark.parametrize(
    "body, status, kind",
    [
        (b"", 422, "invalid-input"),
        (b"{", 400, "malformed-json"),
        (b"not json " + SECRET.encode(), 400, "malformed-json"),
        (b'{"message": NaN}', 400, "malformed-json"),
        (b'{"message": "a", "x": Infinity}', 400, "malformed-json"),
        (b'{"message": 1e999}', 422, "invalid-input"),
        (b'{"message": ' + b"9" * 5000 + b"}", 400, "malformed-json"),
        (b'{"message": "\\ud800"}', 422, "invalid-input"),
        (b'{"message": "\xff\xfe"}', 400, "malformed-json"),
        (b'{"message": "\x00"}', 400, "malformed-json"),
        ('{"message": "강남"}'.encode("utf-16"), 400, "malformed-json"),
        ('{"message": "강남"}'.encode("euc-kr"), 400, "malformed-json"),
        (b"[" * 60_000, 400, "malformed-json"),
        (b'{"message":' * 5_000, 400, "malformed-json"),
        (b'{"message": "a", "x": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", 400, "malformed-json"),
        (b"[]", 422, "invalid-input"),
        (b'["' + SECRET.encode() + b'"]', 422, "invalid-input"),
        (b"null", 422, "invalid-input"),
        (b'"' + SECRET.encode() + b'"', 422, "invalid-input"),
        (b"{}", 422, "invalid-input"),
        (b'{"message": null}', 422, "invalid-input"),
        (b'{"message": ["' + SECRET.encode() + b'"]}', 422, "invalid-input"),
        (b'{"message": "a", "language": "' + SECRET.encode() + b'"}', 422, "invalid-input"),
        (b'{"message": "a", "session_id": 7}', 422, "invalid-input"),
        (b'{"message": "a", "session_id": "\\udfff"}', 422, "invalid-input"),
        (b'{"message": "a", "session_id": "' + b"s" * 129 + b'"}', 422, "invalid-input"),
        (b'{"' + SECRET.encode() + b'": "a"}', 422, "invalid-input"),
        (b'{"message": "' + "가".encode() * 2001 + b'"}', 422, "invalid-input"),
    ],
)
def test_bad_body_gets_a_problem_document_that_repeats_nothing(
    client: TestClient, body: bytes, status: int, kind: str
) -> None:
    response = post(client, body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == f"/problems/{kind}"
    assert problem["status"] == status
    assert problem["instance"] == response.headers["x-request-id"]
    assert SECRET not in response.text
    assert len(response.content) <= 1024
    if kind == "invalid-input":
        assert all(entry["pointer"].startswith("#") and entry["detail"] for entry in problem["errors"])


@pytest.mark.parametrize(
    "content_type", ["text/html", "text/plain", "application/xml", "multipart/form-data; boundary=x", "nonsense", ""]
)
def test_only_json_is_taken(client: TestClient, content_type: str) -> None:
    response = post(client, b"<html>hello</html>", content_type)
    assert response.status_code == 415
    assert response.json()["type"] == "/problems/unsupported-media-type"
    assert response.headers["accept"] == "application/json"


def test_json_in_another_charset_or_compressed_is_not_taken(client: TestClient) -> None:
    body = b'{"message": "hello"}'
    assert post(client, body, "application/json; charset=euc-kr").status_code == 415
    assert post(client, body, **{"Content-Encoding": "gzip"}).status_code == 415
    assert post(client, body, "application/json; charset=UTF-8").status_code == 200
    assert post(client, b"\xef\xbb\xbf" + body).status_code == 200


def test_unknown_address_and_wrong_method_are_problem_documents(client: TestClient) -> None:
    missing = client.get("/nowhere/<script>")
    assert (missing.status_code, missing.json()["type"]) == (404, "/problems/not-found")
    assert "script" not in missing.text
    wrong = client.get("/api/chat")
    assert (wrong.status_code, wrong.json()["type"]) == (405, "/problems/method-not-allowed")
    assert wrong.headers["allow"] == "POST"
    file = client.post("/widget/page.js")
    assert (file.status_code, file.json()["type"]) == (405, "/problems/method-not-allowed")
    for path in ("/widget/none.js", "/widget/%00", "/widget/..%2f..%2fpyproject.toml", "/docs/assets/" + "a" * 3000):
        assert client.get(path).json()["type"] == "/problems/not-found", path


@pytest.mark.parametrize(
    "accept_language, language, title",
    [
        ("", "ko", "입력한 값을 확인해 주세요"),
        ("en-GB,en;q=0.9,ko;q=0.8", "en", "Please check the input"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko", "입력한 값을 확인해 주세요"),
        ("de-DE,de", "ko", "입력한 값을 확인해 주세요"),
        ("de, en;q=0.4", "en", "Please check the input"),
    ],
)
def test_problems_speak_the_visitors_language(
    client: TestClient, accept_language: str, language: str, title: str
) -> None:
    response = post(client, b"{}", **{"Accept-Language": accept_language})
    assert response.headers["content-language"] == language
    assert response.json()["title"] == title


def test_malformed_language_preferences_mean_korean() -> None:
    for header in ("en;q=0", ";;,,", "q=1", "\x00", "*"):
        assert language_for(header) == "ko"


def test_unforeseen_fault_is_a_problem_document_without_details(make_app: MakeApp) -> None:
    app = make_app()

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("secret path /srv/data")

    response = TestClient(app).get("/broken", headers={"X-Request-ID": "abc-1"})
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["instance"] == "abc-1"
    assert "secret" not in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_unforeseen_fault_is_logged_with_its_place_and_without_what_was_typed(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app()
    typed = "제 번호는 010-1234-5678"

    @app.get("/broken")
    def broken() -> None:
        raise KeyError(typed)

    TestClient(app).get("/broken")
    assert "KeyError" in caplog.text
    assert "in broken" in caplog.text
    assert typed not in caplog.text


def test_broken_knowledge_means_try_again_later(make_app: MakeApp) -> None:
    app = make_app()

    @app.get("/broken")
    def broken() -> None:
        raise StoreUnavailable("/srv/data/chroma")

    response = TestClient(app).get("/broken")
    assert response.status_code == 503
    assert response.headers["retry-after"] == "5"
    assert "/srv" not in response.text


def test_type_of_every_problem_can_be_looked_up(client: TestClient) -> None:
    for kind, wording in PROBLEMS.items():
        page = client.get(f"/problems/{kind}")
        assert page.status_code == 200
        assert wording.title["ko"] in page.text
        assert wording.detail["en"] in page.text
        assert re.search("[가-힣]", wording.detail["ko"])
        assert json.dumps(wording.detail["en"]).isascii()
