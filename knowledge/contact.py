"""The contact that an unanswered question is sent to: read from the documents, never typed into code."""

from collections.abc import Sequence

from knowledge import grounding, texts
from knowledge.answer import Contact
from knowledge.document import Language, Passage, Statement

TOPIC = "contact"


def from_passages(passages: Sequence[Passage], language: Language) -> Contact | None:
    """The first e-mail address and telephone number that trusted sources give for the whole programme.

    None where the documents name neither.
    """
    email = phone = url = None
    for passage in passages:
        if passage.topic != TOPIC or passage.campus or passage.language != language:
            continue
        for statement in passage.statements:
            if not _trusted(passage, statement):
                continue
            if email is None and (match := grounding.EMAIL.search(statement.text)):
                email, url = match[0], passage.sources[statement.sources[0]].url
            if phone is None and (match := grounding.PHONE.search(statement.text)):
                phone = match[0]
    if email is None and phone is None:
        return None
    return Contact(texts.CONTACT_NAME[language], email=email, phone=phone, url=url)


def _trusted(passage: Passage, statement: Statement) -> bool:
    return all(passage.sources[key].confidence in ("primary", "official") for key in statement.sources)
