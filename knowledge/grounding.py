"""Grounding: does everything that a text says stand in what it cites, about the same campus, track and year?

A sentence that quotes its source word for word is proven by that. Any other is taken apart: each figure, date, time
and address must stand in one statement of the source beside the same campus, track and year, and under a noun that
the statement has too; each name and noun must stand in the source; nothing may be negated, turned to its opposite or
put in another order. What only the question says proves nothing.
"""

import re
from collections.abc import Iterable, Sequence

from knowledge import texts
from knowledge.alteration import altered
from knowledge.campuses import CampusFinder
from knowledge.claims import EMAIL, PHONE, Claim, Found, claims
from knowledge.document import Statement
from knowledge.normalisation import compact
from knowledge.statement_words import BINDING, Said, proper_latin, said, word_lists

__all__ = ["EMAIL", "PHONE", "Claim", "claims", "grounded", "quoted", "unproven"]

_SENTENCE_END = re.compile(r"(?<=[^\d\s][.!?])(?<!\b[ap]\.m\.)\s+|\n+")
_MARKS = re.compile("|".join(rf"\s*{re.escape(mark)}" for mark in texts.UNOFFICIAL.values()))
_FIGURES = frozenset({"number", "date", "time", "weekday", "phone", "email", "url"})
_PLACES = frozenset({"campus", "track"})
_PLACES_COUNTED = {"곳", "개"}


def grounded(
    text: str, statements: Sequence[Statement], headings: Sequence[str], finder: CampusFinder | None = None
) -> set[Claim]:
    """What a text claims that the statements it cites, under their headings, do not; empty where all is proven.

    Headings prove names, campuses, tracks and dates, and say what a statement is about that names none of these.
    """
    bare = _MARKS.sub("", text).strip()
    quotes = {statement.text for statement in statements}
    if bare in quotes:
        return set()
    evidence = Evidence([said(quote, finder) for quote in dict.fromkeys(s.text for s in statements)], headings, finder)
    missing: set[Claim] = set()
    campus: frozenset[str] = frozenset()
    for sentence in filter(None, _SENTENCE_END.split(bare)):
        if sentence not in quotes:
            missing |= evidence.unproven(sentence, campus) | evidence.reworded(sentence)
        campus = said(sentence, finder).values("campus") or campus
    return missing


def unproven(text: str, evidence: Iterable[str], finder: CampusFinder | None = None) -> set[Claim]:
    """The figures, campuses and tracks of a text that no piece of the evidence states, bound as in `grounded`.

    A piece is a heading, a statement or a whole passage. For sentences that this code composed of several passages;
    their words are not looked at.
    """
    pieces = [piece for piece in evidence if piece]
    parts = [part for piece in pieces for part in _SENTENCE_END.split(piece) if part]
    headings = [piece for piece in pieces if not re.search(r"[.!?]$", piece)]
    proof = Evidence([said(part, finder) for part in dict.fromkeys(parts)], headings, finder)
    missing: set[Claim] = set()
    for sentence in filter(None, _SENTENCE_END.split(_MARKS.sub("", text).strip())):
        if not _stands_in(sentence, pieces):
            missing |= proof.unproven(sentence)
    return missing


def _stands_in(sentence: str, pieces: Sequence[str]) -> bool:
    """Whether a whole sentence is a verbatim part of a piece, which a heading may precede."""
    return bool(re.search(r"[.!?]\)?$", sentence)) and any(f" {sentence} " in f" {piece} " for piece in pieces)


