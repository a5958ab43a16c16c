"""Expiries: deadlines and events of the documents that have passed, or will soon, while the text speaks of them as
to come."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from ingest.report import Expiry
from knowledge.document import Passage
from knowledge.intake import in_seoul
from knowledge.periods import last_day, periods, said_as_past

EXPIRY_DAYS = 14
"""A date that passes within these days is named beforehand."""
_DATED = re.compile(r"\d\s?[월./-]\s?\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)


def expiries(passages: Sequence[Passage], now: datetime) -> tuple[Expiry, ...]:
    """The dates that passed or pass soon, each once for its document; what passed last comes first, then what passes
    next."""
    today = in_seoul(now).date()
    found: dict[tuple[str, str], Expiry] = {}
    for passage in passages:
        for day, quote in _ends(passage):
            left = (day - today).days
            if left <= EXPIRY_DAYS:
                one = Expiry(passage.document_id, passage.title, day.isoformat(), left, quote)
                found.setdefault((one.document, one.day), one)
    return tuple(sorted(found.values(), key=lambda one: (one.days_left >= 0, abs(one.days_left), one.document)))


def _ends(passage: Passage) -> Iterator[tuple[date, str]]:
    """Each last day that a passage tells, with the words that tell it."""
    until = last_day(passage.valid_until) if passage.valid_until else None
    if until:
        yield until, f"유효기간: {passage.valid_until}"
        return  # the whole of it then ends on that day
    if not _DATED.search(passage.text):
        return
    headings = (passage.title, *passage.heading_path)
    for statement in passage.statements:
        if not _DATED.search(statement.text) or said_as_past(statement.text):
            continue
        published = next((passage.sources[key].published for key in statement.sources), None)
        for period in periods(statement.text, headings, published):
            if period.closes:
                yield (period.closes - timedelta(microseconds=1)).date(), statement.text
