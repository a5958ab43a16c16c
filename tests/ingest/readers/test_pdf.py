"""PDF files: text in order, ruled tables as tables, page margins off, and what cannot be read is named."""

from pathlib import Path

import pytest

from ingest.readers import pdf
from ingest.readers.extract import Extract, FileState, Heading, Limits, NotRead, Paragraph, Table
from tests.ingest.readers.pdf_files import IMAGE, PdfFile, box, lines, table, text, white

SAMPLE = Path(__file__).parents[1] / "samples" / "notice_ko.pdf"
BODY = text(50, 700, "신청 기간은 3월 2일부터이며 접수는 온라인으로 합니다.")


def read(*pages: str, title: str = "") -> Extract:
    """What a document of these pages says."""
    return pdf.read(PdfFile(pages, title).save(), Limits())


def refused(data: bytes, limits: Limits | None = None) -> FileState:
    """Why a file is not read."""
    with pytest.raises(NotRead) as caught:
        pdf.read(data, limits or Limits())
    return caught.value.state


def test_real_file_gives_title_table_and_rare_letters() -> None:
    extract = pdf.read(SAMPLE.read_bytes(), Limits())
    (found,) = [piece for piece in extract.pieces if isinstance(piece, Table)]
    words = "\n".join(piece.text for piece in extract.pieces if not isinstance(piece, Table))
    assert extract.title == "2026년 청년월세 특별지원 사업 공고"
    assert found.rows[:2] == (("구분", "지원금액", "지원금액", "지원기간"), ("구분", "월 최대", "총액", "지원기간"))
    assert found.rows[2] == ("1유형", "20만원", "240만원", "12개월")
    assert found.header_rows == 2
    for rare in ("大韓民國", "☎ 02-1234-5678", "①", "ᄒᆞᆫ글"):
        assert rare in words
    assert "240만원" not in words


def test_ruled_table_keeps_merged_cells_and_is_cut_out_of_the_text() -> None:
    rows = [["구분", "지원금액", "<"], ["^", "월 최대", "총액"], ["1유형", "20만원", "240만원"]]
    extract = read(BODY + table(50, 650, rows) + text(50, 500, "표 아래의 글입니다."))
    assert extract.pieces == (
        Paragraph("신청 기간은 3월 2일부터이며 접수는 온라인으로 합니다."),
        Table((("구분", "지원금액", "지원금액"), ("구분", "월 최대", "총액"), ("1유형", "20만원", "240만원")), 2),
        Paragraph("표 아래의 글입니다."),
    )


def test_table_that_is_open_at_its_sides_has_all_its_columns() -> None:
    ruled = lines(*[(50, y, 350, y) for y in (700, 680, 660)], (150, 660, 150, 700), (250, 660, 250, 700))
    cells = "".join(
        text(55 + 100 * c, 686 - 20 * r, words)
        for r, row in enumerate(("가나다", "라마바"))
        for c, words in enumerate(row)
    )
    assert read(ruled + cells).pieces[0] == Table((("가", "나", "다"), ("라", "마", "바")), 1)


def test_frame_is_no_table() -> None:
    assert read(
        lines((40, 720, 400, 720), (40, 690, 400, 690), (40, 690, 40, 720), (400, 690, 400, 720)) + BODY
    ).pieces == (Paragraph("신청 기간은 3월 2일부터이며 접수는 온라인으로 합니다."),)


def test_table_goes_on_over_the_page() -> None:
    head = ["연번", "과정"]
    first, second = ([head, *[[f"{n}", f"{n}번 과정"] for n in numbers]] for numbers in ((1, 2), (3, 4)))
    (found,) = read(table(50, 700, first), table(50, 700, second)).pieces
    assert isinstance(found, Table)
    assert [row[0] for row in found.rows] == ["연번", "1", "2", "3", "4"]


def test_one_last_row_on_the_next_page_belongs_to_its_table() -> None:
    first = table(50, 700, [["연번", "과정"], ["1", "개발"], ["2", "기획"]])
    last = table(50, 780, [["3", "디자인"]])
    (found,) = read(first + text(290, 20, "- 1 -"), last + text(290, 20, "- 2 -")).pieces
    assert isinstance(found, Table)
    assert (found.rows[-1], found.header_rows) == (("3", "디자인"), 1)
    alone = read(table(50, 780, [["3", "디자인"]]))
    assert not any(isinstance(piece, Table) for piece in alone.pieces)


@pytest.mark.parametrize("spaced, shown", [("총 인원 385", "총 인원 385명"), ("385", "385 명")])
def test_air_between_a_figure_and_its_unit_is_no_space_where_the_page_has_spaces(spaced: str, shown: str) -> None:
    page = text(50, 700, spaced) + text(50 + 10 * len(spaced) + 2.4, 700, "명")
    assert read(page).pieces == (Paragraph(shown),)


def test_signs_of_another_font_that_are_printed_last_stand_where_they_are_seen() -> None:
    words = text(50, 700, "이 규정에서") + text(123, 700, "교육생") + text(163, 700, "이란 배우는 사람이다")
    signs = text(113, 700, "“") + text(153, 700, "”") + text(273, 700, ".")
    (found,) = read(words + signs).pieces
    assert isinstance(found, Paragraph)
    assert found.text == "이 규정에서 “교육생”이란 배우는 사람이다."


