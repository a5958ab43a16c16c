"""Cells with spans become rows; numbers, letters, dates and titles are those that a reader of the page would name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import letters, notice, numbering
from ingest.readers.extract import FileState, NotRead, Paragraph
from ingest.readers.grid import Cell, header_rows, resolved


@given(st.lists(st.lists(st.text("가나다", min_size=1), min_size=3, max_size=3), min_size=1, max_size=6))
def test_cells_without_spans_come_out_as_they_went_in(rows: list[list[str]]) -> None:
    cells = [Cell(r, c, 1, 1, words) for r, row in enumerate(rows) for c, words in enumerate(row)]
    assert resolved(cells, 100) == tuple(map(tuple, rows))


@given(
    st.lists(
        st.builds(Cell, *[st.integers(0, 9)] * 2, *[st.integers(1, 70_000)] * 2, st.text("가나", max_size=2)),
        max_size=12,
    )
)
def test_rows_are_always_of_one_length(cells: list[Cell]) -> None:
    try:
        rows = resolved(cells, 200)
    except NotRead:
        return
    assert len({len(row) for row in rows}) <= 1


def test_cells_far_apart_or_piled_up_are_too_big() -> None:
    for cells in (
        [Cell(0, 0, 1, 1, ""), Cell(60_000, 60_000, 1, 1, "")],
        [Cell(0, 0, 9, 9, "")] * 9 + [Cell(8, 8, 1, 1, "")],
    ):
        with pytest.raises(NotRead) as caught:
            resolved(cells, 200)
        assert caught.value.state is FileState.TOO_BIG


@pytest.mark.parametrize(
    "rows, count",
    [
        ([["과정", "기간", "인원"], ["웹", "3월", "30명"]], 1),
        ([["신청자", "홍길동"], ["전화", "02-123-4567"]], 0),
        ([["구분", "금액"], ["1유형", "20만원"]], 1),
        ([["2026", "2027", "2028"], ["1", "2", "3"]], 0),
        ([["한 줄", "뿐"]], 0),
    ],
)
def test_first_row_names_the_columns_only_where_it_does(rows: list[list[str]], count: int) -> None:
    assert header_rows(rows) == count


@pytest.mark.parametrize(
    "value, form, written",
    [
        (3, 0, "3"),
        (20, 1, "⑳"),
        (21, 1, "21"),
        (4, 2, "IV"),
        (14, 8, "하"),
        (15, 8, "15"),
        (23, 12, "이십삼"),
        (10, 13, "十"),
        (0, 8, "0"),
    ],
)
def test_numbers_are_written_in_their_form(value: int, form: int, written: str) -> None:
    assert numbering.number(value, form) == written


def test_levels_begin_anew_below_a_new_one() -> None:
    counter = numbering.Counter({1: [numbering.Level("^1."), numbering.Level("^1-^2)"), numbering.Level("^n")]})
    assert [counter.next(1, level) for level in (0, 1, 1, 0, 1, 2)] == ["1.", "1-1)", "1-2)", "2.", "2-1)", "2.1.1"]
    assert counter.next(9, 0) == counter.next(1, 9) == ""


@pytest.mark.parametrize(
    "written, read",
    [
        ("\uf53a글", "ᄒᆞᆫ글"),
        ("⼤韓⺠國", "大韓民國"),
        ("\uf06c 대상", "● 대상"),
        ("\ue123 대상", "• 대상"),
        ("가\ufffe나\u200b", "가나"),
    ],
)
def test_letters_of_old_files_are_made_plain(written: str, read: str) -> None:
    assert letters.plain(written) == read


def test_spaced_words_are_joined_and_sentences_are_not() -> None:
    assert letters.unspaced("담 당 자") == "담당자"
    assert letters.unspaced("비 고", 2) == "비고"
    assert letters.unspaced("석 달", 2) == "석 달"
    assert letters.unspaced("이 곳") == "이 곳"
    assert letters.unspaced("나는 간 다") == "나는 간 다"


def test_two_dates_are_no_date() -> None:
    one, other = Paragraph("2026년 3월 2일"), Paragraph("2026. 4. 1.")
    assert notice.date_and_publisher([one, Paragraph("서 울 특 별 시 장")]) == ("2026-03-02", "서울특별시장")
    assert notice.date_and_publisher([one, other]) == ("", "")
    assert notice.date_and_publisher([Paragraph("2026. 13. 1.")]) == ("", "")


@pytest.mark.parametrize(
    "line, said",
    [
        ("작성일 2026-10-27 · 서울경제진흥원 운영팀", ("2026-10-27", "서울경제진흥원 운영팀")),
        ("서울경제진흥원 2026. 11. 19.", ("2026-11-19", "서울경제진흥원")),
        ("2026. 10. 9. 서울경제진흥원 교육팀", ("2026-10-09", "서울경제진흥원 교육팀")),
        ("면접 일시 2026. 12. 3.", ("", "")),
        ("교육은 2026. 12. 3. 서울시청에서 시작합니다", ("", "")),
    ],
)
def test_a_notice_may_name_its_date_and_office_on_one_line(line: str, said: tuple[str, str]) -> None:
    assert notice.date_and_publisher([Paragraph("주차 안내"), Paragraph(line), Paragraph("본문입니다.")]) == said
