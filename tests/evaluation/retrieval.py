"""Measure the search leg by leg: python -m tests.evaluation.retrieval [--data FOLDER] [--model FOLDER] [--speed].

Every leg alone and the fusion of them, with the product's own code, on the programme documents, on the sets in
sets/ and on those of --data; clean, and with every kind of noise. Writes reports/<date>-retrieval.md and .json.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ingest.refresh import refresh
from knowledge.base import KnowledgeBase, open_current
from knowledge.embedding import Embedder
from knowledge.fusion import Weights
from knowledge.keyboard import in_hangul, in_latin
from knowledge.lexical import MorphemeAnalyser
from knowledge.question import Question, Reading, read, spelled
from knowledge.search import find
from knowledge.settings import KnowledgeSettings
from tests.evaluation import noise, retrieval_report, retrieval_sets
from tests.evaluation.clock import FROZEN_NOW
from tests.evaluation.legs import LEGS, Asked, Legs, exact_runs, figures, rank
from tests.evaluation.retrieval_report import Measured
from tests.evaluation.retrieval_sets import ProgrammeQuestion, RetrievalSet

WHOLE_SEARCH = "search"
"""The product's search with all that it weighs beside the legs; on the programme alone."""
PROGRAMME = "programme"
EXACT_RUNS, EXACT_WORDS, SEED = 300, 4, 7


def measure_set(
    chosen: RetrievalSet, analyser: MorphemeAnalyser, embedder: Embedder, weights: Weights, count: int
) -> Iterator[Measured]:
    """Every leg on one set with every noise, and on runs of words that stand in one text alone."""
    legs = Legs.over(chosen.texts, analyser, embedder, weights, count)
    for kind, change in noise.typing_noises().items():
        texts = [change(question) for question in chosen.questions]
        yield _measured(chosen.name, kind, legs, texts, analyser, chosen.relevant)
    runs = exact_runs(chosen.texts, EXACT_RUNS, EXACT_WORDS, np.random.default_rng(SEED))
    yield _measured(chosen.name, "exact words", legs, [run for run, _ in runs], analyser, [(row,) for _, row in runs])


def _measured(
    name: str,
    kind: str,
    legs: Legs,
    texts: Sequence[str],
    analyser: MorphemeAnalyser,
    relevant: Sequence[Sequence[int]],
) -> Measured:
    ranks: dict[str, list[float]] = {leg: [] for leg in LEGS}
    for text, terms, wanted in zip(texts, analyser.terms_of_all(texts), relevant, strict=True):
        for leg, scores in legs.scores(Asked(text, terms)).items():
            ranks[leg].append(rank(scores, wanted))
    return Measured(name, kind, len(texts), {leg: figures(found) for leg, found in ranks.items()})


def reading_of(base: KnowledgeBase, text: str) -> Reading:
    """A question as the product reads it before it searches."""
    question = Question.of(in_hangul(text, base) or in_latin(text, base) or text, FROZEN_NOW)
    corrected = base.speller.correct(spelled(question.text), base.analyser)
    return read(question, corrected, base.finder, base.analyser, carried=False)


def measure_programme(base: KnowledgeBase, settings: KnowledgeSettings, weights: Weights) -> Iterator[Measured]:
    """Every leg and the whole search on the golden questions of the development splits, with every noise."""
    asked = retrieval_sets.programme(base.passages)
    terms = [[term for terms in (own, *questions) for term in terms] for own, questions in _terms(base)]
    legs = Legs(
        [passage.searched_texts for passage in base.passages], terms, base.embedder, weights, settings.candidates
    )
    for kind, change in noise.programme_noises().items():
        # A question whose words the noise leaves as they are says nothing of it.
        noisy = [(one, change(one.question.question)) for one in asked]
        changed = [(one, text) for one, text in noisy if kind == "clean" or text != one.question.question]
        yield _measured_programme(kind, base, settings, legs, changed)
    for phrasing in sorted({one.question.phrasing for one in asked}):
        chosen = [(one, one.question.question) for one in asked if one.question.phrasing == phrasing]
        yield _measured_programme(f"phrasing: {phrasing}", base, settings, legs, chosen)


def _terms(base: KnowledgeBase) -> Iterator[tuple[list[str], list[list[str]]]]:
    for passage, _ in base.version.passages():
        own, *questions = base.analyser.terms_of_all(passage.searched_texts)
        yield own, questions


def _measured_programme(
    kind: str,
    base: KnowledgeBase,
    settings: KnowledgeSettings,
    legs: Legs,
    asked: Sequence[tuple[ProgrammeQuestion, str]],
) -> Measured:
    ranks: dict[str, list[float]] = {leg: [] for leg in (*LEGS, WHOLE_SEARCH)}
    languages = np.array([passage.language for passage in base.passages])
    for one, text in asked:
        reading = reading_of(base, text)
        fitting = languages == one.question.language
        for leg, scores in legs.scores(Asked(reading.text, reading.terms), fitting).items():
            ranks[leg].append(rank(scores, one.relevant))
        found = [base.rows[hit.passage.id] for hit in find(base, reading, settings)]
        ranks[WHOLE_SEARCH].append(next((at + 1.0 for at, row in enumerate(found) if row in one.relevant), np.inf))
    return Measured(PROGRAMME, kind, len(asked), {leg: figures(found) for leg, found in ranks.items()})


def main(arguments: list[str] | None = None) -> int:
    """Measure, print a table, write the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.retrieval", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder of datasets that may not be passed on")
    parser.add_argument("--model", type=Path, help="another embedding model than the one that the settings name")
    parser.add_argument("--only", action="append", help="only this set (may be repeated)")
    parser.add_argument(
        "--speed", action="store_true", help="also the CPU time of a search at 1,000 and 10,000 passages"
    )
    parser.add_argument("--name", default=datetime.now(UTC).strftime("%Y-%m-%d") + "-retrieval")
    parser.add_argument("--reports", type=Path, default=retrieval_report.FOLDER, help="folder of the report")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        settings = KnowledgeSettings(data_dir=Path(folder))
        if options.model:
            settings = settings.model_copy(update={"embedding_model": str(options.model)})
        refresh(settings)
        base = open_current(settings)
        weights = Weights(settings.weight_morphemes, settings.weight_syllables, settings.weight_dense)
        measured: list[Measured] = []
        if not options.only or PROGRAMME in options.only:
            measured += measure_programme(base, settings, weights)
        for one in retrieval_sets.available(options.data):
            if not options.only or one.name in options.only:
                print(f"{one.name}: {len(one.questions):,} -> {len(one.texts):,}", file=sys.stderr, flush=True)
                measured += measure_set(one, base.analyser, base.embedder, weights, settings.candidates)
        facts = {
            "embedding model": base.version.manifest.embedding_fingerprint,
            "programme": f"{len(base.passages)} passages, version {base.version.id}",
            "weights": f"{weights.morphemes} / {weights.syllables} / {weights.dense}, {settings.candidates} candidates",
        }
        base.close()
    speeds = []
    if options.speed:
        from tests.evaluation.search_speed import measure_speed

        speeds = [measure_speed(count) for count in (1_000, 10_000)]
    retrieval_report.show(measured)
    print(retrieval_report.write(options.name, facts, measured, speeds, options.reports))
    return 0


if __name__ == "__main__":
    sys.exit(main())
