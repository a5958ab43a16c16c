"""Extract: what a reader took out of one file, before it becomes a Document; and why a file could not be read."""

from dataclasses import dataclass
from enum import StrEnum


class FileState(StrEnum):
    """What became of a file. Everything from PASSWORD on is left out of the version."""

    OK = "ok"
    WARNINGS = "ok with warnings"
    PASSWORD = "password"  # noqa: S105
    DISTRIBUTION = "distribution"
    SCAN = "scan"
    GARBLED = "garbled"
    DAMAGED = "damaged"
    TOO_BIG = "too big"
    UNSUPPORTED = "unsupported"


class NotRead(Exception):
    """Why a file is left out; `message` is Korean with a short English gloss, and says what to do."""

    def __init__(self, state: FileState, message: str) -> None:
        super().__init__(message)
        self.state = state


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` counts from 1."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a list item."""

    text: str
    item: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A grid: every row has the same number of cells, a merged cell's text stands in each place that it covers.

    The first `header_rows` rows name the columns; 0 where none does.
    """

    rows: tuple[tuple[str, ...], ...]
    header_rows: int = 1
    caption: str = ""


Piece = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Extract:
    """The pieces of one text in reading order, and what the file says of itself (empty where it says nothing).

    `published` is YYYY, YYYY-MM or YYYY-MM-DD. `made` is the day on which its properties say that it was made: that of
    the file that was used as a model as often as not, so it is only put to staff where a date is wanted. `warnings` name what was left out or is doubtful, ready to be shown.
    """

    pieces: tuple[Piece, ...]
    title: str = ""
    published: str = ""
    publisher: str = ""
    url: str = ""
    warnings: tuple[str, ...] = ()
    made: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost; every one is a setting."""

    max_file_bytes: int = 100_000_000
    max_unpacked_bytes: int = 200_000_000
    max_part_bytes: int = 100_000_000
    max_ratio: int = 200
    """Of unpacked to packed size, for parts over 1 MB."""
    max_entries: int = 5_000
    max_pages: int = 2_000
    max_cells: int = 200_000
    max_chars: int = 5_000_000
    memory_bytes: int = 1_000_000_000
    cpu_s: int = 60
    wall_s: int = 90
