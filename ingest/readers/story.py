"""What both readers of Hangul word processor files collect, and how it becomes pieces.

본 제품은 한글과컴퓨터의 한글 문서 파일(.hwp) 공개 문서를 참고하여 개발하였습니다.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.readers import grid, letters, notice
from ingest.readers.distribution import MAX_WARNING_PAGE_CHARS, WARNING_PAGE, not_decoded
from ingest.readers.extract import Extract, FileState, Heading, Limits, NotRead, Paragraph, Piece, Table
from ingest.readers.outline import outlined_below_title

HIDDEN = ("흰색이거나 1pt 이하로 숨긴 글", "hidden text")
COMMENT = ("숨은 설명·메모", "hidden comments")
DELETED = ("변경 추적에서 지운 글", "tracked deletions")
MASTER_PAGE = ("바탕쪽의 글", "master page text")
CHART = ("차트·OLE 개체", "charts and embedded objects")

LARGER, TITLE_LARGER, MAX_HEADING_SIZES, MAX_OUTLINE_HEADINGS = 1.12, 1.25, 3, 3
"""A heading's letters are at least so many times as large as the text's."""
_BOX_NUMBER = re.compile(r"[Ⅰ-Ⅻ]|[IVX]{1,4}|\d{1,2}|제\s?\d+\s?[장절]|붙임\s?\d*")


@dataclass(slots=True)
class Line:
    """A paragraph: its text, the size of its letters in points, and its level where the file has it in the outline."""

    text: str
    size: float = 0.0
    bold: bool = False
    outline: int | None = None
    item: bool = False


@dataclass(slots=True)
class Box:
    """A table: its cells, each with what is in it."""

    cells: list[tuple[grid.Cell, list["Line | Box"]]]
    caption: str = ""


Story = list[Line | Box]


@dataclass(slots=True)
class Collected:
    """The body of a document, and what was met on the way."""

    story: Story = field(default_factory=list)
    margins: dict[str, None] = field(default_factory=dict)
    """Text of page headers and footers, each once."""
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often something of a kind (Korean, English) was left out."""
    pictures: int = 0
    chars: int = 0

    def count_chars(self, text: str, limits: Limits) -> None:
        """Raises NotRead where the document has become too long."""
        self.chars += len(text)
        if self.chars > limits.max_chars:
            message = f"글자가 {limits.max_chars:,}자보다 많습니다. 문서를 나누세요. (too much text)"
            raise NotRead(FileState.TOO_BIG, message)


def extract(collected: Collected, limits: Limits, title: str = "", warnings: Sequence[str] = ()) -> Extract:
    """The pieces in reading order. Raises NotRead where there is no text, or none that can be read."""
    pieces = outlined_below_title(tuple(_Pieces(collected.story, limits).all()))
    text = "\n".join(_words(pieces))
    if not re.search(r"\w", text):
        if collected.pictures:
            raise NotRead(
                FileState.SCAN, "그림만 있고 글이 없습니다. 글이 있는 문서로 올리세요. (pictures only, no text)"
            )
        raise NotRead(FileState.DAMAGED, "글이 없습니다. 빈 문서인지 확인하세요. (the document has no text)")
    if len(text) < MAX_WARNING_PAGE_CHARS and WARNING_PAGE.search(text):
        raise not_decoded()
    pieces += tuple(Paragraph(f"[머리말·꼬리말] {margin}") for margin in collected.margins)
    published, publisher = notice.date_and_publisher(pieces)
    return Extract(
        pieces=pieces,
        title=notice.confirmed_title(letters.plain(title), pieces) or _title_of(collected.story),
        published=published,
        publisher=publisher,
        warnings=(*warnings, *_left_out(collected)),
    )


def told(story: Story) -> str:
    """A story on one line, for notes, captions and page margins."""
    return " ".join(line.text for line in _lines(story))


def lines_of(text: str) -> list[str]:
    """A paragraph's text, cut at those line breaks behind which a list item begins."""
    found: list[str] = []
    for part in text.split("\n"):
        part = letters.plain(part)
        if not part:
            continue
        if found and not letters.is_item(part):
            found[-1] += " " + part
        else:
            found.append(part)
    return [letters.unspaced(part) for part in found]


def _left_out(collected: Collected) -> Iterator[str]:
    for (kind, gloss), count in collected.left_out.items():
        yield f"{kind} {count}곳은 읽지 않았습니다. 필요한 내용이면 본문에 적으세요. ({gloss} left out: {count})"
    if collected.pictures and collected.chars < 300 * collected.pictures:
        yield f"그림 {collected.pictures}개 안의 글은 읽지 않았습니다. 필요하면 본문에 적으세요. (text in pictures)"


def _words(pieces: Sequence[Piece]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Table):
            yield piece.caption
            for row in piece.rows:
                yield from row
        else:
            yield piece.text


