"""Fixtures of the refresh: documents as staff write them, and a tiny published programme."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ingest.finding import Finding
from ingest.readers import markdown
from ingest.refresh import Refresh, refresh
from knowledge.document import Document, Source
from knowledge.lexical import MorphemeAnalyser, analyser_with
from tests.staff_folder import StaffFolder, TinyProgramme

Reader = Callable[..., tuple[Document | None, list[Finding]]]


@pytest.fixture(scope="session")
def analyser() -> MorphemeAnalyser:
    """The analyser that cuts sentences."""
    return analyser_with(())


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
def first_refresh(tmp_path_factory: pytest.TempPathFactory) -> tuple[TinyProgramme, Refresh]:
    """A tiny programme with one published version, and what its refresh said; change nothing in it."""
    programme = TinyProgramme.make(tmp_path_factory.mktemp("published"))
    return programme, refresh(programme.settings)


@pytest.fixture
def programme(first_refresh: tuple[TinyProgramme, Refresh], tmp_path: Path) -> TinyProgramme:
    """A copy of it of one's own."""
    return first_refresh[0].copy_to(tmp_path / "own")


@pytest.fixture
def staff(tmp_path: Path) -> StaffFolder:
    """A second source, with one document."""
    folder = StaffFolder(tmp_path / "staff")
    folder.write("모집.md", "## 언제 모집하나요\n> Q: 모집 언제 해?\n\n3월에 모집합니다.\n", id="recruiting")
    return folder
