"""The letters of a PDF page with their places, as pdfium orders them; what nobody can see is left out."""

import ctypes
import math
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

LINE_END, LOST = "\n", "\ufffd"
MIN_READABLE_POINTS = 1.5
_WHITE, _CLEAR_ALPHA = 245, 8
_SOFT_BREAKS = frozenset({0x02, 0xFFFE, 0xAD})
"""What pdfium gives where a word is broken at the end of a line."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter and its box in points from the lower left corner; `size` is that of its font on the page."""

    letter: str
    left: float
    bottom: float
    right: float
    top: float
    size: float

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of its box."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


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


@dataclass(frozen=True, slots=True)
class _Ink:
    """What letters that are drawn at one go have in common."""

    size: float
    unseen: bool
    white: bool


class _Reader:
    """Asks pdfium about one letter after the other."""

    def __init__(self, page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> None:
        self._page = page
        self._text = text
        self._rect = raw.FS_RECTF()
        self._inks: dict[int, _Ink] = {}
        self._sheet: _Sheet | None = None

    def read(self, has_image: bool) -> Letters:
        seen: list[Glyph] = []
        unseen: list[Glyph] = []
        width, height = self._page.get_size()
        for index in range(raw.FPDFText_CountChars(self._text)):
            code = raw.FPDFText_GetUnicode(self._text, index)
            if code in (0x0D, 0x0A):
                for glyphs in (seen, unseen):
                    if glyphs and glyphs[-1].letter != LINE_END:
                        glyphs.append(Glyph(LINE_END, 0, 0, 0, 0, 0))
                continue
            ink = self._ink(index)
            glyph = self._glyph(index, code, ink.size)
            if glyph.letter.isspace():
                for glyphs in (seen, unseen):
                    if glyphs and glyphs[-1].letter != LINE_END:
                        glyphs.append(glyph)
                continue
            outside = not (-height < glyph.left < 2 * width and -height < glyph.bottom < 2 * height)
            (unseen if outside or self._is_unseen(ink, glyph) else seen).append(glyph)
        hidden = sum(1 for glyph in unseen if not glyph.letter.isspace())
        if has_image and hidden > 20 and not any(not glyph.letter.isspace() for glyph in seen):
            return Letters(unseen, 0, over_image=True)
        return Letters(seen, hidden)

    def _glyph(self, index: int, code: int, size: float) -> Glyph:
        letter = "\u00ad" if code in _SOFT_BREAKS else chr(code) if 0 < code < 0x110000 else LOST
        raw.FPDFText_GetLooseCharBox(self._text, index, self._rect)
        box = self._rect
        return Glyph(letter, box.left, box.bottom, box.right, box.top, size)

    def _ink(self, index: int) -> _Ink:
        """Asked once for all letters of one text object."""
        item = raw.FPDFText_GetTextObject(self._text, index)
        if not item:
            return _Ink(0.0, False, False)
        key = ctypes.addressof(item.contents)
        ink = self._inks.get(key)
        if ink is None:
            ink = self._inks[key] = self._asked(index, item)
        return ink

    def _asked(self, index: int, item: Any) -> _Ink:
        size: float = raw.FPDFText_GetFontSize(self._text, index)
        matrix = raw.FS_MATRIX()
        if raw.FPDFText_GetMatrix(self._text, index, matrix):
            size *= math.hypot(matrix.c, matrix.d) or 1.0
        mode = raw.FPDFTextObj_GetTextRenderMode(item)
        unseen = mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
        colour = [ctypes.c_uint() for _ in range(4)]
        white = False
        if raw.FPDFText_GetFillColor(self._text, index, *colour):
            *inks, alpha = (part.value for part in colour)
            unseen = unseen or alpha < _CLEAR_ALPHA
            white = min(inks) >= _WHITE
        return _Ink(round(size * 2) / 2, unseen, white)

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
