"""The cells of a sheet -> pieces: blocks between empty rows, a title above, a table with its column names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.readers import grid
from ingest.readers.extract import Limits, Paragraph, Piece, Table

MAX_NOTE_CELLS = 1
_YEAR = re.compile(r"(?:19|20)\d\d년?\Z")
_FIGURE = re.compile(r"[-+(△▲]?[\d,.]+(?:%|원|명|개|건|천원|만원|백만원)?\)?\Z|\d{4}[-./년].*")


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell that is seen: its place from 1, its text, and whether it looks like a name of a column."""

    row: int
    column: int
    text: str
    marked: bool = False
    row_span: int = 1
    column_span: int = 1


def pieces(cells: Sequence[SheetCell], limits: Limits) -> Iterator[Piece]:
    """The pieces of one sheet; a block without names of its own goes on with those of the block above it."""
    names: Table | None = None
    for block in _blocks(cells):
        notes, body = _notes_above(block)
        caption = " ".join(notes) if body and len(notes) == 1 else ""
        if not caption:
            yield from (Paragraph(note) for note in notes)
        below = _notes_below(body)
        if body:
            table = _table(body, limits, caption)
            if names is not None and not table.header_rows and not caption and _fits(table, names):
                head = names.rows[: names.header_rows]
                table = replace(table, rows=(*head, *table.rows), header_rows=names.header_rows)
            names = table if table.header_rows else None
            yield table
        yield from (Paragraph(note) for note in below)


def _blocks(cells: Sequence[SheetCell]) -> Iterator[list[SheetCell]]:
    """Runs of rows without an empty row between them; a merged cell fills all its rows."""
    block: list[SheetCell] = []
    reach = 0
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        if block and cell.row > reach + 1:
            yield block
            block = []
        reach = max(reach if block else 0, cell.row + cell.row_span - 1)
        block.append(cell)
    if block:
        yield block


def _notes_above(block: list[SheetCell]) -> tuple[list[str], list[SheetCell]]:
    """The single cells above a table, such as its title, its unit or its day."""
    rows = _by_row(block)
    notes: list[str] = []
    while rows and len(rows[0]) <= MAX_NOTE_CELLS and (len(rows) == 1 or rows[0][0].row_span == 1):
        if len({cell.column for row in rows for cell in row}) == 1:  # one column: lines of text
            return [*notes, *(cell.text for row in rows for cell in row)], []
        notes.append(rows.pop(0)[0].text)
    return notes, [cell for row in rows for cell in row]


def _notes_below(body: list[SheetCell]) -> list[str]:
    """Takes the single cells below a table off it: ※ notes that stand in its first column."""
    rows = _by_row(body)
    notes: list[str] = []
    while len(rows) > 2 and len(rows[-1]) == 1 and (rows[-1][0].text[0] in "※*주" or rows[-1][0].column_span > 2):
        if rows[-1][0].row_span > 1 or any(c.row + c.row_span - 1 >= rows[-1][0].row for r in rows[:-1] for c in r):
            break
        notes.insert(0, rows.pop()[0].text)
    body[:] = [cell for row in rows for cell in row]
    return notes


def _by_row(cells: Sequence[SheetCell]) -> list[list[SheetCell]]:
    rows: dict[int, list[SheetCell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    return [rows[number] for number in sorted(rows)]


def _table(body: Sequence[SheetCell], limits: Limits, caption: str) -> Table:
    """Only the columns that hold something, in their order."""
    columns = {column: place for place, column in enumerate(sorted({cell.column for cell in body}))}
    numbers = {row: place for place, row in enumerate(sorted({cell.row for cell in body}))}
    if len(columns) * len(numbers) > limits.max_cells:
        raise grid.too_many_cells(limits.max_cells)
    cells = [
        grid.Cell(
            numbers[cell.row],
            columns[cell.column],
            sum(cell.row <= row < cell.row + cell.row_span for row in numbers) if cell.row_span > 1 else 1,
            sum(cell.column <= c < cell.column + cell.column_span for c in columns) if cell.column_span > 1 else 1,
            cell.text,
            shaded=cell.marked,
        )
        for cell in body
    ]
    rows = grid.resolved(cells, limits.max_cells)
    return Table(rows, _header_rows(rows, cells), caption)


def _header_rows(rows: tuple[tuple[str, ...], ...], cells: Sequence[grid.Cell]) -> int:
    """As the shared rule says, but never a row of figures; years may name columns."""
    heads = grid.header_rows(rows, cells)
    if heads and any(_FIGURE.match(cell) and not _YEAR.match(cell) for row in rows[:heads] for cell in row):
        heads = 0
    if heads or len(rows) < 2 or len(rows[0]) < 3:
        return heads
    first = rows[0]
    return int(all(map(_may_name, first)) and all(first[1:]) and len(set(first)) > 1)


def _may_name(cell: str) -> bool:
    """Whether a text can be the name of a column: short, and no figure but a year."""
    return bool(_YEAR.match(cell)) or (len(cell) <= grid.MAX_HEADER_CELL_CHARS and not _FIGURE.match(cell))


def _fits(table: Table, names: Table) -> bool:
    return len(table.rows[0]) == len(names.rows[0])
