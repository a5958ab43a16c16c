"""Grids: cells with spans made into rows of equal length, and which of the rows name the columns."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from ingest.readers.extract import FileState, NotRead

MAX_HEADER_CELL_CHARS = 30
MAX_HEADER_ROWS = 4
_NAMES_A_COLUMN = re.compile(
    r"구분|항목|내용|번호|연번|순번|분류|종류|유형|이름|성명|명칭|일시|일정|기간|단계|과정|과목|지역|대상|비고|일자|날짜|시간"
)
_NAMES_ROWS = re.compile(r"구\s?분|항\s?목|연번|순번|번호|분류|종류|유형|No\.?")
_VALUE = re.compile(r"\d{2,}|\d[,.]\d|\d\s?(?:원|명|개|일|월|년|%|점|시)|@|://")


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a cell begins (from 0), how far it reaches, its text, and what its looks say."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    header: bool = False
    shaded: bool = False


def too_many_cells(limit: int) -> NotRead:
    """What is raised for a table that is too large."""
    return NotRead(FileState.TOO_BIG, f"칸이 {limit:,}개보다 많은 표가 있습니다. 표를 나누세요. (table too large)")


def resolved(cells: Sequence[Cell], max_cells: int) -> tuple[tuple[str, ...], ...]:
    """Rows of equal length; a merged cell's text stands in each place that it covers, the first cell wins."""
    height = max((cell.row + 1 for cell in cells), default=0)
    width = max((cell.column + 1 for cell in cells), default=0)
    if height * width > max_cells:
        raise too_many_cells(max_cells)
    budget = 2 * height * width
    places: dict[tuple[int, int], str] = {}
    for cell in cells:
        rows_of = range(cell.row, min(cell.row + cell.row_span, height))
        columns_of = range(cell.column, min(cell.column + cell.column_span, width))
        budget -= len(rows_of) * len(columns_of)
        if budget < 0:  # cells lie over one another many times: no program writes that
            raise too_many_cells(max_cells)
        for row in rows_of:
            for column in columns_of:
                places.setdefault((row, column), cell.text)
    rows = [tuple(places.get((row, column), "") for column in range(width)) for row in range(height)]
    return tuple(_without_repeated_columns([row for row in rows if any(row)], cells))


def _without_repeated_columns(rows: list[tuple[str, ...]], cells: Iterable[Cell]) -> list[tuple[str, ...]]:
    """Leave out columns in which no cell begins: they only exist because of a drawing grid."""
    if not rows:
        return rows
    begun = {cell.column for cell in cells}
    kept = [column for column in range(len(rows[0])) if column in begun]
    return [tuple(row[column] for column in kept) for row in rows]


def header_rows(rows: Sequence[Sequence[str]], cells: Sequence[Cell] = ()) -> int:
    """How many of the first rows name the columns: as the file marks or shades them, else by their words."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return 0
    for marked in ({(c.row, c.column) for c in cells if c.header}, {(c.row, c.column) for c in cells if c.shaded}):
        if marked and len(marked) < len(cells):
            return _leading(cells, marked, len(rows))
    span = max((c.row_span for c in cells if c.row == 0), default=1)
    split = any(c.row == 0 and c.column_span > 1 and c.row_span < span for c in cells)
    if 1 < span < min(len(rows), MAX_HEADER_ROWS + 1):
        return span if split and all(_names(row) for row in rows[:span]) else 0
    first = rows[0]
    if not _names(first) or len(set(first)) == 1:
        return 0
    if len(first) == 2:
        return int(bool(_NAMES_ROWS.fullmatch(first[0])) or all(_NAMES_A_COLUMN.search(cell) for cell in first))
    return 1


def _leading(cells: Sequence[Cell], marked: Set[tuple[int, int]], height: int) -> int:
    """The first rows in which every cell with text is marked."""
    plain_rows = {cell.row for cell in cells if cell.text and (cell.row, cell.column) not in marked}
    count = 0
    while count < min(height - 1, MAX_HEADER_ROWS) and count not in plain_rows:
        count += 1
    return count


def _names(row: Sequence[str]) -> bool:
    """Whether every cell but the first has a short text that is no value."""
    return all(0 < len(cell) <= MAX_HEADER_CELL_CHARS and not _VALUE.search(cell) for cell in row[1:]) and (
        not _VALUE.search(row[0]) and len(row[0]) <= MAX_HEADER_CELL_CHARS
    )
