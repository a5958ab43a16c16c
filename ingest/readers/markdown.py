"""Reads programme documents: Markdown with front matter, one subject each, sections under headings.

Below a heading, lines of a block quote that begin with `Q:` are the questions which the section answers. `[^id]`
after a sentence names the source it rests on; without one it rests on the document's own. `<!-- campus: mapo -->`
and `<!-- track: bio -->` at or under a heading say what the section is about, `<!-- gap -->` that it only says what
the documents do not settle. All other HTML is left out; visible words in it are kept within a line, and named in
a finding where a block of HTML holds them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import cast

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.finding import Finding, Severity
from ingest.readers import front_matter, notice
from ingest.readers.extract import Paragraph
from ingest.readers.faq import with_questions
from ingest.readers.front_matter import UNDATED, FrontMatter, Unreadable
from ingest.readers.hidden import VisibleText
from ingest.readers.layout import without_bylines
from ingest.typed import Typed
from knowledge.document import BETWEEN_CELLS, Block, Document, Language, Section, Source
from knowledge.normalisation import language_of, shown

MAX_DOCUMENT_BYTES = 5_000_000
_QUESTION = re.compile(r"^\s*(?:[QqＱ]\d*|질문)\s*[:.：]\s*(.*)$")
_ABOUT = re.compile(r"<!--\s*(campus|track)\s*:\s*([\w\s,-]+?)\s*-->")
_GAP = re.compile(r"<!--\s*gap\s*-->")
_FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\]\s]+\]:.*$", re.MULTILINE)
_SOURCE_MARK = re.compile(r"\s*(\[\^[^\]\s]+\])")
_PARSER = MarkdownIt("commonmark").enable("table")


def read(path: Path, name: str, catalogue: Mapping[str, Source]) -> tuple[Document | None, list[Finding]]:
    """The document in `path`, known to staff as `name`, or None with the finding that says why.

    `catalogue` holds the sources that `[^id]` marks may name.
    """
    try:
        text = _text(path)
    except Unreadable as error:
        return None, [Finding(Severity.ERROR, name, error.line, str(error))]
    return read_text(text, name, catalogue)


def read_text(text: str, name: str, catalogue: Mapping[str, Source]) -> tuple[Document | None, list[Finding]]:
    """As `read`, of what stands in a file that somebody else has opened."""
    findings: list[Finding] = []
    try:
        return _document(text, name, catalogue, findings), findings
    except Unreadable as error:
        return None, [*findings, Finding(Severity.ERROR, name, error.line, str(error))]


def _document(text: str, name: str, catalogue: Mapping[str, Source], findings: list[Finding]) -> Document:
    front, body, first_line = front_matter.parse(text)
    walk = _Walk(first_line)
    sections = walk.sections(body)
    heading = next((s.heading_path[0] for s in sections if s.heading_path), "")
    if not front.fields:
        front = _said_in_the_text(sections, heading, name, findings)
        sections = list(with_questions(without_bylines(sections, front.text("title"))))
    title = front.text("title") or heading
    if not title:
        raise Unreadable(
            1, "제목이 없습니다. 머리말에 'title:'을 적으세요. (no title: add 'title:' to the front matter)"
        )
    if not front.text("title"):
        message = (
            f"머리말에 제목이 없어 첫 제목 '{title}'을 씁니다. (no title in the front matter: the heading is taken)"
        )
        findings.append(Finding(Severity.WARNING, name, 1, message))
    if not any(section.blocks for section in sections):
        raise Unreadable(first_line, "본문이 비어 있습니다. (the document has no text)")
    findings.extend(Finding(Severity.WARNING, name, line, message) for line, message in walk.warnings)
    language = front.text("language") or language_of(title + body[:2000])
    if language not in ("ko", "en"):
        message = f"language는 ko 또는 en이어야 합니다: {language} (language must be ko or en)"
        raise Unreadable(front.line("language"), message)
    document_id = front.text("id") or Path(name).with_suffix("").as_posix()
    sections = [_without_title(section, title) for section in sections]
    return Document(
        id=document_id,
        title=title,
        language=cast(Language, language),
        source=front.source(document_id, title),
        sections=tuple(section for section in sections if section.blocks),
        path=name,
        topic=front.text("topic"),
        campus=front.ids("campus"),
        track=front.ids("track"),
        valid_from=front.date("valid_from"),
        valid_until=front.date("valid_until"),
        supersedes=front.ids("supersedes"),
        sources=catalogue,
    )


def _said_in_the_text(sections: list[Section], title: str, name: str, findings: list[Finding]) -> FrontMatter:
    """What a notice without front matter says of itself, as an office file does; its date is asked for if need be."""
    lines = [Paragraph(block.text) for section in sections for block in section.blocks]
    published, publisher = notice.date_and_publisher(lines)
    if not any(section.blocks for section in sections):
        raise Unreadable(1, "본문이 비어 있습니다. (the document has no text)")
    if not published:
        message = (
            "발행일이 파일에 없습니다. 맨 위에 '---', 'published: 2026-01-31', '---' 세 줄을 적으세요. "
            f"모르면 '{UNDATED}'이라고 적으세요. (no date in the file: say it in front matter)"
        )
        findings.append(Finding(Severity.WARNING, name, 1, message))
    own = {
        "title": title or " ".join(shown(PurePosixPath(name).stem.replace("_", " ")).split()),
        "published": published or UNDATED,
        "publisher": publisher,
    }
    return FrontMatter({field: Typed(text, 1) for field, text in own.items() if text})


def _text(path: Path) -> str:
    if path.stat().st_size > MAX_DOCUMENT_BYTES:
        raise Unreadable(1, f"파일이 {MAX_DOCUMENT_BYTES // 1_000_000} MB보다 큽니다. 나누어 주세요. (file too large)")
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(
            1, f"UTF-8이 아닙니다({error.start}번째 바이트). UTF-8로 다시 저장하세요. (not UTF-8)"
        ) from error


def _without_title(section: Section, title: str) -> Section:
    path = section.heading_path
    if path and path[0] == title:
        path = path[1:]
    return replace(section, heading_path=path)


@dataclass
class _Draft:
    """A section while its tokens are walked."""

    path: tuple[str, ...]
    line: int
    blocks: list[Block] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    about: dict[str, tuple[str, ...]] = field(default_factory=dict)
    gap: bool = False

    def note(self, html: str) -> None:
        """Take what a comment says of the section."""
        for kind, ids in _ABOUT.findall(html):
            self.about[kind] = front_matter.ids_in(ids)
        self.gap = self.gap or bool(_GAP.search(html))

    def finish(self) -> Section:
        return Section(
            self.path,
            tuple(block for block in self.blocks if block.text),
            tuple(self.questions),
            self.about.get("campus", ()),
            self.about.get("track", ()),
            self.gap,
            self.line,
        )


class _Walk:
    """Goes through the block tokens of a body once; a section begins at each heading."""

    def __init__(self, first_line: int) -> None:
        self.warnings: list[tuple[int, str]] = []
        """Line and message of what was left out although readers of the page would see it."""
        self._first_line = first_line
        self._headings: list[tuple[int, str]] = []
        self._html = VisibleText()

    def sections(self, body: str) -> list[Section]:
        """The sections, the part before the first heading included."""
        for footnote in _FOOTNOTE.finditer(body):
            line = self._first_line + body.count("\n", 0, footnote.start())
            self.warnings.append(
                (line, "각주의 풀이는 읽지 않습니다. 출처는 sources.yaml에 적으세요. (footnote left out)")
            )
        tokens = _PARSER.parse(_FOOTNOTE.sub("", body))
        drafts = [_Draft((), self._first_line)]
        around: list[str] = []
        for index, token in enumerate(tokens):
            if token.nesting == -1:
                around.pop()
            elif token.nesting == 1:
                around.append(token.type)
            if token.type == "html_block":
                self._take_html(drafts[-1], token)
            elif self._html.hides:
                continue
            elif token.type == "heading_open":
                drafts.append(self._begin(token, tokens[index + 1]))
            elif token.type in ("fence", "code_block"):
                drafts[-1].blocks.append(Block(shown(token.content)))
            elif token.type == "table_open":
                drafts[-1].blocks.extend(_rows(tokens, index))
            elif token.type == "inline" and not {"heading_open", "table_open"} & set(around):
                _take_inline(drafts[-1], token, around)
        return [draft.finish() for draft in drafts]

    def _begin(self, opening: Token, inline: Token) -> _Draft:
        """A new section under its heading."""
        level = int(opening.tag[1])
        self._headings = [entry for entry in self._headings if entry[0] < level] + [
            (level, _SOURCE_MARK.sub("", _plain(inline)))
        ]
        draft = _Draft(tuple(text for _, text in self._headings), self._line(opening))
        for child in inline.children or ():
            draft.note(child.content if child.type == "html_inline" else "")
        return draft

    def _take_html(self, draft: _Draft, token: Token) -> None:
        draft.note(token.content)
        words = " ".join(shown(self._html.take(token.content)).split())
        if words:
            self.warnings.append(
                (
                    self._line(token),
                    f"HTML 안의 글은 읽지 않습니다. 보통 글로 적으세요: {words[:80]} (text inside HTML is left out)",
                )
            )

    def _line(self, token: Token) -> int:
        return self._first_line + (token.map[0] if token.map else 0)


def _take_inline(draft: _Draft, token: Token, around: list[str]) -> None:
    """A paragraph's text: questions out of a block quote, a list item, or plain prose."""
    for child in token.children or ():
        draft.note(child.content if child.type == "html_inline" else "")
    if "blockquote_open" in around:
        lines = token.content.split("\n")
        asked = [match[1] for line in lines if (match := _QUESTION.match(line))]
        if asked:
            draft.questions.extend(filter(None, (_plain(_inline(text)) for text in asked)))
            # A line right below the questions belongs to their block quote by Markdown's rules.
            token = _inline("\n".join(line for line in lines if not _QUESTION.match(line)))
    draft.blocks.append(Block(_plain(token), item="list_item_open" in around))