def _lines(story: Story, in_boxes: bool = True) -> Iterator[Line]:
    for part in story:
        if isinstance(part, Line):
            yield part
        elif in_boxes or len(part.cells) == 1:
            for _, inner in part.cells:
                yield from _lines(inner)


def _body_size(story: Story) -> float:
    """The size of most letters; of those outside tables where there are any."""
    sizes: Counter[float] = Counter()
    for in_boxes in (False, True):
        sizes = Counter()
        for line in _lines(story, in_boxes):
            sizes[line.size] += len(line.text)
        if sum(sizes.values()) > 100:
            break
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def _title_of(story: Story) -> str:
    """The largest line among the first ones, where it is clearly larger than the text."""
    first = [line for line, _ in zip(_lines(story), range(20), strict=False) if letters.may_be_heading(line.text)]
    body = _body_size(story)
    title = max(first, key=lambda line: line.size, default=None)
    if title is None or body == 0 or title.size < body * TITLE_LARGER or len(title.text) < 4:
        return ""
    return title.text


class _Pieces:
    """Turns a story into pieces: which lines are headings, which tables are only frames around text."""

    def __init__(self, story: Story, limits: Limits) -> None:
        self._story = story
        self._max_cells = limits.max_cells
        body = _body_size(story)
        larger = {
            line.size for line in _lines(story) if line.size >= body * LARGER and letters.may_be_heading(line.text)
        }
        sizes = sorted(larger, reverse=True)
        self._levels = {size: min(rank, MAX_HEADING_SIZES) for rank, size in enumerate(sizes, 1)} if body else {}

    def all(self) -> Iterator[Piece]:
        yield from self._pieces(self._story)

    def _pieces(self, story: Story) -> Iterator[Piece]:
        for part in story:
            if isinstance(part, Line):
                yield self._of_line(part)
            else:
                yield from self._of_box(part)

    def _of_line(self, line: Line) -> Piece:
        if letters.may_be_heading(line.text):
            if line.outline is not None and line.outline < MAX_OUTLINE_HEADINGS:
                return Heading(line.outline + 1, line.text)
            level = self._levels.get(line.size)
            if level is not None and (not line.item or letters.begins_as_heading(line.text)):
                return Heading(level, line.text)
            if line.bold and letters.begins_as_heading(line.text):
                return Heading(MAX_HEADING_SIZES + 1, line.text)
        return Paragraph(line.text, item=line.item or letters.is_item(line.text))

    def _of_box(self, box: Box) -> Iterator[Piece]:
        filled = [(cell, story) for cell, story in box.cells if story]
        if len({cell.column for cell, _ in box.cells}) == 1 or len(filled) == 1:
            if box.caption:
                yield Paragraph(box.caption)
            for _, story in sorted(filled, key=lambda part: (part[0].row, part[0].column)):
                yield from self._pieces(story)
            return
        if (heading := self._boxed_heading(filled)) is not None:
            yield heading
            return
        inner: list[tuple[str, Box]] = []
        cells = [_with_text(cell, story, inner) for cell, story in box.cells]
        rows = grid.resolved(cells, self._max_cells)
        if rows and any(any(row) for row in rows):
            yield Table(rows, grid.header_rows(rows, cells), box.caption)
        elif box.caption:
            yield Paragraph(box.caption)
        for label, nested in inner:
            nested.caption = nested.caption or label
            yield from self._of_box(nested)

    def _boxed_heading(self, filled: list[tuple[grid.Cell, Story]]) -> Heading | None:
        """A chapter's number and name side by side in frames."""
        if len(filled) != 2 or len({cell.row for cell, _ in filled}) != 1:
            return None
        lines = [line for _, story in sorted(filled, key=lambda part: part[0].column) for line in _lines(story)]
        text = " ".join(line.text for line in lines)
        if len(lines) != 2 or not _BOX_NUMBER.fullmatch(lines[0].text) or not letters.may_be_heading(text):
            return None
        if not re.search(r"[^\W\d_]{2}", lines[1].text):
            return None
        return Heading(self._levels.get(lines[1].size, 1), text)


def _with_text(cell: grid.Cell, story: Story, inner: list[tuple[str, Box]]) -> grid.Cell:
    """The cell with its own text; tables in it are put aside with that text as their name."""
    text = ""
    for part in story:
        if isinstance(part, Line):
            text += ("\n" if part.item or letters.is_item(part.text) else " ") * bool(text) + part.text
    inner.extend((text if len(text) <= letters.MAX_HEADING_CHARS else "", p) for p in story if isinstance(p, Box))
    text = letters.unspaced(text, least=2)
    return grid.Cell(cell.row, cell.column, cell.row_span, cell.column_span, text, cell.header, cell.shaded)
