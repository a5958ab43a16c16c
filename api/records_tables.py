"""The tables of the database, in portable types only: SQLite and PostgreSQL hold the same.

Times are UTC. Whatever is changed here needs a migration beside it; a test compares the two.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
HASH_CHARS = 64
"""Of a SHA-256 in hexadecimal digits."""


class UtcTime(TypeDecorator[datetime]):
    """A moment with its time zone, kept as UTC without one: SQLite knows no time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuses a time without a zone: nobody could say which moment it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


ANSWERS = Table(
    "answers",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("answer_id", String(64), nullable=False, unique=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("language", String(5), nullable=False),
    Column("status", String(20), nullable=False),
    Column("writer", String(200), nullable=False),
    Column("fallback", String(40)),
    Column("knowledge_version", String(64), nullable=False),
    Column("session", String(HASH_CHARS), index=True),  # a salted hash that changes every month
    Column("question", Text),  # masked; null where no words are kept
    Column("lead", Text),
    Column("citations", JSON, nullable=False),
    Column("helpful", Boolean),
    Column("comment", Text),  # masked
)
STAFF = Table(
    "staff",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(40), nullable=False, unique=True),  # NFC, folded: two spellings are one person
    Column("display", String(40), nullable=False),
    Column("role", String(20), nullable=False),
    Column("password", String(200), nullable=False),  # argon2
    Column("created", UtcTime, nullable=False),
    Column("disabled", UtcTime),
    Column("failed", Integer, nullable=False),
    Column("locked_until", UtcTime),
)
STAFF_TOKENS = Table(
    "staff_tokens",
    METADATA,
    Column("token", String(HASH_CHARS), primary_key=True),  # SHA-256 of the token
    Column("staff_id", Integer, ForeignKey("staff.id"), nullable=False, index=True),
    Column("created", UtcTime, nullable=False),
    Column("last_used", UtcTime),
    Column("expires", UtcTime),
    Column("revoked", UtcTime),
)
STAFF_SESSIONS = Table(
    "staff_sessions",
    METADATA,
    Column("session", String(HASH_CHARS), primary_key=True),  # SHA-256 of the id in the cookie
    Column("staff_id", Integer, ForeignKey("staff.id"), nullable=False, index=True),
    Column("created", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    Column("revoked", UtcTime),
)
AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("who", String(80), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("action", String(60), nullable=False, index=True),
    Column("object", String(200), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("network", String(HASH_CHARS)),  # a salted hash of the address that changes every month
    Column("outcome", String(20), nullable=False),
)
RUNS = Table(
    "runs",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("who", String(80), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("sources", JSON, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("version_id", String(64)),
    Column("note", Text, nullable=False),
    Column("forced", Text),
    Column("summary", JSON, nullable=False),
    Column("seconds", Float, nullable=False),
)