def test_an_object_that_is_not_where_the_file_says_is_named() -> None:
    whole = PdfFile([BODY, BODY]).save()
    place = whole.rindex(b" 0 obj", 0, whole.index(b"/Title"))
    moved = whole[: place - 1] + b"0" + whole[place:]
    extract = pdf.read(moved, Limits())
    assert any("바뀌어" in warning for warning in extract.warnings)
    assert not pdf.read(whole, Limits()).warnings


def test_margins_and_page_numbers_are_taken_off() -> None:
    pages = [
        text(50, 820, "서울시 공고 제2026-1호")
        + text(50, 500, f"{word} 쪽의 글입니다.")
        + text(290, 20, f"- {number} -")
        for number, word in enumerate(("첫째", "둘째", "셋째", "넷째"), 1)
    ]
    found = [piece.text for piece in read(*pages).pieces if isinstance(piece, Paragraph)]
    assert found == [f"{w} 쪽의 글입니다." for w in ("첫째", "둘째", "셋째", "넷째")] + [
        "[머리말·꼬리말] 서울시 공고 제2026-1호"
    ]


def test_broken_lines_are_one_paragraph_and_short_lines_are_not() -> None:
    full = [
        "이 사업은 서울에 사는 청년의 취업을 도우려고 서울시가 마련한 것으",
        "로서 교육비는 모두 서울시가 내며 교육을 마친 사람에게는 일자리를 알",
        "려 줍니다.",
    ]
    broken = "".join(text(50, 700 - 16 * n, line, 12) for n, line in enumerate(full))
    short = "".join(
        text(50, 600 - 16 * n, line, 12)
        for n, line in enumerate(("담당: 청년정책과", "전화: 02-123-4567", "누리집: a.kr"))
    )
    found = [piece.text for piece in read(broken + short).pieces if isinstance(piece, Paragraph)]
    assert len(found) == 4
    assert found[0].replace(" ", "") == "".join(full).replace(" ", "")


def test_larger_letters_are_headings() -> None:
    extract = read(text(50, 780, "청년 지원 공고", 20) + text(50, 740, "1. 대상", 14) + BODY, title="옛 문서의 제목")
    assert extract.pieces[:2] == (Heading(1, "청년 지원 공고"), Heading(2, "1. 대상"))
    assert extract.title == "청년 지원 공고"
    assert "Hong" not in repr(extract)


def test_unseen_text_is_left_out_and_named() -> None:
    hidden = white(text(50, 600, "흰 글")) + text(50, 560, "작은 글", 0.8) + text(50, 540, "먹 없는 글", 10, "3 Tr")
    on_ground = box(50, 450, 200, 20, 0.2) + white(text(55, 455, "어두운 바탕의 글입니다.", 10, "0 Tr"))
    extract = read(BODY + hidden + on_ground)
    assert [piece.text for piece in extract.pieces if isinstance(piece, Paragraph)][1:] == ["어두운 바탕의 글입니다."]
    assert len(extract.warnings) == 1


def test_scans_are_named_page_by_page() -> None:
    assert refused(PdfFile([IMAGE, IMAGE]).save()) is FileState.SCAN
    extract = read(BODY, IMAGE, BODY, IMAGE)
    assert extract.warnings[0].startswith("2, 4쪽은 스캔한 그림")


def test_recognised_text_over_a_scan_is_read_with_a_warning() -> None:
    extract = read(IMAGE + text(50, 700, "글자 인식으로 얻은 글이라 틀린 글자가 있을 수 있습니다.", 10, "3 Tr"))
    assert len(extract.pieces) == 1
    assert "OCR" in extract.warnings[0]


def test_private_letters_are_garbled() -> None:
    assert refused(PdfFile([text(50, 700, "\ue000\ue001\ue002 가나다")]).save()) is FileState.GARBLED


def test_password_is_named() -> None:
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>] /Root" % (
        b"11" * 32,
        b"22" * 32,
    )
    assert refused(PdfFile([BODY]).save().replace(b"/Root", lock)) is FileState.PASSWORD


def test_cut_or_empty_files_are_damage() -> None:
    whole = PdfFile([BODY]).save()
    for end in (10, len(whole) // 2, len(whole) - 8):
        assert refused(whole[:end]) is FileState.DAMAGED
    assert refused(PdfFile([""]).save()) is FileState.DAMAGED
    assert refused(b"%PDF-1.7\nnothing\n%%EOF") is FileState.DAMAGED


def test_changed_content_is_damage() -> None:
    whole = PdfFile([BODY]).save()
    start = whole.rfind(b"stream\n", 0, whole.rfind(b"endstream")) + 7
    assert refused(whole[:start] + bytes([whole[start] ^ 0x55]) + whole[start + 1 :]) is FileState.DAMAGED


def test_limits_are_kept() -> None:
    assert refused(PdfFile([BODY] * 3).save(), Limits(max_pages=2)) is FileState.TOO_BIG
    assert refused(PdfFile([BODY]).save(), Limits(max_chars=5)) is FileState.TOO_BIG
    assert refused(PdfFile([" " * 3_000_000 + BODY]).save(), Limits(max_part_bytes=1_000_000)) is FileState.TOO_BIG
