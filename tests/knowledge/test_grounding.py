"""Grounding: what a text asserts must stand in what it cites."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import KnowledgeBase
from knowledge.grounding import unproven


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
