"""The seen body of a DOCX file as HTML, which the walk over web pages then turns into pieces."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from xml.etree.ElementTree import Element

from ingest.readers.docx_looks import W, flag, value
from ingest.readers.docx_parts import VML
from ingest.readers.docx_view import HEADING_STYLE, ITEM_STYLE, R

_LINK_FIELD = re.compile(r'\s*HYPERLINK\s+"?([^"\s\\]+)')
_SIGNS = {W + "tab": " ", W + "br": "<br>", W + "noBreakHyphen": "-"}
_Blocks = Iterable[Element]


def html_of(blocks: _Blocks, links: Mapping[str, str]) -> str:
    """The HTML of paragraphs, tables and boxes; `links` are the addresses by the ids that hyperlinks name."""
    return "".join(_Writer(links).blocks(blocks))


@dataclass(slots=True)
class _Field:
    """A field of Word's, such as a link: what it is told to do, then what it shows."""

    command: str = ""
    shows: bool = False
    opened: bool = False


@dataclass(slots=True)
class _Cell:
    column: int
    width: int
    html: str
    height: int = 1


class _Writer:
    """Writes one document; a field may begin in one paragraph and end in another."""

    def __init__(self, links: Mapping[str, str]) -> None:
        self._links = links
        self._fields: list[_Field] = []

    def blocks(self, blocks: _Blocks) -> Iterator[str]:
        """Paragraphs and tables; what a paragraph carries in boxes comes after it."""
        carried = ""
        for block in blocks:
            if block.tag == W + "tbl":
                yield from self._table(block)
                continue
            boxes: list[Element] = []
            words = carried + "".join(self._inline(block, boxes))
            properties = block.find(W + "pPr")
            if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
                carried = words  # the end of the paragraph is deleted: the next one goes on here
            else:
                carried = ""
                tag = _tag(value(properties, "pStyle") or "")
                yield f"<{tag}>{words}</{tag}>"
            for box in boxes:
                yield from self.blocks(box)
        if carried:
            yield f"<p>{carried}</p>"

    def _inline(self, parent: Element, boxes: list[Element]) -> Iterator[str]:
        if links := [f for f in self._fields if f.shows and f.opened]:
            yield _anchor(links[-1].command)
        for child in parent:
            if child.tag == W + "r":
                words = "".join(self._run(child, boxes))
                yield f"<b>{words}</b>" if words and flag(child.find(W + "rPr"), "b") else words
            elif child.tag == W + "hyperlink":
                address = self._links.get(child.get(R + "id", ""), "")
                words = "".join(self._inline(child, boxes))
                yield f'<a href="{escape(address)}">{words}</a>' if address else words
        if any(f.opened for f in self._fields):
            yield "</a>"

    def _run(self, run: Element, boxes: list[Element]) -> Iterator[str]:
        for child in run:
            if child.tag == W + "t":
                yield escape(child.text or "", quote=False)
            elif child.tag in _SIGNS:
                yield _SIGNS[child.tag]
            elif child.tag == W + "fldChar":
                yield self._field(child.get(W + "fldCharType", ""))
            elif child.tag == W + "instrText" and self._fields and not self._fields[-1].shows:
                self._fields[-1].command += child.text or ""
            elif child.tag == W + "pict":
                boxes.extend(child.iterfind(f"{VML}shape/{VML}textbox/{W}txbxContent"))

    def _field(self, kind: str) -> str:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            opened = self._fields[-1]
            opened.shows, opened.opened = True, bool(_LINK_FIELD.match(opened.command))
            return _anchor(opened.command)
        elif kind == "end" and self._fields:
            return "</a>" * self._fields.pop().opened
        return ""

    def _table(self, table: Element) -> Iterator[str]:
        rows: list[list[_Cell]] = []
        above: dict[int, _Cell] = {}
        for row in table.iterfind(W + "tr"):
            rows.append([])
            column = 0
            for source in row.iterfind(W + "tc"):
                properties = source.find(W + "tcPr")
                width = _width(value(properties, "gridSpan"))
                merge = properties.find(W + "vMerge") if properties is not None else None
                if merge is not None and merge.get(W + "val") != "restart" and column in above:
                    above[column].height += 1
                else:
                    cell = _Cell(column, width, "".join(self.blocks(source.iterfind("*"))))
                    rows[-1].append(cell)
                    above.pop(column, None)
                    if merge is not None:
                        above[column] = cell
                column += width
        heads = next((n for n, row in enumerate(table.iterfind(W + "tr")) if not _is_head(row)), len(rows))
        yield "<table>"
        for number, cells in enumerate(rows):
            tag = "th" if number < heads else "td"
            inside = (f'<{tag} rowspan="{c.height}" colspan="{c.width}">{c.html}</{tag}>' for c in cells)
            yield f"<tr>{''.join(inside)}</tr>"
        yield "</table>"


def _tag(style: str) -> str:
    if style.startswith(HEADING_STYLE):
        return f"h{style.removeprefix(HEADING_STYLE)}"
    return "li" if style == ITEM_STYLE else "p"


def _anchor(command: str) -> str:
    match = _LINK_FIELD.match(command)
    return f'<a href="{escape(match[1])}">' if match else ""


def _is_head(row: Element) -> bool:
    return bool(flag(row.find(W + "trPr"), "tblHeader"))


def _width(span: str | None) -> int:
    return int(span) if span and span.isdigit() and 0 < int(span) < 1_000 else 1
