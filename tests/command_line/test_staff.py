"""`sesac staff`: accounts from the command line, as whoever runs the server makes them."""

import json
import re
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from api.accounts import Accounts
from api.passwords import fault_of
from api.records import Records, database_url
from api.records_staff import Role
from sesac_staff import app
from tests.command_line.conftest import Run
from tests.house.test_commands import WIDE

GOOD = "초록 우산 아래 고래 세 마리"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that is not there yet."""
    monkeypatch.setenv("SESAC_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def accounts(data: Path) -> Accounts:
    return Accounts(Records(database_url("", data)), b"s" * 32)


def add(run: Run, name: str, role: str = "operator") -> None:
    ended = run("staff", "add", name, "--role", role, "--password-stdin", typed=f"{GOOD}\n")
    assert ended.exit_code == 0, ended.stderr
    assert ended.stdout == ""


def subcommands() -> list[str]:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    return sorted(group.commands)


def test_an_account_is_made_with_the_password_from_standard_input(run: Run, data: Path) -> None:
    add(run, "민지")
    (staff,) = accounts(data).all()
    assert (staff.name, staff.role) == ("민지", Role.OPERATOR)
    assert accounts(data).sign_in("민지", GOOD, staff.created) == staff


def test_a_generated_password_is_the_only_output_and_is_good(run: Run, data: Path) -> None:
    ended = run("staff", "add", "민지", "--generate")
    password = ended.stdout.strip()
    assert fault_of(password, "민지") is None
    (staff,) = accounts(data).all()
    assert accounts(data).sign_in("민지", password, staff.created) == staff


def test_the_first_account_may_do_everything_and_the_next_ones_what_is_safe(run: Run, data: Path) -> None:
    for name in ("민지", "수진"):
        run("staff", "add", name, "--generate")
    assert [(one.name, one.role) for one in accounts(data).all()] == [("민지", Role.OPERATOR), ("수진", Role.EDITOR)]


def test_the_first_account_may_be_an_editor_but_an_operator_is_asked_for(run: Run, data: Path) -> None:
    assert "operator가 없습니다" in run("staff", "add", "민지", "--role", "editor", "--generate").stderr
    assert "operator가 없습니다" not in run("staff", "add", "수진", "--role", "operator", "--generate").stderr


def test_without_a_terminal_a_password_is_not_asked_for(run: Run, data: Path) -> None:
    ended = run("staff", "add", "민지")
    assert ended.exit_code == 2
    assert "--password-stdin" in ended.stderr
    assert not data.exists()


@pytest.mark.parametrize(
    "typed, arguments, said",
    [
        ("short\n", ["add", "수진", "--password-stdin"], "12자 이상"),
        (f"{GOOD}\n", ["add", "민지", "--password-stdin"], "이미 있는 이름"),
        (f"{GOOD}\n", ["add", "-", "--password-stdin"], "이름은 2~40자"),
        ("", ["disable", "민지"], "마지막 운영자"),
        ("", ["role", "민지", "editor"], "마지막 운영자"),
        ("", ["token", "없는이"], "계정이 없습니다"),
    ],
)
def test_what_is_refused_is_one_korean_sentence_and_exit_code_1(
    run: Run, data: Path, typed: str, arguments: list[str], said: str
) -> None:
    add(run, "민지")
    ended = run("staff", *arguments, typed=typed)
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_account_is_changed_disabled_and_enabled(run: Run, data: Path) -> None:
    add(run, "민지")
    add(run, "수진", "editor")
    assert run("staff", "role", "수진", "publisher").exit_code == 0
    assert run("staff", "disable", "수진").exit_code == 0
    assert [one.disabled is None for one in accounts(data).all()] == [True, False]
    assert run("staff", "enable", "수진").exit_code == 0
    changed = run("staff", "password", "수진", "--generate").stdout.strip()
    staff = accounts(data).named("수진")
    assert (staff.role, staff.disabled) == (Role.PUBLISHER, None)
    assert accounts(data).sign_in("수진", changed, staff.created) == staff


def test_a_token_is_shown_once_and_ends_when_it_is_revoked(run: Run, data: Path) -> None:
    add(run, "민지")
    token = run("staff", "token", "민지", "--days", "3").stdout.strip()
    staff = accounts(data).named("민지")
    assert accounts(data).by_token(token, staff.created)
    assert "1개" in run("staff", "revoke", "민지").stderr
    assert accounts(data).by_token(token, staff.created) is None


def test_accounts_are_listed_for_people_and_for_programs_without_secrets(run: Run, data: Path) -> None:
    assert "아직 계정이 없습니다" in run("staff", "list").stderr
    add(run, "민지")
    assert re.search("민지 +operator", run("staff", "list").stdout)
    (row,) = json.loads(run("staff", "list", "--json").stdout)
    assert {**row, "created": ""} == {
        "name": "민지",
        "display": "민지",
        "role": "operator",
        "created": "",
        "disabled": None,
        "failed": 0,
        "locked_until": None,
    }


def test_everything_that_is_done_or_refused_stands_in_the_audit_trail(run: Run, data: Path) -> None:
    add(run, "민지")
    run("staff", "disable", "민지")
    run("staff", "token", "민지", "--days", "3")
    entries = json.loads(run("staff", "audit", "--json").stdout)
    assert [(one["action"], one["object"], one["outcome"]) for one in entries] == [
        ("staff.token", "민지", "done"),
        ("staff.disable", "민지", "refused"),
        ("staff.add", "민지", "done"),
    ]
    assert entries[0]["detail"] == {"days": 3}
    assert "staff.disable" in run("staff", "audit").stdout


def test_a_database_that_cannot_be_used_is_one_sentence(run: Run, data: Path) -> None:
    data.mkdir()
    (data / "records.db").write_bytes(b"no database " * 1000)
    ended = run("staff", "list")
    assert ended.exit_code == 1
    assert "손상되었습니다" in ended.stderr


@pytest.mark.parametrize("command", subcommands())
def test_each_subcommand_has_an_example_and_says_in_korean_what_it_takes(run: Run, command: str) -> None:
    ended = run("staff", command, "--help", **WIDE)
    assert ended.exit_code == 0
    assert re.search(rf"보기 \(examples?\):  sesac staff {command}\b", ended.stdout)
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    for parameter in group.commands[command].params:
        assert re.search("[가-힣]|가운데", str(getattr(parameter, "help", ""))), parameter.name
