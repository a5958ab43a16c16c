"""What people ask: what is not answered, the most damaging first, and everything else by filter."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Form, Response

from api.errors import InputRefused
from api.gaps import unanswered
from api.parts import PartsOf
from api.records_answers import Selection, answers
from api.staff_api_questions import MAX_EXPORT, csv_response
from api.staff_auth import Editor, Operator
from api.staff_desk import DeskOf
from api.staff_draft_editing import MAX_NOTE_CHARS
from api.staff_gaps import document_for, gap_of
from api.staff_pages_rendering import page
from api.staff_pages_route import console_router, leading_to, me_of
from api.staff_pages_words import CHANNELS, STATUSES
from knowledge.periods import KST

PLACE = "/staff/questions"
PAGE_ENTRIES = 50
MAX_GAPS = 20
MIN_REASON_CHARS = 5
Value = Annotated[str, Form(max_length=50)]

router = console_router()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen in the form, as it stands in the address."""

    status: str = ""
    channel: str = ""
    helpful: str = ""
    since: str = ""

    @property
    def selection(self) -> Selection:
        """The same for the database; a day that is none chooses nothing."""
        helpful = {"yes": True, "no": False}.get(self.helpful)
        return Selection(self.status or None, self.channel or None, helpful, day_in_seoul(self.since))


def day_in_seoul(text: str) -> datetime | None:
    """The beginning of a day; None where it is none."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), KST)
    except ValueError:
        return None


@router.get(PLACE)
def questions(
    caller: Editor,
    desk: DeskOf,
    parts: PartsOf,
    status: str = "",
    channel: str = "",
    helpful: str = "",
    since: str = "",
    offset: int = 0,
) -> Response:
    """The gaps, and the questions of a selection."""
    chosen, records, offset = Chosen(status, channel, helpful, since), desk.kept.records, max(0, offset)
    desk.kept.questions.flush(1.0)  # what was asked a moment ago stands here too
    entries = answers(records, chosen.selection, PAGE_ENTRIES + 1, offset)
    older = {**asdict(chosen), "offset": offset + PAGE_ENTRIES} if len(entries) > PAGE_ENTRIES else {}
    return page(
        "questions.html",
        "시민 질문",
        me=me_of(caller),
        here=PLACE,
        gaps=unanswered(records, parts.live.answerer.base.analyser.terms, datetime.now(UTC), MAX_GAPS),
        entries=entries[:PAGE_ENTRIES],
        older=urlencode(older),
        chosen=asdict(chosen),
        statuses=STATUSES,
        channels=CHANNELS,
    )


@router.post(f"{PLACE}/draft", name="draft_for_gap")
def draft_for_gap(
    caller: Editor, desk: DeskOf, parts: PartsOf, answer_id: Annotated[str, Form(max_length=64)]
) -> Response:
    """A new draft with a text that has the question and waits for its answer, opened to be written."""
    now, records = datetime.now(UTC), desk.kept.records
    gap = gap_of(records, parts.live.answerer.base.analyser.terms, answer_id, now)
    name, markdown = document_for(records, gap, now)
    draft = desk.drafts.create(caller.name, f"질문에 답하기: {gap.question}"[:MAX_NOTE_CHARS])
    kept = desk.drafts.write_document(draft.id, name, markdown)
    caller.detail.update(draft=draft.id, questions=gap.count)
    return leading_to(f"/staff/drafts/{draft.id}/write?name={quote(kept.name)}")


@router.post(f"{PLACE}/export", name="export_questions")
def export(
    caller: Operator,
    desk: DeskOf,
    reason: Annotated[str, Form(max_length=300)] = "",
    status: Value = "",
    channel: Value = "",
    helpful: Value = "",
    since: Value = "",
) -> Response:
    """The questions of a selection as a file for a spreadsheet; who and why stands in the audit trail."""
    reason = " ".join(reason.split())
    if len(reason) < MIN_REASON_CHARS:
        raise InputRefused(f"왜 받는지 {MIN_REASON_CHARS}자 이상 적으세요. (give a reason)")
    found = answers(desk.kept.records, Chosen(status, channel, helpful, since).selection, MAX_EXPORT)
    caller.detail.update(reason=reason, rows=len(found))
    return csv_response(found)
