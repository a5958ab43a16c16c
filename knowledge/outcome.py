"""Outcome: what is known about one question before a word is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.answer import Status
from knowledge.question import Reading
from knowledge.search import Hit
from knowledge.writing import Sentence


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hits to write from, sentences that are worked out, or a text that is fixed."""

    reading: Reading
    status: Status
    hits: tuple[Hit, ...] = ()
    """From the first that answers."""
    sentences: tuple[Sentence, ...] = ()
    """Worked out from dates, rules and the directory, and proven: no writer is asked."""
    found: tuple[Hit, ...] = ()
    """All that the search found, whether it answers or not."""
    text: str = ""
    suggestions: tuple[str, ...] = ()
    subject: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether there is something to say."""
        return bool(self.hits or self.sentences)

    @property
    def lead(self) -> str:
        """The passage that the answer begins with; empty where there is none."""
        return self.sentences[0].passage.id if self.sentences else self.hits[0].passage.id if self.hits else ""

    @property
    def certainty(self) -> float:
        """How surely there is something to say: 1 for what was worked out, 0 for nothing."""
        return 1.0 if self.sentences else self.hits[0].confidence if self.hits else 0.0


def each_once(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes without those whose answer is another one's already."""
    kept: dict[str, Outcome] = {}
    for outcome in outcomes:
        kept.setdefault(outcome.lead or outcome.reading.text, outcome)
    return list(kept.values())


def related_questions(hits: Sequence[Hit], first: int = 1) -> tuple[str, ...]:
    """The first anticipated question of the best passages from the `first` on, each passage a subject of its own."""
    lead = hits[0].passage.heading if first and hits else ""
    passages = [hit.passage for hit in hits[first:]]
    asked = [passage.questions[0] for passage in passages if passage.questions and passage.heading != lead]
    return tuple(dict.fromkeys(asked))[:3]
