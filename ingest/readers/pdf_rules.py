"""Tables of a PDF page, found by the lines ruled around their cells."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.readers.pdf_drawn import MAX_SEGMENTS, Drawn, Point

_NEAR = 2.5
"""Points within which two lines are one."""
_SHORT = 4.0
_OPEN_SIDE = 10.0
"""Tables of Korean offices often have no line at the left and right: rows then reach so far beyond the last one."""
_COVERED = 0.6
_SAME_COLUMN = 3.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A ruled line: `at` is its place across, `start` to `end` its reach along."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Ruled:
    """A table's lines of columns (left to right) and rows (top to bottom), and its cells.

    A cell is row, column, row span, column span.
    """

    columns: list[float]
    rows: list[float]
    cells: list[tuple[int, int, int, int]]
    _owner: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, (row, column, row_span, column_span) in enumerate(self.cells):
            for place in ((row + r, column + c) for r in range(row_span) for c in range(column_span)):
                self._owner[place] = number

    @property
    def area(self) -> float:
        """In square points."""
        return (self.columns[-1] - self.columns[0]) * (self.rows[0] - self.rows[-1])

    def cell_at(self, x: float, y: float) -> int | None:
        """The number of the cell in which a point lies."""
        if not (self.columns[0] <= x <= self.columns[-1] and self.rows[-1] <= y <= self.rows[0]):
            return None
        column = min(bisect_right(self.columns, x), len(self.columns) - 1) - 1
        row = min(bisect_right(self.rows, -y, key=lambda line: -line), len(self.rows) - 1) - 1
        return self._owner.get((row, column))


def tables(drawn: Drawn, above: Sequence[float] = ()) -> list[Ruled] | None:
    """The tables of a page, the largest first; None where it is so full of lines that they cannot be told.

    `above` are the columns of the last table on the page before: a single row of the same columns goes on with it.
    """
    if drawn.is_full:
        return None
    across: list[Segment] = []
    upright: list[Segment] = []
    for start, end in drawn.strokes:
        _sort_in(start, end, across, upright)
    across, upright = _merged(across), _merged(upright)
    if len(across) + len(upright) > MAX_SEGMENTS or len(across) * len(upright) > 1_000_000:
        return None
    if len(across) < 2 or not upright:
        return []
    found = (_ruled(horizontal, vertical, above) for horizontal, vertical in _groups(across, upright))
    return sorted((table for table in found if table is not None), key=lambda table: -table.area)


def _sort_in(start: Point, end: Point, across: list[Segment], upright: list[Segment]) -> None:
    (x0, y0), (x1, y1) = start, end
    if abs(y0 - y1) <= 1 and abs(x0 - x1) >= _SHORT:
        across.append(Segment((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
    elif abs(x0 - x1) <= 1 and abs(y0 - y1) >= _SHORT:
        upright.append(Segment((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def _merged(segments: list[Segment]) -> list[Segment]:
    """Pieces of one line as one: lines of cells side by side, dashes."""
    merged: list[Segment] = []
    lanes: dict[int, list[Segment]] = {}
    places = _snapped(segment.at for segment in segments)
    for segment in segments:
        lanes.setdefault(_nearest(places, segment.at), []).append(segment)
    for lane, members in lanes.items():
        members.sort(key=lambda segment: segment.start)
        start, end = members[0].start, members[0].end
        for segment in members[1:]:
            if segment.start > end + _NEAR:
                merged.append(Segment(places[lane], start, end))
                start, end = segment.start, segment.end
            end = max(end, segment.end)
        merged.append(Segment(places[lane], start, end))
    return merged


def _snapped(values: Iterable[float]) -> list[float]:
    """Sorted places, those nearer than a line's width as one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def _nearest(places: Sequence[float], value: float) -> int:
    after = bisect_right(places, value)
    near = [index for index in (after - 1, after) if 0 <= index < len(places)]
    return min(near, key=lambda index: abs(places[index] - value))


