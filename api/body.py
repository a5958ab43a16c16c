"""JSON bodies, read strictly: UTF-8, application/json, no NaN, no endless nesting."""

import email.message
import json
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.problems import Refusal


class JsonRoute(APIRoute):
    """A route whose body must be plain JSON; anything else is refused before it is validated."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_json(request: Request) -> Response:
            return await handle(json_request(request))

        return handle_json


def json_request(request: Request) -> Request:
    """The request with a body that is read strictly. Raises Refusal where it is said to be anything but JSON."""
    if request.method in ("POST", "PUT", "PATCH"):
        _require_json(request)
    return _JsonRequest(request.scope, request.receive)


class _JsonRequest(Request):
    async def json(self) -> Any:
        body = await self.body()
        try:
            # json.loads alone would guess UTF-16 and UTF-32 and take NaN and Infinity for numbers.
            return json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise Refusal("malformed-json") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _require_json(request: Request) -> None:
    header = email.message.Message()
    header["content-type"] = request.headers.get("content-type", "")
    charset = str(header.get_param("charset", "utf-8")).lower()
    plain = request.headers.get("content-encoding", "identity").lower() == "identity"
    if header.get_content_type() != "application/json" or charset not in ("utf-8", "utf8") or not plain:
        # RFC 9110 15.5.16: says what would have been accepted.
        raise Refusal("unsupported-media-type", {"Accept": "application/json", "Accept-Encoding": "identity"})
