"""Questions and answers in a notice: each question becomes the heading of its answer, and is anticipated."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.document import Block, Section

MAX_QUESTION_CHARS = 80
_ASKED = re.compile(
    r"(?:(?:[QqＱ]|질문)\s*\d*\s*[.:)．：]?\s+|[QqＱ]\d*[.:)．：]\s*|\d{1,2}[.)]\s+)?([^?？\n]{4,80}[?？])\s*"
)
_ANSWERED = re.compile(r"(?:[AaＡ]|답변?)\s*\d*\s*[.:)．：]\s*")
_FEWEST = 2
"""One question alone may be rhetorical; a list of them is a FAQ."""


def with_questions(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections, those that hold questions with their answers cut into one section for each question."""
    asked = sum(_question(block) is not None for section in sections for block in section.blocks)
    if asked < _FEWEST:
        return tuple(sections)
    return tuple(part for section in sections for part in _parts(section))


def _parts(section: Section) -> Iterator[Section]:
    heading, blocks = "", list[Block]()
    for block in section.blocks:
        found = _question(block)
        if found is None:
            blocks.append(_without_mark(block) if heading and not blocks else block)
            continue
        yield from _part(section, heading, blocks)
        heading, rest = found
        blocks = [replace(block, text=rest, item=False)] if rest else []
    yield from _part(section, heading, blocks)


def _part(section: Section, heading: str, blocks: Sequence[Block]) -> Iterator[Section]:
    if not heading:
        if blocks:
            yield replace(section, blocks=tuple(blocks))
    elif blocks:
        path = (*section.heading_path, heading)
        yield replace(section, heading_path=path, blocks=tuple(blocks), questions=(*section.questions, heading))
    else:  # a question that nothing answers stays a line of the text
        yield replace(section, blocks=(Block(heading),))


def _question(block: Block) -> tuple[str, str] | None:
    """The question that a block begins with and what follows it; None where it begins with none."""
    match = _ASKED.match(block.text)
    if not match or len(match[1]) > MAX_QUESTION_CHARS:
        return None
    return match[1].strip(), _ANSWERED.sub("", block.text[match.end() :].strip(), count=1)


def _without_mark(block: Block) -> Block:
    return replace(block, text=_ANSWERED.sub("", block.text, count=1)) if _ANSWERED.match(block.text) else block
