"""Who may get in: passwords, lock-out, roles, tokens and sessions."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from api import accounts as module
from api import passwords
from api.accounts import Accounts, lock_for
from api.errors import (
    AccountRefused,
    LastOperator,
    NameInvalid,
    NameTaken,
    NoSuchStaff,
    PasswordWeak,
    SecretUnusable,
    SignInRefused,
)
from api.records import Records
from api.records_audit import AuditEntry, audit, audit_trail, forget_audit
from api.records_sign_in import forget_ended
from api.records_staff import Role
from api.signing import SECRET_NAME, monthly_digest, secret_key, sign, unsigned

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
GOOD, OTHER = "초록 우산 아래 고래 세 마리", "seven purple owls at noon"
SECRET = b"s" * 32


@pytest.fixture
def accounts(records: Records) -> Accounts:
    """Accounts of a database with one operator."""
    made = Accounts(records, SECRET)
    made.add("민지", GOOD, Role.OPERATOR, NOW)
    return made


def fail(accounts: Accounts, name: str, at: datetime) -> datetime | None:
    with pytest.raises(SignInRefused) as caught:
        accounts.sign_in(name, "wrong", at)
    return caught.value.locked_until


# --- names and passwords ---


@pytest.mark.parametrize("name", ["", "a", "-dash", "with space", "줄\n바꿈", "x" * 41, "<script>"])
def test_a_name_that_cannot_be_typed_or_shown_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(NameInvalid):
        accounts.add(name, GOOD, Role.EDITOR, NOW)


@pytest.mark.parametrize("same", ["민지", "\u1106\u1175\u11ab\u110c\u1175", " 민지 "])
def test_the_same_name_in_another_spelling_is_taken(accounts: Accounts, same: str) -> None:
    with pytest.raises(NameTaken):
        accounts.add(same, GOOD, Role.EDITOR, NOW)


def test_letter_case_makes_no_second_person(accounts: Accounts) -> None:
    accounts.add("Sujin", OTHER, Role.EDITOR, NOW)
    with pytest.raises(NameTaken):
        accounts.add("SUJIN", OTHER, Role.EDITOR, NOW)
    assert accounts.sign_in("sUJIN", OTHER, NOW).display == "Sujin"


@pytest.mark.parametrize(
    "password",
    [
        "elf chars 1",
        "password1234",
        "Qwerty123456!",
        "1q2w3e4r1q2w3e4r",
        "dkssudgktpdy12!",
        "sesacseoul2026",
        "비밀번호비밀번호비밀번호",
        "111111111111",
        "837465920174",
        "aabbaabbaabb",
        "minji2026!!!",
        "x" * 257,
    ],
)
def test_a_password_that_is_tried_first_is_refused(accounts: Accounts, password: str) -> None:
    with pytest.raises(PasswordWeak):
        accounts.add("minji", password, Role.EDITOR, NOW)


def test_long_phrases_and_generated_passwords_will_do() -> None:
    for password in (GOOD, OTHER, passwords.generated()):
        assert passwords.fault_of(password, "민지") is None
    assert passwords.generated() != passwords.generated()


def test_hangul_composed_by_another_keyboard_is_the_same_password(accounts: Accounts) -> None:
    import unicodedata

    assert accounts.sign_in("민지", unicodedata.normalize("NFD", GOOD), NOW).name == "민지"


def test_no_password_token_or_session_can_be_read_from_the_database(accounts: Accounts, records: Records) -> None:
    token = accounts.create_token("민지", NOW)
    cookie = accounts.open_session(accounts.named("민지"), NOW)
    records.erase_traces()
    kept = Path(str(records.url.database)).read_bytes()
    for secret in (GOOD, token, token.removeprefix("sesac_"), cookie, cookie.partition(".")[0]):
        assert secret.encode() not in kept
    assert b"$argon2id$" in kept


def test_a_password_that_is_kept_costs_what_the_library_advises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "Argon2Hasher", Argon2Hasher)  # in tests it is a quicker one
    assert module._hasher.__wrapped__().hash(GOOD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


# --- signing in ---


def test_the_right_password_gets_in_and_a_wrong_one_does_not(accounts: Accounts) -> None:
    assert accounts.sign_in("민지", GOOD, NOW).role is Role.OPERATOR
    assert fail(accounts, "민지", NOW) is None


def test_five_failures_lock_and_each_further_one_locks_twice_as_long() -> None:
    assert [lock_for(failed) for failed in range(5)] == [None] * 5
    seconds = [delay.total_seconds() for failed in range(5, 12) if (delay := lock_for(failed))]
    assert seconds == [30, 60, 120, 240, 480, 900, 900]
    assert lock_for(10_000) == timedelta(minutes=15)


@pytest.mark.parametrize("name", ["민지", "nobody"])
def test_a_lock_holds_against_the_right_password_too_and_ends_by_itself(accounts: Accounts, name: str) -> None:
    assert [fail(accounts, name, NOW) for _ in range(5)] == [None] * 5
    assert fail(accounts, name, NOW) == NOW + timedelta(seconds=30)
    if name == "민지":
        with pytest.raises(SignInRefused):
            accounts.sign_in(name, GOOD, NOW + timedelta(seconds=29))
        assert accounts.sign_in(name, GOOD, NOW + timedelta(seconds=31)).failed == 0
        assert fail(accounts, name, NOW + timedelta(seconds=32)) is None
    else:
        later = NOW + timedelta(seconds=31)
        assert fail(accounts, name, later) is None
        assert fail(accounts, name, later) == later + timedelta(seconds=60)


def test_many_tries_at_once_are_no_more_than_the_allowed_ones(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []
    right = module._hasher()

    class Counting:
        def verify_and_update(self, password: str, kept: str) -> tuple[bool, str | None]:
            compared.append(password)
            return right.verify_and_update(password, kept)

    monkeypatch.setattr(module, "_hasher", Counting)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: fail(accounts, "민지", NOW), range(16)))
    assert len(compared) == 5


@pytest.mark.parametrize("name", ["민지", "nobody", "disabled"])
def test_unknown_and_disabled_names_cost_the_same_work_as_a_wrong_password(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    accounts.add("disabled", OTHER, Role.EDITOR, NOW)
    accounts.disable("disabled", NOW)
    compared: list[str] = []
    right = module._hasher()

    class Counting:
        def verify_and_update(self, password: str, kept: str) -> tuple[bool, str | None]:
            compared.append(kept.rpartition("$")[0].rpartition("$")[0])  # the cost without salt and hash
            return right.verify_and_update(password, kept)

    module._spare_hash()
    monkeypatch.setattr(module, "_hasher", Counting)
    with pytest.raises(SignInRefused) as caught:
        accounts.sign_in(name, OTHER, NOW)
    assert len(compared) == 1
    assert compared == [right.hash("any").rpartition("$")[0].rpartition("$")[0]]
    assert str(caught.value) == str(SignInRefused())


def test_a_new_password_lifts_a_lock_and_ends_open_sessions(accounts: Accounts) -> None:
    cookie = accounts.open_session(accounts.named("민지"), NOW)
    for _ in range(6):
        fail(accounts, "민지", NOW)
    accounts.set_password("민지", OTHER, NOW)
    assert accounts.by_session(cookie, NOW) is None
    assert accounts.sign_in("민지", OTHER, NOW).failed == 0
    fail(accounts, "민지", NOW)


# --- roles ---


def test_each_role_covers_those_below_it() -> None:
    assert [[role.covers(needed) for needed in Role] for role in Role] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]


def test_the_last_operator_can_neither_be_disabled_nor_demoted(accounts: Accounts) -> None:
    accounts.add("수진", OTHER, Role.OPERATOR, NOW)
    accounts.disable("수진", NOW)
    with pytest.raises(LastOperator):
        accounts.disable("민지", NOW)
    with pytest.raises(LastOperator):
        accounts.set_role("민지", Role.PUBLISHER)
    accounts.enable("수진")
    assert accounts.set_role("민지", Role.EDITOR).role is Role.EDITOR


def test_two_operators_who_demote_each_other_at_once_leave_one(accounts: Accounts) -> None:
    accounts.add("수진", OTHER, Role.OPERATOR, NOW)

    def demote(name: str) -> bool:
        try:
            accounts.set_role(name, Role.EDITOR)
        except LastOperator:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(demote, ["민지", "수진"])) == [False, True]


def test_an_account_that_is_not_there_is_named(accounts: Accounts) -> None:
    changes: list[Any] = [
        lambda: accounts.set_role("없음", Role.EDITOR),
        lambda: accounts.disable("없음", NOW),
        lambda: accounts.set_password("없음", GOOD, NOW),
        lambda: accounts.create_token("없음", NOW),
    ]
    for change in changes:
        with pytest.raises(NoSuchStaff, match="없음"):
            change()


# --- sessions and tokens ---


def test_a_session_ends_after_a_pause_at_the_latest_after_twelve_hours_and_by_signing_out(accounts: Accounts) -> None:
    staff = accounts.named("민지")
    idle, busy, closed = (accounts.open_session(staff, NOW) for _ in range(3))
    for minutes in range(0, 12 * 60, 20):
        assert accounts.by_session(busy, NOW + timedelta(minutes=minutes))
    assert accounts.by_session(busy, NOW + timedelta(hours=12, seconds=1)) is None
    assert accounts.by_session(idle, NOW + timedelta(minutes=31)) is None
    accounts.close_session(closed, NOW)
    assert accounts.by_session(closed, NOW) is None


def test_a_disabled_account_is_out_at_once_and_stays_out_of_old_sessions(accounts: Accounts) -> None:
    accounts.add("수진", OTHER, Role.EDITOR, NOW)
    cookie, token = accounts.open_session(accounts.named("수진"), NOW), accounts.create_token("수진", NOW)
    accounts.disable("수진", NOW)
    for _ in range(2):
        assert accounts.by_session(cookie, NOW) is None
        assert accounts.by_token(token, NOW) is None
        accounts.enable("수진")
    assert accounts.sign_in("수진", OTHER, NOW).disabled is None


def test_another_role_holds_at_once_in_an_open_session(accounts: Accounts) -> None:
    accounts.add("수진", OTHER, Role.EDITOR, NOW)
    cookie = accounts.open_session(accounts.named("수진"), NOW)
    accounts.set_role("수진", Role.PUBLISHER)
    signed = accounts.by_session(cookie, NOW)
    assert signed
    assert signed.staff.role is Role.PUBLISHER


def test_a_forged_cookie_is_nobody(accounts: Accounts, records: Records) -> None:
    cookie = accounts.open_session(accounts.named("민지"), NOW)
    session = cookie.partition(".")[0]
    for forged in ("", session, f"{session}.x", cookie[:-1], "한글", sign(b"t" * 32, "staff session", session)):
        assert accounts.by_session(forged, NOW) is None
    mine = accounts.by_session(cookie, NOW)
    other = accounts.by_session(accounts.open_session(accounts.named("민지"), NOW), NOW)
    assert mine
    assert other
    assert mine.csrf != other.csrf


def test_a_token_works_until_it_expires_or_is_revoked(accounts: Accounts) -> None:
    short, endless = accounts.create_token("민지", NOW, days=3), accounts.create_token("민지", NOW)
    found = accounts.by_token(short, NOW)
    assert found
    assert found.name == "민지"
    assert accounts.by_token(short, NOW + timedelta(days=3)) is None
    assert accounts.by_token(endless, NOW + timedelta(days=3000))
    assert accounts.revoke_tokens("민지", NOW) == 2
    assert accounts.by_token(endless, NOW) is None
    assert accounts.revoke_tokens("민지", NOW) == 0
    assert accounts.by_token("sesac_guess", NOW) is None


def test_what_ended_long_ago_is_deleted_and_what_works_stays(accounts: Accounts, records: Records) -> None:
    working = accounts.create_token("민지", NOW)
    accounts.create_token("민지", NOW, days=1)
    accounts.open_session(accounts.named("민지"), NOW)
    forget_ended(records, NOW + timedelta(days=2))
    with closing(sqlite3.connect(str(records.url.database))) as plain:
        left = [
            plain.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("staff_tokens", "staff_sessions")
        ]
    assert left == [(1,), (0,)]
    assert accounts.by_token(working, NOW)


# --- the key ---


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_key(tmp_path / "data"), range(8)))
    assert len(keys) == 1
    assert [path.name for path in (tmp_path / "data").iterdir()] == [SECRET_NAME]
    assert (tmp_path / "data" / SECRET_NAME).stat().st_mode & 0o777 == 0o600
    assert secret_key(tmp_path, "configured" * 4) == b"configured" * 4


def test_a_key_that_is_cut_is_refused(tmp_path: Path) -> None:
    (tmp_path / SECRET_NAME).write_bytes(b"short")
    with pytest.raises(SecretUnusable, match=str(tmp_path)):
        secret_key(tmp_path)


def test_a_signature_holds_for_its_purpose_alone() -> None:
    assert unsigned(SECRET, "a", sign(SECRET, "a", "value")) == "value"
    assert unsigned(SECRET, "b", sign(SECRET, "a", "value")) is None


def test_what_stands_for_a_visitor_changes_every_month() -> None:
    def told(at: datetime) -> str:
        return monthly_digest(SECRET, "network", "192.0.2.7", at)

    assert told(NOW) == told(NOW + timedelta(days=6))
    assert told(NOW) != told(NOW + timedelta(days=10))


# --- the audit trail ---


def entry(at: datetime, who: str = "민지", action: str = "publish", **detail: str) -> AuditEntry:
    return AuditEntry(at, who, "operator", action, "v1", detail, None, "done")


def test_the_audit_trail_is_read_latest_first_and_by_what_is_looked_for(records: Records) -> None:
    for hours, who, action in ((0, "민지", "publish"), (1, "수진", "publish"), (2, "민지", "undo")):
        audit(records, entry(NOW + timedelta(hours=hours), who, action))
    assert [one.action for one in audit_trail(records)] == ["undo", "publish", "publish"]
    assert [one.who for one in audit_trail(records, action="publish")] == ["수진", "민지"]
    assert [one.action for one in audit_trail(records, who="민지", since=NOW + timedelta(hours=1))] == ["undo"]
    first_page = audit_trail(records, limit=2)
    assert [one.who for one in audit_trail(records, before_id=first_page[-1].id)] == ["민지"]


def test_personal_data_in_a_note_does_not_get_into_the_audit_trail(records: Records) -> None:
    audit(records, entry(NOW, reason="010-1234-5678 민원인 요청 " + "길게 " * 500))
    (kept,) = audit_trail(records)
    assert str(kept.detail["reason"]).startswith("[전화번호]")
    assert len(str(kept.detail["reason"])) == 500


def test_audit_entries_go_only_when_their_time_is_over(records: Records) -> None:
    audit(records, entry(NOW - timedelta(days=731)))
    audit(records, entry(NOW))
    assert forget_audit(records, NOW - timedelta(days=730)) == 1
    assert [one.at for one in audit_trail(records)] == [NOW]


def test_every_refusal_can_be_caught_as_one(accounts: Accounts) -> None:
    with pytest.raises(AccountRefused):
        accounts.sign_in("민지", "wrong", NOW)