def _groups(across: list[Segment], upright: list[Segment]) -> list[tuple[list[Segment], list[Segment]]]:
    """Lines that touch one another, directly or through others."""
    parents = list(range(len(across) + len(upright)))

    def root(node: int) -> int:
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    for i, row in enumerate(across):
        for j, column in enumerate(upright, len(across)):
            if (
                row.start - _NEAR <= column.at <= row.end + _NEAR
                and column.start - _NEAR <= row.at <= column.end + _NEAR
            ):
                parents[root(j)] = root(i)
    groups: dict[int, tuple[list[Segment], list[Segment]]] = {}
    for i, segment in enumerate([*across, *upright]):
        groups.setdefault(root(i), ([], []))[i >= len(across)].append(segment)
    return list(groups.values())


def same_columns(columns: Sequence[float], others: Sequence[float]) -> bool:
    """Whether two tables have their columns at the same places."""
    return len(columns) == len(others) and all(abs(a - b) <= _SAME_COLUMN for a, b in zip(columns, others, strict=True))


def _ruled(across: list[Segment], upright: list[Segment], above: Sequence[float]) -> Ruled | None:
    """The cells between the lines; None where they make no table of two rows and columns, and go on with none."""
    if len(across) < 2 or not upright:
        return None
    columns = _snapped(segment.at for segment in upright)
    for end in (min(segment.start for segment in across), max(segment.end for segment in across)):
        if end < columns[0] - _OPEN_SIDE or end > columns[-1] + _OPEN_SIDE:
            columns = sorted([*columns, end])
    rows = _snapped(segment.at for segment in across)[::-1]
    if len(columns) < 3 or len(rows) < 2 or len(columns) * len(rows) > MAX_SEGMENTS:
        return None
    goes_on = same_columns(columns, above)
    if len(rows) < 3 and not goes_on:
        return None
    cells = _cells(columns, rows, across, upright)
    return Ruled(columns, rows, cells) if len(cells) >= 3 or goes_on else None


def _cells(
    columns: list[float], rows: list[float], across: list[Segment], upright: list[Segment]
) -> list[tuple[int, int, int, int]]:
    """Places between the lines, grown to the right and then down as far as no line parts them."""
    below: dict[int, list[Segment]] = {}
    beside: dict[int, list[Segment]] = {}
    for segment in across:
        below.setdefault(_nearest(rows[::-1], segment.at), []).append(segment)
    for segment in upright:
        beside.setdefault(_nearest(columns, segment.at), []).append(segment)
    last = len(rows) - 1

    def right_is_open(row: int, column: int) -> bool:
        return not _is_covered(beside.get(column + 1, ()), rows[row + 1], rows[row])

    def under_is_open(row: int, column: int) -> bool:
        return not _is_covered(below.get(last - row - 1, ()), columns[column], columns[column + 1])

    taken: set[tuple[int, int]] = set()
    cells: list[tuple[int, int, int, int]] = []
    for row in range(last):
        for column in range(len(columns) - 1):
            if (row, column) in taken:
                continue
            width = height = 1
            while (
                column + width < len(columns) - 1
                and (row, column + width) not in taken
                and right_is_open(row, column + width - 1)
            ):
                width += 1
            while (
                row + height < last
                and all(
                    under_is_open(row + height - 1, c) and (row + height, c) not in taken
                    for c in range(column, column + width)
                )
                and all(right_is_open(row + height, c) for c in range(column, column + width - 1))
            ):
                height += 1
            taken.update((row + r, column + c) for r in range(height) for c in range(width))
            cells.append((row, column, height, width))
    return cells


def _is_covered(segments: Iterable[Segment], start: float, end: float) -> bool:
    """Whether a line runs along most of the way."""
    covered = sum(max(0.0, min(segment.end, end) - max(segment.start, start)) for segment in segments)
    return covered >= _COVERED * (end - start)
