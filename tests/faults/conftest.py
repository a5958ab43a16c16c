"""A tiny knowledge base to be broken: two versions of it, and what opening them needs, loaded once."""

import functools
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.golden import own_golden
from ingest.refresh import refresh
from ingest.settings import IngestSettings
from knowledge.base import Engine, KnowledgeBase, open_current
from knowledge.version import VersionShelf
from tests.sharing import built_once
from tests.staff_folder import COST, StaffFolder, TinyProgramme

FREE, PAID = "전액 무료", "10만 원"
"""What the first and the second version say of the fee."""


GOLDEN = """- 질문: 교육 기간이 얼마나 돼요?
  필수: [3개월]
"""
"""What the gate asks."""
NOTICE = """<!doctype html><html lang="ko"><head><title>9월 모집</title></head><body><main><h1>9월 모집</h1>
<p>작성일 2026-08-30</p><p>9월 과정의 지원서는 9월 12일까지 받습니다. 선발 결과는 문자로 알려 드립니다.</p>
<p>강의실은 3층이며 오전 9시에 시작합니다. 결석은 세 번까지 할 수 있습니다.</p></main></body></html>"""


@pytest.fixture(scope="session", autouse=True)
def alone() -> Iterator[None]:
    """No refresh asks the addresses in its documents: a test needs no network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SESAC_CHECK_LINKS", "false")
        yield


def with_fee(fee: str) -> str:
    """The document about the fee, saying this."""
    return COST.replace(FREE, fee)


def write_fee(programme: TinyProgramme, fee: str) -> None:
    """Let staff change the fee."""
    programme.folder.write("cost.md", with_fee(fee), id="cost", title="교육비", topic="cost-and-support")


@pytest.fixture(scope="session")
def two_versions(tmp_path_factory: pytest.TempPathFactory) -> TinyProgramme:
    """The fee is free in the older version and 10만 원 in the one in force; change nothing in it."""

    def build(folder: Path) -> None:
        programme = TinyProgramme.make(folder)
        programme.settings.data_dir.mkdir()
        own_golden(programme.settings).write_text(GOLDEN, "utf-8")
        refresh(programme.settings)
        write_fee(programme, PAID)
        refresh(programme.settings)
        assert len(VersionShelf(programme.settings.data_dir).ids()) == 2

    built = built_once(tmp_path_factory, "two-versions", build)
    return TinyProgramme.at(built).copy_to(tmp_path_factory.mktemp("two-versions"))


@pytest.fixture
def programme(two_versions: TinyProgramme, tmp_path: Path) -> TinyProgramme:
    """A copy of it of one's own."""
    return two_versions.copy_to(tmp_path / "own")


@pytest.fixture(scope="session")
def opened(two_versions: TinyProgramme) -> Iterator[KnowledgeBase]:
    """The version in force, open."""
    base = open_current(two_versions.settings)
    yield base
    base.close()


@pytest.fixture(scope="session")
def engine(opened: KnowledgeBase) -> Engine:
    """The models, loaded once for all tests."""
    return Engine(opened.embedder, opened.analyser)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and says nothing of it."""

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""


@dataclass(frozen=True)
class Page:
    """A page on loopback: its address, its file, and the settings with which it may be fetched."""

    url: str
    file: Path
    ingest: IngestSettings


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """A notice as a source."""
    site = StaffFolder(tmp_path / "site")
    file = site.write_raw("notice.html", NOTICE)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site.path)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    port = server.server_address[1]
    ingest = IngestSettings(_env_file=None, fetch_ports=(port,), fetch_networks=("127.0.0.0/8",), check_links=False)
    yield Page(f"http://127.0.0.1:{port}/notice.html", file, ingest)
    server.shutdown()
    server.server_close()
    thread.join()
