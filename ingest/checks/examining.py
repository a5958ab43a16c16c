"""Examining the next version: each check in turn; of what did not change only the dates are read again."""

from collections.abc import Sequence
from datetime import datetime

from ingest.checks.comparing import brought
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
    new = brought(before, after)
    checked = links.check(new.passages, after) if links else None
    return Checks(
        conflicts=conflicts(base, new),
        expiries=expiries(after, now),
        duplicates=duplicates(base, new.ids),
        suspicions=suspicions(new),
        links=checked.broken if checked else (),
        links_checked=checked.count if checked else None,
    )
