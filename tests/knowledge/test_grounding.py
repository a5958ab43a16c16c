"""Grounding: what a text asserts must stand in what it cites."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import KnowledgeBase
from knowledge.document import Statement
from knowledge.grounding import Claim, grounded, unproven


@pytest.mark.parametrize(
    "text, evidence",
    [
        ("교육 인원은 3,300명입니다.", "교육 인원 3300 명"),
        ("2030년에 1만 명", "2030년 10,000명"),
        ("목표는 1만 6,000명", "16,000명이 목표"),
        ("2025년 11월 11일에 발표", "2025-11-11 발표"),
        ("2025년에 발표", "발표일 2025.11.11."),
        ("11월 11일", "2025년 11월 11일(화)"),
        ("opened on 29 April 2022", "2022년 4월 29일 개관"),
        ("세 곳에서 운영", "3곳에서 운영"),
        ("three campuses", "캠퍼스 3곳"),
        ("오후 6시까지", "18:00까지"),
        ("문의 ☎ 02)2133-5447", "전화 02-2133-5447"),
        ("２０２５년", "2025년"),
        ("취업률 75.4퍼센트", "취업률 75.4%"),
        ("sesac.seoul.kr에서", "https://sesac.seoul.kr/sesac/course/offline/courseList.do"),
        ("444억 원", "44,400,000,000원"),
    ],
)
def test_the_same_thing_said_otherwise_is_proven(text: str, evidence: str) -> None:
    assert unproven(text, [evidence]) == set()


@pytest.mark.parametrize(
    "text, evidence",
    [
        ("교육 인원은 3,400명입니다.", "교육 인원은 3,300명입니다."),
        ("취업률은 70%입니다.", "수료생은 70명입니다."),
        ("2025년 11월 12일", "2025년 11월 11일"),
        ("2026년", "2025년 11월 11일"),
        ("11월 3일", "2025-11-11"),
        ("02-2133-5448", "02-2133-5447"),
        ("sesac@sba.kr", "sesac@sba.seoul.kr"),
        ("오전 6시", "18:00"),
        ("네 곳", "세 곳"),
        ("sesac-seoul.kr", "sesac.seoul.kr"),
        ("아무 근거 없는 7명", ""),
    ],
)
def test_another_figure_date_or_address_is_not_proven(text: str, evidence: str) -> None:
    assert unproven(text, [evidence])


def test_a_campus_or_track_that_the_evidence_does_not_name_is_not_proven(base: KnowledgeBase) -> None:
    assert unproven("마포캠퍼스의 특화 분야는 로봇입니다.", ["강남캠퍼스의 특화 분야는 로봇입니다."], base.finder)
    assert unproven("강남캠퍼스의 특화 분야는 바이오입니다.", ["강남캠퍼스의 특화 분야는 로봇입니다."], base.finder)
    assert not unproven("강남캠퍼스의 특화 분야는 로봇입니다.", ["강남구 캠퍼스, 로봇 특화"], base.finder)


@given(st.integers(0, 10**9), st.sampled_from(["명", "원", "곳", "시간", "㎡"]))
def test_every_figure_proves_itself_however_it_is_written(number: int, unit: str) -> None:
    assert not unproven(f"모두 {number:,}{unit}입니다.", [f"모두 {number} {unit}"])


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_two_different_figures_never_prove_each_other(one: int, other: int) -> None:
    assert bool(unproven(f"{one}명", [f"{other}명"])) == (one != other)


def test_every_statement_of_the_programme_is_proven_by_its_own_passage(base: KnowledgeBase) -> None:
    for passage in base.passages:
        evidence = (passage.title, *passage.heading_path, passage.text)
        for statement in passage.statements:
            assert not unproven(statement.text, evidence, base.finder), (passage.id, statement.text)


PASSAGE = (
    "마포는 마이크로소프트, 중구는 세일즈포스, 종로는 인텔이 맡았습니다.",
    "2025년 AI 특화캠퍼스 과정의 정원은 마포 120명, 종로 100명, 중구 80명입니다.",
    "AI 특화캠퍼스 1기 취업 대상 82명 중 52명(63%)이 취업했습니다.",
    "AI 특화캠퍼스 2기 모집은 2026년 7월 20일부터 8월 19일까지이고 설명회는 7월 3일(금) 오후 2시에 열립니다.",
    "AI 특화캠퍼스의 수강료는 무료이며 나이 제한이 없습니다.",
    "AI 특화캠퍼스 문의 전화는 02-2133-5447이고 주소는 백범로31길 21입니다.",
)
HEADINGS = ("AI 특화캠퍼스", "AI 특화캠퍼스는 어떤 곳인가요")


def stopped(base: KnowledgeBase, text: str) -> set[Claim]:
    """What a sentence claims beyond the passage above."""
    return grounded(text, [Statement(line, ("a",)) for line in PASSAGE], HEADINGS, base.finder)


@pytest.mark.parametrize(
    "text",
    [
        "마이크로소프트는 마포캠퍼스를 맡았습니다.",
        "2025년 중구캠퍼스의 과정 정원은 80명입니다.",
        "정원은 중구 80 명, 마포 백이십 명이다.",
        "1기 취업 대상은 82명이고 그중 52명이 취업했습니다.",
        "2기 모집은 2026-07-20부터 2026. 8. 19.(수)까지입니다.",
        "설명회는 7.3.(금) 14:00에 열려요.",
        "나이 제한은 없으며 수강료는 무료예요.",
        "무료이고, 문의는 02)2133-5447로 하면 됩니다.",
        "AI 특화캠퍼스의 수강료는 무료이며 나이 제한이 없습니다. (비공식 자료)",
    ],
)
def test_what_a_passage_says_may_be_said_in_other_words(base: KnowledgeBase, text: str) -> None:
    assert stopped(base, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "마포캠퍼스는 세일즈포스가 맡았습니다.",
        "마포는 세일즈포스, 중구는 마이크로소프트, 종로는 인텔이 맡았습니다.",
        "마포캠퍼스는 구글이 맡았습니다.",
        "2025년 마포캠퍼스의 과정 정원은 80명입니다.",
        "2026년 마포캠퍼스의 과정 정원은 120명입니다.",
        "강남캠퍼스의 과정 정원은 120명입니다.",
        "AI 특화캠퍼스 1기 취업 대상 52명 중 82명(63%)이 취업했습니다.",
        "AI 특화캠퍼스 2기 취업 대상 82명 중 52명(63%)이 취업했습니다.",
        "AI 특화캠퍼스 1기 지원자는 82명입니다.",
        "2기 모집은 2026년 7월 20일부터 9월 19일까지입니다.",
        "2기 모집은 2026년 8월 19일부터 7월 20일까지입니다.",
        "설명회는 7월 3일(토) 오후 2시에 열립니다.",
        "설명회는 7월 3일 오전 2시에 열립니다.",
        "AI 특화캠퍼스의 수강료는 무료가 아닙니다.",
        "AI 특화캠퍼스의 수강료는 유료이며 나이 제한이 없습니다.",
        "AI 특화캠퍼스에는 나이 제한이 있습니다.",
        "주소는 백범로21길 31입니다.",
        "가까운 역은 공덕역입니다.",
        "문의는 sesac.seoul.kr에서 합니다.",
    ],
)
def test_a_figure_or_name_of_something_else_is_stopped(base: KnowledgeBase, text: str) -> None:
    assert stopped(base, text)


def test_what_only_the_question_says_proves_nothing(base: KnowledgeBase) -> None:
    assert stopped(base, "네, 지원금은 월 50만 원입니다.")


def test_a_heading_says_which_year_and_campus_its_statements_are_about(base: KnowledgeBase) -> None:
    statements = [Statement("정원은 30명입니다.", ("a",))]
    headings = ("강남캠퍼스", "2025년 정원은 몇 명인가요")
    assert not grounded("2025년 강남캠퍼스의 정원은 30명이다.", statements, headings, base.finder)
    assert grounded("2026년 강남캠퍼스의 정원은 30명이다.", statements, headings, base.finder)
    assert grounded("마포캠퍼스의 정원은 30명이다.", statements, headings, base.finder)


def test_a_figure_of_a_heading_proves_no_figure(base: KnowledgeBase) -> None:
    statements = [Statement("취업률은 과정마다 다릅니다.", ("a",))]
    assert grounded("취업률은 90%입니다.", statements, ("취업률이 90%라는데 맞나요",), base.finder)


def test_every_statement_taken_apart_is_proven_by_its_own_passage(base: KnowledgeBase) -> None:
    for passage in base.passages[::5]:
        headings = (passage.title, *passage.heading_path)
        for statement in passage.statements:
            text = statement.text.rstrip(".")  # no longer word for word
            assert not grounded(text, passage.statements, headings, base.finder), (passage.id, text)


FIGURES = st.lists(
    st.tuples(st.integers(1, 99_999), st.sampled_from(["명", "원", "시간", "㎡", "%"])), min_size=1, max_size=4
)


def sentence(figures: list[tuple[int, str]], form: str) -> str:
    """A sentence with these figures, each under a noun of its own."""
    nouns = ("정원", "예산", "면적", "비율")
    return " ".join(f"{noun} {number:{form}}{unit}" for noun, (number, unit) in zip(nouns, figures, strict=False))


@given(FIGURES)
def test_a_text_is_grounded_in_itself_however_its_figures_are_written(figures: list[tuple[int, str]]) -> None:
    assert not unproven(sentence(figures, ","), [sentence(figures, "")])


@given(FIGURES, st.data())
def test_a_changed_digit_is_caught(figures: list[tuple[int, str]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(figures) - 1))
    digits = str(figures[at][0])
    place = data.draw(st.integers(0, len(digits) - 1))
    digit = data.draw(st.sampled_from([d for d in "123456789" if d != digits[place]]))
    changed = list(figures)
    changed[at] = (int(digits[:place] + digit + digits[place + 1 :]), figures[at][1])
    assert unproven(sentence(changed, ","), [sentence(figures, ",")])
