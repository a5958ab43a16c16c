"""Marking: which words of two texts differ, for the eye that compares them side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Changed = Literal["", "removed", "added"]
MAX_WORDS = 2_000
"""Of one side; beyond that nobody compares words, and the comparison takes time with the square."""
MIN_ALIKE = 0.3
"""Below this share of common words two texts are two texts: marks between them would only be noise."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words that is on both sides or on one only."""

    text: str
    changed: Changed = ""


Line = tuple[Part, ...]


def marked(before: Sequence[str], after: Sequence[str]) -> tuple[list[Line], list[Line]]:
    """The sentences of both sides with the words marked that the other side lacks; nothing where one side is empty."""
    old, new = _words(before), _words(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    too_much = max(len(old), len(new)) > MAX_WORDS
    if not before or not after or too_much or matcher.ratio() < MIN_ALIKE:
        return [(Part(line),) for line in before], [(Part(line),) for line in after]
    left: list[tuple[str, Changed]] = []
    right: list[tuple[str, Changed]] = []
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        left += [(word, "" if what == "equal" else "removed") for word in old[i1:i2]]
        right += [(word, "" if what == "equal" else "added") for word in new[j1:j2]]
    return _lines(left), _lines(right)


def _words(lines: Sequence[str]) -> list[str]:
    """The words of all lines, with a line break between lines."""
    return [word for line in lines for word in ("\n", *line.split())][1:]


def _lines(words: Sequence[tuple[str, Changed]]) -> list[Line]:
    """Words back into lines; neighbours that are marked alike become one part."""
    lines: list[list[Part]] = [[]]
    for word, changed in words:
        if word == "\n":
            lines.append([])
            continue
        line = lines[-1]
        if line and line[-1].changed == changed:
            line[-1] = Part(f"{line[-1].text} {word}", changed)
            continue
        if line:
            line.append(Part(" "))
        line.append(Part(word, changed))
    return [tuple(line) for line in lines]
