"""Suspicions: text that looks like an instruction to an assistant, or like personal data."""

from collections.abc import Iterator, Sequence

from ingest.report import Suspicion
from knowledge.attempts import is_attempt
from knowledge.document import Passage
from knowledge.privacy import mask, official_in

INSTRUCTION, PERSONAL = "instruction", "personal data"
OFFICIAL_MAIL = ("sba.kr", "sba.seoul.kr", "seoul.go.kr", "seoul.kr", "go.kr")
CONTACT = "contact"


def suspicions(touched: Sequence[Passage], new: frozenset[str], before: Sequence[Passage]) -> tuple[Suspicion, ...]:
    """What is doubtful in the passages of changed documents, the new ones first."""
    official = official_in(passage.text for passage in before if passage.topic == CONTACT)
    found: dict[Suspicion, None] = {}
    for passage in touched:
        for kind, quote in _doubtful(passage, official):
            found[Suspicion(kind, passage.document_id, passage.title, quote, passage.id in new)] = None
    return tuple(sorted(found, key=lambda one: (not one.is_new, one.kind)))


def _doubtful(passage: Passage, official: frozenset[str]) -> Iterator[tuple[str, str]]:
    texts = (passage.title, *passage.heading_path, *(s.text for s in passage.statements), *passage.questions)
    for text in texts:
        masked = mask(text, official)
        if is_attempt(text):
            yield INSTRUCTION, masked.text
        if masked.kinds:
            yield PERSONAL, masked.text
