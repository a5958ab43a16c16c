"""Duplicates: passages of different documents that say nearly the same.

Each passage is met only by those that share two of its rarest terms, or it two of theirs, so that the cost follows
the number of new passages and not its square.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from ingest.report import Duplicate, Side
from knowledge.base import KnowledgeBase
from knowledge.document import Passage
from knowledge.normalisation import compact

SAME = 0.8
"""Share of the smaller passage's shingles from which two passages say the same."""
MIN_CHARS = 60
"""Of letters and digits: shorter passages are alike by chance (무료입니다)."""
SHINGLE = 5
"""Letters of a shingle, as words of Korean run together."""
ANCHORS, SHARED_ANCHORS = 6, 2
"""Rarest terms of a passage, and how many of them one that says the same has at least."""
MAX_COMMON = 300
"""Passages that may share a term before it leads nowhere."""
LIKELY = 0.6
"""Share of the smaller passage's terms from which the letters are compared."""
_Postings = dict[str, list[int]]


def duplicates(base: KnowledgeBase, new: frozenset[str]) -> tuple[Duplicate, ...]:
    """Each new passage (by id) that says what one of another document says, the likest first.

    Of passages that are letter for letter the same, each is put beside the first of them.
    """
    rows = {base.rows[one] for one in new if len(base.passages[base.rows[one]].text) >= MIN_CHARS}
    found = dict.fromkeys(_copies(base, rows), 1.0)
    copied = {row for pair in found for row in pair if row != min(pair)}
    for one, other in _likely(base, rows - copied):
        share = _share(base, one, other) if not {one, other} & copied else 0.0
        if share >= SAME:
            found[one, other] = share
    told = [
        Duplicate(_side(base.passages[one]), _side(base.passages[other]), round(share, 3))
        for (one, other), share in sorted(found.items())
    ]
    return tuple(sorted(told, key=lambda one: -one.share))


def _copies(base: KnowledgeBase, rows: set[int]) -> Iterator[tuple[int, int]]:
    """The first row of each text and each later one, of which either is among `rows`."""
    first: dict[str, int] = {}
    for row, passage in enumerate(base.passages):
        one = first.setdefault(passage.text, row)
        if one != row and (one in rows or row in rows) and _are_of_two(base, one, row):
            yield one, row


def _likely(base: KnowledgeBase, rows: set[int]) -> Iterator[tuple[int, int]]:
    """Pairs of rows, one of them among `rows`, that have rare terms and most of their terms in common."""
    ranks = {
        term: rank
        for rank, (term, count) in enumerate(sorted(base.document_frequency.items(), key=lambda item: item[1]))
        if 1 < count <= MAX_COMMON
    }
    anchors = [_anchors(ranks, terms) for terms in base.own_terms]
    holding, having = _postings(base, rows, anchors)
    held = frozenset(holding)
    is_all = len(rows) * 2 > len(base.passages)  # then each pair is met from its other side
    seen: set[tuple[int, int]] = set()
    for row, terms in enumerate(base.own_terms):
        met = _met(having, anchors[row])
        if not is_all:
            met |= _met(holding, terms & held)
        for other in met:
            pair = (min(row, other), max(row, other))
            smaller = min(len(terms), len(base.own_terms[other]))
            if len(terms & base.own_terms[other]) < LIKELY * smaller or pair in seen:
                continue
            seen.add(pair)
            if _are_of_two(base, *pair):
                yield pair


def _anchors(ranks: Mapping[str, int], terms: frozenset[str]) -> list[str]:
    known = [term for term in terms if term in ranks]
    return sorted(known, key=ranks.__getitem__)[:ANCHORS]


def _postings(base: KnowledgeBase, rows: set[int], anchors: list[list[str]]) -> tuple[_Postings, _Postings]:
    """The rows among `rows` by their anchors, and by all their terms that are rare enough."""
    holding: _Postings = defaultdict(list)
    having: _Postings = defaultdict(list)
    often = base.document_frequency
    for row in rows:
        for term in anchors[row]:
            holding[term].append(row)
        for term in base.own_terms[row]:
            if often[term] <= MAX_COMMON:
                having[term].append(row)
    return dict(holding), dict(having)


def _met(postings: _Postings, terms: Iterable[str]) -> set[int]:
    """The rows that stand under SHARED_ANCHORS of the terms."""
    known = [postings[term] for term in terms if term in postings]
    if len(known) < SHARED_ANCHORS:
        return set()
    counts = Counter(chain.from_iterable(known))
    return {row for row, count in counts.items() if count >= SHARED_ANCHORS}


def _are_of_two(base: KnowledgeBase, one: int, other: int) -> bool:
    """Whether two rows are of different documents and neither is about a place that the other is not about."""
    left, right = base.passages[one], base.passages[other]
    if left.document_id == right.document_id or left.language != right.language:
        return False
    places = base.named_campuses(one), base.named_campuses(other)
    return places[0] <= places[1] or places[1] <= places[0]


def _share(base: KnowledgeBase, one: int, other: int) -> float:
    """Share of the smaller passage's shingles that the other has; 0 where it has a figure that the other has not."""
    small, large = sorted((base.passages[one].text, base.passages[other].text), key=len)
    if not set(re.findall(r"\d+", small)) <= set(re.findall(r"\d+", large)):
        return 0.0
    left, right = _shingles(small), _shingles(large)
    return len(left & right) / len(left) if len(left) + SHINGLE > MIN_CHARS else 0.0


def _shingles(text: str) -> set[str]:
    key = compact(text)
    return {key[at : at + SHINGLE] for at in range(len(key) - SHINGLE + 1)}


def _side(passage: Passage) -> Side:
    published = max((source.published or "" for source in passage.sources.values()), default="")
    return Side(passage.heading, passage.text, passage.document_id, passage.title, published or None)
