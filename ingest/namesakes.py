"""Files of one name in two formats (공고.hwp and its printed copy 공고.pdf): which of them are taken, under which ids."""

import re
from collections import Counter
from dataclasses import replace

from ingest.finding import Finding, Severity
from ingest.readers.kinds import suffix_of
from knowledge.document import Document
from knowledge.normalisation import compact

MIN_SHARED = 0.9
"""Of a copy's pairs of letters, so many stand in the original: between formats only the ways of tables differ."""
_FIGURE = re.compile(r"\d+")


def settled(first: Document, second: Document) -> tuple[Document | None, Finding]:
    """What becomes of a document whose id is taken: left out as a copy or a mistake, or kept under its whole name."""
    if second.path == first.path or second.id != second.path.removesuffix(_suffix(second.path)):
        return None, duplicate(second.id, second.path, first.path)
    if repeats(second, first):
        message = (
            f"{first.path}와 같은 글이라 그 파일만 썼습니다. 다른 글이라면 파일 이름을 바꾸세요. "
            f"(a copy of the same text: left out)"
        )
        return None, Finding(Severity.WARNING, second.path, 1, message)
    message = (
        f"{first.path}와 이름이 같고 글은 달라 둘 다 썼습니다. 하나가 옛것이면 지우고, 둘 다 쓰려면 이름을 다르게 하세요. "
        f"(one name, two texts: both are used)"
    )
    kept = replace(second, id=second.path, source=replace(second.source, id=second.path))
    return kept, Finding(Severity.WARNING, second.path, 1, message)


def duplicate(document_id: str, path: str, other: str) -> Finding:
    """A document that is left out because another has its id."""
    message = f"문서 id '{document_id}'가 {other}와 같습니다. 하나를 바꾸세요. (duplicate document id)"
    return Finding(Severity.ERROR, path, 1, message)


def repeats(copy: Document, original: Document) -> bool:
    """Whether a document says nothing that the other does not: every figure and nearly all letters stand there too.

    A copy in which one date was changed is none, however alike they are.
    """
    said, held = _text(copy), _text(original)
    if Counter(_FIGURE.findall(said)).keys() - Counter(_FIGURE.findall(held)).keys():
        return False
    pairs, others = _pairs(said), _pairs(held)
    return sum((pairs & others).values()) >= MIN_SHARED * sum(pairs.values())


def _text(document: Document) -> str:
    return "\n".join(
        text
        for section in document.sections
        for text in (*section.heading_path[-1:], *(block.text for block in section.blocks))
    )


def _pairs(text: str) -> Counter[str]:
    letters = compact(text)
    return Counter(letters[at : at + 2] for at in range(len(letters) - 1))


def _suffix(path: str) -> str:
    """The suffix as it is written in the path."""
    return path[len(path) - len(suffix_of(path)) :]
