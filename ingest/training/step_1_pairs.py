"""Step 1: pairs of a question and the text that it should find.

Writes every text once (texts.jsonl: a list of sentences a line) and the pairs as numbers (pairs.npz, int64 of shape
(pairs,): question and passage are lines of texts.jsonl, `sentence` is the one that the question was made of or -1,
pairs of one `group` are no wrong answers to each other, `kind` is a place in datasets.KINDS).
"""

import json
import random

import numpy as np

from ingest.training import datasets, wiki_questions
from ingest.training.noise import as_typed
from ingest.training.recipe import SEED, Folders, Progress, Size

FILE_OF_TEXTS = "texts.jsonl"
FILE_OF_PAIRS = "pairs.npz"
COLUMNS = ("question", "passage", "sentence", "group", "kind")


class _Book:
    """Collects texts, each once, and pairs of their line numbers."""

    def __init__(self) -> None:
        self.lines: dict[tuple[str, ...], int] = {}
        self.pairs: list[tuple[int, int, int, int, int]] = []

    def line(self, *sentences: str) -> int:
        return self.lines.setdefault(sentences, len(self.lines))


def run(folders: Folders, size: Size, tell: Progress) -> None:
    """Make the pairs. Raises FileNotFoundError where a dataset is missing."""
    chance = random.Random(SEED)
    book = _Book()
    _from_wiki(folders, size, chance, book)
    tell(f"백과 (wiki): {len(book.pairs):,}")
    for name, pairs in datasets.small_pairs(folders.data, folders.programme, chance).items():
        kind = datasets.KINDS.index(name)
        for pair in pairs:
            book.pairs.append((book.line(pair.question), book.line(pair.passage), -1, pair.group, kind))
        tell(f"{name}: {len(pairs):,}")
    folders.pairs.mkdir(parents=True, exist_ok=True)
    with (folders.pairs / FILE_OF_TEXTS).open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in book.lines)
    columns = np.array(book.pairs, dtype=np.int64).T
    np.savez(folders.pairs / FILE_OF_PAIRS, **dict(zip(COLUMNS, columns, strict=True)))


def _from_wiki(folders: Folders, size: Size, chance: random.Random, book: _Book) -> None:
    passages = 0
    for article, row in enumerate(datasets.rows(folders.data, "wiki_ko_passages")):
        for at, passage in enumerate(row["passages"]):
            parts = wiki_questions.sentences(" ".join(passage.split()))
            line = book.line(*parts)
            for _ in range(size.questions_each):
                made = wiki_questions.question(row["title"], parts, at == 0, chance)
                question = as_typed(" ".join(made.text.split()), chance)
                if len(question) > 1:
                    sentence = -1 if made.sentence is None else made.sentence
                    book.pairs.append((book.line(question), line, sentence, article, 0))
            passages += 1
        if passages >= size.wiki_passages:
            return
