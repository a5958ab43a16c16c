"""Values look as a Korean spreadsheet shows them."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.number_format import Value, hides, shown_value


@pytest.mark.parametrize(
    "value, number_format, shown",
    [
        (1234567, '#,##0"원"', "1,234,567원"),
        (1234567.0, "General", "1234567"),
        (0.1 + 0.2, "General", "0.3"),
        (0.125, "0.0%", "12.5%"),
        (0.5, "0%", "50%"),
        (2.5, "0", "3"),
        (-1500, '#,##0;"△"#,##0', "△1,500"),
        (-1500, "#,##0_);[Red]\\(#,##0\\)", "(1,500)"),
        (0, '#,##0;-#,##0;"-"', "-"),
        (1234567, '#,##0,"천원"', "1,235천원"),
        (5000, "[$₩-412]#,##0", "₩5,000"),
        (1012345678, "000-0000-0000", "010-1234-5678"),
        (7, "000", "007"),
        (3, '0"명"', "3명"),
        (3.14159, "0.00", "3.14"),
        (12, '[>=10]"많음 "0;"적음 "0', "많음 12"),
        (True, "General", "TRUE"),
        ("글", "@", "글"),
        (5, ";;;", ""),
        (date(2026, 3, 2), "mm-dd-yy", "2026-03-02"),
        (datetime.fromisoformat("2026-03-02"), 'yyyy"년" m"월" d"일"(aaa)', "2026년 3월 2일(월)"),
        (datetime.fromisoformat("2026-03-02"), "yyyy-mm-dd", "2026-03-02"),
        (datetime.fromisoformat("2026-03-02"), 'm"월" d"일"', "3월 2일"),
        (datetime.fromisoformat("2026-03-02T14:05"), "yyyy.mm.dd hh:mm", "2026.03.02 14:05"),
        (time(14, 5), "[$-412]AM/PM h:mm", "오후 2:05"),
        (time(9, 30), "h:mm", "9:30"),
        (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
    ],
)
def test_a_value_looks_as_in_the_sheet(value: Value, number_format: str, shown: str) -> None:
    assert shown_value(value, number_format) == shown


@given(st.integers(-(10**15), 10**15))
def test_whole_amounts_are_grouped_as_python_groups_them(value: int) -> None:
    assert shown_value(value, '#,##0"원"') == f"{value:,}원"


@given(st.floats(-1e12, 1e12), st.text(max_size=20))
def test_no_format_breaks_the_reader(value: float, number_format: str) -> None:
    assert isinstance(shown_value(value, number_format), str)


@given(st.datetimes(), st.text('yYmMdDhHsSaA/p:.;"[]-년월일 ', max_size=15))
def test_no_date_format_breaks_the_reader(value: datetime, number_format: str) -> None:
    assert isinstance(shown_value(value, number_format), str)


def test_a_format_of_nothing_hides() -> None:
    assert hides(";;;")
    assert not hides("#,##0;-#,##0;")
