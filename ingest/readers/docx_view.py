"""A DOCX body as a reader of the page sees it: changes accepted, hidden text cut, numbers and notes written out.

What comes out is a plain body of paragraphs, runs, links and tables, which the HTML converter then understands.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from ingest.readers.docx_looks import UNKNOWN, WHITE, Look, Styles, W, flag, look_of, shade_of, value
from ingest.readers.docx_numbers import Numbers
from ingest.readers.docx_parts import (
    MATH,
    MC,
    SHAPE,
    VML,
    box_run,
    empty_cell,
    formula_text,
    has_picture,
    has_text,
    is_filled,
    line_break,
    paragraph_of,
    put_text,
    run_of,
    symbol_letter,
)

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
HEADING_STYLE, ITEM_STYLE, TEXT_STYLE = "ViewHeading", "ViewItem", "ViewText"
MAX_HEADING_LEVEL = 6
_WRAPPERS = {W + name for name in ("ins", "moveTo", "smartTag", "customXml", "sdtContent", "fldSimple", "dir", "bdo")}
_DELETED = {W + "del", W + "moveFrom"}
_CONTENTS = re.compile(r"(?:toc|목차)\s?\d|toc heading", re.IGNORECASE)
_KEPT_IN_RUN = {W + name for name in ("tab", "br", "cr", "noBreakHyphen", "fldChar", "instrText")}
_NOTES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
_BOXES = {W + "drawing", W + "pict", W + "object", MC + "AlternateContent"}


@dataclass(slots=True)
class View:
    """Makes the seen body of one document. `notes` are footnotes and endnotes by kind and number."""

    styles: Styles
    numbers: Numbers
    notes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    pictures: int = 0
    _open_fields: int = 0

    def blocks(self, parent: Element, background: str = WHITE) -> Iterator[Element]:
        """The paragraphs and tables of a body, a cell or a box."""
        for child in self._flat(parent):
            if child.tag == W + "p":
                paragraph = self._paragraph(child, background)
                if paragraph is not None:
                    yield paragraph
            elif child.tag == W + "tbl":
                yield self._table(child, background)
            elif child.tag == MATH + "oMathPara":
                yield paragraph_of(formula_text(child))

    def _flat(self, parent: Element) -> Iterator[Element]:
        """Children as they stand when every tracked change is accepted and every wrapper is taken off."""
        for child in parent:
            if child.tag in _DELETED:
                self.left_out["deleted"] += any((text.text or "").strip() for text in child.iter(W + "delText"))
            elif child.tag in _WRAPPERS:
                yield from self._flat(child)
            elif child.tag == W + "sdt":
                content = child.find(W + "sdtContent")
                yield from self._flat(content) if content is not None else ()
            else:
                yield child

    def _paragraph(self, source: Element, background: str) -> Element | None:
        properties = source.find(W + "pPr")
        style = self.styles.of_paragraph(value(properties, "pStyle"))
        if _CONTENTS.match(style.name):
            self.left_out["contents"] += 1
            return None
        look = style.look.over(self.styles.base)
        background = shade_of(properties) or background
        made = Element(W + "p")
        head = SubElement(made, W + "pPr")
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            SubElement(SubElement(head, W + "rPr"), W + "del")
        self._runs(source, made, look, background)
        number, item = "", False
        if has_text(made):
            number, item = self._number(properties, style.numbering)
        direct = value(properties, "outlineLvl")
        outline = int(direct) if direct and direct.isdigit() else style.outline
        name = TEXT_STYLE
        if outline is not None and outline < 9:
            name = f"{HEADING_STYLE}{min(outline + 1, MAX_HEADING_LEVEL)}"
        elif item:
            name = ITEM_STYLE
        head.insert(0, Element(W + "pStyle", {W + "val": name}))
        if number:
            made.insert(1, run_of(number + " "))
        return made

    def _number(self, properties: Element | None, of_style: tuple[str, str] | None) -> tuple[str, bool]:
        direct = properties.find(W + "numPr") if properties is not None else None
        if direct is not None:
            number = value(direct, "numId") or (of_style[0] if of_style else "")
            return self.numbers.next(number, value(direct, "ilvl") or "0")
        return self.numbers.next(*of_style) if of_style else ("", False)

    def _runs(self, source: Element, made: Element, look: Look, background: str) -> None:
        for child in self._flat(source):
            if child.tag == W + "r":
                made.extend(self._run(child, look, background))
            elif child.tag == W + "hyperlink":
                link = Element(W + "hyperlink", {k: v for k, v in child.attrib.items() if k == R + "id"})
                self._runs(child, link, look, background)
                made.append(link)
            elif child.tag in (MATH + "oMath", MATH + "oMathPara"):
                made.append(run_of(formula_text(child)))

    def _run(self, source: Element, look: Look, background: str) -> list[Element]:
        properties = source.find(W + "rPr")
        whole = look_of(properties).over(self.styles[value(properties, "rStyle")].look).over(look)
        hides = whole.hides(background)
        made = Element(W + "r")
        if flag(properties, "b"):
            SubElement(SubElement(made, W + "rPr"), W + "b")
        boxes: list[Element] = []
        for child in self._flat(source):
            if child.tag in _KEPT_IN_RUN:
                made.append(line_break(child))
            elif child.tag in _BOXES:
                boxes.extend(self._boxes(child))
            elif (text := self._text(child, look, background)) and hides:
                self.hidden.append(text)
            elif text:
                put_text(made, text)
        return [made, *([box_run(boxes)] if boxes else [])]

    def _text(self, child: Element, look: Look, background: str) -> str:
        """The letters that a part of a run stands for."""
        if child.tag == W + "t":
            return child.text or ""
        if child.tag == W + "sym":
            return symbol_letter(child.get(W + "char", ""))
        if child.tag in _NOTES:
            note = self.notes.get((_NOTES[child.tag], child.get(W + "id", "")), "")
            return f" [각주: {note}] " if note else ""
        if child.tag == W + "ruby":
            base, above = ("".join(self._ruby(child, name, look, background)) for name in ("rubyBase", "rt"))
            return f"{base}({above})" if above else base
        return ""

    def _ruby(self, ruby: Element, name: str, look: Look, background: str) -> Iterator[str]:
        part = ruby.find(W + name)
        for run in self._flat(part) if part is not None else ():
            if run.tag == W + "r" and not look_of(run.find(W + "rPr")).over(look).hides(background):
                yield from (text.text or "" for text in run.iter(W + "t"))

    def _boxes(self, source: Element) -> list[Element]:
        """What is written in text boxes of a drawing; of two forms of one drawing, the first that has any."""
        if source.tag == MC + "AlternateContent":
            forms = [list(self._in_boxes(form)) for form in source]
            self.pictures += any(has_picture(form) for form in source)
            return next((form for form in forms if form), [])
        self.pictures += has_picture(source)
        return list(self._in_boxes(source))

    def _in_boxes(self, source: Element, background: str = WHITE) -> Iterator[Element]:
        for child in source:
            behind = background
            if child.tag == SHAPE + "wsp" or child.tag.startswith(VML):
                behind = UNKNOWN if is_filled(child) else background
            if child.tag == W + "txbxContent":
                yield from self.blocks(child, behind)
            elif child.tag == MC + "AlternateContent":
                yield from self._boxes(child)
            else:
                yield from self._in_boxes(child, behind)

    def _table(self, source: Element, background: str) -> Element:
        properties = source.find(W + "tblPr")
        background = shade_of(properties) or background
        if self.styles[value(properties, "tblStyle")].shaded:
            background = UNKNOWN
        made = Element(W + "tbl")
        for row in self._flat(source):
            if row.tag != W + "tr":
                continue
            about = row.find(W + "trPr")
            if about is not None and about.find(W + "del") is not None:
                self.left_out["deleted"] += 1
                continue
            if flag(about, "hidden"):
                self.hidden.append(" ".join(text.text or "" for text in row.iter(W + "t")))
                continue
            made.append(self._row(row, about, background))
        return made

    def _row(self, source: Element, about: Element | None, background: str) -> Element:
        made = Element(W + "tr")
        if flag(about, "tblHeader"):
            SubElement(SubElement(made, W + "trPr"), W + "tblHeader")
        before = value(about, "gridBefore")
        if before and before.isdigit() and 0 < int(before) < 100:
            made.append(empty_cell(before))
        for cell in self._flat(source):
            if cell.tag != W + "tc":
                continue
            properties = cell.find(W + "tcPr")
            made_cell = SubElement(made, W + "tc")
            kept = SubElement(made_cell, W + "tcPr")
            kept.extend(part for part in properties or () if part.tag in (W + "gridSpan", W + "vMerge"))
            if properties is None or properties.find(W + "cellDel") is None:
                made_cell.extend(self.blocks(cell, shade_of(properties) or background))
        return made
