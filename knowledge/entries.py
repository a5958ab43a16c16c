"""Entries: the passages of a version with their terms, read in one go."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from knowledge.document import Passage
from knowledge.version import Version

Terms = list[list[str]]
"""Of each searched text of a passage."""


def read_entries(version: Version) -> list[tuple[Passage, Terms]]:
    """Every passage with its terms, in index order; a term that stands in many is one object. Raises VersionBroken."""
    words: dict[str, str] = {}
    same = words.setdefault
    with _uncollected():
        return [(passage, [[same(t, t) for t in text] for text in terms]) for passage, terms in version.passages()]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for garbage, which takes as long as the reading itself: there is none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
