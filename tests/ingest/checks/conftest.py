"""What the checks say of a change to a small programme, refreshed and opened as it would be."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ingest.checks import examine
from ingest.refresh import refresh
from ingest.report import Checks
from knowledge.base import KnowledgeBase, open_current
from knowledge.document import Passage
from knowledge.version import VersionShelf
from tests.staff_folder import TinyProgramme

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Seoul"))
Look = Callable[[TinyProgramme], Checks]


@pytest.fixture
def look() -> Iterator[Look]:
    """Refresh a programme that was changed, and examine it against the version before."""
    opened: list[KnowledgeBase] = []

    def refreshed(programme: TinyProgramme) -> Checks:
        before: list[Passage] = [
            passage for passage, _ in VersionShelf(programme.settings.data_dir).current().passages()
        ]
        refresh(programme.settings)
        base = open_current(programme.settings)
        opened.append(base)
        return examine(base, before, base.passages, NOW)

    yield refreshed
    for base in opened:
        base.close()
