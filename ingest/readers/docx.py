"""Reads Word documents (DOCX): as a reader of the page sees them, with tables, boxes, notes and page margins."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from selectolax.lexbor import LexborHTMLParser

from ingest.readers import letters, markup, notice, xml_tree
from ingest.readers.archive import Archive
from ingest.readers.docx_html import html_of
from ingest.readers.docx_looks import Styles, W
from ingest.readers.docx_numbers import Numbers
from ingest.readers.docx_view import R, View
from ingest.readers.extract import Extract, FileState, Limits, NotRead, Paragraph, Piece
from ingest.readers.office_properties import title_and_date
from ingest.readers.outline import outlined_below_title

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)
_PAGE_NUMBER = re.compile(r"[\s\d\-–—/()|]*(?:(?:page|쪽|페이지)[\s\d\-–—/()|of]*)?", re.IGNORECASE)
_SHOWN_HIDDEN_CHARS = 60


def read(data: bytes, limits: Limits) -> Extract:
    """The pieces of a Word document, its title and the day on which it says it was made. Raises NotRead."""
    document = _Document(Archive(data, limits))
    body = document.root.find(W + "body")
    if body is None:
        raise NotRead(FileState.DAMAGED, "워드 본문이 없습니다. 워드에서 열어 다시 저장하세요. (no body)")
    tree = LexborHTMLParser(html_of(document.view.blocks(body), document.links))
    found = markup.pieces_of(tree.body, limits) if tree.body else []
    pieces: tuple[Piece, ...] = outlined_below_title([part.piece for part in found])
    pieces += tuple(Paragraph(f"[머리말·꼬리말] {text}") for text in document.margins(body))
    if not any(re.search(r"\w", markup.piece_text(piece)) for piece in pieces):
        raise _nothing(document.view)
    title, made = title_and_date(document.archive)
    published, publisher = notice.date_and_publisher(pieces)
    return Extract(
        pieces,
        title=notice.confirmed_title(letters.plain(title), pieces),
        published=published,
        made=made,
        publisher=publisher,
        warnings=tuple(_warnings(document.view, sum(len(markup.piece_text(piece)) for piece in pieces))),
    )


class _Document:
    """The parts of a Word file."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._main = self._main_part()
        self.root = self._xml(self._main)
        self.related = self._related()
        self.links = {id_: target for id_, (kind, target) in self.related.items() if kind == "hyperlink"}
        styles = Styles(self._optional("styles"))
        self.view = View(styles, Numbers.of(self._optional("numbering")))
        self.view.notes = dict(self._notes())

    def margins(self, body: Element) -> Iterator[str]:
        """The texts of page headers and footers, each once, without page numbers."""
        used = {
            part.get(R + "id", "") for part in body.iter() if part.tag in (W + "headerReference", W + "footerReference")
        }
        seen: set[str] = set()
        for id_, (kind, target) in self.related.items():
            if id_ not in used or kind not in ("header", "footer") or target not in self.archive:
                continue
            words = (_words(block) for block in self.view.blocks(self._xml(target)))
            text = letters.plain(" ".join(filter(None, words)))
            if text not in seen and not _PAGE_NUMBER.fullmatch(text):
                seen.add(text)
                yield text

    def _notes(self) -> Iterator[tuple[tuple[str, str], str]]:
        for kind in ("footnote", "endnote"):
            root = self._optional(kind + "s")
            for note in root if root is not None else ():
                if note.get(W + "type", "normal") == "normal":
                    text = " ".join(filter(None, map(_words, self.view.blocks(note))))
                    yield (kind, note.get(W + "id", "")), " ".join(text.split())

    def _optional(self, kind: str) -> Element | None:
        target = next((target for k, target in self.related.values() if k == kind and target in self.archive), None)
        return self._xml(target) if target else None

    def _xml(self, name: str) -> Element:
        data = self.archive.read(name)
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        return xml_tree.tree(data)

    def _main_part(self) -> str:
        for relation in self.archive.xml("_rels/.rels").iter(_RELATIONS):
            if relation.get("Type", "").endswith("/officeDocument"):
                return relation.get("Target", "").lstrip("/")
        return "word/document.xml"

    def _related(self) -> dict[str, tuple[str, str]]:
        """The kind and the target of each related part, by id; targets inside the file as names of parts."""
        folder, _, name = self._main.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        if relations not in self.archive:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for relation in self.archive.xml(relations).iter(_RELATIONS):
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                target = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
            found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], target)
        return found


def _words(block: Element) -> str:
    return "".join(
        " " if part.tag in (W + "tab", W + "br") else part.text or "" for part in block.iter() if part.tag in _SAID
    )


_SAID = frozenset({W + "t", W + "tab", W + "br"})


def _nothing(view: View) -> NotRead:
    if view.pictures:
        return NotRead(FileState.SCAN, "그림만 있고 글이 없습니다. 글이 있는 문서로 올리세요. (pictures only, no text)")
    return NotRead(FileState.DAMAGED, "글이 없습니다. 빈 문서인지 확인하세요. (the document has no text)")


def _warnings(view: View, chars: int) -> Iterator[str]:
    if hidden := " ".join(" ".join(view.hidden).split()):
        shown = hidden[:_SHOWN_HIDDEN_CHARS] + "…" * (len(hidden) > _SHOWN_HIDDEN_CHARS)
        yield f"숨긴 글을 뺐습니다. 필요한 글이면 보이게 적으세요: {letters.plain(shown)} (hidden text left out)"
    if view.left_out["deleted"]:
        yield "변경 내용 추적이 남아 있어, 모두 적용한 글로 읽었습니다. 확인하세요. (tracked changes were accepted)"
    if view.pictures and chars < 300 * view.pictures:
        yield f"그림 {view.pictures}개 안의 글은 읽지 않았습니다. 필요하면 본문에 적으세요. (text in pictures)"
