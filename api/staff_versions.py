"""Versions as staff see them: who put which in force, why and with what result; and the way back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.errors import NotThere
from api.staff_report import Rehearsed, read_rehearsed
from knowledge.errors import KnowledgeError
from knowledge.version import Version, VersionShelf


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One published version; `fault` says why it cannot be served, `created` is ISO 8601 with a zone."""

    id: str
    is_current: bool
    created: str = ""
    by: str = ""
    note: str = ""
    base: str = ""
    """The version that was in force before it."""
    documents: int = 0
    passages: int = 0
    sources: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, int] = field(default_factory=dict)
    """Documents added, changed, removed and unchanged."""
    checks: Mapping[str, Any] = field(default_factory=dict)
    """What the gate said, in numbers."""
    forced: str = ""
    """Why it was published although the gate said no."""
    has_report: bool = False
    fault: str = ""


def versions(shelf: VersionShelf) -> list[VersionRow]:
    """Every version that is kept, newest first."""
    current = shelf.current_id()
    return [_row(shelf, version_id, current) for version_id in shelf.ids()]


def version(shelf: VersionShelf, version_id: str) -> VersionRow:
    """One of them. Raises NoVersion."""
    shelf.get(version_id)
    return _row(shelf, version_id, shelf.current_id())


def report_of(shelf: VersionShelf, version_id: str) -> Rehearsed:
    """What was compared, checked and asked before a version was published. Raises NotThere."""
    known = version_id in shelf.ids() or version_id in shelf.prepared_ids()
    kept = read_rehearsed(shelf.report(version_id)) if known else None
    if kept is None:
        raise NotThere(
            "이 버전의 보고서가 없습니다. 비교한 버전이 지워지면 보고서도 함께 지워집니다. (no report of this version)"
        )
    return kept


def _row(shelf: VersionShelf, version_id: str, current: str | None) -> VersionRow:
    try:
        found: Version = shelf.get(version_id)
    except KnowledgeError as fault:
        return VersionRow(version_id, version_id == current, fault=str(fault))
    manifest = found.manifest
    return VersionRow(
        id=version_id,
        is_current=version_id == current,
        created=manifest.created,
        by=manifest.by,
        note=manifest.note,
        base=manifest.base,
        documents=manifest.counts["documents"],
        passages=manifest.counts["passages"],
        sources=manifest.sources,
        changes=manifest.changes,
        checks=manifest.checks,
        forced=manifest.forced,
        has_report=shelf.report(version_id).is_file(),
    )
