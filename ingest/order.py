"""Order: what somebody wants refreshed, and what is to become of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from ingest.reading import Sources


class Ending(Enum):
    """What becomes of the next version: dropped, kept for somebody to publish, or published where the gate lets it."""

    DROP = auto()
    KEEP = auto()
    PUBLISH = auto()


@dataclass(frozen=True)
class Order:
    """What is to be refreshed, for whom and why."""

    sources: Sources = field(default_factory=Sources)
    by: str = ""
    note: str = ""
    force: str = ""
    """Why to publish although the gate says no; empty: do not."""
    asked: tuple[str, ...] = ()
    """The last real questions."""
    now: datetime | None = None
