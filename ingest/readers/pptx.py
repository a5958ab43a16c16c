"""Reads PowerPoint slides (PPTX): titles, texts from top to bottom, tables with spans, diagrams and speaker notes."""

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pptx
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn

from ingest.readers import grid, letters, notice, xml_tree
from ingest.readers.archive import Archive
from ingest.readers.extract import Extract, FileState, Heading, Limits, NotRead, Paragraph, Piece, Table
from ingest.readers.office_properties import title_and_date
from ingest.readers.pptx_looks import Looks
from ingest.readers.sheet_marks import named

MAX_GROUP_DEPTH = 20
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_PAGE_MARKS = (PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER)
_DIAGRAM = "/diagramData"
_SHOWN_HIDDEN_CHARS = 60


def read(data: bytes, limits: Limits) -> Extract:
    """The pieces of all slides that are shown. Raises NotRead."""
    archive = Archive(data, limits)
    try:
        slides = pptx.Presentation(io.BytesIO(data))
        deck = _Deck(slides, limits)
        pieces = tuple(deck.pieces())
    except (PythonPptxError, KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise NotRead(
            FileState.DAMAGED, "슬라이드 파일이 깨졌습니다. 파워포인트에서 열어 다시 저장하세요. (damaged presentation)"
        ) from error
    if not any(not isinstance(piece, Heading) or not piece.text.startswith("슬라이드 ") for piece in pieces):
        if deck.left_out["picture"]:
            raise NotRead(
                FileState.SCAN, "그림만 있고 글이 없습니다. 글이 있는 문서로 올리세요. (pictures only, no text)"
            )
        raise NotRead(FileState.DAMAGED, "글이 없습니다. 빈 파일인지 확인하세요. (no text)")
    title, made = title_and_date(archive)
    published, publisher = notice.date_and_publisher(pieces)
    return Extract(
        pieces,
        title=notice.confirmed_title(letters.plain(title), pieces),
        published=published,
        made=made,
        publisher=publisher,
        warnings=tuple(deck.doubts()),
    )


class _Deck:
    """The slides of one file while they are read."""

    def __init__(self, slides: Any, limits: Limits) -> None:
        self._slides = slides
        self._limits = limits
        self._looks = Looks(slides)
        self._hidden_slides: list[str] = []
        self._hidden: list[str] = []
        self._footers: dict[str, None] = {}
        self._notes = 0
        self._chars = 0
        self.left_out: Counter[str] = Counter()

    def pieces(self) -> Iterator[Piece]:
        """Slide after slide, then what stands at the foot of the slides, once."""
        if len(self._slides.slides) > self._limits.max_pages:
            raise NotRead(
                FileState.TOO_BIG, f"슬라이드가 {self._limits.max_pages}장보다 많습니다. 나누세요. (too many slides)"
            )
        for number, slide in enumerate(self._slides.slides, 1):
            if slide.element.get("show") in ("0", "false"):
                self._hidden_slides.append(str(number))
                continue
            yield from self._slide(slide, number)
        yield from (Paragraph(f"[머리말·꼬리말] {text}") for text in self._footers)

    def doubts(self) -> Iterator[str]:
        """What was left out, or should be looked at."""
        if self._hidden_slides:
            yield f"숨긴 슬라이드를 뺐습니다: {named(self._hidden_slides)} (hidden slides left out)"
        if hidden := " ".join(self._hidden):
            shown = hidden[:_SHOWN_HIDDEN_CHARS] + "…" * (len(hidden) > _SHOWN_HIDDEN_CHARS)
            yield f"숨긴 글을 뺐습니다. 필요한 글이면 보이게 적으세요: {shown} (hidden text left out)"
        if self._notes:
            yield (
                f"발표자 노트 {self._notes}개도 함께 읽었습니다. 공개해도 되는 말인지 확인하세요. "
                "(speaker notes are read as well)"
            )
        if charts := self.left_out["chart"]:
            yield f"차트·개체 {charts}개는 읽지 않았습니다. 필요하면 글로 적으세요. (charts and objects left out)"
        if pictures := self.left_out["bare picture"]:
            yield f"그림만 있는 슬라이드가 {pictures}장 있습니다. 필요하면 글로 적으세요. (slides of pictures only)"

    def _slide(self, slide: Any, number: int) -> Iterator[Piece]:
        found: list[tuple[tuple[int, int], list[Piece]]] = []
        title = ""
        pictures = self.left_out["picture"]
        for shape, place in self._shapes(slide.shapes, 0):
            if not title and _placeholder(shape) in _TITLES and shape.has_text_frame:
                title = " ".join(piece.text for piece in self._texts(shape, slide))
                continue
            found.append((place, list(self._shape(shape, slide))))
        body = [piece for _, part in sorted(found, key=lambda pair: pair[0]) for piece in part]
        if not title and body and isinstance(body[0], Paragraph) and letters.may_be_heading(body[0].text):
            title = body[0].text
            del body[0]
        notes = list(self._note(slide))
        if not title and not body and not notes:
            self.left_out["bare picture"] += self.left_out["picture"] > pictures
            return
        yield Heading(1, title or f"슬라이드 {number}")
        yield from body
        yield from notes

    def _shapes(self, shapes: Any, depth: int) -> Iterator[tuple[Any, tuple[int, int]]]:
        """Every shape that is seen, groups opened, each with its place from the top."""
        if depth > MAX_GROUP_DEPTH:
            raise NotRead(FileState.DAMAGED, "도형 묶음이 너무 깊습니다. 풀어서 저장하세요. (groups nested too deeply)")
        for shape in shapes:
            properties = next(shape.element.iter(qn("p:cNvPr")), None)
            if (properties is not None and properties.get("hidden") in ("1", "true")) or self._looks.is_outside(
                shape, depth
            ):
                self._hide(_all_text(shape.element))
            elif shape.shape_type == MSO_SHAPE_TYPE.GROUP:
                place = (shape.top or 0, shape.left or 0)
                yield from (
                    (inner, place) for inner, _ in sorted(self._shapes(shape.shapes, depth + 1), key=lambda p: p[1])
                )
            else:
                yield shape, (shape.top or 0, shape.left or 0)

    def _shape(self, shape: Any, slide: Any) -> Iterator[Piece]:
        if _placeholder(shape) in _PAGE_MARKS:
            if _placeholder(shape) == PP_PLACEHOLDER.FOOTER and (text := letters.plain(shape.text_frame.text)):
                self._footers[" ".join(text.split())] = None
        elif getattr(shape, "has_table", False) and shape.has_table:
            yield from self._table(shape)
        elif shape.has_text_frame:
            yield from self._texts(shape, slide)
        elif shape.element.find(f".//{qn('a:graphicData')}") is not None:
            diagram = list(self._diagram(shape, slide))
            self.left_out["chart"] += not diagram
            yield from diagram
        elif shape.element.tag == qn("p:pic"):
            self.left_out["picture"] += 1

    def _texts(self, shape: Any, slide: Any) -> Iterator[Paragraph]:
        for paragraph in shape.text_frame.paragraphs:
            words: list[str] = []
            for run in paragraph._p.iter(  # noqa: SLF001 — line breaks and fields are in no public list
                qn("a:r"), qn("a:fld"), qn("a:br")
            ):
                text = "\n" if run.tag == qn("a:br") else "".join(t.text or "" for t in run.iter(qn("a:t")))
                if text.strip() and self._looks.is_unseen(run, shape, slide):
                    self._hide(text)
                else:
                    words.append(text)
            self._count("".join(words))
            for line in letters.plain("".join(words).replace("\v", "\n")).split("\n"):
                if line.strip():
                    yield Paragraph(line.strip(), item=paragraph.level > 0 or letters.is_item(line.strip()))

    def _table(self, shape: Any) -> Iterator[Piece]:
        table = shape.table
        if len(table.rows) * len(table.columns) > self._limits.max_cells:
            raise grid.too_many_cells(self._limits.max_cells)
        cells: list[grid.Cell] = []
        for row_number, row in enumerate(table.rows):
            for column, cell in enumerate(row.cells):
                if cell.is_spanned:
                    continue
                text = letters.unspaced(" ".join(letters.plain(cell.text).split()))
                self._count(text)
                tall, wide = (cell.span_height, cell.span_width) if cell.is_merge_origin else (1, 1)
                cells.append(grid.Cell(row_number, column, tall, wide, text))
        rows = grid.resolved(cells, self._limits.max_cells)
        if rows:
            marked = bool(table.first_row) and len(rows) > 1 and len(rows[0]) > 2
            yield Table(rows, grid.header_rows(rows, cells) or int(marked))

    def _diagram(self, shape: Any, slide: Any) -> Iterator[Paragraph]:
        """The words of a SmartArt diagram, which stand in a part of their own."""
        ids = shape.element.find(f".//{{{_DGM}}}relIds")
        relation = slide.part.rels.get(ids.get(qn("r:dm"))) if ids is not None else None
        if relation is None or not relation.reltype.endswith(_DIAGRAM):
            return
        for text in xml_tree.tree(relation.target_part.blob).iter(f"{{{_DGM}}}t"):
            words = letters.plain("".join(part.text or "" for part in text.iter(qn("a:t"))))
            self._count(words)
            if words:
                yield Paragraph(words, item=True)

    def _note(self, slide: Any) -> Iterator[Paragraph]:
        if not slide.has_notes_slide or slide.notes_slide.notes_text_frame is None:
            return
        text = " ".join(letters.plain(slide.notes_slide.notes_text_frame.text).split())
        if text:
            self._notes += 1
            self._count(text)
            yield Paragraph(f"[발표자 노트] {text}")

    def _count(self, text: str) -> None:
        self._chars += len(text)
        if self._chars > self._limits.max_chars:
            raise NotRead(FileState.TOO_BIG, f"글이 {self._limits.max_chars:,}자보다 깁니다. 나누세요. (text too long)")

    def _hide(self, text: str) -> None:
        if text := " ".join(letters.plain(text).split()):
            self._hidden.append(text)


_DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"


def _placeholder(shape: Any) -> Any:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _all_text(element: Any) -> str:
    return " ".join(text.text or "" for text in element.iter(qn("a:t")))
