"""One paragraph of a Hangul word processor file while it is taken into a story."""

import re

from ingest.readers.extract import Limits
from ingest.readers.story import HIDDEN, Collected, Line, Story, lines_of

WEB_ADDRESS = re.compile(r"https?\\?://[^;\s|]+")
"""As commands of links hold it, where a colon may have a backslash before it."""


class Draft:
    """Words in order; what stands in the line cuts the paragraph, what floats beside it comes after it."""

    def __init__(
        self,
        collected: Collected,
        limits: Limits,
        story: Story,
        head: tuple[str, int | None, bool],
        look: tuple[float, bool],
    ) -> None:
        """`head`: the number before it, its level in the outline, whether it is a list item; `look`: points, bold."""
        self.collected = collected
        self._limits = limits
        self._story = story
        self._number, self._outline, self._item = head
        self._points, self._bold = look
        self._words: list[str] = []
        self._floating: Story = []
        self._fields: list[tuple[int, str, bool]] = []

    def add(self, text: str, hidden: bool = False) -> None:
        """Take in words; hidden ones are only counted."""
        if hidden:
            if text.strip():
                self.collected.left_out[HIDDEN] += 1
            return
        self.collected.count_chars(text, self._limits)
        self._words.append(text)

    def add_note(self, kind: str, text: str) -> None:
        """A note in brackets where its mark stands."""
        if text:
            self._words.append(f" [{kind}: {text}] ")

    def place(self, inner: Story, in_line: bool) -> None:
        """A table, or what is in a box."""
        if in_line and inner:
            self._flush()
            self._story.extend(inner)
        else:
            self._floating.extend(inner)

    def begin_field(self, command: str = "", is_path: bool = False) -> None:
        """From here to the end of the field: a link, where its command begins with an address, or a file's path."""
        match = WEB_ADDRESS.match(command)
        self._fields.append((len(self._words), match[0].replace("\\", "") if match else "", is_path))

    def end_field(self) -> None:
        """A link keeps its address; where a file lay on somebody's disk is for nobody."""
        if not self._fields:
            return
        start, address, is_path = self._fields.pop()
        if is_path:
            del self._words[start:]
        elif address and address.rstrip("/") not in "".join(self._words[start:]):
            self._words.append(f" ({address}) ")

    def finish(self) -> None:
        """Everything is taken in."""
        self._flush()
        self._story.extend(self._floating)

    def _flush(self) -> None:
        for text in lines_of("".join(self._words)):
            numbered = f"{self._number} {text}" if self._number else text
            item = self._item or bool(self._number)
            self._story.append(Line(numbered, self._points, self._bold, self._outline, item))
            self._number, self._outline, self._item = "", None, False
        self._words, self._fields = [], []
