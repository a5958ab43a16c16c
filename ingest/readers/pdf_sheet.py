"""One page of a PDF file taken apart: lines of text and ruled tables in the order in which they are printed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.readers.pdf_glyphs import LINE_END, Glyph, letters_of
from ingest.readers.pdf_lines import Line, lines
from ingest.readers.pdf_rules import Ruled, tables

MIN_LETTERS = 20
"""A page with a large image, or drawn all over, and fewer letters is a scan."""
_LARGE_IMAGE, _MANY_PATHS = 0.3, 50
_END = Glyph(LINE_END, 0, 0, 0, 0, 0)


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


def sheet(page: pdfium.PdfPage, number: int) -> Sheet:
    """Read one page."""
    _, bottom, _, top = page.get_bbox()
    image, paths = _drawn(page)
    found = letters_of(page, image >= _LARGE_IMAGE)
    ruled = tables(page)
    text = "".join(glyph.letter for glyph in found.glyphs)
    count = sum(1 for letter in text if not letter.isspace())
    return Sheet(
        number,
        top - bottom,
        _items(found.glyphs, ruled or [], number),
        text,
        count,
        is_scan=count < MIN_LETTERS and (image >= _LARGE_IMAGE or (count == 0 and paths >= _MANY_PATHS)),
        over_image=found.over_image,
        hidden=found.hidden,
        unruled=ruled is None,
    )


def _drawn(page: pdfium.PdfPage) -> tuple[float, int]:
    """How much of the page the largest image covers, and how many paths are drawn."""
    width, height = page.get_size()
    largest, paths = 0.0, 0
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH), max_depth=4):
        if item.type == raw.FPDF_PAGEOBJ_PATH:
            paths += 1
            if paths > _MANY_PATHS * 100:
                break
        else:
            left, bottom, right, top = item.get_bounds()
            largest = max(largest, (right - left) * (top - bottom) / max(width * height, 1.0))
    return largest, paths


def _items(glyphs: Sequence[Glyph], ruled: Sequence[Ruled], number: int) -> list[Line | Grid]:
    """Letters within a table go to its cells; the table stands where its first letter did."""
    items: list[Line | Grid] = []
    outside: list[Glyph] = []
    cells: dict[int, list[list[Glyph]]] = {}
    places: dict[int, int] = {}
    target = outside
    for glyph in glyphs:
        if glyph.letter.isspace():
            target.append(glyph)
            continue
        place = _place(glyph, ruled)
        if place is None:
            if target is not outside:
                outside.append(_END)
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
                target.append(_END)
        target.append(glyph)
    items.extend(lines(outside, number))
    for table, position in places.items():
        items[position] = Grid(ruled[table], [lines(inner, number) for inner in cells[table]], number)
    return items


def _place(glyph: Glyph, ruled: Sequence[Ruled]) -> tuple[int, int] | None:
    """The table and cell of a letter: the smallest one, for tables stand in cells of others."""
    for table in range(len(ruled) - 1, -1, -1):
        cell = ruled[table].cell_at(*glyph.middle)
        if cell is not None:
            return table, cell
    return None
