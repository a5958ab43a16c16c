"""`sesac versions`: who published what and when, what was checked, and whether it is still whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rich.table import Table
from rich.text import Text

from ingest import uploads
from knowledge.errors import KnowledgeError
from knowledge.version import VersionShelf, file_records
from sesac_output import SEOUL, screen


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version as `sesac versions` lists it; `fault` says why it cannot be served."""

    id: str
    current: bool
    size_bytes: int
    created: str | None = None
    by: str = ""
    note: str = ""
    documents: int | None = None
    passages: int | None = None
    embedding_model: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, int] = field(default_factory=dict)
    """Documents that were added, changed, removed and left as they were."""
    checks: Mapping[str, Any] = field(default_factory=dict)
    forced: str = ""
    """Why it was published although the gate said no."""
    fault: str | None = None


def rows_of(shelf: VersionShelf) -> list[VersionRow]:
    """Every published version, newest first; each file is compared with its manifest."""
    return [_row_of(shelf, version_id, shelf.current_id()) for version_id in shelf.ids()]


def _row_of(shelf: VersionShelf, version_id: str, current_id: str | None) -> VersionRow:
    folder = shelf.folder / version_id
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    is_current = version_id == current_id
    try:
        version = shelf.get(version_id)
    except KnowledgeError as fault:
        return VersionRow(version_id, is_current, size, fault=str(fault))
    manifest = version.manifest
    whole = file_records(folder) == dict(manifest.files) and not any(uploads.damage(version))
    return VersionRow(
        id=version_id,
        current=is_current,
        size_bytes=size,
        created=manifest.created,
        by=manifest.by,
        note=manifest.note,
        documents=manifest.counts["documents"],
        passages=manifest.counts["passages"],
        embedding_model=manifest.embedding_model,
        sources=manifest.sources,
        changes=manifest.changes,
        checks=manifest.checks,
        forced=manifest.forced,
        fault=None if whole else "파일이 없거나 바뀌었습니다 (files altered)",
    )


def show_versions(rows: Iterable[VersionRow]) -> None:
    """A table, newest first; the one that is served is marked."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("", "버전", "낸 때(서울)", "낸 이", "바뀐 문서", "점검", "문서", "단락", "MB", "메모"):
        table.add_column(name, overflow="fold", justify="right" if name in ("문서", "단락", "MB") else "left")
    for row in rows:
        table.add_row(
            "현재" if row.current else "",
            Text(row.id),
            _seoul_time(row.created),
            Text(row.by),
            _changed(row.changes),
            _checked(row),
            _count(row.documents),
            _count(row.passages),
            f"{row.size_bytes / 1e6:.1f}",
            Text(f"손상: {row.fault}", "red") if row.fault else Text(row.note),
        )
    screen().print(table)


def _changed(changes: Mapping[str, int]) -> str:
    """+ added, ~ changed, - removed."""
    return f"+{changes['added']} ~{changes['changed']} -{changes['removed']}" if changes else "-"


def _checked(row: VersionRow) -> Text:
    if not row.checks:
        return Text("-")
    if row.forced:
        return Text(f"막혔으나 냄: {row.forced}", "yellow")
    asked = row.checks.get("golden", 0) + row.checks.get("asked", 0)
    return Text(f"통과, 질문 {asked:,}개", "green")


def _seoul_time(created: str | None) -> str:
    return datetime.fromisoformat(created).astimezone(SEOUL).strftime("%Y-%m-%d %H:%M") if created else "-"


def _count(count: int | None) -> str:
    return "-" if count is None else f"{count:,}"
