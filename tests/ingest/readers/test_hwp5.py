"""HWP 5 files, 배포용 문서 among them: what stands on the page comes out, and nothing else does."""

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers import hwp5
from ingest.readers.extract import Extract, FileState, Heading, Limits, NotRead, Paragraph, Table
from tests.ingest.readers.hwp_files import (
    COMPRESSED,
    DISTRIBUTION,
    FIELD_END,
    PASSWORD,
    TAB,
    Cell,
    Control,
    HwpFile,
    border_fill,
    char_shape,
    control,
    deflated,
    distributed,
    field_start,
    note,
    numbering,
    para_shape,
    paragraph,
    record,
    simple_table,
    table,
    text_box,
)

SAMPLES = Path(__file__).parents[1] / "samples"
WARNING_PAGE = paragraph("이 문서는 상위 버전의 배포용 문서입니다. 문서를 보려면 한글 뷰어가 필요합니다.")
BODY = paragraph("신청 기간은 3월 2일부터 3월 20일까지입니다.")


def read(*sections: bytes, limits: Limits | None = None, **more: object) -> Extract:
    """What a document of these sections says."""
    return hwp5.read(HwpFile(sections, **more).save(), limits or Limits())  # type: ignore[arg-type]


def texts(extract: Extract) -> list[str]:
    """The paragraphs and headings."""
    return [piece.text for piece in extract.pieces if not isinstance(piece, Table)]


def tables(extract: Extract) -> list[Table]:
    """The tables."""
    return [piece for piece in extract.pieces if isinstance(piece, Table)]


def refused(data: bytes, limits: Limits | None = None) -> FileState:
    """Why a file is not read."""
    with pytest.raises(NotRead) as caught:
        hwp5.read(data, limits or Limits())
    assert "(" in str(caught.value)
    return caught.value.state


def test_real_file_gives_its_table() -> None:
    (found,) = tables(hwp5.read((SAMPLES / "hwp5_table.hwp").read_bytes(), Limits()))
    assert found.rows == tuple(tuple(f"{row},{column}" for column in range(7)) for row in range(7))


def test_real_file_that_says_it_is_for_distribution_and_has_no_such_text_is_refused() -> None:
    assert refused((SAMPLES / "hwp5_distribution_flag.hwp").read_bytes()) is FileState.DISTRIBUTION


@pytest.mark.parametrize("flags", [0, COMPRESSED])
def test_sections_are_read_in_order_packed_or_not(flags: int) -> None:
    sections = [paragraph(f"{number}번째 구역의 글") for number in range(12)]
    assert texts(read(*sections, flags=flags)) == [f"{number}번째 구역의 글" for number in range(12)]


def test_controls_among_the_letters_shift_nothing() -> None:
    start = Control(2, "secd", control("secd", bytes(43)))
    assert texts(read(paragraph(start, "가", TAB, "나\n다 😀", Control(22, "bokm", control("bokm")), "라"))) == [
        "가 나 다 😀라"
    ]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(st.characters(min_codepoint=0x21, exclude_categories=("C", "Z", "M")), min_size=1, max_size=9),
        min_size=1,
    )
)
def test_letters_between_controls_all_come_out(runs: list[str]) -> None:
    parts = [part for run in runs for part in (run, TAB)]
    found = " ".join(texts(read(paragraph("글", *parts)))).split()
    from ingest.readers.letters import plain

    assert found == ["글" + plain(runs[0]), *" ".join(plain(run) for run in runs[1:]).split()]


def test_merged_cells_stand_in_each_place_and_caption_is_kept() -> None:
    cells = [
        Cell(0, 0, [paragraph("구 분")], row_span=2),
        Cell(0, 1, [paragraph("지원금액")], column_span=2),
        Cell(1, 1, [paragraph("월 최대")]),
        Cell(1, 2, [paragraph("총액")]),
        *[Cell(2, column, [paragraph(text)]) for column, text in enumerate(("1유형", "20만원", "240만원"))],
    ]
    (found,) = tables(read(paragraph(table(cells, caption="지원금 표"))))
    assert found == Table(
        (("구분", "지원금액", "지원금액"), ("구분", "월 최대", "총액"), ("1유형", "20만원", "240만원")), 2, "지원금 표"
    )


def test_shaded_cells_name_the_columns() -> None:
    styles = char_shape() + para_shape() + border_fill() + border_fill(0x00FFEEDD)
    rows = (("가", "나"), ("다", "라"), ("마", "바"))
    cells = [
        Cell(r, c, [paragraph(t)], fill=2 if r == 0 else 1) for r, row in enumerate(rows) for c, t in enumerate(row)
    ]
    assert tables(read(paragraph(table(cells)), styles=styles))[0].header_rows == 1


