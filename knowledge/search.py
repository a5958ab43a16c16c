"""Question -> ranked Hits: three legs, fused, then judged by what the question is about.

The legs are Kiwi-morpheme BM25, syllable n-gram BM25 and the cosine of the embeddings; their min-max normalised
scores are summed with weights. Rank fusion with equal weights makes a strong BM25 worse (KorQuAD hit@1 89.8 ->
75.1), a weighted sum of scores does not (91.6).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.base import KnowledgeBase
from knowledge.document import Passage
from knowledge.evidence import Asked, Matched
from knowledge.fusion import Weights, candidates, fuse
from knowledge.judgement import Judgement, judge
from knowledge.lexical import syllable_ngrams
from knowledge.matching import Wording, coverage, match
from knowledge.normalisation import compact
from knowledge.question import Reading
from knowledge.settings import KnowledgeSettings
from knowledge.store import passage_of

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
OWN_COURSE = 0.3
"""Added where a question leans on a course and the passage's heading names it: more than a campus gives."""
COVERAGE_SHARE = 0.3
MATCH_SHARE = 0.6
"""Weights of coverage and match beside the fused score when hits are put in order (development split)."""
JUDGED = 16
"""Candidates, best fused first, whose match is worked out."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, why, and what that says of the question."""

    matched: Matched
    judgement: Judgement

    @property
    def passage(self) -> Passage:
        """The passage that was found."""
        return self.matched.passage

    @property
    def score(self) -> float:
        """What the hits are ordered by."""
        return self.matched.score

    @property
    def match(self) -> float:
        """How nearly one of the passage's anticipated questions is the question, 0 to 1."""
        return self.matched.match

    @property
    def coverage(self) -> float:
        """Share of what the question asks about that the passage mentions, 0 to 1."""
        return self.matched.coverage

    @property
    def similarity(self) -> float:
        """Cosine of the question to the nearest of the passage's texts."""
        return self.matched.similarity

    @property
    def missing(self) -> tuple[str, ...]:
        """What the question asks about and the passage does not mention."""
        return self.matched.missing

    @property
    def confidence(self) -> float:
        """Probability (0 to 1) that the passage answers the question."""
        return self.judgement.answers


def find(base: KnowledgeBase, reading: Reading, settings: KnowledgeSettings, count: int = 12) -> list[Hit]:
    """The best passages for a question, best first; passages about another campus than the named are left out."""
    vector = base.embedder.embed_question(reading.text)
    cosines = _cosines(base, vector, settings.candidates)
    morphemes = base.morphemes.scores(reading.terms)
    syllables = base.syllables.scores(syllable_ngrams(reading.text))
    rows = [
        row for row in candidates((morphemes, syllables, cosines), settings.candidates) if _fits(base, reading, row)
    ]
    if not rows:
        return []
    _complete(base, vector, cosines, rows)
    weights = Weights(settings.weight_morphemes, settings.weight_syllables, settings.weight_dense)
    parts = fuse(morphemes[rows], syllables[rows], cosines[rows], weights)
    fused = parts[0] + parts[1] + parts[2]
    best = np.argsort(-fused, kind="stable")[:JUDGED]
    wording = Wording.of(base, reading)
    matched = [_matched(base, reading, wording, rows[at], float(fused[at]), float(cosines[rows[at]])) for at in best]
    ranked = sorted(matched, key=lambda found: (-found.score, found.passage.id))[:count]
    asked = Asked.of(base, reading, vector)
    return [Hit(found, judge(asked.evidence(base, found, rival(found, ranked)))) for found in ranked]


def rival(found: Matched, others: Sequence[Matched]) -> float:
    """The best score beside that of a passage, 0 where it is the only one.

    What the documents left open so far is no rival to what staff upload to close it.
    """
    bare = found.passage.is_bare
    return max((one.score for one in others if one is not found and not (bare and one.passage.gap)), default=0.0)


def _matched(
    base: KnowledgeBase, reading: Reading, wording: Wording, row: int, fused: float, similarity: float
) -> Matched:
    agreement, asked_there = match(base, wording, row)
    covered, missing = coverage(base, reading, row, asked_there)
    # What staff upload comes without anticipated questions: what it says stands in for them.
    wanted = max(agreement, similarity) if base.passages[row].is_bare else agreement
    score = fused + COVERAGE_SHARE * covered + MATCH_SHARE * wanted
    score += _place(base, reading, row) + _near(base, reading, row)
    return Matched(base.passages[row], score, fused, covered, agreement, similarity, missing)


def _cosines(base: KnowledgeBase, vector: npt.NDArray[np.float32], count: int) -> Scores:
    """The best cosine of each passage's texts; -1 where a large store was not asked for all."""
    cosines = base.store.cosines(vector)
    if cosines is not None:
        return base.best_of_passages(cosines)
    best = np.full(len(base.passages), -1.0, dtype=np.float32)
    for record_id, cosine in base.store.nearest(vector, count * 4):
        row = base.rows[passage_of(record_id)]
        best[row] = max(best[row], cosine)
    return best


def _complete(base: KnowledgeBase, vector: npt.NDArray[np.float32], cosines: Scores, rows: Iterable[int]) -> None:
    """Give the candidates of the lexical legs their exact cosine too."""
    for row in rows:
        if cosines[row] == -1.0:
            vectors = base.store.vectors_of(base.records[base.passages[row].id])
            cosines[row] = (vectors @ vector).max()


def _fits(base: KnowledgeBase, reading: Reading, row: int) -> bool:
    """Whether a passage is in the question's language and not about another campus."""
    passage = base.passages[row]
    if passage.language != reading.question.language:
        return False
    wanted = set(reading.mentions.campuses)
    return not passage.campus or not wanted or bool(wanted & set(passage.campus))


def names_campus(base: KnowledgeBase, passage: Passage, campuses: Iterable[str]) -> bool:
    """Whether a passage is about one of these campuses, or names it."""
    return bool(base.named_campuses(base.rows[passage.id]) & set(campuses))


def _place(base: KnowledgeBase, reading: Reading, row: int) -> float:
    about = base.passages[row].campus
    track = OWN_TRACK if set(base.passages[row].track) & set(reading.mentions.tracks) else 0.0
    if reading.mentions.campuses:
        # A notice is about the campuses that it names; nobody marks it as theirs.
        theirs = base.named_campuses(row) if base.passages[row].is_bare else about
        if set(theirs) & set(reading.mentions.campuses):
            return OWN_CAMPUS + track
        return 0.0 if base.named_campuses(row) & set(reading.mentions.campuses) else -OTHER_PLACE
    return track - (OTHER_PLACE if about else 0.0)


def _near(base: KnowledgeBase, reading: Reading, row: int) -> float:
    """Nearness to what the turn before was answered with."""
    if not reading.carried or not reading.question.conversation:
        return 0.0
    last, passage = reading.question.conversation[-1].passage_id, base.passages[row]
    own = (
        OWN_COURSE
        if reading.about and all(compact(word) in compact(passage.heading) for word in reading.about)
        else 0.0
    )
    if passage.id == last:
        return own + SAME_PASSAGE
    beside = last in base.rows and base.passages[base.rows[last]].document_id == passage.document_id
    return own + (SAME_DOCUMENT if beside else 0.0)
