"""One page of a PDF file taken apart: lines of text and ruled tables in the order in which they are printed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium

from ingest.readers.pdf_drawn import drawn_on
from ingest.readers.pdf_glyphs import LINE_END_GLYPH, Glyph, letters_of
from ingest.readers.pdf_lines import Line, lines
from ingest.readers.pdf_order import without_air
from ingest.readers.pdf_rules import Ruled, tables

MIN_LETTERS = 20
"""A page with a large image, or drawn all over, and fewer letters is a scan."""
_LARGE_IMAGE, _MANY_PATHS = 0.3, 50


@dataclass(slots=True)
class Grid:
    """A ruled table with the lines in each of its cells."""

    ruled: Ruled
    cells: list[list[Line]]
    page: int


@dataclass(slots=True)
class Sheet:
    """A page; `raw` is its text as it came, `letters` how many there are."""

    number: int
    height: float
    items: list[Line | Grid] = field(default_factory=list)
    raw: str = ""
    letters: int = 0
    is_scan: bool = False
    over_image: bool = False
    hidden: int = 0
    unruled: bool = False
    broken: bool = False


def sheet(page: pdfium.PdfPage, number: int, before: Sheet | None = None) -> Sheet:
    """Read one page; `before` is the one before it, whose last table may go on here."""
    _, bottom, _, top = page.get_bbox()
    drawn = drawn_on(page)
    found = letters_of(page, drawn.image_share >= _LARGE_IMAGE)
    grids = [item for item in before.items if isinstance(item, Grid)] if before else []
    ruled = tables(drawn, grids[-1].ruled.columns if grids else ())
    text = "".join([glyph.letter for glyph in found.glyphs])
    count = sum(1 for glyph in found.glyphs if not glyph.is_space)
    return Sheet(
        number,
        top - bottom,
        _items(without_air(found.glyphs), ruled or [], number),
        text,
        count,
        is_scan=count < MIN_LETTERS
        and (drawn.image_share >= _LARGE_IMAGE or (count == 0 and drawn.paths >= _MANY_PATHS)),
        over_image=found.over_image,
        hidden=found.hidden,
        unruled=ruled is None,
    )


def _items(glyphs: Sequence[Glyph], ruled: Sequence[Ruled], number: int) -> list[Line | Grid]:
    """Letters within a table go to its cells; the table stands where its first letter did."""
    if not ruled:
        return list(lines(glyphs, number))
    items: list[Line | Grid] = []
    outside: list[Glyph] = []
    cells: dict[int, list[list[Glyph]]] = {}
    places: dict[int, int] = {}
    target = outside
    for glyph in glyphs:
        if glyph.is_space:
            target.append(glyph)
            continue
        place = _place(glyph, ruled)
        if place is None:
            if target is not outside:
                outside.append(LINE_END_GLYPH)
            target = outside
        else:
            table, cell = place
            if table not in cells:
                items.extend(lines(outside, number))
                outside = []
                cells[table] = [[] for _ in ruled[table].cells]
                places[table] = len(items)
                items.append(Grid(ruled[table], [], number))
            if target is not cells[table][cell]:
                target = cells[table][cell]
                target.append(LINE_END_GLYPH)
        target.append(glyph)
    items.extend(lines(outside, number))
    for table, position in places.items():
        items[position] = Grid(ruled[table], [lines(inner, number) for inner in cells[table]], number)
    return items


def _place(glyph: Glyph, ruled: Sequence[Ruled]) -> tuple[int, int] | None:
    """The table and cell of a letter: the smallest one, for tables stand in cells of others."""
    x, y = (glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2
    for table in range(len(ruled) - 1, -1, -1):
        cell = ruled[table].cell_at(x, y)
        if cell is not None:
            return table, cell
    return None
