"""Letters of a PDF line in the order in which they are printed, with the spaces that a reader sees between them."""

from collections.abc import Sequence
from itertools import pairwise

from ingest.readers.pdf_glyphs import LINE_END_GLYPH, Glyph

_AIR, _GAP = 0.28, 0.15
"""Of a letter's size: Word and LibreOffice leave a quarter between Latin and Hangul by themselves, a space is wider
with it; between other letters less is a space."""
_BACK, _OVER = 0.5, 0.3


def without_air(glyphs: list[Glyph]) -> list[Glyph]:
    """Without the spaces that pdfium puts between digits and Hangul (`35 명`), where a word processor left only air.

    Kept where the page has no spaces of its own, so that air is all that parts its words.
    """
    if not any(glyph.is_space and glyph.size for glyph in glyphs):
        return glyphs
    kept = glyphs[:1]
    for glyph, after in zip(glyphs[1:], [*glyphs[2:], LINE_END_GLYPH], strict=True):
        before = kept[-1]
        made_up = glyph.letter == " " and (not glyph.size or glyph.left == glyph.right)
        made_up = made_up and not before.is_space and not after.is_space
        if made_up and _meet_foreign(before, after) and after.left - before.right <= _AIR * after.size:
            continue
        kept.append(glyph)
    return kept


def in_order(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """A line from left to right: programs that take signs out of another font print them behind all others.

    As it is where nothing jumps back, or where letters would lie over one another.
    """
    inked = [glyph for glyph in glyphs if not glyph.is_space]
    if all(after.left >= before.left - _BACK * after.size for before, after in pairwise(inked)):
        return glyphs
    inked.sort(key=lambda glyph: glyph.left)
    if any(after.left < before.right - _OVER * after.size for before, after in pairwise(inked)):
        return glyphs
    made = inked[:1]
    for before, after in pairwise(inked):
        gap = after.left - before.right
        if gap > (_AIR if _meet_foreign(before, after) else _GAP) * after.size:
            made.append(Glyph(" ", before.right, before.bottom, after.left, before.top, after.size, is_space=True))
        made.append(after)
    return made


def _meet_foreign(before: Glyph, after: Glyph) -> bool:
    """Whether word processors leave air between these letters by themselves."""
    return before.letter.isascii() != after.letter.isascii() and "가" <= max(before.letter, after.letter) <= "힣"
