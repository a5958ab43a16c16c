"""Dissent: where another current source gives another value for the same thing, the answer says so.

The newer and the more official comes first, an unofficial source never stands before another, and each is named with
its date. What counts as the same thing is decided by knowledge/disagreement.py.
"""

import re
import weakref
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from knowledge import texts
from knowledge.base import KnowledgeBase
from knowledge.claims import Claim, found_in
from knowledge.disagreement import SAID_TO_DIFFER, Conflict, Quote, agree, disagreeing, rank
from knowledge.document import Language, Passage
from knowledge.writing import Sentence

_LEAD: dict[Language, dict[str, str]] = {
    "ko": {
        "newer": "더 새로운 자료({source})에는 다르게 나옵니다: {text}",
        "older": "이전 자료({source})에는 다르게 나옵니다: {text}",
        "other": "다른 자료({source})에는 다르게 나옵니다: {text}",
        "said": "다만 {text}",
    },
    "en": {
        "newer": "A newer source ({source}) differs: {text}",
        "older": "An earlier source ({source}) differs: {text}",
        "other": "Another source ({source}) differs: {text}",
        "said": "However: {text}",
    },
}


def dissent(base: KnowledgeBase, sentences: Sequence[Sentence], today: date | None = None) -> list[Sentence]:
    """What to append to an answer because other current sources say otherwise; usually nothing.

    Each is a quoted statement with its source and date before it. `today` leaves out what is no longer valid.
    """
    known = _known(base)
    shown = {sentence.quote for sentence in sentences}
    told = " ".join(sentence.text for sentence in sentences)
    extra: dict[str, Sentence] = {}
    for sentence in sentences:
        for conflict in known.get(sentence.quote, ()):
            other, own, value = _other_side(conflict, sentence)
            if other.statement.text in shown or _expired(other.passage, today) or _tells(told, value):
                continue
            if _told_by(extra, value) or SAID_TO_DIFFER.search(sentence.text):
                continue
            extra.setdefault(other.statement.text, _appended(other, own))
    return list(extra.values())


def newest_first(base: KnowledgeBase, sentences: Sequence[Sentence], today: date | None = None) -> list[Sentence]:
    """The sentences with each that a newer or more official statement contradicts replaced by that statement; the
    replaced one then comes back from `dissent` as the older."""
    known = _known(base)
    replaced = []
    for sentence in sentences:
        better = [
            conflict.first
            for conflict in known.get(sentence.quote, ())
            if conflict.second.statement.text == sentence.quote
            and rank(conflict.first.source) > rank(conflict.second.source)
            and not SAID_TO_DIFFER.search(conflict.first.statement.text)
            and not _expired(conflict.first.passage, today)
        ]
        if better and sentence.text == sentence.quote and better[0].statement.text not in {s.quote for s in sentences}:
            new = better[0]
            sentence = Sentence(
                new.statement.text, new.passage, new.statement.sources, new.statement.text, sentence.item
            )
        replaced.append(sentence)
    return replaced


def conflicts(base: KnowledgeBase) -> list[Conflict]:
    """Every pair of current statements that give different values for one thing, for the refresh's table."""
    found = {id(conflict): conflict for group in _known(base).values() for conflict in group}
    return list(found.values())


def as_of(sentences: Sequence[Sentence]) -> str | None:
    """The date of an answer: that of the newest source of its first sentence that cites any."""
    for sentence in sentences:
        dates = [sentence.passage.sources[key].published or "" for key in sentence.sources]
        if any(dates):
            return max(dates)
    return None


_CACHE: dict[int, tuple["weakref.ref[KnowledgeBase]", dict[str, list[Conflict]]]] = {}


def _known(base: KnowledgeBase) -> dict[str, list[Conflict]]:
    """The conflicts of a base by the text of either statement, worked out once."""
    kept = _CACHE.get(id(base))
    if kept is None or kept[0]() is not base:
        for key in [key for key, (reference, _) in _CACHE.items() if reference() is None]:
            del _CACHE[key]
        kept = _CACHE[id(base)] = (weakref.ref(base), _by_text(base))
    return kept[1]


def _by_text(base: KnowledgeBase) -> dict[str, list[Conflict]]:
    found: dict[str, list[Conflict]] = defaultdict(list)
    for conflict in disagreeing(base):
        for quote in (conflict.first, conflict.second):
            found[quote.statement.text].append(conflict)
    return dict(found)


def _expired(passage: Passage, today: date | None) -> bool:
    until = passage.valid_until
    return bool(today and until and until < today.isoformat()[: len(until)])


def _other_side(conflict: Conflict, sentence: Sentence) -> tuple[Quote, Quote, tuple[Claim, ...]]:
    """The contradicting quote, the shown one, and the values of the contradicting one that are not the shown one's."""
    first = conflict.first.statement.text == sentence.quote
    own, other = (conflict.first, conflict.second) if first else (conflict.second, conflict.first)
    ours, theirs = conflict.values if first else conflict.values[::-1]
    return other, own, tuple(claim for claim in theirs if claim not in ours)


def _tells(text: str, values: Sequence[Claim]) -> bool:
    stated = [one.claim for one in found_in(text)]
    return bool(values) and all(any(agree(value, claim) for claim in stated) for value in values)


def _told_by(extra: dict[str, Sentence], values: Sequence[Claim]) -> bool:
    return any(_tells(sentence.text, values) for sentence in extra.values())


def _appended(other: Quote, own: Quote) -> Sentence:
    """The contradicting statement with its source before it, named as newer or older where the dates tell."""
    theirs, ours = other.source.published or "", own.source.published or ""
    length = min(len(theirs), len(ours))
    age = "said" if SAID_TO_DIFFER.search(other.statement.text) else "other"
    if age == "other" and length and theirs[:length] != ours[:length]:
        age = "newer" if theirs > ours else "older"
    source = ", ".join(filter(None, (other.source.publisher, other.source.published)))
    text = _LEAD[other.passage.language][age].format(source=source, text=other.statement.text)
    if other.source.confidence == "unofficial" and not re.search("비공식|unofficial", text.lower()):
        text = f"{text} {texts.UNOFFICIAL[other.passage.language]}"
    return Sentence(text, other.passage, other.statement.sources, other.statement.text)
