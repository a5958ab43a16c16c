"""A Word document is read as a reader of the page sees it."""

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor

from ingest.readers.docx import read
from ingest.readers.extract import Extract, FileState, Heading, Limits, NotRead, Paragraph, Table

_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def made(build: Callable[[Any], None]) -> bytes:
    document = docx.Document()
    document.core_properties.author = "홍길동"
    build(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def extract(build: Callable[[Any], None]) -> Extract:
    return read(made(build), Limits())


def words(found: Extract) -> str:
    return "\n".join(
        " | ".join(cell for row in piece.rows for cell in row) if isinstance(piece, Table) else piece.text
        for piece in found.pieces
    )


def insert(paragraph: Any, xml: str) -> None:
    paragraph._p.append(parse_xml(xml.replace(" ", f" {_NS} ", 1)))


def test_headings_keep_their_levels_and_lists_are_items_with_their_numbers() -> None:
    def build(document: Any) -> None:
        document.add_heading("모집 공고", 0)
        document.add_heading("지원 내용", 2)
        document.add_paragraph("점 항목", style="List Bullet")
        document.add_paragraph("첫째", style="List Number")
        document.add_paragraph("둘째", style="List Number")

    assert extract(build).pieces == (
        Heading(1, "모집 공고"),
        Heading(2, "지원 내용"),
        Paragraph("점 항목", item=True),
        Paragraph("1. 첫째", item=True),
        Paragraph("2. 둘째", item=True),
    )


def test_hidden_white_and_tiny_text_is_cut_and_named() -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("보이는 글")
        paragraph.add_run("숨김지시").font.hidden = True
        paragraph.add_run("흰글자").font.color.rgb = RGBColor(255, 255, 255)
        paragraph.add_run("작은글").font.size = Pt(1)

    found = extract(build)
    assert words(found) == "보이는 글"
    assert "숨김지시 흰글자 작은글" in found.warnings[0].replace("숨김지시흰글자작은글", "숨김지시 흰글자 작은글")


def test_white_letters_on_a_dark_cell_are_kept() -> None:
    def build(document: Any) -> None:
        table = document.add_table(2, 3)
        for column, text in enumerate(("과정", "기간", "정원")):
            cell = table.cell(0, column)
            cell.paragraphs[0].add_run(text).font.color.rgb = RGBColor(255, 255, 255)
            cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {_NS} w:val="clear" w:fill="1F4E79"/>'))
            table.cell(1, column).text = f"값{column}"

    found = extract(build)
    assert found.pieces == (Table((("과정", "기간", "정원"), ("값0", "값1", "값2")), 1),)
    assert not found.warnings


def test_merged_cells_say_their_text_in_every_place_and_two_rows_name_the_columns() -> None:
    def build(document: Any) -> None:
        table = document.add_table(3, 3)
        table.cell(0, 0).merge(table.cell(1, 0)).text = "유형"
        table.cell(0, 1).merge(table.cell(0, 2)).text = "지원"
        for row, column, text in ((1, 1, "월"), (1, 2, "총액"), (2, 0, "1유형"), (2, 1, "20만원"), (2, 2, "240만원")):
            table.cell(row, column).text = text

    rows = (("유형", "지원", "지원"), ("유형", "월", "총액"), ("1유형", "20만원", "240만원"))
    assert extract(build).pieces == (Table(rows, 2),)


def test_a_table_in_a_cell_becomes_a_table_of_its_own_named_by_its_row() -> None:
    def build(document: Any) -> None:
        table = document.add_table(2, 2)
        table.cell(0, 0).text, table.cell(0, 1).text, table.cell(1, 0).text = "구분", "내용", "일정표"
        inner = table.cell(1, 1).add_table(2, 2)
        for row, column, text in ((0, 0, "단계"), (0, 1, "기간"), (1, 0, "접수"), (1, 1, "3월")):
            inner.cell(row, column).text = text

    found = extract(build)
    assert found.pieces[1] == Table((("단계", "기간"), ("접수", "3월")), 1, "일정표")


def test_tracked_changes_are_accepted_and_named() -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("기간은 ")
        insert(paragraph, "<w:ins w:id='1'><w:r><w:t>5월</w:t></w:r></w:ins>")
        insert(paragraph, "<w:del w:id='2'><w:r><w:delText>4월</w:delText></w:r></w:del>")

    found = extract(build)
    assert words(found) == "기간은 5월"
    assert "변경 내용 추적" in found.warnings[0]


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next() -> None:
    def build(document: Any) -> None:
        first = document.add_paragraph("접수는 온라인")
        first._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {_NS}><w:del w:id='1'/></w:rPr>"))
        document.add_paragraph("으로 합니다.")

    assert extract(build).pieces == (Paragraph("접수는 온라인으로 합니다."),)


def test_links_keep_their_addresses_however_they_are_written() -> None:
    field = (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> HYPERLINK \"https://a.kr/1\" </w:instrText>"
        "</w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>누리집</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:t>에서</w:t></w:r>"
    )

    def build(document: Any) -> None:
        paragraph = document.add_paragraph("신청: ")
        for run in parse_xml(f"<w:p {_NS}>{field}</w:p>"):
            paragraph._p.append(run)

    assert words(extract(build)).split() == ["신청:", "누리집", "(https://a.kr/1)에서"]


def test_sections_below_a_title_are_told_by_their_numbers() -> None:
    def build(document: Any) -> None:
        document.add_heading("운영 규정", 0)
        for number, subject in enumerate(("목적", "출석"), 1):
            document.add_paragraph(f"제{number}조({subject})")
            document.add_paragraph(f"{subject}에 관한 사항을 정한다.")

    found = extract(build).pieces
    assert (found[0], found[1], found[3]) == (
        Heading(1, "운영 규정"),
        Heading(2, "제1조(목적)"),
        Heading(2, "제2조(출석)"),
    )


def test_text_boxes_content_controls_and_notes_are_read_once() -> None:
    box = (
        '<w:r {0} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        "<w:txbxContent><w:p><w:r><w:t>상자 속 글</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback>"
        "<w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>상자 속 글</w:t></w:r></w:p></w:txbxContent></v:textbox>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )

    def build(document: Any) -> None:
        paragraph = document.add_paragraph("바깥 글 ")
        paragraph._p.append(parse_xml(box.format(_NS)))
        control = f"<w:sdt {_NS}><w:sdtContent><w:r><w:t>칸에 적은 글</w:t></w:r></w:sdtContent></w:sdt>"
        paragraph._p.append(parse_xml(control))

    assert words(extract(build)) == "바깥 글 칸에 적은 글\n상자 속 글"


def test_page_margins_come_once_and_page_numbers_never() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("본문입니다.")
        document.sections[0].header.paragraphs[0].text = "서울경제진흥원"
        document.sections[0].footer.paragraphs[0].text = "- 1 -"

    assert words(extract(build)) == "본문입니다.\n[머리말·꼬리말] 서울경제진흥원"


def test_the_day_of_the_properties_is_no_day_of_publication_and_nobody_is_named() -> None:
    def build(document: Any) -> None:
        from datetime import UTC, datetime

        document.add_paragraph("청년 모집 공고")
        document.core_properties.title = "청년 모집 공고"
        document.core_properties.created = datetime(2026, 3, 1, 20, tzinfo=UTC)

    found = extract(build)
    assert (found.title, found.made, found.published) == ("청년 모집 공고", "2026-03-02", "")
    assert "홍길동" not in repr(found)


def test_a_document_without_text_is_named_and_never_empty_but_ok() -> None:
    with pytest.raises(NotRead) as caught:
        extract(lambda document: None)
    assert caught.value.state is FileState.DAMAGED


def test_a_cut_file_is_refused() -> None:
    data = made(lambda document: document.add_paragraph("본문"))
    with pytest.raises(NotRead):
        read(data[: len(data) // 2], Limits())
