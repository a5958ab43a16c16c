"""A file that is not Markdown -> Document: what it says of itself, and what staff say of it beside it.

Staff say it in `NAME.yaml` beside the file (`공고.hwp.yaml`), with the fields of front matter; it counts for more
than the file's own words.
"""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import cast

from ingest import typed
from ingest.finding import Finding, Severity
from ingest.readers import notice
from ingest.readers.extract import Extract, Heading, Paragraph, Table
from ingest.readers.faq import with_questions
from ingest.readers.front_matter import MAX_FRONT_MATTER_CHARS, UNDATED, FrontMatter, Unreadable
from ingest.readers.kinds import suffix_of
from ingest.readers.layout import sections, without_bylines
from ingest.readers.letters import begins_as_heading
from ingest.typed import MalformedYaml, Typed
from knowledge.document import Document, Language, Section, Source
from knowledge.normalisation import compact, language_of, shown

SIDE_SUFFIX = ".yaml"
"""Put after the whole name of a file, suffix included, it names the file in which staff describe it."""
MAX_TITLE_CHARS = 100
_FIRST_PIECES = 8
"""A title stands among the first of them, or nowhere."""
_NO_TITLES = frozenset(
    {"제목없음", "무제", "문서1", "untitled", "document1", "powerpoint프레젠테이션", "slide1", "sheet1", "book1"}
)
_ALL_MEMBERS = frozenset(
    {"publisher", "published", "confidence", "topic", "campus", "track", "language", "valid_from", "valid_until"}
)
"""What a side file of a ZIP file says of every document in it."""


def side_file(text: str) -> FrontMatter:
    """What staff say of a file. Raises Unreadable with the line."""
    if len(text) > MAX_FRONT_MATTER_CHARS:
        raise Unreadable(1, "설명 파일이 너무 깁니다. (side file too long)")
    try:
        return FrontMatter({name: typed.value(node) for name, node in typed.entries(text)})
    except MalformedYaml as error:
        raise Unreadable(error.line, f"설명 파일을 읽을 수 없습니다: {error}") from error


def for_members(said: FrontMatter) -> FrontMatter:
    """What is said of a ZIP file, as far as it holds for each document in it."""
    return FrontMatter({name: value for name, value in said.fields.items() if name in _ALL_MEMBERS})


def document(
    extract: Extract, name: str, said: FrontMatter, catalogue: Mapping[str, Source]
) -> tuple[Document | None, list[Finding]]:
    """The document, or None with the finding that says why; a date that nobody names is asked for."""
    findings = [Finding(Severity.WARNING, name, 1, warning) for warning in extract.warnings]
    front = _merged(extract, name, said)
    if not front.text("published"):
        findings.append(Finding(Severity.WARNING, name, 1, _asked(name, extract.made)))
        front = FrontMatter({**front.fields, "published": Typed(UNDATED, 1)})
    title = front.text("title")
    parts = with_questions(without_bylines(sections(extract.pieces, title), title))
    try:
        return _document(front, name, title, parts, catalogue), findings
    except Unreadable as error:
        where = name + SIDE_SUFFIX if said.fields else name
        return None, [*findings, Finding(Severity.ERROR, where, error.line, str(error))]


def _document(
    front: FrontMatter, name: str, title: str, parts: tuple[Section, ...], catalogue: Mapping[str, Source]
) -> Document:
    if not parts:
        raise Unreadable(1, "본문이 비어 있습니다. (the document has no text)")
    text = title + " ".join(block.text for section in parts[:20] for block in section.blocks)[:2000]
    language = front.text("language") or language_of(text)
    if language not in ("ko", "en"):
        message = f"language는 ko 또는 en이어야 합니다: {language} (language must be ko or en)"
        raise Unreadable(front.line("language"), message)
    document_id = front.text("id") or name.removesuffix(_suffix(name))
    return Document(
        id=document_id,
        title=title,
        language=cast(Language, language),
        source=front.source(document_id, title),
        sections=parts,
        path=name,
        topic=front.text("topic"),
        campus=front.ids("campus"),
        track=front.ids("track"),
        valid_from=front.date("valid_from"),
        valid_until=front.date("valid_until"),
        supersedes=front.ids("supersedes"),
        sources=catalogue,
    )


def _merged(extract: Extract, name: str, said: FrontMatter) -> FrontMatter:
    """What the file says of itself, and over it what staff say."""
    published, publisher = notice.date_and_publisher(extract.pieces)
    own = {
        "title": _title(extract, name),
        "published": extract.published or published,
        "publisher": extract.publisher or publisher,
        "url": extract.url,
    }
    fields = {field: Typed(text, 1) for field, text in own.items() if text}
    return FrontMatter({**fields, **{field: value for field, value in said.fields.items() if value.text}})


def _title(extract: Extract, name: str) -> str:
    """The title that the file names, else the first line that is a heading or reads as a title, else the file's name."""
    own = " ".join(extract.title.split())
    if own and compact(own) not in _NO_TITLES and len(own) <= MAX_TITLE_CHARS:
        return own
    for piece in extract.pieces[:_FIRST_PIECES]:
        if isinstance(piece, Heading) and not begins_as_heading(piece.text) and len(piece.text) <= MAX_TITLE_CHARS:
            return " ".join(piece.text.split())
        if isinstance(piece, Paragraph) and notice.names_a_document(piece.text):
            return " ".join(piece.text.split())
        if isinstance(piece, Paragraph | Table) and len(_words(piece)) > MAX_TITLE_CHARS:
            break
    stem = PurePosixPath(name).name
    return " ".join(shown(stem.removesuffix(_suffix(stem)).replace("_", " ")).split()) or stem


def _words(piece: Paragraph | Table) -> str:
    return piece.text if isinstance(piece, Paragraph) else "".join("".join(row) for row in piece.rows)


def _suffix(name: str) -> str:
    """The suffix as it is written in the name."""
    length = len(suffix_of(name))
    return name[len(name) - length :]


def _asked(name: str, made: str) -> str:
    hint = f" 파일 속성에는 {made}에 만들었다고 되어 있습니다." * bool(made)
    return (
        f"발행일이 파일에 없습니다.{hint} '{PurePosixPath(name).name}{SIDE_SUFFIX}' 파일에 'published: 2026-01-31'처럼 "
        f"적어 옆에 두세요. 모르면 '{UNDATED}'이라고 적으세요. (no date in the file: say it in a side file)"
    )
