"""HTML elements -> pieces: headings, paragraphs, list items, and tables with their spans resolved."""

import re
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborNode

from ingest.readers import grid, letters
from ingest.readers.extract import FileState, Heading, Limits, NotRead, Paragraph, Piece, Table

MAX_DEPTH = 150
"""Of nested elements; real pages stay under 60."""
MAX_COLUMN_SPAN = 1000
BOLD_HEADING_LEVEL = 4
_LONG_CELL = 300
"""A cell with so much text in a table that holds other tables: the table only lays out the page."""
_LONG_TERM = 40
"""A longer term of a definition list stands on a line of its own."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
        "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
        "sup", "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
_ITEMS = frozenset({"li", "dt", "dd"})
_BOLD = frozenset({"b", "strong"})
_SKIPPED = frozenset({"script", "style", "template", "noscript", "head", "rp", "img", "!--", "-comment"})
_SENTENCE_END = re.compile(r"[.!?。:：)\]]$|다$")
_NAMED_VALUE = re.compile(r"[^:：\d]{1,12}[:：](?!//)")


@dataclass(slots=True)
class Found:
    """A piece and the element that it came from."""

    piece: Piece
    node: LexborNode
    link_chars: int = 0
    """How much of its text is links."""


def pieces_of(node: LexborNode, limits: Limits) -> list[Found]:
    """The pieces below an element in reading order. Raises NotRead where it is nested without end or too large."""
    walk = _Walk(limits)
    walk.block(node, 0)
    return walk.found


def piece_text(piece: Piece) -> str:
    """All words of a piece on one line."""
    if isinstance(piece, Table):
        return " ".join((piece.caption, *(cell for row in piece.rows for cell in row)))
    return piece.text


def paragraphs(text: str) -> list[str]:
    """Lines between breaks, joined where a break only wraps a sentence."""
    found: list[str] = []
    fresh = True
    for part in text.split("\n"):
        part = letters.plain(part)
        if not part:
            fresh = True
            continue
        goes_on = not (
            fresh
            or letters.is_item(part)
            or _NAMED_VALUE.match(part)
            or _SENTENCE_END.search(found[-1] if found else "")
        )
        if goes_on:
            found[-1] += " " + part
        else:
            found.append(part)
        fresh = False
    return found


@dataclass(slots=True)
class _Walk:
    limits: Limits
    found: list[Found] = field(default_factory=list)
    _words: list[str] = field(default_factory=list)
    _term: Found | None = None
    """A term whose definition has not come yet."""
    _bold: int = 0
    _plain_chars: int = 0
    _link_chars: int = 0
    _chars: int = 0

    def block(self, node: LexborNode, depth: int, level: int = 0, item: bool = False) -> None:
        """What is in an element that stands on lines of its own."""
        self._flush(node, level, item)
        self._inside(node, depth, level, item)
        self._flush(node, level, item)
        if node.tag == "dl" and self._term:
            self.found.append(self._term)
            self._term = None

    def _inside(self, node: LexborNode, depth: int, level: int, item: bool) -> None:
        if depth > MAX_DEPTH:
            raise NotRead(
                FileState.DAMAGED, "HTML이 너무 깊게 겹쳐 있습니다. 다시 저장하세요. (HTML nested too deeply)"
            )
        for child in node.iter(include_text=True, skip_empty=False):
            tag = child.tag or ""
            if tag == "-text":
                self._add(child.text(deep=False) or "")
            elif tag == "br":
                self._words.append("\n")
            elif tag in _INLINE:
                self._inline(child, tag, depth, level, item)
            elif tag == "table":
                self._flush(node, level, item)
                self._table(child, depth + 1)
            elif tag in ("dt", "dd"):
                self._flush(node, level, item)
                self._defined(child, tag, depth + 1, level)
            elif tag not in _SKIPPED:
                self.block(child, depth + 1, _HEADINGS.get(tag, level), item or tag in _ITEMS)

    def _defined(self, node: LexborNode, tag: str, depth: int, level: int) -> None:
        """A term waits for what is said of it: 장소: 아트홀 2관."""
        start, term = len(self.found), self._term
        self._term = None
        if tag == "dt" and term:
            self.found.append(term)
            start += 1
        self.block(node, depth, level, item=True)
        first = self.found[start] if len(self.found) > start else None
        if tag == "dt":
            alone = first and len(self.found) == start + 1 and isinstance(first.piece, Paragraph)
            if alone and first and len(piece_text(first.piece)) <= _LONG_TERM:
                self._term = self.found.pop()
        elif term and first and isinstance(first.piece, Paragraph):
            text = f"{piece_text(term.piece).rstrip(':： ')}: {first.piece.text}"
            self.found[start] = replace(first, piece=replace(first.piece, text=text))
        elif term:
            self.found.insert(start, term)

    def _inline(self, node: LexborNode, tag: str, depth: int, level: int, item: bool) -> None:
        start, before, pieces = len(self._words), self._chars, len(self.found)
        self._bold += tag in _BOLD
        if tag == "rt":
            self._words.append("(")
        self._inside(node, depth + 1, level, item)
        if tag == "rt":
            self._words.append(")")
        self._bold -= tag in _BOLD
        if tag != "a" or pieces != len(self.found):
            return
        self._link_chars += self._chars - before
        address = (node.attributes.get("href") or "").strip()
        label = "".join(self._words[start:])
        if re.match(r"https?://[^\s/]", address) and len(address) <= 300 and label.strip() and address not in label:
            self._words.append(f" ({address})")

    def _add(self, text: str) -> None:
        text = re.sub(r"\s+", " ", text)
        count = len(text.replace(" ", ""))
        self._chars += count
        if self._chars > self.limits.max_chars:
            raise NotRead(
                FileState.TOO_BIG, f"글이 {self.limits.max_chars:,}자보다 깁니다. 나누어 주세요. (text too long)"
            )
        if not self._bold:
            self._plain_chars += count
        self._words.append(text)

    def _flush(self, node: LexborNode, level: int, item: bool) -> None:
        lines = paragraphs("".join(self._words))
        links, plain = self._link_chars, self._plain_chars
        self._words, self._link_chars, self._plain_chars = [], 0, 0
        if level and lines:
            self.found.append(Found(Heading(level, " ".join(lines)), node, links))
            return
        for line in lines:
            share = links * len(line) // max(sum(map(len, lines)), 1)
            bold = not plain and letters.may_be_heading(line) and letters.begins_as_heading(line)
            piece: Piece = Paragraph(line, item or letters.is_item(line))
            self.found.append(Found(Heading(BOLD_HEADING_LEVEL, line) if bold and not item else piece, node, share))

    def _table(self, node: LexborNode, depth: int) -> None:
        rows = _rows_of(node)
        placed = _placed(rows, self.limits)
        inner = [self._cell(cell_node, depth) for cell_node, _ in placed]
        caption = next((child for child in node.iter() if child.tag == "caption"), None)
        title = letters.plain(caption.text(deep=True, separator=" ")) if caption else ""
        if _is_layout(node, placed, inner):
            if title:
                self.found.append(Found(Paragraph(title), node))
            self.found.extend(found for part in inner for found in part)
            return
        cells: list[grid.Cell] = []
        nested: list[tuple[str, Found]] = []
        for (_, cell), part in zip(placed, inner, strict=True):
            text = "\n".join(piece_text(found.piece) for found in part if not isinstance(found.piece, Table))
            cells.append(
                grid.Cell(cell.row, cell.column, cell.row_span, cell.column_span, letters.unspaced(text), cell.header)
            )
            label = text or next((c.text for c in cells if c.row == cell.row), "")
            nested += [(label, found) for found in part if isinstance(found.piece, Table)]
        resolved = grid.resolved(cells, self.limits.max_cells)
        if resolved:
            table = Table(resolved, grid.header_rows(resolved, cells), title)
            self.found.append(Found(table, node, sum(found.link_chars for part in inner for found in part)))
        for label, found in nested:
            self.found.append(_named(found, label))

    def _cell(self, node: LexborNode, depth: int) -> list[Found]:
        walk = _Walk(self.limits)
        walk._chars = self._chars
        walk.block(node, depth)
        self._chars = walk._chars
        return walk.found


def _named(found: Found, label: str) -> Found:
    """A table out of a cell, named by the cell's own words where they are short."""
    table = found.piece
    if isinstance(table, Table) and not table.caption and len(label) <= letters.MAX_HEADING_CHARS:
        return Found(Table(table.rows, table.header_rows, label), found.node, found.link_chars)
    return found


