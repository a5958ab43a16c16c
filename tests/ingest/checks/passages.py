"""Passages as the splitter makes them, for what needs no index."""

from typing import Any

from knowledge.document import Passage, Source, Statement


def passage(*sentences: str, document: str = "notice", heading: tuple[str, ...] = ("안내",), **fields: Any) -> Passage:
    """A passage of a document with one source of 2026-01-31; `fields` replace those of Passage."""
    source = Source(document, fields.get("title", document), "서울경제진흥원", None, "2026-01-31", "official")
    made: dict[str, Any] = {
        "id": f"{document}#1",
        "document_id": document,
        "title": document,
        "heading_path": heading,
        "text": " ".join(sentences),
        "statements": tuple(Statement(sentence, (document,)) for sentence in sentences),
        "sources": {document: source},
        "questions": (),
        "position": 0,
        "language": "ko",
        "origin": "staff",
    }
    return Passage(**(made | fields))
