"""Spelling: unknown words of a question brought to the word of the knowledge base they were meant to be.

Only what Kiwi does not know as a word is touched (켐퍼스, 청년취없사관학교), compared by letters (jamo), so that a real
word that the documents lack (구내식당) stays what it is.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from knowledge.lexical import MorphemeAnalyser
from knowledge.normalisation import search_key

MAX_EDITS = {2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 2, 8: 3, 9: 3}
"""Jamo edits allowed by length in syllables."""
MIN_SYLLABLES = 2
COMMON = {2: 5, 3: 2}
"""In how many passages a word of so few syllables must stand to be what was meant; longer ones are told by one."""
CHOICES = 5
MAX_RUN = 60
"""Syllables without a space; what is longer is no question."""


def jamo(word: str) -> str:
    """A word's letters: 캠 becomes three."""
    return unicodedata.normalize("NFD", word)


_TWO_KEYS = str.maketrans(
    {
        "\u11aa": "ㄱㅅ",
        "\u11ac": "ㄴㅈ",
        "\u11ad": "ㄴㅎ",
        "\u11b0": "ㄹㄱ",
        "\u11b1": "ㄹㅁ",
        "\u11b2": "ㄹㅂ",
        "\u11b9": "ㅂㅅ",
    }
    | {
        "\u11a8": "ㄱ",
        "\u11ab": "ㄴ",
        "\u11af": "ㄹ",
        "\u11b7": "ㅁ",
        "\u11b8": "ㅂ",
        "\u11ba": "ㅅ",
        "\u11bd": "ㅈ",
        "\u11c2": "ㅎ",
    }
)
"""Final consonants as the keys that type them: 면젃 is one key more than 면적, and two from 면접."""


def _keys(letters: str) -> str:
    return letters.translate(_TWO_KEYS)


class Speller:
    """Corrects against the words of the documents and the names of places, those in Hangul.

    `known` words are never corrected: names of what is not ours (우테코) are no mistyped words of the documents.
    """

    def __init__(self, frequency: Mapping[str, int], names: Iterable[str], known: Iterable[str] = ()) -> None:
        self._frequency = dict.fromkeys(names, 10**6) | {
            word: count for word, count in frequency.items() if count >= COMMON.get(len(word), 1)
        }
        self._known = frozenset(known)
        self._by_length: dict[int, dict[str, str]] = defaultdict(dict)
        for word in self._frequency:
            if len(word) >= MIN_SYLLABLES and all("가" <= character <= "힣" for character in word):
                self._by_length[len(word)][jamo(word)] = word
        self._choices = {length: list(words) for length, words in self._by_length.items()}

    def correct(self, text: str, analyser: MorphemeAnalyser) -> str:
        """The text with unknown words corrected; the text itself where there is nothing to correct."""
        key = search_key(text)
        unknown = analyser.unknown_words(key)
        if not unknown:
            return text
        fixed = key
        for run in sorted(re.finditer("[가-힣]+", key), key=lambda run: -run.start()):
            if len(run[0]) > MAX_RUN:
                continue
            inside = [(max(start, run.start()), start + length) for start, length in unknown if start < run.end()]
            strange = [(start - run.start(), end - run.start()) for start, end in inside if end > run.start()]
            if strange:
                fixed = fixed[: run.start()] + self._run(run[0], strange, analyser) + fixed[run.end() :]
        return text if fixed == key else fixed

    def _run(self, run: str, strange: list[tuple[int, int]], analyser: MorphemeAnalyser) -> str:
        """A run of Hangul with its strange stretches corrected: the longest part that is near to the lexicon first,
        for a name may be longer than what is strange about it."""
        for size in range(min(len(run), max(self._choices, default=0)), MIN_SYLLABLES - 1, -1):
            for start in range(len(run) - size + 1):
                end = start + size
                if not any(start < to and end > since for since, to in strange):
                    continue
                meant = self._nearest(run[start:end])
                if meant is None or analyser.is_word(run[start:end]):
                    continue
                before = [(since, min(to, start)) for since, to in strange if since < start]
                after = [(max(since, end) - end, to - end) for since, to in strange if to > end]
                return self._run(run[:start], before, analyser) + meant + self._run(run[end:], after, analyser)
        return run

    def _nearest(self, part: str) -> str | None:
        choices = self._choices.get(len(part))
        if not choices or len(part) not in MAX_EDITS or part in self._known:
            return None
        found = process.extract(
            jamo(part), choices, scorer=Levenshtein.distance, score_cutoff=MAX_EDITS[len(part)], limit=CHOICES
        )
        meant = self._by_length[len(part)]
        typed = _keys(jamo(part))
        words = [
            (distance, Levenshtein.distance(typed, _keys(letters)), -self._frequency[meant[letters]], letters)
            for letters, distance, _ in found
        ]
        return meant[min(words)[3]] if words else None
