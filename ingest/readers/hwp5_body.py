"""A walk through the paragraphs of HWP 5 sections: text, tables, boxes, notes, numbers.

본 제품은 한글과컴퓨터의 한글 문서 파일(.hwp) 공개 문서를 참고하여 개발하였습니다.
"""

import re
from collections.abc import Iterator, Sequence

from ingest.readers import hwp5_records as hwp
from ingest.readers.draft import Draft
from ingest.readers.extract import Limits
from ingest.readers.grid import Cell, too_many_cells
from ingest.readers.hwp5_records import Record, double_word, string, word
from ingest.readers.hwp5_styles import BULLETED, NUMBERED, OUTLINE, Styles
from ingest.readers.hwp5_text import Control, FieldEnd, Letters, look, parts
from ingest.readers.numbering import Counter, number
from ingest.readers.story import CHART, COMMENT, MASTER_PAGE, Box, Collected, Line, Story, lines_of, told

MAX_DEPTH = 60
"""Of boxes in boxes; programs write a handful."""
_IN_LINE = 1
"""Bit 0 of an object's attributes: it stands in the line as a letter does."""
_FIRST_CAPTION_NUMBER = 3
"""Numbers of figures, tables and equations; those of pages and notes stand below it."""
_NOTES = {b"fn  ": "각주", b"en  ": "미주"}
_CAPTION = re.compile(r"Caption:wstring:(\d{1,4}):")


