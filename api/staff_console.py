"""The staff's routes, put into the application where the console is switched on."""

from fastapi import FastAPI

from api import staff_pages, staff_sign_in

ROUTERS = (staff_sign_in.opening, staff_sign_in.router)


def install(app: FastAPI) -> None:
    """Serve the staff's API and pages."""
    for router in ROUTERS:
        app.include_router(router)
    staff_pages.install(app)
