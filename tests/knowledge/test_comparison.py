"""Campuses and tracks side by side, every cell with its own source."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from knowledge.base import KnowledgeBase
from knowledge.citing import Cell, Derived, cite, holds
from knowledge.comparison import compared
from knowledge.question import Question, read
from knowledge.writing import Sentence

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Seoul"))


def ask(base: KnowledgeBase, text: str) -> list[Sentence] | None:
    question = Question.of(text, NOW)
    sentences = compared(read(question, question.text, base.finder, base.analyser, carried=False), base)
    return None if sentences is None else list(sentences)


def table(sentences: list[Sentence]) -> list[list[str]]:
    _, text = cite(sentences)
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line.startswith("|")
    ]


@pytest.mark.parametrize(
    "question, columns",
    [
        ("강남이랑 마포 캠퍼스 비교해줘", ["강남캠퍼스", "마포캠퍼스"]),
        ("마포 vs 중구", ["마포캠퍼스", "중구캠퍼스"]),
        ("강남 송파 서초 비교", ["강남캠퍼스", "송파캠퍼스", "서초캠퍼스"]),
        ("핀테크랑 로봇 차이", ["핀테크", "로봇"]),
        ("창조 산업과 바이오는 뭐가 달라?", ["창조 산업", "바이오"]),
        ("compare Mapo and Jung campuses", ["Mapo campus", "Jung-gu campus"]),
        ("Compare Songpa and Seocho campuses: which stations are they at?", ["Songpa campus", "Seocho campus"]),
        ("Which firms run Mapo versus Jung-gu?", ["Mapo campus", "Jung-gu campus"]),
        ("은평이 넓어 금천이 넓어?", ["은평캠퍼스", "금천캠퍼스"]),
        ("difference between fintech and robotics", ["fintech", "robotics"]),
    ],
)
def test_a_comparison_is_a_table_with_a_column_each_in_the_order_of_asking(
    base: KnowledgeBase, question: str, columns: list[str]
) -> None:
    sentences = ask(base, question)
    assert sentences
    rows = table(sentences)
    assert rows[0][1:] == columns
    assert all(len(row) == len(columns) + 1 for row in rows)


def test_every_cell_has_its_own_mark_or_says_that_the_documents_are_silent(base: KnowledgeBase) -> None:
    sentences = ask(base, "강남이랑 마포 캠퍼스 비교해줘")
    assert sentences
    for row in table(sentences)[2:]:
        for cell in row[1:]:
            assert cell == "자료에 없음" or re.search(r"\[\d+\]$", cell), row
    cells = {row[0]: row[1:] for row in table(sentences)[2:]}
    assert cells["면적"] == ["자료에 없음", "자료에 없음"]
    assert "2022년 4월 29일" in cells["개관"][1]
    assert "선릉로 35" in cells["위치"][0]
    assert "비공식" in cells["위치"][0]


def test_every_cell_quotes_a_passage_on_its_own_column(base: KnowledgeBase) -> None:
    sentences = ask(base, "마포 vs 중구")
    assert sentences
    for cell in sentences:
        assert isinstance(cell, Cell)
        assert cell.passage.campus == (("mapo",), ("jung",))[cell.column]
        assert cell.text in cell.quote
        assert cell.quote in cell.passage.text


@pytest.mark.parametrize(
    "question, lead, facts",
    [
        ("구로랑 양천 중에 어디가 더 넓어?", "양천캠퍼스가 더 넓습니다.", ["220.6", "794.53"]),
        ("중랑캠퍼스와 서초캠퍼스의 면적을 비교해 주세요.", "중랑캠퍼스가 더 넓습니다.", ["620", "558"]),
        ("송파랑 은평 중에 먼저 생긴 데가 어디야?", "은평캠퍼스가 먼저 문을 열었습니다.", ["2024년 12월 18일"]),
        ("서초랑 송파 중 역에서 더 가까운 데는?", "서초캠퍼스가 역에서 더 가깝습니다.", ["고속터미널역 안"]),
        ("Which is bigger, Guro or Yangcheon?", "The Yangcheon campus is larger.", ["794.53"]),
    ],
)
def test_what_can_be_measured_is_decided_and_shown(
    base: KnowledgeBase, question: str, lead: str, facts: list[str]
) -> None:
    sentences = ask(base, question)
    assert sentences
    first = sentences[0]
    assert isinstance(first, Derived)
    assert first.text == lead
    assert holds(first, sentences, base.finder)
    _, text = cite(sentences)
    assert all(fact in text for fact in facts)


def test_nothing_is_decided_where_a_datum_is_missing(base: KnowledgeBase) -> None:
    sentences = ask(base, "마포랑 구로 중에 어디가 더 넓어?")
    assert sentences
    assert not any(isinstance(sentence, Derived) for sentence in sentences)
    assert table(sentences)[-1][1] == "자료에 없음"
    assert ask(base, "노원이랑 도봉 어디가 더 커?") == []


def test_one_attribute_alone_is_compared_where_one_is_asked_about(base: KnowledgeBase) -> None:
    sentences = ask(base, "성북이랑 강서는 특화 분야가 어떻게 달라?")
    assert sentences
    (row,) = table(sentences)[2:]
    assert "바이오" in row[1]
    assert "창조" in row[2]


@pytest.mark.parametrize(
    "question",
    [
        "강남이랑 마포 중에 뭐가 더 좋아?",
        "은평 이커머스랑 성동 콘텐츠 마케터 과정 시간 비교해줘",
        "성동 풀스택 과정과 송파 AI 서비스기획 과정 중 어느 쪽의 교육시간이 더 깁니까?",
        "강남 캠퍼스랑 로봇 캠퍼스 차이",
        "기업연계 인턴십과 시정연계 인턴십의 차이를 알려 주세요.",
        "마포랑 종로 주소 알려줘",
        "마포캠퍼스 비교",
        "강남이랑 마포 구내식당 비교",
        "캠퍼스 운영시간 비교",
    ],
)
def test_what_is_no_comparison_of_known_attributes_is_left_to_the_search(base: KnowledgeBase, question: str) -> None:
    assert ask(base, question) is None


def test_a_cell_that_fails_its_check_becomes_silent_and_no_hole(base: KnowledgeBase) -> None:
    sentences = ask(base, "마포 vs 중구")
    assert sentences
    kept = [s for s in sentences if not (isinstance(s, Cell) and (s.row, s.column) == (2, 0))]
    assert table(kept)[2 + 2][1] == "자료에 없음"
    assert len(table(kept)) == len(table(sentences))
