"""What a question means after others: what it leans on, what it replaces, and when it leaves the subject."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from knowledge.answer import Answer, Status
from knowledge.answering import Answerer
from knowledge.base import KnowledgeBase
from knowledge.conversation import resolve
from knowledge.question import Question, Turn

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Seoul"))


def talk(answerer: Answerer, *questions: str) -> Answer:
    """The answer to the last of some questions, each asked after those before it."""
    turns: tuple[Turn, ...] = ()
    for text in questions[:-1]:
        turns = (*turns, Turn.of(answerer.answer(Question.of(text, NOW, conversation=turns))))
    return answerer.answer(Question.of(questions[-1], NOW, conversation=turns))


@pytest.mark.parametrize(
    "questions, fact, other",
    [
        (["송파에 제미나이 쓰는 과정 있다던데", "언제까지야?"], "9월 27일", "9월 28일"),
        (["성동 풀스택 몇 시간짜리야?", "그 과정 언제 끝나?"], "2027년 3월 3일", "12월 3일"),
        (["성동 풀스택 언제 끝나?", "마케터는?"], "12월 3일", "3월 3일"),
        (["은평 이커머스 과정 언제 시작해?", "강남캠퍼스 주소", "아까 그 과정 점심 줘?"], "점심을 제공", "선릉로"),
        (
            ["송파 AI 서비스기획 과정 몇 시간이야?", "성동 말고 그거", "아까 그 과정 언제 시작해?"],
            "10월 14일",
            "10월 12일",
        ),
        (["성동 콘텐츠 마케터 과정 수업 시간", "총 몇 시간?"], "420시간", "776시간"),
        (["서초캠퍼스 음악 프로듀서 과정 몇 명 뽑았어요?", "competition ratio 경쟁률은요?"], "505명", "8.9대"),
        (["Tell me about the e-commerce course at Eunpyeong", "how many hours is it?"], "424 hours", "776"),
    ],
)
def test_a_question_after_one_about_a_course_stays_with_that_course(
    answerer: Answerer, questions: list[str], fact: str, other: str
) -> None:
    text = talk(answerer, *questions).text
    assert fact in text
    assert other not in text


def test_what_the_documents_do_not_tell_of_a_course_is_not_told_of_the_others(answerer: Answerer) -> None:
    answer = talk(answerer, "노원 UX 과정 언제 모집했어?", "몇 명 뽑았어?")
    assert answer.status is Status.UNKNOWN
    assert "1,088" not in answer.text


def test_a_course_that_is_not_taught_at_the_new_campus_is_not_carried_there(base: KnowledgeBase) -> None:
    turn = Turn("송파 제미나이 과정 언제 시작해?", campuses=("songpa",))
    first = resolve(Question.of("그럼 성동은?", NOW, conversation=(turn,)), base)[0]
    assert first.campuses == ("seongdong",)
    assert "제미나이" not in first.text
    assert "과정 언제 시작해" in first.text


@pytest.mark.parametrize(
    "questions, fact",
    [
        (["양천캠퍼스 주소 좀", "아 미안 양천 말고 영등포 물어본거야"], "선유로9길"),
        (["강남캠퍼스 주소", "앗 잘못 말했다 강동 캠퍼스요"], "고덕로 429"),
        (["강남캠퍼스 주소", "강남이 아니라 강동"], "고덕로 429"),
        (["강남캠퍼스 주소", "거기 말고 강동은?"], "고덕로 429"),
        (["Where is the Gangnam campus?", "sorry, not Gangnam, Gangdong"], "Godeok-ro"),
        (["Where is the Jongno campus?", "then what about Jung-gu?"], "Euljiro"),
        (["구로캠퍼스 어디야?", "거기 면젃은?"], "220.6"),
        (["25호 캠퍼스가 어디야?", "거기 면적은?"], "620㎡"),
        (["은평 이커머스 과정 수업 몇 시에 마쳐?", "송파꺼는 몇 시에 끝나?"], "14:00~18:00"),
        (["Which campus sits inside Express Bus Terminal subway station?", "When did it open?"], "23 June 2025"),
    ],
)
def test_another_campus_is_asked_the_same_and_the_same_campus_something_else(
    answerer: Answerer, questions: list[str], fact: str
) -> None:
    assert fact in talk(answerer, *questions).text


@pytest.mark.parametrize(
    "questions, verdict",
    [
        (["송파캠퍼스 언제 열었어?", "서초는?", "둘 중 어디가 먼저 열었어?"], "송파캠퍼스가 먼저"),
        (["송파캠퍼스 면적 알려줘", "서초는?", "어디가 더 넓어?"], "서초캠퍼스가 더 넓습니다"),
        (["How large is the Songpa campus?", "And Seocho?", "which one is bigger?"], "The Seocho campus is larger"),
    ],
)
def test_which_of_the_two_compares_what_was_asked_about_last(
    answerer: Answerer, questions: list[str], verdict: str
) -> None:
    assert verdict in talk(answerer, *questions).text


@pytest.mark.parametrize(
    "last", ["오늘 날씨는?", "근처 맛집 추천좀", "비트코인 시세는?", "청년월세는?", "너 누구야?", "지금 몇 시야?"]
)
def test_a_question_about_something_else_is_refused_although_a_campus_was_spoken_of(
    answerer: Answerer, last: str
) -> None:
    answer = talk(answerer, "강남캠퍼스 어디야?", last)
    assert answer.status is Status.REFUSED
    assert "선릉로" not in answer.text


@pytest.mark.parametrize("last", ["응", "ㅇㅋ", "아하", "캠퍼스 총 몇 개야?", "다른 캠퍼스는 어디 있어?"])
def test_what_is_no_question_about_the_campus_is_not_answered_with_its_address(answerer: Answerer, last: str) -> None:
    assert "선릉로" not in talk(answerer, "강남캠퍼스 어디야?", last).text


def test_the_campus_is_remembered_over_a_question_about_the_whole_programme(answerer: Answerer) -> None:
    answer = talk(answerer, "강남캠퍼스 주소", "새싹 수강료 무료야?", "거기 주차 돼?")
    assert answer.campuses == ("gangnam",)
    assert "주차장" in answer.text


@pytest.mark.parametrize("again", ["다시 말해줘", "확실해?", "출처는?"])
def test_asked_again_the_same_is_answered(answerer: Answerer, again: str) -> None:
    assert talk(answerer, "은평캠퍼스 전화번호", again).text == talk(answerer, "은평캠퍼스 전화번호").text


def test_a_year_alone_asks_what_was_asked_of_another_year(answerer: Answerer) -> None:
    assert "76.1%" in talk(answerer, "2025년 취업률은?", "2024년은?").text


def test_a_cohort_that_is_not_documented_is_unknown(answerer: Answerer) -> None:
    assert talk(answerer, "성동 4기 풀스택 언제 끝나?", "3기는?").status is Status.UNKNOWN


@pytest.mark.parametrize("text", ["요 " * 900, "그럼 " * 600 + "강동은?", "음악" * 900 + " 과정", "강동" + "!" * 1900])
def test_long_follow_ups_are_read_without_harm(base: KnowledgeBase, text: str) -> None:
    turn = Turn("음악" * 300 + " 과정 어디서 해?", campuses=("seocho",))
    assert resolve(Question.of(text, NOW, conversation=(turn,)), base)
