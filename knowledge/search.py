"""Question -> ranked Hits: three legs, fused, then judged by what the question is about.

The legs are Kiwi-morpheme BM25, syllable n-gram BM25 and the cosine of the embeddings; their min-max normalised
scores are summed with weights. Rank fusion with equal weights makes a strong BM25 worse (KorQuAD hit@1 89.8 ->
75.1), a weighted sum of scores does not (91.6).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.base import KnowledgeBase
from knowledge.document import Passage
from knowledge.expectation import Wanted, lacking, wanted
from knowledge.lexical import syllable_ngrams
from knowledge.question import Reading
from knowledge.settings import KnowledgeSettings
from knowledge.store import passage_of

CONFIDENCE: Mapping[str, float] = {
    "constant": -2.8,
    "coverage": 3.0,
    "match": 1.9,
    "similarity": 3.0,
    "strange nouns": -0.9,
    "lacks": -3.2,
}
"""Weights of a logistic regression on both development splits (533 questions, AUC 0.92 in ten folds): is the best
passage an answer? `strange nouns` are asked-about nouns that stand nowhere in the documents, `lacks` counts years,
cohorts and kinds of figure that the question wants and the passage has not."""

Scores = npt.NDArray[np.float32]

OWN_CAMPUS = 0.25
"""Added to a passage about the campus that the question names."""
OTHER_PLACE = 0.15
"""Taken from a passage about one campus when the question names none, or about none when it names one."""
OWN_TRACK = 0.15
"""Added to a passage about the specialised track that the question names."""
SAME_PASSAGE = 0.15
SAME_DOCUMENT = 0.1
"""Added (development split) for a question that leans on the turn before, to the passage that answered it and to its neighbours."""
COVERAGE_SHARE = 0.3
MATCH_SHARE = 0.6
"""Weights of coverage and match beside the fused score when hits are put in order (development split)."""
VERB_SHARE = 0.3
"""Weight in the coverage of words that are not nouns: people say the same thing with many verbs."""
JUDGED = 24
"""Candidates, best fused first, whose match is worked out."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its score and why it was found.

    `coverage` is the share (0 to 1, by rarity) of what the question asks about that the passage mentions, `missing`
    what it does not; `match` how nearly one of its anticipated questions is the question (0 to 1, both ways);
    `similarity` the cosine of the question to the nearest of the passage's texts.
    """

    passage: Passage
    score: float
    dense: float
    morphemes: float
    syllables: float
    coverage: float
    match: float
    similarity: float
    missing: tuple[str, ...]
    confidence: float
    """Probability (0 to 1) that the passage answers the question."""


def find(base: KnowledgeBase, reading: Reading, settings: KnowledgeSettings, count: int = 12) -> list[Hit]:
    """The best passages for a question, best first; passages about another campus than the named are left out."""
    vector = base.embedder.embed_question(reading.text)
    dense = _dense_scores(base, vector, settings.candidates)
    morphemes = base.morphemes.scores(reading.terms)
    syllables = base.syllables.scores(syllable_ngrams(reading.text))
    rows = [row for row in _candidates((morphemes, syllables), dense, settings.candidates) if _fits(base, reading, row)]
    if not rows:
        return []
    _complete(base, vector, dense, rows)
    parts = (
        settings.weight_morphemes * _min_max(morphemes[rows]),
        settings.weight_syllables * _min_max(syllables[rows]),
        settings.weight_dense * np.array([max(dense[row], 0.0) for row in rows], dtype=np.float32),
    )
    fused = parts[0] + parts[1] + parts[2]
    kinds = wanted(reading.key, reading.question.now)
    hits = []
    for at in sorted(range(len(rows)), key=lambda at: -fused[at])[:JUDGED]:
        row = rows[at]
        match, asked_there = _match(base, reading, row)
        coverage, missing = _coverage(base, reading, row, asked_there)
        confidence = _confidence(base, reading, row, coverage, match, dense[row], missing, kinds)
        hits.append(
            Hit(
                passage=base.passages[row],
                score=float(fused[at])
                + COVERAGE_SHARE * coverage
                + MATCH_SHARE * match
                + _place(base, reading, row)
                + _near(base, reading, row),
                dense=float(parts[2][at]),
                morphemes=float(parts[0][at]),
                syllables=float(parts[1][at]),
                coverage=coverage,
                match=match,
                similarity=dense[row],
                missing=missing,
                confidence=confidence,
            )
        )
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))[:count]


def _dense_scores(base: KnowledgeBase, vector: npt.NDArray[np.float32], count: int) -> dict[int, float]:
    """The best cosine of each passage among the nearest records."""
    best: dict[int, float] = {}
    for record_id, cosine in base.store.nearest(vector, count * 4):
        row = base.rows[passage_of(record_id)]
        best[row] = max(best.get(row, -1.0), cosine)
    return best


def _complete(
    base: KnowledgeBase, vector: npt.NDArray[np.float32], dense: dict[int, float], rows: Iterable[int]
) -> None:
    """Give the candidates of the lexical legs their exact cosine too."""
    for row in rows:
        if row not in dense:
            vectors = base.store.vectors_of(base.records[base.passages[row].id])
            dense[row] = float((vectors @ vector).max())


def _candidates(lexical: Iterable[Scores], dense: dict[int, float], count: int) -> list[int]:
    rows: set[int] = set(sorted(dense, key=lambda row: -dense[row])[:count])
    for scores in lexical:
        if len(scores):
            best = np.argpartition(-scores, min(count, len(scores)) - 1)[:count]
            rows.update(int(row) for row in best if scores[row] > 0)
    return sorted(rows)


def _min_max(scores: Scores) -> Scores:
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)


def _fits(base: KnowledgeBase, reading: Reading, row: int) -> bool:
    """Whether a passage is in the question's language and not about another campus."""
    passage = base.passages[row]
    if passage.language != reading.question.language:
        return False
    wanted = set(reading.mentions.campuses)
    return not passage.campus or not wanted or bool(wanted & set(passage.campus))


