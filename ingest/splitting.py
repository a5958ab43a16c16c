"""Document -> Passages along its headings; a long section is cut between blocks, a long block between sentences."""

import re
from collections.abc import Iterator
from typing import Protocol

from langchain_text_splitters import RecursiveCharacterTextSplitter

from ingest.finding import Finding, Severity
from knowledge.document import Block, Document, Passage, Section, Source, Statement

MAX_PASSAGE_CHARS = 700
"""A bag-of-words vector blurs above about 500 characters; most sections of the programme stay below 400."""
_MARKS = re.compile(r"((?:\s*\[\^[^\]\s]+\])+)")
_MARK = re.compile(r"\[\^([^\]\s]+)\]")
_LONG_SENTENCE = RecursiveCharacterTextSplitter(
    chunk_size=MAX_PASSAGE_CHARS, chunk_overlap=0, separators=["\n", "; ", ", ", " ", ""], keep_separator="end"
)


class Sentences(Protocol):
    """Cuts a paragraph into sentences that are verbatim parts of it."""

    def sentences(self, text: str) -> list[str]: ...


def split(document: Document, origin: str, cutter: Sentences) -> tuple[list[Passage], list[Finding]]:
    """The passages of a document in order, and a finding for each source mark that names nothing."""
    findings: list[Finding] = []
    passages: list[Passage] = []
    for section in document.sections:
        statements = []
        for block in section.blocks:
            for statement in _statements(block, document, cutter):
                unknown = [key for key in statement.sources if key not in document.sources and key != document.id]
                for key in unknown:
                    findings.append(
                        Finding(
                            Severity.WARNING,
                            document.path,
                            section.line,
                            f"출처 표시 [^{key}]가 sources.yaml에 없어 문서의 출처를 씁니다. (unknown source mark)",
                        )
                    )
                known = tuple(key for key in statement.sources if key not in unknown) or (document.id,)
                statements.append(Statement(statement.text, known, statement.item))
        for part in _parts(statements):
            passages.append(_passage(document, section, part, len(passages), origin))
    return passages, findings


def _statements(block: Block, document: Document, cutter: Sentences) -> Iterator[Statement]:
    """Each sentence with its marks; marks belong to the text before them, back to the mark before."""
    pieces = _MARKS.split(block.text)
    for text, marks in zip(pieces[::2], [*pieces[1::2], ""], strict=False):
        if not text.strip():
            continue
        sources = tuple(_MARK.findall(marks)) or (document.id,)
        whole = [text.strip()] if block.item else cutter.sentences(text.strip())
        for sentence in whole:
            for part in [sentence] if len(sentence) <= MAX_PASSAGE_CHARS else _LONG_SENTENCE.split_text(sentence):
                yield Statement(part.strip(), sources, block.item)


def _parts(statements: list[Statement]) -> Iterator[list[Statement]]:
    part: list[Statement] = []
    for statement in statements:
        if part and sum(len(s.text) for s in part) + len(statement.text) > MAX_PASSAGE_CHARS:
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
            text += ("\n" if text else "") + "- " + statement.text
        else:
            text += ("\n" if after_item else " " if text else "") + statement.text
        after_item = statement.item
    return text
