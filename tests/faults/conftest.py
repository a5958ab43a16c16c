"""A tiny knowledge base to be broken: two versions of it, and what opening them needs, loaded once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.golden import own_golden
from ingest.refresh import refresh
from knowledge.base import Engine, KnowledgeBase, open_current
from knowledge.version import VersionShelf
from tests.staff_folder import COST, TinyProgramme

FREE, PAID = "전액 무료", "10만 원"
"""What the first and the second version say of the fee."""


GOLDEN = """- 질문: 교육 기간이 얼마나 돼요?
  필수: [3개월]
"""
"""What the gate asks."""


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
    programme = TinyProgramme.make(tmp_path_factory.mktemp("faults"))
    programme.settings.data_dir.mkdir()
    own_golden(programme.settings).write_text(GOLDEN, "utf-8")
    refresh(programme.settings)
    write_fee(programme, PAID)
    refresh(programme.settings)
    assert len(VersionShelf(programme.settings.data_dir).ids()) == 2
    return programme


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
