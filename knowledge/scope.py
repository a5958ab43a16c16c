"""Scope: whether a question is ours to answer, before and after the search."""

from enum import StrEnum
from pathlib import Path

import numpy as np
import yaml

from knowledge.base import KnowledgeBase
from knowledge.embedding import Embedder
from knowledge.normalisation import compact
from knowledge.question import Reading, vocabulary
from knowledge.search import Hit
from knowledge.settings import KnowledgeSettings

STORY_CHARS = 60
NEIGHBOURS = 3
SCHOOL_WORD = 0.15
KNOWN_NOUNS = 0.1
"""Added to the nearness of what is ours; found on the development split."""
MIN_FOREIGN = 0.5
FOREIGN_MARGIN = 0.05


class Scope(StrEnum):
    """How a question stands to the programme."""

    OURS = "ours"
    EMPTY = "empty"
    GREETING = "greeting"
    VAGUE = "vague"
    FOREIGN = "foreign"


class Examples:
    """Utterances that are ours or not, to tell a new one by its nearest neighbours in the embedding."""

    def __init__(self, embedder: Embedder) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        content = yaml.load((Path(__file__).parent / "scope_examples.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506
        self._embedder = embedder
        self._foreign = embedder.embed_passages(content["foreign"])
        self._ours = embedder.embed_passages(content["ours"])
        self._greetings = frozenset(compact(greeting) for greeting in content["greetings"])

    def is_greeting(self, text: str) -> bool:
        """Whether a text is nothing but a greeting or thanks."""
        return compact(text) in self._greetings

    def nearness(self, text: str) -> tuple[float, float]:
        """Mean cosine of the NEIGHBOURS nearest examples that are ours, and of those that are not."""
        vector = self._embedder.embed_question(text)
        ours, foreign = (
            float(np.sort(vectors @ vector)[-NEIGHBOURS:].mean()) for vectors in (self._ours, self._foreign)
        )
        return ours, foreign


def judge(reading: Reading, examples: Examples) -> Scope:
    """What can be said of a question without searching."""
    words = vocabulary()
    bare = compact(reading.question.text)
    if not any(character.isalpha() and not "\u3131" <= character <= "\u318e" for character in bare):
        return Scope.EMPTY
    if all(term.isdigit() or (len(term) == 1 and term.isascii()) for term in reading.terms):
        return Scope.EMPTY
    if examples.is_greeting(reading.question.text):
        return Scope.GREETING
    if words.redirect.search(reading.key) or words.errands.search(reading.key) or words.opinions.search(reading.key):
        return Scope.FOREIGN
    if len(bare) > STORY_CHARS:
        return Scope.OURS  # in a story a foreign word is often not what is asked about
    if any(term in words.out_of_scope for term in (*reading.terms, *reading.original_terms)) or any(
        len(word) > 2 and not word.isascii() and word in bare for word in words.out_of_scope
    ):
        return Scope.FOREIGN
    if not reading.mentions.campuses and not reading.mentions.tracks and words.vague.search(bare):
        return Scope.VAGUE
    return Scope.OURS


def is_named(reading: Reading) -> bool:
    """Whether a question names the programme, one of its campuses or a track."""
    words = vocabulary()
    bare = compact(reading.text)
    return bool(reading.mentions.campuses or reading.mentions.tracks) or any(
        word in bare for word in words.programme_names
    )


def is_foreign(reading: Reading, hit: Hit | None, examples: Examples) -> bool:
    """Whether a question is nearer to what is not ours than to anything that the documents answer."""
    if is_named(reading):
        return False
    _, foreign = examples.nearness(reading.question.text)
    return foreign >= MIN_FOREIGN and foreign > (hit.similarity if hit else 0.0) + FOREIGN_MARGIN


def is_programme_question(reading: Reading, base: KnowledgeBase, examples: Examples) -> bool:
    """Whether a question that found no answer is about the programme (unknown) or about something else (refused).

    It is ours when it names the programme, or is nearer to the examples of what trainees ask than to the others; an
    everyday word of schools and courses or nouns that the documents use weigh in.
    """
    if is_named(reading):
        return True
    words = vocabulary()
    bare = compact(reading.text)
    ours, foreign = examples.nearness(reading.question.text)
    if any(term in words.in_scope for term in reading.terms) or any(
        len(word) > 2 and not word.isascii() and word in bare for word in words.in_scope
    ):
        ours += SCHOOL_WORD
    known = [noun for noun in reading.nouns if base.document_frequency[noun]]
    if known:
        ours += KNOWN_NOUNS * len(known) / len(reading.nouns)
    return ours >= foreign


def answers(hit: Hit, settings: KnowledgeSettings) -> bool:
    """Whether a hit is probably about what was asked."""
    return hit.confidence >= settings.min_confidence
