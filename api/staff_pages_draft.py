"""One draft on its way: its five steps, and the page of each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from fastapi import Request, Response

from api.errors import NotThere
from api.staff_auth import Caller
from api.staff_desk import Desk
from api.staff_draft import Draft, DraftState
from api.staff_pages_rendering import Problem, origin, page
from api.staff_pages_report import GateView, ReportView
from api.staff_pages_route import done_of, me_of
from api.staff_pages_versions import undo_of
from api.staff_pages_words import DRAFT_STATES, FILE_STATES, KINDS, MISSING, STANDINGS, word_of
from ingest.readers.office_file import SIDE_SUFFIX
from ingest.reading import UPLOADS_ORIGIN
from knowledge.version import VersionShelf

PLACE = "/staff/drafts"


class Step(StrEnum):
    """The pages of a draft, by the last part of their address."""

    FILES = "files"
    READ = "read"
    REPORT = "report"
    GATE = "gate"
    PUBLISH = "publish"
    WRITE = "write"


NAMES: Mapping[Step, str] = {
    Step.FILES: "올리기",
    Step.READ: "읽은 것 확인",
    Step.REPORT: "보고서",
    Step.GATE: "검문",
    Step.PUBLISH: "내기",
}
_REPORTED = (Step.REPORT, Step.GATE, Step.PUBLISH)
_HAVE_REPORT = (DraftState.READY, DraftState.BLOCKED, DraftState.PUBLISHED)
_CHANGEABLE = (
    DraftState.OPEN, DraftState.READING, DraftState.READY, DraftState.BLOCKED, DraftState.FAILED, DraftState.OUTDATED
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step in the row above the page; `path` None: it cannot be opened yet."""

    name: str
    told: str
    state: Literal["past", "now", "next"]
    path: str | None


@dataclass(frozen=True, slots=True)
class SourceShown:
    """A source of the version in force, which a draft may leave out."""

    origin: str
    name: str
    documents: int
    is_dropped: bool


def url_of(draft: Draft) -> str:
    """Where the pages of a draft begin."""
    return f"{PLACE}/{draft.id}"


def first_step(draft: Draft) -> Step:
    """The step that a draft has come to."""
    if draft.state in (DraftState.PUBLISHED, DraftState.DISCARDED):
        return Step.PUBLISH if draft.state is DraftState.PUBLISHED else Step.FILES
    if draft.state in (DraftState.OPEN, DraftState.READING):
        return Step.FILES
    return Step.REPORT


def shown(
    request: Request,
    caller: Caller,
    desk: Desk,
    draft_id: str,
    step: Step,
    problems: Sequence[Problem] = (),
    **more: Any,
) -> Response:
    """The page of a step; where there is no report yet, its steps say how far preparing is."""
    draft = desk.drafts.get(draft_id)
    template, told = f"draft_{step}.html", _of_step(desk, draft, step)
    if step in _REPORTED and "report" not in told:
        template = "draft_waiting.html"
    return page(
        template,
        draft.note or "제목 없는 초안",
        me=me_of(caller),
        here=PLACE,
        done=done_of(request),
        problems=problems,
        draft=draft,
        path=url_of(draft),
        state=word_of(DRAFT_STATES, draft.state),
        steps=_steps(draft, step),
        can_change=draft.state in _CHANGEABLE,
        can_discard=draft.state in _CHANGEABLE and step is not Step.WRITE,
        can_reopen=draft.state is DraftState.DISCARDED,
        file_count=len(desk.drafts.files(draft.id)),
        **{**told, **more},
    )


def _of_step(desk: Desk, draft: Draft, step: Step) -> dict[str, Any]:
    """What the page of a step shows beyond the draft itself."""
    if step is Step.FILES:
        sources = _sources(desk.shelf, draft)
        limit = desk.ingest.max_file_mb
        return {"files": desk.drafts.files(draft.id), "sources": sources, "standings": STANDINGS, "max_file_mb": limit}
    if step is Step.READ:
        previews = desk.drafts.previews(draft.id)
        words = {
            "standings": STANDINGS,
            "file_states": FILE_STATES,
            "kinds": KINDS,
            "missing_names": MISSING,
            "side_suffix": SIDE_SUFFIX,
        }
        return {"previews": previews, "is_busy": previews.reading, **words}
    if step is Step.WRITE:
        return {}
    return _reported(desk, draft)


def _reported(desk: Desk, draft: Draft) -> dict[str, Any]:
    progress = desk.drafts.progress(draft.id)
    waiting = {"progress": progress, "is_busy": draft.state is DraftState.PREPARING}
    if draft.state not in _HAVE_REPORT:
        return waiting
    try:
        kept = desk.drafts.report(draft.id)
    except NotThere:  # a version that was published long ago may have lost its report
        return waiting
    shelf = desk.shelf
    return {
        **waiting,
        "report": ReportView.of(kept["report"]),
        "gate": GateView.of(kept["gate"], kept["warnings"]),
        "is_published": draft.state is DraftState.PUBLISHED,
        "is_in_force": draft.version_id == shelf.current_id(),
        "undo": undo_of(shelf),
        "note": draft.note,
        "force": "",
    }


def _steps(draft: Draft, now: Step) -> list[StepShown]:
    order = list(NAMES)
    at = order.index(Step.READ if now is Step.WRITE else now)
    reported = draft.state in _HAVE_REPORT or draft.state is DraftState.PREPARING
    return [
        StepShown(
            name,
            "",
            "now" if place == at else "past" if place < at else "next",
            f"{url_of(draft)}/{step}" if reported or step not in _REPORTED or place == at else None,
        )
        for place, (step, name) in enumerate(NAMES.items())
    ]


def _sources(shelf: VersionShelf, draft: Draft) -> list[SourceShown]:
    """The sources of the version in force but for what staff uploaded, whose files are listed one by one."""
    if shelf.current_id() is None:
        return []
    manifest = shelf.current().manifest
    counts = Counter(document["origin"] for document in manifest.documents.values())
    return [
        SourceShown(one, origin(one, kind), counts[one], one in draft.dropped)
        for one, kind in manifest.sources.items()
        if one != UPLOADS_ORIGIN
    ]
