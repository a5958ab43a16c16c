"""Small parts of a DOCX body: what an element holds, and elements that are made anew."""

import re
from xml.etree.ElementTree import Element, SubElement

from ingest.readers.docx_looks import W

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
VML = "{urn:schemas-microsoft-com:vml}"
SHAPE = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"


def has_text(paragraph: Element) -> bool:
    """Whether a paragraph shows any letters."""
    return any((text.text or "").strip() for text in paragraph.iter(W + "t"))


def is_filled(shape: Element) -> bool:
    """Whether a shape has a colour of its own, so that white letters in it may well be seen."""
    if shape.get("fillcolor", "white").lower() not in ("white", "#ffffff", "window"):
        return True
    fills = ("solidFill", "gradFill", "pattFill", "blipFill")
    return any(shape.find(f"{SHAPE}spPr/{DRAWING}{fill}") is not None for fill in fills) or (
        shape.find(f"{SHAPE}style/{DRAWING}fillRef") is not None
    )


def has_picture(drawing: Element) -> bool:
    """Whether a drawing holds a picture."""
    return any(part.tag in (DRAWING + "blip", VML + "imagedata") for part in drawing.iter())


def formula_text(formula: Element) -> str:
    """The letters of a formula."""
    return "".join(text.text or "" for text in formula.iter(MATH + "t"))


def symbol_letter(code: str) -> str:
    """A letter of a symbol font, as the private-use letter by which such fonts are known."""
    if not re.fullmatch(r"[0-9A-Fa-f]{2,4}", code):
        return ""
    number = int(code, 16)
    return chr(0xF000 + number if number < 0x100 else number)


def line_break(source: Element) -> Element:
    """A copy; where a page or column ends, a paragraph goes on."""
    if source.tag == W + "cr":
        return Element(W + "br")
    if source.tag == W + "br" and source.get(W + "type") in ("page", "column"):
        return Element(W + "tab")
    return source


def put_text(run: Element, text: str) -> None:
    """Add text to a run, spaces kept."""
    SubElement(run, W + "t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}).text = text


def run_of(text: str) -> Element:
    """A run of that text."""
    run = Element(W + "r")
    put_text(run, text)
    return run


def paragraph_of(text: str) -> Element:
    """A paragraph of that text."""
    paragraph = Element(W + "p")
    paragraph.append(run_of(text))
    return paragraph


def box_run(blocks: list[Element]) -> Element:
    """A run that holds a text box of these blocks."""
    run = Element(W + "r")
    shape = SubElement(SubElement(SubElement(run, W + "pict"), VML + "shape"), VML + "textbox")
    SubElement(shape, W + "txbxContent").extend(blocks)
    return run


def empty_cell(span: str) -> Element:
    """A cell without text over so many columns."""
    cell = Element(W + "tc")
    SubElement(SubElement(cell, W + "tcPr"), W + "gridSpan", {W + "val": span})
    return cell
