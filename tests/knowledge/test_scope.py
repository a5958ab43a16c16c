"""Questions without an answer: which are asked back, which are refused, which are not known."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from knowledge.answer import Status
from knowledge.answering import Answerer
from knowledge.question import Question, Turn

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Seoul"))


def status(answerer: Answerer, text: str, *turns: Turn) -> Status:
    return answerer.answer(Question.of(text, NOW, conversation=turns)).status


@pytest.mark.parametrize(
    "text",
    [
        "수업 하나 추천해 주세요",
        "과정 추천좀",
        "어느 캠퍼스가 제일 좋아요?",
        "수강하고 싶어요",
        "저 좀 도와주세요",
        "질문 있어요",
        "몇 시부터예요?",
        "다시 설명해줘",
        "쉽게 알려줘",
        "recommend me a course please",
        "tell me more about your program",
        "I want to enrol",
    ],
)
def test_what_could_be_about_anything_is_asked_back_with_choices(answerer: Answerer, text: str) -> None:
    answer = answerer.answer(Question.of(text, NOW))
    assert answer.status is Status.CLARIFY
    assert len(answer.suggestions) >= 3


@pytest.mark.parametrize(
    "text", ["신청은 어떻게 하나요?", "취업은 어떻게 도와주나요?", "수료하려면 몇 시간 들어야 해요?"]
)
def test_a_question_that_says_what_it_asks_is_not_asked_back(answerer: Answerer, text: str) -> None:
    assert status(answerer, text) is not Status.CLARIFY


def test_a_short_question_after_a_campus_is_about_that_campus(answerer: Answerer) -> None:
    first = answerer.answer(Question.of("영등포캠퍼스 어디야?", NOW))
    assert status(answerer, "가까운 역은?", Turn.of(first)) is Status.ANSWERED


@pytest.mark.parametrize(
    "text", ["인텔 주가 전망", "넷플릭스 요금제 얼마야", "청년월세 신청하고 싶어요", "육군사관학교 경쟁률"]
)
def test_shares_prices_and_other_offices_are_refused(answerer: Answerer, text: str) -> None:
    assert status(answerer, text) is Status.REFUSED


@pytest.mark.parametrize(
    "text",
    ["구직급여 받으면서 다녀도 되나요", "알바랑 병행 가능한가요", "쿠버네티스 배우나요", "종로캠퍼스에 탁구대 있나요"],
)
def test_what_trainees_ask_and_no_document_says_is_not_known(answerer: Answerer, text: str) -> None:
    assert status(answerer, text) is Status.UNKNOWN


@pytest.mark.parametrize("text", ["안녕", "ㅎㅇ", "hello"])
def test_a_greeting_is_greeted_however_short(answerer: Answerer, text: str) -> None:
    assert answerer.answer(Question.of(text, NOW)).text.startswith(("안녕하세요", "Hello"))
