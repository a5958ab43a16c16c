"""The staff's API: what is in force, versions and the way back, documents and their passages."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse

from api.openapi import problems
from api.parts import PartsOf
from api.staff_auth import Editor, Publisher
from api.staff_desk import DeskOf
from api.staff_library import DocumentRow, SourceRow, document, documents, sources, uploaded, version_of
from api.staff_overview import overview
from api.staff_route import StaffRoute
from api.staff_versions import VersionRow, report_of, version, versions
from knowledge.document import Passage

Fields = dict[str, Any]
VersionId = Annotated[
    str | None, Query(alias="version", max_length=40, description="A published or prepared version; the current one.")
]

router = APIRouter(route_class=StaffRoute, tags=["staff"])


@router.get(
    "/api/staff/overview",
    operation_id="staffOverview",
    summary="한눈에 보기 · Is everything all right",
    responses=problems(401, 403, 422, 503),
)
def get_overview(_: Editor, desk: DeskOf, parts: PartsOf) -> Fields:
    """The version in force, runs, dates that pass, open drafts, questions without an answer, room on the disk."""
    return overview(desk.shelf, parts.live, desk.drafts, desk.kept.records, datetime.now(UTC)).to_json()


@router.get(
    "/api/staff/versions",
    operation_id="staffVersions",
    summary="버전 목록 · Versions",
    responses=problems(401, 403, 422, 503),
)
def list_versions(_: Editor, desk: DeskOf) -> list[VersionRow]:
    """Every version that is kept, newest first: who, when, what, checks."""
    return versions(desk.shelf)


@router.get(
    "/api/staff/versions/{version_id}",
    operation_id="staffVersion",
    summary="버전 하나 · One version",
    responses=problems(401, 403, 404, 422, 503),
)
def get_version(version_id: str, _: Editor, desk: DeskOf) -> VersionRow:
    """Who put it in force, when, and with what result."""
    return version(desk.shelf, version_id)


@router.get(
    "/api/staff/versions/{version_id}/report",
    operation_id="staffVersionReport",
    summary="버전의 보고서 · The report of a version",
    responses=problems(401, 403, 404, 422, 503),
)
def get_report(version_id: str, _: Editor, desk: DeskOf) -> Fields:
    """What was compared and checked, and the gate's table; as long as the version before it is kept."""
    return report_of(desk.shelf, version_id).to_json()


@router.post(
    "/api/staff/versions/{version_id}/rollback",
    operation_id="staffRollback",
    summary="이 버전으로 되돌리기 · Go back to this version",
    responses=problems(401, 403, 404, 422, 503),
)
def rollback(version_id: str, caller: Publisher, desk: DeskOf) -> VersionRow:
    """Put a kept version in force again, at once. The one that was in force stays, and can be gone back to likewise."""
    caller.detail["before"] = desk.shelf.current_id()
    desk.shelf.rollback(version_id)
    return version(desk.shelf, version_id)


@router.get(
    "/api/staff/sources",
    operation_id="staffSources",
    summary="자료의 출처 · Sources of a version",
    responses=problems(401, 403, 404, 422, 503),
)
def list_sources(_: Editor, desk: DeskOf, version_id: VersionId = None) -> list[SourceRow]:
    """Folders, addresses and uploads, with the number of documents of each."""
    return sources(version_of(desk.shelf, version_id))


@router.get(
    "/api/staff/documents",
    operation_id="staffDocuments",
    summary="문서 목록 · Documents",
    responses=problems(401, 403, 404, 422, 503),
)
def list_documents(
    _: Editor,
    desk: DeskOf,
    version_id: VersionId = None,
    origin: Annotated[str | None, Query(max_length=2_000, description="Only those of this source.")] = None,
    text: Annotated[str, Query(max_length=200, description="Only those whose title, id or path has this.")] = "",
) -> list[DocumentRow]:
    """The documents of a version by title."""
    return documents(version_of(desk.shelf, version_id), origin, text)


@router.get(
    "/api/staff/documents/{document_id:path}",
    operation_id="staffDocument",
    summary="문서 하나와 그 단락 · One document with its passages",
    responses=problems(401, 403, 404, 422, 503),
)
def get_document(document_id: str, _: Editor, desk: DeskOf, version_id: VersionId = None) -> Fields:
    """The passages in order, as they are searched and quoted."""
    row, passages = document(version_of(desk.shelf, version_id), document_id)
    return {"document": row, "passages": list[Passage](passages)}


@router.get(
    "/api/staff/uploads/{name:path}",
    operation_id="staffUpload",
    summary="올린 파일 내려받기 · An uploaded file",
    responses=problems(401, 403, 404, 422, 503),
    response_class=FileResponse,
)
def get_upload(name: str, _: Editor, desk: DeskOf, version_id: VersionId = None) -> FileResponse:
    """The file as it was uploaded; always saved and never shown by the browser."""
    path = uploaded(version_of(desk.shelf, version_id), name)
    return FileResponse(path, media_type="application/octet-stream", filename=path.name)
