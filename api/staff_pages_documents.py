"""Documents: what the assistant answers from, each beside the passages that were read from it."""

from urllib.parse import quote

from fastapi import Response
from fastapi.responses import FileResponse

from api.staff_auth import Editor
from api.staff_desk import DeskOf
from api.staff_library import document, documents, sources, uploaded, version_of
from api.staff_pages_rendering import NO_STORE, origin, page
from api.staff_pages_route import console_router, me_of

PLACE = "/staff/documents"

router = console_router()


@router.get(PLACE)
def library(caller: Editor, desk: DeskOf, text: str = "", origin_chosen: str = "", version: str = "") -> Response:
    """The documents of the version in force, or of another one."""
    opened = version_of(desk.shelf, version or None)
    origins = {one.origin: origin(one.origin, one.kind) for one in sources(opened)}
    found = documents(opened, origin_chosen or None, text)
    return page(
        "documents.html",
        "문서",
        me=me_of(caller),
        here=PLACE,
        documents=found,
        total=len(found),
        origins=origins,
        chosen=origin_chosen,
        text=text,
        version=version,
    )


@router.get(f"{PLACE}/{{document_id}}")
def one_document(caller: Editor, desk: DeskOf, document_id: str, version: str = "") -> Response:
    """A document as the assistant read it, passage by passage."""
    opened = version_of(desk.shelf, version or None)
    row, passages = document(opened, document_id)
    kind = opened.manifest.sources.get(row.origin, "")
    return page(
        "document.html",
        row.title,
        me=me_of(caller),
        here=PLACE,
        row=row,
        passages=passages,
        said_by=list({source: None for passage in passages for source in passage.sources.values()}),
        origin_name=origin(row.origin, kind),
        version=version,
    )


@router.get(f"{PLACE}/{{document_id}}/file")
def original(caller: Editor, desk: DeskOf, document_id: str, version: str = "") -> Response:  # noqa: ARG001
    """The file as it was uploaded; always saved, never shown by the browser as if it were our page."""
    opened = version_of(desk.shelf, version or None)
    row, _ = document(opened, document_id)
    path = uploaded(opened, row.file or "")
    headers = {**NO_STORE, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(path.name)}"}
    return FileResponse(path, media_type="application/octet-stream", headers=headers)
