"""Versions: what was published, by whom and with what checks, and going back to one."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from api.errors import NotThere
from api.staff_auth import Editor, Publisher
from api.staff_desk import Desk, DeskOf
from api.staff_pages_rendering import origin, page, when
from api.staff_pages_report import GateView, ReportView
from api.staff_pages_route import console_router, done_of, leading_to, me_of
from api.staff_pages_words import Word
from api.staff_versions import VersionRow, report_of, version, versions
from ingest.readers.office_file import SIDE_SUFFIX
from knowledge.version import Manifest, VersionShelf

PLACE = "/staff/versions"

router = console_router()


def changes_told(changes: Mapping[str, int]) -> str:
    """How many documents changed, in words."""
    names = {"added": "새로", "changed": "바뀜", "removed": "빠짐"}
    told = [f"{name} {changes[key]:,}개" for key, name in names.items() if changes.get(key)]
    return ", ".join(told) if told else "없음" if changes else "모름"


def gate_word(row: VersionRow) -> Word:
    """What the gate said of a version."""
    if row.fault:
        return Word("손상됨", "bad", row.fault)
    if not row.checks:
        return Word("기록 없음")
    if row.forced:
        return Word("멈췄지만 냄", "warn")
    asked = row.checks.get("golden", 0) + row.checks.get("asked", 0)
    return Word(f"지남, 질문 {asked:,}개", "ok") if row.checks.get("passed") else Word("멈춤", "bad")


def undo_of(shelf: VersionShelf) -> VersionRow | None:
    """The version that undoing leads to: the one that was in force before, else the newest older one that is whole."""
    rows = versions(shelf)
    current = next((row for row in rows if row.is_current), None)
    older = [row for row in rows if current and row.id < current.id and not row.fault]
    before = [row for row in older if current and row.id == current.base]
    return next(iter(before or older), None)


def uploaded_names(manifest: Manifest) -> list[str]:
    """The files that staff uploaded, without those that only describe another one."""
    return [
        name
        for name in manifest.uploads
        if name == (told := name.removesuffix(SIDE_SUFFIX)) or told not in manifest.uploads
    ]


@router.get(PLACE)
def published(request: Request, caller: Editor, desk: DeskOf) -> Response:
    """Every version that is kept, the latest first."""
    found = [(row, gate_word(row), changes_told(row.changes)) for row in versions(desk.shelf)]
    keep = desk.knowledge.keep_versions
    return page(
        "versions.html", "낸 버전", me=me_of(caller), here=PLACE, done=done_of(request), versions=found, keep=keep
    )


@router.get(f"{PLACE}/{{version_id}}")
def one_version(request: Request, caller: Editor, desk: DeskOf, version_id: str) -> Response:
    """One version: who, when, what, how it was checked."""
    row, undo = version(desk.shelf, version_id), undo_of(desk.shelf)
    return page(
        "version.html",
        f"{when(row.created)} 버전",
        me=me_of(caller),
        here=PLACE,
        done=done_of(request),
        one=row,
        gate_word=gate_word(row),
        changes=changes_told(row.changes),
        sources=[origin(one, kind) for one, kind in row.sources.items()],
        uploads=[] if row.fault else uploaded_names(desk.shelf.get(version_id).manifest),
        undo=undo if row.is_current else None if row.fault else row,
        **_report(desk, version_id),
    )


@router.post(f"{PLACE}/{{version_id}}/rollback", name="rollback")
def roll_back(caller: Publisher, desk: DeskOf, version_id: str) -> Response:
    """Put an older version in force."""
    caller.detail["before"] = desk.shelf.current_id()
    desk.shelf.rollback(version_id)
    return leading_to(f"{PLACE}/{version_id}", "rolled-back")


def _report(desk: Desk, version_id: str) -> dict[str, Any]:
    """What was compared and asked before it was published; nothing where that is no longer kept."""
    try:
        kept = report_of(desk.shelf, version_id).to_json()
    except NotThere:
        return {"report": None, "gate": None}
    return {"report": ReportView.of(kept["report"]), "gate": GateView.of(kept["gate"], kept["warnings"])}
