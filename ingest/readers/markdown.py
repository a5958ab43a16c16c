"""Reads programme documents: Markdown with front matter, one subject each, sections under headings.

Below a heading, lines of a block quote that begin with `Q:` are the questions which the section answers. `[^id]`
after a sentence names the source it rests on; without one it rests on the document's own. `<!-- campus: mapo -->`
and `<!-- track: bio -->` under a heading say what the section is about, `<!-- gap -->` that it only says what the documents do not settle.
All other HTML is left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.finding import Finding, Severity
from knowledge.document import CONFIDENCES, Block, Confidence, Document, Language, Section, Source
from knowledge.normalisation import language_of, shown

MAX_FRONT_MATTER_CHARS = 20_000
MAX_DOCUMENT_BYTES = 5_000_000
UNDATED = "unknown"
"""`published: unknown` says that nobody knows the date; leaving it empty is a mistake."""
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)(?:^---[ \t]*\r?$\n?|\Z)", re.DOTALL | re.MULTILINE)
_CLOSED = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
_PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z")
_QUESTION = re.compile(r"^\s*(?:[QqＱ]|질문)\s*[:.：]\s*(.+)$")
_ABOUT = re.compile(r"<!--\s*(campus|track)\s*:\s*([\w\s,-]+?)\s*-->")
_GAP = re.compile(r"<!--\s*gap\s*-->")
_PARSER = MarkdownIt("commonmark").enable("table")


class _Unreadable(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read(path: Path, name: str, catalogue: Mapping[str, Source]) -> tuple[Document | None, list[Finding]]:
    """The document in `path`, known to staff as `name`, or None with the finding that says why.

    `catalogue` holds the sources that `[^id]` marks may name.
    """
    findings: list[Finding] = []
    try:
        return _document(path, name, catalogue, findings), findings
    except _Unreadable as error:
        return None, [*findings, Finding(Severity.ERROR, name, error.line, str(error))]


def _document(path: Path, name: str, catalogue: Mapping[str, Source], findings: list[Finding]) -> Document:
    text = _text(path)
    fields, body, first_line = _front_matter(text)
    sections = list(_sections(body, first_line))
    heading = next((s.heading_path[0] for s in sections if s.heading_path), "")
    title = shown(fields.get("title", "")) or heading
    if not title:
        raise _Unreadable(1, "제목이 없습니다. 머리말에 'title:'을 적으세요. (no title: add 'title:' to the front matter)")
    if "title" not in fields:
        findings.append(
            Finding(Severity.WARNING, name, 1, f"머리말에 제목이 없어 첫 제목 '{title}'을 씁니다. (title taken from the heading)")
        )
    document_id = shown(fields.get("id", "")) or Path(name).with_suffix("").as_posix()
    if not any(section.blocks for section in sections):
        raise _Unreadable(first_line, "본문이 비어 있습니다. (the document has no text)")
    language = fields.get("language", "") or language_of(title + body[:2000])
    if language not in ("ko", "en"):
        raise _Unreadable(1, f"language는 ko 또는 en이어야 합니다: {language} (language must be ko or en)")
    sections = [_without_title(section, title) for section in sections]
    return Document(
        id=document_id,
        title=title,
        language=cast(Language, language),
        source=_source(document_id, title, fields),
        sections=tuple(section for section in sections if section.blocks),
        path=name,
        topic=fields.get("topic", ""),
        campus=_ids(fields.get("campus", "")),
        track=_ids(fields.get("track", "")),
        valid_from=_date(fields, "valid_from"),
        valid_until=_date(fields, "valid_until"),
        supersedes=_ids(fields.get("supersedes", "")),
        sources=catalogue,
    )


def _text(path: Path) -> str:
    if path.stat().st_size > MAX_DOCUMENT_BYTES:
        raise _Unreadable(1, f"파일이 {MAX_DOCUMENT_BYTES // 1_000_000} MB보다 큽니다. 나누어 주세요. (file too large)")
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Unreadable(1, f"UTF-8이 아닙니다({error.start}번째 바이트). UTF-8로 다시 저장하세요. (not UTF-8)") from error


def _front_matter(text: str) -> tuple[dict[str, str], str, int]:
    """The fields as strings, the body and its first line's number."""
    match = _FRONT_MATTER.match(text)
    if not match:
        raise _Unreadable(1, "머리말(--- 사이의 title, published …)이 없습니다. (no front matter between '---' lines)")
    if not _CLOSED.search(text, match.start(1)):
        raise _Unreadable(1, "머리말을 닫는 '---' 줄이 없습니다. (the front matter is not closed by '---')")
    raw = match[1]
    if len(raw) > MAX_FRONT_MATTER_CHARS:
        raise _Unreadable(1, "머리말이 너무 깁니다. (front matter too long)")
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(raw, Loader=yaml.SafeLoader)):
            raise _Unreadable(2, "머리말에 YAML 별칭(*)은 쓸 수 없습니다. (YAML aliases are not allowed)")
        content = yaml.load(raw, Loader=yaml.BaseLoader)  # noqa: S506: BaseLoader makes strings only
    except yaml.MarkedYAMLError as error:
        line = 2 + (error.problem_mark.line if error.problem_mark else 0)
        raise _Unreadable(line, f"머리말을 읽을 수 없습니다: {error.problem} (malformed front matter)") from error
    except yaml.YAMLError as error:
        raise _Unreadable(2, f"머리말을 읽을 수 없습니다: {error} (malformed front matter)") from error
    if content in (None, ""):
        content = {}
    if not isinstance(content, dict):
        raise _Unreadable(2, "머리말은 '이름: 값' 줄이어야 합니다. (front matter must be 'name: value' lines)")
    fields = {
        str(key): ",".join(map(str, value)) if isinstance(value, list) else str(value) for key, value in content.items()
    }
    body = text[match.end() :]
    return fields, body, text[: match.end()].count("\n") + 1


