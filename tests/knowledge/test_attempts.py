"""Attempts to redirect the assistant are told from honest questions that sound like them."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.attempts import is_attempt, is_unsuitable
from knowledge.settings import PACKAGE

HERE = Path(__file__).parent


def listed(name: str) -> Any:
    return yaml.load((HERE / name).read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@pytest.mark.parametrize("kind", ["plain", "encoded"])
def test_every_attempt_is_told(kind: str) -> None:
    attempts = listed("attacks/attacks.yaml")
    assert sum(map(len, attempts.values())) >= 150
    assert [text for text in attempts[kind] if not is_attempt(text)] == []


def test_of_100_honest_lookalikes_at_most_3_are_stopped() -> None:
    lookalikes = listed("attacks/lookalikes.yaml")
    assert len(lookalikes) >= 100
    stopped = [text for text in lookalikes if is_attempt(text) or is_unsuitable(text)]
    assert len(stopped) <= 3, stopped


def test_no_question_that_the_documents_anticipate_is_stopped() -> None:
    questions = [
        line.removeprefix("> Q:").strip()
        for path in sorted((PACKAGE / "programme").rglob("*.md"))
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("> Q:")
    ]
    assert len(questions) > 1000
    assert [text for text in questions if is_attempt(text) or is_unsuitable(text)] == []


@pytest.mark.parametrize("kind", ["politics", "law", "insult", "sex", "violence"])
def test_what_the_assistant_is_not_for_is_told(kind: str) -> None:
    assert [text for text in listed("attacks/unsuitable.yaml")[kind] if not is_unsuitable(text)] == []


def test_text_of_any_letters_and_length_is_taken() -> None:
    for text in (
        "",
        "=",
        "%%%%",
        "\\ud800\\udc00",
        "A" * 5000,
        "01" * 4000,
        "ㅏㅓ" * 2000,
        "가 " * 2000,
        "%ff%fe" * 50,
    ):
        assert not is_attempt(text)
        assert not is_unsuitable(text)
