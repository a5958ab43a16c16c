"""The letters of a PDF page with their places, as pdfium orders them; what nobody can see is left out."""

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import pypdfium2 as pdfium
from pypdfium2 import raw

LINE_END, LOST = "\n", "\ufffd"
MIN_READABLE_POINTS = 1.5
_WHITE, _CLEAR_ALPHA = 245, 8
_SOFT_BREAKS = frozenset({0x02, 0xFFFE, 0xAD})
"""What pdfium gives where a word is broken at the end of a line."""


class Glyph(NamedTuple):
    """A letter and its box in points from the lower left corner; `size` is that of its font on the page."""

    letter: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    is_space: bool = False


LINE_END_GLYPH = Glyph(LINE_END, 0, 0, 0, 0, 0, is_space=True)


@dataclass(frozen=True, slots=True)
class Letters:
    """The glyphs of a page; how many were hidden; whether the text lies unseen over an image, as OCR leaves it."""

    glyphs: list[Glyph]
    hidden: int = 0
    over_image: bool = False


def letters_of(page: pdfium.PdfPage, has_image: bool) -> Letters:
    """Read a page."""
    text = page.get_textpage()
    try:
        return _Reader(page, text).read(has_image)
    finally:
        text.close()


class _Ink(NamedTuple):
    """What letters that are drawn at one go have in common."""

    size: float
    unseen: bool
    white: bool


_NO_INK = _Ink(0.0, unseen=False, white=False)


def _bare(function: Any, result: Any, *arguments: Any) -> Callable[..., int]:
    """The same function of pdfium, called without the types that pypdfium2 checks.

    Asked three times for every letter, those checks take longer than the answers.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return cast(Callable[..., int], ctypes.PYFUNCTYPE(result, *arguments)(address))


_unicode_of = _bare(raw.FPDFText_GetUnicode, ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)
_object_of = _bare(raw.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_box_of = _bare(raw.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_size_of = _bare(raw.FPDFText_GetFontSize, ctypes.c_double, ctypes.c_void_p, ctypes.c_int)
_matrix_of = _bare(raw.FPDFText_GetMatrix, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_mode_of = _bare(raw.FPDFTextObj_GetTextRenderMode, ctypes.c_int, ctypes.c_void_p)
_colour_of = _bare(raw.FPDFText_GetFillColor, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, *[ctypes.c_void_p] * 4)


class _Reader:
    """Asks pdfium about one letter after the other."""

    def __init__(self, page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> None:
        self._page = page
        self._text = ctypes.cast(text.raw, ctypes.c_void_p).value
        self._count = raw.FPDFText_CountChars(text.raw)
        self._rect, self._matrix, self._colour = raw.FS_RECTF(), raw.FS_MATRIX(), (ctypes.c_uint * 4)()
        self._at_matrix, first = ctypes.addressof(self._matrix), ctypes.addressof(self._colour)
        self._at_colours = [first + place * ctypes.sizeof(ctypes.c_uint) for place in range(4)]
        self._inks: dict[int, _Ink] = {}
        self._sheet: _Sheet | None = None

    def read(self, has_image: bool) -> Letters:
        """All letters; of a page on which nothing but an image is seen, the unseen ones."""
        seen: list[Glyph] = []
        unseen: list[Glyph] = []
        hidden = 0
        width, height = self._page.get_size()
        for glyph, ink in self._glyphs():
            if glyph.is_space:
                for glyphs in (seen, unseen):
                    if glyphs and glyphs[-1].letter != LINE_END:
                        glyphs.append(glyph)
            elif self._is_unseen(ink, glyph) or not (
                -height < glyph.left < 2 * width and -height < glyph.bottom < 2 * height
            ):
                unseen.append(glyph)
                hidden += 1
            else:
                seen.append(glyph)
        if has_image and hidden > 20 and all(glyph.is_space for glyph in seen):
            return Letters(unseen, 0, over_image=True)
        return Letters(seen, hidden)

    def _glyphs(self) -> Iterator[tuple[Glyph, _Ink]]:
        text, inks, box = self._text, self._inks, memoryview(self._rect).cast("B").cast("f")
        at_box = ctypes.addressof(self._rect)
        for index in range(self._count):
            code = _unicode_of(text, index)
            if code in (0x0D, 0x0A):
                yield LINE_END_GLYPH, _NO_INK
                continue
            ink = _NO_INK
            if item := _object_of(text, index):  # none: a space that pdfium put in
                ink = inks.get(item) or self._asked(item, index)
            letter = "\u00ad" if code in _SOFT_BREAKS else chr(code) if 0 < code < 0x110000 else LOST
            _box_of(text, index, at_box)
            left, top, right, bottom = box
            yield Glyph(letter, left, bottom, right, top, ink.size, letter.isspace()), ink

    def _asked(self, item: int, index: int) -> _Ink:
        """Asked once for all letters of one text object."""
        size: float = _size_of(self._text, index)
        if _matrix_of(self._text, index, self._at_matrix):
            size *= math.hypot(self._matrix.c, self._matrix.d) or 1.0
        unseen = _mode_of(item) in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
        white = False
        if _colour_of(self._text, index, *self._at_colours):
            red, green, blue, alpha = self._colour
            unseen = unseen or alpha < _CLEAR_ALPHA
            white = min(red, green, blue) >= _WHITE
        ink = self._inks[item] = _Ink(round(size * 2) / 2, unseen, white)
        return ink

    def _is_unseen(self, ink: _Ink, glyph: Glyph) -> bool:
        """Drawn without ink, too small, or in the colour of the paper under it."""
        if ink.unseen or 0 < glyph.top - glyph.bottom < MIN_READABLE_POINTS:
            return True
        if not ink.white:
            return False
        if self._sheet is None:
            self._sheet = _Sheet(self._page)
        return self._sheet.is_white(glyph)


class _Sheet:
    """The page as it is seen, one dot for a point."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        left, bottom, right, top = page.get_bbox()
        self._left, self._top = left, top
        self._turned = bool(page.get_rotation()) or (right - left) * (top - bottom) > 16_000_000
        if not self._turned:
            bitmap = page.render(scale=1)
            self._stride, self._step = bitmap.stride, bitmap.n_channels
            self._width, self._height = bitmap.width, bitmap.height
            self._dots = bytes(bitmap.buffer)

    def is_white(self, glyph: Glyph) -> bool:
        """Whether the paper around a letter is white; no where it cannot be told."""
        if self._turned:
            return False
        across = [glyph.left - 1, (glyph.left + glyph.right) / 2, glyph.right + 1]
        down = [glyph.bottom + 1, (glyph.bottom + glyph.top) / 2, glyph.top - 1]
        return all(self._dot(x, y) for x in across for y in down)

    def _dot(self, x: float, y: float) -> bool:
        column = min(max(int(x - self._left), 0), self._width - 1)
        row = min(max(int(self._top - y), 0), self._height - 1)
        start = row * self._stride + column * self._step
        return min(self._dots[start : start + min(self._step, 3)]) >= _WHITE
