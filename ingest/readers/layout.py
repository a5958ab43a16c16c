"""Extract -> sections: headings become paths, tables become rows that name their columns, nothing is said twice."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile, takewhile

from ingest.readers import letters, notice, rows
from ingest.readers.extract import Heading, Paragraph, Piece
from knowledge.document import Block, Section
from knowledge.normalisation import compact

MAX_HEADING_CHARS = 120
"""A longer heading is a paragraph in large letters."""
_BULLET = re.compile(r"^(?:[□■○●◦◎◇◆▪▫•‣∙▶▷►▸❍❖❑◻➢➔✔*·ㆍ]\s*|[-\u2013\u2014]\s+)+")
_COUNTED = re.compile(r"(?:[가-하]\.|\(?\d{1,2}\)|[①-⑳])\s(?:(?![.!?]\s).){1,200}")
"""가. 나. or ① ② before what is not more than one sentence."""
_SOURCE_MARK = re.compile(r"\[\^")


def sections(pieces: Sequence[Piece], title: str = "") -> tuple[Section, ...]:
    """The sections in order, without empty ones; a heading that repeats the title is left out of the paths."""
    path: list[Heading] = []
    made: list[tuple[tuple[str, ...], list[Block]]] = [((), [])]
    for piece in pieces:
        if isinstance(piece, Heading):
            text = _line(letters.unspaced(piece.text, 2))
            if len(text) > MAX_HEADING_CHARS:
                made[-1][1].append(Block(text))
                continue
            if compact(text) == compact(title) or not text:
                continue
            path = [above for above in path if above.level < piece.level] + [replace(piece, text=text)]
            made.append((tuple(heading.text for heading in path), []))
        elif isinstance(piece, Paragraph):
            block = _block(piece)
            if block.text:
                made[-1][1].append(block)
        else:
            made[-1][1].extend(_shielded(block) for block in rows.rows(piece))
    return tuple(Section(headings, tuple(blocks)) for headings, blocks in _with_text(made))


def without_bylines(sections: Sequence[Section], title: str) -> tuple[Section, ...]:
    """The sections without the lines at the head and foot that only repeat the title or say who wrote, and when.

    The document's source says that, and a visitor who asks about its subject is not answered by it.
    """
    kept = [section for section in sections if not all(notice.is_byline(block.text) for block in section.blocks)]
    if kept:
        kept[0] = replace(kept[0], blocks=kept[0].blocks[_head_lines(kept[0].blocks, title) :])
        last = dropwhile(lambda block: notice.is_byline(block.text), reversed(kept[-1].blocks))
        kept[-1] = replace(kept[-1], blocks=tuple(last)[::-1])
    return tuple(section for section in kept if section.blocks) or tuple(sections)


def _head_lines(blocks: Sequence[Block], title: str) -> int:
    """How many of the first lines repeat the title or are a byline; the name of an office is part of one beside it."""
    lines = [block.text for block in blocks]
    titles = sum(1 for _ in takewhile(lambda line: compact(line) == compact(title), lines))
    byline = list(takewhile(lambda line: notice.is_byline(line) or notice.is_office(line), lines[titles:]))
    return titles + len(byline) * any(map(notice.is_byline, byline))


def _with_text(
    made: Sequence[tuple[tuple[str, ...], list[Block]]],
) -> list[tuple[tuple[str, ...], list[Block]]]:
    """Sections that have text; a heading with nothing at all below it becomes a line of the section before."""
    kept: list[tuple[tuple[str, ...], list[Block]]] = []
    for position, (headings, blocks) in enumerate(made):
        below = made[position + 1][0] if position + 1 < len(made) else ()
        if blocks:
            kept.append((headings, blocks))
        elif headings and below[: len(headings)] != headings:
            kept.append((headings[:-1], [Block(headings[-1])]))
    return kept


def _block(paragraph: Paragraph) -> Block:
    """A paragraph; one that begins with a bullet is an item, and the bullet goes; a short one with a count is one too."""
    text = _line(paragraph.text)
    bare = _BULLET.sub("", text)
    return _shielded(Block(bare, item=paragraph.item or bare != text or bool(_COUNTED.fullmatch(text))))


def _shielded(block: Block) -> Block:
    """`[^1]` in a stranger's text is no source mark of ours."""
    return replace(block, text=_SOURCE_MARK.sub("[", block.text))


def _line(text: str) -> str:
    return " ".join(text.split())
