"""The pages of a PDF file as pieces: page margins taken off, paragraphs and tables that go on put together."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.readers import grid, letters, notice
from ingest.readers.extract import Extract, Heading, Limits, Paragraph, Piece, Table
from ingest.readers.outline import outlined_below_title
from ingest.readers.pdf_lines import Joiner, Line
from ingest.readers.pdf_rules import same_columns
from ingest.readers.pdf_sheet import Grid, Sheet

LARGER, TITLE_LARGER, MAX_HEADING_SIZES = 1.15, 1.25, 3
_MARGIN, _MIN_PAGES, _MOST = 0.13, 3, 0.4
"""Lines in the outer 13 % that stand on 40 % of the pages (odd and even ones may differ) are headers and footers."""
_PAGE_NUMBER = re.compile(
    r"[-–—\s<(\[]*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*/\s*\d{1,4})?[-–—\s>)\]]*(?:쪽|페이지)?", re.IGNORECASE
)

Item = Line | Grid


class Layout:
    """Everything that is told from all pages together."""

    def __init__(self, sheets: Sequence[Sheet], limits: Limits) -> None:
        self._max_cells = limits.max_cells
        self._margins: dict[str, None] = {}
        self._items = list(self._without_margins(sheets))
        printed = [line for item in self._items for line in _lines(item)]
        self._joiner = Joiner()
        self._joiner.learn_words(printed)
        self._joiner.learn_breaks([item for item in self._items if isinstance(item, Line)])
        outside: Counter[float] = Counter()
        for line in [item for item in self._items if isinstance(item, Line)] or printed:
            outside[line.size] += len(line.text)
        self._body = max(outside, key=lambda size: outside[size], default=0.0)

    def extract(self, title: str, warnings: tuple[str, ...]) -> Extract:
        """The pieces in reading order, with what the file says of itself."""
        paragraphs = list(self._blocks())
        levels = self._levels(paragraphs)
        pieces = outlined_below_title(tuple(self._pieces(paragraphs, levels)))
        pieces += tuple(Paragraph(f"[머리말·꼬리말] {margin}") for margin in self._margins)
        published, publisher = notice.date_and_publisher(pieces)
        found = notice.confirmed_title(letters.plain(title), pieces) or self._title(paragraphs)
        return Extract(pieces, found, published, publisher, warnings=warnings)

    def _without_margins(self, sheets: Sequence[Sheet]) -> Iterator[Item]:
        """All items but the lines that are printed on most pages, and page numbers."""
        places: Counter[tuple[str, int]] = Counter()
        for sheet in sheets:
            places.update({_key(line) for line in sheet.items if isinstance(line, Line) and _is_outer(line, sheet)})
        enough = max(_MIN_PAGES, _MOST * len(sheets))
        for sheet in sheets:
            for item in sheet.items:
                if isinstance(item, Line) and _is_outer(item, sheet):
                    if len(sheets) > 1 and _PAGE_NUMBER.fullmatch(item.text.strip()):
                        continue
                    if places[_key(item)] >= enough:
                        text = re.sub(r"\s*[-–—]?\s*\d+\s*[-–—]?$", "", letters.plain(item.text))
                        if re.search(r"[^\W\d_]{2}", text):
                            self._margins[text] = None
                        continue
                yield item

    def _blocks(self) -> Iterator[list[Line] | Table]:
        """Paragraphs and tables; a table that goes on over the page is one."""
        run: list[Line] = []
        last: tuple[Grid, Table] | None = None
        for item in self._items:
            if isinstance(item, Line):
                if last:
                    yield last[1]
                    last = None
                run.append(item)
                continue
            yield from self._joiner.paragraphs(run)
            run = []
            table = self._table(item)
            if isinstance(table, list):
                if last:
                    yield last[1]
                    last = None
                yield from table
            elif last and _goes_on(last[0], item):
                last = (item, _appended(last[1], table))
            else:
                if last:
                    yield last[1]
                last = (item, table)
        if last:
            yield last[1]
        yield from self._joiner.paragraphs(run)

    def _table(self, found: Grid) -> Table | list[list[Line]]:
        """The table, or the paragraphs of its only cell that holds text."""
        filled = [cell for cell in found.cells if cell]
        if len(filled) == 1:
            return self._joiner.paragraphs(filled[0])
        cells = [
            grid.Cell(*place, self._joiner.cell(inner))
            for place, inner in zip(found.ruled.cells, found.cells, strict=True)
        ]
        rows = grid.resolved(cells, self._max_cells)
        return Table(rows, grid.header_rows(rows, cells))

    def _levels(self, blocks: Sequence[list[Line] | Table]) -> dict[float, int]:
        """The level of each size of letters that headings are printed in."""
        sizes = {
            block[0].size
            for block in blocks
            if isinstance(block, list)
            and block[0].size >= self._body * LARGER
            and letters.may_be_heading(self._joiner.text(block))
        }
        return {size: min(rank, MAX_HEADING_SIZES) for rank, size in enumerate(sorted(sizes, reverse=True), 1)}

    def _pieces(self, blocks: Sequence[list[Line] | Table], levels: dict[float, int]) -> Iterator[Piece]:
        before: tuple[Heading, Line] | None = None
        for block in blocks:
            if isinstance(block, Table):
                piece: Piece = block
            else:
                text = self._joiner.text(block)
                if not text:
                    continue
                level = levels.get(block[0].size) if letters.may_be_heading(text) else None
                if level is not None and (not letters.is_item(text) or letters.begins_as_heading(text)):
                    if (
                        before
                        and _is_one_heading(before[1], block[0])
                        and letters.may_be_heading(joined := f"{before[0].text} {text}")
                    ):
                        before = (Heading(level, joined), block[-1])
                    else:
                        if before:
                            yield before[0]
                        before = (Heading(level, text), block[-1])
                    continue
                piece = Paragraph(text, item=letters.is_item(text))
            if before:
                yield before[0]
                before = None
            yield piece
        if before:
            yield before[0]

    def _title(self, blocks: Sequence[list[Line] | Table]) -> str:
        """The largest heading of the first page, where it is clearly larger than the text."""
        first = [b for b in blocks if isinstance(b, list) and b[0].page == 0 and b[0].size >= self._body * TITLE_LARGER]
        largest = max((block[0].size for block in first), default=0.0)
        text = next((p.text for p in self._pieces(first, {largest: 1}) if isinstance(p, Heading)), "")
        return text if len(text) >= 4 else ""


def _lines(item: Item) -> list[Line]:
    return [item] if isinstance(item, Line) else [line for cell in item.cells for line in cell]


def _key(line: Line) -> tuple[str, int]:
    """The same for lines that differ only in their numbers and stand at the same height."""
    return re.sub(r"\d+", "#", letters.plain(line.text)), round(line.bottom / 6)


def _is_outer(line: Line, sheet: Sheet) -> bool:
    edge = _MARGIN * sheet.height
    return line.top < edge or line.bottom > sheet.height - edge


def _is_one_heading(above: Line, below: Line) -> bool:
    """Whether two large lines are one heading on two lines."""
    return (
        above.page == below.page and above.size == below.size and 0 < above.bottom - below.bottom < 1.8 * above.height
    )


def _goes_on(table: Grid, below: Grid) -> bool:
    """Whether a table on the next page has the same columns."""
    return below.page == table.page + 1 and same_columns(table.ruled.columns, below.ruled.columns)


def _appended(table: Table, below: Table) -> Table:
    """The rows of both; a head that is printed again is left out."""
    if len(table.rows[0]) != len(below.rows[0]):
        return Table(
            table.rows + tuple((*row, *[""] * len(table.rows[0]))[: len(table.rows[0])] for row in below.rows),
            table.header_rows,
        )
    again = table.header_rows and below.rows[: table.header_rows] == table.rows[: table.header_rows]
    return Table(table.rows + below.rows[table.header_rows if again else 0 :], table.header_rows)
