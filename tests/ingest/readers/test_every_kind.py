"""A file of every kind goes from its bytes through the child process to a document that can be searched."""

import io
from collections.abc import Callable, Iterator

import docx
import openpyxl
import pptx
import pytest

from ingest.readers.isolated import IsolatedReader
from ingest.readers.layout import sections

SENTENCE = "청년취업사관학교 교육비는 전액 무료입니다."
ROWS = (("캠퍼스", "정원", "과정"), ("강남", "020", "개발"))
ROW = "캠퍼스: 강남 · 정원: 020 · 과정: 개발"
PAGE = (
    f"<!DOCTYPE html><html lang=ko><head><meta charset=utf-8><title>안내</title></head><body><main><h1>교육비 안내</h1>"
    f"<p>{SENTENCE}</p><table><tr><th>캠퍼스</th><th>정원</th><th>과정</th></tr><tr><td>강남</td><td>020</td>"
    f"<td>개발</td></tr></table>"
    f"</main></body></html>"
)
FEED = (
    f'<?xml version="1.0"?><rss version="2.0"><channel><title>소식</title><item><title>교육비</title>'
    f"<link>https://a.kr/1</link><description>{SENTENCE} {ROW}</description></item></channel></rss>"
)


def in_word() -> bytes:
    made = docx.Document()
    made.add_heading("교육비 안내", 1)
    made.add_paragraph(SENTENCE)
    table = made.add_table(2, 3)
    for row, cells in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    return saved(made.save)


def in_excel() -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    made.create_sheet("안내").append([SENTENCE])
    return saved(made.save)


def in_powerpoint() -> bytes:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "교육비 안내"
    slide.placeholders[1].text = SENTENCE
    grid = slide.shapes.add_table(2, 3, 0, 3_000_000, 5_000_000, 1_000_000).table
    for number, cells in enumerate(ROWS):
        for column, text in enumerate(cells):
            grid.cell(number, column).text = text
    return saved(made.save)


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    packed = io.BytesIO()
    save(packed)
    return packed.getvalue()


@pytest.fixture(scope="module")
def reader() -> Iterator[IsolatedReader]:
    with IsolatedReader() as made:
        yield made


@pytest.mark.parametrize(
    "make, name",
    [
        (in_word, "a.docx"),
        (in_excel, "a.xlsx"),
        (in_powerpoint, "a.pptx"),
        (PAGE.encode, "a.html"),
        (FEED.encode, "a.xml"),
        (f"{SENTENCE}\n{ROW}\n".encode, "a.txt"),
        (f"캠퍼스,정원,과정\n강남,020,개발\n{SENTENCE},,\n".encode, "a.csv"),
    ],
)
def test_what_it_says_and_the_rows_of_its_tables_come_out(
    reader: IsolatedReader, make: Callable[[], bytes], name: str
) -> None:
    extract = reader.read(make(), name)
    texts = [block.text for section in sections(extract.pieces) for block in section.blocks]
    assert any(SENTENCE in text for text in texts)
    assert any(ROW in text for text in texts)
