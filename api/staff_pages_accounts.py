"""Accounts and the audit trail: the pages of operators."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Request, Response

from api.errors import AccountRefused
from api.parts import Kept
from api.records_audit import audit_trail
from api.records_staff import Role
from api.staff_auth import Caller, Operator
from api.staff_desk import Desk, DeskOf
from api.staff_pages_questions import day_in_seoul
from api.staff_pages_rendering import Problem, page
from api.staff_pages_route import console_router, done_of, leading_to, me_of
from api.staff_pages_words import AUDIT_ACTIONS, AUDIT_DETAILS, AUDIT_OUTCOMES, ROLES

PLACE = "/staff/accounts"
TRAIL = "/staff/audit"
PAGE_ENTRIES = 100

router = console_router()
Name = Annotated[str, Form(max_length=200)]
Password = Annotated[str, Form(max_length=2_000)]


@router.get(PLACE)
def accounts(request: Request, caller: Operator, desk: DeskOf) -> Response:
    """Every account, and how to make one."""
    return _shown(caller, desk, done=done_of(request))


@router.post(PLACE, name="add_account")
def add(
    caller: Operator,
    desk: DeskOf,
    name: Name = "",
    password: Password = "",
    role: Annotated[Role, Form()] = Role.EDITOR,
) -> Response:
    """A new account."""
    caller.detail["role"] = role.value
    return _changed(caller, desk, name, lambda kept: kept.accounts.add(name, password, role, datetime.now(UTC)))


@router.post(f"{PLACE}/role", name="set_role")
def set_role(caller: Operator, desk: DeskOf, name: Name, role: Annotated[Role, Form()]) -> Response:
    """Another role."""
    caller.detail["role"] = role.value
    return _changed(caller, desk, name, lambda kept: kept.accounts.set_role(name, role))


@router.post(f"{PLACE}/password", name="set_password")
def set_password(caller: Operator, desk: DeskOf, name: Name, password: Password = "") -> Response:
    """Another password."""
    return _changed(caller, desk, name, lambda kept: kept.accounts.set_password(name, password, datetime.now(UTC)))


@router.post(f"{PLACE}/disable", name="disable_account")
def disable(caller: Operator, desk: DeskOf, name: Name) -> Response:
    """Let nobody in with an account any more."""
    return _changed(caller, desk, name, lambda kept: kept.accounts.disable(name, datetime.now(UTC)))


@router.post(f"{PLACE}/enable", name="enable_account")
def enable(caller: Operator, desk: DeskOf, name: Name) -> Response:
    """Let somebody in again."""
    return _changed(caller, desk, name, lambda kept: kept.accounts.enable(name))


@router.post(f"{PLACE}/revoke", name="revoke_tokens")
def revoke(caller: Operator, desk: DeskOf, name: Name) -> Response:
    """End every token of an account."""
    return _changed(caller, desk, name, lambda kept: kept.accounts.revoke_tokens(name, datetime.now(UTC)))


@router.post(f"{PLACE}/token", name="create_token")
def create_token(caller: Operator, desk: DeskOf, name: Name) -> Response:
    """A token for a program, shown this once."""
    caller.detail["account"] = name
    try:
        token = desk.kept.accounts.create_token(name, datetime.now(UTC))
    except AccountRefused as refused:
        return _shown(caller, desk, problem=Problem(str(refused)))
    return _shown(caller, desk, token=token, opened=name)


@router.get(TRAIL)
def trail(caller: Operator, desk: DeskOf, who: str = "", since: str = "", before: int = 0) -> Response:
    """Who did what, latest first."""
    found = audit_trail(
        desk.kept.records, who=who or None, since=day_in_seoul(since), before_id=before or None, limit=PAGE_ENTRIES + 1
    )
    older = {"who": who, "since": since, "before": found[PAGE_ENTRIES - 1].id} if len(found) > PAGE_ENTRIES else {}
    return page(
        "audit.html",
        "기록",
        me=me_of(caller),
        here=TRAIL,
        entries=found[:PAGE_ENTRIES],
        names=[staff.name for staff in desk.kept.accounts.all()],
        who=who,
        since=since,
        older=urlencode(older),
        actions=AUDIT_ACTIONS,
        details=AUDIT_DETAILS,
        outcomes=AUDIT_OUTCOMES,
    )


def _changed(caller: Caller, desk: Desk, name: str, change: Callable[[Kept], object]) -> Response:
    """Do it, or say on the page why not."""
    caller.detail["account"] = name
    try:
        change(desk.kept)
    except AccountRefused as refused:
        return _shown(caller, desk, problem=Problem(str(refused), "name"), name=name)
    return leading_to(PLACE, "account")


def _shown(
    caller: Caller,
    desk: Desk,
    *,
    done: str = "",
    problem: Problem | None = None,
    token: str = "",
    name: str = "",
    opened: str = "",
) -> Response:
    return page(
        "accounts.html",
        "계정",
        me=me_of(caller),
        here=PLACE,
        done=done,
        problems=[problem] if problem else [],
        accounts=desk.kept.accounts.all(),
        myself=caller.staff.name,
        role_names=ROLES,
        name=name,
        token=token,
        token_of=opened,
        opened=opened or name,
    )
