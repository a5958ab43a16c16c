"""The numbers that Word writes before paragraphs by itself: 제1조, 가., ①."""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ingest.readers import numbering
from ingest.readers.docx_looks import W, value

_FORMS = {
    "decimal": numbering.DIGIT,
    "decimalZero": numbering.DIGIT,
    "decimalFullWidth": numbering.DIGIT,
    "decimalEnclosedCircle": numbering.CIRCLED_DIGIT,
    "upperRoman": numbering.ROMAN_CAPITAL,
    "lowerRoman": numbering.ROMAN_SMALL,
    "upperLetter": numbering.LATIN_CAPITAL,
    "lowerLetter": numbering.LATIN_SMALL,
    "ganada": numbering.SYLLABLE,
    "chosung": numbering.JAMO,
    "koreanDigital": numbering.HANGUL_DIGIT,
    "koreanCounting": numbering.HANGUL_DIGIT,
    "koreanLegal": numbering.HANGUL_DIGIT,
    "ideographDigital": numbering.IDEOGRAPH,
    "chineseCounting": numbering.IDEOGRAPH,
    "taiwaneseCounting": numbering.IDEOGRAPH,
    "ideographTraditional": numbering.DECAGON_HANJA,
}
_PLACE = re.compile(r"%([1-9])")
_BULLET, _NONE = "bullet", "none"


@dataclass(slots=True)
class Numbers:
    """Counts numbered paragraphs as they come."""

    _counter: numbering.Counter = field(default_factory=lambda: numbering.Counter({}))
    _kinds: dict[int, list[str]] = field(default_factory=dict)
    _keys: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Element | None) -> "Numbers":
        """The numberings of a document; none where it has none."""
        made = cls()
        if root is None:
            return made
        abstract = {element.get(W + "abstractNumId", ""): element for element in root.findall(W + "abstractNum")}
        shared: dict[str, int] = {}
        for position, element in enumerate(root.findall(W + "num")):
            name = value(element, "abstractNumId") or ""
            overrides = element.findall(W + "lvlOverride")
            key = position if overrides else shared.setdefault(name, position)
            made._keys[element.get(W + "numId", "")] = key
            if name in abstract:
                made._add(key, abstract[name], overrides)
        return made

    def _add(self, key: int, abstract: Element, overrides: list[Element]) -> None:
        levels = {element.get(W + "ilvl", ""): element for element in abstract.findall(W + "lvl")}
        starts: dict[str, str] = {}
        for override in overrides:
            level = override.get(W + "ilvl", "")
            starts[level] = value(override, "startOverride") or ""
            if (changed := override.find(W + "lvl")) is not None:
                levels[level] = changed
        found = [levels.get(str(level)) for level in range(9)]
        self._kinds[key] = [value(level, "numFmt") or _NONE for level in found]
        self._counter.numberings[key] = [
            numbering.Level(
                _PLACE.sub(r"^\1", value(level, "lvlText") or ""),
                _FORMS.get(value(level, "numFmt") or "", numbering.DIGIT),
                _number(starts.get(str(position)) or value(level, "start")),
            )
            for position, level in enumerate(found)
        ]

    def next(self, number_id: str, level: str) -> tuple[str, bool]:
        """What stands before the next paragraph, and whether the paragraph is a list item."""
        key = self._keys.get(number_id)
        if key is None or key not in self._kinds or not level.isdigit() or int(level) > 8:
            return "", False
        kind = self._kinds[key][int(level)]
        if kind in (_BULLET, _NONE):
            return "", kind == _BULLET
        return self._counter.next(key, int(level)), True


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 6 else 1
