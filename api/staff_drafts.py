"""Drafts: what staff prepare in the console, from the first file to the published version. The page to read.

A draft begins with the uploaded files of the version in force, is changed, read, prepared (built aside, checked and
asked the golden questions, by `ingest.refresh`), and published in one step or put away. All of it is on the disk, so
a restart of the server loses nothing.
"""

import logging
from dataclasses import replace
from typing import Any

from api.errors import DeskBusy, DeskRefused, NotThere, RecordsUnavailable
from api.records_answers import last_questions
from api.records_runs import Run, RunOutcome, note_run
from api.staff_draft import Draft, DraftState, Progress
from api.staff_draft_editing import OUTDATED, WHY_NOT, DraftEditing, note_of, now
from api.staff_draft_files import begin_from, bring_up_to, described
from api.staff_draft_preparing import Ended
from api.staff_draft_store import new_draft, touched
from api.staff_report import read_rehearsed
from ingest.reading import UPLOADS_ORIGIN
from ingest.refresh import publish
from knowledge.errors import NoVersion
from knowledge.normalisation import shown

log = logging.getLogger(__name__)

NOTHING = "지금 쓰는 버전과 달라지는 것이 없습니다. 파일을 더 올리거나 고치세요. (nothing would change)"


class Drafts(DraftEditing):
    """The drafts of a data folder. Raises DeskRefused and its kinds, DiskFull, IngestError and KnowledgeError."""

    # --- what there is ---

    def create(self, by: str, note: str = "") -> Draft:
        """A draft with the uploaded files of the version in force."""
        self._store.clean(now())
        draft = new_draft(by, note_of(note), now())
        version = self._in_force()
        if version:
            draft = replace(draft, base=version.id, base_uploads=dict(version.manifest.uploads))
        self._store.add(draft)
        if version:
            begin_from(version, self._store.files(draft.id))
        return draft

    def all(self) -> list[Draft]:
        """Every draft, the one changed last first; the published and discarded of the last 30 days too."""
        drafts = []
        for draft_id in self._store.ids():
            try:
                drafts.append(self.get(draft_id))
            except NotThere:
                log.error("draft %s cannot be read", draft_id)
        return drafts

    # --- the next version ---

    def prepare(self, draft_id: str, by: str) -> Draft:
        """Begin to build, check and question the next version in the background. Raises DeskBusy, DeskRefused."""
        with self._changing(draft_id) as draft:
            draft = self._brought_up(draft)
            uploads = self._store.files(draft_id)
            has_uploads = bool(draft.base_uploads or described(uploads, draft))
            if not (has_uploads or draft.urls or draft.dropped):
                raise DeskRefused("바꿀 것이 없습니다. 파일을 올리거나 주소를 적으세요. (nothing to change)")
            job = {
                "knowledge": self._knowledge.model_dump(mode="json", exclude={"llm", "llm_api_key"}),
                "ingest": self._ingest.model_dump(mode="json"),
                "sources": {
                    "uploads": str(uploads.resolve()) if has_uploads else None,
                    "urls": draft.urls,
                    "dropped": draft.dropped,
                },
                "by": by,
                "note": draft.note,
                "asked": self._asked(),
            }
            begun = self._write(draft, state=DraftState.PREPARING, prepared_by=by, prepared_at=now(), said="")
            try:
                self._preparer.start(draft_id, job, lambda ended: self._keep_end(draft_id, by, ended))
            except DeskBusy:
                self._store.write(draft)
                raise
            return begun

    def progress(self, draft_id: str) -> Progress | None:
        """How far preparing is; None where the draft is not being prepared."""
        if self.get(draft_id).state is not DraftState.PREPARING:
            return None
        return self._preparer.progress(draft_id)

    def cancel(self, draft_id: str) -> None:
        """Stop preparing. Raises DeskBusy where another process of the server prepares it."""
        if self.get(draft_id).state is DraftState.PREPARING and not self._preparer.cancel(draft_id):
            raise DeskBusy(
                "서버의 다른 프로세스가 준비하고 있습니다. 조금 뒤에 다시 하세요. (another process is at it)"
            )

    def report(self, draft_id: str) -> dict[str, Any]:
        """What preparing found and what the gate said, see `Rehearsed.to_json`. Raises NotThere."""
        draft = self._store.read(draft_id)
        kept = read_rehearsed(self._shelf.report(draft.version_id)) if draft.version_id else None
        if kept is None:
            raise NotThere("아직 보고서가 없습니다. 먼저 준비하세요. (no report yet: prepare it first)")
        return kept.to_json()

    def publish(self, draft_id: str, by: str, note: str = "", force: str = "") -> Draft:
        """Put the prepared version in force. Raises StoppedByGate where the gate wants a reason (`force`), DeskRefused
        where there is nothing prepared or it is outdated, RefreshInProgress, KnowledgeError."""
        with self._store.editing(draft_id) as kept:
            draft = self._as_it_stands(kept)
            if not draft.is_prepared or draft.version_id is None:
                raise DeskRefused(WHY_NOT.get(draft.state, "먼저 준비하세요. (prepare it first)"))
            force = shown(force) if draft.state is DraftState.BLOCKED else ""
            try:
                version = publish(
                    self._knowledge, draft.version_id, by=by, note=note_of(note) or draft.note, force=force
                )
            except NoVersion as fault:
                raise DeskRefused(OUTDATED) from fault
            done = self._write(
                draft, state=DraftState.PUBLISHED, published_by=by, published_at=now(), forced=force, said=""
            )
        manifest = version.manifest
        summary = {"changes": dict(manifest.changes), "checks": dict(manifest.checks), "draft": draft_id}
        self._note_run(Run(now(), by, "console", "published", tuple(manifest.sources), version.id, manifest.note,
                           force or None, summary))  # fmt: skip
        return done

    def discard(self, draft_id: str) -> Draft:
        """Put a draft away, with what was prepared; its files can be had back for 30 days. Raises DeskRefused."""
        with self._changing(draft_id) as draft:
            return self._write(draft, state=DraftState.DISCARDED, said="")

    def reopen(self, draft_id: str) -> Draft:
        """Take up a discarded draft again. Raises DeskRefused."""
        with self._store.editing(draft_id) as draft:
            if draft.state is not DraftState.DISCARDED:
                raise DeskRefused("치워 둔 초안만 다시 열 수 있습니다. (only a discarded draft)")
            return self._write(draft, state=DraftState.OPEN)

    def close(self) -> None:
        """End what is under way."""
        self._previewer.close()
        self._preparer.close()

    # --- how it is kept ---

    def _brought_up(self, draft: Draft) -> Draft:
        """The draft on top of the version in force, with what others published since it began."""
        version = self._in_force()
        if version is None or version.id == draft.base:
            return draft
        remarks = bring_up_to(version, self._store.files(draft.id), draft.base_uploads)
        return replace(draft, base=version.id, base_uploads=dict(version.manifest.uploads), remarks=remarks)

    def _keep_end(self, draft_id: str, by: str, ended: Ended) -> None:
        with self._store.editing(draft_id) as draft:
            if ended.version_id:
                state, said = (DraftState.BLOCKED if ended.blocks else DraftState.READY), ""
            else:
                state, said = (DraftState.FAILED, ended.fault) if ended.fault else (DraftState.OPEN, NOTHING)
            self._store.write(touched(draft, now(), state=state, said=said, version_id=ended.version_id))
        outcome: RunOutcome = "failed" if ended.fault else "blocked" if ended.blocks else "prepared"
        summary = {**ended.summary, "blocks": list(ended.blocks), "fault": ended.fault, "draft": draft_id}
        self._note_run(Run(now(), by, "console", outcome, (*draft.urls, UPLOADS_ORIGIN), ended.version_id, draft.note,
                           None, summary, ended.seconds))  # fmt: skip

    def _asked(self) -> list[str]:
        """The last real questions; none where the database cannot be asked."""
        if self._records is None or not self._ingest.gate_questions:
            return []
        try:
            return last_questions(self._records, self._ingest.gate_questions)
        except RecordsUnavailable as fault:
            log.error("the gate asks no real questions: %s", fault)
            return []

    def _note_run(self, run: Run) -> None:
        try:
            if self._records is not None:
                note_run(self._records, run)
        except RecordsUnavailable as fault:
            log.error("a refresh is missing in the records: %s", fault)
