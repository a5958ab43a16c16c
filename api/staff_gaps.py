"""A document for a gap: what people asked and got no answer to, as the beginning of a text that answers it."""

import json
from datetime import datetime

from api.errors import NotThere
from api.gaps import Gap, Terms, unanswered
from api.records import Records
from api.records_answers import answer_of
from api.staff_draft_names import kept_name
from knowledge.periods import KST

MAX_WORDINGS = 8
LOOKED_AT = 30
"""Answers of a gap whose wording is looked at."""
LIMIT = 1_000
_HINT = (
    "<!-- 이 줄 아래에 답을 적으세요. 첫 문장이 바로 답이 되게 쓰고, 날짜와 숫자는 근거가 있는 것만 씁니다. "
    "다 쓰면 발행일(published)과 발행처(publisher)를 확인하세요. -->"
)
"""Left out by the reader, so that a text in which nothing was written is named as empty and never answered with."""


def gap_of(records: Records, terms: Terms, answer_id: str, now: datetime) -> Gap:
    """The gap that an answer belongs to. Raises NotThere."""
    for gap in unanswered(records, terms, now, LIMIT):
        if answer_id in gap.answer_ids:
            return gap
    raise NotThere("그런 질문 묶음이 없습니다. 목록을 새로 고치세요. (no such gap)")


def document_for(records: Records, gap: Gap, now: datetime) -> tuple[str, str]:
    """A name and the Markdown to begin with: front matter, the question as heading, how people put it."""
    kept = (answer_of(records, answer_id) for answer_id in gap.answer_ids[:LOOKED_AT])
    asked = dict.fromkeys(one.question for one in kept if one and one.question)
    wordings = list(dict.fromkeys((gap.question, *asked)))[:MAX_WORDINGS]
    title = " ".join(gap.question.rstrip(" ?？!.").split())
    fields = {"title": title, "published": f"{now.astimezone(KST):%Y-%m-%d}", "publisher": "", "valid_until": ""}
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    questions = [f"> Q: {' '.join(wording.split())}" for wording in wordings]
    text = "\n".join(("---", *lines, "---", f"# {title}", "", f"## {title}", *questions, "", _HINT, ""))
    return kept_name(f"{title[:60]}.md"), text
