"""The staff's API: golden questions, which must stay right."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.openapi import problems
from api.staff_auth import Editor
from api.staff_desk import DeskOf
from api.staff_golden import golden_of
from api.staff_route import StaffRoute
from ingest.finding import Finding
from ingest.gate import Row
from ingest.golden import GoldenQuestion
from knowledge.answer import Status
from knowledge.document import Language

ERRORS = problems(400, 401, 403, 404, 409, 413, 415, 422, 503)
Word = Annotated[str, Field(max_length=500)]

router = APIRouter(route_class=StaffRoute, tags=["staff-questions"])


class GoldenIn(BaseModel):
    """A golden question; `must` is a list of alternatives, one of each must stand in the answer."""

    id: Annotated[str, Field(max_length=80)] = ""
    question: Word
    language: Language | None = None
    status: Annotated[list[Status], Field(max_length=4)] = [Status.ANSWERED]
    must: Annotated[list[Annotated[list[Word], Field(max_length=30)]], Field(max_length=30)] = []
    must_not: Annotated[list[Word], Field(max_length=30)] = []
    sources: Annotated[list[Word], Field(max_length=30)] = []
    at: datetime | None = None
    note: Word = ""

    def golden(self) -> GoldenQuestion:
        """The same as the gate reads it."""
        return golden_of({**self.model_dump(), "status": [one.value for one in self.status]})


class GoldenOut(BaseModel):
    """All golden questions, and what of the file cannot be read."""

    questions: list[GoldenQuestion]
    findings: list[Finding]


class CheckIn(BaseModel):
    """Which golden questions to ask; none named means all."""

    ids: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=1_000)] = []


class MakeIn(BaseModel):
    """What to make a golden question from: an answer that was given, or a question to ask now."""

    answer_id: Annotated[str | None, Field(max_length=64)] = None
    question: Annotated[str, Field(max_length=4_000)] = ""


@router.get(
    "/api/staff/golden", operation_id="staffGolden", summary="확인 질문 목록 · Golden questions", responses=ERRORS
)
def list_golden(_: Editor, desk: DeskOf) -> GoldenOut:
    """In the order of the file."""
    questions, findings = desk.golden.all()
    return GoldenOut(questions=questions, findings=findings)


@router.post(
    "/api/staff/golden",
    operation_id="staffGoldenAdd",
    summary="확인 질문 더하기 · Add one",
    status_code=201,
    responses=ERRORS,
)
def add_golden(said: GoldenIn, caller: Editor, desk: DeskOf) -> GoldenQuestion:
    """Keep a question that must stay right; without an id it gets one."""
    made = desk.golden.add(said.golden())
    caller.detail["golden"] = made.id
    return made


@router.put(
    "/api/staff/golden/{golden_id}",
    operation_id="staffGoldenReplace",
    summary="확인 질문 고치기 · Change one",
    responses=ERRORS,
)
def replace_golden(golden_id: str, said: GoldenIn, _: Editor, desk: DeskOf) -> GoldenQuestion:
    """Put this in its place."""
    return desk.golden.replace(golden_id, said.golden())


@router.delete(
    "/api/staff/golden/{golden_id}",
    operation_id="staffGoldenDelete",
    summary="확인 질문 지우기 · Delete one",
    responses=ERRORS,
)
def delete_golden(golden_id: str, _: Editor, desk: DeskOf) -> GoldenQuestion:
    """Gives back what was deleted, so that it can be added again."""
    return desk.golden.delete(golden_id)


@router.post(
    "/api/staff/golden/check",
    operation_id="staffGoldenCheck",
    summary="지금 확인하기 · Check them now",
    responses=ERRORS,
)
def check_golden(said: CheckIn, _: Editor, desk: DeskOf) -> list[Row]:
    """Ask the version in force; `why` of a row says what is wrong."""
    return desk.golden.check(said.ids)


@router.post(
    "/api/staff/golden/make",
    operation_id="staffGoldenMake",
    summary="답에서 확인 질문 만들기 · Make one from an answer",
    responses=ERRORS,
)
def make_golden(said: MakeIn, _: Editor, desk: DeskOf) -> GoldenQuestion:
    """A proposal to look at, from today's answer to the question; POST it to keep it."""
    if not said.answer_id:
        return desk.golden.from_tried(desk.trying.today(said.question))
    question, language = desk.golden.from_answer(desk.kept.records, said.answer_id)
    return desk.golden.from_tried(desk.trying.today(question, language))
