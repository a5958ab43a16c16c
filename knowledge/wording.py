"""Wording: the text of a question as its understood parts are taken out of it, and the sentences that answer it."""

import re
from collections.abc import Collection, Mapping
from functools import cache

from knowledge.base import KnowledgeBase
from knowledge.document import Language
from knowledge.normalisation import search_key
from knowledge.particulars import words
from knowledge.question import Reading, spelled, vocabulary


class Remainder:
    """A question (as search key) of which what was understood is taken out; each part leaves a space."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take(self, pattern: str) -> Mapping[str, str | None] | None:
        """Take the first match out; its named groups, empty where there are none. None where nothing matches."""
        match = re.search(pattern, self.text)
        if not match or not match[0].strip():
            return None
        self.text = f"{self.text[: match.start()]} {self.text[match.end() :]}"
        return match.groupdict()

    def take_all(self, pattern: str) -> bool:
        """Take every match out; whether there was any."""
        found = False
        while self.take(pattern) is not None:
            found = True
        return found

    def is_idle(self, base: KnowledgeBase, also: Collection[str] = ()) -> bool:
        """Whether nothing is left that could be a condition: only words that ask, serve or name the programme, and
        those `also` given."""
        if re.search(words()["negated"], self.text):
            return False
        known, (serving, idle) = vocabulary(), _condition_free()
        left = " ".join(
            word for word in re.findall(r"[^\s?!.,~()·]+", self.text) if word not in serving and word not in also
        )
        return all(
            term in idle or term in also or term in known.generic or term in known.programme
            for term, _ in base.analyser.analyse(left)
        )


@cache
def _condition_free() -> tuple[frozenset[str], frozenset[str]]:
    """Whole words that put no condition, and terms of the analyser that do not."""
    return frozenset(words()["serving"]), frozenset(words()["idle"])


def asked(reading: Reading, base: KnowledgeBase) -> str:
    """The question as search key, spelling corrected. A question for the nearest campus is taken as it was asked, for
    the search reads it as one for the way to the campus of that district."""
    if not reading.carried and re.search(words()["near"], reading.key):
        return search_key(base.speller.correct(spelled(reading.question.text), base.analyser))
    return search_key(reading.text)


def phrase(key: str, language: Language, /, **parts: object) -> str:
    """A sentence or part of one of directory.yaml, filled in."""
    text: str = words()["sentences"][key][language]
    return text.format(**parts)


def with_particle(word: str, after_consonant: str, after_vowel: str) -> str:
    """A Korean word with the particle that its last letter wants: 신림이, 홍대가.

    A syllable is 0xAC00 + (lead * 21 + vowel) * 28 + tail (Unicode Standard, section 3.12).
    """
    last = word.rstrip()[-1:]
    closed = "가" <= last <= "힣" and (ord(last) - 0xAC00) % 28 > 0
    return word + (after_consonant if closed else after_vowel)
