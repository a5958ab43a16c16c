"""Refresh runs: all that were started, those that the gate stopped and those that failed too."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import insert, select

from api.records import Records
from api.records_tables import RUNS

RunKind = Literal["command", "console", "watch"]
RunOutcome = Literal["published", "prepared", "blocked", "dropped", "failed"]


@dataclass(frozen=True, slots=True)
class Run:
    """One refresh: who started it on which sources, and what became of it. `forced` is the reason given to publish."""

    at: datetime
    who: str
    kind: RunKind
    outcome: RunOutcome
    sources: tuple[str, ...] = ()
    version_id: str | None = None
    note: str = ""
    forced: str | None = None
    summary: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    id: int = 0
    """Its number; 0 until it is kept."""


def note_run(records: Records, run: Run) -> int:
    """Keep a run; its number."""
    kept = {name: value for name, value in asdict(run).items() if name != "id"}
    with records.writing() as connection:
        made = connection.execute(insert(RUNS).values(kept)).inserted_primary_key
        return int(made[0]) if made else 0


def last_runs(records: Records, n: int) -> list[Run]:
    """The latest runs first."""
    with records.reading() as connection:
        rows = connection.execute(select(RUNS).order_by(RUNS.c.id.desc()).limit(n)).mappings()
        return [Run(**{**row, "sources": tuple(row["sources"])}) for row in rows]
