"""What DocInfo of an HWP 5 file says of letters, paragraphs, numberings and fills.

본 제품은 한글과컴퓨터의 한글 문서 파일(.hwp) 공개 문서를 참고하여 개발하였습니다.
"""

from dataclasses import dataclass, field

from ingest.readers import hwp5_records as hwp
from ingest.readers.hwp5_records import Record, double_word, string, word
from ingest.readers.numbering import Level

NO_HEAD, OUTLINE, NUMBERED, BULLETED = range(4)
_NO_COLOUR = 0xFFFFFFFF
_LEVELS_IN_RECORD, _VERSION_WITH_STARTS = 7, 0x05000205


@dataclass(frozen=True, slots=True)
class CharShape:
    """Letters of one kind; `points` is their size."""

    points: float
    bold: bool
    white: bool
    """White, or so small that nobody can read it, on no ground of their own."""
    tiny: bool


@dataclass(frozen=True, slots=True)
class ParaShape:
    """What stands before a paragraph: nothing, an outline number, a number or a bullet; `level` from 0."""

    head: int
    level: int
    numbering: int
    fill: int


@dataclass(slots=True)
class Styles:
    """Everything that the body refers to by number."""

    sections: int = 0
    char_shapes: list[CharShape] = field(default_factory=list)
    para_shapes: list[ParaShape] = field(default_factory=list)
    filled: list[bool] = field(default_factory=list)
    numberings: dict[int, list[Level]] = field(default_factory=dict)

    def char_shape(self, number: int) -> CharShape:
        """The shape of that number, plain letters of unknown size where there is none."""
        return self.char_shapes[number] if number < len(self.char_shapes) else CharShape(0.0, False, False, False)

    def para_shape(self, number: int) -> ParaShape:
        """The shape of that number, a plain paragraph where there is none."""
        return self.para_shapes[number] if number < len(self.para_shapes) else ParaShape(NO_HEAD, 0, 0, 0)

    def is_filled(self, number: int) -> bool:
        """Whether the fill of that number (from 1) has a colour other than white."""
        return 0 < number <= len(self.filled) and self.filled[number - 1]


def styles(plain: bytes, version: int) -> Styles:
    """Read DocInfo. Raises NotRead where it is cut off."""
    found = Styles()
    for record in hwp.records(plain, "문서 정보"):
        data = record.data
        if record.tag == hwp.DOCUMENT_PROPERTIES:
            found.sections = word(data, 0)
        elif record.tag == hwp.CHAR_SHAPE:
            found.char_shapes.append(_char_shape(data, found))
        elif record.tag == hwp.PARA_SHAPE:
            attributes = double_word(data, 0)
            level = attributes >> 25 & 7
            found.para_shapes.append(ParaShape(attributes >> 23 & 3, level, word(data, 30), word(data, 32)))
        elif record.tag == hwp.BORDER_FILL:
            found.filled.append(_is_filled(data))
        elif record.tag == hwp.NUMBERING:
            found.numberings[len(found.numberings) + 1] = _levels(record, version)
    return found


def _char_shape(data: bytes, found: Styles) -> CharShape:
    points = double_word(data, 42, 1000) / 100
    colour, ground = double_word(data, 52) & 0xFFFFFF, double_word(data, 60, _NO_COLOUR)
    bare = ground == _NO_COLOUR or ground & 0xFFFFFF == 0xFFFFFF
    white = colour == 0xFFFFFF and bare and not found.is_filled(word(data, 68))
    return CharShape(points, bool(double_word(data, 46) & 2), white, tiny=points <= 1)


def _is_filled(data: bytes) -> bool:
    kind, colour = double_word(data, 32), double_word(data, 36, _NO_COLOUR)
    coloured = bool(kind & 1) and colour != _NO_COLOUR and colour & 0xFFFFFF != 0xFFFFFF
    return coloured or bool(kind & 6)


def _levels(record: Record, version: int) -> list[Level]:
    """Seven levels: 12 bytes about the head, then the template; after them the first numbers."""
    data, position = record.data, 0
    found: list[tuple[str, int]] = []
    for _ in range(_LEVELS_IN_RECORD):
        if position + 14 > len(data):
            break
        form = double_word(data, position) >> 5 & 0xF
        template, position = string(data, position + 12)
        found.append((template, form))
    start = word(data, position, 1)
    starts = [start] * len(found)
    if version >= _VERSION_WITH_STARTS and position + 2 + 4 * len(found) <= len(data):
        starts = [double_word(data, position + 2 + 4 * level, 1) for level in range(len(found))]
    return [Level(template, form, first) for (template, form), first in zip(found, starts, strict=True)]
