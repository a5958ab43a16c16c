"""Ask the golden questions and write a dated report: python -m tests.evaluation [--split dev|test|all]."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from knowledge.answering import Answerer
from knowledge.base import open_current
from knowledge.language_model import language_model_writer
from knowledge.question import Question, Turn
from knowledge.settings import KnowledgeSettings
from tests.evaluation import golden, reporting
from tests.evaluation.clock import FROZEN_NOW
from tests.evaluation.comparing import compare
from tests.evaluation.golden import Golden
from tests.evaluation.scoring import Verdict, score, summary

SPLITS = ("dev", "dev2", "dev3", "dev4", "dev5", "test", "test2")


def ask_all(answerer: Answerer, entries: Sequence[Golden]) -> list[Verdict]:
    """Ask each question by itself."""
    verdicts = []
    for entry in entries:
        now = datetime.fromisoformat(entry.now) if entry.now else FROZEN_NOW
        turns: tuple[Turn, ...] = ()
        for earlier in entry.conversation:
            turns = (*turns, Turn.of(answerer.answer(Question.of(earlier, now, conversation=turns))))
        started = time.perf_counter()
        question = Question.of(entry.question, now, conversation=turns)
        answer = answerer.answer(question)
        seconds = time.perf_counter() - started
        found = [hit for outcome in answerer.outcomes(question) for hit in outcome.found]
        verdicts.append(score(entry, answer, seconds, found))
    return verdicts


def fallbacks(splits: Mapping[str, Sequence[Verdict]]) -> str:
    """How often, and why, the extractive answer was given instead of the model's."""
    reasons = Counter(v.answer.fallback for verdicts in splits.values() for v in verdicts if v.answer.fallback)
    return ", ".join(f"{reason}: {count}" for reason, count in reasons.most_common())


def main(arguments: list[str] | None = None) -> int:
    """Run the evaluation; prints a table and the report's path."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=(*SPLITS, "all"), default="all")
    parser.add_argument("--name", default=datetime.now(UTC).strftime("%Y-%m-%d"), help="name of the report")
    parser.add_argument("--reports", type=Path, default=reporting.FOLDER, help="folder of the report")
    parser.add_argument("--compare", nargs=2, metavar=("A", "B"), help="show what changed between two reports")
    parser.add_argument(
        "--writer", choices=("extractive", "llm"), default="extractive", help="llm: what SESAC_LLM names"
    )
    options = parser.parse_args(arguments)
    if options.compare:
        return 1 if compare(*options.compare) else 0
    settings = KnowledgeSettings()
    writer = language_model_writer(settings) if options.writer == "llm" else None
    if options.writer == "llm" and not writer:
        parser.error("SESAC_LLM에 언어 모델을 적으세요, 예: SESAC_LLM=openai:gpt-4o-mini (name a model)")
    base = open_current(settings)
    answerer = Answerer(base, settings, writer)
    answerer.answer(Question.of("새싹이 뭐예요?", FROZEN_NOW))  # load what is loaded lazily
    wanted = SPLITS if options.split == "all" else (options.split,)
    splits = {split: ask_all(answerer, golden.load(split)) for split in wanted}
    facts = {
        "knowledge version": base.version.id,
        "passages": len(base.passages),
        "embedding model": base.version.manifest.embedding_fingerprint,
        "writer": answerer.writer.name,
        "extractive instead": fallbacks(splits) or "never",
        "clock": FROZEN_NOW.isoformat(),
        "weights": f"{settings.weight_morphemes} / {settings.weight_syllables} / {settings.weight_dense}",
        "min_confidence": settings.min_confidence,
    }
    table = Table(title="평가 (evaluation)")
    table.add_column("")
    for split in wanted:
        table.add_column(split, justify="right")
    totals = {split: summary(verdicts) for split, verdicts in splits.items()}
    for key in totals[wanted[0]]:
        table.add_row(key, *(str(totals[split][key]) for split in wanted))
    Console().print(table)
    if writer:
        writer.close()
    print(reporting.write(options.name, facts, dict(splits), options.reports))
    base.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
