"""Document -> Passages along its headings; a long section is cut between blocks, a long block between sentences."""

import re
from collections.abc import Iterator
from typing import Protocol

from langchain_text_splitters import RecursiveCharacterTextSplitter

from ingest.finding import Finding, Severity
from knowledge.document import Block, Document, Passage, Section, Source, Statement

MAX_PASSAGE_CHARS = 700
"""A bag-of-words vector blurs above about 500 characters; most sections of the programme stay below 400."""
_ITEM = "- "
MAX_STATEMENT_CHARS = MAX_PASSAGE_CHARS - len(_ITEM)
_MARKS = re.compile(r"((?:\s*\[\^[^\]\s]+\])+)")
_MARK = re.compile(r"\[\^([^\]\s]+)\]")
_SENTENCE_END = re.compile(r"[.!?…。][\"'”’」』)\]]*\s*\Z")
_LONG_SENTENCE = RecursiveCharacterTextSplitter(
    chunk_size=MAX_STATEMENT_CHARS, chunk_overlap=0, separators=["\n", "; ", ", ", " ", ""], keep_separator="end"
)


class Sentences(Protocol):
    """Cuts a paragraph into sentences that are verbatim parts of it."""

    def sentences(self, text: str) -> list[str]: ...


def split(document: Document, origin: str, cutter: Sentences) -> tuple[list[Passage], list[Finding]]:
    """The passages of a document in order, and a finding for each source mark that names nothing."""
    findings: dict[Finding, None] = {}
    passages: list[Passage] = []
    for section in document.sections:
        statements = []
        for block in section.blocks:
            for statement in _statements(block, document, cutter):
                unknown = [key for key in statement.sources if key not in document.sources and key != document.id]
                findings |= dict.fromkeys(_unknown_mark(document, section, key) for key in unknown)
                known = tuple(key for key in statement.sources if key not in unknown) or (document.id,)
                statements.append(Statement(statement.text, known, statement.item))
        for part in _parts(statements):
            passages.append(_passage(document, section, part, len(passages), origin))
    return passages, list(findings)


def _unknown_mark(document: Document, section: Section, key: str) -> Finding:
    return Finding(
        Severity.WARNING,
        document.path,
        section.line,
        f"출처 표시 [^{key}]가 sources.yaml에 없어 문서의 출처를 씁니다. (unknown source mark)",
    )


def _statements(block: Block, document: Document, cutter: Sentences) -> Iterator[Statement]:
    """Each sentence with its marks; marks belong to the text before them, back to the marks before."""
    for text, marks in _marked(block.text):
        sources = marks or (document.id,)
        whole = [text] if block.item else cutter.sentences(text)
        for sentence in whole:
            fits = len(sentence) <= MAX_STATEMENT_CHARS
            for part in [sentence] if fits else _LONG_SENTENCE.split_text(sentence):
                if part.strip():
                    yield Statement(part.strip(), sources, block.item)


def _marked(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Stretches of whole sentences with the keys of their marks; a mark within a sentence counts for all of it."""
    pieces = _MARKS.split(text)
    stretch, keys = "", []
    for piece, marks in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        stretch += piece
        keys += _MARK.findall(marks)
        if marks and stretch.strip() and _SENTENCE_END.search(stretch):
            yield stretch.strip(), tuple(dict.fromkeys(keys))
            stretch, keys = "", []
    if stretch.strip():
        yield stretch.strip(), tuple(dict.fromkeys(keys))


def _parts(statements: list[Statement]) -> Iterator[list[Statement]]:
    part: list[Statement] = []
    for statement in statements:
        if part and len(_layout([*part, statement])) > MAX_PASSAGE_CHARS:
            yield part
            part = []
        part.append(statement)
    if part:
        yield part


def _passage(document: Document, section: Section, part: list[Statement], position: int, origin: str) -> Passage:
    sources: dict[str, Source] = {
        key: document.source if key == document.id else document.sources[key]
        for statement in part
        for key in statement.sources
    }
    return Passage(
        id=f"{document.id}#{position + 1}",
        document_id=document.id,
        title=document.title,
        heading_path=section.heading_path,
        text=_layout(part),
        statements=tuple(part),
        sources=sources,
        questions=section.questions,
        position=position,
        language=document.language,
        origin=origin,
        topic=document.topic,
        campus=section.campus or document.campus,
        track=section.track or document.track,
        valid_from=document.valid_from,
        valid_until=document.valid_until,
        gap=section.gap,
    )


def _layout(part: list[Statement]) -> str:
    """Sentences run on, items stand on lines of their own."""
    text = ""
    after_item = False
    for statement in part:
        if statement.item:
            text += ("\n" if text else "") + _ITEM + statement.text
        else:
            text += ("\n" if after_item else " " if text else "") + statement.text
        after_item = statement.item
    return text
