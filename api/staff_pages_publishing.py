"""The last steps of a draft: preparing it, looking at what would change, publishing it or putting it away."""

from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from api.errors import DeskRefused
from api.staff_auth import Editor, Publisher
from api.staff_desk import DeskOf
from api.staff_draft import DraftState
from api.staff_pages_draft import PLACE, Step, first_step, shown, url_of
from api.staff_pages_rendering import Problem
from api.staff_pages_route import console_router, leading_to
from ingest.errors import RefreshInProgress, StoppedByGate

router = console_router()
_NO_REASON = "까닭을 적어야 낼 수 있습니다. 왜 검문의 결과와 달리 내는지 한 문장으로 적으세요."


@router.get(f"{PLACE}/{{draft_id}}")
def draft(request: Request, caller: Editor, desk: DeskOf, draft_id: str) -> RedirectResponse:  # noqa: ARG001
    """The step that a draft has come to."""
    found = desk.drafts.get(draft_id)
    return leading_to(f"{url_of(found)}/{first_step(found)}")


@router.get(f"{PLACE}/{{draft_id}}/{{step}}")
def step(request: Request, caller: Editor, desk: DeskOf, draft_id: str, step: Step) -> Response:
    """The page of a step."""
    return shown(request, caller, desk, draft_id, step)


@router.post(f"{PLACE}/{{draft_id}}/prepare", name="prepare_draft")
def prepare(request: Request, caller: Editor, desk: DeskOf, draft_id: str) -> Response:
    """Build, check and question the next version in the background."""
    try:
        desk.drafts.prepare(draft_id, caller.name)
    except DeskRefused as refused:
        return shown(request, caller, desk, draft_id, Step.READ, [Problem(str(refused))])
    return leading_to(f"{PLACE}/{draft_id}/{Step.REPORT}")


@router.post(f"{PLACE}/{{draft_id}}/cancel", name="cancel_draft")
def cancel(request: Request, caller: Editor, desk: DeskOf, draft_id: str) -> Response:  # noqa: ARG001
    """Stop preparing."""
    desk.drafts.cancel(draft_id)
    return leading_to(f"{PLACE}/{draft_id}/{Step.READ}")


@router.post(f"{PLACE}/{{draft_id}}/publish", name="publish_draft")
def publish(
    request: Request,
    caller: Publisher,
    desk: DeskOf,
    draft_id: str,
    note: Annotated[str, Form(max_length=500)] = "",
    force: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Put the prepared version in force, or say on the page what is missing."""
    found = desk.drafts.get(draft_id)
    force = force.strip() if found.state is DraftState.BLOCKED else ""
    caller.detail.update(note=note, **({"force": force} if force else {}))
    if found.state is DraftState.BLOCKED and not force:
        return shown(request, caller, desk, draft_id, Step.PUBLISH, [Problem(_NO_REASON, "force")], note=note)
    try:
        published = desk.drafts.publish(draft_id, caller.name, note, force)
    except (DeskRefused, StoppedByGate, RefreshInProgress) as refused:
        problems = [Problem(str(refused))]
        return shown(request, caller, desk, draft_id, Step.PUBLISH, problems, note=note, force=force)
    caller.detail["version"] = published.version_id
    return leading_to(f"{url_of(published)}/{Step.PUBLISH}", "published")


@router.post(f"{PLACE}/{{draft_id}}/discard", name="discard_draft")
def discard(request: Request, caller: Editor, desk: DeskOf, draft_id: str) -> Response:  # noqa: ARG001
    """Put a draft away."""
    desk.drafts.discard(draft_id)
    return leading_to(PLACE, "discarded")


@router.post(f"{PLACE}/{{draft_id}}/reopen", name="reopen_draft")
def reopen(request: Request, caller: Editor, desk: DeskOf, draft_id: str) -> Response:  # noqa: ARG001
    """Take up a draft that was put away."""
    desk.drafts.reopen(draft_id)
    return leading_to(f"{PLACE}/{draft_id}/{Step.FILES}")
