from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import build
from knowledge.errors import NoVersion
from knowledge.settings import KnowledgeSettings


def test_server_builds_itself_from_the_environment_and_closes_what_it_opened(
    settings: KnowledgeSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)  # away from a developer's .env
    monkeypatch.setenv("SESAC_DATA_DIR", str(settings.data_dir))
    app = build()
    with TestClient(app) as client:
        assert client.post("/api/chat", json={"message": "수강료 얼마야?"}).json()["status"] == "answered"
        watching = app.state.parts.live._thread
        assert watching.is_alive()
    assert not watching.is_alive()


def test_server_without_a_knowledge_base_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SESAC_DATA_DIR", str(tmp_path / "data"))
    with pytest.raises(NoVersion, match="sesac refresh"):
        build()


def test_first_page_needs_no_other_host(client: TestClient) -> None:
    for path in ("/", "/widget/page.css", "/widget/page.js", "/widget/render.js", "/widget/texts.js"):
        response = client.get(path)
        assert response.status_code == 200
        assert "charset=utf-8" in response.headers["content-type"]
        assert "//" not in response.text.replace("http://www.w3.org/2000/svg", "").split("<script")[0].replace(
            "// ", ""
        )
        assert "innerHTML" not in response.text
