"""Pairing: which line that went became which line that came."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from ingest.checks.telling import Line

ALIKE = 0.5
"""Share of common pairs of letters (Dice) from which a line is the other one, changed."""
NEAR = 12
"""Lines before and after its place among which the changed form of a line is looked for, so that a table of
thousands of changed rows costs thousands of comparisons."""
_Placed = Sequence[tuple[int, Line]]
_Pair = tuple[tuple[Line, ...], tuple[Line, ...]]


def paired(gone: _Placed, came: _Placed) -> Iterator[_Pair]:
    """Pairs of alike lines, and runs of lines that have no counterpart, in the order of the lines that came; what
    is gone without one stands before the line that came next after its place. Both are in order of their places."""
    partner = _partners(gone, came)
    taken = set(partner.values())
    waiting = [(at, line) for position, (at, line) in enumerate(gone) if position not in taken]
    run: list[Line] = []
    for position, (at, line) in enumerate(came):
        removed = [line for place, line in waiting if place < at]
        waiting = waiting[len(removed) :]
        if (removed or position in partner) and run:
            yield (), tuple(run)
            run = []
        if removed:
            yield tuple(removed), ()
        if position in partner:
            yield (gone[partner[position]][1],), (line,)
        else:
            run.append(line)
    if run:
        yield (), tuple(run)
    if waiting:
        yield tuple(line for _, line in waiting), ()


def _partners(gone: _Placed, came: _Placed) -> dict[int, int]:
    """The position in `gone` of what each position in `came` was before, the likest first."""
    likest: list[tuple[float, int, int, int]] = []
    for position, (_, line) in enumerate(came):
        middle = position * len(gone) // len(came)
        for other in range(max(0, middle - NEAR), min(len(gone), middle + NEAR + 1)):
            share = alike(gone[other][1], line)
            if share >= ALIKE:
                likest.append((-share, abs(middle - other), position, other))
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, position, other in sorted(likest):
        if position not in partner and other not in taken:
            partner[position] = other
            taken.add(other)
    return partner


def alike(one: Line, other: Line) -> float:
    """How alike two lines are, 0 to 1; a property is wholly like itself, whatever its value."""
    if one.name or other.name:
        return float(one.name == other.name)
    left, right = _letter_pairs(one.text), _letter_pairs(other.text)
    return 2 * len(left & right) / max(len(left) + len(right), 1)


@lru_cache(maxsize=4096)
def _letter_pairs(text: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(text))) or frozenset({text})
