"""Citing: sentences, worked-out leads and table cells to Markdown with [1] marks, and the citations they point to."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.answer import Citation
from knowledge.campuses import CampusFinder
from knowledge.grounding import claims, unproven
from knowledge.writing import Sentence

CHECKED = frozenset({"number", "date", "time", "weekday", "phone", "email", "url", "campus", "track"})
"""Kinds of claims of a lead that must be proven; its other words are our own (directory.yaml)."""


@dataclass(frozen=True, slots=True)
class Derived(Sentence):
    """A lead sentence that no passage states as it stands: it counts, compares or measures what follows.

    It has no sources of its own (`sources` is empty, `passage` and `quote` are those of the first of `rests_on`).
    It holds while every sentence of `rests_on` is shown; `figures` are the parts that were worked out (a count, a
    distance, the year that was asked about), everything else in it must stand in the passages of `rests_on`.
    """

    rests_on: tuple[Sentence, ...] = ()
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The frame of a comparison: `corner` heads the row names, `missing` fills what no document tells."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class Cell(Sentence):
    """A sentence that stands in a table; `row` and `column` count from 0."""

    table: Table | None = None
    row: int = 0
    column: int = 0


def derived(text: str, rests_on: Sequence[Sentence], figures: Sequence[str] = ()) -> Derived:
    """A lead over the sentences that follow it; `rests_on` is not empty."""
    first = rests_on[0]
    return Derived(text, first.passage, (), first.quote, rests_on=tuple(rests_on), figures=tuple(figures))


def holds(lead: Derived, shown: Sequence[Sentence], finder: CampusFinder) -> bool:
    """Whether a lead is proven: all that it rests on is shown, and every name and figure in it stands in their
    passages or is one that was worked out."""
    if not all(sentence in shown for sentence in lead.rests_on):
        return False
    worked_out = {(claim.kind, claim.value) for figure in lead.figures for claim in claims(figure, finder)}
    own = lead.rests_on or (lead,)  # a statement with a label of ours stands on its own passage
    evidence = [piece for s in own for piece in (s.passage.title, *s.passage.heading_path, s.passage.text)]
    left = {claim for claim in unproven(lead.text, evidence, finder) if claim.kind in CHECKED}
    return all((claim.kind, claim.value) in worked_out for claim in left)


def cite(sentences: Sequence[Sentence]) -> tuple[tuple[Citation, ...], str]:
    """Citations in order of first use, and the text with its [1] marks.

    A mark stands after the last of consecutive sentences that rest on the same sources. Cells of one table that
    follow each other become one Markdown table, each cell with its own mark.
    """
    citations: dict[tuple[str, str], Citation] = {}
    lines: list[str] = []
    for at, sentence in enumerate(sentences):
        marks = _marks(sentence, citations)
        before = sentences[at - 1] if at else None
        following = sentences[at + 1] if at + 1 < len(sentences) else None
        if isinstance(sentence, Cell):
            if not _same_table(sentence, following):
                lines.append(("\n" if lines else "") + _table(sentences[: at + 1], citations))
            continue
        piece = sentence.text if following and _same_ground(sentence, following) else sentence.text + marks
        if sentence.item:
            lines.append(("\n" if before and not before.item else "") + f"- {piece}")
        elif lines and before and _runs_on(before, sentence):
            lines[-1] += f" {piece}"
        else:
            lines.append(("\n" if lines else "") + piece)
    return tuple(citations.values()), "\n".join(lines)


def _runs_on(before: Sentence, sentence: Sentence) -> bool:
    return not before.item and not isinstance(before, Cell) and before.passage is sentence.passage


def _marks(sentence: Sentence, citations: dict[tuple[str, str], Citation]) -> str:
    """The marks of a sentence, its sources numbered where they are new; empty where it has none."""
    numbers = []
    for source in sentence.sources:
        key = (sentence.passage.id, source)
        if key not in citations:
            citations[key] = _citation(len(citations) + 1, sentence, source)
        numbers.append(f"[{citations[key].number}]")
    return " " + "".join(numbers) if numbers else ""


def _table(sentences: Sequence[Sentence], citations: dict[tuple[str, str], Citation]) -> str:
    """The Markdown table of the last sentence, a cell, and of the cells of the same table before it."""
    last = sentences[-1]
    if not isinstance(last, Cell) or last.table is None:
        return ""
    table = last.table
    cells: dict[tuple[int, int], str] = {}
    for cell in sentences:
        if isinstance(cell, Cell) and cell.table is table:
            said = cell.text.replace("|", "\\|") + _marks(cell, citations)
            cells[cell.row, cell.column] = " ".join(filter(None, (cells.get((cell.row, cell.column)), said)))
    rows = [
        (name, *(cells.get((at, column), table.missing) for column in range(len(table.columns))))
        for at, name in enumerate(table.rows)
    ]
    head = [(table.corner, *table.columns), ("---",) * (len(table.columns) + 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [*head, *rows])


def _same_table(cell: Cell, following: Sentence | None) -> bool:
    return isinstance(following, Cell) and following.table is cell.table


def _same_ground(sentence: Sentence, following: Sentence) -> bool:
    return (
        following.sources == sentence.sources
        and following.passage is sentence.passage
        and following.item == sentence.item
        and not isinstance(following, Cell)
    )


def _citation(number: int, sentence: Sentence, source_id: str) -> Citation:
    source = sentence.passage.sources[source_id]
    return Citation(
        number=number,
        passage_id=sentence.passage.id,
        source_id=source_id,
        title=source.title,
        publisher=source.publisher,
        url=source.url,
        published=source.published,
        valid_until=sentence.passage.valid_until,
        confidence=source.confidence,
        quote=sentence.quote,
    )
