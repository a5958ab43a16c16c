"""The words of one statement: its nouns, what it negates, which campus, track and year stand next to what."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import yaml

from knowledge.campuses import CampusFinder
from knowledge.claims import Claim, Found, found_in
from knowledge.lexical import analyser_with
from knowledge.normalisation import compact, search_key, shown

NOUN_TAGS = frozenset({"NNG", "NNP", "XR", "SH"})
PREDICATE_TAGS = frozenset({"VV", "VA", "MAG"})
BINDING = ("campus", "track", "year")
"""What a figure belongs to."""

_WEEKDAYS = "월화수목금토일"
_CLAUSE_END = re.compile(r",(?!\d)|[;:()]|(?<=[가-힣])(?:고|며|지만|는데|으로|로서)\s|\b(?:and|while|but)\b")
_BETWEEN_NAMES = re.compile(r"(?:[\s,·/]|구|캠퍼스|과|와|및|그리고|and|the|campus|gu|분야|트랙|특화)*")
_NEGATED_BEFORE = re.compile(r"없|않|아니|아닙|아닌|아님|못\s?[하합]|불가(?!피)")
_NEGATES_NEXT = re.compile(r"(?<![가-힣])(?:안|못)\s|불(?=가능|필요)|\b(?:not|no|never|without|cannot)\b|n't\b")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+#]*(?:[.&-][A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class WordLists:
    """The lists of grounding_words.yaml; `same` and `opposites` map a word to all its partners."""

    light: frozenset[str]
    same: dict[str, frozenset[str]]
    opposites: dict[str, frozenset[str]]


@cache
def word_lists() -> WordLists:
    """Read grounding_words.yaml, once."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    content = yaml.load((Path(__file__).parent / "grounding_words.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506
    partners: dict[str, dict[str, frozenset[str]]] = {"same": {}, "opposites": {}}
    for name, found in partners.items():
        for group in content[name]:
            for word in group:
                found[word] = found.get(word, frozenset()) | (frozenset(group) - {word})
    return WordLists(frozenset(word for row in content["light"] for word in row), **partners)


