"""Plain text and CSV come out as they were typed, in any encoding that a Korean office uses."""

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.readers.extract import Extract, FileState, Limits, NotRead, Paragraph, Table
from ingest.readers.text import decode, read, read_csv

LIMITS = Limits()
LETTERS = st.text(st.characters(min_codepoint=0x20, exclude_categories=["C"]), min_size=1)


def table(text: str | bytes) -> Table:
    (found,) = csv(text).pieces
    assert isinstance(found, Table)
    return found


def csv(text: str | bytes) -> Extract:
    return read_csv(text if isinstance(text, bytes) else text.encode(), LIMITS)


def texts(text: str) -> list[str]:
    return [piece.text for piece in read(text.encode(), LIMITS).pieces if not isinstance(piece, Table)]


@given(LETTERS)
def test_utf8_comes_back_whatever_it_says(text: str) -> None:
    assume(not re.search("[\u00c0-\u024f]", text))  # a lone \u00fb may be 청 in CP949: see below
    assert decode(text.encode()) == text.removeprefix("\ufeff")
    assert decode(b"\xef\xbb\xbf" + text.encode()) == text
    assert decode(("\ufeff" + text).encode("utf-16-le")) == text


@given(st.text(st.sampled_from("가나다라힣뷁똠 청년취업사관학교0123abc,.\n"), min_size=1))
def test_cp949_comes_back_although_a_word_of_it_may_be_utf8(text: str) -> None:
    assume(not re.search("[가-힣][abc]|[abc][가-힣]", text))
    assert decode(text.encode("cp949")) == text


@pytest.mark.parametrize("text", ["Café", "à la carte, déjà vu", "90°", "±5 · 3×4", "Ωμέγα", "Привет", "10 µm", "über"])
def test_utf8_stays_utf8_although_it_may_be_cp949(text: str) -> None:
    assert decode(text.encode()) == text


@given(st.text(st.sampled_from("가나다라힣뷁똠 청년취업사관학교0123abc,.\n"), min_size=1))
def test_korean_in_utf8_is_never_taken_for_cp949(text: str) -> None:
    assert decode(text.encode()) == text


@pytest.mark.parametrize("text", ["가", "이름\n김", "1,2\n" * 4000 + "합계"])
def test_short_cp949_that_statistics_get_wrong_is_read(text: str) -> None:
    assert decode(text.encode("cp949")) == text


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"\x80abc", b"\xff\xff\xff", b"a\x00b", b"\x1b$)C\x0e", b"\xc0\xaf\xff"]
)
def test_what_is_neither_is_garbled(data: bytes) -> None:
    with pytest.raises(NotRead) as caught:
        decode(data)
    assert caught.value.state is FileState.GARBLED


def test_each_line_is_a_paragraph_whatever_ends_it() -> None:
    assert texts("하나\r\n\r\n둘\r셋\n넷\x1a") == ["하나", "둘", "셋", "넷"]


def test_a_line_that_a_mail_program_broke_is_whole_again() -> None:
    broken = "청년취업사관학교는 서울에 사는 청년을 위해 개발과 디지털 전환을 가르치는\n학교입니다.\n다음 줄입니다."
    assert texts(broken) == [broken.split("\n다음")[0].replace("\n", " "), "다음 줄입니다."]


def test_a_numbered_line_continues_nothing() -> None:
    long = "1. 서울에 거주하는 만 15세 이상의 청년으로서 공고일 현재 미취업자인 사람 누구나"
    assert texts(f"{long}\n2. 그 밖에") == [long, "2. 그 밖에"]


def test_a_text_longer_than_allowed_is_too_big() -> None:
    for reader in (read, read_csv):
        with pytest.raises(NotRead) as caught:
            reader(b"a" * 101, replace(LIMITS, max_chars=100))
        assert caught.value.state is FileState.TOO_BIG


def test_cells_are_what_was_typed() -> None:
    typed = ("0123", "9:30", "no", "1.10", "=1+1", "2026-03-02", "+82")
    assert table("가,나,다,라,마,바,사\n" + ",".join(typed)).rows[1] == typed


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949", "utf-16"])
def test_the_delimiter_is_found(delimiter: str, encoding: str) -> None:
    text = delimiter.join(("이름", "주소")) + "\r\n" + delimiter.join(("가", '"서울, 강남; 1|2\t3"')) + "\r\n"
    assert table(text.encode(encoding)).rows == (("이름", "주소"), ("가", "서울, 강남; 1|2 3"))


def test_a_column_of_texts_with_commas_is_one_column() -> None:
    assert table('내용\n"가, 나"\n다\n').rows == (("내용",), ("가, 나",), ("다",))


def test_lines_above_the_names_of_the_columns_are_the_caption() -> None:
    found = table("2026년 캠퍼스 현황,,\n\n이름,정원,비고\n강남,20,\n")
    assert (found.caption, found.rows[0], found.header_rows) == ("2026년 캠퍼스 현황", ("이름", "정원", "비고"), 1)


