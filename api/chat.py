"""Questions in, cited answers out."""

from datetime import datetime, timedelta, timezone
from typing import Annotated, get_args

from fastapi import APIRouter, Header, Path

from api.body import JsonRoute
from api.openapi import problems
from api.parts import PartsOf
from api.records_answers import Channel
from api.wire import MAX_SESSION_ID_CHARS, ChatIn, ChatOut
from knowledge.question import Question, Turn

SEOUL = timezone(timedelta(hours=9), "KST")
"""Korea keeps one time all year, so no time zone database is needed."""

CHANNELS = get_args(Channel)
ChannelOf = Annotated[
    str,
    Header(
        alias="X-Sesac-Channel",
        description="Which front end asks, for the statistics: web, telegram, cli or api. Anything else counts as web.",
    ),
]

router = APIRouter(route_class=JsonRoute, tags=["chat"])


@router.post(
    "/api/chat",
    operation_id="ask",
    summary="질문하기 · Ask a question",
    responses=problems(400, 413, 415, 422, 503),
)
def ask(asked: ChatIn, parts: PartsOf, channel: ChannelOf = "web") -> ChatOut:
    """Answer one question.

    `answered` always has at least one citation. `unknown` is in scope but not in the documents and names the
    contact; `refused` is out of scope; `clarify` asks back, with choices in `suggestions`.
    """
    session_id, turns = parts.sessions.resume(asked.session_id)
    answerer, now = parts.live.answerer, datetime.now(SEOUL)
    answer = answerer.answer(Question.of(asked.message, now, asked.language, turns))
    parts.sessions.remember(session_id, Turn.of(answer))
    if parts.kept:
        said_by = channel if channel in CHANNELS else "web"
        parts.kept.questions.note(answer, asked.message, answerer.official, said_by, session_id, now)
    return ChatOut.of(answer, session_id)


@router.delete(
    "/api/sessions/{session_id}",
    operation_id="forgetSession",
    summary="대화 지우기 · Forget a conversation",
    status_code=204,
    responses=problems(400, 413, 422),
)
def forget(session_id: Annotated[str, Path(max_length=MAX_SESSION_ID_CHARS)], parts: PartsOf) -> None:
    """Forget a conversation, and what was kept of its words. The answer is the same whether or not there was one."""
    parts.sessions.forget(session_id)
    if parts.kept:
        parts.kept.questions.forget(session_id, datetime.now(SEOUL))
