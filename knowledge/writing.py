"""Writers: question and hits to a draft, sentence by sentence, each with the passage it stands on."""

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge import texts
from knowledge.base import KnowledgeBase
from knowledge.document import Passage, Statement
from knowledge.expectation import lacking, wanted
from knowledge.question import Reading
from knowledge.search import Hit

MAX_SENTENCES = 4
MAX_ITEMS = 13
"""Half of the 25 districts, the longest list of the programme documents."""
MAX_CHARS = 420


MIN_COMPLEMENT = 0.02
"""Confidence of a second passage, which leaves open what the first one answers."""
FIRST_SENTENCE = 0.3
NEAR = 0.5
"""How much less relevant than the best one a statement of a notice may be and still be shown."""
WANTED_FIGURE = 0.5
"""Added to a sentence that has the kind of figure which the question wants."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or list item of a draft and what it stands on."""

    text: str
    passage: Passage
    sources: tuple[str, ...]
    quote: str
    item: bool = False


Sentences = Generator[Sentence, None, None]
"""One at a time, so that each is checked before the next is waited for; closing it ends what is under way."""


class Writer(Protocol):
    """Question and hits to sentences; `name` is shown with the answer."""

    @property
    def name(self) -> str: ...

    def write(self, base: KnowledgeBase, reading: Reading, hits: Sequence[Hit]) -> Sentences:
        """The sentences to show, in order. Raises WriterFailed, also in mid-text, where they cannot be used."""
        ...


