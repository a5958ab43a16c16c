"""CPU time of a search in a base of a given size, made of sentences of the sets that ship."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ingest.order import Order
from ingest.reading import Sources
from ingest.refresh import refresh
from ingest.sources import STRUCTURED
from knowledge.base import open_current
from knowledge.question import Question, read
from knowledge.search import find
from knowledge.settings import KnowledgeSettings
from tests.evaluation import retrieval_sets
from tests.evaluation.clock import FROZEN_NOW
from tests.evaluation.retrieval_report import Speed

SEED = 7
SECTIONS, SENTENCES, ASKED = 100, 3, 300
FRONT_MATTER = """---
id: made-{number}
title: 문서 {number}
publisher: 측정
url: https://example.org/{number}
published: 2026-11-23
topic: made
language: ko
confidence: official
---
# 문서 {number}
"""


def _documents(passages: int) -> Iterator[str]:
    """Documents of 100 sections: a heading, an anticipated question, three sentences that fit none of them."""
    korquad = next(one for one in retrieval_sets.available(None) if one.name == "korquad")
    sentences = [part.strip() for text in korquad.texts for part in text.split(". ") if 20 < len(part) < 150]
    chance = np.random.default_rng(SEED)
    for number in range(passages // SECTIONS):
        sections = [FRONT_MATTER.format(number=number)]
        for _ in range(SECTIONS):
            chosen = chance.choice(len(sentences), SENTENCES, replace=False)
            said = ". ".join(" ".join(sentences[at].split()) for at in chosen)
            heading = " ".join(said.split()[:4]).strip("#*->`[]")
            asked = korquad.questions[chance.integers(len(korquad.questions))]
            sections.append(f"## {heading}\n> Q: {asked}\n\n{said}.\n")
        yield "\n".join(sections)


def measure_speed(passages: int) -> Speed:
    """Build a base of about so many passages and ask it: CPU milliseconds to read a question and to find."""
    asked = next(one for one in retrieval_sets.available(None) if one.name == "shopfaq").questions
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder) / "documents"
        documents.mkdir()
        for number, text in enumerate(_documents(passages)):
            (documents / f"{number:04}.md").write_text(text, "utf-8")
        settings = KnowledgeSettings(data_dir=Path(folder) / "data")
        for name in STRUCTURED:
            shutil.copyfile(settings.programme_dir / name, documents / name)
        refresh(settings, order=Order(Sources((documents,)), force="another corpus"))
        base = open_current(settings)
        questions = [Question.of(asked[at % len(asked)], FROZEN_NOW) for at in range(ASKED)]
        reading: list[float] = []
        finding: list[float] = []
        for question in questions:
            started = time.process_time()
            understood = read(question, question.text, base.finder, base.analyser, carried=False)
            middle = time.process_time()
            find(base, understood, settings)
            reading.append(1000 * (middle - started))
            finding.append(1000 * (time.process_time() - middle))
        count = len(base.passages)
        base.close()
    return Speed(count, len(questions), *map(float, (np.mean(reading), np.mean(finding), np.percentile(finding, 95))))
