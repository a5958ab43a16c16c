"""Staff accounts in the database; what a password must be and who gets in is decided in `accounts`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from api.errors import LastOperator, NameTaken, NoSuchStaff, SignInRefused
from api.records import Records
from api.records_tables import STAFF, STAFF_SESSIONS, STAFF_TOKENS


class Role(StrEnum):
    """What somebody may do: each may all that the one before may."""

    EDITOR = "editor"
    """Prepares versions, reads questions and gaps."""
    PUBLISHER = "publisher"
    """Publishes and takes back."""
    OPERATOR = "operator"
    """Manages accounts, reads the audit trail."""

    def covers(self, needed: "Role") -> bool:
        """Whether this role may do what `needed` may."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)


@dataclass(frozen=True, slots=True)
class Staff:
    """One account. `name` is folded (NFC, case), `display` is how its owner wrote it; `disabled` since when."""

    id: int
    name: str
    display: str
    role: Role
    created: datetime
    disabled: datetime | None
    failed: int
    locked_until: datetime | None


COLUMNS = [STAFF.c[name] for name in Staff.__slots__]


def staff_from(row: RowMapping) -> Staff:
    """The account of a row that has COLUMNS."""
    known = {name: row[name] for name in Staff.__slots__}
    return Staff(**{**known, "role": Role(row["role"])})


def add_staff(records: Records, name: str, display: str, role: Role, password: str, now: datetime) -> Staff:
    """Add an account; `password` is its hash. Raises NameTaken."""
    row = {"name": name, "display": display, "role": role.value, "password": password, "created": now, "failed": 0}
    try:
        with records.writing() as connection:
            connection.execute(insert(STAFF).values(row))
            return _named(connection, name)
    except IntegrityError as error:
        raise NameTaken(f"'{display}'은(는) 이미 있는 이름입니다. (This name is taken.)") from error


def all_staff(records: Records) -> list[Staff]:
    """Every account by name, disabled ones too."""
    with records.reading() as connection:
        return [staff_from(row) for row in connection.execute(select(*COLUMNS).order_by(STAFF.c.name)).mappings()]


def staff_named(records: Records, name: str) -> Staff:
    """One account. Raises NoSuchStaff."""
    with records.reading() as connection:
        return _named(connection, name)


def set_password(records: Records, name: str, password: str, now: datetime) -> Staff:
    """Another hash; lifts a lock, and ends every session: whoever knew the old password is out. Raises NoSuchStaff."""
    with records.writing() as connection:
        staff = _named(connection, name)
        changed = {"password": password, "failed": 0, "locked_until": None}
        connection.execute(update(STAFF).where(STAFF.c.id == staff.id).values(changed))
        _end_sessions(connection, staff, now)
        return _named(connection, name)


def set_role(records: Records, name: str, role: Role) -> Staff:
    """Another role, at once in open sessions too. Raises NoSuchStaff, LastOperator."""
    with records.writing() as connection:
        staff = _named(connection, name)
        if role is not Role.OPERATOR:
            _require_another_operator(connection, staff)
        connection.execute(update(STAFF).where(STAFF.c.id == staff.id).values(role=role.value))
        return _named(connection, name)


def disable(records: Records, name: str, now: datetime) -> Staff:
    """Nobody gets in with it any more; sessions and tokens end at once. Raises NoSuchStaff, LastOperator."""
    with records.writing() as connection:
        staff = _named(connection, name)
        _require_another_operator(connection, staff)
        connection.execute(update(STAFF).where(STAFF.c.id == staff.id).values(disabled=now))
        _end_sessions(connection, staff, now)
        mine = (STAFF_TOKENS.c.staff_id == staff.id) & STAFF_TOKENS.c.revoked.is_(None)
        connection.execute(update(STAFF_TOKENS).where(mine).values(revoked=now))
        return _named(connection, name)


def enable(records: Records, name: str) -> Staff:
    """Let a disabled account in again; its old sessions and tokens stay ended. Raises NoSuchStaff."""
    with records.writing() as connection:
        staff = _named(connection, name)
        released = {"disabled": None, "failed": 0, "locked_until": None}
        connection.execute(update(STAFF).where(STAFF.c.id == staff.id).values(released))
        return _named(connection, name)


def begin_try(
    records: Records, name: str, now: datetime, lock_for: Callable[[int], timedelta | None]
) -> tuple[Staff, str] | None:
    """The account and its hash for one try of a password, which counts as failed until `end_try`; None: no such name.

    Counting first lets no number of tries at once be more than the allowed ones. Raises SignInRefused while locked.
    """
    with records.writing() as connection:
        row = connection.execute(select(*COLUMNS, STAFF.c.password).where(STAFF.c.name == name)).mappings().first()
        if row is None:
            return None
        staff = staff_from(row)
        if staff.locked_until and now < staff.locked_until:
            raise SignInRefused(staff.locked_until)
        delay = lock_for(staff.failed + 1)
        counted = {"failed": staff.failed + 1, "locked_until": now + delay if delay else None}
        connection.execute(update(STAFF).where(STAFF.c.id == staff.id).values(counted))
        return staff, str(row["password"])


def end_try(records: Records, staff: Staff, password: str | None) -> None:
    """The password was right: forget the failures, and keep a newer hash of it where one is given."""
    with records.writing() as connection:
        newer = {"password": password} if password else {}
        cleared = {"failed": 0, "locked_until": None, **newer}
        connection.execute(update(STAFF).where(STAFF.c.id == staff.id).values(cleared))


def _named(connection: Connection, name: str) -> Staff:
    row = connection.execute(select(*COLUMNS).where(STAFF.c.name == name)).mappings().first()
    if row is None:
        raise NoSuchStaff(f"'{name}'이라는 계정이 없습니다. sesac staff list로 확인하세요. (No such account.)")
    return staff_from(row)


def _end_sessions(connection: Connection, staff: Staff, now: datetime) -> None:
    theirs = (STAFF_SESSIONS.c.staff_id == staff.id) & STAFF_SESSIONS.c.revoked.is_(None)
    connection.execute(update(STAFF_SESSIONS).where(theirs).values(revoked=now))


def _require_another_operator(connection: Connection, staff: Staff) -> None:
    if staff.role is not Role.OPERATOR or staff.disabled:
        return
    # Held until the transaction ends: two operators who demote each other at once would leave none.
    able = (STAFF.c.role == Role.OPERATOR.value) & STAFF.c.disabled.is_(None)
    operators = connection.execute(select(STAFF.c.id).where(able).with_for_update()).all()
    if len(operators) <= 1:
        raise LastOperator(
            "마지막 운영자입니다. 먼저 다른 사람을 operator로 만드세요. (The last operator: make another one first.)"
        )
