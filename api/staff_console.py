"""The staff's routes, put into the application where the console is switched on."""

from fastapi import FastAPI

from api import (
    staff_api,
    staff_api_accounts,
    staff_api_drafts,
    staff_api_files,
    staff_api_golden,
    staff_api_questions,
    staff_pages,
    staff_sign_in,
)

ROUTERS = (
    staff_sign_in.opening,
    staff_sign_in.router,
    staff_api.router,
    staff_api_drafts.router,
    staff_api_files.router,
    staff_api_golden.router,
    staff_api_questions.router,
    staff_api_accounts.router,
)


def install(app: FastAPI) -> None:
    """Serve the staff's API and pages."""
    for router in ROUTERS:
        app.include_router(router)
    staff_pages.install(app)