def _source(document_id: str, title: str, fields: Mapping[str, str]) -> Source:
    published = _date(fields, "published")
    if published is None and fields.get("published", "").strip().lower() != UNDATED:
        raise _Unreadable(
            1,
            f"발행일이 없습니다. 머리말에 'published: 2026-01-31'처럼 적으세요. 모르면 '{UNDATED}'이라고 적으세요. "
            f"(no date: add 'published:', or '{UNDATED}')",
        )
    confidence = fields.get("confidence", "") or "official"
    if confidence not in CONFIDENCES:
        raise _Unreadable(1, f"confidence는 {', '.join(CONFIDENCES)} 가운데 하나여야 합니다: {confidence}")
    url = (fields.get("url") or fields.get("source_url") or fields.get("source url") or "").strip()
    if url and not re.match(r"https?://[^\s/]+", url):
        raise _Unreadable(1, f"url은 http(s) 주소여야 합니다: {url} (url must be http or https)")
    return Source(
        id=document_id,
        title=title,
        publisher=shown(fields.get("publisher", "")),
        url=url or None,
        published=published,
        confidence=cast(Confidence, confidence),
    )


def _date(fields: Mapping[str, str], name: str) -> str | None:
    value = fields.get(name, "").strip()
    if not value or (name == "published" and value.lower() == UNDATED):
        return None
    if not _PARTIAL_DATE.match(value):
        raise _Unreadable(1, f"{name}은(는) 2026-01-31, 2026-01 또는 2026이어야 합니다: {value} (not a date)")
    return value


def _ids(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


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


def _sections(body: str, first_line: int) -> Iterator[Section]:
    """Walk the block tokens; a section begins at each heading."""
    tokens = _PARSER.parse(body)
    headings: list[tuple[int, str]] = []
    draft = _Draft((), first_line)
    for index, token in enumerate(tokens):
        line = first_line + (token.map[0] if token.map else 0)
        if token.type == "heading_open":
            yield draft.finish()
            level = int(token.tag[1])
            headings = [entry for entry in headings if entry[0] < level] + [(level, _plain(tokens[index + 1]))]
            draft = _Draft(tuple(text for _, text in headings), line)
        elif token.type == "html_block":
            for kind, ids in _ABOUT.findall(token.content):
                draft.about[kind] = _ids(ids)
            draft.gap = draft.gap or bool(_GAP.search(token.content))
        elif token.type in ("fence", "code_block"):
            draft.blocks.append(Block(shown(token.content)))
        elif token.type == "table_open":
            draft.blocks.extend(_rows(tokens, index))
        elif token.type == "inline":
            _take_inline(draft, tokens, index)
    yield draft.finish()


def _take_inline(draft: _Draft, tokens: list[Token], index: int) -> None:
    """A paragraph's text: questions out of a block quote, a list item, or plain prose."""
    enclosing = _enclosing(tokens, index)
    if "heading_open" in enclosing or "table_open" in enclosing:
        return
    if "blockquote_open" in enclosing:
        lines = tokens[index].content.split("\n")
        asked = [match[1] for line in lines if (match := _QUESTION.match(line))]
        if asked:
            draft.questions.extend(map(shown, asked))
            return
    draft.blocks.append(Block(_plain(tokens[index]), item="list_item_open" in enclosing))


def _enclosing(tokens: list[Token], index: int) -> set[str]:
    """Types of the blocks that are open around a token."""
    open_types: list[str] = []
    for token in tokens[:index]:
        if token.nesting == 1:
            open_types.append(token.type)
        elif token.nesting == -1:
            open_types.pop()
    return set(open_types)


def _rows(tokens: list[Token], start: int) -> Iterator[Block]:
    """Each body row of a table, every cell under its column's name; marks of the last cell go to the end."""
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
            yield Block(" · ".join(pairs), item=True)


def _plain(token: Token) -> str:
    """An inline token's text without markup; a link keeps its address, an image only its description."""
    parts: list[str] = []
    link = ""
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "image":
            parts.append(child.content)
        elif child.type == "link_open":
            link = str(child.attrGet("href") or "")
        elif child.type == "link_close":
            if link.startswith(("http://", "https://")) and link not in "".join(parts):
                parts.append(f" ({link})")
            link = ""
    return shown("".join(parts))
