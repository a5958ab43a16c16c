"""Fixtures of the refresh: documents as staff write them, and a tiny published programme."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ingest.finding import Finding
from ingest.readers import markdown
from ingest.refresh import refresh
from knowledge.document import Document, Source
from knowledge.lexical import MorphemeAnalyser
from tests.staff_folder import TinyProgramme

Reader = Callable[..., tuple[Document | None, list[Finding]]]


@pytest.fixture(scope="session")
def analyser() -> MorphemeAnalyser:
    """The analyser that cuts sentences."""
    return MorphemeAnalyser()


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Write what staff typed into a file and read it as the refresh does."""

    def read_typed(
        typed: str | bytes, name: str = "note.md", catalogue: Mapping[str, Source] | None = None
    ) -> tuple[Document | None, list[Finding]]:
        file = tmp_path / name
        file.write_bytes(typed if isinstance(typed, bytes) else typed.encode())
        return markdown.read(file, name, catalogue or {})

    return read_typed


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> TinyProgramme:
    """A tiny programme with one published version; change nothing in it."""
    programme = TinyProgramme.make(tmp_path_factory.mktemp("published"))
    refresh(programme.settings)
    return programme


@pytest.fixture
def programme(published: TinyProgramme, tmp_path: Path) -> TinyProgramme:
    """A copy of it of one's own."""
    return published.copy_to(tmp_path / "own")
