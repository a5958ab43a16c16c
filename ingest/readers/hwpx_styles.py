"""What header.xml of an HWPX file says of letters, paragraphs, numberings and fills.

본 제품은 한글과컴퓨터의 한글 문서 파일(.hwp) 공개 문서를 참고하여 개발하였습니다.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ingest.readers.numbering import HWPX_FORMS, Level

_FORMS = {name: form for form, name in enumerate(HWPX_FORMS)}
_PLAIN_COLOURS = frozenset({"", "none", "#ffffff", "#ffffffff", "4294967295"})


@dataclass(frozen=True, slots=True)
class CharShape:
    """Letters of one kind; white ones are on no ground of their own, tiny ones can be read by nobody."""

    points: float = 0.0
    bold: bool = False
    white: bool = False
    tiny: bool = False


@dataclass(frozen=True, slots=True)
class ParaShape:
    """What stands before a paragraph (NONE, OUTLINE, NUMBER, BULLET); `level` from 0."""

    head: str = "NONE"
    level: int = 0
    numbering: int = 0
    filled: bool = False


@dataclass(slots=True)
class Styles:
    """Everything that the sections refer to by id."""

    char_shapes: dict[str, CharShape] = field(default_factory=dict)
    para_shapes: dict[str, ParaShape] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)
    numberings: dict[int, list[Level]] = field(default_factory=dict)


def local(element: Element) -> str:
    """The name without its namespace: Hancom's programs have used several for the same things."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """The attribute, empty where there is none."""
    return element.attrib.get(name, "")


def whole(element: Element | None, name: str, default: int = 0) -> int:
    """The attribute as a whole number."""
    text = "" if element is None else attribute(element, name)
    return int(text) if text.isdecimal() and len(text) < 10 else default


def child(element: Element, *names: str) -> Element | None:
    """The first element that these names lead to, one below the other."""
    for name in names:
        found = next((inner for inner in element if local(inner) == name), None)
        if found is None:
            return None
        element = found
    return element


def below(element: Element, name: str) -> Iterator[Element]:
    """All elements of that name below, in order."""
    return (inner for inner in element.iter() if local(inner) == name)


def is_filled(brush: Element | None) -> bool:
    """Whether a fillBrush has a colour other than white."""
    if brush is None:
        return False
    plain = child(brush, "winBrush")
    coloured = plain is not None and attribute(plain, "faceColor").lower() not in _PLAIN_COLOURS
    return coloured or child(brush, "gradation") is not None or child(brush, "imgBrush") is not None


def styles(header: Element) -> Styles:
    """Read header.xml."""
    found = Styles()
    for fill in below(header, "borderFill"):
        if is_filled(child(fill, "fillBrush")):
            found.filled.add(attribute(fill, "id"))
    for shape in below(header, "charPr"):
        found.char_shapes[attribute(shape, "id")] = _char_shape(shape, found)
    for shape in below(header, "paraPr"):
        heading, border = child(shape, "heading"), child(shape, "border")
        found.para_shapes[attribute(shape, "id")] = ParaShape(
            "NONE" if heading is None else attribute(heading, "type"),
            whole(heading, "level"),
            whole(heading, "idRef"),
            border is not None and attribute(border, "borderFillIDRef") in found.filled,
        )
    for numbering in below(header, "numbering"):
        heads = sorted(below(numbering, "paraHead"), key=lambda head: whole(head, "level"))
        found.numberings[whole(numbering, "id")] = [
            Level("".join(head.itertext()), _FORMS.get(attribute(head, "numFormat"), 0), whole(head, "start", 1))
            for head in heads
        ]
    return found


def _char_shape(shape: Element, found: Styles) -> CharShape:
    points = whole(shape, "height", 1000) / 100
    bare = attribute(shape, "shadeColor").lower() in _PLAIN_COLOURS
    white = attribute(shape, "textColor").lower() == "#ffffff" and bare
    on_ground = attribute(shape, "borderFillIDRef") in found.filled
    return CharShape(points, child(shape, "bold") is not None, white and not on_ground, points <= 1)
