"""Reads Excel workbooks (XLSX): what a reader of the sheets sees, in the form in which the sheets show it."""

import io
import warnings as python_warnings
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils import get_column_letter

from ingest.readers import letters, notice, sheet_blocks
from ingest.readers.archive import Archive
from ingest.readers.extract import Extract, FileState, Heading, Limits, NotRead, Paragraph, Piece, Table
from ingest.readers.grid import too_many_cells
from ingest.readers.number_format import hides, shown_value
from ingest.readers.office_properties import title_and_date
from ingest.readers.sheet_blocks import SheetCell
from ingest.readers.sheet_marks import SheetMarks, marks_of, named, place_of

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_UNNAMED = ("sheet", "시트")
_WHITES = ("FFFFFFFF", "00FFFFFF")
_TINY_POINTS = 2


def read(data: bytes, limits: Limits) -> Extract:
    """The pieces of all sheets that are shown. Raises NotRead."""
    archive = Archive(data, limits)
    parts = _sheet_parts(archive)
    doubts: list[str] = []
    pieces: list[Piece] = []
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore")
        book = _opened(data)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if hidden := [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]:
            doubts.append(f"숨긴 시트를 뺐습니다. 필요하면 보이게 하세요: {named(hidden)} (hidden sheets left out)")
        budget = limits.max_cells
        for sheet in shown:
            marks = marks_of(archive.read(parts[sheet.title]), limits) if sheet.title in parts else SheetMarks()
            reader = _Sheet(sheet, marks, budget)
            cells = reader.cells()
            budget -= reader.count
            found = list(sheet_blocks.pieces(cells, limits))
            if found and (len(shown) > 1 or not sheet.title.lower().startswith(_UNNAMED)):
                pieces.append(Heading(1, sheet.title))
            pieces += found
            doubts += reader.doubts()
    if not pieces:
        raise NotRead(FileState.DAMAGED, "보이는 칸에 글이 없습니다. 빈 파일인지 확인하세요. (no visible text)")
    title, made = title_and_date(archive)
    title = notice.confirmed_title(letters.plain(title), pieces) or _title_of(pieces)
    return Extract(tuple(pieces), title=title, made=made, warnings=tuple(doubts))


def _title_of(pieces: Sequence[Piece]) -> str:
    """The line above the first table of the first sheet, where it reads as a title; a sheet's name is none."""
    for piece, below in pairwise(piece for piece in pieces[:4] if not isinstance(piece, Heading)):
        if isinstance(piece, Paragraph) and isinstance(below, Paragraph | Table):
            return piece.text if notice.names_a_document(piece.text) else ""
    return ""


def _opened(data: bytes) -> Any:
    try:
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (BadZipFile, KeyError, ValueError, TypeError, IndexError, AttributeError, OSError) as error:
        raise NotRead(
            FileState.DAMAGED, "엑셀 파일이 깨졌습니다. 엑셀에서 열어 다시 저장하세요. (damaged workbook)"
        ) from error


def _sheet_parts(archive: Archive) -> dict[str, str]:
    """The part that holds each sheet, by the sheet's name."""
    book = next(
        (
            relation.get("Target", "").lstrip("/")
            for relation in archive.xml("_rels/.rels").iter(_RELATIONS)
            if relation.get("Type", "").endswith("/officeDocument")
        ),
        "xl/workbook.xml",
    )
    folder, _, name = book.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if book not in archive or relations not in archive:
        raise NotRead(FileState.DAMAGED, "엑셀 파일이 깨졌습니다. 엑셀에서 열어 다시 저장하세요. (no workbook part)")
    targets: dict[str | None, str] = {}
    for relation in archive.xml(relations).iter(_RELATIONS):
        target = relation.get("Target", "")
        targets[relation.get("Id")] = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
    sheets = [element for element in archive.xml(book).iter() if element.tag.endswith("}sheet")]
    found = {
        sheet.get("name", ""): targets.get(next((sheet.get(id_) for id_ in _IDS if sheet.get(id_)), None), "")
        for sheet in sheets
    }
    return {name: part for name, part in found.items() if part in archive}


