"""`sesac questions`: what people asked that got no answer, the most damaging first; all questions as CSV."""

from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table
from rich.text import Text

from api.gaps import Gap, unanswered
from api.records import Records, database_url
from api.records_answers import answers
from api.records_audit import AuditEntry, audit
from api.records_export import csv_of
from api.settings import ApiSettings
from ingest.lock import user
from knowledge.lexical import analyser_with
from knowledge.settings import KnowledgeSettings
from sesac_output import SEOUL, say, screen

MAX_EXPORTED = 100_000
STATUSES = {"unknown": "모름", "answered": "답함", "clarify": "되물음", "refused": "거절"}


def gaps(limit: int) -> list[Gap]:
    """The groups of questions without a good answer. Raises RecordsUnavailable."""
    with closing(_records()) as records:
        return unanswered(records, analyser_with(()).terms, datetime.now(UTC), limit)


def show_gaps(found: list[Gap]) -> None:
    """A table, most damaging first."""
    if not found:
        say("답하지 못한 질문이 없습니다. (none)")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("질문", "몇 번", "도움 안 됨", "어떻게", "마지막(서울)"):
        table.add_column(name, overflow="fold", justify="right" if name in ("몇 번", "도움 안 됨") else "left")
    for gap in found:
        how = ", ".join(f"{STATUSES.get(status, status)} {count}" for status, count in gap.statuses.items())
        last = f"{gap.last_at.astimezone(SEOUL):%Y-%m-%d %H:%M}"
        table.add_row(Text(gap.question), str(gap.count), str(gap.unhelpful or ""), how, last)
    screen().print(table)


def export(path: Path, reason: str) -> int:
    """Write the kept questions, newest first, as CSV, and who did so and why into the audit trail; how many."""
    with closing(_records()) as records:
        rows = answers(records, limit=MAX_EXPORTED)
        detail: dict[str, str | int | float | bool | None] = {"reason": reason, "rows": len(rows)}
        audit(
            records,
            AuditEntry(datetime.now(UTC), user(), "command", "questions.export", path.name, detail, None, "done"),
        )
    heads = {
        "at": "때",
        "channel": "통로",
        "status": "상태",
        "question": "질문",
        "lead": "답",
        "helpful": "도움 됨",
        "comment": "의견",
        "knowledge_version": "버전",
    }
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_of((asdict(row) for row in rows), heads))
    return len(rows)


def _records() -> Records:
    settings = ApiSettings()
    return Records.open(database_url(settings.database_url.get_secret_value(), KnowledgeSettings().data_dir))