class Evidence:
    """The statements that a text cites, and what stands over them."""

    def __init__(self, statements: Sequence[Said], headings: Sequence[str], finder: CampusFinder | None) -> None:
        self.statements = statements
        self.heading = said(" / ".join(headings), finder)
        self.finder = finder
        self._letters = "|".join((self.heading.compact, *(one.compact for one in statements)))
        self._latin = self.heading.latin.union(*(one.latin for one in statements))
        self._claims = {c for c in self.heading.claims if c.kind not in _FIGURES or c.kind == "date"}.union(
            *(one.claims for one in statements)
        )
        self._claims |= {one.claim for statement in (self.heading, *statements) for one in statement.implied}

    def unproven(self, sentence: str, campus: frozenset[str] = frozenset()) -> set[Claim]:
        """The claims of a sentence that no statement makes of the same campus, track and year.

        `campus` is what the sentences before it are about.
        """
        text = said(sentence, self.finder)
        absent = {claim for claim in text.claims if not any(_proves(known, claim) for known in self._claims)}
        bound = {one.claim for one in text.found if one.claim not in absent and not self._bound(text, one, campus)}
        return absent | bound | altered(text, self.statements)

    def reworded(self, sentence: str) -> set[Claim]:
        """Names and nouns that the evidence does not have, and what is negated or turned to its opposite."""
        text = said(sentence, self.finder)
        return self._names(sentence, text) | self._turned(text)

    def _names(self, sentence: str, text: Said) -> set[Claim]:
        """Nouns and Latin words that nothing in the evidence has."""
        words = {word.form for word in text.words if word.noun and not _inside(text, word.start)}
        absent = {word for word in words if len(word) > 1 and not self._has(word)}
        in_figures = " ".join(text.key[one.start : one.end] for one in text.found)
        absent |= {word for word in proper_latin(sentence) if not self._has_latin(word) and word not in in_figures}
        moved = {word for word in words - absent if len(word) > 1 and not self._in_place(text, word)}
        return {Claim("name", word) for word in absent | moved | self._places(text)}

    def _places(self, text: Said) -> set[str]:
        """Names that stand for a campus (공덕역) and that the evidence does not have."""
        where = self.finder
        if not where:
            return set()
        named = ((text.key[one.start : one.end], one.claim.value) for one in text.found if one.claim.kind == "campus")
        return {
            word
            for word, campus in named
            if (bare := compact(word)) not in self._letters
            and not any(
                bare in compact(own) for own in (where[campus].name, where[campus].name_en, where[campus].district)
            )
        }

    def _has(self, word: str) -> bool:
        lists = word_lists()
        return word in lists.light or any(one in self._letters for one in (word, *lists.same.get(word, ())))

    def _has_latin(self, word: str) -> bool:
        lists = word_lists()
        if word in lists.light or word in self._latin or word.removesuffix("s") in self._latin:
            return True
        if "-" in word and all(self._has_latin(part) for part in word.split("-")):
            return True
        return any(one in self._latin or one in self._letters for one in lists.same.get(word, ()))

    def _in_place(self, text: Said, word: str) -> bool:
        """Whether a noun stands beside the same campus as in some statement."""
        wanted = text.owner("campus", (at := text.key.find(word)), at + len(word))
        if not wanted or at < 0 or word in word_lists().light or word in self.heading.compact:
            return True
        owners = [
            self._owner(row, "campus", match.start(), match.end(), shared=True)
            for row, statement in enumerate(self.statements)
            for match in re.finditer(re.escape(word), statement.key)
        ]
        return not owners or any(not owner or wanted <= owner for owner in owners)

    def _bound(self, text: Said, one: Found, campus: frozenset[str]) -> bool:
        """Whether some statement says the same of the same campus, track and year, under the same noun."""
        if one.claim.kind == "campus" or (one.claim.kind == "date" and _proves_any(self.heading.claims, one.claim)):
            return True
        kinds = {"track": ("campus",), "date": BINDING[:2], "weekday": BINDING[:2]}.get(one.claim.kind, BINDING)
        wanted = {kind: text.owner(kind, one.start, one.end) for kind in kinds}
        wanted["campus"] = wanted["campus"] or campus
        labels = _labels(text, one) if one.claim.kind == "number" else []
        for row, statement in enumerate(self.statements):
            if labels and not any(self._counts(statement, label) for label in labels):
                continue
            for known in (*statement.found, *statement.implied):
                if _proves(known.claim, one.claim) and self._same_owners(row, known, wanted):
                    return True
        return one.claim.kind in _PLACES and one.claim in self.heading.claims

    def _counts(self, statement: Said, label: str) -> bool:
        names = (label, *word_lists().same.get(label, ()))
        return any(name in statement.compact or name in self.heading.compact for name in names)

    def _same_owners(self, row: int, known: Found, wanted: dict[str, frozenset[str]]) -> bool:
        for kind, values in wanted.items():
            shared = kind == "campus" and known.claim.kind == "date"
            owner = self._owner(row, kind, known.start, known.end, shared) if values else None
            if owner and not values <= owner:
                return False
        return True

    def _owner(self, row: int, kind: str, start: int, end: int, shared: bool = False) -> frozenset[str]:
        """What a place in a statement belongs to: by the statement, its headings, or the statements before it.

        What is `shared` belongs to all where it stands before several: 정원은 마포 120명, 중구 80명.
        """
        groups = [group for group in self.statements[row].groups if group.kind == kind]
        if shared and len(groups) > 1 and end <= groups[0].start:
            return frozenset()
        owner = self.statements[row].owner(kind, start, end) or self.heading.values(kind)
        before = row
        while not owner and before:
            before -= 1
            owner = self.statements[before].values(kind)
        return owner

    def _turned(self, text: Said) -> set[Claim]:
        """What the text negates and the evidence does not, the other way round, and words turned to their opposites."""
        turned = {
            Claim("not", word)
            for word in text.negated
            if not any(word in one.negated for one in (*self.statements, self.heading))
        }
        words = {word.form for word in text.words} | text.latin
        for word in words - text.negated:
            having = [one for one in self.statements if word in one.latin or any(w.form == word for w in one.words)]
            if having and all(word in one.negated for one in having) and not self._has_plain(word):
                turned.add(Claim("affirmed", word))
            opposites = word_lists().opposites.get(word, frozenset())
            if opposites and not having and any(self._said(other) for other in opposites):
                turned.add(Claim("opposite", word))
        return turned

    def _has_plain(self, word: str) -> bool:
        return word in word_lists().light

    def _said(self, word: str) -> bool:
        return any(word in one.latin or any(w.form == word for w in one.words) for one in self.statements)


