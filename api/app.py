"""The application: `build` makes the real parts, `create_app` only puts finished parts together."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from api import campuses, chat, feedback, health, openapi, pages, problems
from api.middleware import Envelope, RequestLimits
from api.parts import Kept, Parts
from api.sessions import Sessions
from api.settings import ApiSettings
from knowledge.serving import LiveKnowledge
from knowledge.settings import KnowledgeSettings

PREFLIGHT_MAX_AGE_S = 600
UPLOADS = re.compile(r"/(?:api/)?staff/drafts/[^/]+/files/?")
STAFF = re.compile(r"/(?:api/)?staff/.*")
STAFF_BODY_MB = 6
"""A document that staff type may be as long as one that they upload (5 MB); nobody else gets past sign-in."""


def build() -> FastAPI:
    """The application of one server process, from the environment and `.env`; each worker calls it.

    Raises KnowledgeError where there is nothing to answer from.
    """
    settings, knowledge = ApiSettings(), KnowledgeSettings()
    live = LiveKnowledge(knowledge)
    health.probe(live)  # the first visitor does not wait for what is made at the first question
    sessions = Sessions(settings.max_sessions, settings.session_minutes)
    kept = Kept.of(settings, knowledge.data_dir)
    desk = None
    if settings.staff_console:
        from api.staff_desk import Desk

        desk = Desk.of(settings, knowledge, live, kept)
    return create_app(Parts(live, sessions, settings, kept, desk))


def create_app(parts: Parts) -> FastAPI:
    """Wire finished parts; the lifespan closes them."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        if parts.desk:
            parts.desk.close()
        if parts.kept:
            parts.kept.close()
        parts.live.close()

    app = FastAPI(
        title="새싹 길잡이 · SeSAC Guide",
        version=openapi.release(),
        description=openapi.DESCRIPTION,
        openapi_tags=openapi.TAGS,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=_middleware(parts.settings),
        # Telemetry would record validation failures with what was typed.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.parts = parts
    for router in (chat.router, feedback.router, campuses.router, health.router):
        app.include_router(router)
    if parts.desk:
        from api import staff_console

        staff_console.install(app)
    pages.install(app)
    problems.install(app)
    openapi.install(app)
    return app


def _middleware(settings: ApiSettings) -> list[Middleware]:
    """From the outside in."""
    layers = [Middleware(Envelope)]
    if settings.allowed_origins:
        layers.append(
            Middleware(
                CORSMiddleware,
                allow_origins=settings.allowed_origins,
                allow_methods=("GET", "POST", "DELETE"),
                allow_headers=("Accept-Language", "Content-Type", "X-Request-ID"),
                expose_headers=("X-Request-ID",),
                max_age=PREFLIGHT_MAX_AGE_S,
            )
        )
    larger = tuple((path, mb * 1_000_000) for path, mb in ((UPLOADS, settings.staff_upload_mb), (STAFF, STAFF_BODY_MB)))
    limits = Middleware(
        RequestLimits, max_body_bytes=settings.max_body_bytes, larger=larger if settings.staff_console else ()
    )
    return [*layers, limits]
