"""What the OpenAPI description says beyond the routes: problem documents and the shape they share."""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import MEDIA_TYPE
from api.texts import BY_STATUS, FIELD_PROBLEMS, PROBLEMS
from api.wire import FieldProblem, Problem

DESCRIPTION = """\
청년취업사관학교(새싹)에 대한 질문에 공개 자료를 근거로, 출처와 함께 답합니다.
시연용이며 서울시 공식 서비스가 아닙니다.

Answers questions about Seoul's Youth Employment Academy (SeSAC) from public documents, with citations.
A demonstration, not an official service of the city. Errors are problem documents (RFC 9457), in Korean or
English by `Accept-Language`.
"""
TAGS = [
    {"name": "chat", "description": "질문과 답변 · questions and answers"},
    {"name": "campuses", "description": "캠퍼스 25곳 · the 25 campuses"},
    {"name": "staff", "description": "직원의 로그인, 버전, 문서 · staff: sign-in, versions, documents"},
    {"name": "staff-drafts", "description": "초안: 올리고, 준비하고, 내기 · drafts of the next version"},
    {"name": "staff-questions", "description": "시험해 보기, 확인 질문, 받은 질문 · trying, golden and real questions"},
    {"name": "staff-accounts", "description": "직원 계정과 기록 · accounts and the audit trail"},
    {"name": "health", "description": "서버 상태 · state of the server"},
]


def release() -> str:
    """The version of the installed program; 0 where it runs uninstalled."""
    try:
        return version("sesac-guide")
    except PackageNotFoundError:
        return "0"


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may answer with these statuses."""
    return {status: _response(status) for status in (*statuses, 500)}


def _response(status: int) -> dict[str, Any]:
    name = BY_STATUS.get(status, "internal-error")
    kind = PROBLEMS[name]
    example: dict[str, Any] = {
        "type": f"/problems/{name}",
        "title": kind.title["ko"],
        "status": status,
        "detail": kind.detail["ko"],
        "instance": "1f0c9f6c2f1b4a4f9a3f0b6f0b8c7d21",
    }
    if name == "invalid-input":
        example["errors"] = [{"pointer": "#/message", "detail": FIELD_PROBLEMS["blank"]["ko"]}]
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    return {"description": kind.title["en"], "content": {MEDIA_TYPE: content}}


def install(app: FastAPI) -> None:
    """Describe the application, once, when it is first asked for."""

    def described() -> Mapping[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _describe(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[assignment,method-assign]


def _describe(app: FastAPI) -> dict[str, Any]:
    description = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
        license_info=app.license_info,
    )
    schemas = description["components"]["schemas"]
    for shape in (Problem, FieldProblem):
        schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.pop("$defs", None)
        schemas[shape.__name__] = schema
    return description
