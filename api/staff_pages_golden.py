"""Golden questions: the list, the form of one, asking them all now, and making one out of an answer."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import Form, Request, Response

from api.errors import InputRefused
from api.staff_auth import Caller, Editor
from api.staff_desk import Desk, DeskOf
from api.staff_golden import golden_of
from api.staff_pages_rendering import Problem, page
from api.staff_pages_route import console_router, done_of, leading_to, me_of
from api.staff_pages_words import STATUSES
from ingest.golden import NOON, GoldenQuestion, InvalidGolden
from knowledge.periods import KST

PLACE = "/staff/golden"
EMPTY = GoldenQuestion("", "")

router = console_router()
Line = Annotated[str, Form(max_length=600)]
Text = Annotated[str, Form(max_length=20_000)]


@router.get(PLACE)
def golden(request: Request, caller: Editor, desk: DeskOf) -> Response:
    """Every question that must stay right."""
    return _list(caller, desk, None, done_of(request))


@router.post(f"{PLACE}/check", name="check_golden")
def check(caller: Editor, desk: DeskOf) -> Response:
    """Ask them all now."""
    return _list(caller, desk, {row.golden_id or "": row.why for row in desk.golden.check()})


@router.get(f"{PLACE}/edit")
def edit(caller: Editor, desk: DeskOf, id: str = "") -> Response:  # noqa: A002 - the name that addresses carry
    """The form of one, or of a new one."""
    return _form(caller, desk.golden.get(id) if id else EMPTY, is_new=not id)


@router.post(f"{PLACE}/edit", name="save_golden")
def save(
    caller: Editor,
    desk: DeskOf,
    id: Line = "",  # noqa: A002
    is_new: Line = "",
    question: Line = "",
    status: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    must: Text = "",
    must_not: Text = "",
    sources: Text = "",
    at: Line = "",
    note: Line = "",
    language: Line = "",
) -> Response:
    """Keep it, or say on the form what is wrong."""
    fields: dict[str, Any] = {
        "id": id or f"q-{secrets.token_hex(4)}",
        "question": question,
        "status": status,
        "note": note,
        "language": language or None,
        "must": _alternatives(must),
        "must_not": must_not.split(","),
        "sources": _lines(sources),
    }
    made = golden_of(fields)
    typed = {"must": must, "must_not": must_not, "sources": sources, "at": at}
    try:
        made = golden_of({**fields, "at": _moment(at)})
        if is_new:
            desk.golden.add(made)
        else:
            desk.golden.replace(id, made)
    except InvalidGolden as fault:
        return _form(caller, made, is_new=bool(is_new), problems=[Problem(str(fault), "question")], typed=typed)
    except InputRefused as refused:
        return _form(caller, made, is_new=bool(is_new), problems=[Problem(str(refused), "at")], typed=typed)
    caller.detail["name"] = made.id
    return leading_to(PLACE, "golden")


@router.post(f"{PLACE}/delete", name="delete_golden")
def delete(caller: Editor, desk: DeskOf, id: Line) -> Response:  # noqa: A002
    """Remove one."""
    caller.detail["name"] = id
    desk.golden.delete(id)
    return leading_to(PLACE, "golden-removed")


@router.post(f"{PLACE}/tried", name="make_golden")
def from_tried(caller: Editor, desk: DeskOf, question: Annotated[str, Form(max_length=4_000)]) -> Response:
    """A form that keeps what is answered today, to be looked at before it is saved."""
    return _form(caller, desk.golden.from_tried(desk.trying.today(question)), is_new=True)


@router.post(f"{PLACE}/from", name="make_golden")
def from_answer(caller: Editor, desk: DeskOf, answer_id: Line) -> Response:
    """The same for something that a visitor asked."""
    question, _ = desk.golden.from_answer(desk.kept.records, answer_id)
    return _form(caller, desk.golden.from_tried(desk.trying.today(question)), is_new=True)


def _list(caller: Caller, desk: Desk, checked: Mapping[str, Sequence[str]] | None, done: str = "") -> Response:
    questions, findings = desk.golden.all()
    wrong = sum(bool(why) for why in (checked or {}).values())
    if checked:  # what is wrong first
        questions = sorted(questions, key=lambda one: not checked.get(one.id))
    return page(
        "golden.html",
        "확인 질문",
        me=me_of(caller),
        here=PLACE,
        done=done,
        questions=questions,
        findings=[str(finding) for finding in findings],
        checked=checked,
        wrong=wrong,
        statuses=STATUSES,
    )


def _form(
    caller: Caller,
    one: GoldenQuestion,
    *,
    is_new: bool,
    problems: Sequence[Problem] = (),
    typed: Mapping[str, Any] | None = None,
) -> Response:
    """The form; what was typed stands in it as it was typed."""
    written: dict[str, Any] = {
        "must": "\n".join(" / ".join(words) for words in one.must),
        "must_not": ", ".join(one.must_not),
        "sources": "\n".join(one.sources),
        "at": one.at.astimezone(KST).strftime("%Y-%m-%d %H:%M") if one.at else "",
    }
    return page(
        "golden_edit.html",
        "확인 질문 쓰기" if is_new else "확인 질문 고치기",
        me=me_of(caller),
        here=PLACE,
        problems=problems,
        one=one,
        is_new=is_new,
        statuses=STATUSES,
        **(typed or written),
    )


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _alternatives(text: str) -> list[list[str]]:
    return [[word for word in line.split("/") if word.strip()] for line in _lines(text)]


def _moment(text: str) -> datetime | None:
    """A day or minute in Seoul. Raises InputRefused where it is none."""
    if not text.strip():
        return None
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise InputRefused("시각은 2026-11-23이나 2026-11-23 14:00처럼 적으세요. (not a date)") from error
    is_day = len(text.strip()) <= len("2026-11-23")
    return at.replace(tzinfo=KST, hour=NOON if is_day else at.hour)
