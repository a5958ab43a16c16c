"""A walk through the sections of an HWPX file: text, tables, boxes, notes, numbers.

본 제품은 한글과컴퓨터의 한글 문서 파일(.hwp) 공개 문서를 참고하여 개발하였습니다.
"""

import re
from collections import Counter as Tally
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ingest.readers.draft import Draft
from ingest.readers.extract import Limits
from ingest.readers.grid import Cell
from ingest.readers.hwpx_styles import CharShape, ParaShape, Styles, attribute, below, child, is_filled, local, whole
from ingest.readers.numbering import HWPX_FORMS, Counter, number
from ingest.readers.story import CHART, COMMENT, DELETED, MASTER_PAGE, Box, Collected, Line, Story, lines_of, told

_NOTES = {"footNote": "각주", "endNote": "미주"}
_MARGINS = frozenset({"header", "footer"})
_SHAPES = frozenset({"rect", "ellipse", "arc", "polygon", "curve", "line", "connectLine", "container", "unknownObject"})
_LABELLED = frozenset({"btn", "radioBtn", "checkBtn"})
_CAPTION_NUMBERS = frozenset({"PICTURE", "TABLE", "EQUATION"})
_SPACES = {"tab": "\t", "lineBreak": "\n", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}
_UNSEEN = frozenset(
    {"secPr", "colPr", "bookmark", "newNum", "pageNum", "pageNumCtrl", "pageHiding", "indexmark", "linesegarray"}
    | {"metaTag", "shapeComment", "parameters"}
)


class Walk:
    """Goes through sections in order and collects their story."""

    def __init__(self, styles: Styles, limits: Limits) -> None:
        self.collected = Collected()
        self.styles = styles
        self.limits = limits
        self._counter = Counter(dict(styles.numberings))
        self._outline = 1

    def section(self, root: Element) -> None:
        """Take in one section."""
        for start in below(root, "secPr"):
            self._outline = whole(start, "outlineShapeIDRef", self._outline)
            if whole(start, "masterPageCnt"):
                self.collected.left_out[MASTER_PAGE] += 1
        self.paragraphs(root, self.collected.story, on_ground=False)

    def paragraphs(self, parent: Element, story: Story, on_ground: bool) -> None:
        """The paragraphs right below an element."""
        for paragraph in _chosen(parent):
            if local(paragraph) == "p":
                _Paragraph(self, paragraph, story, on_ground).take()

    def lists(self, element: Element, on_ground: bool) -> Story:
        """The paragraphs of the nearest lists below an element."""
        story: Story = []
        for inner in _chosen(element):
            if local(inner) == "subList":
                self.paragraphs(inner, story, on_ground)
            elif local(inner) not in _UNSEEN:
                story.extend(self.lists(inner, on_ground))
        return story

    def table(self, table: Element, on_ground: bool) -> Box | None:
        """A table with its cells where their addresses say."""
        on_ground = on_ground or attribute(table, "borderFillIDRef") in self.styles.filled
        cells: list[tuple[Cell, Story]] = []
        caption = child(table, "caption")
        rows = [row for row in _chosen(table) if local(row) == "tr"]
        for row, line in enumerate(rows):
            for column, element in enumerate(cell for cell in _chosen(line) if local(cell) == "tc"):
                address, span = child(element, "cellAddr"), child(element, "cellSpan")
                filled = attribute(element, "borderFillIDRef") in self.styles.filled
                cell = Cell(
                    whole(address, "rowAddr", row),
                    whole(address, "colAddr", column),
                    max(whole(span, "rowSpan", 1), 1),
                    max(whole(span, "colSpan", 1), 1),
                    "",
                    header=attribute(element, "header") == "1",
                    shaded=filled,
                )
                cells.append((cell, self.lists(element, on_ground or filled)))
        return Box(cells, "" if caption is None else told(self.lists(caption, on_ground))) if cells else None

    def shape(self, element: Element, story: Story) -> None:
        """The text of a drawn object, its caption, and the objects in it; what cannot be read is counted."""
        name = local(element)
        if name == "pic":
            self.collected.pictures += 1
        elif name in ("ole", "chart", "video"):
            self.collected.left_out[CHART] += 1
        elif name == "textart":
            story.extend(Line(text) for text in lines_of(attribute(element, "text")))
        filled = is_filled(child(element, "fillBrush"))
        for inner in _chosen(element):
            if local(inner) in ("drawText", "caption"):
                story.extend(self.lists(inner, filled))
            elif local(inner) in _SHAPES or local(inner) in ("pic", "ole", "textart"):
                self.shape(inner, story)

    def margin(self, element: Element) -> None:
        """A page header or footer, once."""
        text = told(self.lists(element, on_ground=False))
        if re.search(r"[^\W\d_]{2}", text):
            self.collected.margins[text] = None

    def head(self, shape: ParaShape) -> tuple[str, int | None, bool]:
        """The number before a paragraph, its level in the outline, and whether it is a list item."""
        if shape.head == "OUTLINE":
            return self._counter.next(shape.numbering or self._outline, shape.level), shape.level, False
        if shape.head == "NUMBER":
            return self._counter.next(shape.numbering, shape.level), None, True
        return "", None, shape.head == "BULLET"


