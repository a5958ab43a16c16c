"""What a reader took out stands under its headings; each row of a table says alone what it means, and once."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.extract import Heading, Paragraph, Piece, Table
from ingest.readers.layout import sections, without_bylines
from ingest.readers.rows import MAX_ROW_CHARS, rows
from knowledge.document import Block


def said(*table: tuple[str, ...], header_rows: int = 1) -> list[str]:
    return [block.text for block in rows(Table(table, header_rows))]


def paths(*pieces: Piece, title: str = "") -> list[tuple[tuple[str, ...], list[str]]]:
    return [(s.heading_path, [block.text for block in s.blocks]) for s in sections(pieces, title)]


def test_a_row_names_its_columns() -> None:
    assert said(("캠퍼스", "정원"), ("강남", "20명"), ("마포", "")) == ["캠퍼스: 강남 · 정원: 20명", "캠퍼스: 마포"]


def test_joined_header_rows_are_one_name_with_each_word_once() -> None:
    assert said(
        ("유형", "지원금", "지원금"), ("유형", "월", "총액"), ("1유형", "20만원", "240만원"), header_rows=2
    ) == ["유형: 1유형 · 지원금 / 월: 20만원 · 지원금 / 총액: 240만원"]


def test_a_table_without_names_says_key_and_value() -> None:
    assert said(("성 명", "홍길동"), ("신청기간", "3월"), header_rows=0) == ["성명: 홍길동", "신청기간: 3월"]
    assert said(("가", "나", "다"), header_rows=0) == ["가 · 나 · 다"]


def test_a_row_that_is_one_merged_cell_is_said_once_without_a_name() -> None:
    note = "※ 선착순으로 마감합니다"
    assert said(("가", "나", "다"), (note, note, note)) == [note]


def test_a_merged_cell_is_said_once_under_the_names_that_it_covers() -> None:
    assert said(("과정", "1차", "2차"), ("개발", "추후 공지 예정", "추후 공지 예정")) == [
        "과정: 개발 · 1차, 2차: 추후 공지 예정"
    ]
    assert said(("과정", "기간", "기간"), ("개발", "3월", "3월")) == ["과정: 개발 · 기간: 3월"]


def test_equal_figures_side_by_side_are_two_values() -> None:
    assert said(("캠퍼스", "정원", "신청"), ("강남", "20명", "20명")) == ["캠퍼스: 강남 · 정원: 20명 · 신청: 20명"]
    assert said(("1유형", "2유형"), ("무료", "무료")) == ["1유형: 무료 · 2유형: 무료"]


def test_a_label_over_several_rows_is_said_in_each_and_a_long_note_in_the_first() -> None:
    note = "신청서와 개인정보 동의서를 함께 내야 하며 빠진 것이 있으면 접수하지 않습니다. 원본을 가지고 오세요. 사본은 안 됩니다."
    found = said(("유형", "과정", "비고"), ("1유형", "가", note), ("1유형", "나", note))
    assert found == [f"유형: 1유형 · 과정: 가 · 비고: {note}", "유형: 1유형 · 과정: 나"]


def test_a_long_row_is_cut_between_cells_and_each_part_says_whose_it_is() -> None:
    found = said(("과정", *(f"열{n}" for n in range(20))), ("개발", *(f"{n}" + "가" * 90 for n in range(20))))
    assert len(found) > 2
    assert all(text.startswith("과정: 개발 · 열") and len(text) <= MAX_ROW_CHARS for text in found)


def test_a_caption_comes_first_and_names_alone_are_text() -> None:
    assert list(rows(Table((("가", "나"), ("1", "2")), 1, "표 1"))) == [
        Block("표 1"),
        Block("가: 1 · 나: 2", item=True),
    ]
    assert said(("가", "나"), header_rows=1) == ["가 · 나"]
    assert said(header_rows=1) == []


CELLS = st.sampled_from(["", "가", "20명", "캠퍼스", "추후 공지 예정", "긴 글 " * 30, "긴 말 " * 130])


@given(st.integers(1, 5).flatmap(lambda w: st.lists(st.tuples(*[CELLS] * w), max_size=6)), st.integers(0, 3))
def test_no_cell_of_a_table_is_lost(table: list[tuple[str, ...]], header_rows: int) -> None:
    text = "\n".join(block.text for block in rows(Table(tuple(table), header_rows)))
    assert all(cell in text for row in table[header_rows:] for cell in row)
    assert "\n\n" not in text


def test_a_section_stands_under_every_heading_above_it() -> None:
    assert paths(
        Paragraph("앞"), Heading(1, "큰"), Heading(2, "작은"), Paragraph("글"), Heading(1, "다음"), Paragraph("끝")
    ) == [((), ["앞"]), (("큰", "작은"), ["글"]), (("다음",), ["끝"])]


def test_a_heading_with_nothing_below_is_kept_as_text() -> None:
    assert paths(Heading(1, "가"), Paragraph("글"), Heading(2, "혼자")) == [(("가",), ["글"]), (("가",), ["혼자"])]


def test_the_title_is_not_repeated_in_the_paths() -> None:
    assert paths(Heading(1, "모집 공고"), Heading(2, "대상"), Paragraph("글"), title="모집공고") == [
        (("대상",), ["글"])
    ]


def test_bullets_make_items_and_go() -> None:
    (section,) = sections((Paragraph("○ 신청: 3월"), Paragraph("- 방법"), Paragraph("1. 서류"), Paragraph("-5도")))
    assert section.blocks == (
        Block("신청: 3월", item=True),
        Block("방법", item=True),
        Block("1. 서류"),
        Block("-5도"),
    )


def test_a_footnote_mark_of_a_stranger_is_no_source_mark() -> None:
    (section,) = sections((Paragraph("무료입니다.[^1]"), Table((("[^a]",),), 0)))
    assert [block.text for block in section.blocks] == ["무료입니다.[1]", "[a]"]


def test_a_heading_with_spaced_letters_is_a_word() -> None:
    assert paths(Heading(1, "담 당 자"), Paragraph("김"))[0][0] == ("담당자",)


def test_the_title_and_who_wrote_and_when_are_not_said_again_at_head_and_foot() -> None:
    lines = (
        "장비 대여 안내",
        "서울경제진흥원 장비운영팀",
        "작성일 2026. 11. 16.",
        "두 점까지 빌립니다.",
        "2026. 11. 16.",
        "서울시장",
    )
    (section,) = without_bylines(sections([Paragraph(line) for line in lines]), "장비 대여 안내")
    assert [block.text for block in section.blocks] == ["두 점까지 빌립니다."]


def test_an_office_without_a_date_beside_it_and_a_byline_within_the_text_stay() -> None:
    lines = ("청년취업사관학교 강남캠퍼스", "3층입니다.", "2026. 11. 16.", "그날 엽니다.")
    (section,) = without_bylines(sections([Paragraph(line) for line in lines]), "안내")
    assert [block.text for block in section.blocks] == list(lines)


def test_a_notice_of_nothing_but_its_byline_keeps_it() -> None:
    (section,) = without_bylines(sections([Paragraph("2026. 11. 16.")]), "안내")
    assert [block.text for block in section.blocks] == ["2026. 11. 16."]


def test_a_short_counted_line_is_an_item_and_a_paragraph_with_a_count_is_none() -> None:
    (section,) = sections([Paragraph("가. 사유 : 공사"), Paragraph("① 첫째 문장입니다. 둘째 문장입니다.")])
    assert [block.item for block in section.blocks] == [True, False]
