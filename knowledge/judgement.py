"""Judgement: does the best passage answer the question, do the documents leave it open, or is it none of ours?

A multinomial logistic regression over a dozen figures of the question, the passage and the nearest examples. Its
weights stand in judgement.json with what they were measured on; `python -m tests.evaluation.calibration` fits them
on the development splits and writes them anew.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

WEIGHTS = Path(__file__).parent / "judgement.json"

Evidence = Mapping[str, float]
"""Each of the FEATURES by name, and `surely ours`: 1 where the question can be none but the programme's."""

FEATURES: Mapping[str, str] = {
    "coverage": "share of what is asked about that the passage mentions, by rarity",
    "own": "share of what is asked about that the passage says itself, anticipated questions aside",
    "match": "agreement of the question's words with the nearest anticipated question",
    "similarity": "cosine of the question to the nearest of the passage's texts",
    "fused": "fused score of the three legs of the search",
    "margin": "how far the passage's score lies above the next one's (below the first one's where it is not first)",
    "lacks": "years, cohorts and kinds of figure that the question wants and the passage has not, at most 2",
    "absent": "1 where it asks whether a campus has a thing that the passage does not mention",
    "unsaid": "asked-about nouns with a meaning of their own that it does not mention, at most 2",
    "strange": "asked-about nouns that stand nowhere in the documents, at most 2",
    "known": "share of the asked-about nouns that stand somewhere in the documents",
    "named": "1 where the question names the programme, a campus or a track",
    "school": "1 where it has an everyday word of schools and courses",
    "alien": "1 where it has a word of what is not the programme's business, and nothing of the two above",
    "beside": "1 where it has such a word beside them (수업 들으면 실업급여가 끊기나요)",
    "story": "1 where it is longer than a question needs to be",
    "campus": "1 where it names a campus",
    "open usual": "mean cosine to the nearest examples of what the documents leave open",
    "open letters": "share of syllable runs with the nearest such example",
    "open lead": "cosine to the nearest such example, less the similarity",
    "ours usual": "mean cosine to the nearest examples of what the documents answer",
    "foreign usual": "mean cosine to the nearest foreign examples",
    "foreign letters": "share of syllable runs with the nearest foreign example",
    "foreign lead": "cosine to the nearest foreign example, less the similarity",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """Probabilities (they sum to 1) that a passage answers the question, that it is open, that it is foreign."""

    answers: float
    open: float
    foreign: float


NOTHING = Judgement(0.0, 0.5, 0.5)


@dataclass(frozen=True, slots=True)
class _Weights:
    features: tuple[str, ...]
    coefficients: npt.NDArray[np.float64]
    intercepts: npt.NDArray[np.float64]


@cache
def _weights(kind: str) -> _Weights:
    content = json.loads(WEIGHTS.read_text("utf-8"))
    fitted = content[kind]
    return _Weights(tuple(content["features"]), np.array(fitted["coefficients"]), np.array(fitted["intercepts"]))


def judge(evidence: Evidence) -> Judgement:
    """What the evidence on one passage says."""
    weights = _weights("bare" if evidence["bare"] else "asked")
    logits = weights.coefficients @ np.array([evidence[name] for name in weights.features]) + weights.intercepts
    exponents = np.exp(logits - logits.max())
    answers, open_, foreign = (float(value) for value in exponents / exponents.sum())
    if evidence["surely ours"]:  # however foreign its subject sounds: git도 배우나요
        open_, foreign = open_ + foreign, 0.0
    return Judgement(answers, open_, foreign)
