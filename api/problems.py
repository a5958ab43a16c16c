"""Problem documents (RFC 9457) for everything that goes wrong: the one place where errors become HTTP.

Nothing of the request is repeated in them: a question may hold personal data.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api import texts
from knowledge.document import Language
from knowledge.errors import KnowledgeError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5
log = logging.getLogger(__name__)
_LANGUAGES: Mapping[str, Language] = {"ko": "ko", "en": "en"}


class Refusal(HTTPException):
    """Raised by a route or body reader to end a request with one of `texts.PROBLEMS`.

    `said` is a sentence of ours that says more than the kind's own; staff are told it.
    """

    def __init__(self, kind: str, headers: Mapping[str, str] | None = None, said: str = "") -> None:
        self.kind = kind
        self.said = said
        super().__init__(texts.PROBLEMS[kind].status, headers=headers)


class InvalidParameter(Refusal):
    """Raised for a query parameter whose value is none of those that it takes."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__("invalid-input")


def language_for(accept_language: str) -> Language:
    """Korean or English, whichever an Accept-Language header prefers; Korean where it names neither."""
    preferred: tuple[float, Language] = (0.0, "ko")
    for part in accept_language[:200].split(","):
        tag, _, weight = part.strip().partition(";")
        language = _LANGUAGES.get(tag.lower().split("-")[0])
        match = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", weight)
        quality = float(match[1]) if match else 1.0
        if language and quality > preferred[0]:
            preferred = (quality, language)
    return preferred[1]


def problem(
    request: Request,
    kind: str,
    *,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> JSONResponse:
    """The response for a kind of problem, in the language that the request prefers."""
    language = language_for(request.headers.get("accept-language", ""))
    wording = texts.PROBLEMS[kind]
    document = {
        "type": f"/problems/{kind}",
        "title": wording.title[language],
        "status": wording.status,
        "detail": wording.detail[language],
        "instance": request.state.request_id,
        **more,
    }
    described = {"Content-Language": language, "Vary": "Accept-Language", **(headers or {})}
    return JSONResponse(document, wording.status, described, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make every exception that can leave a route a problem document."""
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(InvalidParameter, _on_invalid_parameter)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(KnowledgeError, _on_knowledge_error)


async def _on_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if isinstance(error, Refusal):
        more = {"detail": error.said} if error.said else {}
        return problem(request, error.kind, headers=error.headers, **more)
    # A file that exists but may not be read is none of the visitor's business: not found.
    kind = texts.BY_STATUS.get(error.status_code, "not-found" if error.status_code < 500 else "internal-error")
    return problem(request, kind, headers=error.headers)


async def _on_invalid_parameter(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, InvalidParameter)
    language = language_for(request.headers.get("accept-language", ""))
    errors = [{"parameter": error.name, "detail": texts.FIELD_PROBLEMS[error.name][language]}]
    return problem(request, error.kind, errors=errors)


async def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found: Sequence[Mapping[str, Any]] = error.errors()
    language = language_for(request.headers.get("accept-language", ""))
    errors = [_field_problem(entry, language) for entry in found]
    return problem(request, "invalid-input", errors=errors)


def _field_problem(entry: Mapping[str, Any], language: Language) -> dict[str, str]:
    """Where a value is wrong, as a JSON pointer into the body or the name of a parameter, and what to do.

    Only names that the API itself defines can stand in `loc`: unknown members are ignored, not reported.
    """
    place, *path = entry["loc"]
    wording = texts.FIELD_PROBLEMS.get(entry["type"], texts.FIELD_WRONG)
    where = {"parameter": str(path[0])} if place != "body" else {"pointer": "#" + "".join(f"/{p}" for p in path)}
    return {**where, "detail": wording[language]}


async def _on_knowledge_error(request: Request, error: Exception) -> JSONResponse:
    log.error("%s: knowledge failed: %s", request.state.request_id, error)
    return problem(request, "unavailable", headers={"Retry-After": str(RETRY_AFTER_S)})
