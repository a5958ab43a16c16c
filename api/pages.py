"""What a browser opens: the first page, the API's description, and what a problem's `type` leads to."""

from pathlib import Path

import fastapi_offline
from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles

from api.problems import Refusal
from api.texts import PROBLEMS

WIDGET = Path(__file__).parent / "widget"
DOCS = Path(__file__).parent / "docs"
SWAGGER_UI = Path(fastapi_offline.__file__).parent / "static"
"""Swagger UI 5 as plain files: no third-party host is asked for anything."""

router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=["GET", "HEAD"])
async def page() -> FileResponse:
    """The page where one asks."""
    return FileResponse(WIDGET / "index.html", media_type="text/html")


@router.api_route("/docs", methods=["GET", "HEAD"])
async def docs() -> FileResponse:
    """The API's description, to read and try."""
    return FileResponse(DOCS / "index.html", media_type="text/html")


@router.get("/problems/{kind}")
async def explain(kind: str) -> PlainTextResponse:
    """What a problem's `type` means, in both languages."""
    if kind not in PROBLEMS:
        raise Refusal("not-found")
    wording = PROBLEMS[kind]
    lines = (f"{wording.status} {wording.title[code]}\n{wording.detail[code]}\n" for code in ("ko", "en"))
    return PlainTextResponse("\n".join(lines))


def install(app: FastAPI) -> None:
    """Serve the pages and their files."""
    app.include_router(router)
    app.mount("/widget", StaticFiles(directory=WIDGET))
    app.mount("/docs/assets", StaticFiles(directory=SWAGGER_UI))
    app.mount("/docs/own", StaticFiles(directory=DOCS))
