"""Fixtures for all tests: the shipped programme, built once and opened once."""

from collections.abc import Iterator

import pytest

from ingest.refresh import refresh
from knowledge.answering import Answerer
from knowledge.base import KnowledgeBase, open_current
from knowledge.serving import LiveKnowledge
from knowledge.settings import KnowledgeSettings


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeSettings:
    """Settings of a data folder that holds one published version of the shipped programme; change nothing in it."""
    made = KnowledgeSettings(_env_file=None, data_dir=tmp_path_factory.mktemp("data"))
    refresh(made)
    return made


@pytest.fixture(scope="session")
def base(settings: KnowledgeSettings) -> Iterator[KnowledgeBase]:
    """That version, opened."""
    opened = open_current(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def answerer(base: KnowledgeBase, settings: KnowledgeSettings) -> Answerer:
    """Answers from that version."""
    return Answerer(base, settings)


@pytest.fixture(scope="session")
def live(settings: KnowledgeSettings) -> Iterator[LiveKnowledge]:
    """The same as a server opens it."""
    opened = LiveKnowledge(settings)
    yield opened
    opened.close()
