"""Numbers that a word processor writes before paragraphs and captions: 1., 가), ①, Ⅳ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

DIGIT, CIRCLED_DIGIT, ROMAN_CAPITAL, ROMAN_SMALL, LATIN_CAPITAL, LATIN_SMALL = range(6)
CIRCLED_LATIN_CAPITAL, CIRCLED_LATIN_SMALL, SYLLABLE, CIRCLED_SYLLABLE, JAMO, CIRCLED_JAMO = range(6, 12)
HANGUL_DIGIT, IDEOGRAPH, CIRCLED_IDEOGRAPH, DECAGON, DECAGON_HANJA = range(12, 17)
"""Forms of numbers as HWP files number them; HWPX files name them in this order."""

HWPX_FORMS = (
    "DIGIT", "CIRCLED_DIGIT", "ROMAN_CAPITAL", "ROMAN_SMALL", "LATIN_CAPITAL", "LATIN_SMALL",
    "CIRCLED_LATIN_CAPITAL", "CIRCLED_LATIN_SMALL", "HANGUL_SYLLABLE", "CIRCLED_HANGUL_SYLLABLE",
    "HANGUL_JAMO", "CIRCLED_HANGUL_JAMO", "HANGUL_PHONETIC", "IDEOGRAPH", "CIRCLED_IDEOGRAPH",
    "DECAGON_CIRCLE", "DECAGON_CIRCLE_HANJA",
)  # fmt: skip
MAX_LEVELS = 10
_SERIES = {
    SYLLABLE: "가나다라마바사아자차카타파하",
    CIRCLED_SYLLABLE: "㉮㉯㉰㉱㉲㉳㉴㉵㉶㉷㉸㉹㉺㉻",
    JAMO: "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
    CIRCLED_JAMO: "㉠㉡㉢㉣㉤㉥㉦㉧㉨㉩㉪㉫㉬㉭",
    LATIN_CAPITAL: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    LATIN_SMALL: "abcdefghijklmnopqrstuvwxyz",
    CIRCLED_LATIN_CAPITAL: "ⒶⒷⒸⒹⒺⒻⒼⒽⒾⒿⓀⓁⓂⓃⓄⓅⓆⓇⓈⓉⓊⓋⓌⓍⓎⓏ",
    CIRCLED_LATIN_SMALL: "ⓐⓑⓒⓓⓔⓕⓖⓗⓘⓙⓚⓛⓜⓝⓞⓟⓠⓡⓢⓣⓤⓥⓦⓧⓨⓩ",
    CIRCLED_DIGIT: "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    CIRCLED_IDEOGRAPH: "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    DECAGON: "갑을병정무기경신임계",
    DECAGON_HANJA: "甲乙丙丁戊己庚辛壬癸",
}
_DIGITS = {HANGUL_DIGIT: "일이삼사오육칠팔구십", IDEOGRAPH: "一二三四五六七八九十"}
_ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_PLACE = re.compile(r"\^(\d{1,2}|[nN])")


def number(value: int, form: int) -> str:
    """The number in that form; as digits where the form has no such number."""
    if form in _SERIES and 1 <= value <= len(_SERIES[form]):
        return _SERIES[form][value - 1]
    if form in _DIGITS and 1 <= value <= 99:
        ones, ten = _DIGITS[form], _DIGITS[form][9]
        tens, rest = divmod(value, 10)
        return ("" if tens == 0 else ten if tens == 1 else ones[tens - 1] + ten) + (ones[rest - 1] if rest else "")
    if form in (ROMAN_CAPITAL, ROMAN_SMALL) and 1 <= value <= 89:
        text = ""
        for size, letters in _ROMAN:
            count, value = divmod(value, size)
            text += letters * count
        return text if form == ROMAN_CAPITAL else text.lower()
    return str(value)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a numbering: a template such as `^1.`, the form of its number and the first number."""

    template: str
    form: int = DIGIT
    start: int = 1


@dataclass(slots=True)
class Counter:
    """Counts the numbered paragraphs of a document."""

    numberings: dict[int, Sequence[Level]]
    _counts: dict[int, list[int | None]] = field(default_factory=dict)

    def next(self, numbering: int, level: int) -> str:
        """What stands before the next paragraph of this level (from 0); empty where the file does not say."""
        levels = self.numberings.get(numbering, ())
        if not 0 <= level < len(levels):
            return ""
        counts = self._counts.setdefault(numbering, [None] * MAX_LEVELS)
        current = counts[level]
        counts[level] = levels[level].start if current is None else current + 1
        counts[level + 1 :] = [None] * (len(counts) - level - 1)
        for upper in range(level):
            if counts[upper] is None:
                counts[upper] = levels[upper].start

        def told(match: re.Match[str]) -> str:
            if match[1] in "nN":
                path = ".".join(str(count) for count in counts[: level + 1])
                return path + ("." if match[1] == "N" else "")
            place = int(match[1]) - 1
            value = counts[place] if 0 <= place < len(levels) else None
            return "" if value is None else number(value, levels[place].form)

        return _PLACE.sub(told, levels[level].template).strip()
