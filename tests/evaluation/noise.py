"""The ways in which people type a question: clean, without spaces, mistyped, keyboard left in Latin, slang, mixed."""

import random
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import yaml

from ingest.training.noise import FINALS, INITIALS, VOWELS, is_syllable, letters_of, mistyped, without_spaces

SEED = 7
KEYS = {
    **dict(zip("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", "qwertyuiopasdfghjklzxcvbnm", strict=True)),
    **dict(zip("ㅃㅉㄸㄲㅆㅒㅖ", "QWERTOP", strict=True)),
    "ㅘ": "hk",
    "ㅙ": "ho",
    "ㅚ": "hl",
    "ㅝ": "nj",
    "ㅞ": "np",
    "ㅟ": "nl",
    "ㅢ": "ml",
    "ㄳ": "rt",
    "ㄵ": "sw",
    "ㄶ": "sg",
    "ㄺ": "fr",
    "ㄻ": "fa",
    "ㄼ": "fq",
    "ㄽ": "ft",
    "ㄾ": "fx",
    "ㄿ": "fv",
    "ㅀ": "fg",
    "ㅄ": "qt",
    "": "",
}
"""The key of each letter on the two-set keyboard (KS X 5002) when it is left in Latin."""

Noise = Callable[[str], str]


def in_latin(text: str) -> str:
    """What comes out when Hangul is typed on a keyboard in Latin mode: 새싹 -> toTkr."""
    return "".join(_keys(character) for character in text)


def _keys(character: str) -> str:
    if not is_syllable(character):
        return KEYS.get(character, character)
    initial, vowel, final = letters_of(character)
    return KEYS[INITIALS[initial]] + KEYS[VOWELS[vowel]] + KEYS[FINALS[final]]


@cache
def _replacements() -> Mapping[str, Mapping[str, str]]:
    content: Mapping[str, Mapping[str, str]] = yaml.safe_load(
        (Path(__file__).parent / "noise_words.yaml").read_text("utf-8")
    )
    return content


def reworded(text: str, kind: str) -> str:
    """The text with the words of one list of noise_words.yaml in place of the usual ones, longest first."""
    for usual in sorted(_replacements()[kind], key=len, reverse=True):
        text = text.replace(usual, _replacements()[kind][usual])
    return text


def typing_noises() -> dict[str, Noise]:
    """The noises that any question can have; the slips are the same in every run."""
    chance = random.Random(SEED)
    return {
        "clean": str,
        "no spaces": without_spaces,
        "one typo": lambda text: mistyped(text, chance),
        "Latin keyboard": in_latin,
    }


def programme_noises() -> dict[str, Noise]:
    """Those, and the words that only questions on the programme have."""
    return {
        **typing_noises(),
        "slang": lambda text: reworded(text, "slang"),
        "mixed": lambda text: reworded(text, "mixed"),
    }
