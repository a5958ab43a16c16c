"""Fit the judgement's weights on the development splits: python -m tests.evaluation.calibration [--write].

Prints how well questions of a split are told by weights from the other splits, and which threshold of confidence
does least harm. With --write, knowledge/judgement.json is written from all development splits; the test split is
never read.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from knowledge import conversation
from knowledge.answer import Status
from knowledge.answering import Answerer
from knowledge.base import open_current
from knowledge.evidence import Asked
from knowledge.judgement import FEATURES, WEIGHTS
from knowledge.question import Question
from knowledge.scope import Scope, judge
from knowledge.search import find
from knowledge.settings import KnowledgeSettings
from tests.evaluation import golden
from tests.evaluation.clock import FROZEN_NOW
from tests.evaluation.golden import Golden
from tests.evaluation.scoring import flat

SPLITS = ("dev", "dev2", "dev3", "dev4")
CLASSES = ("answered", "unknown", "refused")
STRENGTH = 1.0
"""Inverse of the L2 regularisation on standardised features; 0.3 to 3 differ by less than 0.3 points."""
HARM = 3.0
"""A wrong answer counts as much as so many missing ones when the threshold is chosen."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the evidence on its best passage, and what would be right."""

    split: str
    values: tuple[float, ...]
    label: int


def examples(answerer: Answerer, split: str) -> list[Example]:
    """The questions of a split that are searched and have one right status."""
    found = []
    for entry in golden.load(split):
        if entry.conversation or entry.now or len(set(entry.status)) != 1 or entry.status[0] not in CLASSES:
            continue
        example = _example(answerer, split, entry)
        if example:
            found.append(example)
    return found


def _example(answerer: Answerer, split: str, entry: Golden) -> Example | None:
    base = answerer.base
    question = Question.of(entry.question, FROZEN_NOW)
    resolved = conversation.resolve(question, base)[0]
    reading = answerer.read(question, resolved.text, resolved.carried)
    if judge(reading, answerer.examples) is not Scope.OURS:
        return None
    hits = find(base, reading, answerer.settings)
    placed = [hit for hit in hits if answerer.right_place(reading, hit)] or hits
    if not placed or placed[0].passage.gap:
        return None
    hit = placed[0]
    rival = max((other.score for other in hits if other is not hit), default=0.0)
    asked = Asked.of(base, reading, base.embedder.embed_question(reading.text))
    evidence = asked.evidence(base, hit.matched, rival)
    label = CLASSES.index(entry.status[0])
    if label == 0 and not _holds(entry, flat(hit.passage.searched_texts[0])):
        label = CLASSES.index(Status.UNKNOWN.value)  # this passage would be the wrong answer
    return Example(split, tuple(evidence[name] for name in FEATURES), label)


def _holds(entry: Golden, text: str) -> bool:
    return all(any(flat(fact) in text for fact in alternatives) for alternatives in entry.must)


Matrix = npt.NDArray[np.float64]


def fit(values: Matrix, labels: npt.NDArray[np.int64]) -> tuple[Matrix, Matrix]:
    """Coefficients of shape (classes, features) and intercepts, for values as they are."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    mean, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale == 0] = 1.0
    model = LogisticRegression(C=STRENGTH, max_iter=3000).fit((values - mean) / scale, labels)
    coefficients = model.coef_ / scale
    return coefficients, model.intercept_ - coefficients @ mean


def probabilities(values: Matrix, coefficients: Matrix, intercepts: Matrix) -> Matrix:
    """One row of class probabilities for each row of values."""
    logits = values @ coefficients.T + intercepts
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exponents / exponents.sum(axis=1, keepdims=True))


def _others(found: Sequence[Example]) -> tuple[Matrix, npt.NDArray[np.int64]]:
    """Probabilities of each example by weights that were fitted without its split, and the labels."""
    values = np.array([example.values for example in found])
    labels = np.array([example.label for example in found])
    split = np.array([example.split for example in found])
    told = np.zeros((len(found), len(CLASSES)))
    for name in SPLITS:
        here = split == name
        told[here] = probabilities(values[here], *fit(values[~here], labels[~here]))
    return told, labels


def _thresholds(told: Matrix, labels: npt.NDArray[np.int64]) -> Table:
    table = Table(title="문턱 (threshold of confidence), 다른 묶음에서 구한 가중치 (weights from the other splits)")
    for column in ("threshold", "right status", "wrong answers", "missing answers", "refused though ours", "harm"):
        table.add_column(column, justify="right")
    for threshold in np.arange(0.3, 0.81, 0.05):
        answered = told[:, 0] >= threshold
        status = np.where(answered, 0, 1 + (told[:, 2] > told[:, 1]))
        wrong = int((answered & (labels != 0)).sum())
        missing = int((~answered & (labels == 0)).sum())
        refused = int(((status == 2) & (labels != 2)).sum())
        right = 100 * float((status == labels).mean())
        harm = HARM * wrong + missing
        table.add_row(f"{threshold:.2f}", f"{right:.1f}", str(wrong), str(missing), str(refused), f"{harm:.0f}")
    return table


def main(arguments: list[str] | None = None) -> int:
    """Measure, and write the weights where it is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write knowledge/judgement.json")
    options = parser.parse_args(arguments)
    settings = KnowledgeSettings()
    answerer = Answerer(open_current(settings), settings)
    found = [example for split in SPLITS for example in examples(answerer, split)]
    Console().print(_thresholds(*_others(found)))
    if options.write:
        values = np.array([example.values for example in found])
        labels = np.array([example.label for example in found])
        coefficients, intercepts = fit(values, labels)
        content = {
            "measured": f"{datetime.now(UTC):%Y-%m-%d}, {len(found)} questions of {', '.join(SPLITS)}",
            "embedding model": answerer.base.embedder.fingerprint,
            "classes": CLASSES,
            "features": list(FEATURES),
            "coefficients": np.round(coefficients, 4).tolist(),
            "intercepts": np.round(intercepts, 4).tolist(),
        }
        WEIGHTS.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
        print(WEIGHTS)
    answerer.base.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