def _rows_of(table: LexborNode) -> list[tuple[LexborNode, bool]]:
    """The rows of this table, not of those inside it, each with whether it is in the head."""
    rows: list[tuple[LexborNode, bool]] = []
    for child in table.iter():
        if child.tag == "tr":
            rows.append((child, False))
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows += [(row, child.tag == "thead") for row in child.iter() if row.tag == "tr"]
    return rows


def _placed(rows: list[tuple[LexborNode, bool]], limits: Limits) -> list[tuple[LexborNode, grid.Cell]]:
    """Each cell with where it begins and how far it reaches, by the rules of HTML."""
    placed: list[tuple[LexborNode, grid.Cell]] = []
    covered_until: dict[int, int] = {}
    covered = 0
    for number, (row, in_head) in enumerate(rows):
        column = 0
        for node in row.iter():
            if node.tag not in ("td", "th"):
                continue
            while covered_until.get(column, 0) > number:
                column += 1
            tall = min(_span(node, "rowspan") or len(rows), len(rows) - number)
            wide = max(1, min(_span(node, "colspan"), MAX_COLUMN_SPAN))
            covered += wide
            if covered > limits.max_cells:
                raise grid.too_many_cells(limits.max_cells)
            placed.append((node, grid.Cell(number, column, tall, wide, "", in_head or node.tag == "th")))
            covered_until.update((place, number + tall) for place in range(column, column + wide))
            column += wide
    return placed


def _span(node: LexborNode, name: str) -> int:
    value = (node.attributes.get(name) or "1").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _is_layout(node: LexborNode, placed: list[tuple[LexborNode, grid.Cell]], inner: list[list[Found]]) -> bool:
    """Whether the table only puts things in places: one column, one cell with words, or a frame around tables."""
    if (node.attributes.get("role") or "") in ("presentation", "none"):
        return True
    filled = sum(map(bool, inner))
    if filled <= 1 or len({cell.column for _, cell in placed}) == 1:
        return True
    texts = [sum(len(piece_text(found.piece)) for found in part) for part in inner]
    return any(isinstance(f.piece, Table) for part in inner for f in part) and (
        max(texts) > _LONG_CELL and len({cell.row for _, cell in placed}) <= 2
    )
