"""Routes of the console's pages: who may see them, and what a refusal looks like to a person."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from api import texts
from api.problems import Refusal
from api.staff_auth import Caller
from api.staff_pages_rendering import Me, page
from api.staff_route import PageRoute

DONE: Mapping[str, str] = {
    "published": "새 버전을 냈습니다. 시민에게 바로 이 버전으로 답합니다.",
    "rolled-back": "되돌렸습니다. 시민에게 바로 그 버전으로 답합니다.",
    "discarded": "버렸습니다. 시민이 보는 버전은 그대로입니다.",
    "uploaded": "올렸습니다. 읽은 것을 아래에서 확인하세요.",
    "kept": "다시 넣었습니다.",
    "removed": "뺐습니다. 아직 낸 것은 아니어서 시민이 보는 버전은 그대로입니다.",
    "described": "적은 것을 저장했습니다.",
    "written": "문서를 저장했습니다. 읽은 것을 아래에서 확인하세요.",
    "golden": "확인 질문을 저장했습니다. 다음에 준비하는 버전부터 물어봅니다.",
    "golden-removed": "확인 질문을 지웠습니다.",
    "account": "계정을 바꿨습니다.",
    "signed-out": "로그아웃했습니다.",
}
"""What was just done, by the short name that an address carries."""


class ConsoleRoute(PageRoute):
    """A page of the console; whatever is refused is told on a page with a way back."""

    def refused(self, request: Request, refusal: Refusal, caller: Caller | None) -> Response:
        """The way to sign in, or a page that says why not."""
        if refusal.kind == "sign-in-required":
            return super().refused(request, refusal, caller)
        return told(refusal, me_of(caller) if caller else None)


class OpenPageRoute(APIRoute):
    """A page that nobody has to be signed in for."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """As it is, but that a refusal is told on a page."""
        handle = super().get_route_handler()

        async def handle_told(request: Request) -> Response:
            try:
                return await handle(request)
            except Refusal as refusal:
                return told(refusal, None)

        return handle_told


def told(refusal: Refusal, me: Me | None) -> Response:
    """A page that says what was refused, and what to do."""
    wording = texts.PROBLEMS[refusal.kind]
    said = refusal.said or wording.detail["ko"]
    return page("refused.html", wording.title["ko"], me=me, status=wording.status, told=said)


def console_router() -> APIRouter:
    """A router for pages: they stand in no description of the API."""
    return APIRouter(include_in_schema=False, route_class=ConsoleRoute)


def me_of(caller: Caller) -> Me:
    """Who is signed in, as pages show it."""
    return Me(caller.name, caller.staff.role, caller.csrf)


def done_of(request: Request) -> str:
    """The sentence for what was just done; empty where nothing was, or where the address says nonsense."""
    return DONE.get(request.query_params.get("done", ""), "")


def leading_to(path: str, done: str = "", status: Literal[303] = 303) -> RedirectResponse:
    """The next page after a form, so that loading it again does nothing twice."""
    return RedirectResponse(f"{path}?done={done}" if done else path, status_code=status)
