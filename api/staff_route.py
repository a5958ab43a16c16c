"""The route classes of the staff: nobody gets past them without a role, and every change leaves an audit line.

A route says which role it needs by its parameter (`Editor`, `Publisher`, `Operator`); one that says none cannot be
made. All of it is checked before the body is read.
"""

import logging
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.body import json_request
from api.errors import ApiError, RecordsUnavailable
from api.parts import Kept, Parts
from api.problems import Refusal
from api.records_audit import AuditEntry, Outcome, audit
from api.records_staff import Role
from api.staff_auth import SAFE_METHODS, Caller, Needs, caller_of, is_form, network_of, require_csrf, require_own_site
from api.staff_problems import refusal_of
from ingest.errors import IngestError
from knowledge.errors import KnowledgeError

log = logging.getLogger(__name__)
Handle = Callable[[Request], Coroutine[Any, Any, Response]]
SIGN_IN = "/staff/sign-in"
NOBODY = "-"
"""Stands in the audit trail where nobody was signed in."""


class StaffRoute(APIRoute):
    """A route of the staff's API: by token, or by cookie with the token of our own pages."""

    def get_route_handler(self) -> Handle:
        handle, role = super().get_route_handler(), _role_of(self)

        async def handle_checked(request: Request) -> Response:
            parts = cast(Parts, request.app.state.parts)
            if parts.kept is None:
                raise Refusal("unavailable")
            caller: Caller | None = None
            try:
                caller = await run_in_threadpool(caller_of, request, parts.kept)
                request = await self._let_in(request, caller, role)
                response = await handle(request)
            except (HTTPException, RequestValidationError) as fault:
                await self._note(request, parts.kept, caller, "refused")
                if isinstance(fault, Refusal):
                    return self.refused(request, fault, caller)
                raise
            except (ApiError, IngestError, KnowledgeError) as fault:
                refusal = refusal_of(fault)
                await self._note(request, parts.kept, caller, "failed" if refusal.status_code >= 500 else "refused")
                return self.refused(request, refusal, caller)
            except Exception:
                await self._note(request, parts.kept, caller, "failed")
                raise
            finally:
                await request.close()
            await self._note(request, parts.kept, caller, "done" if response.status_code < 400 else "refused")
            return response

        return handle_checked

    async def _let_in(self, request: Request, caller: Caller | None, role: Role) -> Request:
        """The request as its handler reads it. Raises Refusal."""
        changes = request.method not in SAFE_METHODS
        if changes and "cookie" in request.headers and "authorization" not in request.headers:
            require_own_site(request)
        if caller is None:
            raise Refusal("sign-in-required", {"WWW-Authenticate": "Bearer"})
        if not caller.may(role):
            raise Refusal("not-allowed")
        if changes and caller.csrf:
            await require_csrf(request, caller)
        request.state.caller = caller
        return json_request(request) if self.body_field and not is_form(request) else request

    async def _note(self, request: Request, kept: Kept, caller: Caller | None, outcome: Outcome) -> None:
        """Keep what somebody changed, or was refused to change."""
        if request.method in SAFE_METHODS:
            return
        now = datetime.now(UTC)
        entry = AuditEntry(
            at=now,
            who=caller.staff.name if caller else NOBODY,
            role=caller.staff.role.value if caller else NOBODY,
            action=self.name,
            object=" ".join(str(part) for part in request.path_params.values()),
            detail=caller.detail if caller else {},
            network=caller.network if caller else network_of(request, kept, now),
            outcome=outcome,
        )
        try:
            await run_in_threadpool(audit, kept.records, entry)
        except RecordsUnavailable as fault:
            log.error("no audit line for %s by %s (%s): %s", entry.action, entry.who, outcome, fault)

    def refused(self, request: Request, refusal: Refusal, caller: Caller | None) -> Response:  # noqa: ARG002
        """What a refusal looks like: a problem document."""
        raise refusal


class PageRoute(StaffRoute):
    """A page of the console: whoever is not signed in is led to the page where one does."""

    def refused(self, request: Request, refusal: Refusal, caller: Caller | None) -> Response:  # noqa: ARG002
        """The way to sign in; anything else is left to the application."""
        if refusal.kind != "sign-in-required":
            raise refusal
        back = f"?next={quote(request.url.path)}" if request.method in SAFE_METHODS else ""
        return RedirectResponse(SIGN_IN + back, status_code=303)


def _role_of(route: APIRoute) -> Role:
    """The role that a route's parameter names. Raises TypeError where there is none."""
    roles = [one.call.role for one in route.dependant.dependencies if isinstance(one.call, Needs)]
    if len(roles) != 1:
        raise TypeError(f"{route.path}: a route of the staff needs one parameter of a role")
    return roles[0]
