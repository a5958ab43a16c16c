"""A light pass over the XML of one sheet for what the spreadsheet library does not tell: hidden rows and columns,
merged cells, formulas whose result nobody stored, how many pictures and charts lie on it."""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from ingest.readers.extract import FileState, Limits, NotRead
from ingest.readers.grid import too_many_cells

MAX_COLUMNS, MAX_ROWS = 16_384, 1_048_576
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})\Z")
_MAX_NAMED = 5


@dataclass(slots=True)
class SheetMarks:
    """Rows and columns count from 1; ranges are (first row, first column, last row, last column)."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    uncalculated: list[str] = field(default_factory=list)
    has_drawing: bool = False

    def hides_row(self, row: int) -> bool:
        """Whether nobody sees the row."""
        return row in self.hidden_rows

    def hides_column(self, column: int) -> bool:
        """Whether nobody sees the column."""
        return any(first <= column <= last for first, last in self.hidden_columns)


def marks_of(data: bytes, limits: Limits) -> SheetMarks:
    """Raises NotRead where the XML is damaged or holds more than the limits allow."""
    taker = _Taker(limits)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = taker.start
    parser.EndElementHandler = taker.end
    parser.CharacterDataHandler = taker.text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        raise NotRead(
            FileState.DAMAGED, "시트의 XML이 깨졌습니다. 엑셀에서 열어 다시 저장하세요. (damaged sheet)"
        ) from error
    return taker.marks


def place_of(reference: str) -> tuple[int, int] | None:
    """Row and column of `B3`, from 1; None where it is none."""
    match = _REFERENCE.match(reference)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    return (row, column) if 1 <= row <= MAX_ROWS and column <= MAX_COLUMNS else None


def named(numbers: list[str]) -> str:
    """A few of them by name, the rest as a count."""
    more = len(numbers) - _MAX_NAMED
    return ", ".join(numbers[:_MAX_NAMED]) + (f" 외 {more}" if more > 0 else "")


class _Taker:
    """Takes what it needs from the elements as they pass."""

    def __init__(self, limits: Limits) -> None:
        self.marks = SheetMarks()
        self._limits = limits
        self._row = 0
        self._cell, self._type = "", ""
        self._formula = self._in_value = self._has_value = False
        self._merged_cells = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition("}")[2]
        if tag == "c":
            self._cell, self._type = attributes.get("r", ""), attributes.get("t", "n")
            self._formula = self._has_value = False
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "f":
            self._formula = True
        elif tag in ("v", "is"):
            self._in_value = True
        elif tag == "col" and _on(attributes.get("hidden")):
            first, last = (int(attributes.get(edge, "0")) for edge in ("min", "max"))
            self.marks.hidden_columns.append((first, last))
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif tag == "drawing":
            self.marks.has_drawing = True

    def end(self, name: str) -> None:
        tag = name.rpartition("}")[2]
        if tag in ("v", "is"):
            self._in_value = False
        elif tag == "c" and self._formula and not self._has_value and self._type != "str":
            self.marks.uncalculated.append(self._cell)

    def text(self, text: str) -> None:
        self._has_value |= self._in_value and bool(text.strip())

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(float(number)) if number else self._row + 1
        if _on(attributes.get("hidden")) or attributes.get("ht") in ("0", "0.0"):
            self.marks.hidden_rows.add(self._row)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        begin, end = place_of(first), place_of(last or first)
        if begin is None or end is None:
            return
        self._merged_cells += 1
        if self._merged_cells > self._limits.max_cells:
            raise too_many_cells(self._limits.max_cells)
        self.marks.merged.append((*begin, *end))


def _on(value: str | None) -> bool:
    return value in ("1", "true")


def _refuse(*_: object) -> None:
    raise NotRead(FileState.UNSUPPORTED, "XML에 DOCTYPE이 있어 읽지 않습니다. 다시 저장하세요. (XML with a DOCTYPE)")
