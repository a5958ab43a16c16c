"""Personal data in a question, masked before the question is searched, stored, logged or sent to a model.

Everything is told by its shape (privacy.yaml): no checksum proves a resident number (those issued after October 2020
have none), and people mistype what they write down. What stands in the documents is the programme's own and stays.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from knowledge.document import Language
from knowledge.normalisation import language_of, shown

MIN_DIGITS = 6
"""Of the shortest number that is masked: a car's (12가3456)."""
_AROUND = 12
"""Characters before and after a match in which a word may say what it is."""
_TAKEN = "\ue000"
"""Stands in the searched text for what was found already; `shown` text may hold it, but no shape does."""
_WORDS = str.maketrans("공영일이삼사오육륙칠팔구", "001234566789")
_SPOKEN_DIGIT = r"(?:[공영일삼사오육륙칠팔구\d]|이(?!에요|예요|고|구요|요|며|라|거|면|나|네|니))"
_SPOKEN = re.compile(rf"(?:{_SPOKEN_DIGIT}[ \-]{{0,2}}(?:(?:다시|에|대시|하이픈)[ \-]{{0,2}})?){{8,}}{_SPOKEN_DIGIT}")
"""Nine digits or more said in words: 공일공에 일이삼사에 오육칠팔."""
_ODD = re.compile("[^\x00-\x7f\u3131-\u318e\uac00-\ud7a3]")
_DASHES = "‐‑‒–—―−ー〜～﹘﹣－"
_LUHN_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


@dataclass(frozen=True, slots=True)
class Masked:
    """A question that may be kept: `text` with a mask for each piece, `kinds` of what was masked, each once."""

    text: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shape:
    """One way in which a kind of personal data is written."""

    kind: str
    needs: tuple[str, ...]
    pattern: re.Pattern[str]
    holds: Callable[[str, str], bool]


def mask(text: str, official: frozenset[str] = frozenset()) -> Masked:
    """The question as it is shown, personal data replaced by what it was: [전화번호], in English [phone number].

    `official` holds what stays: `official_in` the documents.
    """
    text = shown(text)
    pieces = [piece for piece in _pieces(text) if _plain(piece[0], text[piece[1] : piece[2]]) not in official]
    if not pieces:
        return Masked(text)
    language: Language = language_of(text)  # type: ignore[assignment]
    masks = _content().masks
    parts, end = [], 0
    for kind, start, stop in sorted(pieces, key=lambda piece: piece[1]):
        parts += [text[end:start], masks[kind][language]]
        end = stop
    return Masked("".join([*parts, text[end:]]), tuple(dict.fromkeys(kind for kind, _, _ in pieces)))


def personal_in(text: str) -> list[tuple[str, str]]:
    """Each piece that `mask` would hide: its kind (privacy.yaml) and its plain form, as `official` holds it."""
    text = shown(text)
    return [(kind, _plain(kind, text[start:stop])) for kind, start, stop in _pieces(text)]


def official_in(texts: Iterable[str]) -> frozenset[str]:
    """What `mask` would hide in texts of the programme: its telephone numbers (digits alone), addresses, e-mail."""
    return frozenset(plain for text in texts for _, plain in personal_in(text))


def without_masks(text: str) -> str:
    """A masked text as it is searched: what is masked is not asked about, nor is what announces it."""
    return re.sub(r"\s+", " ", _content().announced.sub(" ", text)).strip()


