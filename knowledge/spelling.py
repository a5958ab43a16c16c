"""Spelling: unknown words of a question brought to the word of the knowledge base they were meant to be.

Only what Kiwi does not know as a word is touched (켐퍼스, 컨텐츠마캐터), compared by letters (jamo), so that a real
word that the documents lack (구내식당) stays what it is.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from knowledge.lexical import MorphemeAnalyser
from knowledge.normalisation import search_key

MAX_EDITS = {2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 2, 8: 3, 9: 3}
"""Jamo edits allowed by length in syllables."""
MIN_SYLLABLES = 2
MIN_COMMON_SYLLABLES = 3
"""Two syllables are too few to tell a mistyped word from another one (고딩, 코딩), except for names of places."""


def jamo(word: str) -> str:
    """A word's letters: 캠 becomes three."""
    return unicodedata.normalize("NFD", word)


class Speller:
    """Corrects against the words of the documents and the names of places, those in Hangul."""

    def __init__(self, words: Iterable[str], names: Iterable[str]) -> None:
        self._by_length: dict[int, dict[str, str]] = defaultdict(dict)
        for least, lexicon in ((MIN_COMMON_SYLLABLES, words), (MIN_SYLLABLES, names)):
            for word in lexicon:
                if len(word) >= least and all("가" <= character <= "힣" for character in word):
                    self._by_length[len(word)][jamo(word)] = word
        self._choices = {length: list(words) for length, words in self._by_length.items()}

    def correct(self, text: str, analyser: MorphemeAnalyser) -> str:
        """The text with unknown words corrected; the text itself where there is nothing to correct."""
        key = search_key(text)
        unknown = analyser.unknown_words(key)
        for start, length in sorted(unknown, reverse=True):
            word = key[start : start + length]
            fixed = self._word(word, analyser)
            if fixed != word:
                key = key[:start] + fixed + key[start + length :]
                text = key
        return text

    def _word(self, word: str, analyser: MorphemeAnalyser) -> str:
        """The longest parts of a word that are near to the lexicon, corrected from the longest down."""
        if len(word) < MIN_SYLLABLES:
            return word
        for size in range(len(word), MIN_SYLLABLES - 1, -1):
            for start in range(len(word) - size + 1):
                part = word[start : start + size]
                meant = self._nearest(part)
                if meant is not None and not analyser.is_word(part):
                    before, after = word[:start], word[start + size :]
                    return self._word(before, analyser) + meant + self._word(after, analyser)
        return word

    def _nearest(self, part: str) -> str | None:
        choices = self._choices.get(len(part))
        if not choices or len(part) not in MAX_EDITS:
            return None
        found = process.extractOne(jamo(part), choices, scorer=Levenshtein.distance, score_cutoff=MAX_EDITS[len(part)])
        return self._by_length[len(part)][found[0]] if found else None
