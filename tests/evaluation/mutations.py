"""What grounding catches: right sentences with one thing changed, and the same sentences said otherwise.

    python -m tests.evaluation.mutations

The right sentences are those that the extractive writer shows for the golden questions of dev and dev2, and for the
first anticipated question of each passage. Each is held against its whole passage, as a model's sentence would be.
Prints a table and writes it to reports/<date>-mutations.md; the random choices are the same in every run.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from knowledge.answer import Status
from knowledge.answering import Answerer
from knowledge.base import KnowledgeBase, open_current
from knowledge.document import Passage
from knowledge.grounding import grounded
from knowledge.question import Question
from knowledge.settings import KnowledgeSettings
from tests.evaluation import golden, reporting
from tests.evaluation.changes import CHANGES, Material
from tests.evaluation.clock import FROZEN_NOW
from tests.evaluation.rewordings import REWORDINGS


@dataclass(frozen=True, slots=True)
class Row:
    """One kind: how many sentences, how many were stopped, and those that went wrong."""

    name: str
    count: int
    stopped: int
    wrong: tuple[str, ...]


def right_sentences(base: KnowledgeBase, settings: KnowledgeSettings) -> list[tuple[str, Passage]]:
    """Sentences that the extractive writer shows, each with its passage, each once."""
    answerer = Answerer(base, settings)
    questions = [entry.question for split in ("dev", "dev2") for entry in golden.load(split)]
    questions += [passage.questions[0] for passage in base.passages if passage.questions]
    found: dict[tuple[str, str], Passage] = {}
    for question in questions:
        answer = answerer.answer(Question.of(question, FROZEN_NOW))
        if answer.status is Status.ANSWERED:
            for citation in answer.citations:
                passage = base.passages[base.rows[citation.passage_id]]
                for statement in passage.statements:
                    if statement.text in answer.text:
                        found[statement.text, passage.id] = passage
    return [(text, passage) for (text, _), passage in found.items()]


def headings(base: KnowledgeBase, passage: Passage) -> tuple[str, ...]:
    """What stands over a passage."""
    return (passage.title, *passage.heading_path, *(base.finder[c].name for c in passage.campus))


def mutated(sentences: list[tuple[str, Passage]], material: Material) -> Iterator[Row]:
    """Each kind of change, with what was let through."""
    for name, change in CHANGES.items():
        wrong, count = [], 0
        for text, passage in sentences:
            changed = change(text, passage, material)
            if changed is None or changed == text or changed in passage.text:
                continue
            count += 1
            if not grounded(changed, passage.statements, headings(material.base, passage), material.base.finder):
                wrong.append(f"{text} -> {changed}")
        yield Row(name, count, count - len(wrong), tuple(wrong))


def reworded(sentences: list[tuple[str, Passage]], base: KnowledgeBase) -> Iterator[Row]:
    """Each way of saying the same, with what was stopped."""
    for name, reword in REWORDINGS.items():
        wrong, count = [], 0
        for text, passage in sentences:
            changed = reword(text)
            if changed == text and name != "unchanged":
                continue
            count += 1
            missing = grounded(changed, passage.statements, headings(base, passage), base.finder)
            if missing:
                wrong.append(f"{changed} -> {sorted((c.kind, c.value) for c in missing)}")
        yield Row(name, count, len(wrong), tuple(wrong))


def _markdown(title: str, rows: list[Row], wrong: str) -> list[str]:
    total = Row("all", sum(r.count for r in rows), sum(r.stopped for r in rows), ())
    lines = [f"## {title}", "", "| kind | sentences | stopped | % |", "| --- | ---: | ---: | ---: |"]
    lines += [
        f"| {r.name} | {r.count} | {r.stopped} | {100 * r.stopped / max(r.count, 1):.1f} |" for r in (*rows, total)
    ]
    lines += ["", f"{wrong}:", ""]
    return [*lines, *(f"- {row.name}: {text}" for row in rows for text in row.wrong), ""]


def main(arguments: list[str] | None = None) -> int:
    """Run it; the status is 1 where less than 99 % is caught or more than 1 % of right sentences is stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", default=datetime.now(UTC).strftime("%Y-%m-%d"), help="name of the report")
    parser.add_argument("--reports", type=Path, default=reporting.FOLDER, help="folder of the report")
    options = parser.parse_args(arguments)
    settings = KnowledgeSettings()
    base = open_current(settings)
    sentences = right_sentences(base, settings)
    started = time.perf_counter()
    changes, rewordings = list(mutated(sentences, Material.of(base))), list(reworded(sentences, base))
    checks = sum(row.count for row in (*changes, *rewordings))
    spent = 1000 * (time.perf_counter() - started) / max(checks, 1)
    table = Table("kind", "sentences", "stopped", title=f"{len(sentences)} right sentences")
    for row in (*changes, *rewordings):
        table.add_row(row.name, str(row.count), f"{100 * row.stopped / max(row.count, 1):.1f} %")
    Console().print(table)
    lines = [
        "# Grounding against changed sentences", "",
        f"{len(sentences)} right sentences of version {base.version.id}; {spent:.1f} ms a check.", "",
        *_markdown("One thing changed (must be stopped)", changes, "Let through"),
        *_markdown("The same said otherwise (must not be stopped)", rewordings, "Stopped"),
    ]  # fmt: skip
    target = options.reports / f"{options.name}-mutations.md"
    target.write_text("\n".join(lines), "utf-8")
    print(target)
    caught = sum(r.stopped for r in changes) / sum(r.count for r in changes)
    stopped = sum(r.stopped for r in rewordings) / sum(r.count for r in rewordings)
    print(f"caught {100 * caught:.2f} %, right ones stopped {100 * stopped:.2f} %")
    base.close()
    return int(caught < 0.99 or stopped > 0.01)


if __name__ == "__main__":
    sys.exit(main())
