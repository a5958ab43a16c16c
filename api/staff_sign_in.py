"""Signing in and out, for pages and programs alike."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from api.accounts import SignedIn
from api.body import JsonRoute
from api.errors import AccountRefused, RecordsUnavailable, SignInRefused
from api.openapi import problems
from api.parts import Kept, PartsOf
from api.problems import Refusal
from api.records_audit import AuditEntry, Outcome, audit
from api.records_staff import Role
from api.staff_auth import COOKIE, Editor, drop_cookie, network_of, put_cookie, require_own_site
from api.staff_problems import refusal_of
from api.staff_route import NOBODY, StaffRoute

MAX_CHARS = 300
"""Of a name or password; more is neither."""

opening = APIRouter(route_class=JsonRoute, tags=["staff"])
router = APIRouter(route_class=StaffRoute, tags=["staff"])


class SignIn(BaseModel):
    """Name and password of an account."""

    name: Annotated[str, Field(max_length=MAX_CHARS)]
    password: Annotated[str, Field(max_length=MAX_CHARS)]


class SignedInOut(BaseModel):
    """Who is signed in; `csrf` goes into the header X-CSRF-Token of every call that changes something by cookie."""

    name: str
    role: Role
    csrf: str


@opening.post(
    "/api/staff/session",
    operation_id="staffSignIn",
    summary="로그인 · Sign in",
    responses=problems(400, 401, 403, 413, 415, 422, 429, 503),
)
def sign_in(said: SignIn, request: Request, response: Response, parts: PartsOf) -> SignedInOut:
    """Open a session; the cookie comes with the answer."""
    if parts.kept is None:
        raise Refusal("unavailable")
    cookie, signed = begin_session(request, parts.kept, said.name, said.password)
    put_cookie(response, request, cookie)
    return SignedInOut(name=signed.staff.display, role=signed.staff.role, csrf=signed.csrf)


@router.get(
    "/api/staff/session",
    operation_id="staffSession",
    summary="누구로 로그인했는지 · Who is signed in",
    responses=problems(401, 403, 503),
)
def session(caller: Editor) -> SignedInOut:
    """Who calls; `csrf` is empty where they came with a token."""
    return SignedInOut(name=caller.name, role=caller.staff.role, csrf=caller.csrf)


@router.delete(
    "/api/staff/session",
    operation_id="staffSignOut",
    summary="로그아웃 · Sign out",
    status_code=204,
    responses=problems(401, 403, 503),
)
def sign_out(caller: Editor, request: Request, response: Response, parts: PartsOf) -> None:  # noqa: ARG001
    """End the session at once, whoever else has its cookie."""
    assert parts.kept
    end_session(request, parts.kept)
    drop_cookie(response, request)


def begin_session(request: Request, kept: Kept, name: str, password: str) -> tuple[str, SignedIn]:
    """The value of the new cookie, and who it stands for; both outcomes are audited.

    Raises Refusal: `wrong-password`, `locked` with Retry-After, `cross-site` or `unavailable`.
    """
    require_own_site(request)
    now = datetime.now(UTC)
    try:
        staff = kept.accounts.sign_in(name, password, now)
        cookie = kept.accounts.open_session(staff, now)
        signed = kept.accounts.by_session(cookie, now)
        if signed is None:  # disabled in this moment
            raise SignInRefused  # noqa: TRY301
    except SignInRefused as refused:
        _note(request, kept, _account(kept, name), NOBODY, "refused", now)
        if refused.locked_until is None:
            raise Refusal("wrong-password", {"WWW-Authenticate": "Bearer"}, str(refused)) from refused
        wait = max(1, round((refused.locked_until - now).total_seconds()))
        raise Refusal("locked", {"Retry-After": str(wait)}, str(refused)) from refused
    except RecordsUnavailable as fault:
        raise refusal_of(fault) from fault
    _note(request, kept, staff.name, staff.role.value, "done", now)
    return cookie, signed


def _account(kept: Kept, name: str) -> str:
    """The name of an account that there is: what else is typed there may be a password in the wrong field."""
    try:
        return kept.accounts.named(name).name
    except AccountRefused:
        return NOBODY


def end_session(request: Request, kept: Kept) -> None:
    """Sign out; a cookie that stands for nothing is fine."""
    kept.accounts.close_session(request.cookies.get(COOKIE, ""), datetime.now(UTC))


def _note(request: Request, kept: Kept, who: str, role: str, outcome: Outcome, now: datetime) -> None:
    network = network_of(request, kept, now)
    audit(kept.records, AuditEntry(now, who, role, "sign_in", "", {}, network, outcome))
