"""Tokens and sessions of staff in the database: only digests, so that who reads it cannot sign in with it."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from api.records import Records
from api.records_staff import COLUMNS, Staff, staff_from
from api.records_tables import STAFF, STAFF_SESSIONS, STAFF_TOKENS

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is kept when a session or token was last used: not every page of the console should write."""


def add_token(records: Records, staff: Staff, token: str, now: datetime, expires: datetime | None) -> None:
    """Keep the digest of a new token."""
    row = {"token": token, "staff_id": staff.id, "created": now, "expires": expires}
    with records.writing() as connection:
        connection.execute(insert(STAFF_TOKENS).values(row))


def revoke_tokens(records: Records, staff: Staff, now: datetime) -> int:
    """End every token of an account; the number of those that still worked."""
    works = (STAFF_TOKENS.c.staff_id == staff.id) & _token_works(now)
    with records.writing() as connection:
        return connection.execute(update(STAFF_TOKENS).where(works).values(revoked=now)).rowcount


def staff_of_token(records: Records, token: str, now: datetime) -> Staff | None:
    """Whose token this digest is of; None where it does not work (any more), or its owner is disabled."""
    query = select(*COLUMNS, STAFF_TOKENS.c.last_used).join_from(STAFF_TOKENS, STAFF)
    wanted = (STAFF_TOKENS.c.token == token) & _token_works(now) & STAFF.c.disabled.is_(None)
    with records.reading() as connection:
        row = connection.execute(query.where(wanted)).mappings().first()
    if row is None:
        return None
    if row["last_used"] is None or now - row["last_used"] >= SEEN_EVERY:
        with records.writing() as connection:
            connection.execute(update(STAFF_TOKENS).where(STAFF_TOKENS.c.token == token).values(last_used=now))
    return staff_from(row)


def _token_works(now: datetime) -> ColumnElement[bool]:
    in_time = or_(STAFF_TOKENS.c.expires.is_(None), STAFF_TOKENS.c.expires > now)
    return STAFF_TOKENS.c.revoked.is_(None) & in_time


def add_session(records: Records, staff: Staff, session: str, now: datetime) -> None:
    """Keep the digest of a new session's id."""
    row = {"session": session, "staff_id": staff.id, "created": now, "last_seen": now}
    with records.writing() as connection:
        connection.execute(insert(STAFF_SESSIONS).values(row))


def staff_of_session(
    records: Records, session: str, now: datetime, idle: timedelta, longest: timedelta
) -> Staff | None:
    """Whose open session this digest is of; its pause begins anew. None where it has ended or its owner is disabled."""
    query = select(*COLUMNS, STAFF_SESSIONS.c.last_seen).join_from(STAFF_SESSIONS, STAFF)
    mine = STAFF_SESSIONS.c.session == session
    still_open = (
        STAFF_SESSIONS.c.revoked.is_(None)
        & (STAFF_SESSIONS.c.last_seen > now - idle)
        & (STAFF_SESSIONS.c.created > now - longest)
    )
    with records.reading() as connection:
        row = connection.execute(query.where(mine & still_open & STAFF.c.disabled.is_(None))).mappings().first()
    if row is None:
        return None
    if now - row["last_seen"] >= SEEN_EVERY:
        with records.writing() as connection:
            connection.execute(update(STAFF_SESSIONS).where(mine).values(last_seen=now))
    return staff_from(row)


def revoke_session(records: Records, session: str, now: datetime) -> None:
    """End a session; one that is not known is fine."""
    mine = (STAFF_SESSIONS.c.session == session) & STAFF_SESSIONS.c.revoked.is_(None)
    with records.writing() as connection:
        connection.execute(update(STAFF_SESSIONS).where(mine).values(revoked=now))


def forget_ended(records: Records, before: datetime) -> None:
    """Delete sessions and tokens that ended, or were last used, before a moment; unused tokens without an end stay."""
    with records.writing() as connection:
        connection.execute(delete(STAFF_SESSIONS).where(STAFF_SESSIONS.c.last_seen < before))
        ended = or_(STAFF_TOKENS.c.revoked < before, STAFF_TOKENS.c.expires < before)
        connection.execute(delete(STAFF_TOKENS).where(ended))
