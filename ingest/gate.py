"""The gate before publishing: what a refresh does only when somebody says so."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from knowledge.document import Passage

MAX_REMOVED_SHARE = 0.3
"""Of a source's passages. A folder that was not mounted or wrongly named loses far more, an edit less."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A source that would lose `removed` of its `before` passages."""

    origin: str
    removed: int
    before: int


def losses(old: Sequence[Passage], new: Sequence[Passage], origins: Collection[str]) -> tuple[Loss, ...]:
    """The refreshed origins that would lose more than MAX_REMOVED_SHARE of their passages.

    A passage whose text changed keeps its id and is not lost.
    """
    kept = {passage.id for passage in new}
    before = Counter(passage.origin for passage in old if passage.origin in origins)
    removed = Counter(p.origin for p in old if p.origin in origins and p.id not in kept)
    return tuple(
        Loss(origin, removed[origin], count)
        for origin, count in sorted(before.items())
        if removed[origin] > MAX_REMOVED_SHARE * count
    )
