"""Headings of a text that marks none, guessed from how Korean notices number theirs; rather none than a false one.

A mark (`1.`, `□`, `Ⅰ.`, `제1장`) makes headings only where every line that bears it in a run is short, ends as no
sentence and no `name: value` line does, and has something below it. So a numbered list stays a list.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.readers.extract import Heading, Paragraph, Piece

MAX_HEADING_CHARS = 40
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("chapter", re.compile(r"제\s?(\d{1,3})\s?[장절편](?=[\s(.]|$)")),
    ("article", re.compile(r"제\s?(\d{1,3})\s?조(?:의\s?\d+)?(?=[\s(]|$)")),
    ("roman", re.compile(r"(?:[Ⅰ-Ⅻ]|[IVX]{1,4}(?=\.))\s?\.?\s*\S")),
    ("number", re.compile(r"(\d{1,2})\.\s+\S")),
    ("square", re.compile(r"[□■◈▣]\s*\S")),
    ("circle", re.compile(r"[○◯◎❍]\s*\S")),
    ("bracket", re.compile(r"[\[【<〈《].{1,30}[\]】>〉》]\Z")),
)
_COUNTED = ("chapter", "article", "number")
_NO_HEADING = re.compile(
    r"[.!?。,;:：]\s*\Z|(?:다|[세해예어아여에]요|[음함임됨것]|까지|부터)\s*\Z|[:：]\s*\S|\d{4}\s?[.년]|https?://|@"
)
_BOUNDARIES = frozenset({"chapter", "roman"})
"""What begins the numbering below it anew."""


@dataclass(slots=True)
class _Line:
    position: int
    mark: str
    count: int | None
    fits: bool


def outlined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The same pieces with the paragraphs that are headings turned into such; unchanged where any heading is marked."""
    if any(isinstance(piece, Heading) for piece in pieces):
        return tuple(pieces)
    lines = [line for position, piece in enumerate(pieces) if (line := _marked(position, piece))]
    at = {line.position: line.mark for run in _runs(lines) if _are_headings(run, pieces) for line in run}
    order = list(dict.fromkeys(at[position] for position in sorted(at)))
    made: list[Piece] = []
    for position, piece in enumerate(pieces):
        if position in at and isinstance(piece, Paragraph):
            made.append(Heading(order.index(at[position]) + 1, _without_mark(piece.text)))
        else:
            made.append(piece)
    return tuple(made)


def outlined_below_title(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """As `outlined`, and where nothing but the title is marked as a heading, the sections below it by their numbers."""
    headings = [position for position, piece in enumerate(pieces) if isinstance(piece, Heading)]
    if len(headings) != 1:
        return outlined(pieces)
    start = headings[0] + 1
    below = outlined(pieces[start:])
    lower = (Heading(p.level + 1, p.text) if isinstance(p, Heading) else p for p in below)
    return (*pieces[:start], *lower)


def _marked(position: int, piece: Piece) -> _Line | None:
    if not isinstance(piece, Paragraph):
        return None
    for mark, pattern in _MARKS:
        if match := pattern.match(piece.text):
            count = int(match[1]) if mark in _COUNTED else None
            fits = len(piece.text) <= MAX_HEADING_CHARS and not _NO_HEADING.search(_without_mark(piece.text))
            return _Line(position, mark, count, fits)
    return None


def _runs(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Lines of one mark that belong together: counted ones until the count begins again, others all of them."""
    open_runs: dict[str, list[_Line]] = {}
    for line in lines:
        if line.mark in _BOUNDARIES and "number" in open_runs:
            yield open_runs.pop("number")
        run = open_runs.get(line.mark)
        if run and line.count is not None and line.count <= (run[-1].count or 0):
            yield open_runs.pop(line.mark)
        open_runs.setdefault(line.mark, []).append(line)
    yield from open_runs.values()


def _are_headings(run: Sequence[_Line], pieces: Sequence[Piece]) -> bool:
    """Whether each line of the run may be one and has something below it that is not the next of the run."""
    positions = {line.position for line in run}
    below = all(line.position + 1 < len(pieces) and line.position + 1 not in positions for line in run)
    enough = len(run) > 1 or run[0].mark in ("square", "bracket")
    return below and enough and all(line.fits for line in run)


def _without_mark(text: str) -> str:
    """A heading without the square or circle before it; numbers stay."""
    return re.sub(r"^[□■◈▣○◯◎❍]\s*", "", text)
