"""Benchmarks inside one process, run as a child so that its memory is its own: python -m tests.benchmarks.inprocess."""

import json
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.benchmarks.measuring import peak_mib, percentile, resident_mib, timed

ROUNDS = 3


def main() -> int:
    """Print the figures as JSON; the data folder is the first argument."""
    steps: dict[str, dict[str, float]] = {}

    def step(name: str, seconds: float) -> None:
        steps[name] = {"seconds": round(seconds, 3), "resident MiB after": resident_mib()}

    step("python and this script", time.process_time())
    _, seconds = timed(_imports)
    step("imports (numpy, tokenizers, chromadb, kiwipiepy, bm25s …)", seconds)

    from knowledge.answering import Answerer
    from knowledge.base import Engine, open_current
    from knowledge.campuses import CampusFinder
    from knowledge.embedding import load_embedder
    from knowledge.lexical import MorphemeAnalyser
    from knowledge.question import Question
    from knowledge.settings import KnowledgeSettings
    from knowledge.version import VersionShelf
    from tests.evaluation import golden

    settings = KnowledgeSettings(data_dir=Path(sys.argv[1]))
    embedder, seconds = timed(lambda: load_embedder(settings))
    step("embedding model", seconds)
    words = CampusFinder.load(VersionShelf(settings.data_dir).current().structured).words
    analyser, seconds = timed(lambda: MorphemeAnalyser(words))
    step("Kiwi", seconds)
    base, seconds = timed(lambda: open_current(settings, Engine(embedder, analyser)))
    step("version: proof in a child, passages, indexes, vectors", seconds)
    answerer = Answerer(base, settings)
    now = datetime.now(ZoneInfo("Asia/Seoul"))
    questions = [Question.of(entry.question, now) for entry in golden.load("dev")]
    _, first = timed(lambda: answerer.answer(questions[0]))
    step("first answer", first)
    times, whole, cpu = [], time.perf_counter(), time.process_time()
    for _ in range(ROUNDS):
        for question in questions:
            _, seconds = timed(lambda question=question: answerer.answer(question))  # type: ignore[misc]
            times.append(seconds)
    whole, cpu = time.perf_counter() - whole, time.process_time() - cpu
    cold = times[: len(questions)]
    figures = {
        "questions": len(times),
        "p50 ms": percentile(times, 0.5),
        "p95 ms": percentile(times, 0.95),
        "p99 ms": percentile(times, 0.99),
        "p95 ms, each question new": percentile(cold, 0.95),
        "CPU ms a question": round(1000 * cpu / len(times), 2),
        "answers per second": round(len(times) / whole, 1),
        "peak MiB": peak_mib(),
        "passages": len(base.passages),
        "vectors": base.version.manifest.counts["vectors"],
        "steps": steps,
    }
    print(json.dumps(figures, ensure_ascii=False))
    base.close()
    return 0


def _imports() -> None:
    import bm25s  # noqa: F401
    import chromadb  # noqa: F401
    import kiwipiepy  # noqa: F401
    import numpy as np  # noqa: F401
    import tokenizers  # noqa: F401

    import knowledge.answering  # noqa: F401


if __name__ == "__main__":
    sys.exit(main())
