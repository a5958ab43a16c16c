"""What holds for every request: an id, a limit, security headers, and a problem document for every fault.

Plain ASGI: Starlette's BaseHTTPMiddleware hides that a client has gone away.
"""

import logging
import re
import time
import traceback
import uuid
from collections.abc import Mapping, Sequence
from urllib.parse import unquote_to_bytes

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Refusal, problem

log = logging.getLogger(__name__)

SAFE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=()",
}
"""On every response that does not set its own."""
NEVER_STORED = ("/api/", "/health/", "/staff")
STAFF_PAGES = "/staff"
"""Their forms must say where they come from: with no referrer at all a browser names no origin either."""
MAX_LENGTH_DIGITS = 12
"""Of a Content-Length; longer ones are no number worth parsing."""


class Envelope:
    """Outermost: request id in and out, headers on every response, and the last net under every fault.

    A fault is answered here and not by Starlette's own error middleware, whose answer would have no headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope).get("x-request-id", ""))
        scope.setdefault("state", {})["request_id"] = request_id
        status, started_at = 0, time.perf_counter()

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(MutableHeaders(scope=message), scope["path"], request_id)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception as error:  # noqa: BLE001 - the last net
            # Where it happened and of what kind; its words may repeat what a visitor typed.
            trace = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s: unforeseen fault: %s\n%s", request_id, type(error).__name__, trace)
            if status:  # half an answer is out: the server must cut the connection
                raise RuntimeError("fault in the middle of a response") from None
            await problem(Request(scope), "internal-error")(scope, receive, send_with_headers)
        finally:
            # The route's pattern and not the path: an address may hold a session id or what somebody typed.
            route = getattr(scope.get("route"), "path", "-")
            elapsed_ms = (time.perf_counter() - started_at) * 1000
            log.info("%s: %s %s %d %.0f ms", request_id, scope["method"], route, status, elapsed_ms)


def _request_id(given: str) -> str:
    return given if SAFE_REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _add_headers(headers: MutableHeaders, path: str, request_id: str) -> None:
    headers["X-Request-ID"] = request_id
    if path.startswith(STAFF_PAGES):
        headers.setdefault("Referrer-Policy", "same-origin")
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store" if path.startswith(NEVER_STORED) else "no-cache")


class RequestLimits:
    """Refuses a body over the limit without reading it, and a query string that is not UTF-8.

    FastAPI's own `max_body_size` answers some of these in plain text, outside our problem documents.
    """

    def __init__(self, app: ASGIApp, max_body_bytes: int, larger: Sequence[tuple[re.Pattern[str], int]] = ()) -> None:
        """`larger`: paths with a limit of their own, the first that fits; uploads."""
        self.app = app
        self.max_body_bytes = max_body_bytes
        self.larger = tuple(larger)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = next((size for path, size in self.larger if path.fullmatch(scope["path"])), self.max_body_bytes)
        refused = self._refused(scope, limit)
        if refused:
            await problem(Request(scope), refused.kind, headers=refused.headers)(scope, receive, send)
            return
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise self._too_large(limit)
            return message

        await self.app(scope, receive_counted, send)

    def _refused(self, scope: Scope, limit: int) -> Refusal | None:
        length = Headers(scope=scope).get("content-length", "0")
        if len(length) > MAX_LENGTH_DIGITS or (length.isdecimal() and int(length) > limit):
            return self._too_large(limit)
        try:
            unquote_to_bytes(scope.get("query_string", b"")).decode("utf-8")
        except UnicodeDecodeError:
            return Refusal("malformed-query")
        return None

    def _too_large(self, limit: int) -> Refusal:
        # The rest of the body is still on its way: without this the server would go on taking it in.
        kind = "too-large" if limit == self.max_body_bytes else "file-too-large"
        return Refusal(kind, {"Connection": "close"})
