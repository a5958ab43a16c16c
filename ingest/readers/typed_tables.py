"""Tables that people typed into a plain text: cells between bars, tabs or wide gaps, line below line."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.readers import grid
from ingest.readers.extract import Table

_BAR = re.compile(r"\s*[|│┃]\s*")
_RULE = re.compile(r"[\s|│┃+\-=_─━═┌┬┐├┼┤└┴┘:]{3,}")
"""A line that is only drawn."""
_GAP = re.compile(r"\s{2,}")
_LEAST_ROWS = {"bar": 2, "tab": 2, "gap": 3}
_LEAST_CELLS = {"bar": 2, "tab": 2, "gap": 3}
_Cells = tuple[str, ...]


def with_tables(lines: Sequence[str], max_cells: int) -> Iterator[str | Table]:
    """The lines in order, those of a table as one; a table of tabs or gaps is none unless its first row names columns.

    Raises NotRead where a table has more cells than allowed.
    """
    drawn = [_RULE.fullmatch(line) is not None and any(c in line for c in "|│┃-=_─━═") for line in lines]
    rows = [("rule", 0, ()) if is_rule else _row(line) for line, is_rule in zip(lines, drawn, strict=True)]
    shapes = _shapes(rows)
    for shape, group in groupby(range(len(lines)), key=lambda at: shapes[at]):
        places = list(group)
        found = tuple(rows[at][2] for at in places if rows[at][0] != "rule")
        table = _table(shape, found, max_cells) if shape else None
        if table:
            yield table
        else:
            yield from (lines[at] for at in places)


def _row(line: str) -> tuple[str, int, _Cells]:
    """What parts the cells of a line, how many there are, and the cells; no cells where it is no row."""
    text = line.strip()
    if _BAR.search(text):
        return _of("bar", _BAR.split(re.sub(r"\A[|│┃]|[|│┃]\Z", "", text)))
    if "\t" in text:
        return _of("tab", line.strip(" \r\n").split("\t"))
    return _of("gap", _GAP.split(text))


def _of(kind: str, cells: Sequence[str]) -> tuple[str, int, _Cells]:
    said = tuple(" ".join(cell.split()) for cell in cells)
    return (kind, len(said), said) if len(said) >= _LEAST_CELLS[kind] and any(said) else ("", 0, ())


def _shapes(rows: Sequence[tuple[str, int, _Cells]]) -> list[tuple[str, int] | None]:
    """The kind and width of the table that each line may belong to; a rule belongs to what it stands beside."""
    shapes: list[tuple[str, int] | None] = []
    for at, (kind, width, _) in enumerate(rows):
        if kind != "rule":
            shapes.append((kind, width) if kind else None)
            continue
        beside = [rows[near] for near in (at - 1, at + 1) if 0 <= near < len(rows)]
        shapes.append(next(((near[0], near[1]) for near in beside if near[0] in _LEAST_ROWS), None))
    return shapes


def _table(shape: tuple[str, int], rows: tuple[_Cells, ...], max_cells: int) -> Table | None:
    kind, width = shape
    if len(rows) < _LEAST_ROWS[kind]:
        return None
    heads = grid.header_rows(rows)
    if kind != "bar" and not heads:
        return None
    if width * len(rows) > max_cells:
        raise grid.too_many_cells(max_cells)
    return Table(rows, heads)