class _Sheet:
    """One sheet while it is read."""

    def __init__(self, sheet: Any, marks: SheetMarks, budget: int) -> None:
        self._sheet = sheet
        self._marks = marks
        self._budget = budget
        self._hidden_rows: dict[int, None] = {}
        self._hidden_columns: dict[str, None] = {}
        self._unseen: list[str] = []
        self._errors: list[str] = []
        self.count = 0

    def cells(self) -> list[SheetCell]:
        """Every cell that is seen and has text. Raises NotRead where there are too many, or the sheet is damaged."""
        spans = {(top, left): (top, left, bottom, right) for top, left, bottom, right in self._marks.merged}
        covered = self._covered()
        try:
            self._sheet.reset_dimensions()
            return [made for cell in self._filled() if (made := self._cell(cell, spans, covered))]
        except (KeyError, ValueError, TypeError, IndexError, AttributeError, BadZipFile, OSError) as error:
            raise NotRead(
                FileState.DAMAGED,
                f"'{self._sheet.title}' 시트가 깨졌습니다. 엑셀에서 열어 다시 저장하세요. (damaged sheet)",
            ) from error

    def doubts(self) -> Iterator[str]:
        """What was left out, by name."""
        where = f"'{self._sheet.title}' 시트"
        if self._hidden_rows:
            yield f"{where}의 숨긴 행을 뺐습니다: {named(list(map(str, self._hidden_rows)))} (hidden rows left out)"
        if self._hidden_columns:
            yield f"{where}의 숨긴 열을 뺐습니다: {named(list(self._hidden_columns))} (hidden columns left out)"
        if self._unseen:
            yield f"{where}에서 보이지 않게 적은 칸을 뺐습니다: {named(self._unseen)} (invisible cells left out)"
        if self._errors:
            yield f"{where}에 오류 값이 있습니다. 고쳐 다시 올리세요: {named(self._errors)} (cells with errors)"
        unsaved = [cell for cell in self._marks.uncalculated if not self._is_hidden_place(cell)]
        if unsaved:
            yield (
                f"{where}에 계산된 값이 저장되지 않은 수식이 있습니다. 엑셀에서 열어 저장한 뒤 다시 올리세요: "
                f"{named(unsaved)} (formulas without a stored value)"
            )
        if self._marks.has_drawing:
            yield f"{where}의 그림·차트·도형 속 글은 읽지 않았습니다. 필요하면 칸에 적으세요. (pictures and charts)"

    def _is_hidden_place(self, reference: str) -> bool:
        place = place_of(reference)
        return place is not None and (self._marks.hides_row(place[0]) or self._marks.hides_column(place[1]))

    def _covered(self) -> frozenset[tuple[int, int]]:
        """Places under a merged cell, as far as cells are likely to be there; what lies there is not shown."""
        places: set[tuple[int, int]] = set()
        for top, left, bottom, right in self._marks.merged:
            if (bottom - top + 1) * (right - left + 1) > self._budget:
                raise too_many_cells(self._budget)
            places.update((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
            places.discard((top, left))
            if len(places) > 5 * self._budget:
                raise too_many_cells(self._budget)
        return frozenset(places)

    def _filled(self) -> Iterator[Any]:
        for row in self._sheet.iter_rows():
            for cell in row:
                if cell.value is not None and cell.value != "":
                    self.count += 1
                    if self.count > self._budget:
                        raise too_many_cells(self._budget)
                    yield cell

    def _cell(
        self, cell: Any, spans: dict[tuple[int, int], tuple[int, int, int, int]], covered: frozenset[tuple[int, int]]
    ) -> SheetCell | None:
        row, column = cell.row, cell.column
        if (row, column) in covered:
            return None
        top, left, bottom, right = spans.get((row, column), (row, column, row, column))
        rows = [number for number in range(top, bottom + 1) if not self._marks.hides_row(number)]
        columns = [number for number in range(left, right + 1) if not self._marks.hides_column(number)]
        if not rows:
            self._hidden_rows[row] = None
            return None
        if not columns:
            self._hidden_columns[get_column_letter(column)] = None
            return None
        text = self._text(cell)
        if not text:
            return None
        return SheetCell(
            rows[0], columns[0], text, _is_marked(cell), rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
        )

    def _text(self, cell: Any) -> str:
        if cell.data_type == "e":
            self._errors.append(cell.coordinate)
            return ""
        number_format = cell.number_format or "General"
        text = " ".join(letters.plain(shown_value(cell.value, number_format)).split())
        if (not text and hides(number_format)) or (text and _is_unseen(cell)):
            self._unseen.append(cell.coordinate)
            return ""
        return text


def _is_unseen(cell: Any) -> bool:
    """Whether the letters are tiny, or white on a cell that has no colour."""
    font = cell.font
    if font is None:
        return False
    if font.sz is not None and font.sz <= _TINY_POINTS:
        return True
    colour = font.color
    if colour is None:
        return False
    white = (
        (colour.type == "rgb" and str(colour.rgb).upper() in _WHITES)
        or (colour.type == "theme" and colour.theme == 0 and not colour.tint)
        or (colour.type == "indexed" and colour.indexed in (1, 9))
    )
    return white and not _is_filled(cell)


def _is_filled(cell: Any) -> bool:
    fill = cell.fill
    if fill is None or fill.fill_type in (None, "none"):
        return False
    colour = getattr(fill, "fgColor", None)
    return not (colour is not None and colour.type == "rgb" and str(colour.rgb).upper() in _WHITES)


def _is_marked(cell: Any) -> bool:
    """Whether it looks like a name of a column: bold, or on a colour."""
    return bool((cell.font is not None and cell.font.b) or _is_filled(cell))
