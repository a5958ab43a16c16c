"""Signing in and out of the console."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.errors import NameInvalid, NoSuchStaff, RecordsUnavailable, SignInRefused
from api.parts import Kept
from api.problems import Refusal
from api.records_audit import AuditEntry, Outcome, audit
from api.records_staff import Staff
from api.staff_auth import COOKIE, Editor, caller_of, drop_cookie, network_of, put_cookie, require_own_site
from api.staff_pages_rendering import Problem, page, when
from api.staff_pages_route import console_router, done_of, kept_of, leading_to
from api.staff_route import NOBODY, SIGN_IN

HOME = "/staff"
TITLE = "로그인"

router = APIRouter(include_in_schema=False)
signed_in = console_router()


@router.get(SIGN_IN)
def ask(request: Request, next: str = HOME) -> Response:  # noqa: A002 - the name that addresses carry
    """The form; whoever is signed in already goes on."""
    kept = kept_of(request)
    if caller_of(request, kept):
        return leading_to(_own(next))
    return page("sign_in.html", TITLE, me=None, done=done_of(request), name="", next=_own(next))


@router.post(SIGN_IN)
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=2_000)] = "",
    next: Annotated[str, Form(max_length=500)] = HOME,  # noqa: A002
) -> Response:
    """Let somebody in, or say why not; too many wrong tries lock the name for a while."""
    require_own_site(request)
    kept, now = kept_of(request), datetime.now(UTC)
    try:
        staff = kept.accounts.sign_in(name, password, now)
    except SignInRefused as refused:
        _note(request, kept, _known(kept, name), "refused", now)
        return page("sign_in.html", TITLE, me=None, problems=[_told(refused)], status=401, name=name, next=_own(next))
    except RecordsUnavailable as fault:
        raise Refusal("unavailable", said=str(fault)) from fault
    response = leading_to(_own(next))
    put_cookie(response, request, kept.accounts.open_session(staff, now))
    _note(request, kept, staff, "done", now)
    return response


@signed_in.post("/staff/sign-out", name="sign out")
def sign_out(request: Request, caller: Editor) -> Response:
    """End the session."""
    kept_of(request).accounts.close_session(request.cookies.get(COOKIE, ""), datetime.now(UTC))
    response = leading_to(SIGN_IN, "signed-out")
    drop_cookie(response, request)
    return response


def _own(path: str) -> str:
    """A page of the console: nobody is led elsewhere by a link to the sign-in page."""
    inside = path == HOME or path.startswith((f"{HOME}/", f"{HOME}?"))
    return path if inside and "\\" not in path and path.isprintable() else HOME


def _told(refused: SignInRefused) -> Problem:
    if refused.locked_until is None:
        return Problem("이름이나 비밀번호가 맞지 않습니다. 다시 적어 주세요.", "name")
    return Problem(f"여러 번 틀려 잠시 잠겼습니다. {when(refused.locked_until)} 뒤에 다시 해 보세요.")


def _known(kept: Kept, name: str) -> Staff | None:
    """The account that was tried; what was typed for none is not kept, for it may be a password."""
    try:
        return kept.accounts.named(name)
    except (NoSuchStaff, NameInvalid, RecordsUnavailable):
        return None


def _note(request: Request, kept: Kept, staff: Staff | None, outcome: Outcome, now: datetime) -> None:
    who, role = (staff.name, staff.role.value) if staff else (NOBODY, NOBODY)
    entry = AuditEntry(now, who, role, "sign in", "", {}, network_of(request, kept, now), outcome)
    try:
        audit(kept.records, entry)
    except RecordsUnavailable as fault:
        raise Refusal("unavailable", said=str(fault)) from fault
