"""Expiries: what is still announced although its day has come is named; what tells of the past is not."""

from datetime import UTC, datetime, timedelta

import pytest

from ingest.checks.expiries import EXPIRY_DAYS, expiries
from tests.ingest.checks.conftest import NOW
from tests.ingest.checks.passages import passage


@pytest.mark.parametrize(
    "sentence, day",
    [
        ("설명회는 12월 3일(목) 오후 2시에 열립니다.", "2026-12-03"),
        ("접수기간: 2026. 11. 10.(화) ~ 11. 27.(금) 18:00", "2026-11-27"),
        ("면접은 2026년 12월 1일에 진행합니다.", "2026-12-01"),
        ("신청은 11월 30일까지 하세요.", "2026-11-30"),
        ("합격자 발표: 2026. 11. 20.", "2026-11-20"),
        ("과정: AI 기초 · 모집마감: 2026-11-29 · 정원: 30명", "2026-11-29"),
        ("Applications close on 30 November 2026.", "2026-11-30"),
    ],
)
def test_a_date_to_come_is_named_when_it_has_passed_or_soon_will(sentence: str, day: str) -> None:
    assert [(one.day, one.quote) for one in expiries([passage(sentence)], NOW)] == [(day, sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "2024년에 열렸습니다.",
        "2024년 3월 5일에 개관식이 열렸습니다.",
        "2025년 11월 11일 발표 기준으로 3,300명입니다.",
        "개관: 2022. 5. 1.",
        "매년 12월 1일에 모집합니다.",
        "모집은 2025년 3월 1일에 마감했습니다.",
        "접수기간은 2027년 3월 2일까지입니다.",
        "문의는 02-123-4567로 하세요.",
    ],
)
def test_what_was_or_is_far_off_or_returns_every_year_is_not_named(sentence: str) -> None:
    assert expiries([passage(sentence)], NOW) == ()


def test_the_end_of_validity_is_named_once_for_its_document() -> None:
    pages = [passage("안내입니다.", valid_until="2026-11-30", id=f"notice#{at}") for at in (1, 2)]
    (one,) = expiries(pages, NOW)
    assert (one.day, one.days_left, "유효기간" in one.quote) == ("2026-11-30", 7, True)


@pytest.mark.parametrize("days, named", [(EXPIRY_DAYS, True), (EXPIRY_DAYS + 1, False), (0, True), (-400, True)])
def test_the_days_are_counted_on_the_calendar_of_seoul(days: int, named: bool) -> None:
    evening = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)  # 23 November in Seoul
    until = (NOW + timedelta(days=days)).date().isoformat()
    assert [one.days_left for one in expiries([passage("글", valid_until=until)], evening)] == ([days] if named else [])


def test_what_passes_next_stands_first_and_then_what_passed_last() -> None:
    days = ("2026-12-05", "2026-11-01", "2026-11-24", "2026-11-20")
    pages = [passage("글", document=day, valid_until=day) for day in days]
    assert [one.day for one in expiries(pages, NOW)] == ["2026-11-24", "2026-12-05", "2026-11-20", "2026-11-01"]
