"""Wording: each thing that was found says itself in one sentence that a programme officer understands."""

import pytest

from ingest.checks.wording import MAX_QUOTE_CHARS, Item, attribute, quoted, sentence, value
from ingest.report import BrokenLink, Conflict, DocumentChange, Duplicate, Edit, Expiry, Side, Suspicion
from knowledge.claims import Claim

ONE = Side("02-111-2222", "강남캠퍼스 전화는 02-111-2222입니다.", "a", "가 안내", "2026-11-01")
OTHER = Side("02-333-4444", "강남캠퍼스 전화는 02-333-4444입니다.", "b", "나 안내")


@pytest.mark.parametrize(
    "item, said",
    [
        (
            Conflict("강남캠퍼스", "전화번호", ONE, OTHER, True),
            "강남캠퍼스의 전화번호 값이 서로 다릅니다: 02-111-2222(「가 안내」, 2026-11-01) ↔ 02-333-4444(「나 안내」).",
        ),
        (
            Expiry("a", "가 안내", "2026-11-30", 7, "11월 30일까지"),
            "「가 안내」의 날짜가 7일 뒤에 지납니다(2026-11-30): 11월 30일까지",
        ),
        (Expiry("a", "가 안내", "2026-11-23", 0, "오늘"), "「가 안내」의 날짜가 오늘까지입니다(2026-11-23): 오늘"),
        (
            Expiry("a", "가 안내", "2026-11-20", -3, "어제"),
            "「가 안내」의 날짜가 3일 전에 지났습니다(2026-11-20): 어제",
        ),
        (
            Suspicion("instruction", "a", "가 안내", "따르라", True),
            "「가 안내」에 챗봇에게 시키는 말처럼 보이는 글이 있습니다: 따르라",
        ),
        (
            Suspicion("personal data", "a", "가 안내", "[전화번호]", True),
            "「가 안내」에 개인정보로 보이는 글이 있습니다: [전화번호]",
        ),
        (
            BrokenLink("a", "가 안내", "https://a.kr/b", "페이지가 없습니다 (404)"),
            "「가 안내」의 링크가 열리지 않습니다: https://a.kr/b (페이지가 없습니다 (404))",
        ),
        (
            Duplicate(Side("제목", "글", "a", "가"), Side("소제목", "글", "b", "나"), 0.934),
            "「가」의 '제목' 부분과 「나」의 '소제목' 부분이 93% 같은 글입니다.",
        ),
        (DocumentChange("a", "가", "staff", (), 0, 3), "「가」 문서가 새로 들어갑니다(단락 3개)."),
        (DocumentChange("a", "가", "staff", (), 2, 0), "「가」 문서가 빠집니다(단락 2개)."),
        (DocumentChange("a", "가", "staff", (Edit("", ("a",), ("b",)),), 2, 2), "「가」 문서에서 1곳이 바뀝니다."),
        (DocumentChange("a", "가", "staff", (), 2, 2), "「가」 문서는 내용은 같고 차례만 바뀝니다."),
    ],
)
def test_each_item_says_itself_in_one_sentence(item: Item, said: str) -> None:
    assert sentence(item) == said


def test_a_long_quote_is_cut_and_stays_on_one_line() -> None:
    cut = quoted("첫 줄\n둘째 줄 " * 30)
    assert len(cut) <= MAX_QUOTE_CHARS
    assert "\n" not in cut
    assert cut.endswith("…")


@pytest.mark.parametrize(
    "claim, said",
    [
        (Claim("number", "3300", "명"), "3,300명"),
        (Claim("number", "2.5", "배"), "2.5배"),
        (Claim("date", "2026-11-30"), "2026년 11월 30일"),
        (Claim("date", "-11-30"), "11월 30일"),
        (Claim("time", "18:00"), "18:00"),
    ],
)
def test_a_value_is_written_as_people_write_it(claim: Claim, said: str) -> None:
    assert value(claim) == said


def test_what_differs_is_named_by_the_words_of_both_or_by_its_kind() -> None:
    people = [Claim("number", "30", "명")]
    assert attribute({"인원", "교육", "입니다"}, people, "올해 교육 인원은 30명입니다.") == "교육 인원"
    assert attribute(frozenset(), people, "30명") == "인원"
