"""Entries: the passages of a version with their terms, read one after the other."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, repeat

from knowledge.document import Passage
from knowledge.version import Version

Terms = list[list[str]]
"""Of each searched text of a passage."""


def read_entries(version: Version, known: Sequence[Passage] = ()) -> Iterator[tuple[Passage, Terms]]:
    """Each passage with its terms, in index order; a term that stands in many is one object. Raises VersionBroken.

    What equals the passage at the same place of `known` is that object: a large base is not held twice.
    """
    words: dict[str, str] = {}
    same = words.setdefault
    for (passage, terms), mine in zip(version.passages(), chain(known, repeat(None)), strict=False):
        shared = mine if mine is not None and mine == passage else passage
        yield shared, [[same(term, term) for term in text] for text in terms]


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for garbage, which takes as long as the reading itself: there is none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
