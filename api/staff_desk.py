"""The desk: what the console works with, made once for a server process."""

from dataclasses import dataclass
from typing import Annotated, Self

from fastapi import Depends, Request

from api.parts import Kept
from api.settings import ApiSettings
from api.staff_drafts import Drafts
from api.staff_golden import GoldenDesk
from api.staff_trying import Trying
from ingest.settings import IngestSettings
from knowledge.serving import LiveKnowledge
from knowledge.settings import KnowledgeSettings
from knowledge.version import VersionShelf


@dataclass(frozen=True)
class Desk:
    """Drafts, versions, trial questions and golden questions."""

    kept: Kept
    knowledge: KnowledgeSettings
    ingest: IngestSettings
    shelf: VersionShelf
    drafts: Drafts
    trying: Trying
    golden: GoldenDesk

    @classmethod
    def of(
        cls,
        settings: ApiSettings,
        knowledge: KnowledgeSettings,
        live: LiveKnowledge,
        kept: Kept,
        ingest: IngestSettings | None = None,
    ) -> Self:
        """Nothing is read or begun yet."""
        ingest = ingest or IngestSettings()
        drafts = Drafts(knowledge, ingest, lambda: live.answerer.base.analyser, kept.records, settings.staff_upload_mb)
        return cls(
            kept,
            knowledge,
            ingest,
            VersionShelf(knowledge.data_dir),
            drafts,
            Trying(knowledge, live),
            GoldenDesk(knowledge, lambda: live.quoting),
        )

    def close(self) -> None:
        """End what is under way."""
        self.drafts.close()
        self.trying.close()


async def _desk_of(request: Request) -> Desk:
    desk = request.app.state.parts.desk
    assert isinstance(desk, Desk)
    return desk


DeskOf = Annotated[Desk, Depends(_desk_of)]