def names_campus(base: KnowledgeBase, passage: Passage, campuses: Iterable[str]) -> bool:
    """Whether a passage is about one of these campuses, or names it."""
    return bool(base.named_campuses[base.rows[passage.id]] & set(campuses))


def _place(base: KnowledgeBase, reading: Reading, row: int) -> float:
    about = base.passages[row].campus
    track = OWN_TRACK if set(base.passages[row].track) & set(reading.mentions.tracks) else 0.0
    if reading.mentions.campuses:
        if set(about) & set(reading.mentions.campuses):
            return OWN_CAMPUS + track
        return 0.0 if base.named_campuses[row] & set(reading.mentions.campuses) else -OTHER_PLACE
    return track - (OTHER_PLACE if about else 0.0)


def _near(base: KnowledgeBase, reading: Reading, row: int) -> float:
    """Nearness to what the turn before was answered with."""
    if not reading.carried or not reading.question.conversation:
        return 0.0
    last = reading.question.conversation[-1].passage_id
    if base.passages[row].id == last:
        return SAME_PASSAGE
    return (
        SAME_DOCUMENT
        if last in base.rows and base.passages[base.rows[last]].document_id == base.passages[row].document_id
        else 0.0
    )


def _confidence(
    base: KnowledgeBase,
    reading: Reading,
    row: int,
    coverage: float,
    match: float,
    similarity: float,
    missing: tuple[str, ...],
    kinds: tuple[Wanted, ...],
) -> float:
    """How probably a passage answers the question, by a logistic regression (see CONFIDENCE)."""
    strange = [term for term in missing if term in reading.nouns and not base.document_frequency[term]]
    lacks = sum(specific in missing for specific in reading.specifics)
    lacks += lacking(kinds, base.passages[row].text)
    logit = (
        CONFIDENCE["constant"]
        + CONFIDENCE["coverage"] * coverage
        + CONFIDENCE["match"] * match
        + CONFIDENCE["similarity"] * similarity
        + CONFIDENCE["strange nouns"] * min(len(strange), 2)
        + CONFIDENCE["lacks"] * min(lacks, 2)
    )
    return 1 / (1 + math.exp(-logit))


def _match(base: KnowledgeBase, reading: Reading, row: int) -> tuple[float, frozenset[str]]:
    """The best agreement, both ways, with an anticipated question (shared weight over all weight, Dice), and the
    terms of that question."""
    whole = sum(map(base.weight, reading.meant))
    every = frozenset().union(*reading.meant.values())
    best, nearest = 0.0, frozenset[str]()
    for terms, there in base.weighed_questions[row]:
        common = terms & every
        if not common or whole + there <= 0:
            continue
        shared = sum(base.weight(term) for term, meant in reading.meant.items() if not meant.isdisjoint(common))
        shared += sum(map(base.weight, common))
        if shared / (whole + there) > best:
            best, nearest = shared / (whole + there), terms
    return best, nearest


def _coverage(
    base: KnowledgeBase, reading: Reading, row: int, asked_there: frozenset[str]
) -> tuple[float, tuple[str, ...]]:
    """How much of what is asked about a passage or its nearest question mentions, and what they do not.

    The other anticipated questions do not count: words from several of them prove no single subject.
    """
    terms = base.own_terms[row] | asked_there
    whole = covered = 0.0
    missing = []
    for term in reading.asked:
        weight = base.rarity(term) * (1.0 if term in reading.nouns else VERB_SHARE)
        whole += weight
        if not reading.meant[term].isdisjoint(terms) or (len(term) > 1 and term in base.own_texts[row]):
            covered += weight
        else:
            missing.append(term)
    for specific in reading.specifics:
        weight = base.rarity(specific)
        whole += weight
        if specific in base.own_texts[row]:
            covered += weight
        else:
            missing.append(specific)
    return (covered / whole if whole else 1.0), tuple(missing)
