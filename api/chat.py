"""Questions in, cited answers out."""

from datetime import datetime, timedelta, timezone
from typing import Annotated

from fastapi import APIRouter, Path

from api.body import JsonRoute
from api.openapi import problems
from api.parts import PartsOf
from api.wire import MAX_SESSION_ID_CHARS, ChatIn, ChatOut
from knowledge.question import Question, Turn

SEOUL = timezone(timedelta(hours=9), "KST")
"""Korea keeps one time all year, so no time zone database is needed."""

router = APIRouter(route_class=JsonRoute, tags=["chat"])


@router.post(
    "/api/chat",
    operation_id="ask",
    summary="질문하기 · Ask a question",
    responses=problems(400, 413, 415, 422, 503),
)
def ask(asked: ChatIn, parts: PartsOf) -> ChatOut:
    """Answer one question.

    `answered` always has at least one citation. `unknown` is in scope but not in the documents and names the
    contact; `refused` is out of scope; `clarify` asks back, with choices in `suggestions`.
    """
    session_id, turns = parts.sessions.resume(asked.session_id)
    question = Question.of(asked.message, datetime.now(SEOUL), asked.language, turns)
    answer = parts.live.answerer.answer(question)
    parts.sessions.remember(session_id, Turn.of(answer))
    return ChatOut.of(answer, session_id)


@router.delete(
    "/api/sessions/{session_id}",
    operation_id="forgetSession",
    summary="대화 지우기 · Forget a conversation",
    status_code=204,
    responses=problems(400, 413, 422),
)
def forget(session_id: Annotated[str, Path(max_length=MAX_SESSION_ID_CHARS)], parts: PartsOf) -> None:
    """Forget a conversation. The answer is the same whether or not there was one."""
    parts.sessions.forget(session_id)
