"""Tables as lines of text that each say everything alone: `column: cell · column: cell`."""

from collections.abc import Iterator, Sequence

from ingest.readers.extract import Table
from ingest.readers.letters import unspaced
from knowledge.document import BETWEEN_CELLS, Block

WITHIN = " / "
MAX_ROW_CHARS = 600
"""Below what a passage holds: a longer row is cut between cells, and each part begins with the row's first cell."""
MAX_REPEATED_CHARS = 60
"""A longer text of a cell that reaches over several rows stands in the first of them only."""
MIN_BAND_CHARS = 5
"""A shorter text in every cell of a row (무료, 20명) is a value of each, not a line across the table."""
_Cell = tuple[str, str]


def rows(table: Table) -> Iterator[Block]:
    """A block for the caption and one for each row, or for each part of a long row."""
    if table.caption:
        yield Block(table.caption)
    heads = min(table.header_rows, len(table.rows))
    names = _names(table.rows[:heads])
    body = table.rows[heads:]
    if not body:  # nothing below the names: they are the text
        names, body = [""] * len(names), table.rows
    above: Sequence[str] = ()
    for row in body:
        for text in _row(names, row, above, keyed=not heads):
            yield Block(text, item=True)
        above = row


def _names(header: Sequence[Sequence[str]]) -> list[str]:
    """The name of each column: its cells from top to bottom, each text once."""
    width = len(header[0]) if header else 0
    return [
        WITHIN.join(dict.fromkeys(unspaced(row[column], 2) for row in header if row[column])) for column in range(width)
    ]


def _row(names: Sequence[str], row: Sequence[str], above: Sequence[str], *, keyed: bool) -> Iterator[str]:
    filled = [cell for cell in row if cell]
    if not filled:
        return
    if len(set(filled)) == 1 and len(filled) == len(row) > 1 and len(filled[0]) >= MIN_BAND_CHARS:
        if tuple(row) != tuple(above):
            yield filled[0]
        return
    if keyed and len(row) == 2 and all(row):
        yield from _parts([(unspaced(row[0], 2), row[1])])
        return
    padded = [*names, *[""] * (len(row) - len(names))]
    cells = _once(list(zip(padded, row, strict=False)), above)
    yield from _parts([(name, unspaced(cell, 2) if not name else cell) for name, cell in cells if cell])


def _once(cells: Sequence[_Cell], above: Sequence[str]) -> list[_Cell]:
    """Cells whose text only repeats that of the cell left of it or, where it is long, above it, said once."""
    kept: list[_Cell] = []
    left = ""
    for column, (name, cell) in enumerate(cells):
        repeats_above = column < len(above) and above[column] == cell and len(cell) > MAX_REPEATED_CHARS
        same_as_left = bool(kept) and cell == left and bool(cell)
        left = cell
        if repeats_above:
            continue
        if same_as_left and (name == kept[-1][0] or not name):
            continue
        if same_as_left and len(cell) >= MIN_BAND_CHARS and not _is_figure(cell):
            kept[-1] = (", ".join(filter(None, (kept[-1][0], name))), cell)
            continue
        kept.append((name, cell))
    return kept


def _is_figure(cell: str) -> bool:
    """Whether it begins with a digit: equal figures side by side are two values more often than one merged cell."""
    return cell[0].isdigit()


def _parts(cells: Sequence[_Cell]) -> Iterator[str]:
    """The row in lines that fit, each with the row's first cell before it."""
    said = [f"{name}: {cell}" if name else cell for name, cell in cells]
    if not said:
        return
    label = said[0] if len(said) > 1 and len(said[0]) <= MAX_REPEATED_CHARS else ""
    line = ""
    for cell in said:
        if line and len(line) + len(BETWEEN_CELLS) + len(cell) > MAX_ROW_CHARS:
            yield line
            line = label
        line = f"{line}{BETWEEN_CELLS}{cell}" if line else cell
    yield line