@dataclass(frozen=True, slots=True)
class Word:
    """A noun or predicate and where it stands in the search key."""

    start: int
    form: str
    noun: bool
    proper: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Names of one kind that stand together (마포·중구·종로), and the clause they are in."""

    kind: str
    start: int
    end: int
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Said:
    """One statement taken apart; positions are those of `key`."""

    key: str
    compact: str
    found: tuple[Found, ...]
    words: tuple[Word, ...]
    latin_words: tuple[Word, ...]
    latin: frozenset[str]
    negated: frozenset[str]
    negations: int
    groups: tuple[Group, ...]
    clause_ends: tuple[int, ...]
    implied: tuple[Found, ...]
    """What follows from its dates: the year of 8월 19일 after 2026년 7월 20일, the day of the week."""

    @property
    def claims(self) -> frozenset[Claim]:
        """What it asserts, without the places."""
        return frozenset(one.claim for one in self.found)

    def values(self, kind: str) -> frozenset[str]:
        """All campuses, tracks or years that it names."""
        return frozenset(value for group in self.groups if group.kind == kind for value in group.values)

    def owner(self, kind: str, start: int, end: int) -> frozenset[str]:
        """The campus, track or year that what stands at a place belongs to; empty where the statement names none.

        In the same clause the one in brackets after it, the last before it or the first after it; else the last
        before it in the sentence, which Korean does not repeat, or the first after it.
        """
        groups = [group for group in self.groups if group.kind == kind]
        if len(groups) < 2:
            return groups[0].values if groups else frozenset()
        if bracket := [g for g in groups if g.start >= end and re.fullmatch(r"\s?\(\s?", self.key[end : g.start])]:
            return bracket[0].values
        clause = self._clause(start)
        near = [group for group in groups if self._clause(group.end - 1) == clause]
        for candidates in (near, groups):
            before = [group for group in candidates if group.end <= start]
            if before or candidates:
                return (before[-1] if before else candidates[0]).values
        return frozenset()

    def _clause(self, position: int) -> int:
        return sum(end <= position for end in self.clause_ends)


@lru_cache(maxsize=4096)
def said(text: str, finder: CampusFinder | None = None) -> Said:
    """Take a statement apart. Without a finder only its figures are looked at."""
    key = search_key(text)
    found = tuple(found_in(text, finder))
    words = tuple(_words(key, finder)) if finder else ()
    names = set(proper_latin(text))
    latin = tuple(Word(m.start(), m[0], False, m[0] in names) for m in _LATIN.finditer(key)) if finder else ()
    return Said(
        key=key,
        compact=compact(key),
        found=found,
        words=words,
        latin_words=latin,
        latin=frozenset(word.form for word in latin),
        negated=frozenset(_negated(key, words)),
        negations=len(_NEGATED_BEFORE.findall(key)) + len(_NEGATES_NEXT.findall(key)),
        groups=tuple(_groups(key, found)),
        clause_ends=tuple(match.end() for match in _CLAUSE_END.finditer(key)),
        implied=tuple(_implied(found)),
    )


def proper_latin(text: str) -> list[str]:
    """The Latin words of a text that name something: all of a Korean one, those with capitals of an English one."""
    plain = unicodedata.normalize("NFKC", shown(text))
    words = [match[0] for match in _LATIN.finditer(plain) if len(match[0]) > 1]
    korean = len(re.findall("[가-힣]+", text)) > len(words)
    return [word.lower() for word in words if korean or word != word.lower()]


def _words(key: str, finder: CampusFinder) -> Iterator[Word]:
    """Nouns and predicates in order; Kiwi gives the stem of a predicate, which may end in another letter."""
    position = 0
    analyser = analyser_with(finder.words)
    unknown = {start for start, _ in analyser.unknown_words(key)}
    for form, tag in analyser.analyse(key):
        if tag not in NOUN_TAGS and tag not in PREDICATE_TAGS:
            continue
        at = key.find(form, position)
        if at < 0:
            at = key.find(form[:-1], position) if len(form) > 1 else position
        position = max(at, position)
        yield Word(position, form, tag in NOUN_TAGS, tag == "NNP" or position in unknown)
        position += 1


def _negated(key: str, words: tuple[Word, ...]) -> Iterator[str]:
    """The words that a statement turns round: 무료가 아닙니다, 제한이 없습니다, not free."""
    korean = [word for word in words if word.form not in ("없", "없이", "안", "못", "불가")]
    latin = [Word(m.start(), m[0].lower(), False) for m in _LATIN.finditer(key)]
    for match in _NEGATED_BEFORE.finditer(key):
        before = [word for word in korean if word.start < match.start()]
        if before and "뿐" not in key[before[-1].start : match.start()]:
            yield before[-1].form
    for match in _NEGATES_NEXT.finditer(key):
        light = word_lists().light
        after = [word for word in (*latin, *korean) if word.start >= match.end() and word.form not in light]
        if after:
            yield min(after, key=lambda word: word.start).form


def _implied(found: tuple[Found, ...]) -> Iterator[Found]:
    """The year of a date without one is that of the date before it (2026년 7월 20일부터 8월 19일까지), or where there
    is none that of the date after it (1 June to 12 July 2026)."""
    dates = [one for one in found if one.claim.kind == "date"]
    parts = [[int(part or 0) for part in one.claim.value.split("-")] for one in dates]
    for at, (one, (year, month, day)) in enumerate(zip(dates, parts, strict=True)):
        if not year:
            before = next((known for known in reversed(parts[:at]) if known[0] and known[1]), None)
            after = next((known for known in parts[at + 1 :] if known[0] and known[1]), None)
            if before:
                year = before[0] + (month < before[1])
            elif after:
                year = after[0] - (month > after[1])
            if year:
                yield Found(one.start, one.end, Claim("date", f"{year}-{month}-{day or ''}"))
        with suppress(ValueError):
            yield Found(one.start, one.end, Claim("weekday", _WEEKDAYS[date(year, month, day).weekday()]))


def _groups(key: str, found: tuple[Found, ...]) -> Iterator[Group]:
    for kind in BINDING:
        current: Group | None = None
        for one in found:
            value = _value(one.claim, kind)
            if not value:
                continue
            if current and _BETWEEN_NAMES.fullmatch(key[current.end : one.start]):
                current = Group(kind, current.start, one.end, current.values | {value})
                continue
            if current:
                yield current
            current = Group(kind, one.start, one.end, frozenset({value}))
        if current:
            yield current


def _value(claim: Claim, kind: str) -> str:
    if kind == "year":
        return claim.value.split("-")[0] if claim.kind == "date" else ""
    return claim.value if claim.kind == kind else ""
