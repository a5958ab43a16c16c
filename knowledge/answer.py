"""Answer: what goes out, by whatever channel."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from knowledge.document import Language


class Status(StrEnum):
    """How a question ended; each has its public sentence in `texts`."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    UNKNOWN = "unknown"
    REFUSED = "refused"


class Fallback(StrEnum):
    """Why the extractive answer is given although a language model is configured."""

    TIMEOUT = "timeout"
    FAULT = "fault"
    """Refused, unreachable or an error status."""
    GARBAGE = "garbage"
    CUT = "cut"
    TOO_LONG = "too long"
    REFUSED = "refusal"
    NO_SOURCE = "no source"
    FAILED_CHECK = "failed check"
    PAUSED = "paused"
    """The model failed several times in a row and is left alone for a while."""
    BUSY = "busy"


Completeness = Literal["complete", "partial"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A source that the text of an answer points to by its number.

    `quote` is a verbatim substring of the passage; `url` is None where the source has no public address.
    """

    number: int
    passage_id: str
    source_id: str
    title: str
    publisher: str
    url: str | None
    published: str | None
    valid_until: str | None
    confidence: str
    quote: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask instead; every field stands in a document of the knowledge base."""

    name: str
    email: str | None = None
    phone: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question. `answered` has at least one citation; the others say what to do instead."""

    answer_id: str
    status: Status
    text: str
    language: Language
    knowledge_version: str
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    contact: Contact | None = None
    completeness: Completeness = "complete"
    as_of: str | None = None
    writer: str = "extractive"
    fallback: Fallback | None = None
    campuses: tuple[str, ...] = field(default=())
    tracks: tuple[str, ...] = field(default=())
    asked: str = ""
    """The question as it was understood: personal data masked, references to earlier turns resolved."""
    subject: str = ""
    """What the answer is about where that is no campus or track; a later question may refer back to it."""
