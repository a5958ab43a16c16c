"""Scope: what can be said of a question before anything is searched."""

from enum import StrEnum

from knowledge.examples import Examples
from knowledge.normalisation import compact
from knowledge.question import Reading, vocabulary


class Scope(StrEnum):
    """How a question stands to the programme."""

    OURS = "ours"
    EMPTY = "empty"
    GREETING = "greeting"
    VAGUE = "vague"
    FOREIGN = "foreign"


def judge(reading: Reading, examples: Examples) -> Scope:
    """What can be said of a question without searching."""
    words = vocabulary()
    if examples.is_greeting(reading.question.text):
        return Scope.GREETING
    bare = compact(reading.question.text)
    if not any(character.isalpha() and not "\u3131" <= character <= "\u318e" for character in bare):
        return Scope.EMPTY
    if all(term.isdigit() or (len(term) == 1 and term.isascii()) for term in reading.terms):
        return Scope.EMPTY
    if words.errands.search(reading.key) or words.opinions.search(reading.key):
        return Scope.FOREIGN
    if not reading.mentions.campuses and not reading.mentions.tracks and words.vague.search(compact(reading.text)):
        return Scope.VAGUE
    return Scope.OURS
