"""What is drawn on a PDF page besides letters: straight lines, and how much of it the largest image covers."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

MAX_SEGMENTS, MAX_PATHS = 6_000, 20_000
"""More than that is a drawing."""
_MAX_DEPTH = 6
_THIN = 3.0
_KEPT = frozenset({raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH})

Point = tuple[float, float]


@dataclass(slots=True)
class Drawn:
    """The straight lines of a page in points from its lower left corner; `image_share` is 0 to 1 of the page."""

    strokes: list[tuple[Point, Point]] = field(default_factory=list)
    paths: int = 0
    image_share: float = 0.0
    is_full: bool = False
    """More was drawn than is looked at."""


def drawn_on(page: pdfium.PdfPage) -> Drawn:
    """Go through what is on a page."""
    width, height = page.get_size()
    drawn = Drawn()
    for item, kind, matrix in _objects(page.raw, pdfium.PdfMatrix(), 0):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = _bounds(item, matrix)
            drawn.image_share = max(drawn.image_share, (right - left) * (top - bottom) / max(width * height, 1.0))
        elif drawn.paths > MAX_PATHS or len(drawn.strokes) > 4 * MAX_SEGMENTS:
            drawn.is_full = True
        else:
            drawn.paths += 1
            drawn.strokes.extend(_strokes(item, matrix))
    return drawn


def _objects(parent: Any, matrix: pdfium.PdfMatrix, depth: int) -> Iterator[tuple[Any, int, pdfium.PdfMatrix]]:
    """Images and paths with how they are moved on the page.

    By bare handles: programs that place every letter by itself leave a text object for each, which are passed over.
    """
    count, get = (
        (raw.FPDFFormObj_CountObjects(parent), raw.FPDFFormObj_GetObject)
        if depth
        else (raw.FPDFPage_CountObjects(parent), raw.FPDFPage_GetObject)
    )
    for index in range(count):
        item = get(parent, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind in _KEPT:
            yield item, kind, matrix
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth + 1 < _MAX_DEPTH:
            yield from _objects(item, _matrix(item).multiply(matrix), depth + 1)


def _matrix(item: Any) -> pdfium.PdfMatrix:
    found = raw.FS_MATRIX()
    return pdfium.PdfMatrix.from_raw(found) if raw.FPDFPageObj_GetMatrix(item, found) else pdfium.PdfMatrix()


def _bounds(item: Any, matrix: pdfium.PdfMatrix) -> tuple[float, float, float, float]:
    """The box of an object on the page: left, bottom, right, top. Empty where it has none."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return 0.0, 0.0, 0.0, 0.0
    found: tuple[float, float, float, float] = matrix.on_rect(left.value, bottom.value, right.value, top.value)
    return found


def _strokes(item: Any, matrix: pdfium.PdfMatrix) -> list[tuple[Point, Point]]:
    """The straight lines that a path draws; a thin filled box is one line."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    if not fill.value and not stroke.value:
        return []
    left, bottom, right, top = _bounds(item, matrix)
    width, height = right - left, top - bottom
    if min(width, height) <= _THIN:
        if width >= height:
            return [((left, (top + bottom) / 2), (right, (top + bottom) / 2))]
        return [(((left + right) / 2, bottom), ((left + right) / 2, top))]
    if not stroke.value:
        return []  # a ground of colour; the lines around it are drawn by themselves
    return _lines(item, _matrix(item).multiply(matrix))


def _lines(item: Any, matrix: pdfium.PdfMatrix) -> list[tuple[Point, Point]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    lines: list[tuple[Point, Point]] = []
    first = last = (0.0, 0.0)
    for index in range(min(raw.FPDFPath_CountSegments(item), MAX_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            lines.append((last, point))
        if raw.FPDFPathSegment_GetClose(segment):
            lines.append((point, first))
        last = point
    return lines
