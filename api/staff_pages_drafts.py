"""Drafts: the list, and the steps that change one (files, addresses, sources, texts)."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from api.errors import DeskRefused
from api.staff_auth import Caller, Editor
from api.staff_desk import Desk, DeskOf
from api.staff_drafts import Drafts
from api.staff_pages_draft import Step, shown, url_of
from api.staff_pages_rendering import Problem, page
from api.staff_pages_route import console_router, done_of, leading_to, me_of
from api.staff_pages_words import DRAFT_STATES

PLACE = "/staff/drafts"
STARTER = """---
title:
publisher:
published:
url:
---
# 제목

## 시민이 묻는 말로 적은 질문
> Q: 다르게 묻는 말
> Q: 또 다르게 묻는 말

확인된 사실만 한 문장씩 적습니다.
"""
"""What an empty text begins with."""

router = console_router()
Line = Annotated[str, Form(max_length=500)]
Address = Annotated[str, Form(max_length=2_100)]
Text = Annotated[str, Form()]


@router.get(PLACE)
def drafts(request: Request, caller: Editor, desk: DeskOf) -> Response:
    """Every draft, and how to begin one."""
    found = desk.drafts.all()
    return page(
        "drafts.html",
        "새 버전 준비",
        me=me_of(caller),
        here=PLACE,
        done=done_of(request),
        open_drafts=[draft for draft in found if not draft.is_closed],
        closed_drafts=[draft for draft in found if draft.is_closed],
        states=DRAFT_STATES,
    )


@router.post(PLACE, name="create_draft")
def create(caller: Editor, desk: DeskOf, note: Line = "") -> Response:
    """Begin a draft."""
    draft = desk.drafts.create(caller.name, note)
    caller.detail["draft"] = draft.id
    return leading_to(f"{url_of(draft)}/{Step.FILES}")


@router.post(f"{PLACE}/{{draft_id}}/files", name="add_files")
def add_files(request: Request, caller: Editor, desk: DeskOf, draft_id: str, file: list[UploadFile]) -> Response:
    """Take in files; what cannot be taken is named, and the others are kept."""
    problems = []
    for one in file:
        try:
            desk.drafts.add_file(draft_id, one.filename or "", one.file)
        except DeskRefused as refused:
            problems.append(Problem(str(refused), "file"))
    caller.detail["files"] = len(file) - len(problems)
    if problems:
        return shown(request, caller, desk, draft_id, Step.FILES, problems)
    return leading_to(f"{PLACE}/{draft_id}/{Step.READ}", "uploaded")


@router.post(f"{PLACE}/{{draft_id}}/files/remove", name="remove_file")
def remove_file(request: Request, caller: Editor, desk: DeskOf, draft_id: str, name: Line) -> Response:
    """Take a file out."""
    caller.detail["name"] = name
    return _changed(
        request, caller, desk, draft_id, Step.FILES, "removed", lambda drafts: drafts.remove_file(draft_id, name)
    )


@router.post(f"{PLACE}/{{draft_id}}/files/describe", name="describe_file")
def describe(
    request: Request,
    caller: Editor,
    desk: DeskOf,
    draft_id: str,
    name: Line,
    title: Line = "",
    publisher: Line = "",
    published: Line = "",
    valid_until: Line = "",
    url: Address = "",
) -> Response:
    """Say what a file does not say of itself."""
    caller.detail["name"] = name
    said = {
        "title": title, "publisher": publisher, "published": published, "valid_until": valid_until, "url": url
    }  # fmt: skip
    return _changed(
        request, caller, desk, draft_id, Step.READ, "described", lambda drafts: drafts.describe(draft_id, name, said)
    )


@router.post(f"{PLACE}/{{draft_id}}/urls", name="add_url")
def add_url(request: Request, caller: Editor, desk: DeskOf, draft_id: str, url: Address = "") -> Response:
    """Name an address to be read."""
    return _changed(
        request, caller, desk, draft_id, Step.FILES, "uploaded", lambda drafts: drafts.add_url(draft_id, url), "url"
    )


@router.post(f"{PLACE}/{{draft_id}}/urls/remove", name="remove_url")
def remove_url(request: Request, caller: Editor, desk: DeskOf, draft_id: str, url: Address) -> Response:
    """Do not read an address."""
    return _changed(
        request, caller, desk, draft_id, Step.FILES, "removed", lambda drafts: drafts.remove_url(draft_id, url)
    )


@router.post(f"{PLACE}/{{draft_id}}/sources/drop", name="drop_source")
def drop_source(request: Request, caller: Editor, desk: DeskOf, draft_id: str, origin: Address) -> Response:
    """Leave out a source."""
    caller.detail["origin"] = origin
    return _changed(
        request, caller, desk, draft_id, Step.FILES, "removed", lambda drafts: drafts.drop_source(draft_id, origin)
    )


@router.post(f"{PLACE}/{{draft_id}}/sources/keep", name="undrop_source")
def keep_source(request: Request, caller: Editor, desk: DeskOf, draft_id: str, origin: Address) -> Response:
    """Keep a source after all."""
    caller.detail["origin"] = origin
    return _changed(
        request, caller, desk, draft_id, Step.FILES, "kept", lambda drafts: drafts.undrop_source(draft_id, origin)
    )


@router.get(f"{PLACE}/{{draft_id}}/write")
def write(request: Request, caller: Editor, desk: DeskOf, draft_id: str, name: str = "") -> Response:
    """A text to be written, or changed."""
    markdown = desk.drafts.document(draft_id, name) if name else STARTER
    return shown(request, caller, desk, draft_id, Step.WRITE, name=name, markdown=markdown)


@router.post(f"{PLACE}/{{draft_id}}/write", name="write_document")
def write_document(
    request: Request, caller: Editor, desk: DeskOf, draft_id: str, name: Line = "", markdown: Text = ""
) -> Response:
    """Keep a text as a file of the draft."""
    caller.detail["name"] = name
    try:
        desk.drafts.write_document(draft_id, name, markdown)
    except DeskRefused as refused:
        problems = [Problem(str(refused), "name")]
        return shown(request, caller, desk, draft_id, Step.WRITE, problems, name=name, markdown=markdown)
    return leading_to(f"{PLACE}/{draft_id}/{Step.READ}", "written")


def _changed(
    request: Request,
    caller: Caller,
    desk: Desk,
    draft_id: str,
    step: Step,
    done: str,
    change: Callable[[Drafts], object],
    field: str = "",
) -> Response | RedirectResponse:
    """Do it and show the step again, or show it with why not."""
    try:
        change(desk.drafts)
    except DeskRefused as refused:
        return shown(request, caller, desk, draft_id, step, [Problem(str(refused), field)])
    return leading_to(f"{PLACE}/{draft_id}/{step}", done)
