"""Lists, counts, superlatives and the nearest campus are exact, or not attempted."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from knowledge.base import KnowledgeBase
from knowledge.citing import Derived, cite, holds
from knowledge.directory import structured
from knowledge.particulars import Particulars, period
from knowledge.question import Question, read, spelled
from knowledge.writing import Sentence

WRITTEN = yaml.safe_load((Path(__file__).parent / "directory" / "questions.yaml").read_text("utf-8"))
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Seoul"))


def ask(base: KnowledgeBase, text: str) -> list[Sentence] | None:
    question = Question.of(text, NOW)
    corrected = base.speller.correct(spelled(question.text), base.analyser)
    return structured(read(question, corrected, base.finder, base.analyser, carried=False), base)


def named(sentences: list[Sentence] | None) -> list[str]:
    """The campuses whose own passages the listed sentences rest on."""
    return [sentence.passage.campus[0] for sentence in sentences or () if sentence.item]


@pytest.mark.parametrize(
    "question, campuses",
    [
        ("9호선 근처 캠퍼스", {"seocho"}),
        ("9호선근처캠퍼스어디야", {"seocho"}),
        ("2호선 타고 갈 수 있는 데", {"gwangjin", "jung"}),
        ("7호선 지나는 캠퍼스 알려줘", {"gwangjin", "guro", "seocho"}),
        ("campuses on line 9", {"seocho"}),
        ("1호부터 5호까지 순서대로 알려줘", {"yeongdeungpo", "geumcheon", "mapo", "yongsan", "gangseo"}),
        ("21~25호 캠퍼스", {"songpa", "seocho", "yangcheon", "guro", "jungnang"}),
        ("2호랑 3호 캠퍼스 어디야", {"geumcheon", "mapo"}),
        ("처음 세 캠퍼스 어디였어", {"yeongdeungpo", "geumcheon", "mapo"}),
        ("which campuses are number 21 to 25", {"songpa", "seocho", "yangcheon", "guro", "jungnang"}),
        ("2025년에 문 연 캠퍼스", {"songpa", "seocho", "yangcheon", "guro", "jungnang"}),
        ("작년에 새로 생긴 캠퍼스들 알려줘", {"songpa", "seocho", "yangcheon", "guro", "jungnang"}),
        ("2021년에 개관한 캠퍼스 어디어디야", {"yeongdeungpo", "geumcheon"}),
        ("which campuses opened in 2022", {"mapo", "yongsan", "gangseo", "gangdong", "dongjak"}),
        ("강남권에 있는 캠퍼스", {"gangnam", "seocho", "songpa", "gangdong"}),
        ("서북권 캠퍼스 어디어디", {"eunpyeong", "seodaemun", "mapo"}),
        ("로봇 배우는 캠퍼스", {"gangnam"}),
        ("특화캠퍼스 어디어디야", {"gangnam", "gangseo", "dongdaemun", "seongbuk", "yeongdeungpo"}),
        ("AI 특화캠퍼스 어디어디", {"mapo", "jongno", "jung"}),
        ("주차 되는 캠퍼스", {"gangnam"}),
        ("전화번호 있는 캠퍼스", {"dobong", "eunpyeong"}),
        ("도보 3분 이내 캠퍼스", {"seocho", "jungnang", "nowon", "seodaemun"}),
        ("토요일에 여는 캠퍼스", {"gwanak"}),
        ("7호선 근처 캠퍼스 중에 도보 5분 이내인 데", {"gwangjin", "guro", "seocho"}),
    ],
)
def test_a_list_has_every_campus_that_meets_the_condition_and_no_other(
    base: KnowledgeBase, question: str, campuses: set[str]
) -> None:
    assert set(named(ask(base, question))) == campuses


@pytest.mark.parametrize(
    "question, lead",
    [
        ("9호선 근처 캠퍼스 몇 개?", "8곳 가운데 9호선이 나오는 캠퍼스는 1곳"),
        ("2024년에 몇 곳 열었어?", "2024년에 문을 연 캠퍼스는 4곳"),
        ("동북권에 캠퍼스 몇 개야", "8곳입니다"),
        ("How many campuses opened in 2023?", "8"),
        ("제일 넓은 캠퍼스", "7곳 가운데 가장 넓은 곳은 금천캠퍼스"),
        ("제일 좁은 캠퍼스", "가장 좁은 곳은 구로캠퍼스"),
        ("2025년에 문 연 곳 중 제일 넓은 캠퍼스", "5곳 가운데 가장 넓은 곳은 양천캠퍼스"),
        ("역에서 제일 가까운 캠퍼스", "8곳 가운데 역에서 가장 가까운 곳은 서초캠퍼스"),
        ("저녁 늦게까지 여는 곳", "3곳 가운데 가장 늦게까지 여는 곳은 관악캠퍼스"),
        ("largest campus", "Of the 7 campuses"),
        ("올해 생긴 캠퍼스", "2026년에 문을 연 캠퍼스는 자료에 없습니다"),
    ],
)
def test_a_count_or_superlative_says_among_how_many_it_is_known(base: KnowledgeBase, question: str, lead: str) -> None:
    sentences = ask(base, question)
    assert sentences
    assert isinstance(sentences[0], Derived)
    assert lead in sentences[0].text


def test_a_superlative_lists_all_that_it_compares_in_order(base: KnowledgeBase) -> None:
    sentences = ask(base, "제일 넓은 캠퍼스")
    areas = [
        float(re.findall(r"([\d,.]+)㎡", sentence.text)[0].replace(",", ""))
        for sentence in sentences or ()
        if sentence.item
    ]
    assert areas == sorted(areas, reverse=True)
    assert len(areas) == 7


def test_the_first_and_the_last_campus_are_told_by_number_where_a_date_is_only_a_year(base: KnowledgeBase) -> None:
    first, last = ask(base, "가장 먼저 생긴 캠퍼스"), ask(base, "제일 최근에 연 곳")
    assert first
    assert last
    assert first[0].passage.campus == ("yeongdeungpo",)
    assert any("2020년" in sentence.text for sentence in first), "another source's year is not hidden"
    assert last[0].passage.campus == ("jungnang",)


def test_a_campus_whose_year_is_uncertain_is_named_as_such(base: KnowledgeBase) -> None:
    for year in (2024, 2025):
        sentences = ask(base, f"{year}년에 문 연 캠퍼스")
        assert sentences
        assert "gangnam" not in named(sentences)
        assert sentences[-1].passage.campus == ("gangnam",)
        assert "추정" in sentences[-1].text


@pytest.mark.parametrize(
    "question",
    [
        "9호선 근처 캠퍼스 중 장애인 화장실 있는 곳",
        "9호선 아닌 캠퍼스",
        "주차 안 되는 캠퍼스",
        "로봇 말고 다른 특화 캠퍼스",
        "강남캠퍼스 9호선이야?",
        "강남에 있는 캠퍼스 어디야",
        "강북 캠퍼스 어디야",
        "강남에 있는 새싹은 주차되나요?",
        "주차가 가능한가요?",
        "전화번호 알려줘",
        "제일 넓은 강의실",
        "제일 넓은 캠퍼스 주소",
        "2025년에 문 연 캠퍼스 특화 분야",
        "2024년 개관한 캠퍼스 몇 명 뽑아?",
        "2024년 하반기에 연 캠퍼스",
        "2020년에 문 연 캠퍼스",
        "2025년에 몇 명 뽑았어",
        "핀테크 배우는 캠퍼스 언제 모집해",
        "로봇 과정 몇 시간이야",
        "특화 캠퍼스가 뭐야",
        "캠퍼스 몇 개야",
        "몇 호선 타야 해?",
        "2호선이나 9호선 근처 캠퍼스",
        "마포캠퍼스 근처 맛집",
        "강남역 맛집 근처",
        "부산 사는데 가까운 캠퍼스",
        "가까운데어디야",
        "영등포 사는 친구가 추천해준 캠퍼스",
        "Is there parking at the Gangnam campus?",
        "How many people did the campuses train in 2025?",
        "수강료 얼마야?",
        "",
    ],
)
def test_a_question_of_another_kind_or_with_a_condition_not_understood_is_left_to_the_search(
    base: KnowledgeBase, question: str
) -> None:
    assert ask(base, question) is None


@pytest.mark.parametrize(
    "question", ["신분당선 근처 캠퍼스", "2호선 근처 캠퍼스 중에 로봇 배우는 데", "35.1796, 129.0756"]
)
def test_a_list_that_the_documents_leave_empty_is_empty(base: KnowledgeBase, question: str) -> None:
    assert ask(base, question) == []


@pytest.mark.parametrize(
    "question, campus",
    [
        ("신림동 사는데 제일 가까운 캠퍼스", "gwanak"),
        ("홍대입구역 근처", "mapo"),
        ("잠실 사는데 어디로 가?", "songpa"),
        ("목동에서가까운캠퍼스", "yangcheon"),
        ("집이 연신내인데 제일 가까운 데가 어디?", "eunpyeong"),
        ("성수동 근처 새싹 있어요?", "seongdong"),
        ("건대입구역 근처 캠퍼스", "gwangjin"),
        ("I live near Konkuk University station. Which campus is closest?", "gwangjin"),
        ("campus near Jamsil", "songpa"),
        ("37.55,126.91", "mapo"),
        ("내 위치 37.5443, 127.0557 가까운 캠퍼스", "seongdong"),
    ],
)
def test_the_nearest_campus_is_told_with_where_it_is(base: KnowledgeBase, question: str, campus: str) -> None:
    sentences = ask(base, question)
    assert sentences
    assert next(s.passage.campus[0] for s in sentences if s.sources) == campus
    assert base.finder[campus].name in sentences[0].text or base.finder[campus].name_en in sentences[0].text


def test_a_station_that_the_documents_name_needs_no_caveat_and_another_place_does(base: KnowledgeBase) -> None:
    at_station, in_district = ask(base, "건대입구역 근처 캠퍼스"), ask(base, "잠실 사는데 어디로 가?")
    assert at_station
    assert in_district
    assert "5분" in at_station[1].text
    assert not any("이웃한 구" in sentence.text for sentence in at_station)
    assert "이웃한 구" in in_district[-1].text


def test_a_distance_to_a_district_is_said_to_be_one_and_near_ties_are_named(base: KnowledgeBase) -> None:
    sentences = ask(base, "37.5040, 127.0240")
    assert sentences
    assert "서초캠퍼스입니다(서초구 안의 한 지점까지 잰 거리)" in sentences[0].text
    assert "강남캠퍼스도 약 3.7km로 비슷합니다" in sentences[0].text, "its door is known"


def test_every_lead_and_every_sentence_is_proven_by_what_is_cited(base: KnowledgeBase) -> None:
    questions = ["9호선 근처 캠퍼스", "2025년에 문 연 캠퍼스", "제일 넓은 캠퍼스", "도보 5분 이내 캠퍼스", "동북권 캠퍼스 목록",
                 "37.55,126.91", "신림동 사는데 제일 가까운 캠퍼스", "campuses within 5 minutes walk of a station"]  # fmt: skip
    for question in questions:
        sentences = ask(base, question)
        assert sentences
        for sentence in sentences:
            if isinstance(sentence, Derived):
                assert holds(sentence, sentences, base.finder), sentence.text
            else:
                assert sentence.quote in sentence.passage.text
                assert sentence.text.startswith(sentence.quote)
        citations, text = cite(sentences)
        assert {int(mark) for mark in re.findall(r"\[(\d+)\]", text)} == {citation.number for citation in citations}


def test_a_lead_falls_with_any_sentence_that_it_rests_on(base: KnowledgeBase) -> None:
    sentences = ask(base, "2024년에 몇 곳 열었어?")
    assert sentences
    lead = sentences[0]
    assert isinstance(lead, Derived)
    assert not holds(lead, sentences[2:], base.finder)


def test_a_lead_with_a_wrong_name_or_figure_does_not_hold(base: KnowledgeBase) -> None:
    sentences = ask(base, "제일 넓은 캠퍼스")
    assert sentences
    lead = sentences[0]
    assert isinstance(lead, Derived)
    for changed in (lead.text.replace("금천", "마포"), lead.text.replace("7곳", "9곳")):
        wrong = Derived(changed, lead.passage, (), lead.quote, rests_on=lead.rests_on, figures=lead.figures)
        assert not holds(wrong, sentences, base.finder)


def test_every_datum_of_the_structured_data_that_is_listed_has_its_statement(base: KnowledgeBase) -> None:
    for language in ("ko", "en"):
        known = Particulars(base, language)
        for attribute, key in (("area", "area_m2"), ("opened", "opened"), ("phone", "phone"), ("hours", "hours")):
            wanted = {campus.id for campus in base.finder.campuses if key in campus.facts}
            found = {particular.campus.id for particular in known.all(attribute)}
            assert found >= wanted - {"yeongdeungpo"}, (language, attribute)


def test_a_date_is_as_long_as_it_is_vague() -> None:
    assert str(period("2022")) == str(period("2022-01-01 ~ 2022-12-31"))
    assert str(period("2024-02")) == str(period("2024-02-01 ~ 2024-02-29"))
    assert period("미정") is None


@given(
    st.text(
        alphabet="9호선근처캠퍼스 몇곳어디2025년에문연제일넓은강남홍대사는데37.5,126.9?vs차이핀테크로봇", max_size=40
    )
)
@hypothesis_settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_answered_from_the_documents_or_not_at_all(base: KnowledgeBase, text: str) -> None:
    for sentence in ask(base, text) or ():
        assert sentence.quote in sentence.passage.text


@pytest.mark.parametrize("question, campuses", WRITTEN["nearest"])
def test_whoever_says_where_they_are_is_told_the_campus_of_that_district_or_nothing(
    base: KnowledgeBase, question: str, campuses: list[str]
) -> None:
    sentences = ask(base, question) or []
    assert {s.passage.campus[0] for s in sentences if s.sources} == set(campuses)
    for lead in sentences:
        assert not isinstance(lead, Derived) or holds(lead, sentences, base.finder)


@pytest.mark.parametrize("question, lead", WRITTEN["says"])
def test_a_list_or_comparison_is_worked_out_however_it_is_asked(base: KnowledgeBase, question: str, lead: str) -> None:
    sentences = ask(base, question) or []
    assert lead in sentences[0].text if lead else not sentences
    assert all(holds(s, sentences, base.finder) for s in sentences if isinstance(s, Derived))
