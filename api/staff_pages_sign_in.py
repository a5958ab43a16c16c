"""Signing in and out of the console."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.problems import Refusal
from api.staff_auth import Editor, caller_of, drop_cookie, put_cookie
from api.staff_desk import DeskOf
from api.staff_pages_rendering import Problem, page, when
from api.staff_pages_route import OpenPageRoute, console_router, done_of, leading_to
from api.staff_route import SIGN_IN
from api.staff_sign_in import begin_session, end_session

HOME = "/staff"
TITLE = "로그인"

opening = APIRouter(include_in_schema=False, route_class=OpenPageRoute)
router = console_router()


@opening.get(SIGN_IN)
def ask(request: Request, desk: DeskOf, next: str = HOME) -> Response:  # noqa: A002 - the name that addresses carry
    """The form; whoever is signed in already goes on."""
    if caller_of(request, desk.kept):
        return leading_to(_own(next))
    return page("sign_in.html", TITLE, me=None, done=done_of(request), name="", next=_own(next))


@opening.post(SIGN_IN)
def sign_in(
    request: Request,
    desk: DeskOf,
    name: Annotated[str, Form(max_length=300)] = "",
    password: Annotated[str, Form(max_length=300)] = "",
    next: Annotated[str, Form(max_length=500)] = HOME,  # noqa: A002
) -> Response:
    """Let somebody in, or say why not; too many wrong tries lock the name for a while."""
    try:
        cookie, _ = begin_session(request, desk.kept, name, password)
    except Refusal as refused:
        if refused.kind not in ("wrong-password", "locked"):
            raise
        problems, status = [_told(refused)], refused.status_code
        return page("sign_in.html", TITLE, me=None, problems=problems, status=status, name=name, next=_own(next))
    response = leading_to(_own(next))
    put_cookie(response, request, cookie)
    return response


@router.post("/staff/sign-out", name="sign_out")
def sign_out(request: Request, caller: Editor, desk: DeskOf) -> Response:  # noqa: ARG001
    """End the session."""
    end_session(request, desk.kept)
    response = leading_to(SIGN_IN, "signed-out")
    drop_cookie(response, request)
    return response


def _own(path: str) -> str:
    """A page of the console: nobody is led elsewhere by a link to the sign-in page."""
    inside = path == HOME or path.startswith((f"{HOME}/", f"{HOME}?"))
    return path if inside and "\\" not in path and path.isprintable() else HOME


def _told(refused: Refusal) -> Problem:
    if refused.kind == "wrong-password":
        return Problem("이름이나 비밀번호가 맞지 않습니다. 다시 적어 주세요.", "name")
    wait = timedelta(seconds=int((refused.headers or {}).get("Retry-After", "0")))
    return Problem(f"여러 번 틀려 잠시 잠겼습니다. {when(datetime.now(UTC) + wait)} 뒤에 다시 해 보세요.")
