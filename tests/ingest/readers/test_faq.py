"""A question in a FAQ belongs to its answer: it is found by it, and never shown as if it were the answer."""

import pytest

from ingest.readers.faq import with_questions
from knowledge.document import Block, Section


def cut(*lines: str) -> list[tuple[tuple[str, ...], tuple[str, ...], list[str]]]:
    sections = with_questions([Section(("안내",), tuple(Block(line) for line in lines))])
    return [(s.heading_path, s.questions, [block.text for block in s.blocks]) for s in sections]


@pytest.mark.parametrize(
    "lines",
    [
        ("사물함이 있나요?", "1층에 있습니다.", "주차가 되나요?", "안 됩니다."),
        ("Q. 사물함이 있나요?", "A. 1층에 있습니다.", "Q. 주차가 되나요?", "A. 안 됩니다."),
        ("Q1. 사물함이 있나요? A1. 1층에 있습니다.", "Q2. 주차가 되나요? A2. 안 됩니다."),
        ("질문: 사물함이 있나요?", "답변: 1층에 있습니다.", "질문: 주차가 되나요?", "답변: 안 됩니다."),
        ("1. 사물함이 있나요?", "1층에 있습니다.", "2. 주차가 되나요?", "안 됩니다."),
    ],
)
def test_each_question_becomes_the_heading_of_its_answer_and_is_anticipated(lines: tuple[str, ...]) -> None:
    assert cut(*lines) == [
        (("안내", "사물함이 있나요?"), ("사물함이 있나요?",), ["1층에 있습니다."]),
        (("안내", "주차가 되나요?"), ("주차가 되나요?",), ["안 됩니다."]),
    ]


def test_what_stands_before_the_first_question_stays_where_it_was() -> None:
    (first, *_) = cut("작성일 2026-11-18", "사물함이 있나요?", "예.", "주차가 되나요?", "아니요.")
    assert first == (("안내",), (), ["작성일 2026-11-18"])


def test_a_question_that_nothing_answers_is_kept_as_text() -> None:
    parts = cut("사물함이 있나요?", "주차가 되나요?", "안 됩니다.")
    assert parts[0] == (("안내",), (), ["사물함이 있나요?"])


def test_one_question_alone_is_a_sentence_like_any_other() -> None:
    lines = ("개발자가 되고 싶으신가요?", "12월 5일까지 신청하세요.")
    assert cut(*lines) == [(("안내",), (), list(lines))]