def _inside(text: Said, position: int) -> bool:
    return any(one.start <= position < one.end for one in text.found)


def _labels(text: Said, one: Found) -> list[str]:
    """The last two nouns before a figure, which say what is counted."""
    light = word_lists().light
    nouns = [
        word.form
        for word in text.words
        if word.noun and word.start < one.start and len(word.form) > 1 and word.form not in light
        if not _inside(text, word.start)
    ]
    return nouns[-2:]


def _proves_any(known: Iterable[Claim], claim: Claim) -> bool:
    return any(_proves(one, claim) for one in known)


def _proves(known: Claim, claim: Claim) -> bool:
    """Whether one claim says what another says."""
    if known == claim:
        return True
    if claim.kind == known.kind == "date":
        # 2025년 is proven by 2025년 11월 11일, 11월 11일 by 2025-11-11: each stated part must agree.
        return _agrees(claim.value, known.value)
    if {claim.kind, known.kind} == {"date", "number"} and not claim.unit + known.unit:
        return claim.value.rstrip("-") == known.value.rstrip("-")  # 2000 trainees may look like a year
    if claim.kind == known.kind == "number":
        units = {claim.unit, known.unit}
        return claim.value == known.value and ("" in units or units == _PLACES_COUNTED)
    if claim.kind == "url":
        return f"{known.value}/".startswith(f"{claim.value}/") or known.value.endswith(f"@{claim.value}")
    return False


def _agrees(stated: str, known: str) -> bool:
    return all(part in ("", other) for part, other in zip(stated.split("-"), known.split("-"), strict=True))


def quoted(quote: str, passage_text: str) -> bool:
    """Whether a quote is a verbatim part of a passage, but for spaces."""
    return compact(quote) in compact(passage_text)
