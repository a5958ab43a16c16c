"""The staff's API: trying a question, what people asked, and where an answer is missing."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, BaseModel, Field

from api.gaps import Gap, unanswered
from api.openapi import problems
from api.parts import PartsOf
from api.records_answers import AnswerEntry, Channel, Selection, answers
from api.records_export import csv_of
from api.staff_auth import Editor, Operator
from api.staff_desk import DeskOf
from api.staff_draft import DraftFile
from api.staff_gaps import document_for, gap_of
from api.staff_route import StaffRoute
from api.staff_tried import Tried
from knowledge.answer import Status
from knowledge.document import Language

ERRORS = problems(400, 401, 403, 404, 409, 413, 415, 422, 503)
MAX_PAGE = 500
MAX_EXPORT = 100_000
COLUMNS = {
    "at": "때",
    "channel": "경로",
    "language": "언어",
    "status": "결과",
    "question": "질문",
    "lead": "답의 첫머리",
    "helpful": "도움됨",
    "comment": "남긴 말",
    "knowledge_version": "버전",
    "writer": "쓴 이",
    "answer_id": "답변 번호",
}
"""Of the export, with what stands over them."""
Helpful = Annotated[bool | None, Query(description="true: helped, false: did not.")]

router = APIRouter(route_class=StaffRoute, tags=["staff-questions"])


class TryIn(BaseModel):
    """A question to try; `version` names a second version to ask, prepared or published."""

    question: str = Field(max_length=4_000)
    version: str | None = Field(None, max_length=40)
    language: Language | None = None


class TryOut(BaseModel):
    """The answers, today's first."""

    today: Tried
    other: Tried | None


class GapIn(BaseModel):
    """A gap by any of its answers; `draft` is where the document is put, left out: nowhere yet."""

    answer_id: str = Field(max_length=64)
    draft: Annotated[str | None, Field(max_length=40)] = None


class GapDocument(BaseModel):
    """A text to begin with, and the file that it was kept as, where a draft was named."""

    name: str
    markdown: str
    file: DraftFile | None = None


class ExportIn(BaseModel):
    """Which questions, and why somebody needs them; the reason stands in the audit trail."""

    reason: str = Field(min_length=5, max_length=300)
    status: Status | None = None
    channel: Channel | None = None
    helpful: bool | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None

    def selection(self) -> Selection:
        """The same for the database."""
        return Selection(self.status, self.channel, self.helpful, self.since, self.until)


@router.post("/api/staff/try", operation_id="staffTry", summary="물어보기 · Try a question", responses=ERRORS)
def try_question(said: TryIn, _: Editor, desk: DeskOf) -> TryOut:
    """The answer of today, and that of another version beside it, with what was found and what was dropped."""
    other = desk.trying.on(said.version, said.question, said.language) if said.version else None
    return TryOut(today=desk.trying.today(said.question, said.language), other=other)


@router.get(
    "/api/staff/gaps",
    operation_id="staffGaps",
    summary="답하지 못한 질문 · Questions without an answer",
    responses=ERRORS,
)
def list_gaps(
    _: Editor, desk: DeskOf, parts: PartsOf, limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50
) -> list[Gap]:
    """Groups of questions that got no answer or one that did not help, the most damaging first."""
    return unanswered(desk.kept.records, parts.live.answerer.base.analyser.terms, datetime.now(UTC), limit)


@router.post(
    "/api/staff/gaps/draft",
    operation_id="staffGapDraft",
    summary="문서 초안 쓰기 · Draft a document for a gap",
    responses=ERRORS,
)
def draft_for_gap(said: GapIn, caller: Editor, desk: DeskOf, parts: PartsOf) -> GapDocument:
    """Front matter and the question, for somebody to write the answer under; it goes through the same gate."""
    now, records = datetime.now(UTC), desk.kept.records
    gap = gap_of(records, parts.live.answerer.base.analyser.terms, said.answer_id, now)
    name, markdown = document_for(records, gap, now)
    caller.detail["questions"] = gap.count
    kept = desk.drafts.write_document(said.draft, name, markdown) if said.draft else None
    return GapDocument(name=name, markdown=markdown, file=kept)


@router.get(
    "/api/staff/questions", operation_id="staffQuestions", summary="받은 질문 · What people asked", responses=ERRORS
)
def list_questions(
    _: Editor,
    desk: DeskOf,
    status: Status | None = None,
    channel: Channel | None = None,
    helpful: Helpful = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 100,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> list[AnswerEntry]:
    """The latest first, with masked words; null where none are kept."""
    return answers(desk.kept.records, Selection(status, channel, helpful, since, until), limit, offset)


@router.post(
    "/api/staff/questions/export",
    operation_id="staffQuestionsExport",
    summary="질문을 CSV로 · Questions as CSV",
    responses={200: {"content": {"text/csv": {}}, "description": "UTF-8 with a byte order mark"}, **ERRORS},
    response_class=StreamingResponse,
)
def export_questions(said: ExportIn, caller: Operator, desk: DeskOf) -> StreamingResponse:
    """For a spreadsheet: no cell is worked out as a formula. Who exported what and why stands in the audit trail."""
    found = answers(desk.kept.records, said.selection(), MAX_EXPORT)
    caller.detail.update(reason=said.reason, rows=len(found))
    return csv_response(found)


def csv_response(found: list[AnswerEntry]) -> StreamingResponse:
    """A file to be saved."""
    rows: Iterator[dict[str, Any]] = (asdict(entry) for entry in found)
    headers = {"Content-Disposition": f'attachment; filename="questions-{datetime.now(UTC):%Y%m%d}.csv"'}
    return StreamingResponse(csv_of(rows, COLUMNS), media_type="text/csv; charset=utf-8", headers=headers)
