"""The commands of `sesac staff`: accounts for the console and for programs, and what was done with them."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from api.accounts import Accounts
    from api.records import Records
    from api.settings import ApiSettings
    from sesac_doctor import Check

ROLE_COMMAND = "command"
"""Stands in the audit trail where a role stands: who may run commands on the server may everything."""
SHOWN_ENTRIES = 200

app = typer.Typer(
    name="staff",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="직원 계정을 만들고 고칩니다. (Accounts of the staff who refresh the documents.)",
    epilog="보기 (example):  sesac staff add 민지 --role operator",
)

Name = Annotated[str, typer.Argument(metavar="이름", help="계정의 이름. (of the account)")]
RoleName = Literal["editor", "publisher", "operator"]
AsJson = Annotated[bool, typer.Option("--json", help="프로그램이 읽을 JSON으로. (as JSON)")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="비밀번호를 표준 입력에서. (from stdin)")]
Generate = Annotated[bool, typer.Option("--generate", help="비밀번호를 만들어 한 번 보입니다. (make one)")]


@dataclass(frozen=True)
class _Desk:
    records: "Records"
    accounts: "Accounts"

    @contextmanager
    def audited(self, action: str, name: str, **detail: str | int | None) -> Iterator[datetime]:
        """Keep in the audit trail what is done within, or that it was refused; gives the time."""
        from api.errors import AccountRefused
        from api.records_audit import AuditEntry, audit
        from ingest.lock import user

        now = datetime.now(UTC)

        def kept(outcome: Literal["done", "refused"]) -> AuditEntry:
            return AuditEntry(now, user(), ROLE_COMMAND, action, name, detail, None, outcome)

        try:
            yield now
        except AccountRefused:
            audit(self.records, kept("refused"))
            raise
        audit(self.records, kept("done"))


@contextmanager
def _desk() -> Iterator[_Desk]:
    from api.accounts import Accounts
    from api.records import Records, database_url
    from api.settings import ApiSettings
    from api.signing import secret_key
    from knowledge.settings import KnowledgeSettings

    settings, data_dir = ApiSettings(), KnowledgeSettings().data_dir
    with closing(Records.open(database_url(settings.database_url.get_secret_value(), data_dir))) as records:
        yield _Desk(records, Accounts(records, secret_key(data_dir, settings.secret_key.get_secret_value())))


@app.command(epilog="보기 (examples):  sesac staff add 민지  |  sesac staff add 수진 --role publisher --generate")
def add(
    name: Name,
    role: Annotated[
        RoleName | None,
        typer.Option(help="할 수 있는 일. 없으면 첫 계정은 operator, 다음부터 editor. (what the account may do)"),
    ] = None,
    password_stdin: FromStdin = False,
    generate: Generate = False,
) -> None:
    """계정을 만듭니다. (Add an account.)

    editor는 준비하고, publisher는 내고 되돌리며, operator는 계정도 다룹니다.
    """
    from api.records_staff import Role
    from sesac_output import say

    password = _password(password_stdin, generate)
    with _desk() as desk:
        chosen = Role(role) if role else Role.EDITOR if desk.accounts.all() else Role.OPERATOR
        with desk.audited("staff.add", name, role=chosen) as now:
            made = desk.accounts.add(name, password, chosen, now)
        operators = [one for one in desk.accounts.all() if one.role is Role.OPERATOR and not one.disabled]
    say(f"'{made.display}' 계정을 만들었습니다: {made.role}. (account made)")
    if generate:
        say("비밀번호는 지금 한 번만 보입니다. (The password is shown this once.)")
        typer.echo(password)
    if not operators:
        say(
            "아직 operator가 없습니다. 계정을 다룰 사람을 sesac staff add 이름 --role operator로 만드세요. "
            "(No operator yet: make one who manages accounts.)"
        )


@app.command("list", epilog="보기 (example):  sesac staff list --json")
def list_(as_json: AsJson = False) -> None:
    """계정을 보입니다. (List the accounts.)"""
    from sesac_output import say

    with _desk() as desk:
        everybody = desk.accounts.all()
    if as_json:
        _print_json([{name: _plain(value) for name, value in asdict(one).items() if name != "id"} for one in everybody])
    elif everybody:
        rows = [
            (one.display, one.role, _seoul(one.created), "쓸 수 없음" if one.disabled else _locked(one.locked_until))
            for one in everybody
        ]
        _show(("이름", "역할", "만든 때(서울)", "상태"), rows)
    else:
        say("아직 계정이 없습니다. sesac staff add 이름 --role operator로 만드세요. (No account yet.)")


@app.command(epilog="보기 (example):  sesac staff password 민지")
def password(name: Name, password_stdin: FromStdin = False, generate: Generate = False) -> None:
    """비밀번호를 바꾸고 잠금을 풉니다. 열린 로그인은 끝납니다. (Change a password, lift a lock, end sessions.)"""
    from sesac_output import say

    chosen = _password(password_stdin, generate)
    with _desk() as desk, desk.audited("staff.password", name) as now:
        desk.accounts.set_password(name, chosen, now)
    say("비밀번호를 바꾸었습니다. (password changed)")
    if generate:
        typer.echo(chosen)


@app.command(epilog="보기 (example):  sesac staff role 민지 publisher")
def role(
    name: Name,
    new_role: Annotated[RoleName, typer.Argument(metavar="역할", help="editor, publisher, operator 가운데 하나.")],
) -> None:
    """할 수 있는 일을 바꿉니다. 곧바로 적용됩니다. (Give another role, at once.)"""
    from api.records_staff import Role
    from sesac_output import say

    with _desk() as desk, desk.audited("staff.role", name, role=new_role):
        desk.accounts.set_role(name, Role(new_role))
    say(f"이제 {new_role}입니다. (role changed)")


@app.command(epilog="보기 (example):  sesac staff disable 민지")
def disable(name: Name) -> None:
    """계정을 쓸 수 없게 합니다. 로그인과 토큰이 곧바로 끝납니다. (Lock out at once; can be enabled again.)"""
    from sesac_output import say

    with _desk() as desk, desk.audited("staff.disable", name) as now:
        desk.accounts.disable(name, now)
    say("쓸 수 없게 했습니다. 되돌리려면 sesac staff enable. (disabled)")


@app.command(epilog="보기 (example):  sesac staff enable 민지")
def enable(name: Name) -> None:
    """쓸 수 없게 한 계정을 되살립니다. 토큰은 새로 만드세요. (Enable an account again.)"""
    from sesac_output import say

    with _desk() as desk, desk.audited("staff.enable", name):
        desk.accounts.enable(name)
    say("다시 쓸 수 있습니다. (enabled)")


@app.command(epilog="보기 (example):  sesac staff token 민지 --days 90")
def token(
    name: Name,
    days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="쓸 수 있는 날수. 없으면 끝이 없습니다. (days)")
    ] = None,
) -> None:
    """프로그램이 쓸 토큰을 만들어 한 번 보입니다. (Make a token for programs, shown this once.)"""
    from sesac_output import say

    with _desk() as desk, desk.audited("staff.token", name, days=days) as now:
        made = desk.accounts.create_token(name, now, days)
    say("토큰은 지금 한 번만 보입니다. Authorization: Bearer 뒤에 적어 보냅니다. (The token is shown this once.)")
    typer.echo(made)


@app.command(epilog="보기 (example):  sesac staff revoke 민지")
def revoke(name: Name) -> None:
    """계정의 토큰을 모두 없앱니다. (End every token of an account.)"""
    from sesac_output import say

    with _desk() as desk, desk.audited("staff.revoke", name) as now:
        ended = desk.accounts.revoke_tokens(name, now)
    say(f"토큰 {ended}개를 없앴습니다. ({ended} tokens revoked)")


@app.command(epilog="보기 (example):  sesac staff audit --json")
def audit(as_json: AsJson = False) -> None:
    """누가 무엇을 했는지 최근 것부터 보입니다. (The audit trail, latest first.)"""
    from api.records_audit import audit_trail

    with _desk() as desk:
        entries = audit_trail(desk.records, limit=SHOWN_ENTRIES)
    if as_json:
        _print_json([{name: _plain(value) for name, value in asdict(one).items()} for one in entries])
        return
    rows = [
        (_seoul(one.at), one.who, one.action, one.object, one.outcome, json.dumps(one.detail, ensure_ascii=False))
        for one in entries
    ]
    _show(("언제(서울)", "누가", "무엇을", "어디에", "결과", "자세히"), rows)


def check_database(settings: "ApiSettings", data_dir: Path) -> "Check":
    """The doctor's line on the database; without one answers go on, so a fault is a warning."""
    from api.errors import ApiError
    from api.records import condition, database_url
    from sesac_doctor import Check, State

    try:
        found = condition(database_url(settings.database_url.get_secret_value(), data_dir))
    except ApiError as fault:
        return Check(
            "데이터베이스",
            State.WARNING,
            str(fault),
            "그때까지 답변은 계속되지만 질문이 기록되지 않고 직원이 로그인할 수 없습니다. (Answers go on without it.)",
        )
    return Check("데이터베이스", State.OK, found)


def _password(from_stdin: bool, generate: bool) -> str:
    from api.passwords import generated

    if generate:
        return generated()
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if sys.stdin.isatty():
        typed: str = typer.prompt("비밀번호 (password)", hide_input=True, confirmation_prompt=True, err=True)
        return typed
    raise typer.BadParameter(
        "터미널이 아니면 --password-stdin이나 --generate를 붙이세요. (no terminal to ask at)", param_hint="비밀번호"
    )


def _print_json(content: Any) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False))


def _plain(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value


def _seoul(at: datetime) -> str:
    from sesac_output import SEOUL

    return at.astimezone(SEOUL).strftime("%Y-%m-%d %H:%M")


def _locked(until: datetime | None) -> str:
    return f"{_seoul(until)}까지 잠김" if until and until > datetime.now(UTC) else ""


def _show(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    from sesac_output import screen

    table = Table(*heads, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*map(Text, row))
    screen().print(table)
