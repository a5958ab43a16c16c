"""Several questions in one message are answered one by one, each about what it is meant of."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from knowledge.answer import Status
from knowledge.answering import Answerer
from knowledge.base import KnowledgeBase
from knowledge.question import Question
from knowledge.splitting import parts_of

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Seoul"))


def likeliest(base: KnowledgeBase, text: str) -> list[str]:
    return [meanings[0] for meanings in parts_of(text, base.finder, base.analyser)]


@pytest.mark.parametrize(
    "text, parts",
    [
        ("송파 개관일이랑 면적 알려줘", ["송파 개관일 알려줘", "송파 면적 알려줘"]),
        ("구로캠퍼스 위치 면적 개관일", ["구로캠퍼스 위치", "구로캠퍼스 면적", "구로캠퍼스 개관일"]),
        ("도봉 주소 & 전화번호", ["도봉 주소", "도봉 전화번호"]),
        ("구로하고 양천은 각각 언제 열었어?", ["구로 각각 언제 열었어?", "양천은 각각 언제 열었어?"]),
        ("노원은 언제 열었고 어디 있어?", ["노원은 언제 열었나요", "노원 어디 있어?"]),
        (
            "고급인재 트랙은 누가 대상이고 몇 명 뽑나요",
            ["고급인재 트랙은 누가 대상인가요", "고급인재 트랙 몇 명 뽑나요"],
        ),
        ("잡코디가 뭐고 매칭데이는 뭐야?", ["잡코디가 뭐인가요", "매칭데이는 뭐야?"]),
        ("마포는 몇 명 뽑아? 중구는?", ["마포는 몇 명 뽑아?", "중구는 몇 명 뽑아?"]),
        (
            "Where is the Yangcheon campus and when did it open?",
            ["Where is the Yangcheon campus", "when did the yangcheon campus open?"],
        ),
    ],
)
def test_each_part_says_what_it_is_about(base: KnowledgeBase, text: str, parts: list[str]) -> None:
    assert likeliest(base, text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "송파랑 서초 중에 어디가 더 넓어?",
        "인텔과정 정원",
        "중랑 위치",
        "뭐 할지 모르겠는데 어떤 과정이 있어요?",
        "1,000㎡ 넘는 캠퍼스 알려줘",
        "몇 군데를, 언제까지 넓혀요?",
        "나 17인데 고딩도 됨?",
        "How many questions are on the level test and how long does it take?",
    ],
)
def test_what_is_one_question_is_left_whole(base: KnowledgeBase, text: str) -> None:
    assert parts_of(text, base.finder, base.analyser) == []


@pytest.mark.parametrize(
    "text, told",
    [
        ("노원캠퍼스 언제 열었고 어디 있어?", ("10월 23일", "공릉동")),
        ("송파 campus 언제 open 했고 area는?", ("5월 30일", "330.9")),
        ("서초캠퍼스 위치, 면적, 개관일 알려주세요", ("고속터미널", "558", "6월 23일")),
        ("홈페이지 주소랑 이메일", ("sesac.seoul.kr", "sesac@sba.seoul.kr")),
        ("Where are the Guro and Jungnang campuses?", ("Cheonwang", "Sangbong")),
    ],
)
def test_every_part_is_answered(answerer: Answerer, text: str, told: tuple[str, ...]) -> None:
    answer = answerer.answer(Question.of(text, NOW))
    assert answer.status is Status.ANSWERED
    assert [figure for figure in told if figure not in answer.text] == []


def test_a_part_that_the_documents_leave_open_is_named_beside_what_is_answered(answerer: Answerer) -> None:
    answer = answerer.answer(Question.of("송파캠퍼스 면적은 얼마고 흡연실은 어디 있어?", NOW))
    assert "330.9" in answer.text
    assert "흡연실" in answer.text
    assert answer.completeness == "partial"
