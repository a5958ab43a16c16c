"""Evidence: the figures of a question and of one found passage that the judgement is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.base import KnowledgeBase
from knowledge.document import Passage
from knowledge.examples import Nearness, examples_for
from knowledge.expectation import Wanted, is_surely_ours, lacking, said_to_exist, wanted
from knowledge.judgement import Evidence
from knowledge.matching import VERB_SHARE
from knowledge.normalisation import compact
from knowledge.question import Reading, has_foreign_word, has_school_word, is_named, vocabulary

STORY_CHARS = 60


@dataclass(frozen=True, slots=True)
class Matched:
    """A passage with its scores.

    `coverage` is the share (0 to 1, by rarity) of what the question asks about that the passage mentions, `missing`
    what it does not; `match` how nearly one of its anticipated questions is the question (0 to 1, both ways);
    `similarity` the cosine of the question to the nearest of the passage's texts.
    """

    passage: Passage
    score: float
    fused: float
    coverage: float
    match: float
    similarity: float
    missing: tuple[str, ...]


def unsaid(reading: Reading, missing: Sequence[str]) -> list[str]:
    """The nouns with a meaning of their own among what is missing.

    A word for the kind of figure may be missing where the figure stands, and one syllable is mostly half a word.
    """
    return [term for term in missing if term in reading.nouns and len(term) > 1 and term not in vocabulary().measures]


@dataclass(frozen=True, slots=True)
class Asked:
    """What holds of a question whatever passage is found."""

    reading: Reading
    near: dict[str, Nearness]
    kinds: tuple[Wanted, ...]
    thing: str
    """What the question asks whether there is; empty where it asks something else."""
    general: Mapping[str, float]
    """The evidence that does not depend on a passage."""

    @classmethod
    def of(cls, base: KnowledgeBase, reading: Reading, vector: npt.NDArray[np.float32]) -> "Asked":
        """Work it out once for a question with its unit vector."""
        known = [noun for noun in reading.nouns if base.document_frequency[noun]]
        near = examples_for(base.embedder).nearness(reading.text, vector)
        alien, beside = has_foreign_word(reading), has_school_word(reading) or is_named(reading)
        general = {
            "known": len(known) / max(1, len(reading.nouns)),
            "named": float(is_named(reading)),
            "school": float(has_school_word(reading)),
            "alien": float(alien and not beside),
            "beside": float(alien and beside),
            "surely ours": float(is_surely_ours(reading.key, alien=alien)),
            "story": float(len(compact(reading.question.text)) > STORY_CHARS),
            "campus": float(bool(reading.mentions.campuses)),
            "open usual": near["open"].usual,
            "open letters": near["open"].letters,
            "ours usual": near["ours"].usual,
            "foreign usual": near["foreign"].usual,
            "foreign letters": near["foreign"].letters,
        }
        kinds = wanted(reading.key, reading.question.now)
        return cls(reading, near, kinds, said_to_exist(reading.key), general)

    def evidence(self, base: KnowledgeBase, found: Matched, rival: float) -> Evidence:
        """The figures of one passage; `rival` is the score of the best other one."""
        reading, near = self.reading, self.near
        strange = [term for term in found.missing if term in reading.nouns and not base.document_frequency[term]]
        lacks = sum(specific in found.missing for specific in reading.specifics)
        if not found.passage.gap:  # what is left open lacks it by its nature
            lacks += lacking(self.kinds, found.passage.text)
        return {
            **self.general,
            "coverage": found.coverage,
            "own": self._own_share(base, found.passage),
            "match": found.match,
            "bare": float(found.passage.is_bare),
            "similarity": found.similarity,
            "fused": found.fused,
            "margin": found.score - rival,
            "lacks": min(lacks, 2),
            "absent": float(self._lacks_thing(found)),
            "unsaid": min(len(unsaid(reading, found.missing)), 2),
            "strange": min(len(strange), 2),
            "open lead": near["open"].nearest - found.similarity,
            "foreign lead": near["foreign"].nearest - found.similarity,
        }

    def _lacks_thing(self, found: Matched) -> bool:
        """Whether it is asked if a campus has a thing, and the passage has no word for it."""
        missing = tuple(term for term in found.missing if term in self.reading.nouns)
        told = self.general["campus"] and not self.general["story"]
        return bool(told and missing) and any(word.startswith(missing) for word in self.thing.split())

    def _own_share(self, base: KnowledgeBase, passage: Passage) -> float:
        """Share (0 to 1, by rarity) of what is asked about that the passage says in its own words.

        Unlike the coverage it leaves out the anticipated questions, which hold words that nothing answers.
        """
        reading, row = self.reading, base.rows[passage.id]
        whole = held = 0.0
        for term in reading.asked:
            weight = base.rarity(term) * (1.0 if term in reading.nouns else VERB_SHARE)
            if not reading.meant[term].isdisjoint(base.own_terms[row]) or term in base.own_text(row):
                held += weight
            elif passage.is_bare and term in vocabulary().measures:
                continue
            whole += weight
        return held / whole if whole else 1.0
