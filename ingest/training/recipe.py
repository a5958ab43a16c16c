"""What the steps share: where each leaves its result, and the numbers that decide the model."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SEED = 20261123
PIECES = 40_000
DIMENSION = 256
THREADS = 1

Progress = Callable[[str], None]
"""Told one line at a time what a step is doing."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much of the data and how many steps: the defaults ship, smaller numbers are for trying and for tests."""

    wiki_passages: int = 1_000_000
    questions_each: int = 2
    analysed_lines: int = 20_000
    pieces: int = PIECES
    dimension: int = DIMENSION
    steps: int = 1_500
    batch: int = 1_024
    small_batch: int = 640
    learning_rate: float = 0.004
    wiki_share: float = 0.65


GOING_ON = Size(wiki_passages=40_000, steps=500, learning_rate=0.002, wiki_share=0.6)
"""For a model that starts from another: enough of the encyclopedia that what it knows is kept."""


@dataclass(frozen=True, slots=True)
class Folders:
    """`data` holds the datasets (see README.md), `programme` the documents that ship, `out` what the steps write."""

    data: Path
    programme: Path
    out: Path
    start: Path | None = None
    """A model to go on from: its vocabulary and vectors instead of those of steps 2 and 4."""

    @property
    def pairs(self) -> Path:
        """Step 1: texts.jsonl and pairs.npz."""
        return self.out / "1-pairs"

    @property
    def tokenizer(self) -> Path:
        """Step 2."""
        return self.out / "2-vocabulary" / "tokenizer.json"

    @property
    def tokens(self) -> Path:
        """Step 3."""
        return self.out / "3-tokens.npz"

    @property
    def word_vectors(self) -> Path:
        """Step 4."""
        return self.out / "4-word-vectors.npz"

    @property
    def trained(self) -> Path:
        """Step 5."""
        return self.out / "5-trained.npy"

    @property
    def model(self) -> Path:
        """Step 6: the folder that ships."""
        return self.out / "6-model"
