"""Questions whose answer changes with the clock, through the whole assistant."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from knowledge.answer import Answer
from knowledge.answering import Answerer
from knowledge.intake_answer import answer_on_intake
from knowledge.periods import KST
from knowledge.question import Question

ROWS = yaml.safe_load((Path(__file__).parent / "questions.yaml").read_text("utf-8"))


def asked() -> Iterator[tuple[str, str, list[str]]]:
    for row in ROWS:
        for text, *wanted in row.get("asks", ()):
            yield row["at"], text, wanted


def answered(answerer: Answerer, text: str, at: str) -> Answer:
    return answerer.answer(Question.of(text, datetime.fromisoformat(at).replace(tzinfo=KST)))


@pytest.mark.parametrize("at, text, wanted", list(asked()))
def test_the_answer_says_how_things_stand_at_that_time(
    answerer: Answerer, at: str, text: str, wanted: list[str]
) -> None:
    answer = answered(answerer, text, at)
    for words in wanted:
        assert any(word in answer.text for word in words.split("|")), answer.text


@pytest.mark.parametrize("at, text", [(row["at"], text) for row in ROWS for text in row.get("not_worked_out", ())])
def test_other_questions_about_courses_get_no_verdict_on_dates(answerer: Answerer, at: str, text: str) -> None:
    question = Question.of(text, datetime.fromisoformat(at).replace(tzinfo=KST))
    assert answer_on_intake(answerer.read(question, text, False), answerer.base) is None
