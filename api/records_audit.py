"""The audit trail: who did what, when and with what outcome. Entries are added and read, never changed.

No personal data and no question stands in it: what a person wrote in a note is masked, and cut.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, insert, select

from api.records import Records
from api.records_tables import AUDIT
from knowledge.privacy import mask

MAX_DETAIL_CHARS = 500
"""Of one value."""
Outcome = Literal["done", "refused", "failed"]
Detail = Mapping[str, str | int | float | bool | None]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that somebody did, or was refused. `network` is a digest of an address, or None."""

    at: datetime
    who: str
    role: str
    action: str
    object: str
    detail: Detail
    network: str | None
    outcome: Outcome
    id: int = 0
    """Its place in the trail; 0 until it is kept."""


def audit(records: Records, entry: AuditEntry) -> None:
    """Keep an entry."""
    kept = {
        name: value for name in AuditEntry.__slots__ if (value := getattr(entry, name)) is not None and name != "id"
    }
    kept["who"], kept["object"] = _plain(entry.who)[:80], _plain(entry.object)[:200]
    kept["detail"] = {
        name: _plain(value)[:MAX_DETAIL_CHARS] if isinstance(value, str) else value
        for name, value in entry.detail.items()
    }
    with records.writing() as connection:
        connection.execute(insert(AUDIT).values(kept))


def _plain(text: str) -> str:
    return mask(text).text


def audit_trail(
    records: Records,
    *,
    who: str | None = None,
    action: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before_id: int | None = None,
    limit: int = 200,
) -> list[AuditEntry]:
    """The latest entries first; `before_id` continues after the last one of a page."""
    query = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
    if who is not None:
        query = query.where(AUDIT.c.who == who)
    if action is not None:
        query = query.where(AUDIT.c.action == action)
    if since is not None:
        query = query.where(AUDIT.c.at >= since)
    if until is not None:
        query = query.where(AUDIT.c.at < until)
    if before_id is not None:
        query = query.where(AUDIT.c.id < before_id)
    with records.reading() as connection:
        return [AuditEntry(**row) for row in connection.execute(query).mappings()]


def forget_audit(records: Records, before: datetime) -> int:
    """Delete what is older than it must be kept; the number of entries."""
    with records.writing() as connection:
        return connection.execute(delete(AUDIT).where(AUDIT.c.at < before)).rowcount
