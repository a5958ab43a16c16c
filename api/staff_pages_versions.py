"""Versions: what was published, by whom and with what checks, and going back to one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from fastapi import Request, Response

from api.staff_auth import Editor, Publisher
from api.staff_desk import DeskOf
from api.staff_pages_rendering import origin, page, when
from api.staff_pages_report import GateView, ReportView
from api.staff_pages_route import console_router, done_of, leading_to, me_of
from api.staff_pages_words import Word
from api.staff_report import read_rehearsed
from knowledge.errors import KnowledgeError, VersionBroken
from knowledge.version import Manifest, VersionShelf

PLACE = "/staff/versions"
BROKEN = Word("손상됨", "bad")

router = console_router()


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A published version as pages show it."""

    id: str
    created: str
    by: str
    note: str
    forced: str
    documents: int
    passages: int
    changes: str
    gate: Word
    sources: list[str]
    uploads: list[str]
    is_in_force: bool

    @classmethod
    def of(cls, manifest: Manifest, current: str | None) -> Self:
        """From its manifest."""
        return cls(
            manifest.id,
            manifest.created,
            manifest.by,
            manifest.note,
            manifest.forced,
            len(manifest.documents),
            manifest.counts.get("passages", 0),
            changes_told(manifest.changes),
            gate_word(manifest.checks, manifest.forced),
            [origin(one, kind) for one, kind in manifest.sources.items()],
            [name for name in manifest.uploads if not name.endswith(".ext.yaml")],
            manifest.id == current,
        )


def changes_told(changes: Mapping[str, int]) -> str:
    """How many documents changed, in words."""
    names = {"added": "새로", "changed": "바뀜", "removed": "빠짐"}
    told = [f"{name} {changes[key]:,}개" for key, name in names.items() if changes.get(key)]
    return ", ".join(told) if told else "없음" if changes else "모름"


def gate_word(checks: Mapping[str, Any], forced: str = "") -> Word:
    """What the gate said of a version."""
    if not checks:
        return Word("기록 없음")
    asked = checks.get("golden", 0) + checks.get("asked", 0)
    if forced:
        return Word("멈췄지만 냄", "warn")
    return Word(f"지남, 질문 {asked:,}개", "ok") if checks.get("passed") else Word("멈춤", "bad")


def undo_of(shelf: VersionShelf) -> VersionShown | None:
    """The version that undoing leads to; None where there is none before the one in force."""
    current = shelf.current_id()
    older = [one for one in shelf.ids() if current and one < current]
    for version_id in older:
        try:
            return VersionShown.of(shelf.get(version_id).manifest, current)
        except VersionBroken:
            continue
    return None


@router.get(PLACE)
def versions(request: Request, caller: Editor, desk: DeskOf) -> Response:
    """Every version that is kept, the latest first."""
    shelf = desk.shelf
    current, found = shelf.current_id(), []
    for version_id in shelf.ids():
        try:
            found.append(VersionShown.of(shelf.get(version_id).manifest, current))
        except KnowledgeError:
            continue  # a damaged one can neither be served nor gone back to
    keep = desk.knowledge.keep_versions
    return page(
        "versions.html", "낸 버전", me=me_of(caller), here=PLACE, done=done_of(request), versions=found, keep=keep
    )


@router.get(f"{PLACE}/{{version_id}}")
def version(request: Request, caller: Editor, desk: DeskOf, version_id: str) -> Response:
    """One version: who, when, what, how it was checked."""
    shelf = desk.shelf
    one = VersionShown.of(shelf.get(version_id).manifest, shelf.current_id())
    kept = read_rehearsed(shelf.report(version_id))
    told = kept.to_json() if kept else None
    return page(
        "version.html",
        f"{when(one.created)} 버전",
        me=me_of(caller),
        here=PLACE,
        done=done_of(request),
        one=one,
        undo=undo_of(shelf),
        report=ReportView.of(told["report"]) if told else None,
        gate=GateView.of(told["gate"]) if told else None,
    )


@router.post(f"{PLACE}/{{version_id}}/rollback", name="rollback")
def roll_back(caller: Publisher, desk: DeskOf, version_id: str) -> Response:  # noqa: ARG001
    """Put an older version in force."""
    desk.shelf.rollback(version_id)
    return leading_to(f"{PLACE}/{version_id}", "rolled-back")
