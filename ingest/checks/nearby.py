"""Nearby: the passages that may speak of the same things as those that were changed, found without reading all."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from knowledge.base import KnowledgeBase
from knowledge.document import Passage
from knowledge.normalisation import compact

ANCHORS = 4
"""Rarest terms of a statement that another passage has too; a statement of the same thing lacks those of one word."""
SHARED = 2
"""Of these, what a passage must have at least."""
_DIGIT = re.compile(r"\d")


def nearby(base: KnowledgeBase, touched: Sequence[Passage]) -> list[Passage]:
    """`touched` and the passages that have the rarest terms of one of their statements with a figure, in index
    order."""
    wanted: dict[str, list[int]] = defaultdict(list)
    number = 0
    for passage in touched:
        for text in (statement.text for statement in passage.statements):
            if _DIGIT.search(text):
                for term in _anchors(base, base.own_terms[base.rows[passage.id]], text):
                    wanted[term].append(number)
                number += 1
    rows = {base.rows[passage.id] for passage in touched} | set(_having(base, wanted))
    return [base.passages[row] for row in sorted(rows)]


def _anchors(base: KnowledgeBase, terms: Iterable[str], text: str) -> list[str]:
    key, often = compact(text), base.document_frequency
    own = [
        term
        for term in terms
        if often[term] > 1 and term in key and not _DIGIT.search(term) and not base.finder.is_name(term)
    ]
    return sorted(own, key=lambda term: (often[term], term))[:ANCHORS]


def _having(base: KnowledgeBase, wanted: dict[str, list[int]]) -> Iterable[int]:
    """The rows that have SHARED of the terms of one statement, or all where it has no more."""
    terms = frozenset(wanted)
    sizes = Counter(number for numbers in wanted.values() for number in numbers)
    for row, own in enumerate(base.own_terms):
        shared = own & terms
        if len(shared) > 1:
            met = Counter(number for term in shared for number in wanted[term])
            if any(count >= min(SHARED, sizes[number]) for number, count in met.items()):
                yield row
