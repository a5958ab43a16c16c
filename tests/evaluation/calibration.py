"""Fit the judgement's weights on the development splits: python -m tests.evaluation.calibration [--write KIND].

Two kinds of weights: for passages with anticipated questions, fitted on the base in force, and for bare ones, fitted
on bases where documents have lost theirs and on invented notices. Prints how well questions of a split are told by
weights from the other splits, and which threshold of confidence does least harm. With --write, knowledge/judgement.json
gets new weights of that kind from all development splits; the test splits are never read.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import closing
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
from knowledge.embedding import load_embedder
from knowledge.evidence import Asked
from knowledge.judgement import FEATURES, WEIGHTS
from knowledge.question import Question
from knowledge.scope import Scope, judge
from knowledge.search import find, rival
from knowledge.settings import KnowledgeSettings
from tests.evaluation import golden
from tests.evaluation.clock import FROZEN_NOW
from tests.evaluation.golden import Golden
from tests.evaluation.scoring import flat
from tests.evaluation.uploaded import HALVES, half_without_questions, questions, with_notices

SPLITS = ("dev", "dev2", "dev3", "dev4")
NOTICES = "notices a"
NOTICE_WEIGHT = 4
"""An example from a notice counts for so many: the halves are asked by people who had seen no document, in words that
only anticipated questions foresee, so that they teach little of what silence is worth."""
KINDS = ("asked", "bare")
LEFT_OUT = {"asked": (), "bare": ("open usual", "open letters", "open lead")}
"""Features that a kind does without: what the shipped documents leave open, the next notice may answer."""
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


def examples(kind: str) -> list[Example]:
    """The questions that are searched, have one right status, and whose best passage is of this kind."""
    settings = KnowledgeSettings()
    if kind == "asked":
        with closing(open_current(settings)) as base:
            answerer = Answerer(base, settings)
            return [one for split in SPLITS for one in _examples(answerer, split, golden.load(split), bare=False)]
    found: list[Example] = []
    for half in HALVES:
        with half_without_questions(half) as answerer:
            for split in SPLITS:
                found += _examples(answerer, split, golden.load(split), bare=True)
    with with_notices("a") as answerer:
        return found + _examples(answerer, NOTICES, questions("a"), bare=True)


def _examples(answerer: Answerer, split: str, entries: Sequence[Golden], *, bare: bool) -> list[Example]:
    single = [e for e in entries if not e.conversation and not e.now and len(set(e.status)) == 1]
    found = [_example(answerer, split, e, bare=bare) for e in single if e.status[0] in CLASSES]
    return [one for one in found if one]


def _example(answerer: Answerer, split: str, entry: Golden, *, bare: bool) -> Example | None:
    base = answerer.base
    question = Question.of(entry.question, FROZEN_NOW)
    resolved = conversation.resolve(question, base)[0]
    reading = answerer.read(question, resolved.text, resolved.carried)
    if judge(reading, answerer.examples) is not Scope.OURS:
        return None
    hits = find(base, reading, answerer.settings)
    placed = [hit for hit in hits if answerer.right_place(reading, hit)] or hits
    if not placed or placed[0].passage.gap or placed[0].passage.is_bare is not bare:
        return None
    hit = placed[0]
    asked = Asked.of(base, reading, base.embedder.embed_question(reading.text))
    evidence = asked.evidence(base, hit.matched, rival(hit.matched, [one.matched for one in hits]))
    label = CLASSES.index(entry.status[0])
    if label == 0 and not _holds(entry, flat(hit.passage.searched_texts[0])):
        label = CLASSES.index(Status.UNKNOWN.value)  # this passage would be the wrong answer
    return Example(split, tuple(evidence[name] for name in FEATURES), label)


def _holds(entry: Golden, text: str) -> bool:
    return all(any(flat(fact) in text for fact in alternatives) for alternatives in entry.must)


Matrix = npt.NDArray[np.float64]


def fit(found: Sequence[Example], kind: str) -> tuple[Matrix, Matrix]:
    """Coefficients of shape (classes, features) and intercepts, for values as they are; 0 for what is left out."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    found = [one for one in found for _ in range(NOTICE_WEIGHT if one.split == NOTICES else 1)]
    values = np.array([example.values for example in found])
    labels = np.array([example.label for example in found])
    used = [at for at, name in enumerate(FEATURES) if name not in LEFT_OUT[kind]]
    chosen = values[:, used]
    mean, scale = chosen.mean(axis=0), chosen.std(axis=0)
    scale[scale == 0] = 1.0
    model = LogisticRegression(C=STRENGTH, max_iter=3000).fit((chosen - mean) / scale, labels)
    coefficients = np.zeros((len(CLASSES), len(FEATURES)))
    coefficients[:, used] = model.coef_ / scale
    return coefficients, model.intercept_ - coefficients[:, used] @ mean


def probabilities(values: Matrix, coefficients: Matrix, intercepts: Matrix) -> Matrix:
    """One row of class probabilities for each row of values."""
    logits = values @ coefficients.T + intercepts
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exponents / exponents.sum(axis=1, keepdims=True))


def _others(found: Sequence[Example], kind: str) -> tuple[Matrix, npt.NDArray[np.int64]]:
    """Probabilities of each example by weights that were fitted without its split, and the labels."""
    values = np.array([example.values for example in found])
    labels = np.array([example.label for example in found])
    split = np.array([example.split for example in found])
    told = np.zeros((len(found), len(CLASSES)))
    for name in dict.fromkeys(split):
        here = split == name
        others = [example for example in found if example.split != name]
        told[here] = probabilities(values[here], *fit(others, kind))
    return told, labels


def _thresholds(told: Matrix, labels: npt.NDArray[np.int64], kind: str) -> Table:
    table = Table(
        title=f"{kind}: 문턱 (threshold of confidence), 다른 묶음에서 구한 가중치 (weights from the other splits)"
    )
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
    parser.add_argument("--write", choices=KINDS, help="write the weights of this kind to knowledge/judgement.json")
    options = parser.parse_args(arguments)
    for kind in (options.write,) if options.write else KINDS:
        found = examples(kind)
        Console().print(_thresholds(*_others(found, kind), kind))
        if options.write:
            _write(kind, found)
    return 0


def _write(kind: str, found: Sequence[Example]) -> None:
    coefficients, intercepts = fit(found, kind)
    content = json.loads(WEIGHTS.read_text("utf-8"))
    splits = ", ".join(dict.fromkeys(example.split for example in found))
    content |= {
        "embedding model": load_embedder(KnowledgeSettings()).fingerprint,
        "classes": CLASSES,
        "features": list(FEATURES),
        kind: {
            "measured": f"{datetime.now(UTC):%Y-%m-%d}, {len(found)} questions of {splits}",
            "coefficients": np.round(coefficients, 4).tolist(),
            "intercepts": np.round(intercepts, 4).tolist(),
        },
    }
    WEIGHTS.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(WEIGHTS)


if __name__ == "__main__":
    sys.exit(main())
