"""The staff console: its pages, put together."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from api import (
    staff_pages_accounts,
    staff_pages_documents,
    staff_pages_drafts,
    staff_pages_golden,
    staff_pages_overview,
    staff_pages_publishing,
    staff_pages_questions,
    staff_pages_sign_in,
    staff_pages_trying,
    staff_pages_versions,
)
from api.staff_pages_rendering import CONSOLE

ROUTERS = (
    staff_pages_sign_in.opening,
    staff_pages_sign_in.router,
    staff_pages_overview.router,
    staff_pages_drafts.router,
    staff_pages_publishing.router,  # its page of a step takes every address below a draft that none above took
    staff_pages_versions.router,
    staff_pages_trying.router,
    staff_pages_documents.router,
    staff_pages_golden.router,
    staff_pages_questions.router,
    staff_pages_accounts.router,
)


def install(app: FastAPI) -> None:
    """Serve the pages and their files."""
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/staff/assets", StaticFiles(directory=CONSOLE / "assets"))
