"""The sets that retrieval is measured on: texts to find, and questions with the texts that answer them."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.document import Passage
from tests.evaluation import golden
from tests.evaluation.scoring import flat

SHIPPED = Path(__file__).parent / "sets"
OUTSIDE = {
    "korquad": "eval_korquad_dev",
    "autorag": "eval_autorag_ko",
    "parakqc": "eval_parakqc_heldout",
    "helpdesk": "eval_ms_helpdesk",
    "msfaq": "eval_ms_faq",
    "shopfaq": "eval_shopfaq_handmade",
}
"""Each set and its folder's name where the datasets lie outside the repository."""
KORQUAD_FILE = "KorQuAD_v1.0_dev.json.gz"
DEVELOPMENT = ("dev", "dev2")


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Texts, questions, and for each question the rows of the texts that answer it."""

    name: str
    texts: tuple[str, ...]
    questions: tuple[str, ...]
    relevant: tuple[tuple[int, ...], ...]


def available(data: Path | None) -> Iterator[RetrievalSet]:
    """The sets that ship, and those of the folder `data` that may not be passed on."""
    for name, outside in OUTSIDE.items():
        folder = SHIPPED / name if (SHIPPED / name).is_dir() else data and data / outside
        if folder and folder.is_dir():
            yield korquad(folder) if name == "korquad" else plain(name, folder)


def plain(name: str, folder: Path) -> RetrievalSet:
    """A set of docs.jsonl.gz (id, text) and queries.jsonl.gz (text, relevant ids)."""
    documents = list(_rows(folder / "docs.jsonl.gz"))
    queries = list(_rows(folder / "queries.jsonl.gz"))
    at = {document["id"]: row for row, document in enumerate(documents)}
    return RetrievalSet(
        name=name,
        texts=tuple(document["text"] for document in documents),
        questions=tuple(query["text"] for query in queries),
        relevant=tuple(tuple(at[key] for key in query["relevant"]) for query in queries),
    )


def korquad(folder: Path) -> RetrievalSet:
    """KorQuAD 1.0 dev: each question finds its paragraph among all different ones."""
    with gzip.open(folder / KORQUAD_FILE, "rt", encoding="utf-8") as file:
        articles = json.load(file)["data"]
    rows: dict[str, int] = {}
    questions, relevant = [], []
    for article in articles:
        for paragraph in article["paragraphs"]:
            row = rows.setdefault(paragraph["context"], len(rows))
            for asked in paragraph["qas"]:
                questions.append(asked["question"])
                relevant.append((row,))
    return RetrievalSet("korquad", tuple(rows), tuple(questions), tuple(relevant))


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@dataclass(frozen=True, slots=True)
class ProgrammeQuestion:
    """A golden question that the documents answer, and the rows of the passages that do."""

    question: golden.Golden
    relevant: tuple[int, ...]


def programme(passages: Sequence[Passage]) -> list[ProgrammeQuestion]:
    """The development questions of status answered for which some passage is an answer."""
    facts = [(passage.language, set(passage.sources), flat(_said(passage))) for passage in passages]
    asked = []
    for split in DEVELOPMENT:
        for entry in golden.load(split):
            if entry.status == ("answered",) and entry.must and entry.sources:
                relevant = tuple(row for row, fact in enumerate(facts) if _answers(entry, *fact))
                if relevant:
                    asked.append(ProgrammeQuestion(entry, relevant))
    return asked


def _said(passage: Passage) -> str:
    return " ".join((passage.title, *passage.heading_path, passage.text))


def _answers(entry: golden.Golden, language: str, sources: set[str], text: str) -> bool:
    """Whether a passage rests on a source of the golden answer and holds one alternative of every fact."""
    if language != entry.language or not sources & set(entry.sources):
        return False
    return all(any(flat(alternative) in text for alternative in alternatives) for alternatives in entry.must)
