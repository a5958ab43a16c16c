"""The staff's API: the files of a draft."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from api.errors import InputRefused
from api.problems import Refusal
from api.staff_api_drafts import ERRORS
from api.staff_auth import MAX_FIELD_BYTES, MAX_FORM_FIELDS, MAX_FORM_FILES, Editor, is_form
from api.staff_desk import Desk, DeskOf
from api.staff_draft import DraftFile
from api.staff_route import StaffRoute
from ingest.errors import DiskFull

Value = Annotated[str, Field(max_length=2_000)]
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                }
            }
        },
    }
}

router = APIRouter(route_class=StaffRoute, tags=["staff-drafts"])


class DocumentIn(BaseModel):
    """A Markdown text."""

    markdown: str = Field(max_length=5_000_000)


class DocumentOut(BaseModel):
    """A Markdown text and its file."""

    name: str
    markdown: str


class SaidIn(BaseModel):
    """What staff say of a file; an empty value takes back what was said, what is left out stays."""

    title: Value | None = None
    published: Value | None = Field(None, description="2026-01-31, 2026-01, 2026 or unknown.")
    publisher: Value | None = None
    url: Value | None = None
    topic: Value | None = None
    campus: Value | None = Field(None, description="Ids of campuses, separated by commas.")
    track: Value | None = None
    valid_from: Value | None = None
    valid_until: Value | None = None
    confidence: Value | None = Field(None, description="primary, official, press or unofficial.")


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not taken in, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What became of the files of one request."""

    files: list[DraftFile]
    refused: list[RefusedFile]


@router.get(
    "/api/staff/drafts/{draft_id}/files",
    operation_id="staffDraftFiles",
    summary="파일 목록 · Its files",
    responses=ERRORS,
)
def list_files(draft_id: str, _: Editor, desk: DeskOf) -> list[DraftFile]:
    """The uploaded files that the next version would have."""
    return desk.drafts.files(draft_id)


@router.post(
    "/api/staff/drafts/{draft_id}/files",
    operation_id="staffDraftAddFiles",
    summary="파일 올리기 · Upload files",
    responses=ERRORS,
    openapi_extra=_BODY,
)
async def add_files(draft_id: str, request: Request, caller: Editor, desk: DeskOf) -> Uploaded:
    """Take in the files of the fields `file`. What is refused is named; where all are, the answer is a problem."""
    uploaded = await take_uploads(draft_id, request, desk)
    caller.detail["files"] = ", ".join(file.name for file in uploaded.files)
    return uploaded


async def take_uploads(draft_id: str, request: Request, desk: Desk) -> Uploaded:
    """The files of a form, taken in one by one. Raises Refusal, or the fault where no file could be taken in."""
    if not is_form(request) or "multipart" not in request.headers["content-type"].lower():
        raise Refusal("not-multipart", {"Accept": "multipart/form-data"})
    desk.drafts.get(draft_id)
    try:
        form = await request.form(max_files=MAX_FORM_FILES, max_fields=MAX_FORM_FIELDS, max_part_size=MAX_FIELD_BYTES)
    except HTTPException as error:
        raise error if isinstance(error, Refusal) else Refusal("malformed-upload") from error
    except OSError as error:  # large files are put aside on the disk while they come in
        if error.errno in DiskFull.ERRNOS:
            raise DiskFull.at(Path(gettempdir())) from error
        raise
    uploads = [one for one in form.getlist("file") if isinstance(one, UploadFile) and one.filename]
    files: list[DraftFile] = []
    refused: list[RefusedFile] = []
    faults: list[InputRefused] = []
    for upload in uploads:
        name = upload.filename or ""
        try:
            files.append(await run_in_threadpool(desk.drafts.add_file, draft_id, name, upload.file))
        except InputRefused as fault:
            faults.append(fault)
            refused.append(RefusedFile(name, str(fault)))
    if not files:
        raise faults[0] if faults else InputRefused("올릴 파일을 고르세요. (no file was sent)")
    return Uploaded(files, refused)


@router.delete(
    "/api/staff/drafts/{draft_id}/files/{name}",
    operation_id="staffDraftRemoveFile",
    summary="파일 빼기 · Remove a file",
    status_code=204,
    responses=ERRORS,
)
def remove_file(draft_id: str, name: str, _: Editor, desk: DeskOf) -> None:
    """Take it out of the next version; the version in force keeps it."""
    desk.drafts.remove_file(draft_id, name)


@router.get(
    "/api/staff/drafts/{draft_id}/files/{name}/said",
    operation_id="staffDraftSaid",
    summary="파일 설명 · What is said of a file",
    responses=ERRORS,
)
def get_said(draft_id: str, name: str, _: Editor, desk: DeskOf) -> dict[str, str]:
    """By field: in its front matter, or beside it."""
    return desk.drafts.said(draft_id, name)


@router.put(
    "/api/staff/drafts/{draft_id}/files/{name}/said",
    operation_id="staffDraftDescribe",
    summary="파일 설명하기 · Say something of a file",
    responses=ERRORS,
)
def describe_file(draft_id: str, name: str, said: SaidIn, _: Editor, desk: DeskOf) -> dict[str, str]:
    """Title, date, publisher and so on, where the file does not say it or says it wrongly."""
    desk.drafts.describe(draft_id, name, said.model_dump(exclude_none=True))
    return desk.drafts.said(draft_id, name)


@router.get(
    "/api/staff/drafts/{draft_id}/documents/{name}",
    operation_id="staffDraftDocument",
    summary="문서의 글 · Text of a document",
    responses=ERRORS,
)
def get_text(draft_id: str, name: str, _: Editor, desk: DeskOf) -> DocumentOut:
    """Of a Markdown file."""
    return DocumentOut(name=name, markdown=desk.drafts.document(draft_id, name))


@router.put(
    "/api/staff/drafts/{draft_id}/documents/{name}",
    operation_id="staffDraftWrite",
    summary="문서 쓰기 · Write a document",
    responses=ERRORS,
)
def write_document(draft_id: str, name: str, said: DocumentIn, _: Editor, desk: DeskOf) -> DraftFile:
    """Keep a text as a Markdown file of this name, in place of the one that there may be."""
    return desk.drafts.write_document(draft_id, name, said.markdown)