def _plain(kind: str, piece: str) -> str:
    """A piece in the form in which two ways of writing it are equal: digits of a number, else letters and digits."""
    folded = _fold(piece)
    if kind in ("email", "address", "name"):
        return re.sub(r"[^\w@.]+", "", folded)
    digits = re.sub(r"\D", "", folded)
    return "0" + digits.removeprefix("0082").removeprefix("82").removeprefix("0") if kind == "phone" else digits


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """Kind, start and end of each piece of personal data; none overlaps another."""
    folded = _fold(text)
    is_number = sum(map(folded.count, "0123456789")) >= MIN_DIGITS
    for shape in _content().shapes:
        if not any(is_number if need == "0" else need in folded for need in shape.needs):
            continue
        for match in shape.pattern.finditer(folded):
            group = "it" if "it" in shape.pattern.groupindex else 0
            start, end = match.span(group)
            around = folded[max(0, start - _AROUND) : end + _AROUND]
            if _TAKEN in match[group] or not shape.holds(re.sub(r"\D", "", match[group]), around):
                continue
            start += len(match[group]) - len(match[group].lstrip())
            end = start + len(match[group].strip())
            yield shape.kind, start, end
            folded = folded[:start] + _TAKEN * (end - start) + folded[end:]


def _fold(text: str) -> str:
    """The text in lower case with plain digits and dashes, letter for letter as long as before."""
    folded = text.lower() if text.isascii() else _ODD.sub(lambda match: _plainer(match[0]), text).lower()
    folded = folded.replace("ㅡ", "-")  # typed for a dash
    if len(folded) != len(text):  # a few capital letters become two
        folded = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    return _SPOKEN.sub(lambda match: match[0].translate(_WORDS), folded)


def _plainer(character: str) -> str:
    """A full-width, circled or foreign digit as a plain one, a dash of any length as a hyphen, else what NFKC says."""
    if character in _DASHES:
        return "-"
    digit = unicodedata.digit(character, None)
    plain = unicodedata.normalize("NFKC", character) if digit is None else str(digit)
    return plain if len(plain) == 1 else character


def _luhn(digits: str) -> bool:
    """Whether a card number's last digit fits the others (ISO/IEC 7812-1)."""
    plain = sum(map(int, digits[-1::-2]))
    return (plain + sum(_LUHN_DOUBLED[int(digit)] for digit in digits[-2::-2])) % 10 == 0


def _is_card(digits: str, around: str) -> bool:
    """Cards begin with 2 (Mastercard's newer ones) to 6, in Korea also with 9; years in a row begin with 1 or 20."""
    if digits[0] not in "234569" or digits.startswith("20"):
        return False
    return bool(re.search(r"\d{4}([ \-.])\d{4}\1\d{4}\1\d{4}", around)) or _luhn(digits) or "카드" in around


def _is_account(digits: str, _around: str) -> bool:
    return 11 <= len(digits) <= 16


def _is_passport(digits: str, around: str) -> bool:
    """D20251111 is a dated document unless a passport is spoken of."""
    dated = re.fullmatch(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", digits)
    return not dated or "여권" in around or "passport" in around


_CHECKS: Mapping[str, Callable[[str, str], bool]] = {
    "": lambda _digits, _around: True,
    "card": _is_card,
    "phone": lambda digits, _around: not set(digits) <= {"0", "1"},  # that is binary
    "account": _is_account,
    "passport": _is_passport,
}


@dataclass(frozen=True, slots=True)
class _Content:
    masks: Mapping[str, Mapping[Language, str]]
    announced: re.Pattern[str]
    """A mask with the words that announce it and end its sentence."""
    shapes: tuple[_Shape, ...]


@cache
def _content() -> _Content:
    """Read privacy.yaml, once."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load((Path(__file__).parent / "privacy.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506
    named = {name: f"(?:{'|'.join(words)})" for name, words in content["words"].items()}

    def expanded(pattern: str) -> str:
        return re.sub(r"(?<!\(\?P)<(\w+)>", lambda match: named[match[1]], pattern)

    for name, part in content["parts"].items():
        named[name] = expanded(part)
    shapes = tuple(
        _Shape(s["kind"], tuple(s["needs"]), re.compile(expanded(s["pattern"])), _CHECKS[s.get("check", "")])
        for s in content["shapes"]
    )
    masks: Mapping[str, Mapping[Language, str]] = content["masks"]
    shown_masks = "|".join(re.escape(m) for by_language in masks.values() for m in by_language.values())
    announced = re.compile(f"{content['announced']}(?:{shown_masks}){content['ended']}", re.IGNORECASE)
    return _Content(masks, announced, shapes)
