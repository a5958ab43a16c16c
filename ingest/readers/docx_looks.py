"""How text of a DOCX file looks, as far as it decides whether anybody can see it and whether it is a heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TINY_HALF_POINTS = 4
"""Letters of two points and less: nobody reads them."""
MIN_CONTRAST = 24
"""Of 255, in the channel that differs most: below it the text cannot be told from what lies behind it."""
UNKNOWN = "unknown"
"""A background of which only the program knows the colour."""
WHITE = "FFFFFF"
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}\Z")
_HEADING_NAME = re.compile(r"(?:heading|제목|개요)\s?([1-9])\Z", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")
_MAX_CHAIN = 30


@dataclass(frozen=True, slots=True)
class Look:
    """What is said of some text; None where nothing is."""

    vanish: bool | None = None
    colour: str | None = None
    half_points: int | None = None
    behind: str | None = None

    def over(self, below: "Look") -> "Look":
        """This look where it says something, else the one below it."""
        return Look(
            below.vanish if self.vanish is None else self.vanish,
            self.colour or below.colour,
            below.half_points if self.half_points is None else self.half_points,
            self.behind or below.behind,
        )

    def hides(self, background: str) -> bool:
        """Whether nobody sees text of this look on that background."""
        if self.vanish or (self.half_points is not None and self.half_points <= TINY_HALF_POINTS):
            return True
        behind = self.behind or background
        if not self.colour or not _COLOUR.match(self.colour) or not _COLOUR.match(behind):
            return False
        return max(abs(a - b) for a, b in zip(_channels(self.colour), _channels(behind), strict=True)) < MIN_CONTRAST


def look_of(properties: Element | None) -> Look:
    """What run properties say."""
    if properties is None:
        return Look()
    size = value(properties, "sz")
    behind = shade_of(properties)
    highlight = value(properties, "highlight")
    if highlight and highlight not in ("none", "white"):
        behind = UNKNOWN
    colour = value(properties, "color")
    return Look(
        flag(properties, "vanish"), colour, int(size) if size and size.isdigit() and len(size) < 6 else None, behind
    )


def shade_of(properties: Element | None) -> str | None:
    """The colour that properties put behind text, None where they put none."""
    shade = properties.find(W + "shd") if properties is not None else None
    if shade is None:
        return None
    fill, pattern = shade.get(W + "fill", "auto"), shade.get(W + "val", "clear")
    if pattern not in ("clear", "nil"):
        return UNKNOWN
    if shade.get(W + "themeFill") and not _COLOUR.match(fill):
        return UNKNOWN
    return fill if _COLOUR.match(fill) else None


def value(properties: Element | None, name: str) -> str | None:
    """The value of a property."""
    found = properties.find(W + name) if properties is not None else None
    return found.get(W + "val") if found is not None else None


def flag(properties: Element | None, name: str) -> bool | None:
    """Whether a property is switched on, None where it is not there."""
    found = properties.find(W + name) if properties is not None else None
    return None if found is None else found.get(W + "val", "1") not in _OFF


@dataclass(frozen=True, slots=True)
class Style:
    """A style: its name, its look, its outline level from 0, its numbering."""

    name: str = ""
    based_on: str = ""
    look: Look = field(default_factory=Look)
    outline: int | None = None
    numbering: tuple[str, str] | None = None
    shaded: bool = False


class Styles:
    """The styles of a document, each with what it takes over from those that it is based on."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._whole: dict[str, Style] = {}
        self._default = ""
        self.base = Look()
        if root is None:
            return
        self.base = look_of(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        for element in root.findall(W + "style"):
            style_id = element.get(W + "styleId", "")
            self._styles[style_id] = _style(element)
            if element.get(W + "type") == "paragraph" and element.get(W + "default") in ("1", "true"):
                self._default = style_id

    def __getitem__(self, style_id: str | None) -> Style:
        """The whole style; an empty one where there is none of that id."""
        style_id = style_id or ""
        if (found := self._whole.get(style_id)) is None:
            found = self._whole[style_id] = self._resolved(style_id)
        return found

    def _resolved(self, style_id: str) -> Style:
        whole = Style()
        for style in self._chain(style_id):
            whole = replace(
                whole,
                name=whole.name or style.name,
                look=whole.look.over(style.look),
                outline=style.outline if whole.outline is None else whole.outline,
                numbering=whole.numbering or style.numbering,
                shaded=whole.shaded or style.shaded,
            )
        return whole

    def of_paragraph(self, style_id: str | None) -> Style:
        """The style of a paragraph, the default one where it names none."""
        return self[style_id or self._default]

    def _chain(self, style_id: str) -> Iterator[Style]:
        for _ in range(_MAX_CHAIN):
            style = self._styles.get(style_id)
            if style is None:
                return
            yield style
            style_id = style.based_on


def _style(element: Element) -> Style:
    paragraph = element.find(W + "pPr")
    name = value(element, "name") or ""
    outline = value(paragraph, "outlineLvl")
    heading = _HEADING_NAME.match(name)
    level = int(outline) if outline and outline.isdigit() else int(heading[1]) - 1 if heading else None
    number = paragraph.find(W + "numPr") if paragraph is not None else None
    look = look_of(element.find(W + "rPr"))
    shade = shade_of(paragraph)
    shaded = any(shade_of(part) not in (None, WHITE) for part in element.iter() if part.tag in _SHADED_PARTS)
    return Style(
        name,
        value(element, "basedOn") or "",
        Look(behind=shade).over(look) if shade and not look.behind else look,
        0 if name.lower() == "title" else level,
        (value(number, "numId") or "", value(number, "ilvl") or "0") if number is not None else None,
        shaded,
    )


_SHADED_PARTS = frozenset({W + "tcPr", W + "tblPr", W + "trPr"})


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)
