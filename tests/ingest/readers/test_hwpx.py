"""HWPX files: what stands on the page comes out, and nothing else does."""

from pathlib import Path

import pytest

from ingest.readers import hwpx
from ingest.readers.extract import Extract, FileState, Heading, Limits, NotRead, Paragraph, Table
from tests.ingest.readers.hwpx_files import HwpxFile, cell, control, listed, paragraph, simple_table, table, words

SAMPLES = Path(__file__).parents[1] / "samples"


def read(*sections: str, title: str = "") -> Extract:
    """What a document of these sections says."""
    return hwpx.read(HwpxFile(sections, title).save(), Limits())


def texts(extract: Extract) -> list[str]:
    """The paragraphs and headings."""
    return [piece.text for piece in extract.pieces if not isinstance(piece, Table)]


def tables(extract: Extract) -> list[Table]:
    """The tables."""
    return [piece for piece in extract.pieces if isinstance(piece, Table)]


def refused(data: bytes) -> FileState:
    """Why a file is not read."""
    with pytest.raises(NotRead) as caught:
        hwpx.read(data, Limits())
    return caught.value.state


def test_real_file_gives_its_table_and_box() -> None:
    extract = hwpx.read((SAMPLES / "hwpx_table.hwpx").read_bytes(), Limits())
    (found,) = tables(extract)
    assert texts(extract)[0] == "C반 기말고사"
    assert found.header_rows == 1
    assert found.rows[0] == ("이름", "국어", "영어", "수학")
    assert found.rows[1] == ("개똥이", "89", "65", "78")
    assert found.rows[-1] == ("합계", "", "", "")
    assert "fff" not in repr(extract)  # whoever made it


def test_real_file_with_merged_cells_keeps_them_and_not_its_own_path() -> None:
    extract = hwpx.read((SAMPLES / "hwpx_nested_merged.hwpx").read_bytes(), Limits())
    assert texts(extract) == ["TEST"] * 5
    assert tables(extract)[0].rows[-1] == ("", "Test", "Test", "Test")


def test_sections_follow_the_spine() -> None:
    sections = [paragraph(f"{n}번째 구역") for n in range(3)]
    assert texts(hwpx.read(HwpxFile(sections, spine=(2, 0, 1)).save(), Limits())) == [
        "2번째 구역",
        "0번째 구역",
        "1번째 구역",
    ]


def test_words_in_pieces_are_whole() -> None:
    inner = "<hp:t>가<hp:tab/>나<hp:fwSpace/>다<hp:markpenBegin/>라<hp:markpenEnd/>마</hp:t>"
    assert texts(read(paragraph(inner, words("바")))) == ["가 나 다라마바"]


def test_line_break_before_an_item_begins_an_item() -> None:
    text = "<hp:t>○ 하나는<hp:lineBreak/>길고<hp:lineBreak/>○ 둘</hp:t>"
    assert read(paragraph(text)).pieces == (Paragraph("○ 하나는 길고", item=True), Paragraph("○ 둘", item=True))


def test_merged_header_marked_by_the_file() -> None:
    rows = (
        [cell(0, 0, paragraph("구분"), spans=(2, 1), header=1), cell(0, 1, paragraph("금액"), spans=(1, 2), header=1)],
        [cell(1, 1, paragraph("월"), header=1), cell(1, 2, paragraph("총액"), header=1)],
        [cell(2, c, paragraph(t)) for c, t in enumerate(("1유형", "20만원", "240만원"))],
    )
    (found,) = tables(read(paragraph(table(*rows, caption="지원금"))))
    assert found == Table(
        (("구분", "금액", "금액"), ("구분", "월", "총액"), ("1유형", "20만원", "240만원")), 2, "지원금"
    )


def test_table_in_a_cell_and_items_in_a_cell() -> None:
    inner = simple_table(("구분", "금액"), ("1유형", "20만원"))
    rows = (
        [cell(0, 0, paragraph("과정")), cell(0, 1, paragraph("내용"))],
        [cell(1, 0, paragraph("A")), cell(1, 1, paragraph("- 하나"), paragraph("- 둘"), paragraph(inner))],
    )
    outer, nested = tables(read(paragraph(table(*rows))))
    assert outer.rows[1] == ("A", "- 하나\n- 둘")
    assert nested.rows == (("구분", "금액"), ("1유형", "20만원"))