def test_a_first_row_with_figures_names_nothing() -> None:
    assert table("강남,20\n마포,30\n").header_rows == 0


def test_rows_of_different_length_are_filled_and_named() -> None:
    found = csv("가,나\n1,2,3\n4\n")
    assert found.pieces == (Table((("가", "나", ""), ("1", "2", "3"), ("4", "", ""))),)
    assert "2번째" in found.warnings[0]


@pytest.mark.parametrize("text", ['a,b\n"열고 닫지 않음,2\n3,4\n', 'a,b\n"x"y,1\n', "a,b\n" + "x" * 200_000 + ",1"])
def test_a_csv_that_cannot_be_read_whole_is_damaged(text: str) -> None:
    with pytest.raises(NotRead) as caught:
        csv(text)
    assert caught.value.state is FileState.DAMAGED


def test_too_many_cells_are_too_big() -> None:
    for text in (b"a,b\n" * 60, b"a" + b"\n,b" * 20 + b"," * 20):
        with pytest.raises(NotRead) as caught:
            read_csv(text, replace(LIMITS, max_cells=50))
        assert caught.value.state is FileState.TOO_BIG


def test_a_csv_of_one_line_keeps_it() -> None:
    assert read_csv(b"a,b", LIMITS) == Extract((Table((("a", "b"),), 0),))
    assert read_csv(b"\n", LIMITS).pieces == ()


@given(
    st.lists(st.lists(st.sampled_from(["가", "나 다", "0123", 'a"b', "a,b", "줄"]), min_size=2, max_size=2), min_size=2)
)
def test_every_cell_comes_out(rows: list[list[str]]) -> None:
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    assert [list(row) for row in table("\n".join(lines)).rows] == rows


def test_a_notice_keeps_its_headings() -> None:
    notice = "□ 지원대상\n서울 청년입니다.\n□ 지원내용\n무료입니다.\n"
    kinds = [type(piece).__name__ for piece in read(notice.encode(), LIMITS).pieces]
    assert kinds == ["Heading", "Paragraph", "Heading", "Paragraph"]
    assert read(b"Only this.", LIMITS).pieces == (Paragraph("Only this."),)


@pytest.mark.parametrize(
    "typed",
    [
        "구분 | 금액\n교통비 | 4,000원\n중식비 | 6,500원",
        "| 구분 | 금액 |\n|---|---|\n| 교통비 | 4,000원 |\n| 중식비 | 6,500원 |",
        "┌──┬──┐\n│구분│금액│\n├──┼──┤\n│교통비│4,000원│\n│중식비│6,500원│\n└──┴──┘",
        "구분\t금액\n교통비\t4,000원\n중식비\t6,500원",
    ],
)
def test_a_table_that_was_typed_is_a_table(typed: str) -> None:
    found = read(f"1. 지급 항목\n\n{typed}\n\n2. 문의\n02-120".encode(), LIMITS).pieces
    rows = (("구분", "금액"), ("교통비", "4,000원"), ("중식비", "6,500원"))
    assert found[1] == Table(rows)
    assert [piece.text for piece in found if not isinstance(piece, Table)] == ["1. 지급 항목", "2. 문의", "02-120"]


def test_columns_of_wide_gaps_are_a_table_where_they_are_named() -> None:
    named = "과정      시간     장소\n웹 개발   10:00    강남\n앱 개발   13:00    마포"
    assert read(named.encode(), LIMITS).pieces == (
        Table((("과정", "시간", "장소"), ("웹 개발", "10:00", "강남"), ("앱 개발", "13:00", "마포"))),
    )
    assert texts("10:00   강남   3층\n13:00   마포   2층\n15:00   금천   1층") == [
        "10:00 강남 3층", "13:00 마포 2층", "15:00 금천 1층"
    ]  # fmt: skip


def test_a_line_with_a_bar_or_a_wide_gap_is_no_table() -> None:
    assert texts("서울경제진흥원 | 02-120\n\n성    명:   홍길동\n기    간:   3월") == [
        "서울경제진흥원 | 02-120", "성 명: 홍길동", "기 간: 3월"
    ]  # fmt: skip


def test_a_typed_table_with_too_many_cells_is_too_big() -> None:
    with pytest.raises(NotRead) as caught:
        read(b"a | b\n" * 60, replace(LIMITS, max_cells=50))
    assert caught.value.state is FileState.TOO_BIG


@given(
    st.lists(st.sampled_from(["가 | 나", "| 다", "라\t마", "구분   내용   비고", "바   사   아", "---", "차", "", "|"]))
)
def test_no_word_of_a_text_is_lost_whatever_is_taken_for_a_table(lines: list[str]) -> None:
    said = " ".join(
        " ".join(" ".join(row) for row in piece.rows) if isinstance(piece, Table) else piece.text
        for piece in read("\n".join(lines).encode(), LIMITS).pieces
    )
    assert re.findall("[가-힣]+", said) == re.findall("[가-힣]+", " ".join(lines))
