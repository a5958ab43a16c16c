"""Whether the server runs, and whether it answers."""

import logging
import re
from datetime import datetime

from fastapi import APIRouter, Request, Response

from api.chat import SEOUL
from api.openapi import problems
from api.parts import PartsOf
from api.problems import problem
from api.wire import LiveOut, ReadyOut
from knowledge import texts
from knowledge.question import Question
from knowledge.serving import LiveKnowledge

log = logging.getLogger(__name__)
_FOLDERS = re.compile(r"(?:/[^\s/:]+)*/(?=[^\s/:])")

router = APIRouter(tags=["health"])


def probe(live: LiveKnowledge) -> None:
    """Answer a question as a visitor would get it, without a language model. Raises whatever is broken."""
    live.quoting.answer(Question.of(texts.SUGGESTIONS["ko"][0], datetime.now(SEOUL)))


@router.get("/health/live", operation_id="live", summary="살아 있는지 · Runs", responses=problems())
async def live() -> LiveOut:
    """The process runs; says nothing about its parts."""
    return LiveOut()


@router.get(
    "/health/ready",
    operation_id="ready",
    summary="답할 수 있는지 · Answers",
    response_model=ReadyOut,
    responses=problems(503),
)
def ready(request: Request, parts: PartsOf) -> ReadyOut | Response:
    """A question was just answered, as a visitor would get it; a language model is never asked for that.

    `degraded`: from an older version than the one in force, because of the faults that are named.
    """
    try:
        probe(parts.live)
    except Exception as error:  # whatever it is, the truth is that nothing is answered
        log.exception("the probe question was not answered")
        return problem(request, "unavailable", broken=["knowledge"], fault=type(error).__name__)
    state = parts.live.state
    # Messages name files; where they lie on the server is nobody's business.
    faults = [_FOLDERS.sub("", fault) for fault in state.faults]
    return ReadyOut(
        # Not current and no fault: a new version is just being proven and opened.
        status="degraded" if faults else "ready",
        knowledge_version=state.version_id,
        is_current=state.is_current,
        faults=faults,
    )
