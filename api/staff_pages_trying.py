"""Trying a question on today's version and on the next one, side by side."""

from typing import Annotated

from fastapi import Form, Response

from api.errors import InputRefused
from api.staff_auth import Caller, Editor
from api.staff_desk import Desk, DeskOf
from api.staff_pages_rendering import Problem, page, when
from api.staff_pages_route import console_router, me_of
from api.staff_pages_words import STATUSES
from api.staff_tried import Tried

PLACE = "/staff/try"

router = console_router()


@router.get(PLACE)
def ask(caller: Editor, desk: DeskOf, draft: str = "", question: str = "") -> Response:
    """Where one types a question."""
    return _shown(caller, desk, _version_of(desk, draft), question, {})


@router.post(PLACE, name="try_question")
def answer(
    caller: Editor,
    desk: DeskOf,
    question: Annotated[str, Form(max_length=4_000)] = "",
    version: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """What both versions say, and why."""
    try:
        tried = {"지금 버전": desk.trying.today(question)}
        if version:
            tried[_choices(desk).get(version, version)] = desk.trying.on(version, question)
    except InputRefused as refused:
        return _shown(caller, desk, version, question, {}, Problem(str(refused), "question"))
    return _shown(caller, desk, version, question, tried)


def _version_of(desk: Desk, draft_id: str) -> str:
    """The version that was prepared from a draft; without one the draft that is ready, if any."""
    ready = [draft for draft in desk.drafts.all() if draft.is_prepared and draft_id in ("", draft.id)]
    return ready[0].version_id or "" if ready else ""


def _choices(desk: Desk) -> dict[str, str]:
    """What can stand beside today's version: what is ready to be published, and what was published before."""
    ready = {
        draft.version_id: f"준비된 초안: {draft.note or '제목 없음'}"
        for draft in desk.drafts.all()
        if draft.is_prepared and draft.version_id
    }
    current = desk.shelf.current_id()
    older = {one: f"전에 낸 버전: {when(_moment(one))}" for one in desk.shelf.ids() if one != current}
    return {**ready, **older}


def _moment(version_id: str) -> str:
    """When a version was made, as its id says: 20261123T050144Z."""
    day, _, time = version_id[:15].partition("T")
    return f"{day[:4]}-{day[4:6]}-{day[6:8]}T{time[:2]}:{time[2:4]}:{time[4:6]}+00:00"


def _shown(
    caller: Caller, desk: Desk, version: str, question: str, tried: dict[str, Tried], problem: Problem | None = None
) -> Response:
    return page(
        "try.html",
        "물어보기",
        me=me_of(caller),
        here=PLACE,
        problems=[problem] if problem else [],
        question=question,
        version=version,
        choices=_choices(desk),
        tried=tried,
        statuses=STATUSES,
    )
