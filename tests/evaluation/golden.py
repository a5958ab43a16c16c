"""Golden questions: what is asked, and what a right answer must hold."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "golden"


@dataclass(frozen=True, slots=True)
class Golden:
    """One question. `must` needs one alternative of each list in an answer's text and `sources` one of its ids
    cited, where the status is answered; no `must_not` may occur in any text."""

    id: str
    question: str
    language: str
    topic: str
    phrasing: str
    kind: str
    status: tuple[str, ...]
    must: tuple[tuple[str, ...], ...]
    must_not: tuple[str, ...]
    sources: tuple[str, ...]
    note: str = ""
    conversation: tuple[str, ...] = ()
    """The questions asked before, in order."""
    now: str = ""
    """The clock in ISO form, where the question depends on it."""


def load(split: str) -> list[Golden]:
    """The questions of a split: dev, dev2 or test."""
    return read(FOLDER / f"{split}.yaml")


def read(path: Path) -> list[Golden]:
    """The questions in a file."""
    entries: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    return [_golden(entry) for entry in entries]


def _golden(entry: dict[str, Any]) -> Golden:
    fields = dict(entry)
    fields["must"] = tuple(tuple(map(str, alternatives)) for alternatives in fields.get("must") or ())
    for name in ("status", "must_not", "sources", "conversation"):
        fields[name] = tuple(map(str, fields.get(name) or ()))
    return Golden(**fields)
