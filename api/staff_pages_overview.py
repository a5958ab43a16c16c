"""The first screen: is everything all right, and what somebody should look at."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import Request, Response

from api.parts import PartsOf
from api.staff_auth import Editor
from api.staff_desk import DeskOf
from api.staff_overview import Overview, overview
from api.staff_pages_rendering import page
from api.staff_pages_route import console_router, done_of, me_of
from api.staff_pages_versions import changes_told, gate_word
from api.staff_pages_words import DRAFT_STATES, RUN_OUTCOMES, STATUSES, Tone, Word

PLACE = "/staff"
SHOWN = 5
"""Of each list; the rest is a press away."""

router = console_router()


@dataclass(frozen=True, slots=True)
class LookAt:
    """Something that somebody should look at, and the page where it is."""

    text: str
    path: str
    tone: Tone = "warn"


@router.get(PLACE)
def first_screen(request: Request, caller: Editor, desk: DeskOf, parts: PartsOf) -> Response:
    """What is served, and whether all is well."""
    told = overview(desk.shelf, parts.live, desk.drafts, desk.kept.records, datetime.now(UTC))
    found = look_at(told)
    return page(
        "overview.html",
        "첫 화면",
        me=me_of(caller),
        here=PLACE,
        done=done_of(request),
        state=_state(found),
        look_at=found,
        told=told,
        changes=changes_told(told.version.changes) if told.version else "",
        gate=gate_word(told.version) if told.version else Word("없음"),
        soon=[one for one in told.expiries if one.days_left >= 0][:SHOWN],
        past=sum(one.days_left < 0 for one in told.expiries),
        asked=sum(told.statuses.values()),
        most=SHOWN,
        states=DRAFT_STATES,
        outcomes=RUN_OUTCOMES,
        statuses=STATUSES,
    )


def look_at(told: Overview) -> list[LookAt]:
    """What is not as it should be, the worst first."""
    found = [LookAt(f"서버가 낸 버전을 쓰지 못합니다: {fault}", "/staff/versions", "bad") for fault in told.faults]
    if told.version is None:
        found.append(LookAt("시민에게 낸 버전이 없습니다.", "/staff/drafts", "bad"))
    if told.disk.is_low:
        found.append(LookAt("디스크에 남은 자리가 적어 새 버전을 준비하지 못할 수 있습니다.", "/staff", "bad"))
    if told.blocked:
        outcome = RUN_OUTCOMES[told.blocked[0].outcome].name
        found.append(LookAt(f"마지막으로 낸 뒤에 {len(told.blocked)}번 내지 못했습니다({outcome}).", "/staff/drafts"))
    waiting = sum(draft.is_prepared for draft in told.drafts)
    if waiting:
        found.append(LookAt(f"낼 준비가 끝난 초안이 {waiting}개 있습니다.", "/staff/drafts", "info"))
    soon = sum(one.days_left >= 0 for one in told.expiries)
    if soon:
        found.append(LookAt(f"14일 안에 지나는 날짜가 {soon}개 있습니다.", "#dates"))
    if told.gap_count:
        found.append(LookAt(f"답이 빠진 질문이 {told.gap_count}묶음 있습니다.", "/staff/questions"))
    return found


def _state(found: list[LookAt]) -> Word:
    worst = [one for one in found if one.tone == "bad"]
    if worst:
        return Word("바로 살펴보세요", "bad")
    warned = [one for one in found if one.tone == "warn"]
    if warned:
        return Word(f"잘 답하고 있어요. 살펴볼 것이 {len(warned)}가지 있습니다", "warn")
    return Word("모두 괜찮습니다", "ok", "시민에게 답하고 있고, 지금 손볼 것이 없습니다." if not found else "")
