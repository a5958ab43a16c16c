"""Disagreement: which pairs of statements give different values for one thing.

Two statements disagree where they are the same sentence but for a value: same campus, track, year, cohort, qualifiers
and words, other sources. Rather none than a false one: what is worded otherwise, or differs in what it measures, is
left alone, unless the documents say themselves that the sources differ.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from knowledge.base import KnowledgeBase
from knowledge.claims import Claim, Found, found_in
from knowledge.document import CONFIDENCES, Passage, Source, Statement
from knowledge.normalisation import search_key

SHARED_WORDS = 2
"""Words that two statements must share at least: a bare figure says nothing of what it counts."""
DIFFERENT_WORDS = 1
"""Words by which the wordings may differ, qualifiers and names excepted."""
MOST_ALIKE = 100
"""Statements of the same words with other values, above which they are a form filled in for as many things."""
ROUNDED = 0.02
"""Share by which a round figure may differ from an exact one and still say the same (1만 명, 10,114명)."""

_NAMING = frozenset({"기", "호", "번", "회", "차", "호선", "학기", "분기", "대"})
"""Units of figures that say which one is meant, not how much."""
_QUALIFIERS = frozenset(
    [
        "약",
        "최대",
        "최소",
        "이상",
        "이하",
        "미만",
        "초과",
        "누적",
        "평균",
        "연간",
        "목표",
        "계획",
        "예정",
        "추정",
        "처음",
        "상반기",
        "하반기",
        "중간",
        "최종",
        "예상",
        "연",
        "월",
        "about",
        "least",
        "most",
        "over",
        "under",
        "cumulative",
        "average",
        "yearly",
        "target",
        "planned",
        "expected",
        "interim",
        "first",
    ]
)
_EVERYWHERE = frozenset(
    [
        "청년취업사관학교",
        "청취사",
        "새싹",
        "sesac",
        "서울시",
        "서울",
        "연간",
        "해마다",
        "the",
        "of",
        "in",
        "at",
        "and",
        "for",
        "was",
        "were",
        "is",
        "are",
        "has",
    ]
)
_REPORTING = re.compile(
    r"다르|달라|보도|발표|기준|기사|자료|안내|공고|누리집|현재|소개|설명|적었|적힌|적혀|나옵니다|나온|나와|따르면|report|announc|notice|source|according|article|page"
)
_REPORT_AFTER = re.compile(
    r"\s?(?:초|말|중|에|에는|의|자|기준|현재)?\s?(?:\S+\s)?(?:보도|발표|기준|기사|자료|안내|공고|누리집|현재|report|announc)|\)"
)
_REPORT_BEFORE = re.compile(
    r"(?:\(|기준:|as of|(?:report|announcement|plan|website|page|notice|article)s? of|(?:announced|reported|described) in"
    r"(?: early)?)\s*$"
)
SAID_TO_DIFFER = re.compile(r"자료마다|바뀌어 보도|sources (?:differ|disagree|give (?:different|two))", re.IGNORECASE)
"""How the documents say that their sources differ, in a statement or over a passage."""
_PARTICLE = re.compile(
    r"(?<=[가-힣]{2})(?:입니다|이었습니다|였습니다|이며|이고|됩니다|되었습니다|합니다|했습니다|에서는|에서|까지는|까지|부터는|부터|"
    r"으로|에는|이라고|라고|은|는|이|가|을|를|에|로|와|과|도|의)$"
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A statement where it stands."""

    passage: Passage
    statement: Statement

    @property
    def source(self) -> Source:
        """The best of its sources."""
        return max((self.passage.sources[key] for key in self.statement.sources), key=rank)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two current statements that give different values for one thing; `first` is the newer or more official.

    `values` are the values of `first` and of `second`, as claims; `shared` are the words that both have.
    """

    first: Quote
    second: Quote
    values: tuple[tuple[Claim, ...], tuple[Claim, ...]]
    shared: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Frame:
    """A statement without its values."""

    quote: Quote
    words: frozenset[str]
    identity: tuple[object, ...]
    places: frozenset[Claim]
    naming: frozenset[Claim]
    values: tuple[Claim, ...]


def disagreeing(base: KnowledgeBase, among: Iterable[Passage] | None = None) -> Iterator[Conflict]:
    """Every pair of current statements of a base, or of these passages of it, that give different values for one
    thing."""
    passages = base.passages if among is None else among
    yield from _pairs([frame for frame in _frames(base, passages) if frame.values])


def _frames(base: KnowledgeBase, passages: Iterable[Passage]) -> Iterator[_Frame]:
    seen: set[str] = set()
    for passage in passages:
        for statement in passage.statements:
            if passage.gap or statement.text in seen or not re.search(r"\d", statement.text):
                continue
            seen.add(statement.text)
            yield _frame(base, Quote(passage, statement))


def _frame(base: KnowledgeBase, quote: Quote) -> _Frame:
    text = quote.statement.text
    key = search_key(text)
    found = found_in(text, base.finder)
    places = frozenset(one.claim for one in found if one.claim.kind in ("campus", "track"))
    if not any(claim.kind == "campus" for claim in places):
        places |= {Claim("campus", campus) for campus in quote.passage.campus}
    values: list[Claim] = []
    naming: list[Claim] = []
    for one in found:
        if one.claim.kind in ("campus", "track", "weekday") or _is_report_date(key, one):
            continue
        (values if _is_value(one.claim) else naming).append(one.claim)
    for one in found:
        key = key[: one.start] + " " * (one.end - one.start) + key[one.end :]
    words = {_PARTICLE.sub("", word) for word in re.findall(r"[가-힣]+|[a-z][a-z0-9+.-]*", key)}
    words = {word for word in words if len(word) > 1 and not _REPORTING.search(word)} | (words & _QUALIFIERS)
    words -= _EVERYWHERE
    shape = tuple(sorted((claim.kind, claim.unit) for claim in values))
    identity = (quote.passage.language, places, frozenset(naming), shape, frozenset(words & _QUALIFIERS))
    return _Frame(quote, frozenset(words), identity, places, frozenset(naming), tuple(values))


def _is_value(claim: Claim) -> bool:
    if claim.kind == "date":
        return bool(claim.value.split("-")[1])  # a year alone says which year is meant
    return claim.kind in ("time", "number") and claim.unit not in _NAMING


def _is_report_date(key: str, one: Found) -> bool:
    if one.claim.kind != "date":
        return False
    return bool(_REPORT_AFTER.match(key, one.end) or _REPORT_BEFORE.search(key, 0, one.start))


def _pairs(frames: Sequence[_Frame]) -> Iterator[Conflict]:
    """Same sentences with other values, and what passages that speak of differing sources say of a shown value."""
    for one, other in _alike(frames):
        if _dissent(one, other):
            first, second = sorted((one, other), key=lambda frame: rank(frame.quote.source), reverse=True)
            yield _conflict(first, second)
    for group, met in _met(_differing(frames), frames):
        for frame in met:
            if frame.quote.passage is not group[0].quote.passage:
                for other in _alternatives(frame, group):
                    yield _conflict(other, frame)


def _alike(frames: Sequence[_Frame]) -> Iterator[tuple[_Frame, _Frame]]:
    """The pairs of one identity whose wordings differ by a word each at most, without comparing each with each: two
    such share the words that are left without that word.

    One identity after the other: the words left of all statements of a large base at once were gigabytes.
    """
    of_identity: dict[tuple[object, ...], list[_Frame]] = defaultdict(list)
    for frame in frames:
        of_identity[frame.identity].append(frame)
    for same in of_identity.values():
        groups: dict[frozenset[str], list[_Frame]] = defaultdict(list)
        for frame in same if len(same) > 1 else ():
            for words in (frame.words, *(frame.words - {word} for word in frame.words)):
                if len(words) >= SHARED_WORDS:
                    groups[words].append(frame)
        for words, group in groups.items():
            if len(group) <= MOST_ALIKE:
                yield from ((one, other) for one, other in combinations(group, 2) if one.words & other.words == words)


def _conflict(first: _Frame, second: _Frame) -> Conflict:
    return Conflict(first.quote, second.quote, (first.values, second.values), first.words & second.words)


def _differing(frames: Sequence[_Frame]) -> list[list[_Frame]]:
    """The statements that give the differing values of one thing: a passage so headed, or one that says it itself."""
    groups: dict[str, list[_Frame]] = defaultdict(list)
    for frame in frames:
        if SAID_TO_DIFFER.search(frame.quote.passage.heading):
            groups[frame.quote.passage.id].append(frame)
        elif SAID_TO_DIFFER.search(frame.quote.statement.text):
            groups[frame.quote.statement.text].append(frame)
    return list(groups.values())


def _met(groups: Sequence[list[_Frame]], frames: Sequence[_Frame]) -> Iterator[tuple[list[_Frame], list[_Frame]]]:
    """Each group with the statements that give a value of one of its own, of the same places: none else can have an
    alternative in it."""
    holding: dict[tuple[object, ...], set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for one in group:
            for value in one.values:
                holding[one.identity[0], one.places, value].add(number)
    met: dict[int, list[_Frame]] = defaultdict(list)
    for frame in frames:
        keys = ((frame.identity[0], frame.places, value) for value in frame.values)
        for number in set().union(*(holding.get(key, ()) for key in keys)):
            met[number].append(frame)
    yield from ((groups[number], met[number]) for number in sorted(met))


def _alternatives(frame: _Frame, group: Sequence[_Frame]) -> list[_Frame]:
    """Those of a group that give another value where one of the group gives the value of a statement."""
    shared: set[Claim] = set()
    # Of people and their share (82명 중 52명, 63%) the share is what is compared.
    shares = sum(any(claim.unit == "%" for claim in one.values) for one in group) > 1
    for one in group:
        same_language = one.identity[0] == frame.identity[0]
        if same_language and one.places == frame.places and one.naming <= frame.naming:
            common = {claim for claim in set(one.values) & set(frame.values) if not shares or claim.unit == "%"}
            shared |= common if one.words & frame.words else {claim for claim in common if claim.kind == "date"}
    return [
        other
        for other in group
        if any(
            (claim.kind, claim.unit) == (value.kind, value.unit) and not any(agree(value, own) for own in alike)
            for claim in shared
            for value in other.values
            if (alike := [own for own in frame.values if (own.kind, own.unit) == (claim.kind, claim.unit)])
        )
    ]


def _dissent(one: _Frame, other: _Frame) -> bool:
    sources = set(one.quote.statement.sources) & set(other.quote.statement.sources)
    same_words = len(one.words & other.words) >= SHARED_WORDS
    if sources or not same_words or len(one.words ^ other.words) > 2 * DIFFERENT_WORDS:
        return False
    if max(len(one.words - other.words), len(other.words - one.words)) > DIFFERENT_WORDS:
        return False
    return any(not agree(a, b) for a, b in zip(one.values, other.values, strict=True))


def agree(one: Claim, other: Claim) -> bool:
    """Whether two values of one kind say the same, one perhaps less exactly."""
    if (one.kind, one.unit) != (other.kind, other.unit):
        return False
    if one.kind == "date":
        parts = list(zip(one.value.split("-"), other.value.split("-"), strict=True))
        return all("" in pair or pair[0] == pair[1] for pair in parts)
    if one.kind == "number" and one != other:
        low, high = sorted((float(one.value), float(other.value)))
        round_figure = any(value >= 1000 and value % 1000 == 0 for value in (low, high))
        return round_figure and high - low <= ROUNDED * high
    return one == other


def rank(source: Source) -> tuple[bool, str, int]:
    """Unofficial last, then the newest, then the most official."""
    return source.confidence != "unofficial", source.published or "", -CONFIDENCES.index(source.confidence)
