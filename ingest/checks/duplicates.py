"""Duplicates: passages of different documents that say nearly the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

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
ANCHORS = 6
"""Rarest terms of a passage; one that says the same has one of them at least."""
MAX_COMMON = 300
"""Passages that may share a term before it leads nowhere."""
LIKELY = 0.6
"""Share of the smaller passage's terms from which the letters are compared."""


def duplicates(base: KnowledgeBase, new: frozenset[str]) -> tuple[Duplicate, ...]:
    """Each new passage that says what one of another document says, the likest first; `new` are passage ids.

    Of passages that are all letter for letter the same, each is put beside the first.
    """
    rows = [base.rows[one] for one in new if len(base.own_texts[base.rows[one]]) >= MIN_CHARS]
    found = [_told(base, one, other, share) for one, other, share in _pairs(base, sorted(rows))]
    return tuple(sorted(found, key=lambda one: (-one.share, one.first.document, one.second.document)))


def _pairs(base: KnowledgeBase, rows: Iterable[int]) -> Iterator[tuple[int, int, float]]:
    """Rows of passages that say the same, each pair once, with the share."""
    holding = _holding(base)
    seen: set[tuple[int, int]] = set()
    for row in rows:
        for other in _likely(base, row, holding):
            pair = (min(row, other), max(row, other))
            if pair in seen:
                continue
            seen.add(pair)
            share = _share(base.passages[row], base.passages[other])
            if share >= SAME:
                yield *pair, share


def _holding(base: KnowledgeBase) -> dict[str, list[int]]:
    """The rows of the passages that have each term as one of their anchors."""
    holding: dict[str, list[int]] = defaultdict(list)
    for row in range(len(base.passages)):
        for term in _anchors(base, row):
            holding[term].append(row)
    return holding


def _anchors(base: KnowledgeBase, row: int) -> list[str]:
    often = base.document_frequency
    shared = [term for term in base.own_terms[row] if 1 < often[term] <= MAX_COMMON]
    return sorted(shared, key=lambda term: (often[term], term))[:ANCHORS]


def _likely(base: KnowledgeBase, row: int, holding: dict[str, list[int]]) -> Iterator[int]:
    own, terms = base.passages[row], base.own_terms
    met = Counter(other for term in terms[row] for other in holding.get(term, ()))
    for other in met:
        if base.passages[other].document_id == own.document_id:
            continue
        if len(terms[row] & terms[other]) >= LIKELY * min(len(terms[row]), len(terms[other])):
            yield other


def _share(one: Passage, other: Passage) -> float:
    left, right = _shingles(one), _shingles(other)
    smaller = min(len(left), len(right))
    return len(left & right) / smaller if smaller + SHINGLE > MIN_CHARS else 0.0


def _shingles(passage: Passage) -> set[str]:
    text = compact(passage.text)
    return {text[at : at + SHINGLE] for at in range(len(text) - SHINGLE + 1)}


def _told(base: KnowledgeBase, one: int, other: int, share: float) -> Duplicate:
    return Duplicate(_side(base.passages[one]), _side(base.passages[other]), round(share, 3))


def _side(passage: Passage) -> Side:
    published = max((source.published or "" for source in passage.sources.values()), default="")
    return Side(passage.heading, passage.text, passage.document_id, passage.title, published or None)
