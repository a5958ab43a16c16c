"""Lines of a PDF page and what they were before they were broken: paragraphs with their words whole."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.readers import letters
from ingest.readers.pdf_glyphs import LINE_END, Glyph
from ingest.readers.pdf_order import in_order

_SOFT = "\u00ad"
_FAR, _USUAL_PITCH = 0.3, 1.6
"""A next line begins a paragraph where it stands so many sizes lower than lines do in one."""
EDGE_POINTS, MIN_ON_EDGE = 4, 3
"""Lines that end at one place, so many of them, end at the right edge of a column."""
_WIDE = 0.6
"""Of the text's width: a line that wide may be one of a paragraph with a ragged edge."""
_NEIGHBOURS = 6
_STOP = re.compile(r"[.!?:;。]\s*$")
_UNIT = re.compile(r"[월일명원년개시분세회점호차인%](?![가-힣])|(?:만|억|천)?원|개월|시간|교시")
_HANGUL = re.compile("[가-힣]")


@dataclass(slots=True)
class Line:
    """One line as it is printed; `first_word` is the width of its first word."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    first_word: float
    page: int = 0

    @property
    def height(self) -> float:
        """In points."""
        return self.top - self.bottom


def lines(glyphs: Sequence[Glyph], page: int = 0) -> list[Line]:
    """Cut glyphs into lines, where pdfium ends one and where the next letter stands on another height."""
    found: list[Line] = []
    start = 0
    bottom, top = -math.inf, math.inf
    for place, glyph in enumerate(glyphs):
        if not glyph.is_space:
            if glyph.top < bottom or glyph.bottom > top:
                found.extend(_line(glyphs[start:place], page))
                start = place
            bottom, top = glyph.bottom, glyph.top
        elif glyph.letter == LINE_END:
            found.extend(_line(glyphs[start:place], page))
            start = place + 1
            bottom, top = -math.inf, math.inf
        else:  # a space has no height of its own
            bottom, top = -math.inf, math.inf
    found.extend(_line(glyphs[start:], page))
    return found


def _line(glyphs: Sequence[Glyph], page: int) -> list[Line]:
    glyphs = in_order(glyphs)
    inked = [glyph for glyph in glyphs if not glyph.is_space]
    if not inked:
        return []
    text = "".join([glyph.letter for glyph in glyphs]).lstrip()
    _, lefts, bottoms, rights, tops, sizes, _ = zip(*inked, strict=True)
    word = len(text.split(None, 1)[0])
    counted = Counter(sizes)
    return [
        Line(
            text,
            min(lefts),
            max(rights),
            min(bottoms),
            max(tops),
            max(counted, key=lambda size: counted[size]),
            max(rights[:word]) - min(lefts[:word]),
            page,
        )
    ]


@dataclass(slots=True)
class Joiner:
    """Puts broken lines together; knows from the whole document whether its lines are broken within words."""

    words: Counter[str] = field(default_factory=Counter)
    _edges: Counter[int] = field(default_factory=Counter)
    _width: float = 0.0
    _pitch: float = _USUAL_PITCH
    _within: int = 0
    _between: int = 0
    _spaced: int = 0
    _wrapped: int = 0

    def learn_words(self, all_lines: Iterable[Line]) -> None:
        """Words that stand whole within a line."""
        for line in all_lines:
            self.words.update(line.text.split()[1:-1])

    def learn_breaks(self, all_lines: Sequence[Line]) -> None:
        """Whether words that are broken over two lines elsewhere stand whole, and whether lines keep their last space."""
        self._edges.update(round(line.right / EDGE_POINTS) for line in all_lines)
        self._pitch = _pitch(all_lines)
        if all_lines:
            self._width = max(line.right for line in all_lines) - min(line.left for line in all_lines)
        for line, below in pairwise(all_lines):
            if not (_HANGUL.match(line.text.strip()[-1:]) and _HANGUL.match(below.text)):
                continue
            end, start = line.text.split()[-1], below.text.split()[0]
            self._wrapped += 1
            self._spaced += line.text[-1:].isspace()
            self._within += (end + start) in self.words
            self._between += end in self.words and start in self.words

    def joined(self, text: str, below: str) -> str:
        """Two lines of one paragraph as one text."""
        if text.endswith(_SOFT):
            return text[:-1] + below
        bare = text.rstrip()
        if len(bare) < len(text):
            return f"{bare} {below}"
        if re.search(r"[\d./_]-$|[/_]$", bare[-2:]) and re.match(r"[\w/]", below):
            return bare + below
        if bare[-1:].isdigit() and _UNIT.match(below):
            return bare + below
        if not (_HANGUL.match(bare[-1:]) and _HANGUL.match(below)):
            return f"{bare} {below}"
        word = bare.rsplit(None, 1)[-1] + below.split(None, 1)[0]
        if word in self.words:
            return bare + below
        keeps_spaces = self._wrapped >= 4 and self._spaced >= 0.2 * self._wrapped
        return bare + below if keeps_spaces or self._within > self._between else f"{bare} {below}"

    def cell(self, in_cell: Sequence[Line]) -> str:
        """The text of a table's cell, list items on lines of their own."""
        text = ""
        for line in in_cell:
            begun = line.text.strip()
            if not text:
                text = line.text
            elif letters.is_item(begun):
                text = f"{text.rstrip()}\n{line.text}"
            else:
                text = self.joined(text, line.text)
        return letters.unspaced(letters.plain(text.replace(_SOFT, "")), least=2)

    def paragraphs(self, run: Sequence[Line]) -> list[list[Line]]:
        """Lines that follow one another on a page, put together to paragraphs."""
        found: list[list[Line]] = []
        for place, line in enumerate(run):
            near = run[max(0, place - 1 - _NEIGHBOURS) : place + _NEIGHBOURS]
            if found and self._is_full(run[place - 1]) and _goes_on(run[place - 1], line, near, self._pitch):
                found[-1].append(line)
            else:
                found.append([line])
        return found

    def _is_full(self, line: Line) -> bool:
        """Whether a line ends where the lines of a column do, or is wide."""
        edge = round(line.right / EDGE_POINTS)
        on_edge = sum(self._edges[place] for place in range(edge, edge + 4))
        return on_edge >= MIN_ON_EDGE or line.right - line.left >= _WIDE * self._width

    def text(self, paragraph: Sequence[Line]) -> str:
        """A paragraph's text."""
        text = paragraph[0].text
        for line in paragraph[1:]:
            text = self.joined(text, line.text)
        return letters.unspaced(letters.plain(text.replace(_SOFT, "")))


def _goes_on(line: Line, below: Line, near: Sequence[Line], pitch: float) -> bool:
    """Whether the line below belongs to the same paragraph: its first word had no room in the line above."""
    if abs(line.size - below.size) > 0.1 * line.size or letters.is_item(below.text.strip()):
        return False
    if line.page != below.page:
        if _STOP.search(line.text) or sum(1 for other in near if other.page == line.page) < MIN_ON_EDGE:
            return False
    elif not 0 < line.bottom - below.bottom <= (pitch + _FAR) * max(line.size, 1.0):
        return False
    margin = max(other.right for other in near if other.left < line.right and other.right > line.left)
    return margin - line.right < below.first_word + 0.3 * line.size


def _pitch(printed: Sequence[Line]) -> float:
    """How far below one another the lines of paragraphs stand, in sizes of their letters."""
    drops = Counter(
        round((line.bottom - below.bottom) / line.size, 1)
        for line, below in pairwise(printed)
        if line.page == below.page and line.size > 0 and 0 < line.bottom - below.bottom < 4 * line.size
    )
    if not drops:
        return _USUAL_PITCH
    common = max(drops.values())
    return min(drop for drop, count in drops.items() if count * 2 >= common)
