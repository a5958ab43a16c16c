"""Examining the next version: each check in turn; what did not change is looked at only where dates may pass."""

from collections.abc import Sequence
from datetime import datetime

from ingest.checks.comparing import by_document, fresh
from ingest.checks.conflicts import conflicts
from ingest.checks.duplicates import duplicates
from ingest.checks.expiries import expiries
from ingest.checks.links import LinkChecker
from ingest.checks.suspicions import suspicions
from ingest.report import Checks
from knowledge.base import KnowledgeBase
from knowledge.document import Passage


def examine(
    base: KnowledgeBase,
    before: Sequence[Passage],
    after: Sequence[Passage],
    now: datetime,
    links: LinkChecker | None = None,
) -> Checks:
    """What is doubtful in `base`, which holds the passages `after` in place of `before`; no link is asked without
    `links`. Never raises for what documents say."""
    new = fresh(before, after)
    old = by_document(before)
    touched = [
        passage
        for document, passages in by_document(after).items()
        if old.get(document) != passages
        for passage in passages
    ]
    checked = links.check([passage for passage in touched if passage.id in new], after) if links else None
    return Checks(
        conflicts=conflicts(base, touched, new),
        expiries=expiries(after, now),
        duplicates=duplicates(base, new),
        suspicions=suspicions(touched, new),
        links=checked.broken if checked else (),
        links_checked=checked.count if checked else None,
    )
