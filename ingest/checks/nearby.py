"""Nearby: the statements that may speak of the same things as new ones, found without judging all."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from knowledge.base import KnowledgeBase
from knowledge.disagreement import SAID_TO_DIFFER
from knowledge.document import Passage, Statement
from knowledge.normalisation import compact

ANCHORS, SHARED_ANCHORS = 4, 2
"""Rarest terms of a statement that stand elsewhere too, and how many of them a passage about the same has."""
LOST_WORDS = 2
"""Words that a statement about the same may lack: wordings differ by one, and a figure or name may be within one."""
LENGTHS = 2
"""How many times as long the longer of two such statements may be."""
_SIGNS = ("자료마다", "바뀌어 보도", "ources ")
"""What SAID_TO_DIFFER needs at least."""
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"(?<![가-힣\d])[가-힣]{2,}|[a-z]{2,}")
_ENDING = re.compile(r"(?<=[가-힣]{2})(?:[은는이가을를에로와과도의]|에서|까지|부터|으로|입니다|합니다|됩니다)\Z")


@dataclass(frozen=True, slots=True)
class _New:
    """What is looked for of a new statement."""

    anchors: Sequence[str]
    words: Sequence[str]
    chars: int
    is_open: bool
    """Whether it says that sources differ: then it may speak of what is worded quite otherwise."""

    def is_near(self, text: str) -> bool:
        """Whether a statement in lower case may be about the same."""
        if self.is_open:
            return True
        if not self.chars <= LENGTHS * len(text) <= LENGTHS * LENGTHS * self.chars:
            return False
        count = len(self.words)
        may_lack = count - max(SHARED_ANCHORS, count - min(LOST_WORDS, count // 3))
        for word in self.words:
            if word not in text:
                may_lack -= 1
                if may_lack < 0:
                    return False
        return may_lack >= 0


def nearby(base: KnowledgeBase, new: Sequence[Passage]) -> list[Passage]:
    """`new` whole, and of other passages the statements with a figure that may be about the same; what says that
    sources differ is always among them. In index order."""
    own = {base.rows[passage.id]: passage for passage in new}
    found = {**_met(base, list(_told(base, own.items())), own.keys()), **own}
    return [found[row] for row in sorted(found)]


def _told(base: KnowledgeBase, passages: Iterable[tuple[int, Passage]]) -> Iterator[_New]:
    often = base.document_frequency
    for row, passage in passages:
        shared = [
            term
            for term in base.own_terms[row]
            if len(term) > 1 and often[term] > 1 and not _DIGIT.search(term) and not base.finder.is_name(term)
        ]
        shared.sort(key=lambda term: (often[term], term))
        for statement in _figures(passage.statements):
            key, text = compact(statement.text), statement.text.lower()
            anchors = [term for term in shared if term in key][:ANCHORS]
            words = {_ENDING.sub("", word) for word in _WORD.findall(text)}
            is_open = bool(SAID_TO_DIFFER.search(f"{passage.heading} {text}"))
            yield _New(anchors, sorted(words, key=len, reverse=True), len(text), is_open)


def _figures(statements: Iterable[Statement]) -> list[Statement]:
    return [statement for statement in statements if _DIGIT.search(statement.text)]


def _may_tell_sources_differ(passage: Passage) -> bool:
    return any(map(passage.text.__contains__, _SIGNS)) or any(map(passage.heading.__contains__, _SIGNS))


def _met(base: KnowledgeBase, told: Sequence[_New], without: Iterable[int]) -> dict[int, Passage]:
    """By row, the passages that share anchors with a new statement, cut down to the statements that may be meant."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(told):
        for term in one.anchors:
            wanted[term].append(number)
    rare, passed = frozenset(wanted), frozenset(without)
    found: dict[int, Passage] = {}
    for row, terms in enumerate(base.own_terms):
        if row in passed:
            continue
        shared, passage = terms & rare, base.passages[row]
        if _may_tell_sources_differ(passage):
            found[row] = passage
        elif len(shared) >= SHARED_ANCHORS:
            counts = Counter(chain.from_iterable(wanted[term] for term in shared))
            near = [told[one] for one, count in counts.items() if count >= SHARED_ANCHORS]
            statements = [
                statement
                for statement in (_figures(passage.statements) if near else ())
                if any(one.is_near(statement.text.lower()) for one in near)
            ]
            if statements:
                found[row] = replace(passage, statements=tuple(statements))
    return found