def test_table_within_a_cell_is_a_table_named_by_that_cell() -> None:
    inner = simple_table([["구분", "금액"], ["1유형", "20만원"]])
    outer = table([Cell(0, 0, [paragraph("과정")]), Cell(0, 1, [paragraph("지원")]), Cell(1, 0, [paragraph("A")]),
                   Cell(1, 1, [paragraph("지원 내용", inner)])])  # fmt: skip
    first, second = tables(read(paragraph(outer)))
    assert first.rows == (("과정", "지원"), ("A", "지원 내용"))
    assert (second.rows, second.caption) == ((("구분", "금액"), ("1유형", "20만원")), "지원 내용")


def test_frame_of_one_cell_is_text_not_table() -> None:
    extract = read(paragraph(simple_table([["틀 안의 글입니다."]])))
    assert extract.pieces == (Paragraph("틀 안의 글입니다."),)


def test_floating_table_does_not_cut_a_sentence() -> None:
    floating = table([Cell(0, c, [paragraph(t)]) for c, t in enumerate("가나")], in_line=False)
    assert texts(read(paragraph("한 문장이 ", floating, "이어집니다."))) == ["한 문장이 이어집니다."]


def test_notes_stand_in_brackets_and_boxes_and_margins_are_kept_once() -> None:
    body = paragraph("본문", note("fn  ", "각주의 글"), note("head", "서울시 머리말"), note("head", "서울시 머리말"))
    assert texts(read(body + paragraph(text_box(paragraph("글상자"))))) == [
        "본문 [각주: 각주의 글]",
        "글상자",
        "[머리말·꼬리말] 서울시 머리말",
    ]


def test_hidden_text_is_left_out_and_named() -> None:
    styles = char_shape() + char_shape(colour=0xFFFFFF) + char_shape(points=1) + para_shape()
    body = paragraph("앞글", "숨은글", "뒷글", shapes=((0, 0), (2, 1), (5, 0))) + paragraph("작은글", shapes=((0, 2),))
    extract = read(body + paragraph("설명", note("tcmt", "비밀")), styles=styles)
    assert texts(extract) == ["앞글뒷글", "설명"]
    assert len(extract.warnings) == 2


def test_white_letters_on_a_coloured_cell_are_text() -> None:
    styles = char_shape(colour=0xFFFFFF) + para_shape() + border_fill(0x00800000)
    cells = [Cell(r, c, [paragraph(t)], fill=1) for r, row in enumerate(("가나", "다라")) for c, t in enumerate(row)]
    assert tables(read(paragraph(table(cells)), styles=styles))[0].rows == (("가", "나"), ("다", "라"))


def test_link_keeps_its_address_and_path_of_the_file_is_for_nobody() -> None:
    link = paragraph("신청은 ", field_start("%hlk", "https\\://youth.seoul.go.kr;1;0;0;"), "누리집", FIELD_END)
    path = paragraph("문서", field_start("%pat", "$F"), "C:\\홍길동\\초안.hwp", FIELD_END)
    assert texts(read(link + path)) == ["신청은 누리집 (https://youth.seoul.go.kr)", "문서"]


def test_numbers_are_counted_as_the_program_shows_them() -> None:
    styles = char_shape() + para_shape() + para_shape(2, 0, 1) + para_shape(2, 1, 1) + numbering(("^1.", 0), ("^2)", 8))
    body = b"".join(
        paragraph(text, shape=shape) for text, shape in (("하나", 1), ("둘", 2), ("셋", 2), ("넷", 1), ("다섯", 2))
    )
    assert texts(read(body, styles=styles)) == ["1. 하나", "가) 둘", "나) 셋", "2. 넷", "가) 다섯"]


def test_caption_number_and_equation_are_words() -> None:
    counted = Control(18, "atno", control("atno", struct.pack("<IHHHH", 4, 3, 0, 0, ord("."))))
    equation = Control(
        11,
        "eqed",
        control("eqed", bytes(42)) + record(88, 2, bytes(4) + struct.pack("<H", 5) + "a + b".encode("utf-16-le")),
    )
    assert texts(read(paragraph("표 ", counted, " 산식 ", equation))) == ["표 3. 산식 [수식: a + b]"]


def test_larger_letters_are_headings_and_the_largest_the_title() -> None:
    styles = char_shape() + char_shape(20, bold=True) + char_shape(14) + para_shape()
    body = paragraph("청년 지원 공고", shapes=((0, 1),)) + paragraph("1. 대상", shapes=((0, 2),))
    extract = read(body + paragraph("대상은 서울 청년입니다. " * 10), styles=styles)
    assert extract.pieces[:2] == (Heading(1, "청년 지원 공고"), Heading(2, "1. 대상"))
    assert extract.title == "청년 지원 공고"