def _inline(text: str) -> Token:
    """A line of Markdown on its own."""
    return _PARSER.parseInline(text)[0]


def _rows(tokens: list[Token], start: int) -> Iterator[Block]:
    """Each body row of a table, every cell under its column's name; the source marks go to the end of the row."""
    names: list[str] = []
    cells: list[str] = []
    in_head = True
    for position in range(start, len(tokens)):
        token = tokens[position]
        if token.type == "table_close":
            return
        if token.type == "thead_close":
            names, in_head = cells, False
        elif token.type == "tr_open":
            cells = []
        elif token.type == "inline":
            cells.append(_plain(token))
        elif token.type == "tr_close" and not in_head:
            pairs = [f"{name}: {cell}" if name else cell for name, cell in zip(names, cells, strict=False) if cell]
            row = BETWEEN_CELLS.join(pairs)
            yield Block(_SOURCE_MARK.sub("", row) + "".join(dict.fromkeys(_SOURCE_MARK.findall(row))), item=True)


def _plain(token: Token) -> str:
    """An inline token's text without markup; a link keeps its address, an image only its description."""
    parts: list[str] = []
    html = VisibleText()
    link, label_start = "", 0
    for child in token.children or ():
        if child.type == "html_inline":
            parts.append(html.take(child.content))
        elif html.hides:
            continue
        elif child.type in ("text", "code_inline", "image"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "link_open":
            link, label_start = str(child.attrGet("href") or ""), len(parts)
        elif child.type == "link_close":
            if link.startswith(("http://", "https://")) and link not in "".join(parts[label_start:]):
                parts.append(f" ({link})")
            link = ""
    return shown("".join(parts))
