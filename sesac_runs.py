"""What the command line's refreshes share with the console: the last real questions, and a record of each run."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from api.errors import RecordsUnavailable
from api.records import Records, database_url
from api.records_answers import last_questions
from api.records_runs import Run, RunKind, RunOutcome, note_run
from api.settings import ApiSettings
from ingest.lock import user
from ingest.order import Order
from ingest.reading import Sources
from ingest.refresh import Refresh
from ingest.settings import IngestSettings
from sesac_output import say

if TYPE_CHECKING:
    from knowledge.settings import KnowledgeSettings


@dataclass(frozen=True)
class Runs:
    """The database as far as a refresh needs it; one that is out of reach is said once and holds nothing up."""

    records: Records | None
    ingest: IngestSettings

    @classmethod
    @contextmanager
    def of(cls, settings: "KnowledgeSettings") -> Iterator[Self]:
        """Open the database that the settings name."""
        ingest, configured = IngestSettings(), ApiSettings().database_url.get_secret_value()
        try:
            settings.data_dir.mkdir(parents=True, exist_ok=True)
            records = Records.open(database_url(configured, settings.data_dir))
        except (RecordsUnavailable, OSError) as fault:
            say(f"실제 질문 없이 갱신합니다: {fault}")
            yield cls(None, ingest)
            return
        with closing(records):
            yield cls(records, ingest)

    def order(self, sources: Sources, *, note: str = "", force: str = "") -> Order:
        """What to refresh, with the last real questions."""
        return Order(sources, user(), note, force, self._asked())

    def _asked(self) -> tuple[str, ...]:
        if self.records is None or not self.ingest.gate_questions:
            return ()
        try:
            return tuple(last_questions(self.records, self.ingest.gate_questions))
        except RecordsUnavailable as fault:
            say(f"실제 질문 없이 갱신합니다: {fault}")
            return ()

    @contextmanager
    def noting(self, kind: RunKind, sources: Sources) -> Iterator[Callable[[Refresh], None]]:
        """Keep what came of a refresh, also where it fails; a run that changed nothing is not kept."""
        began, clock = datetime.now(UTC), time.monotonic()
        kept: list[Refresh] = []
        named = (*map(str, sources.paths), *sources.urls, *(f"-{origin}" for origin in sources.dropped))
        try:
            yield kept.append
        except Exception as fault:
            self._note(Run(began, user(), kind, "failed", named, summary={"fault": str(fault)[:500]}))
            raise
        for done in kept:
            outcome = _outcome(done)
            if outcome:
                seconds = round(time.monotonic() - clock, 1)
                summary = {name: len(getattr(done, name)) for name in ("added", "changed", "removed", "unchanged")}
                self._note(
                    Run(
                        began,
                        user(),
                        kind,
                        outcome,
                        named,
                        done.version_id,
                        forced=done.forced or None,
                        summary={**summary, **done.gate.summary()},
                        seconds=seconds,
                    )
                )

    def _note(self, run: Run) -> None:
        if self.records is None:
            return
        try:
            note_run(self.records, run)
        except RecordsUnavailable as fault:
            say(f"갱신 기록을 남기지 못했습니다: {fault}")


def _outcome(done: Refresh) -> RunOutcome | None:
    if done.published:
        return "published"
    if done.prepared:
        return "prepared"
    return "blocked" if done.is_stopped else None