def test_date_and_publisher_are_those_below_the_notice() -> None:
    extract = read(BODY + paragraph("2026. 3. 2.") + paragraph("서울특별시장"))
    assert (extract.published, extract.publisher) == ("2026-03-02", "서울특별시장")


@pytest.mark.parametrize("seed", [0, 1, 7, 20260102, 0xFFFFFFFF])
def test_distribution_document_is_read_and_its_protection_named(seed: int) -> None:
    view = [distributed(deflated(BODY), seed), distributed(deflated(paragraph("둘째 구역")), seed + 1 & 0xFFFFFFFF)]
    extract = read(WARNING_PAGE, flags=COMPRESSED | DISTRIBUTION, view=view)
    assert texts(extract) == ["신청 기간은 3월 2일부터 3월 20일까지입니다.", "둘째 구역"]
    assert "복사·인쇄 금지" in extract.warnings[0]


@pytest.mark.parametrize(
    "view", [(), (b"",), (bytes(400),), (distributed(b"no text at all"),), (distributed(deflated(BODY))[:-16],)]
)
def test_distribution_document_that_cannot_be_decoded_is_named(view: tuple[bytes, ...]) -> None:
    assert refused(HwpFile([WARNING_PAGE], flags=5, view=view).save()) is FileState.DISTRIBUTION


def test_warning_page_is_never_text() -> None:
    assert refused(HwpFile([WARNING_PAGE]).save()) is FileState.DISTRIBUTION


@pytest.mark.parametrize("flags", [PASSWORD, 1 << 4, 1 << 8, PASSWORD | DISTRIBUTION])
def test_locked_documents_are_named(flags: int) -> None:
    assert refused(HwpFile([BODY], flags=COMPRESSED | flags).save()) is FileState.PASSWORD


def test_old_hangul_file_is_unsupported() -> None:
    assert refused(b"HWP Document File V3.00 \x1a\x01\x02\x03\x04\x05" + bytes(100)) is FileState.UNSUPPORTED


def test_missing_section_is_damage() -> None:
    assert refused(HwpFile([BODY], declared=2).save()) is FileState.DAMAGED


@pytest.mark.parametrize("section", [BODY[:-3], BODY + b"\x42", record(66, 0, b"")[:2] + b"\xff\xff"])
def test_cut_records_are_damage(section: bytes) -> None:
    assert refused(HwpFile([section]).save()) is FileState.DAMAGED


def test_every_cut_is_refused_or_gives_all() -> None:
    whole = HwpFile([b"".join(paragraph(f"{n}번째 문단의 글입니다.") for n in range(300))]).save()
    expected = hwp5.read(whole, Limits()).pieces
    states: set[FileState] = set()
    for end in range(0, len(whole), 397):
        try:
            found = hwp5.read(whole[:end], Limits()).pieces
        except NotRead as error:
            states.add(error.state)
        else:
            assert found == expected
    assert states == {FileState.DAMAGED}


def test_bombs_and_giant_tables_are_too_big() -> None:
    bomb = record(66, 0, bytes(24)) + record(67, 1, bytes(30_000_000))
    assert refused(HwpFile([bomb]).save()) is FileState.TOO_BIG
    giant = Control(
        11, "tbl ", control("tbl ", bytes(44)) + record(77, 2, struct.pack("<IHHH", 0, 65535, 65535, 0) + bytes(10))
    )
    assert refused(HwpFile([paragraph(giant)]).save()) is FileState.TOO_BIG
    assert refused(HwpFile([BODY]).save(), Limits(max_chars=5)) is FileState.TOO_BIG


def test_boxes_in_boxes_without_end_are_damage() -> None:
    inner = paragraph("가")
    for _ in range(90):
        inner = paragraph(table([Cell(0, 0, [inner]), Cell(0, 1, [])]))
    assert refused(HwpFile([inner]).save()) is FileState.DAMAGED


def test_document_without_text_is_never_ok() -> None:
    assert refused(HwpFile([paragraph("")]).save()) is FileState.DAMAGED
    picture = Control(11, "gso ", control("gso ", bytes(42)) + record(76, 2, bytes(40)) + record(85, 3, bytes(80)))
    assert refused(HwpFile([paragraph(picture)]).save()) is FileState.SCAN


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 4000), st.integers(1, 255))
def test_changed_byte_never_raises_anything_else(place: int, change: int) -> None:
    data = bytearray(HwpFile([BODY + paragraph(simple_table([["가", "나"], ["다", "라"]]))], flags=0).save())
    data[place % len(data)] ^= change
    with suppress(NotRead):
        hwp5.read(bytes(data), Limits())
