"""Who calls, and what they may: staff by the cookie of their session, or by a token of `sesac staff token`.

A browser sends cookies along with what another site made it send. So a call that changes something must come from
our own pages and carry their token; programs with a token of their own cannot be made to send it.
"""

import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response

from api.parts import Kept
from api.problems import Refusal
from api.records_staff import Role, Staff
from api.signing import monthly_digest

COOKIE = "sesac_staff"
CSRF_FIELD, CSRF_HEADER = "csrf", "X-CSRF-Token"
"""Where the token of our own pages stands: a field of their forms, or a header of their scripts."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MAX_FORM_FILES, MAX_FORM_FIELDS, MAX_FIELD_BYTES = 200, 200, 2_000_000


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in member of the staff. `csrf` is what their forms must carry, empty where they came with a token."""

    staff: Staff
    csrf: str
    network: str
    """A digest of their address that changes every month."""
    detail: dict[str, str | int | float | bool | None] = field(default_factory=dict)
    """What the audit line of this call says beyond its route; routes add to it, never words of visitors."""

    @property
    def name(self) -> str:
        """Who they are to others."""
        return self.staff.display

    def may(self, role: Role) -> bool:
        """Whether they may do what a role may."""
        return self.staff.role.covers(role)


class Needs:
    """A dependency that says which role a route needs; `StaffRoute` has checked it before the body is read."""

    def __init__(self, role: Role) -> None:
        self.role = role

    async def __call__(self, request: Request) -> Caller:
        caller = request.state.caller
        assert isinstance(caller, Caller)
        return caller


Editor = Annotated[Caller, Depends(Needs(Role.EDITOR))]
Publisher = Annotated[Caller, Depends(Needs(Role.PUBLISHER))]
Operator = Annotated[Caller, Depends(Needs(Role.OPERATOR))]


def caller_of(request: Request, kept: Kept) -> Caller | None:
    """Who calls; None where nobody is signed in. A wrong token is nobody, whatever the cookie says."""
    now = datetime.now(UTC)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        staff = kept.accounts.by_token(token.strip(), now) if scheme.lower() == "bearer" else None
        return Caller(staff, "", network_of(request, kept, now)) if staff else None
    signed = kept.accounts.by_session(request.cookies.get(COOKIE, ""), now)
    return Caller(signed.staff, signed.csrf, network_of(request, kept, now)) if signed else None


def network_of(request: Request, kept: Kept, now: datetime) -> str:
    """A digest of the caller's address: tells within a month whether it was the same."""
    return monthly_digest(kept.secret, "network", request.client.host if request.client else "", now)


def require_own_site(request: Request) -> None:
    """Raises Refusal where a page of another site made the browser send this.

    Browsers say so themselves on https and on localhost; elsewhere the page's origin must be the address called.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise Refusal("cross-site")
        return
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise Refusal("cross-site")


async def require_csrf(request: Request, caller: Caller) -> None:
    """Raises Refusal where a call by cookie does not carry the token of our own pages."""
    given = request.headers.get(CSRF_HEADER, "")
    if not given and is_form(request):
        form = await request.form(max_files=MAX_FORM_FILES, max_fields=MAX_FORM_FIELDS, max_part_size=MAX_FIELD_BYTES)
        given = str(form.get(CSRF_FIELD, ""))
    if not hmac.compare_digest(given.encode(), caller.csrf.encode()):
        raise Refusal("cross-site")


def is_form(request: Request) -> bool:
    """Whether the body is a form of a page."""
    return request.headers.get("content-type", "").lower().startswith(_FORMS)


def put_cookie(response: Response, request: Request, value: str) -> None:
    """Sign a browser in; it keeps the cookie until it is closed, the session ends earlier where it is idle."""
    response.set_cookie(COOKIE, value, httponly=True, samesite="lax", secure=_is_https(request))


def drop_cookie(response: Response, request: Request) -> None:
    """Sign a browser out."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=_is_https(request))


def _is_https(request: Request) -> bool:
    # A proxy in front says so; who makes it up only keeps their own cookie from plain http.
    return request.url.scheme == "https" or request.headers.get("x-forwarded-proto", "").lower() == "https"