class ExtractiveWriter:
    """Quotes the sentences of the best passage that answer the question, in their own order."""

    name = "extractive"

    def write(self, base: KnowledgeBase, reading: Reading, hits: Sequence[Hit]) -> Sentences:
        """The sentences to show; none where there is no hit."""
        passages = passages_for(reading, hits) if hits else []
        if len(passages) == 1 and passages[0].is_bare:
            yield from _of_notice(base, reading, passages[0], hits)
            return
        share = max(1, MAX_SENTENCES // max(1, len(passages)))
        for passage in passages:
            yield from _sentences(base, reading, passage, share)


def passages_for(reading: Reading, hits: Sequence[Hit]) -> list[Passage]:
    """The best passage, or the best of each campus or track where the question names several."""
    lead = hits[0].passage
    campuses, tracks = reading.mentions.campuses, reading.mentions.tracks
    if len(campuses) > 1 and lead.campus:
        return _one_each(hits, campuses, lambda passage: passage.campus) or [lead]
    if len(tracks) > 1 and not campuses and set(lead.track) != set(tracks):
        each = _one_each(hits, tracks, lambda passage: passage.track, same_heading=False)
        return each if len(each) == len(tracks) else [lead]
    return [lead, *_complement(reading, hits)]


def _complement(reading: Reading, hits: Sequence[Hit]) -> list[Passage]:
    """The passage on the same subject that mentions what the best one does not: 개관일이랑 면적."""
    lead = hits[0]
    open_nouns = {term for term in lead.missing if term in reading.nouns}
    if not open_nouns or len(open_nouns) == len(reading.nouns):
        return []
    for hit in hits[1:]:
        same_subject = hit.passage.campus == lead.passage.campus and hit.passage.topic == lead.passage.topic
        if same_subject and hit.confidence >= MIN_COMPLEMENT and not open_nouns & set(hit.missing):
            return [hit.passage]
    return []


def _one_each(
    hits: Sequence[Hit], wanted: Sequence[str], of: Callable[[Passage], Sequence[str]], same_heading: bool = True
) -> list[Passage]:
    """The best passage of each wanted campus or track, under the same kind of heading as the first."""
    best: dict[str, Passage] = {}
    heading = _kind(hits[0].passage.heading)
    for hit in hits:
        for subject in of(hit.passage):
            if (
                subject in wanted
                and subject not in best
                and (not same_heading or _kind(hit.passage.heading) == heading)
            ):
                best[subject] = hit.passage
    return [best[subject] for subject in wanted if subject in best]


def _kind(heading: str) -> str:
    """A heading without the campus it names: two campuses are compared by the same kind of section."""
    return re.sub(r"\S*(캠퍼스|campus)\S*\s*", "", heading)


def _sentences(base: KnowledgeBase, reading: Reading, passage: Passage, limit: int) -> list[Sentence]:
    chosen = _choose(base, reading, passage, limit)
    return [_sentence(passage, statement) for statement in passage.statements if statement in chosen]


def _sentence(passage: Passage, statement: Statement) -> Sentence:
    text = said(statement.text, [statement], passage)
    return Sentence(text, passage, statement.sources, statement.text, statement.item)


def _of_notice(base: KnowledgeBase, reading: Reading, lead: Passage, hits: Sequence[Hit]) -> Iterator[Sentence]:
    """The statements of a notice that are nearest to the question, from whichever of its passages that were found.

    Nobody wrote it to answer one question: its first sentence is about the notice, its sections share their title, and
    a list is of many things. What stands below a heading that has the question's words is about them too.
    """
    passages = [hit.passage for hit in hits if hit.passage.document_id == lead.document_id]
    said_in = [
        (passage, statement)
        for passage in sorted(passages, key=lambda passage: passage.position)
        for statement in _asked_for(base, reading, passage)
    ]
    relevance = [_relevance(base, reading, s, " ".join(passage.heading_path)) for passage, s in said_in]
    best = max(relevance)
    kept: set[int] = set()
    room = MAX_CHARS
    for at in sorted(range(len(said_in)), key=lambda at: -relevance[at]):
        length = len(said_in[at][1].text)
        if not kept or (relevance[at] >= best - NEAR and length <= room):
            kept.add(at)
            room -= length
    for at in sorted(kept):
        yield _sentence(*said_in[at])


def _asked_for(base: KnowledgeBase, reading: Reading, passage: Passage) -> list[Statement]:
    """The statements of a passage but the rows of a table that are not asked for."""
    items = _rows_asked_for(base, reading, [statement for statement in passage.statements if statement.item])
    return [statement for statement in passage.statements if not statement.item or statement in items]


def _choose(base: KnowledgeBase, reading: Reading, passage: Passage, limit: int) -> list[Statement]:
    """All of a short passage; of a long one the sentences nearest to the question, with the lists they introduce."""
    prose = [s for s in passage.statements if not s.item]
    every = [s for s in passage.statements if s.item]
    items = _rows_asked_for(base, reading, every)
    fits = sum(len(s.text) for s in prose) <= MAX_CHARS and len(prose) <= limit
    if fits and len(items) <= MAX_ITEMS:
        return [s for s in passage.statements if not s.item or s in items]
    prose_limit = max(1, limit - 2) if items else limit
    # Authors answer in the first sentence; the order of the others is decided by the question.
    ranked = sorted(prose, key=lambda s: -_relevance(base, reading, s) - (FIRST_SENTENCE if s is prose[0] else 0))
    kept: list[Statement] = []
    for statement in ranked:
        if len(kept) < prose_limit and (not kept or sum(len(s.text) for s in kept) + len(statement.text) <= MAX_CHARS):
            kept.append(statement)
    scored = sorted(items, key=lambda s: -_relevance(base, reading, s))[: MAX_ITEMS if fits else 5]
    return [*kept, *scored]


def _rows_asked_for(base: KnowledgeBase, reading: Reading, items: list[Statement]) -> list[Statement]:
    """Of the rows of a table those that hold most of what tells them apart in the question: a campus, words of few rows.

    A word that most rows have (과정, where one course is called 특강) asks for none of them.
    """
    rows = [item.text for item in items if item.is_row]
    if len(rows) < 2:
        return items
    terms = {row: frozenset(base.analyser.terms(row)) for row in rows}
    wanted = set(reading.mentions.campuses)
    shared = {row: (len(wanted & set(base.finder.mentions(row).campuses)), 0.0) for row in rows}
    for term in reading.terms:
        holding = [row for row, held in terms.items() if not reading.meant[term].isdisjoint(held)]
        if len(holding) <= len(rows) / 2:
            for row in holding:
                shared[row] = (shared[row][0], shared[row][1] + base.rarity(term))
    best = max(shared.values())
    return [item for item in items if not item.is_row or shared[item.text] == best]


def _relevance(base: KnowledgeBase, reading: Reading, statement: Statement, heading: str = "") -> float:
    text = f"{heading} {statement.text}"
    terms = set(base.analyser.terms(text))
    shared = sum(base.rarity(term) for term in reading.terms if not reading.meant[term].isdisjoint(terms))
    cosine = float(base.embedder.embed_question(text) @ base.embedder.embed_question(reading.text))
    figure = 0.0 if lacking(wanted(reading.key, reading.question.now), statement.text) else WANTED_FIGURE
    return shared / (1 + sum(map(base.rarity, reading.terms))) + cosine + figure


def said(text: str, statements: Sequence[Statement], passage: Passage) -> str:
    """A text as it is shown that rests on these statements: an unofficial source is named as such."""
    unofficial = any(
        all(passage.sources[key].confidence == "unofficial" for key in statement.sources) for statement in statements
    )
    if unofficial and not re.search("비공식|unofficial", text.lower()):
        return f"{text} {texts.UNOFFICIAL[passage.language]}"
    return text
