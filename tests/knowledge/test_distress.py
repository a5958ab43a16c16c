"""People in danger are told from those who exaggerate, and their text and its numbers stand in a document."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.base import KnowledgeBase
from knowledge.distress import KINDS, Kind, judge
from knowledge.document import Language
from knowledge.settings import PACKAGE

HERE = Path(__file__).parent
CODE = ("distress.py", "distress.yaml", "texts.py")


def listed(name: str) -> Any:
    return yaml.load((HERE / name).read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_is_in_danger_is_told_by_its_kind(kind: Kind) -> None:
    texts = listed("distress/in_danger.yaml")[kind]
    missed = [text for text in texts if (found := judge(text)) is None or found.kind != kind]
    assert missed == []


def test_exaggeration_and_questions_on_the_programme_are_no_danger() -> None:
    texts = listed("distress/in_no_danger.yaml")
    assert len(texts) >= 60
    assert [text for text in texts if judge(text)] == []


def test_no_other_question_that_the_documents_anticipate_is_taken_for_danger() -> None:
    questions = [
        line.removeprefix("> Q:").strip()
        for path in sorted((PACKAGE / "programme").rglob("*.md"))
        if path.stem != "help-lines"
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("> Q:")
    ]
    assert [text for text in questions if judge(text)] == []


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    "text, number",
    [("죽고 싶어요", "109"), ("취업시켜 준다고 돈을 달래요", "112"), ("직장 내 괴롭힘을 당해요", "1350")],
)
def test_the_section_that_answers_is_in_the_documents_with_its_number_and_source(
    base: KnowledgeBase, language: Language, text: str, number: str
) -> None:
    danger = judge(text)
    assert danger
    passage = danger.passage(base.passages, language)
    assert passage
    assert passage.language == language
    assert number in passage.text
    assert all(passage.sources[key].url for statement in passage.statements for key in statement.sources)


def test_no_help_line_is_typed_into_code() -> None:
    for name in CODE:
        text = (PACKAGE / name).read_text("utf-8")
        assert not re.search(r"(?<!\d)(?:109|112|119|1350|1388|1393|1577)(?!\d)", text), name


def test_a_question_in_another_language_falls_back_to_the_korean_section(base: KnowledgeBase) -> None:
    danger = judge("죽고 싶어요")
    assert danger
    korean = [passage for passage in base.passages if passage.language == "ko"]
    passage = danger.passage(korean, "en")
    assert passage
    assert passage.language == "ko"
    assert danger.passage([], "ko") is None
