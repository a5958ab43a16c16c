"""A workbook is read as its sheets show it."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from ingest.readers.extract import Extract, FileState, Heading, Limits, NotRead, Paragraph, Table
from ingest.readers.xlsx import read


def extract(build: Callable[[Any], None], limits: Limits | None = None) -> Extract:
    book = openpyxl.Workbook()
    book.properties.creator = "홍길동"
    build(book)
    file = io.BytesIO()
    book.save(file)
    return read(file.getvalue(), limits or Limits())


def fill(sheet: Any, *rows: tuple[Any, ...]) -> None:
    for row in rows:
        sheet.append(row)


def test_amounts_and_dates_look_as_in_the_sheet() -> None:
    def build(book: Any) -> None:
        fill(book.active, ("유형", "금액", "시작"), ("1유형", 1234567, date(2026, 3, 2)))
        book.active["B2"].number_format = '#,##0"원"'
        book.active["C2"].number_format = 'yyyy"년" m"월" d"일"'

    assert extract(build).pieces == (Table((("유형", "금액", "시작"), ("1유형", "1,234,567원", "2026년 3월 2일")), 1),)


def test_hidden_sheets_rows_and_columns_are_left_out_and_named() -> None:
    def build(book: Any) -> None:
        fill(book.active, ("과정", "기간", "비밀"), ("가", "석 달", "x"), ("숨김", "y", "z"))
        book.active.column_dimensions["C"].hidden = True
        book.active.row_dimensions[3].hidden = True
        fill(secret := book.create_sheet("내부"), ("내부 자료",))
        secret.sheet_state = "veryHidden"

    found = extract(build)
    assert found.pieces == (Table((("과정", "기간"), ("가", "석 달")), 1),)
    told = " ".join(found.warnings)
    assert "내부" in told
    assert "숨긴 행을 뺐습니다: 3" in told
    assert "숨긴 열을 뺐습니다: C" in told


def test_white_letters_and_hiding_formats_are_cut_and_named() -> None:
    def build(book: Any) -> None:
        fill(book.active, ("과정", "정원", "비고"), ("가", 20, "지시문"))
        book.active["B2"].number_format = ";;;"
        book.active["C2"].font = Font(color="FFFFFFFF")

    found = extract(build)
    assert found.pieces == (Table((("과정", "정원", "비고"), ("가", "", "")), 1),)
    assert "B2, C2" in found.warnings[0]


def test_a_formula_without_a_stored_value_is_named() -> None:
    def build(book: Any) -> None:
        fill(book.active, ("과정", "정원", "합계"), ("가", 20, "=B2*2"))

    assert any("C2" in warning and "수식" in warning for warning in extract(build).warnings)


def test_a_merged_head_names_every_column_below_it_and_a_title_stands_above() -> None:
    def build(book: Any) -> None:
        sheet = book.active
        fill(
            sheet,
            ("2026년 지원 내역",),
            (),
            ("유형", "지원", None),
            (None, "월", "총액"),
            ("1유형", "20만원", "240만원"),
        )
        for merged in ("A1:C1", "A3:A4", "B3:C3"):
            sheet.merge_cells(merged)

    rows = (("유형", "지원", "지원"), ("유형", "월", "총액"), ("1유형", "20만원", "240만원"))
    assert extract(build).pieces == (Paragraph("2026년 지원 내역"), Table(rows, 2))


def test_rows_below_an_empty_row_keep_the_names_of_their_columns() -> None:
    def build(book: Any) -> None:
        fill(book.active, ("과정", "기간", "정원"), ("가", "3개월", 20), (), ("나", "4개월", 30))

    tables = extract(build).pieces
    assert tables[1] == Table((("과정", "기간", "정원"), ("나", "4개월", "30")), 1)


def test_each_sheet_stands_under_its_name() -> None:
    def build(book: Any) -> None:
        book.active.title = "모집"
        book.active["A1"] = "모집합니다"
        book.create_sheet("일정")["A1"] = "3월입니다"

    assert extract(build).pieces == (
        Heading(1, "모집"),
        Paragraph("모집합니다"),
        Heading(1, "일정"),
        Paragraph("3월입니다"),
    )


def test_one_cell_in_the_last_corner_costs_nothing() -> None:
    assert extract(lambda book: book.active.cell(1_048_576, 16_384, "끝")).pieces == (Paragraph("끝"),)


def test_too_many_cells_are_refused_and_not_cut_off() -> None:
    with pytest.raises(NotRead) as caught:
        extract(lambda book: fill(book.active, *[(number, number) for number in range(60)]), Limits(max_cells=100))
    assert caught.value.state is FileState.TOO_BIG


def test_a_book_with_nothing_to_see_is_named() -> None:
    with pytest.raises(NotRead):
        extract(lambda book: None)


def test_nobody_is_named() -> None:
    assert "홍길동" not in repr(extract(lambda book: fill(book.active, ("글",))))


def test_the_line_above_the_table_is_the_title_and_no_property_left_over_is() -> None:
    def build(book: Any) -> None:
        book.properties.title = "2019년 예산안"
        book.active.title = "과정"
        fill(book.active, ("2026년 교육과정 운영 현황",), (), ("캠퍼스", "과정"), ("강남", "개발"))

    found = extract(build)
    assert found.title == "2026년 교육과정 운영 현황"
    assert found.published == ""
