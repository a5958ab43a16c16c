"""The staff's API: drafts of the next version, from the first file to publishing."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.openapi import problems
from api.staff_auth import Editor, Publisher
from api.staff_desk import DeskOf
from api.staff_draft import Draft, Previews, Progress
from api.staff_route import StaffRoute

ERRORS = problems(400, 401, 403, 404, 409, 413, 415, 422, 503)
Note = Annotated[str, Field(max_length=2_000)]

router = APIRouter(route_class=StaffRoute, tags=["staff-drafts"])


class NoteIn(BaseModel):
    """What a draft is about."""

    note: Note = ""


class UrlIn(BaseModel):
    """A web address."""

    url: str = Field(max_length=2_000)


class OriginIn(BaseModel):
    """A source, as it is called in the list of sources."""

    origin: str = Field(max_length=2_000)


class PublishIn(BaseModel):
    """What stays with the version; `force` is the reason to publish although the gate says no."""

    note: Note = ""
    force: Note = ""


@router.get("/api/staff/drafts", operation_id="staffDrafts", summary="초안 목록 · Drafts", responses=ERRORS)
def list_drafts(_: Editor, desk: DeskOf) -> list[Draft]:
    """The one that was changed last first; published and discarded ones of the last 30 days too."""
    return desk.drafts.all()


@router.post(
    "/api/staff/drafts",
    operation_id="staffDraftCreate",
    summary="초안 만들기 · New draft",
    status_code=201,
    responses=ERRORS,
)
def create_draft(said: NoteIn, caller: Editor, desk: DeskOf) -> Draft:
    """It begins with the uploaded files of the version in force."""
    draft = desk.drafts.create(caller.name, said.note)
    caller.detail["draft"] = draft.id
    return draft


@router.get(
    "/api/staff/drafts/{draft_id}", operation_id="staffDraft", summary="초안 하나 · One draft", responses=ERRORS
)
def get_draft(draft_id: str, _: Editor, desk: DeskOf) -> Draft:
    """How it stands now."""
    return desk.drafts.get(draft_id)


@router.patch(
    "/api/staff/drafts/{draft_id}", operation_id="staffDraftNote", summary="메모 고치기 · Its note", responses=ERRORS
)
def set_note(draft_id: str, said: NoteIn, _: Editor, desk: DeskOf) -> Draft:
    """What it is about."""
    return desk.drafts.set_note(draft_id, said.note)


@router.get(
    "/api/staff/drafts/{draft_id}/previews",
    operation_id="staffDraftPreviews",
    summary="읽은 것 미리보기 · What was read of it",
    responses=ERRORS,
)
def get_previews(draft_id: str, _: Editor, desk: DeskOf) -> Previews:
    """Per file: its state, what it says of itself, findings, how its passages begin. Reading goes on in the background."""
    return desk.drafts.previews(draft_id)


@router.post(
    "/api/staff/drafts/{draft_id}/urls",
    operation_id="staffDraftAddUrl",
    summary="주소 넣기 · Add an address",
    responses=ERRORS,
)
def add_url(draft_id: str, said: UrlIn, _: Editor, desk: DeskOf) -> Draft:
    """It is fetched when the draft is prepared."""
    return desk.drafts.add_url(draft_id, said.url)


@router.post(
    "/api/staff/drafts/{draft_id}/urls/remove",
    operation_id="staffDraftRemoveUrl",
    summary="주소 빼기 · Remove an address",
    responses=ERRORS,
)
def remove_url(draft_id: str, said: UrlIn, _: Editor, desk: DeskOf) -> Draft:
    """What the address said before stays in the knowledge base."""
    return desk.drafts.remove_url(draft_id, said.url)


@router.post(
    "/api/staff/drafts/{draft_id}/dropped",
    operation_id="staffDraftDropSource",
    summary="자료 빼기 · Leave out a source",
    responses=ERRORS,
)
def drop_source(draft_id: str, said: OriginIn, caller: Editor, desk: DeskOf) -> Draft:
    """All documents of a folder, file or address that was refreshed before."""
    caller.detail["origin"] = said.origin
    return desk.drafts.drop_source(draft_id, said.origin)


@router.post(
    "/api/staff/drafts/{draft_id}/dropped/remove",
    operation_id="staffDraftUndropSource",
    summary="자료 다시 두기 · Keep a source after all",
    responses=ERRORS,
)
def undrop_source(draft_id: str, said: OriginIn, caller: Editor, desk: DeskOf) -> Draft:
    """Its documents stay."""
    caller.detail["origin"] = said.origin
    return desk.drafts.undrop_source(draft_id, said.origin)


@router.post(
    "/api/staff/drafts/{draft_id}/prepare",
    operation_id="staffDraftPrepare",
    summary="준비하기 · Prepare",
    status_code=202,
    responses=ERRORS,
)
def prepare_draft(draft_id: str, caller: Editor, desk: DeskOf) -> Draft:
    """Build the next version aside, check it and ask it the golden questions, in the background."""
    return desk.drafts.prepare(draft_id, caller.name)


@router.get(
    "/api/staff/drafts/{draft_id}/progress",
    operation_id="staffDraftProgress",
    summary="어디까지 했는지 · Progress",
    responses=ERRORS,
)
def get_progress(draft_id: str, _: Editor, desk: DeskOf) -> Progress | None:
    """The step, seconds so far and left; null where it is not being prepared."""
    return desk.drafts.progress(draft_id)


@router.post(
    "/api/staff/drafts/{draft_id}/cancel",
    operation_id="staffDraftCancel",
    summary="준비 멈추기 · Stop preparing",
    responses=ERRORS,
)
def cancel_draft(draft_id: str, _: Editor, desk: DeskOf) -> Draft:
    """The version in force stays in force."""
    desk.drafts.cancel(draft_id)
    return desk.drafts.get(draft_id)


@router.get(
    "/api/staff/drafts/{draft_id}/report", operation_id="staffDraftReport", summary="보고서 · Report", responses=ERRORS
)
def get_draft_report(draft_id: str, _: Editor, desk: DeskOf) -> dict[str, Any]:
    """What would change, what is doubtful, and the gate's table."""
    return desk.drafts.report(draft_id)


@router.post(
    "/api/staff/drafts/{draft_id}/publish", operation_id="staffDraftPublish", summary="내기 · Publish", responses=ERRORS
)
def publish_draft(draft_id: str, said: PublishIn, caller: Publisher, desk: DeskOf) -> Draft:
    """Put the prepared version in force. 409 `stopped-by-gate` where the gate says no and `force` gives no reason."""
    if said.force:
        caller.detail["force"] = said.force
    draft = desk.drafts.publish(draft_id, caller.name, said.note, said.force)
    caller.detail["version"] = draft.version_id
    return draft


@router.post(
    "/api/staff/drafts/{draft_id}/discard",
    operation_id="staffDraftDiscard",
    summary="치워 두기 · Discard",
    responses=ERRORS,
)
def discard_draft(draft_id: str, _: Editor, desk: DeskOf) -> Draft:
    """Put it away; it can be reopened for 30 days."""
    return desk.drafts.discard(draft_id)


@router.post(
    "/api/staff/drafts/{draft_id}/reopen",
    operation_id="staffDraftReopen",
    summary="다시 열기 · Reopen",
    responses=ERRORS,
)
def reopen_draft(draft_id: str, _: Editor, desk: DeskOf) -> Draft:
    """Take up a discarded draft again."""
    return desk.drafts.reopen(draft_id)
