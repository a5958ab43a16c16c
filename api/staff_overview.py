"""The first screen: is everything all right?"""

import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from api.gaps import Gap, unanswered
from api.records import Records
from api.records_answers import Selection, counts
from api.records_runs import Run, last_runs
from api.staff_draft import Draft
from api.staff_drafts import Drafts
from api.staff_report import read_rehearsed
from api.staff_versions import VersionRow, versions
from ingest.report import Expiry
from knowledge.periods import KST
from knowledge.serving import LiveKnowledge
from knowledge.version import VersionShelf

RUNS = 10
TOP_GAPS = 5
DAYS = 30
"""Of questions that are counted."""
LOW_DISK_BYTES = 2_000_000_000
"""Below this a refresh may not find room for the next version."""


@dataclass(frozen=True, slots=True)
class Disk:
    """Room on the data folder's disk, in bytes."""

    free: int
    total: int

    @property
    def is_low(self) -> bool:
        """Whether somebody should make room."""
        return self.free < LOW_DISK_BYTES


@dataclass(frozen=True, slots=True)
class Overview:
    """What staff see first."""

    version: VersionRow | None
    """In force; None where none can be read."""
    age_days: int | None
    serving: str
    """The version that answers now; another than the one in force for a moment after publishing, or where that broke."""
    faults: tuple[str, ...]
    """Why the version in force is not the one that answers."""
    runs: tuple[Run, ...]
    blocked: tuple[Run, ...]
    """Of these, those that the gate stopped or that failed since the last one that was published."""
    expiries: tuple[Expiry, ...]
    """Dates of the version in force that have passed or soon pass, as of today."""
    drafts: tuple[Draft, ...]
    """Those that are not over."""
    statuses: Mapping[str, int]
    """How the questions of the last DAYS ended."""
    unhelpful: int
    gaps: tuple[Gap, ...]
    gap_count: int
    disk: Disk

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {**asdict(self), "disk": {**asdict(self.disk), "low": self.disk.is_low}}


def overview(shelf: VersionShelf, live: LiveKnowledge, drafts: Drafts, records: Records, now: datetime) -> Overview:
    """Everything of the first screen. Raises RecordsUnavailable."""
    rows = versions(shelf)
    current = next((row for row in rows if row.is_current), None)
    runs = last_runs(records, RUNS)
    since = Selection(since=now - timedelta(days=DAYS))
    gaps = unanswered(records, live.answerer.base.analyser.terms, now)
    usage = shutil.disk_usage(shelf.data_dir)
    return Overview(
        version=current,
        age_days=(now - datetime.fromisoformat(current.created)).days if current and current.created else None,
        serving=live.state.version_id,
        faults=live.state.faults,
        runs=tuple(runs),
        blocked=tuple(_since_published(runs)),
        expiries=tuple(expiries(shelf, current.id, now.astimezone(KST).date()) if current else ()),
        drafts=tuple(draft for draft in drafts.all() if not draft.is_closed),
        statuses=counts(records, since),
        unhelpful=sum(counts(records, replace(since, helpful=False)).values()),
        gaps=tuple(gaps[:TOP_GAPS]),
        gap_count=len(gaps),
        disk=Disk(usage.free, usage.total),
    )


def _since_published(runs: list[Run]) -> list[Run]:
    newest = next((at for at, run in enumerate(runs) if run.outcome == "published"), len(runs))
    return [run for run in runs[:newest] if run.outcome in ("blocked", "failed")]


def expiries(shelf: VersionShelf, version_id: str, today: date) -> list[Expiry]:
    """The dates that the last report named, counted from today; what changes of itself needs no new report."""
    kept = read_rehearsed(shelf.report(version_id))
    found = kept.report.checks.expiries if kept else ()
    counted = [replace(one, days_left=(date.fromisoformat(one.day) - today).days) for one in found]
    return sorted(counted, key=lambda one: one.days_left)