class Walk:
    """Goes through sections in order and collects their story."""

    def __init__(self, styles: Styles, limits: Limits) -> None:
        self.collected = Collected()
        self.styles = styles
        self.limits = limits
        self._counter = Counter(dict(styles.numberings))
        self._outline = 1
        self._depth = 0

    def section(self, records: Sequence[Record]) -> None:
        """Take in one section."""
        self._paragraphs([r for r in records if r.tag == hwp.PARA_HEADER], self.collected.story, on_ground=False)

    def _paragraphs(self, paragraphs: Sequence[Record], story: Story, on_ground: bool) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise hwp.damaged("상자 안의 상자")
        for paragraph in paragraphs:
            _Paragraph(self, paragraph, story, on_ground).take()
        self._depth -= 1

    def story_of(self, lists: Sequence[tuple[Record | None, list[Record]]], on_ground: bool) -> Story:
        """The paragraphs of some lists as one story."""
        story: Story = []
        for _, paragraphs in lists:
            self._paragraphs(paragraphs, story, on_ground)
        return story

    def table(self, control: Record, on_ground: bool) -> Box | None:
        """A table with its cells where their list headers say."""
        at = next((i for i, child in enumerate(control.children) if child.tag == hwp.TABLE), None)
        if at is None:
            return None
        table = control.children[at].data
        rows, columns = word(table, 4), word(table, 6)
        if rows * columns > self.limits.max_cells:
            raise too_many_cells(self.limits.max_cells)
        on_ground = on_ground or self.styles.is_filled(word(table, 18 + 2 * rows))
        cells: list[tuple[Cell, Story]] = []
        for header, paragraphs in lists(control.children[at + 1 :]):
            if header is None:
                continue
            data = header.data
            filled = self.styles.is_filled(word(data, 32))
            inner = self.story_of([(header, paragraphs)], on_ground or filled)
            row_span, column_span = max(word(data, 14, 1), 1), max(word(data, 12, 1), 1)
            cell = Cell(word(data, 10), word(data, 8), row_span, column_span, "", shaded=filled)
            cells.append((cell, inner))
        caption = told(self.story_of(lists(control.children[:at]), on_ground))
        return Box(cells, caption) if cells else None

    def shape(self, record: Record, story: Story) -> None:
        """The text of a drawn object, its caption and the objects in it; what cannot be read is counted."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise hwp.damaged("개체 안의 개체")
        for child in record.children:
            if child.tag == hwp.SHAPE_COMPONENT:
                self.shape(child, story)
            elif child.tag == hwp.SHAPE_PICTURE:
                self.collected.pictures += 1
            elif child.tag in (hwp.SHAPE_OLE, hwp.CHART_DATA):
                self.collected.left_out[CHART] += 1
            elif child.tag == hwp.SHAPE_TEXTART:
                story.extend(Line(text) for text in lines_of(string(child.data, 32)[0]))
        # A box has a ground of its own, as far as can be told.
        story.extend(self.story_of(lists(record.children), on_ground=True))
        self._depth -= 1

    def margin(self, control: Record) -> None:
        """A page header or footer, once."""
        text = told(self.story_of(lists(control.children), on_ground=False))
        if re.search(r"[^\W\d_]{2}", text):
            self.collected.margins[text] = None

    def section_start(self, control: Record) -> None:
        """The numbering of the outline from here on; master pages are only named."""
        self._outline = word(control.data, 18) or self._outline
        if told(self.story_of(lists(control.children), on_ground=False)):
            self.collected.left_out[MASTER_PAGE] += 1

    def head(self, paragraph: Record) -> tuple[str, int | None, bool]:
        """The number before a paragraph, its level in the outline, and whether it is a list item."""
        shape = self.styles.para_shape(word(paragraph.data, 8))
        if shape.head == OUTLINE:
            return self._counter.next(self._outline, shape.level), shape.level, False
        if shape.head == NUMBERED:
            return self._counter.next(shape.numbering, shape.level), None, True
        return "", None, shape.head == BULLETED


def lists(records: Sequence[Record]) -> list[tuple[Record | None, list[Record]]]:
    """Each list header with the paragraphs that follow it."""
    found: list[tuple[Record | None, list[Record]]] = []
    for record in records:
        if record.tag == hwp.LIST_HEADER:
            found.append((record, []))
        elif record.tag == hwp.PARA_HEADER:
            if not found:
                found.append((None, []))
            found[-1][1].append(record)
    return found


class _Paragraph:
    """Takes one paragraph into a story."""

    def __init__(self, walk: Walk, record: Record, story: Story, on_ground: bool) -> None:
        self._walk = walk
        self._record = record
        shape = walk.styles.para_shape(word(record.data, 8))
        self._on_ground = on_ground or walk.styles.is_filled(shape.fill)
        letters = look(record, walk.styles)
        self._draft = Draft(walk.collected, walk.limits, story, walk.head(record), (letters.points, letters.bold))

    def take(self) -> None:
        """Go through it from start to end."""
        for part in parts(self._record, self._walk.styles, self._on_ground):
            if isinstance(part, Letters):
                self._draft.add(part.text, part.hidden)
            elif isinstance(part, FieldEnd):
                self._draft.end_field()
            else:
                self._take_control(part)
        self._draft.finish()

    def _take_control(self, control: Control) -> None:
        record, name, walk = control.record, control.name, self._walk
        in_line = bool(double_word(record.data, 4) & _IN_LINE)
        if name == b"tbl ":
            box = walk.table(record, self._on_ground)
            self._draft.place([box] if box else [], in_line)
        elif name == b"gso ":
            inner: Story = []
            walk.shape(record, inner)
            self._draft.place(inner, in_line)
        elif name in _NOTES:
            self._draft.add_note(_NOTES[name], told(walk.story_of(lists(record.children), on_ground=False)))
        elif name in (b"head", b"foot"):
            walk.margin(record)
        elif name == b"secd":
            walk.section_start(record)
        elif name in (b"tcmt", b"%%me"):
            walk.collected.left_out[COMMENT] += 1
            if name == b"%%me":
                self._draft.begin_field()
        elif name[:1] == b"%":
            command = string(record.data, 9)[0] if name == b"%hlk" else ""
            self._draft.begin_field(command, is_path=name == b"%pat")
        else:
            for text in _small(record, name):
                self._draft.add(text)
            self._draft.place(walk.story_of(lists(record.children), self._on_ground), in_line)


def _small(record: Record, name: bytes) -> Iterator[str]:
    """Controls that are a few letters: numbers of captions, equations, letters over letters, labels of forms."""
    data = record.data
    if name == b"atno":
        attributes = double_word(data, 4)
        if attributes & 0xF >= _FIRST_CAPTION_NUMBER:
            before, after = (chr(word(data, place)).strip("\0") for place in (12, 14))
            yield before + number(word(data, 8), attributes >> 4 & 0xFF) + after
    elif name == b"eqed":
        for child in record.children:
            if child.tag == hwp.EQEDIT and (script := string(child.data, 4)[0].strip()):
                yield f" [수식: {script}] "
    elif name == b"tcps":
        yield string(data, 4)[0]
    elif name == b"tdut":
        text, end = string(data, 4)
        above = string(data, end)[0]
        yield f"{text}({above})" if above else text
    elif name == b"form":
        for child in record.children:
            text = child.data.decode("utf-16-le", "replace") if child.tag == hwp.FORM_OBJECT else ""
            if match := _CAPTION.search(text):
                yield f" {text[match.end() : match.end() + int(match[1])]} "
