"""Reads the training datasets: gzip-compressed JSON lines in one folder each. Nothing marked for evaluation is read."""

import gzip
import json
import random
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.sources import read_source
from ingest.training.noise import as_typed

KINDS = (
    "wiki", "parakqc", "question_pair", "chatbot_data", "inference", "ms_helpdesk", "ms_partner", "programme",
)  # fmt: skip
"""The sources of pairs; a pair's kind is its place here."""
SIMILAR = 3.8
"""From this of five KorSTS sentences are taken for paraphrases."""
LONGEST = 600
SENTENCES_EACH = 3
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
HELP_TAILS = ("", " 방법", " 어떻게 하나요?", " 알려줘", "이 안 돼요", " 하고 싶어요", " 문제", " 해결")


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and what it should find. Pairs of one `group` are no wrong answers to each other."""

    question: str
    passage: str
    group: int


def rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The rows of a dataset, file after file in the order of their names. Raises FileNotFoundError."""
    files = sorted((folder / name).glob("train*.jsonl.gz"))
    if not files:
        raise FileNotFoundError(f"학습 자료가 없습니다: {folder / name} (no training data)")
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def stable(text: str) -> int:
    """A number for a text that is the same in every process."""
    return zlib.crc32(text.encode())


def small_pairs(data: Path, programme: Path, chance: random.Random) -> dict[str, list[Pair]]:
    """The pairs of every kind but the encyclopedia."""
    return {
        "parakqc": list(_paraphrases(data, chance)),
        "question_pair": [
            pair
            for row in rows(data, "question_pair")
            for pair in _both_ways(row["a"], row["b"], stable(row["a"]), chance)
        ],
        "chatbot_data": [
            Pair(as_typed(row["question"], chance), row["answer"], stable(row["answer"]))
            for row in rows(data, "chatbot_data")
        ],
        "inference": list(_inference(data, chance)),
        "ms_helpdesk": list(_articles(data, "ms_helpdesk", "title", chance)),
        "ms_partner": list(_articles(data, "ms_partner_sections", "heading", chance)),
        "programme": list(_programme(programme, chance)),
    }


def _both_ways(one: str, other: str, group: int, chance: random.Random) -> Iterator[Pair]:
    yield Pair(as_typed(one, chance), other, group)
    yield Pair(as_typed(other, chance), one, group)


def _paraphrases(data: Path, chance: random.Random) -> Iterator[Pair]:
    """A third of the ordered pairs of each topic's ten utterances."""
    for row in rows(data, "parakqc"):
        for one in row["utterances"]:
            for other in row["utterances"]:
                if one != other and chance.random() < 0.35:
                    yield Pair(as_typed(one, chance), other, row["topic"])


def _inference(data: Path, chance: random.Random) -> Iterator[Pair]:
    for row in rows(data, "nli_ko"):
        yield from _both_ways(row["premise"], row["entailment"], stable(row["premise"]), chance)
    for row in rows(data, "korsts"):
        if row["score"] >= SIMILAR:
            yield from _both_ways(row["a"], row["b"], stable(row["a"]), chance)


def _articles(data: Path, name: str, title: str, chance: random.Random) -> Iterator[Pair]:
    """The title of a help article finds its body, a sentence finds the rest, the beginning finds what follows."""
    for group, row in enumerate(rows(data, name)):
        heading, body = row[title], row["body"]
        yield Pair(as_typed(heading, chance), body[:LONGEST], group)
        yield Pair(as_typed(heading + chance.choice(HELP_TAILS), chance), body[:LONGEST], group)
        parts = [part for part in _SENTENCE_END.split(body) if len(part) > 15]
        if len(parts) > 2:
            for chosen in chance.sample(range(len(parts)), min(SENTENCES_EACH, len(parts))):
                rest = " ".join((heading, *parts[:chosen], *parts[chosen + 1 :]))
                yield Pair(as_typed(parts[chosen][:120], chance), rest[:LONGEST], group)
            middle = len(parts) // 2
            yield Pair(f"{heading} {parts[0]}"[:200], " ".join(parts[middle:])[:LONGEST], group)


def _programme(folder: Path, chance: random.Random) -> Iterator[Pair]:
    """An anticipated question finds its section and the other questions of it; other sections are wrong answers."""
    for document in read_source(folder, "programme").documents:
        for section in document.sections:
            group = stable(f"{document.id}/{section.line}")
            heading = " ".join((document.title, *section.heading_path))
            text = re.sub(r"\[\^[^\]]+\]", "", " ".join(block.text for block in section.blocks))
            passage = f"{heading} {text}"[:LONGEST]
            for question in section.questions:
                yield Pair(as_typed(question, chance), passage, group)
                yield Pair(as_typed(question, chance), text[:LONGEST], group)
                others = [other for other in section.questions if other != question]
                for other in chance.sample(others, min(4, len(others))):
                    yield Pair(as_typed(question, chance), other, group)
