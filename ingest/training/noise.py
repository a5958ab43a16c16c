"""How people mistype Korean: a slip of one letter, spaces left out. Used on training questions and in the evaluation."""

import random
import re

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
FIRST_SYLLABLE = 0xAC00

KEYBOARD_ROWS = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")
"""The two-set keyboard (KS X 5002)."""
SOUND_ALIKE = ("ㅐㅔ", "ㅒㅖ", "ㅚㅙ", "ㅙㅞ", "ㄲㄱ", "ㄸㄷ", "ㅃㅂ", "ㅆㅅ", "ㅉㅈ")
TRIES = 20


def _confusions() -> dict[str, str]:
    near: dict[str, set[str]] = {}
    neighbours = [row[at : at + 2] for row in KEYBOARD_ROWS for at in range(len(row) - 1)]
    for letters in (*neighbours, *SOUND_ALIKE):
        one, other = letters[0], letters[1]
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    return {letter: "".join(sorted(others)) for letter, others in near.items()}


CONFUSED_WITH = _confusions()
"""The letters that each letter is typed for: its neighbours on the keyboard and those that sound alike."""


def letters_of(syllable: str) -> tuple[int, int, int]:
    """The places of a syllable's letters in INITIALS, VOWELS and FINALS."""
    code = ord(syllable) - FIRST_SYLLABLE
    return code // 588, code % 588 // 28, code % 28


def syllable_of(initial: int, vowel: int, final: int) -> str:
    """What `letters_of` took apart."""
    return chr(FIRST_SYLLABLE + initial * 588 + vowel * 28 + final)


def is_syllable(character: str) -> bool:
    """Whether a character is a whole Hangul syllable."""
    return "가" <= character <= "힣"


def mistyped(text: str, chance: random.Random) -> str:
    """The text with one slip in one syllable: a letter changed or lost, or two syllables swapped."""
    places = [at for at, character in enumerate(text) if is_syllable(character)]
    if not places:
        return text
    at = chance.choice(places)
    for _ in range(TRIES):
        kind = chance.choice(("initial", "vowel", "final", "final", "lost", "swapped"))
        if kind == "swapped":
            following = text[at + 1 : at + 2]
            if following and is_syllable(following) and following != text[at]:
                return text[:at] + following + text[at] + text[at + 2 :]
            continue
        changed = _slip(text[at], kind, chance)
        if changed != text[at]:
            return text[:at] + changed + text[at + 1 :]
    return text


def _slip(syllable: str, kind: str, chance: random.Random) -> str:
    """A syllable with one letter changed or its final lost; itself where that cannot be."""
    initial, vowel, final = letters_of(syllable)
    if kind == "lost":
        return syllable_of(initial, vowel, 0)
    place = {"initial": 0, "vowel": 1, "final": 2}[kind]
    alphabet = (tuple(INITIALS), tuple(VOWELS), FINALS)[place]
    letters = [initial, vowel, final]
    choices = [letter for letter in CONFUSED_WITH.get(alphabet[letters[place]], "") if letter in alphabet]
    if not choices:
        return syllable
    letters[place] = alphabet.index(chance.choice(choices))
    return syllable_of(*letters)


def without_spaces(text: str) -> str:
    """The text as one word."""
    return re.sub(r"\s+", "", text)


def with_a_space_lost(text: str, chance: random.Random) -> str:
    """The text with two neighbouring words run together."""
    words = text.split()
    if len(words) < 2:
        return text
    at = chance.randrange(len(words) - 1)
    return " ".join((*words[:at], words[at] + words[at + 1], *words[at + 2 :]))


def as_typed(text: str, chance: random.Random) -> str:
    """The text as a third of people would type it: a tenth without spaces, some with one lost, a sixth mistyped."""
    roll = chance.random()
    if roll < 0.10:
        return without_spaces(text)
    if roll < 0.16:
        return with_a_space_lost(text, chance)
    if roll < 0.32:
        return mistyped(text, chance)
    return text
