"""Document, Passage and what they rest on."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any, Literal

Confidence = Literal["primary", "official", "press", "unofficial"]
Language = Literal["ko", "en"]

BETWEEN_CELLS = " · "
"""What stands between the cells of a table row that became a line of text."""
CONFIDENCES: tuple[Confidence, ...] = ("primary", "official", "press", "unofficial")
"""From the most to the least to be trusted."""


FEW_QUESTIONS = 3
"""Of those that a passage anticipates: fewer, like the one of a FAQ, say little of how people put it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from: a page, a notice, an article.

    `published` is as exact as the source says: YYYY, YYYY-MM or YYYY-MM-DD; `url` is None where there is
    no public address.
    """

    id: str
    title: str
    publisher: str
    url: str | None
    published: str | None
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, list item or table row of a passage, and the sources it rests on.

    `text` is a verbatim substring of the passage's text. `sources` are keys of the passage's `sources`.
    """

    text: str
    sources: tuple[str, ...]
    item: bool = False
    """Whether it is a list item or table row, shown on a line of its own."""

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table, whose cells name their columns."""
        return self.item and is_row(self.text)


def is_row(text: str) -> bool:
    """Whether an item reads `column: cell · column: cell`."""
    return len(re.findall(rf"(?:\A|{re.escape(BETWEEN_CELLS)})[^:]{{1,60}}: ", text)) > 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or table row as it stands in the source, marks included."""

    text: str
    item: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a document as a reader found it, before splitting."""

    heading_path: tuple[str, ...]
    blocks: tuple[Block, ...]
    questions: tuple[str, ...] = ()
    campus: tuple[str, ...] = ()
    track: tuple[str, ...] = ()
    gap: bool = False
    line: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """A source text as staff wrote it, with what its front matter says of it."""

    id: str
    title: str
    language: Language
    source: Source
    sections: tuple[Section, ...]
    path: str
    topic: str = ""
    campus: tuple[str, ...] = ()
    track: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_until: str | None = None
    supersedes: tuple[str, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passage:
    """The part of a document that is searched, quoted and cited: one headed section or a piece of it."""

    id: str
    document_id: str
    title: str
    heading_path: tuple[str, ...]
    text: str
    statements: tuple[Statement, ...]
    sources: Mapping[str, Source]
    questions: tuple[str, ...]
    position: int
    language: Language
    origin: str
    topic: str = ""
    campus: tuple[str, ...] = ()
    track: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_until: str | None = None
    gap: bool = False
    """Whether it says that the documents do not settle its questions: then the answer is `unknown`."""
    _hash: str = field(default="", init=False, repr=False, compare=False)

    @property
    def heading(self) -> str:
        """The nearest heading, or the document's title."""
        return self.heading_path[-1] if self.heading_path else self.title

    @property
    def is_bare(self) -> bool:
        """Whether hardly any question is anticipated, as in what staff upload."""
        return len(self.questions) < FEW_QUESTIONS

    @property
    def content_hash(self) -> str:
        """SHA-256 of everything that can change an answer; equal means that nothing has to be computed again."""
        if not self._hash:  # a refresh asks several times for that of every passage
            content = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True)
            object.__setattr__(self, "_hash", hashlib.sha256(content.encode()).hexdigest())
        return self._hash

    @property
    def searched_texts(self) -> tuple[str, ...]:
        """The texts that get a vector each: the passage under its headings, then each anticipated question."""
        return (" ".join((self.title, *self.heading_path, self.text)), *self.questions)

    @property
    def row_texts(self) -> tuple[str, ...]:
        """The rows of a table under its headings, which get a vector each: several in one vector blur each other."""
        rows = [statement.text for statement in self.statements if statement.is_row]
        return tuple(" ".join((self.title, *self.heading_path, row)) for row in rows) if len(rows) > 1 else ()

    def to_json(self) -> dict[str, Any]:
        """A JSON object that `from_json` reads back."""
        # By hand: `asdict` copies every value and takes ten times as long.
        record = {name: getattr(self, name) for name in _PASSAGE_FIELDS}
        record["statements"] = [{"text": s.text, "sources": s.sources, "item": s.item} for s in self.statements]
        record["sources"] = {
            key: {name: getattr(source, name) for name in _SOURCE_FIELDS} for key, source in self.sources.items()
        }
        return record

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> "Passage":
        """Read what `to_json` wrote. Raises KeyError or TypeError where a field is missing or unknown."""
        values = dict(record)
        values["statements"] = tuple(Statement(s["text"], tuple(s["sources"]), s["item"]) for s in values["statements"])
        values["sources"] = {key: _source(**source) for key, source in values["sources"].items()}
        for name in ("heading_path", "questions", "campus", "track"):
            values[name] = tuple(values[name])
        return cls(**values)


_SOURCE_FIELDS = tuple(one.name for one in fields(Source))
_PASSAGE_FIELDS = tuple(one.name for one in fields(Passage) if one.init)


@lru_cache(maxsize=256)
def _source(**values: Any) -> Source:
    """One object for the passages of a document: most of them rest on the same sources."""
    return Source(**values)