def test_notes_links_margins_and_equations() -> None:
    link = '<hp:fieldBegin type="HYPERLINK"><hp:parameters><hp:stringParam name="Command">https\\://a.kr/b;1;0</hp:stringParam>'
    body = paragraph(
        control(f"<hp:header>{listed(paragraph('서울시 머리말'))}</hp:header>"),
        "본문",
        control(f"<hp:footNote>{listed(paragraph('각주'))}</hp:footNote>"),
        control(link + "</hp:parameters></hp:fieldBegin>"),
        "누리집",
        control("<hp:fieldEnd/>"),
        "<hp:equation><hp:script>a over b</hp:script></hp:equation>",
    )
    assert texts(read(body)) == [
        "본문 [각주: 각주] 누리집 (https://a.kr/b) [수식: a over b]",
        "[머리말·꼬리말] 서울시 머리말",
    ]


def test_hidden_text_is_left_out_and_named() -> None:
    comment = control(f"<hp:hiddenComment>{listed(paragraph('비밀'))}</hp:hiddenComment>")
    memo = control(f'<hp:fieldBegin type="MEMO">{listed(paragraph("메모"))}</hp:fieldBegin>')
    deleted = "<hp:t>남은 글<hp:deleteBegin/>지운 글<hp:deleteEnd/></hp:t>"
    extract = read(paragraph("숨은 글", letters=2) + paragraph(comment, memo, deleted))
    assert texts(extract) == ["남은 글"]
    assert len(extract.warnings) == 3


def test_white_letters_on_a_coloured_cell_or_box_are_text() -> None:
    row = [cell(0, c, paragraph(t, letters=2), fill=2) for c, t in enumerate(("하나", "둘"))]
    box = '<hp:rect><hc:fillBrush><hc:winBrush faceColor="#003366"/></hc:fillBrush><hp:drawText>'
    extract = read(
        paragraph(table(row, row)) + paragraph(f"{box}{listed(paragraph('흰 글', letters=2))}</hp:drawText></hp:rect>")
    )
    assert texts(extract) == ["흰 글"]
    assert extract.warnings == ()


def test_of_a_switch_one_side_is_read() -> None:
    both = f"<hp:switch><hp:case>{words('새것')}</hp:case><hp:default>{words('옛것')}</hp:default></hp:switch>"
    assert texts(read(paragraph(both))) == ["새것"]


def test_numbers_outline_and_bullets() -> None:
    body = [paragraph(t, shape=s) for t, s in (("개요", 3), ("하나", 1), ("둘", 2), ("점", 4), ("셋", 1))]
    extract = read("".join(body))
    assert extract.pieces[0] == Heading(1, "1. 개요")
    assert texts(extract)[1:] == ["2. 하나", "가) 둘", "점", "3. 셋"]


def test_title_of_the_properties_counts_only_where_the_text_says_it() -> None:
    body = paragraph("청년 지원 공고") + paragraph("본문입니다.")
    assert read(body, title="청년 지원 공고").title == "청년 지원 공고"
    assert read(body, title="작년의 다른 공고").title == ""


def test_encrypted_document_is_named() -> None:
    manifest = '<odf:manifest xmlns:odf="urn:x"><odf:file-entry><odf:encryption-data/></odf:file-entry></odf:manifest>'
    assert refused(HwpxFile([paragraph("글")], more={"META-INF/manifest.xml": manifest}).save()) is FileState.PASSWORD


def test_missing_section_and_broken_xml_are_damage() -> None:
    two = [paragraph("하나"), paragraph("둘")]
    assert refused(HwpxFile(two, more={"Contents/section1.xml": ""}).save()) is FileState.DAMAGED
    assert refused(HwpxFile(two, more={"Contents/section1.xml": "<hs:sec>"}).save()) is FileState.DAMAGED
    assert refused(HwpxFile([]).save()) is FileState.DAMAGED


def test_doctype_is_refused_and_its_entity_never_shown() -> None:
    evil = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    assert refused(HwpxFile([""], more={"Contents/section0.xml": evil}).save()) is FileState.UNSUPPORTED


def test_cells_far_away_are_too_big_not_a_full_memory() -> None:
    far = table([cell(0, 0, paragraph("가")), cell(900_000, 900_000, paragraph("나"))])
    assert refused(HwpxFile([paragraph(far)]).save()) is FileState.TOO_BIG


def test_pictures_alone_are_a_scan() -> None:
    assert refused(HwpxFile([paragraph("<hp:pic/>")]).save()) is FileState.SCAN
