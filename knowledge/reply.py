"""Reply: the text of a language model, read as it arrives: sentences, each with the passages it says it stands on.

The protocol is plain text with the passage's number in brackets after each sentence. Structured output was tried
and left: with LangChain a partial object says nothing before its last sentence is whole, and servers that only claim
to be compatible ignore the schema without a word (`transformers serve` 5.23: json_schema ends in a parse error,
function_calling gives None). A bracket survives every provider and shows the first sentence as soon as it ends.
"""

import re
from dataclasses import dataclass

from knowledge.answer import Fallback
from knowledge.errors import WriterFailed
from knowledge.normalisation import shown

MAX_CHARS = 20_000
"""Of the whole reply, what a reasoning model thinks aloud included; the answer itself has a few hundred."""
MAX_UNMARKED_CHARS = 1_000
"""Without a passage number; the longest statement of the programme documents has under 300."""
MAX_LINES = 16
"""Sentences and items: the longest list of the documents has 13 and an introduction."""
NOTHING_FOUND = "NONE"
"""What the model is told to write where the passages do not answer."""

_MARKS = re.compile(r"(?:\s*\[\s*\d{1,3}(?:\s*,\s*\d{1,3})*\s*\])+")
_THOUGHTS = ("<think>", "</think>")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_EMPHASIS = re.compile(r"\*\*|__|`|^#+\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """What stands before a mark, one line of it: one or more sentences or a list item, and the numbers in the mark."""

    text: str
    numbers: tuple[int, ...]
    item: bool = False


class ReplyReader:
    """Takes the pieces of one reply in order and gives each line when it is whole."""

    def __init__(self) -> None:
        self._waiting = ""
        self._received = 0
        self._given = 0
        self._thinking: bool | None = None

    def feed(self, piece: str) -> list[Line]:
        """The lines that this piece completed. Raises WriterFailed where the reply cannot be used."""
        self._received += len(piece)
        if self._received > MAX_CHARS:
            raise WriterFailed(Fallback.TOO_LONG)
        if "\ufffd" in piece:
            raise WriterFailed(Fallback.GARBAGE)
        self._waiting += piece
        if self._in_thought():
            return []
        lines: list[Line] = []
        while (marks := _MARKS.search(self._waiting)) and not _may_go_on(self._waiting[marks.end() :]):
            lines += self._take(marks)
        if len(self._waiting) > MAX_UNMARKED_CHARS:
            raise WriterFailed(Fallback.NO_SOURCE)
        return lines

    def end(self) -> list[Line]:
        """The lines that were still waiting. Raises WriterFailed where text is left that names no passage."""
        if self._thinking:
            raise WriterFailed(Fallback.CUT)
        lines: list[Line] = []
        while marks := _MARKS.search(self._waiting):
            lines += self._take(marks)
        left = re.sub(r"\W", "", self._waiting)
        if not self._given and left.upper() in ("", NOTHING_FOUND):
            raise WriterFailed(Fallback.REFUSED if left else Fallback.GARBAGE)
        if left:
            raise WriterFailed(Fallback.NO_SOURCE)
        return lines

    def _in_thought(self) -> bool:
        """Whether a model that thinks aloud first (qwen3, deepseek-r1) still does; its thoughts are dropped."""
        start, end = _THOUGHTS
        if self._thinking is None:
            head = self._waiting.lstrip()[: len(start)]
            if start.startswith(head) and head != start:
                return True  # too early to tell; without a mark nothing is lost by waiting
            self._thinking = head == start
        if self._thinking and end in self._waiting:
            self._waiting = self._waiting.partition(end)[2]
            self._thinking = False
        return self._thinking

    def _take(self, marks: re.Match[str]) -> list[Line]:
        before, after = self._waiting[: marks.start()], self._waiting[marks.end() :]
        # Some put the mark before the full stop.
        stop = re.match(r"\s*([.!?。])", after)
        if stop:
            before, after = before + ("" if before.rstrip().endswith((".", "!", "?")) else stop[1]), after[stop.end() :]
        self._waiting = after
        numbers = tuple(dict.fromkeys(int(number) for number in re.findall(r"\d+", marks[0])))
        lines = [_line(text, numbers) for text in before.splitlines() if re.search(r"\w", text)]
        self._given += len(lines)
        if self._given > MAX_LINES:
            raise WriterFailed(Fallback.TOO_LONG)
        return lines


def _may_go_on(rest: str) -> bool:
    """Whether what follows a mark may still turn out to belong to it: nothing yet, or the start of another mark."""
    rest = rest.strip()
    return not rest or (rest.startswith("[") and "]" not in rest)


def _line(text: str, numbers: tuple[int, ...]) -> Line:
    plain = _BULLET.sub("", text)
    return Line(shown(_EMPHASIS.sub("", plain)), numbers, item=plain != text)
