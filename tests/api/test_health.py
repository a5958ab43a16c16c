import shutil
from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.parts import Parts
from api.sessions import Sessions
from api.settings import ApiSettings
from knowledge.errors import StoreUnavailable
from knowledge.serving import LiveKnowledge
from knowledge.settings import KnowledgeSettings
from knowledge.version import VersionShelf
from tests.waiting import eventually


class BrokenKnowledge(LiveKnowledge):
    """What serves when its store breaks under it."""

    def __init__(self) -> None:
        pass

    @property
    def answerer(self):  # type: ignore[no-untyped-def]
        raise StoreUnavailable("/srv/data/versions/1/chroma")


def client_of(live: LiveKnowledge) -> TestClient:
    return TestClient(create_app(Parts(live, Sessions(10, 60), ApiSettings(_env_file=None))))


def test_server_is_ready_when_it_answers(client: TestClient, live: LiveKnowledge) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    ready = client.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json() == {
        "status": "ready",
        "knowledge_version": live.state.version_id,
        "is_current": True,
        "faults": [],
    }


def test_broken_part_is_named_while_the_process_lives() -> None:
    client = client_of(BrokenKnowledge())
    assert client.get("/health/live").status_code == 200
    ready = client.get("/health/ready")
    assert ready.status_code == 503
    assert ready.headers["content-type"] == "application/problem+json"
    assert ready.json()["broken"] == ["knowledge"]
    assert "/srv" not in ready.text


def test_damaged_new_version_leaves_the_old_one_serving_and_says_so(
    settings: KnowledgeSettings, tmp_path: Path
) -> None:
    own = settings.model_copy(update={"data_dir": tmp_path / "data"})
    shutil.copytree(settings.data_dir, own.data_dir)
    shelf = VersionShelf(own.data_dir)
    old = shelf.current_id()
    assert old is not None
    live = LiveKnowledge(own)
    try:
        client = client_of(live)
        shutil.copytree(shelf.folder / old, shelf.folder / f"{old}-001")
        (shelf.folder / f"{old}-001" / "passages.jsonl").write_bytes(b"")
        shelf.point_to(f"{old}-001")
        assert eventually(lambda: client.get("/health/ready").json()["status"] != "ready")
        state = client.get("/health/ready").json()
        assert state["status"] == "degraded"
        assert state["knowledge_version"] == old
        assert state["is_current"] is False
        assert state["faults"]
        assert str(tmp_path) not in str(state["faults"])
        assert client.post("/api/chat", json={"message": "수강료 얼마야?"}).json()["status"] == "answered"
    finally:
        live.close()
