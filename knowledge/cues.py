"""Cues: word lists that tell what a question is, each a few literal words and the pattern they stand in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class _Cue:
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None

    def matches(self, key: str) -> bool:
        return bool(self.pattern.search(key)) and not (self.unless and self.unless.search(key))


@dataclass(frozen=True, slots=True)
class Cues:
    """Cues of one kind. A text has one where any of its words stands in it, its pattern matches and `unless` does not.

    `starts` leads from the first two letters of each word to the word and its cue: a text without any of the words,
    as most are, costs one look-up a letter.
    """

    starts: Mapping[str, Sequence[tuple[str, _Cue]]]

    @classmethod
    def of(cls, records: Sequence[Mapping[str, Any]]) -> "Cues":
        """From records with `words` of two letters or more, `patterns` and perhaps `unless`, all lists."""
        starts: dict[str, list[tuple[str, _Cue]]] = {}
        for record in records:
            cue = _Cue(_any_of(record["patterns"]), _any_of(record["unless"]) if "unless" in record else None)
            for word in record["words"]:
                starts.setdefault(word[:2], []).append((word, cue))
        return cls(starts)

    def found_in(self, key: str) -> bool:
        """Whether a search key has one of these cues."""
        tried: set[int] = set()
        for at in range(len(key) - 1):
            for word, cue in self.starts.get(key[at : at + 2], ()):
                if id(cue) not in tried and key.startswith(word, at):
                    if cue.matches(key):
                        return True
                    tried.add(id(cue))
        return False


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


@cache
def word_lists(name: str) -> Mapping[str, Any]:
    """The word lists of a file beside this one, read once."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: Mapping[str, Any] = yaml.load((Path(__file__).parent / name).read_text("utf-8"), Loader=loader)  # noqa: S506
    return content
