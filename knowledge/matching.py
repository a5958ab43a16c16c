"""Matching: how much of a question a passage and its anticipated questions hold, by words and their weight."""

from dataclasses import dataclass

from knowledge.base import KnowledgeBase
from knowledge.question import Reading, vocabulary

VERB_SHARE = 0.3
"""Weight in the coverage of words that are not nouns: people say the same thing with many verbs."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The terms of a question with their weights, worked out once for all passages."""

    weighed: tuple[tuple[frozenset[str], float], ...]
    """Each term as the words that say the same, with the weight of the term."""
    whole: float
    every: frozenset[str]

    @classmethod
    def of(cls, base: KnowledgeBase, reading: Reading) -> "Wording":
        """The wording of a question as a base weighs it."""
        weighed = tuple((meant, base.weight(term)) for term, meant in reading.meant.items())
        every: frozenset[str] = frozenset().union(*reading.meant.values())
        return cls(weighed, sum(weight for _, weight in weighed), every)


def match(base: KnowledgeBase, wording: Wording, row: int) -> tuple[float, frozenset[str]]:
    """The best agreement, both ways, with an anticipated question (shared weight over all weight, Dice), and the
    terms of that question."""
    best, nearest = 0.0, frozenset[str]()
    whole = wording.whole
    for terms, there in base.weighed_questions[row]:
        # Even with all of the lighter one shared it could not be better.
        if whole + there <= 0 or 2 * min(whole, there) <= best * (whole + there):
            continue
        common = terms & wording.every
        if not common:
            continue
        shared = sum(weight for meant, weight in wording.weighed if not meant.isdisjoint(common))
        shared += sum(map(base.weight, common))
        if shared > best * (whole + there):
            best, nearest = shared / (whole + there), terms
    return best, nearest


def coverage(
    base: KnowledgeBase, reading: Reading, row: int, asked_there: frozenset[str]
) -> tuple[float, tuple[str, ...]]:
    """How much of what is asked about a passage or its nearest question mentions, and what they do not.

    The other anticipated questions do not count: words from several of them prove no single subject. Where there are
    none, the word for a kind of figure (며칠, 날짜) does not either: the figure stands there without it.
    """
    terms = base.own_terms[row] | asked_there
    whole = held = 0.0
    missing = []
    for term in reading.asked:
        weight = base.rarity(term) * (1.0 if term in reading.nouns else VERB_SHARE)
        whole += weight
        if not reading.meant[term].isdisjoint(terms) or (len(term) > 1 and term in base.own_text(row)):
            held += weight
        elif base.passages[row].is_bare and term in vocabulary().measures:
            whole -= weight
        else:
            missing.append(term)
    for specific in reading.specifics:
        weight = base.rarity(specific)
        whole += weight
        if specific in base.own_text(row):
            held += weight
        else:
            missing.append(specific)
    return (held / whole if whole else 1.0), tuple(missing)
