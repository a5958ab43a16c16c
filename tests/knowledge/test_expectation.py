"""What a question wants of a passage, and which questions can be none but the programme's."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from knowledge.expectation import is_surely_ours, lacking, said_to_exist, wanted

NOW = datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Seoul"))


@pytest.mark.parametrize(
    "question, without, having",
    [
        ("오라클 과정 합격자 수", "인텔 과정은 40명이 합격했습니다.", "오라클 과정은 40명이 합격했습니다."),
        ("영등포캠퍼스 버스", "당산역에서 걸어서 5분입니다.", "당산역에서 6번 버스를 탑니다."),
        ("몇 번 출구로 나가요", "출구 안내는 누리집에 있습니다.", "2번 출구에서 걸어갑니다."),
        ("해커톤 상금 얼마", "해커톤에는 30명이 왔습니다.", "해커톤 상금은 300만원입니다."),
        ("알바 하면서 다녀도 돼요", "수업은 평일 09:00~18:00입니다.", "아르바이트를 하는 사람도 다닙니다."),
        ("when does the 7th ai cohort start", "성동4기는 2027-03-02에 시작합니다.", "7기는 2027-03-02에 시작합니다."),
    ],
)
def test_a_passage_lacks_what_it_does_not_say_of_the_very_thing_asked(question: str, without: str, having: str) -> None:
    kinds = wanted(question, NOW)
    assert lacking(kinds, without) >= 1
    assert lacking(kinds, having) == 0


@pytest.mark.parametrize(
    "question, thing",
    [
        ("강동캠퍼스에 냉장고 있나요", "냉장고"),
        ("사물함이 몇 개예요", "사물함"),
        ("is there a printer at the guro campus", "printer"),
    ],
)
def test_the_thing_is_found_that_a_question_asks_the_existence_of(question: str, thing: str) -> None:
    assert thing in said_to_exist(question).split()


@pytest.mark.parametrize("question", ["다시 들을 수 있나요", "디자인에 관심 있어요", "언제 시작해요"])
def test_can_and_interest_ask_for_no_thing(question: str) -> None:
    assert said_to_exist(question) == ""


@pytest.mark.parametrize("question", ["도커도 배우나요", "do you teach ruby", "요가 수업 있나요"])
def test_what_is_taught_is_ours_whatever_the_subject(question: str) -> None:
    assert is_surely_ours(question, alien=False)
    assert not is_surely_ours(question, alien=True)


def test_public_support_is_ours_only_beside_a_course() -> None:
    assert is_surely_ours("구직급여 타면서 과정 들어도 되나요", alien=True)
    assert not is_surely_ours("구직급여 며칠 동안 나와", alien=True)
