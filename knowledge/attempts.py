"""Attempts to redirect the assistant, and what it is not for: told before a question is searched.

People hide orders in other writing, so a text is also judged as what it decodes to: base64, hexadecimal, rot13,
backwards, letters apart, look-alike letters, the other keyboard, first consonants. The lists are attempts.yaml.
"""

import base64
import codecs
import html
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from urllib.parse import unquote

from knowledge.cues import Cues, word_lists
from knowledge.normalisation import search_key

MIN_DECODED_CHARS = 6
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_HEX = re.compile(r"(?:(?:\\x|0x|%)?[0-9a-fA-F]{2}[ :,]?){8,}")
_BINARY = re.compile(r"(?:[01]{8} ?){6,}")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_APART = re.compile(r"(?<!\w)(?:\w[ .\-_*|/,·~]{1,3}){4,}\w(?!\w)")
_BETWEEN = re.compile(r"[\W_]+")
_JAMO = re.compile(r"[\u3131-\u3163]")
_LEET = str.maketrans("013457@$!", "oieastasi")
_LOOK_ALIKE = str.maketrans(
    "аеорсухіѕјԁһӏʏɡвмнткαορνετικυΑΒΕΖΗΙΚΜΝΟΡΤΥΧαɑοᴏｓ", "aeopcyxisjdhlygbmhtkaopvetikuabezhikmnoptyxaaoos"
)
_KEYS = dict(
    zip(
        "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml",
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ",
        strict=True,
    )
)
"""Keys of a Korean keyboard by the letter that they give in English mode."""
_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_JOINED = {
    "ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ",
}  # fmt: skip
_SYLLABLE = re.compile(rf"([{_LEADS}])([ㅗㅜㅡ][ㅏㅐㅣㅓㅔ]|[{_VOWELS}])(?:([{_TAILS[1:]}])(?![{_VOWELS}]))?")


def is_attempt(text: str) -> bool:
    """Whether a text tries to give the assistant other orders, in the open or hidden in another writing."""
    lists, orders = word_lists("attempts.yaml"), _cues("orders")
    key = search_key(text)
    bare = _BETWEEN.sub("", key)
    if orders.found_in(key) or orders.found_in(bare) or any(letters in bare for letters in lists["initials"]):
        return True
    return any(
        any(hint in view for hint in lists["hints"])
        and (orders.found_in(view) or orders.found_in(_BETWEEN.sub("", view)))
        for view in map(str.lower, _decoded(text, key))
    )


def is_planted(text: str) -> bool:
    """Whether a document's text gives orders to an assistant that reads it."""
    return is_attempt(text) or _cues("planted").found_in(search_key(text))


def is_unsuitable(text: str) -> bool:
    """Whether a text is politics, a case for a lawyer, an insult, sex or violence: refused without a search."""
    return _cues("unsuitable").found_in(search_key(text))


@cache
def _cues(kind: str) -> Cues:
    return Cues.of(word_lists("attempts.yaml")[kind])


def _decoded(text: str, key: str) -> Iterator[str]:
    """What a text may say in another writing; most texts say nothing so."""
    if _APART.search(key):
        yield _APART.sub(lambda match: re.sub(r"[\W_]", "", match[0]), key)
    if not key.isascii():
        plain = "".join(
            c for c in unicodedata.normalize("NFD", key.translate(_LOOK_ALIKE)) if not "\u0300" <= c <= "\u036f"
        )
        plain = unicodedata.normalize("NFC", plain)
        if plain != key:
            yield plain
    if _JAMO.search(key):
        yield _syllables(key)
    if re.search(r"[a-z][013457@$!]|[013457@$!][a-z]", key):
        yield key.translate(_LEET)
    latin = sum(map(str.isalpha, re.sub(r"[^\x00-\x7f]", "", key)))
    if latin >= MIN_DECODED_CHARS:
        yield codecs.decode(key, "rot13")
        yield _syllables("".join(_KEYS.get(c, _KEYS.get(c.lower(), c)) for c in text))
    yield key[::-1]
    yield from _unpacked(text)


def _unpacked(text: str) -> Iterator[str]:
    """The text inside runs of base64, hexadecimal, binary or escaped characters."""
    if "%" in text or "&" in text or "\\u" in text:
        yield _ESCAPED.sub(lambda match: chr(int(match[1], 16)), html.unescape(unquote(text)))
    for run in _BASE64.findall(text):
        padded = run.rstrip("=").replace("-", "+").replace("_", "/")
        with suppress(ValueError):
            yield base64.b64decode(padded + "=" * (-len(padded) % 4)).decode()
    for run in _HEX.findall(text):
        with suppress(ValueError):
            yield bytes.fromhex(re.sub(r"\\x|0x|[% :,]", "", run)).decode()
    for run in _BINARY.findall(text):
        digits = run.replace(" ", "")
        with suppress(ValueError):
            yield int(digits, 2).to_bytes(len(digits) // 8, "big").decode()


def _syllables(text: str) -> str:
    """The text with single letters put together: ㅁㅜㅅㅣ becomes 무시."""

    def syllable(match: re.Match[str]) -> str:
        vowel = _JOINED.get(match[2], match[2])
        if vowel not in _VOWELS:
            return match[0]
        tail = _TAILS.index(match[3]) if match[3] else 0
        return chr(0xAC00 + (_LEADS.index(match[1]) * len(_VOWELS) + _VOWELS.index(vowel)) * len(_TAILS) + tail)

    return _SYLLABLE.sub(syllable, text)
