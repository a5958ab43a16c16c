"""An exported cell comes back as it was, and none is worked out by a spreadsheet."""

import csv
import io
from datetime import UTC, datetime

import pytest

from api.records_export import csv_of

DANGEROUS = [
    "=1+1",
    '=HYPERLINK("http://evil.example/","눌러")',
    "+82 10",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u3000=1",
    "\u200b=1",
    "\ufeff=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    " ＝1",
]
PLAIN = [
    "수강료 얼마야?",
    "a,b;c",
    '그가 "네"라고',
    "두 줄\n질문",
    "맥\r줄",
    "윈도우\r\n줄",
    "'따옴표",
    "1-2",
    "",
    " 빈칸 ",
]


def back(text: str) -> list[list[str]]:
    """What a program reads that knows RFC 4180."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def cell(value: object) -> str:
    return back("".join(csv_of([{"q": "앞", "v": value, "z": "뒤"}], ["q", "v", "z"])))[1][1]


@pytest.mark.parametrize("value", PLAIN)
def test_a_plain_cell_comes_back_unchanged(value: str) -> None:
    assert cell(value) == value


@pytest.mark.parametrize("value", DANGEROUS)
def test_what_a_spreadsheet_would_work_out_has_an_apostrophe_before_it_and_is_unchanged(value: str) -> None:
    assert cell(value) == f"'{value}"


def test_lines_end_and_quotes_double_as_the_rfc_says_after_a_byte_order_mark() -> None:
    text = "".join(csv_of([{"q": 'a"b'}, {"q": "c\nd"}], {"q": "질문"}))
    assert text == '\ufeff질문\r\n"a""b"\r\n"c\nd"\r\n'
    assert text.encode("utf-8").startswith(b"\xef\xbb\xbf")


def test_heads_are_told_in_their_order_and_what_a_row_lacks_is_empty() -> None:
    text = "".join(csv_of([{"b": 2, "a": None}], {"a": "가", "b": "나", "c": "다"}))
    assert back(text) == [["가", "나", "다"], ["", "2", ""]]


def test_numbers_stay_numbers_and_times_keep_their_zone() -> None:
    assert cell(-3.5) == "-3.5"
    assert cell(True) == "1"
    assert cell(datetime(2026, 11, 23, 9, tzinfo=UTC)) == "2026-11-23T09:00:00+00:00"
