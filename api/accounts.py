"""Staff accounts: who may get in, and how. The only file that knows how passwords are hashed.

A session is a row in the database and the cookie only names it, so signing out and disabling work at once.
"""

import re
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from cachetools import TTLCache
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api import passwords, records_sign_in, records_staff
from api.errors import NameInvalid, NoSuchStaff, PasswordWeak, SignInRefused
from api.records import Records
from api.records_staff import Role, Staff
from api.signing import digest, keyed_digest, sign, unsigned
from knowledge.normalisation import shown

FREE_TRIES = 5
FIRST_LOCK, LONGEST_LOCK = timedelta(seconds=30), timedelta(minutes=15)
RANDOM_BYTES = 32
"""256 bits of a token or session id: nobody guesses one."""
TOKEN_PREFIX = "sesac_"  # noqa: S105 - tells scanners of leaked secrets, and people, what a token is for
STRANGERS = 10_000
"""Unknown names whose tries one process remembers."""
_NAME = re.compile(r"[^\W_][\w.@-]{1,39}")
_COOKIE = "staff session"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a cookie stands for, and the token that their forms must carry (against requests from other sites)."""

    staff: Staff
    csrf: str


def name_key(name: str) -> str:
    """A name as it is compared. Raises NameInvalid."""
    key = shown(name).casefold()
    if not _NAME.fullmatch(key):
        raise NameInvalid(
            "이름은 2~40자의 한글, 영문, 숫자와 . _ - @만 쓸 수 있고 글자나 숫자로 시작합니다. "
            "(2 to 40 letters, digits and . _ - @, beginning with a letter or digit)"
        )
    return key


def lock_for(failed: int) -> timedelta | None:
    """How long an account is locked after so many failures in a row; None: not yet."""
    if failed < FREE_TRIES:
        return None
    return min(FIRST_LOCK * (1 << min(failed - FREE_TRIES, 10)), LONGEST_LOCK)


class Accounts:
    """Staff accounts over one database. Raises AccountRefused and RecordsUnavailable, with what to do."""

    def __init__(self, records: Records, secret: bytes, idle_minutes: int = 30, session_hours: int = 12) -> None:
        self._records = records
        self._secret = secret
        self._idle = timedelta(minutes=idle_minutes)
        self._longest = timedelta(hours=session_hours)
        self._strangers: TTLCache[str, tuple[int, datetime | None]] = TTLCache(STRANGERS, ttl=3600)
        self._lock = threading.Lock()

    def all(self) -> list[Staff]:
        """Every account by name."""
        return records_staff.all_staff(self._records)

    def named(self, name: str) -> Staff:
        """One account."""
        return records_staff.staff_named(self._records, name_key(name))

    def add(self, name: str, password: str, role: Role, now: datetime) -> Staff:
        """A new account."""
        key = name_key(name)
        return records_staff.add_staff(self._records, key, shown(name), role, _hashed(password, key), now)

    def set_password(self, name: str, password: str, now: datetime) -> Staff:
        """Another password; every open session of the account ends."""
        key = self.named(name).name
        return records_staff.set_password(self._records, key, _hashed(password, key), now)

    def set_role(self, name: str, role: Role) -> Staff:
        """Another role, at once in open sessions too."""
        return records_staff.set_role(self._records, name_key(name), role)

    def disable(self, name: str, now: datetime) -> Staff:
        """Let nobody in with it any more; open sessions and tokens end at once."""
        return records_staff.disable(self._records, name_key(name), now)

    def enable(self, name: str) -> Staff:
        """Let a disabled account in again."""
        return records_staff.enable(self._records, name_key(name))

    def sign_in(self, name: str, password: str, now: datetime) -> Staff:
        """The account of a name and its password. Raises SignInRefused.

        An unknown name costs the same work, counts and locks the same: nobody learns which names there are.
        """
        key, spare = shown(name).casefold(), _spare_hash()
        found = records_staff.begin_try(self._records, key, now, lock_for)
        if found is None:
            self._count_stranger(key, now)
        staff, kept = found or (None, spare)
        right, newer = _hasher().verify_and_update(passwords.normalised(password[: passwords.MAX_CHARS]), kept)
        if staff is None or staff.disabled or not right:
            raise SignInRefused
        records_staff.end_try(self._records, staff, newer)
        return records_staff.staff_named(self._records, key)

    def _count_stranger(self, key: str, now: datetime) -> None:
        with self._lock:
            failed, locked_until = self._strangers.get(key, (0, None))
            if locked_until and now < locked_until:
                raise SignInRefused(locked_until)
            delay = lock_for(failed + 1)
            self._strangers[key] = (failed + 1, now + delay if delay else None)

    def create_token(self, name: str, now: datetime, days: int | None = None) -> str:
        """A token for programs, shown this once: only its digest is kept. Without days it never expires."""
        staff = self.named(name)
        if staff.disabled:
            raise NoSuchStaff(f"'{staff.name}' 계정은 쓸 수 없게 되어 있습니다. (This account is disabled.)")
        token = TOKEN_PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
        expires = None if days is None else now + timedelta(days=days)
        records_sign_in.add_token(self._records, staff, digest(token), now, expires)
        return token

    def revoke_tokens(self, name: str, now: datetime) -> int:
        """End every token of an account; how many still worked."""
        return records_sign_in.revoke_tokens(self._records, self.named(name), now)

    def by_token(self, token: str, now: datetime) -> Staff | None:
        """Whose token it is; None where it does not work."""
        return records_sign_in.staff_of_token(self._records, digest(token), now)

    def open_session(self, staff: Staff, now: datetime) -> str:
        """The value of a new session's cookie."""
        session = secrets.token_urlsafe(RANDOM_BYTES)
        records_sign_in.add_session(self._records, staff, digest(session), now)
        return sign(self._secret, _COOKIE, session)

    def by_session(self, cookie: str, now: datetime) -> SignedIn | None:
        """Who is signed in with a cookie; None where it is not ours or its session has ended."""
        session = unsigned(self._secret, _COOKIE, cookie)
        if session is None:
            return None
        kept = digest(session)
        staff = records_sign_in.staff_of_session(self._records, kept, now, self._idle, self._longest)
        return SignedIn(staff, keyed_digest(self._secret, "csrf", session)) if staff else None

    def close_session(self, cookie: str, now: datetime) -> None:
        """Sign out; a cookie that stands for nothing is fine."""
        session = unsigned(self._secret, _COOKIE, cookie)
        if session is not None:
            records_sign_in.revoke_session(self._records, digest(session), now)


def _hashed(password: str, key: str) -> str:
    if fault := passwords.fault_of(password, key):
        raise PasswordWeak(fault)
    return _hasher().hash(passwords.normalised(password))


@cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


@cache
def _spare_hash() -> str:
    """What the password for an unknown name is compared with."""
    return _hasher().hash(secrets.token_urlsafe(RANDOM_BYTES))
