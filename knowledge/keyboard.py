"""Keyboard: words typed in the wrong mode of a Korean keyboard, brought back: toTkr is 새싹, ㅡ메ㅐ is mapo.

The keys are those of the two-set layout (KS X 5002). A syllable is 0xAC00 + (lead * 21 + vowel) * 28 + tail (Unicode
Standard, section 3.12).
"""

import re
from functools import cache

from knowledge.base import KnowledgeBase
from knowledge.question import vocabulary

_LEADS = tuple("rRseEfaqQtTdwWczxvg")
_VOWELS = (
    "k",
    "o",
    "i",
    "O",
    "j",
    "p",
    "u",
    "P",
    "h",
    "hk",
    "ho",
    "hl",
    "y",
    "n",
    "nj",
    "np",
    "nl",
    "b",
    "m",
    "ml",
    "l",
)
_TAILS = ("", "r", "R", "rt", "s", "sw", "sg", "e", "f", "fr", "fa", "fq", "ft", "fx", "fv", "fg", "a", "q", "qt", "t", "T",
          "d", "w", "c", "z", "x", "v", "g")  # fmt: skip
_LETTERS = dict(zip("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", _LEADS, strict=True)) | dict(
    zip("ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ", _VOWELS, strict=True)
)
_FIRST = 0xAC00
_ANY_VOWEL = "|".join(sorted(_VOWELS, key=len, reverse=True))
_ANY_TAIL = "|".join(sorted(filter(None, _TAILS), key=len, reverse=True))
_SYLLABLE = re.compile(f"([{''.join(_LEADS)}])({_ANY_VOWEL})(?:({_ANY_TAIL})(?![{''.join(set(''.join(_VOWELS)))}]))?")
_SYLLABLES = re.compile(f"(?:{_SYLLABLE.pattern})+")
_SHIFTED = frozenset("QWERTOP")
"""Capital letters that are another Hangul letter than the small ones; the others may come of a caps lock."""
MIN_SYLLABLES = 2
"""A word that is known must be this long: many English words make one syllable that is a word."""
MIN_LETTERS = 4


def hangul(word: str) -> str | None:
    """What the keys of a Latin word write in Hangul mode; None where that is no run of whole syllables."""
    locked = word.isupper() and len(word) > MIN_SYLLABLES
    keys = "".join(letter if letter in _SHIFTED and not locked else letter.lower() for letter in word)
    if not _SYLLABLES.fullmatch(keys):
        return None
    return "".join(_syllable(*match.groups(default="")) for match in _SYLLABLE.finditer(keys))


def latin(word: str) -> str:
    """The keys that write a word of Hangul letters and syllables, as Latin letters; other characters stay."""
    return "".join(_keys(character) for character in word)


def in_hangul(text: str, base: KnowledgeBase) -> str | None:
    """A text with the words that were typed in Latin mode in Hangul; None where there are none.

    A word that the documents know in English stays, a text with English words that merely serve is English, and
    something of what comes out must be a word of the documents or a place.
    """
    words = dict.fromkeys(re.findall("[A-Za-z]+", text))
    strange = {word: hangul(word) for word in words if not _is_english(word, base)}
    if any(word.lower() in vocabulary().generic for word in words) or not any(
        meant and _is_known(meant, base) for meant in strange.values()
    ):
        return None
    return re.sub("[A-Za-z]+", lambda match: strange.get(match[0]) or match[0], text)


def in_latin(text: str, base: KnowledgeBase) -> str | None:
    """A text with the words that were typed in Hangul mode (they have bare letters) in Latin, where the documents know
    them; None where there are none."""

    def meant(match: re.Match[str]) -> str:
        keys = latin(match[0]).lower()
        bare = re.search("[ㄱ-ㅣ]", match[0])
        return keys if bare and len(keys) >= MIN_LETTERS and _is_english(keys, base) else match[0]

    made = re.sub("[ㄱ-ㅣ가-힣]+", meant, text)
    return None if made == text else made


def _is_english(word: str, base: KnowledgeBase) -> bool:
    terms = base.analyser.terms(word)
    known = vocabulary()
    return base.finder.is_name(word.lower()) or any(
        base.document_frequency[term] or term in known.synonyms or term in known.out_of_scope for term in terms
    )


def _is_known(word: str, base: KnowledgeBase) -> bool:
    """Whether a Hangul word is or has a word of the documents of some length."""
    if base.finder.mentions(word).campuses or base.finder.mentions(word).tracks:
        return True
    return any(len(term) >= MIN_SYLLABLES and base.document_frequency[term] > 0 for term in base.analyser.terms(word))


def _syllable(lead: str, vowel: str, tail: str) -> str:
    return chr(_FIRST + (_LEADS.index(lead) * len(_VOWELS) + _VOWELS.index(vowel)) * len(_TAILS) + _TAILS.index(tail))


@cache
def _keys(character: str) -> str:
    at = ord(character) - _FIRST
    if not 0 <= at < len(_LEADS) * len(_VOWELS) * len(_TAILS):
        return _LETTERS.get(character, character)
    rest, tail = divmod(at, len(_TAILS))
    lead, vowel = divmod(rest, len(_VOWELS))
    return _LEADS[lead] + _VOWELS[vowel] + _TAILS[tail]
