"""The text of one HWP 5 paragraph: letters, and controls that stand among them.

본 제품은 한글과컴퓨터의 한글 문서 파일(.hwp) 공개 문서를 참고하여 개발하였습니다.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.readers import hwp5_records as hwp
from ingest.readers.hwp5_records import Record
from ingest.readers.hwp5_styles import CharShape, Styles

FIELD_END, TAB, LINE_BREAK, PARA_BREAK, HYPHEN, BOUND_SPACE, FIXED_SPACE = 4, 9, 10, 13, 24, 30, 31
_EXTENDED = frozenset((1, 2, 3, 11, 12, 14, 15, 16, 17, 18, 21, 22, 23))
_INLINE = frozenset((4, 5, 6, 7, 8, 9, 19, 20))
_CONTROL_LETTERS = 8
"""An inline or extended control takes the room of so many letters, the first and last being its code."""
_CODE = re.compile("[\x00-\x1f]")
_SIMPLE = {TAB: "\t", LINE_BREAK: "\n", HYPHEN: "-", BOUND_SPACE: " ", FIXED_SPACE: " "}
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters between two controls; `hidden` where nobody can see them."""

    text: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class FieldEnd:
    """Where a field ends, such as a link."""


@dataclass(frozen=True, slots=True)
class Control:
    """A control that has a record of its own."""

    record: Record
    name: bytes


Part = Letters | FieldEnd | Control


def control_name(record: Record) -> bytes:
    """Four letters such as `tbl `."""
    return record.data[3::-1] if len(record.data) >= 4 else b""


def parts(paragraph: Record, styles: Styles, on_ground: bool) -> Iterator[Part]:
    """The paragraph in order; controls that the text does not name come last, so that none is lost."""
    data = next((child.data for child in paragraph.children if child.tag == hwp.PARA_TEXT), b"")
    # Not decoded as UTF-16 at once: positions count 16-bit units, and controls hold any bytes.
    units = "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data[: len(data) // 2 * 2])))
    controls = [child for child in paragraph.children if child.tag == hwp.CTRL_HEADER]
    hidden = [] if on_ground else _hidden_ranges(paragraph, styles, len(units))
    position = 0
    while position < len(units):
        match = _CODE.search(units, position)
        end = match.start() if match else len(units)
        yield from _letters(units, position, end, hidden)
        if match is None:
            break
        code = ord(match[0])
        if code in _EXTENDED:
            name = struct.pack("<2H", *map(ord, units[end + 1 : end + 3].ljust(2, "\0")))[::-1]
            if (record := _taken(controls, name)) is not None:
                yield Control(record, name)
        elif code == FIELD_END:
            yield FieldEnd()
        elif code in _SIMPLE:
            yield Letters(_SIMPLE[code])
        position = end + (_CONTROL_LETTERS if code in _EXTENDED or code in _INLINE else 1)
    for record in controls:
        yield Control(record, control_name(record))


def look(paragraph: Record, styles: Styles) -> CharShape:
    """The shape of most of its letters."""
    runs = _shape_runs(paragraph, hwp.double_word(paragraph.data, 0) & 0x7FFFFFFF)
    longest = max(runs, key=lambda run: run[1] - run[0], default=(0, 0, 0))
    return styles.char_shape(longest[2])


def _taken(controls: list[Record], name: bytes) -> Record | None:
    """The next control of that name, taken out of the list."""
    for place, record in enumerate(controls):
        if control_name(record) == name:
            return controls.pop(place)
    return None


def _letters(units: str, start: int, end: int, hidden: list[tuple[int, int]]) -> Iterator[Letters]:
    for begin, stop in hidden:
        if begin < end and stop > start:
            if begin > start:
                yield Letters(_joined(units[start:begin]))
            yield Letters(_joined(units[max(start, begin) : min(end, stop)]), hidden=True)
            start = min(end, stop)
    if start < end:
        yield Letters(_joined(units[start:end]))


def _joined(units: str) -> str:
    """Text whose letters above the basic plane are one letter each, not two halves."""
    if not _SURROGATE.search(units):
        return units
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _shape_runs(paragraph: Record, length: int) -> list[tuple[int, int, int]]:
    """Start, end and number of each run of one shape."""
    data = next((child.data for child in paragraph.children if child.tag == hwp.PARA_CHAR_SHAPE), b"")
    marks = [struct.unpack_from("<2I", data, offset) for offset in range(0, len(data) - 7, 8)]
    ends = [*(start for start, _ in marks[1:]), max(length, 1)]
    return [(start, end, shape) for (start, shape), end in zip(marks, ends, strict=True)]


def _hidden_ranges(paragraph: Record, styles: Styles, length: int) -> list[tuple[int, int]]:
    shapes = ((start, end, styles.char_shape(number)) for start, end, number in _shape_runs(paragraph, length))
    return [(start, end) for start, end, shape in shapes if shape.white or shape.tiny]
