"""Fixtures for all tests: the shipped programme, built once and opened once by each worker; a tiny one."""

import os
import shutil
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from ingest.refresh import refresh
from knowledge.answering import Answerer
from knowledge.base import KnowledgeBase, open_current
from knowledge.embedding import Embedder, load_embedder
from knowledge.serving import LiveKnowledge
from knowledge.settings import KnowledgeSettings
from tests.sharing import built_once
from tests.staff_folder import TinyProgramme

MODEL_SETTINGS = ("embedding_model", "query_prompt", "passage_prompt")
MOST_WORKERS = 8
"""Each holds the models, and up to 2 GB where it reads what is meant to be too much."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """How many `-n auto` is: two at least, for many tests wait for something else than a core."""
    return min(max(2, os.cpu_count() or 2), MOST_WORKERS)


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Passwords that cost little to check: a hash as it ships takes a quarter of a second, and tests make hundreds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.accounts.Argon2Hasher", partial(Argon2Hasher, time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def shipped_model_once() -> Iterator[None]:
    """The shipped model, and the examples of scope that it embeds, loaded once: a refresh takes half its time for it."""
    shipped = KnowledgeSettings(_env_file=None)
    load_shipped = cache(lambda: load_embedder(shipped))

    def load(settings: KnowledgeSettings) -> Embedder:
        same = all(getattr(settings, name) == getattr(shipped, name) for name in MODEL_SETTINGS)
        return load_shipped() if same else load_embedder(settings)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.refresh.load_embedder", load)
        patch.setattr("knowledge.base.load_embedder", load)
        yield


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeSettings:
    """Settings of a data folder that holds one published version of the shipped programme; change nothing in it."""

    def build(folder: Path) -> None:
        refresh(KnowledgeSettings(_env_file=None, data_dir=folder))

    built = built_once(tmp_path_factory, "whole", build)
    own = shutil.copytree(built, tmp_path_factory.mktemp("whole") / "data")
    return KnowledgeSettings(_env_file=None, data_dir=own)


@pytest.fixture(scope="session")
def tiny_published(tmp_path_factory: pytest.TempPathFactory) -> TinyProgramme:
    """A tiny programme in force; copy it to change it."""

    def build(folder: Path) -> None:
        refresh(TinyProgramme.make(folder).settings)

    built = built_once(tmp_path_factory, "tiny", build)
    return TinyProgramme.at(built).copy_to(tmp_path_factory.mktemp("tiny"))


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
