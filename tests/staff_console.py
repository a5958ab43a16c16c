"""A server with the staff's console over a tiny programme, and the people who use it."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import create_app
from api.parts import Kept, Parts
from api.records_audit import AuditEntry, audit_trail
from api.records_staff import Role
from api.sessions import Sessions
from api.settings import ApiSettings
from api.staff_desk import Desk
from ingest.settings import IngestSettings
from knowledge.serving import LiveKnowledge
from knowledge.settings import KnowledgeSettings
from tests.waiting import eventually

PASSWORD = "모란 앵두 살구 호박 일곱 개"
PEOPLE = {"editor": Role.EDITOR, "publisher": Role.PUBLISHER, "operator": Role.OPERATOR}


@dataclass(frozen=True)
class Console:
    """The application, and a token of each role."""

    app: FastAPI
    desk: Desk
    live: LiveKnowledge
    tokens: Mapping[str, str]

    def client(self, role: str | None = None) -> TestClient:
        """A program with the token of a role; None: without one."""
        headers = {"Authorization": f"Bearer {self.tokens[role]}"} if role else {}
        return TestClient(self.app, headers=headers)

    def browser(self, name: str) -> tuple[TestClient, str]:
        """A signed-in browser, and the token that its pages would carry."""
        client = TestClient(self.app, base_url="http://testserver")
        answer = client.post("/api/staff/session", json={"name": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return client, str(answer.json()["csrf"])

    def audit(self, limit: int = 10) -> list[AuditEntry]:
        """The latest lines of the audit trail."""
        return audit_trail(self.desk.kept.records, limit=limit)


@contextmanager
def console(knowledge: KnowledgeSettings, **chosen: Any) -> Iterator[Console]:
    """Serve the knowledge of a data folder with the console, and close all of it."""
    settings = ApiSettings(_env_file=None, **chosen)
    live = LiveKnowledge(knowledge)
    kept = Kept.of(settings, knowledge.data_dir)
    desk = Desk.of(settings, knowledge, live, kept, IngestSettings(_env_file=None, check_links=False))
    now = datetime.now(UTC)
    try:
        for name, role in PEOPLE.items():
            if name not in {one.name for one in kept.accounts.all()}:
                kept.accounts.add(name, PASSWORD, role, now)
        tokens = {name: kept.accounts.create_token(name, now) for name in PEOPLE}
        app = create_app(Parts(live, Sessions(10, 60), settings, kept, desk))
        yield Console(app, desk, live, tokens)
    finally:
        desk.close()
        kept.close()
        live.close()


def upload(client: TestClient, draft: str, name: str, content: bytes | str, **more: Any) -> Response:
    """Send one file to a draft."""
    data = content.encode() if isinstance(content, str) else content
    return client.post(f"/api/staff/drafts/{draft}/files", files={"file": (name, io.BytesIO(data))}, **more)


def notice(sentence: str, title: str = "주차 안내", question: str = "주차할 수 있나요") -> str:
    """A short document."""
    return (
        f"---\ntitle: {title}\npublished: 2026-11-01\npublisher: 서울경제진흥원\n---\n# {title}\n\n"
        f"## {question}\n> Q: {question}?\n\n{sentence}\n"
    )


def settled(client: TestClient, draft: str) -> dict[str, Any]:
    """Wait until a draft is no longer being prepared."""

    def state() -> dict[str, Any]:
        found: dict[str, Any] = client.get(f"/api/staff/drafts/{draft}").json()
        return found

    assert eventually(lambda: state()["state"] != "preparing")
    return state()


def files_below(folder: Path) -> set[str]:
    """Every path below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
