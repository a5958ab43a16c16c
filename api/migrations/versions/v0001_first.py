"""The first tables: answers, staff with tokens and sessions, the audit trail, refresh runs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """From nothing."""
    _answers()
    _staff()
    _history()


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("answer_id", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("writer", sa.String(200), nullable=False),
        sa.Column("fallback", sa.String(40)),
        sa.Column("knowledge_version", sa.String(64), nullable=False),
        sa.Column("session", sa.String(64)),
        sa.Column("question", sa.Text),
        sa.Column("lead", sa.Text),
        sa.Column("citations", sa.JSON, nullable=False),
        sa.Column("helpful", sa.Boolean),
        sa.Column("comment", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        sa.UniqueConstraint("answer_id", name="uq_answers_answer_id"),
    )
    op.create_index("ix_answers_at", "answers", ["at"])
    op.create_index("ix_answers_session", "answers", ["session"])


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("display", sa.String(40), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("disabled", sa.DateTime),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("locked_until", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("name", name="uq_staff_name"),
    )
    op.create_table(
        "staff_tokens",
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.Integer, nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("last_used", sa.DateTime),
        sa.Column("expires", sa.DateTime),
        sa.Column("revoked", sa.DateTime),
        sa.PrimaryKeyConstraint("token", name="pk_staff_tokens"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_tokens_staff_id"),
    )
    op.create_index("ix_staff_tokens_staff_id", "staff_tokens", ["staff_id"])
    op.create_table(
        "staff_sessions",
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.Integer, nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("last_seen", sa.DateTime, nullable=False),
        sa.Column("revoked", sa.DateTime),
        sa.PrimaryKeyConstraint("session", name="pk_staff_sessions"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_sessions_staff_id"),
    )
    op.create_index("ix_staff_sessions_staff_id", "staff_sessions", ["staff_id"])


def _history() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("object", sa.String(200), nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("network", sa.String(64)),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    for column in ("at", "who", "action"):
        op.create_index(f"ix_audit_{column}", "audit", [column])
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("sources", sa.JSON, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("version_id", sa.String(64)),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("forced", sa.Text),
        sa.Column("summary", sa.JSON, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_at", "runs", ["at"])