def _chosen(element: Element) -> Iterator[Element]:
    """The elements right below; of a switch only what a program of today takes."""
    for inner in element:
        if local(inner) == "switch":
            cases = [choice for choice in inner if local(choice) in ("case", "default")]
            yield from cases[0] if cases else ()
        else:
            yield inner


class _Paragraph:
    """Takes one paragraph into a story."""

    def __init__(self, walk: Walk, element: Element, story: Story, on_ground: bool) -> None:
        self._walk = walk
        self._element = element
        shape = walk.styles.para_shapes.get(attribute(element, "paraPrIDRef"), ParaShape())
        self._on_ground = on_ground or shape.filled
        self._deleting = False
        look = self._look()
        self._draft = Draft(walk.collected, walk.limits, story, walk.head(shape), (look.points, look.bold))

    def take(self) -> None:
        """Go through it from start to end."""
        for run in _chosen(self._element):
            if local(run) == "run":
                shape = self._shape(run)
                hidden = (shape.white and not self._on_ground) or shape.tiny
                for element in _chosen(run):
                    if local(element) == "t":
                        self._take_text(element, hidden)
                    elif local(element) == "ctrl":
                        for control in _chosen(element):
                            self._take_control(control)
                    else:
                        self._take_object(element)
        self._draft.finish()

    def _shape(self, run: Element) -> CharShape:
        return self._walk.styles.char_shapes.get(attribute(run, "charPrIDRef"), CharShape())

    def _look(self) -> CharShape:
        """The shape of most of its letters."""
        sizes: Tally[CharShape] = Tally()
        for run in self._element:
            if local(run) == "run":
                sizes[self._shape(run)] += sum(len(t.text or "") + 1 for t in run if local(t) == "t")
        return max(sizes, key=lambda shape: sizes[shape], default=CharShape())

    def _take_text(self, element: Element, hidden: bool) -> None:
        self._say(element.text, hidden)
        for mark in element:
            name = local(mark)
            if name in ("deleteBegin", "deleteEnd"):
                self._deleting = name == "deleteBegin"
                self._walk.collected.left_out[DELETED] += self._deleting
            self._say(_SPACES.get(name), hidden=False)
            self._say(mark.tail, hidden)

    def _say(self, text: str | None, hidden: bool) -> None:
        if text and not self._deleting:
            self._draft.add(text, hidden)

    def _take_control(self, control: Element) -> None:
        name, walk = local(control), self._walk
        if name in _NOTES:
            self._draft.add_note(_NOTES[name], told(walk.lists(control, on_ground=False)))
        elif name in _MARGINS:
            walk.margin(control)
        elif name == "hiddenComment":
            walk.collected.left_out[COMMENT] += 1
        elif name == "fieldBegin":
            kind = attribute(control, "type")
            if kind == "MEMO":
                walk.collected.left_out[COMMENT] += 1
            self._draft.begin_field(_address(control) if kind == "HYPERLINK" else "", is_path=kind == "PATH")
        elif name == "fieldEnd":
            self._draft.end_field()
        elif name == "autoNum":
            self._draft.add(_caption_number(control))
        elif name not in _UNSEEN:
            self._take_object(control)

    def _take_object(self, element: Element) -> None:
        name, walk = local(element), self._walk
        in_line = whole(child(element, "pos"), "treatAsChar") == 1
        inner: Story = []
        if name == "tbl":
            box = walk.table(element, self._on_ground)
            self._draft.place([box] if box else [], in_line)
        elif name in _SHAPES or name in ("pic", "ole", "chart", "video", "textart"):
            walk.shape(element, inner)
            self._draft.place(inner, in_line)
        elif name not in _UNSEEN:
            for text in _small(element, name):
                self._draft.add(text)
            self._draft.place(walk.lists(element, self._on_ground), in_line)


def _address(field: Element) -> str:
    """The command of a link."""
    named = {attribute(param, "name"): param.text or "" for param in below(field, "stringParam")}
    return named.get("Command") or named.get("Path") or ""


def _caption_number(control: Element) -> str:
    if attribute(control, "numType") not in _CAPTION_NUMBERS:
        return ""
    look = child(control, "autoNumFormat")
    if look is None:
        return str(whole(control, "num"))
    form = attribute(look, "type")
    told_number = number(whole(control, "num"), HWPX_FORMS.index(form) if form in HWPX_FORMS else 0)
    return attribute(look, "prefixChar") + told_number + attribute(look, "suffixChar")


def _small(element: Element, name: str) -> Iterator[str]:
    """Objects that are a few letters: equations, letters over letters, labels of forms."""
    if name == "equation":
        script = "".join("".join(part.itertext()) for part in below(element, "script")).strip()
        yield f" [수식: {script}] " if script else ""
    elif name == "compose":
        yield attribute(element, "composeText")
    elif name == "dutmal":
        texts = [
            "".join(part.itertext())
            for part in (child(element, "mainText"), child(element, "subText"))
            if part is not None
        ]
        yield texts[0] + (f"({texts[1]})" if len(texts) > 1 and texts[1] else "") if texts else ""
    elif name in _LABELLED:
        yield f" {attribute(element, 'caption')} "
    elif name == "edit":
        yield " " + "".join("".join(part.itertext()) for part in below(element, "text")) + " "
