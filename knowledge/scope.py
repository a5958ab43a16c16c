"""Scope: whether a question is ours to answer, before and after the search."""

from enum import StrEnum

from knowledge.base import KnowledgeBase
from knowledge.normalisation import compact
from knowledge.question import Reading, vocabulary
from knowledge.search import Hit
from knowledge.settings import KnowledgeSettings


class Scope(StrEnum):
    """How a question stands to the programme."""

    OURS = "ours"
    EMPTY = "empty"
    VAGUE = "vague"
    FOREIGN = "foreign"


def judge(reading: Reading) -> Scope:
    """What can be said of a question without searching."""
    words = vocabulary()
    bare = compact(reading.question.text)
    if not any(character.isalpha() and not "\u3131" <= character <= "\u318e" for character in bare):
        return Scope.EMPTY
    if words.redirect.search(reading.key) or words.errands.search(reading.key) or words.opinions.search(reading.key):
        return Scope.FOREIGN
    if any(term in words.out_of_scope for term in (*reading.terms, *reading.original_terms)) or any(
        len(word) > 2 and not word.isascii() and word in bare for word in words.out_of_scope
    ):
        return Scope.FOREIGN
    if not reading.mentions.campuses and not reading.mentions.tracks and words.vague.search(bare):
        return Scope.VAGUE
    return Scope.OURS


def is_programme_question(reading: Reading, base: KnowledgeBase) -> bool:
    """Whether a question that found no answer is about the programme (unknown) or about something else (refused).

    It is ours when it names a campus, a track or the programme, uses an everyday word of schools and courses, or
    asks mostly with nouns that the documents use.
    """
    words = vocabulary()
    bare = compact(reading.text)
    if reading.mentions.campuses or reading.mentions.tracks:
        return True
    if any(term in words.programme or term in words.in_scope for term in reading.terms) or any(
        len(word) > 2 and not word.isascii() and word in bare for word in words.programme | words.in_scope
    ):
        return True
    known = [noun for noun in reading.nouns if base.document_frequency[noun]]
    return bool(known) and 2 * len(known) >= len(reading.nouns)


def answers(hit: Hit, settings: KnowledgeSettings) -> bool:
    """Whether a hit is probably about what was asked."""
    return hit.confidence >= settings.min_confidence
