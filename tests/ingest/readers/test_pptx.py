"""Slides are read as they are shown."""

import io
from collections.abc import Callable
from typing import Any

import pptx
import pytest
from pptx.dml.color import RGBColor
from pptx.util import Inches, Pt

from ingest.readers.extract import Extract, FileState, Heading, Limits, NotRead, Paragraph, Table
from ingest.readers.markup import piece_text
from ingest.readers.pptx import read

WHITE, DARK = RGBColor.from_string("FFFFFF"), RGBColor.from_string("000050")  # type: ignore[no-untyped-call]


def extract(build: Callable[[Any], None]) -> Extract:
    slides = pptx.Presentation()
    slides.core_properties.author = "홍길동"
    build(slides)
    file = io.BytesIO()
    slides.save(file)
    return read(file.getvalue(), Limits())


def words(found: Extract) -> str:
    return "\n".join(map(piece_text, found.pieces))


def slide(slides: Any, layout: int = 6) -> Any:
    return slides.slides.add_slide(slides.slide_layouts[layout])


def box(page: Any, text: str, left: float = 1, top: float = 1) -> Any:
    made = page.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(1))
    made.text_frame.text = text
    return made


def test_a_slide_stands_under_its_title_and_boxes_come_from_top_to_bottom() -> None:
    def build(slides: Any) -> None:
        page = slide(slides, 5)
        page.shapes.title.text = "모집 개요"
        box(page, "아래에 있는 글.", top=6)
        box(page, "위에 있는 글.", top=3)

    assert extract(build).pieces == (Heading(1, "모집 개요"), Paragraph("위에 있는 글."), Paragraph("아래에 있는 글."))


def test_hidden_slides_and_words_are_left_out_and_named() -> None:
    def build(slides: Any) -> None:
        page = slide(slides)
        shown = box(page, "보이는 글.")
        for text in ("흰지시", "작은지시"):
            run = shown.text_frame.paragraphs[0].add_run()
            run.text = text
            if text == "흰지시":
                run.font.color.rgb = WHITE
            else:
                run.font.size = Pt(1)
        box(page, "바깥지시", left=-9)
        box(page, "감춘지시")._element.nvSpPr.cNvPr.set("hidden", "1")
        hidden = slide(slides)
        box(hidden, "감춘 슬라이드")
        hidden.element.set("show", "0")

    found = extract(build)
    assert "지시" not in words(found)
    assert "감춘" not in words(found)
    told = " ".join(found.warnings)
    assert all(text in told for text in ("흰지시", "작은지시", "바깥지시", "감춘지시", "숨긴 슬라이드를 뺐습니다: 2"))


def test_white_words_over_a_coloured_shape_are_read() -> None:
    def build(slides: Any) -> None:
        page = slide(slides)
        ground = box(page, "")
        ground.fill.solid()
        ground.fill.fore_color.rgb = DARK
        run = box(page, "").text_frame.paragraphs[0].add_run()
        run.text, run.font.color.rgb = "하얗게 적은 제목", WHITE

    assert "하얗게 적은 제목" in words(extract(build))


def test_a_merged_table_keeps_its_spans() -> None:
    def build(slides: Any) -> None:
        table = slide(slides).shapes.add_table(3, 3, 0, 0, Inches(5), Inches(2)).table
        table.cell(0, 0).merge(table.cell(1, 0))
        table.cell(0, 1).merge(table.cell(0, 2))
        for row, column, text in (
            (0, 0, "유형"), (0, 1, "지원"), (1, 1, "월"), (1, 2, "총액"), (2, 0, "1유형"), (2, 1, "20만원"), (2, 2, "24만원"),
        ):  # fmt: skip
            table.cell(row, column).text = text

    rows = (("유형", "지원", "지원"), ("유형", "월", "총액"), ("1유형", "20만원", "24만원"))
    assert extract(build).pieces[1] == Table(rows, 2)


def test_speaker_notes_are_marked_and_staff_are_asked_to_look() -> None:
    def build(slides: Any) -> None:
        page = slide(slides)
        box(page, "글입니다.")
        page.notes_slide.notes_text_frame.text = "말할 것"

    found = extract(build)
    assert found.pieces[-1] == Paragraph("[발표자 노트] 말할 것")
    assert "발표자 노트" in found.warnings[0]


def test_empty_slides_are_named_and_nobody_is() -> None:
    with pytest.raises(NotRead) as caught:
        extract(slide)
    assert caught.value.state is FileState.DAMAGED
    assert "홍길동" not in repr(extract(lambda slides: box(slide(slides), "글입니다.")))
