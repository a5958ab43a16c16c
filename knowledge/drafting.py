"""Drafting: a writer's sentences, each held until it is checked; the extractive writer's where another one fails."""

import logging
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from knowledge.answer import Fallback
from knowledge.base import KnowledgeBase
from knowledge.errors import WriterFailed
from knowledge.question import Reading
from knowledge.search import Hit
from knowledge.support import without_commands
from knowledge.writing import ExtractiveWriter, Sentence, Sentences, Writer

log = logging.getLogger(__name__)

EXTRACTIVE = ExtractiveWriter()


@dataclass(frozen=True, slots=True)
class Draft:
    """The sentences that hold, who wrote them, and why it was not the writer that was asked to."""

    sentences: tuple[Sentence, ...]
    writer: str
    fallback: Fallback | None = None


def draft(
    writer: Writer,
    base: KnowledgeBase,
    reading: Reading,
    hits: Sequence[Hit],
    holds: Callable[[Sentence], bool],
) -> Generator[Sentence, None, Draft]:
    """Each sentence as soon as it holds; returns the whole draft, which is what counts.

    A writer that fails after some of its sentences were given is not mixed with another: the draft returned replaces
    them. What the documents leave open is always quoted, and sentences of a document that try to direct the
    assistant are given to no writer.
    """
    hits = [_harmless(hit) for hit in hits]
    fallback: Fallback | None = None
    given: list[Sentence] = []
    if writer.name != EXTRACTIVE.name and hits and not hits[0].passage.gap:
        try:
            with closing(_held(writer, base, reading, hits, holds)) as sentences:
                for sentence in sentences:
                    given.append(sentence)
                    yield sentence
        except WriterFailed as failed:
            fallback = failed.reason
            log.warning("%s: extractive answer instead of %s", fallback, writer.name)
        else:
            return Draft(tuple(given), writer.name)
    kept: list[Sentence] = []
    for sentence in EXTRACTIVE.write(base, reading, hits):
        if holds(sentence):
            kept.append(sentence)
            if not given:
                yield sentence
    return Draft(tuple(kept), EXTRACTIVE.name, fallback)


def _held(
    writer: Writer, base: KnowledgeBase, reading: Reading, hits: Sequence[Hit], holds: Callable[[Sentence], bool]
) -> Sentences:
    """The sentences of a writer as long as they hold. Raises WriterFailed where one does not, or where there is none."""
    empty = True
    with closing(writer.write(base, reading, hits)) as sentences:
        for sentence in sentences:
            if not holds(sentence):
                raise WriterFailed(Fallback.FAILED_CHECK)
            yield sentence
            empty = False
    if empty:
        raise WriterFailed(Fallback.NO_SOURCE)


def _harmless(hit: Hit) -> Hit:
    passage = without_commands(hit.passage)
    return hit if passage is hit.passage else replace(hit, matched=replace(hit.matched, passage=passage))
