"""Examining the next version: each check in turn; of what did not change only the dates are read again."""

from collections.abc import Sequence
from datetime import datetime

from ingest.checks.comparing import fresh
from ingest.checks.conflicts import conflicts
from ingest.checks.duplicates import duplicates
from ingest.checks.expiries import expiries
from ingest.checks.links import LinkChecker
from ingest.checks.suspicions import suspicions
from ingest.checks.telling import texts
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
    ids = fresh(before, after)
    new = [passage for passage in after if passage.id in ids]
    changed = {passage.document_id for passage in new}
    said = frozenset((p.document_id, text) for p in before if p.document_id in changed for text in texts(p))
    checked = links.check(new, after) if links else None
    return Checks(
        conflicts=conflicts(base, new, said),
        expiries=expiries(after, now),
        duplicates=duplicates(base, ids),
        suspicions=suspicions(new, said),
        links=checked.broken if checked else (),
        links_checked=checked.count if checked else None,
    )
