"""People in danger get a reviewed text with its cited source before anything else.

The text and every number in it stand in a programme document of the topic `help-lines`; the words by which danger is
told are distress.yaml. Exaggeration (배고파 죽겠다) is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from knowledge.cues import Cues, word_lists
from knowledge.document import Language, Passage
from knowledge.normalisation import search_key

Kind = Literal["crisis", "scam", "harassment"]
KINDS: tuple[Kind, ...] = ("crisis", "scam", "harassment")
"""The most pressing first: who speaks of death and of a swindler needs the crisis line first."""


@dataclass(frozen=True, slots=True)
class Distress:
    """What somebody is in danger of, and the section that answers: its document topic, and its heading by language."""

    kind: Kind
    topic: str
    headings: tuple[tuple[Language, str], ...]

    def passage(self, passages: Sequence[Passage], language: Language) -> Passage | None:
        """The section to quote, in the language of the question or else in Korean; None where staff removed it."""
        by_language = dict(self.headings)
        languages: tuple[Language, ...] = (language, "ko")
        for wanted in languages:
            heading = by_language[wanted]
            for passage in passages:
                if passage.topic == self.topic and passage.language == wanted and passage.heading == heading:
                    return passage
        return None


def judge(text: str) -> Distress | None:
    """What the writer of a text is in danger of; None for nearly every question."""
    key = search_key(text)
    for kind in KINDS:
        if _cues(kind).found_in(key):
            lists = word_lists("distress.yaml")
            return Distress(kind, lists["topic"], tuple(lists["headings"][kind].items()))
    return None


@cache
def _cues(kind: Kind) -> Cues:
    return Cues.of(word_lists("distress.yaml")[kind])
