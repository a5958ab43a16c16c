"""Gaps: questions that ask the same are one, and the most damaging comes first."""

from datetime import timedelta

from api.gaps import gaps_in, unanswered
from api.records import Records
from api.records_answers import note_answers
from knowledge.base import KnowledgeBase
from tests.api.test_records_answers import NOW, entry


def words(text: str) -> list[str]:
    return text.split()


def test_questions_that_share_most_words_are_one_gap_under_the_commonest_wording() -> None:
    asked = ["강남 주차 되나", "강남 주차 가능", "강남 주차 되나", "기숙사 있나"]
    gaps = gaps_in([entry(text, 1, "unknown") for text in asked], words, NOW)
    assert [(gap.question, gap.count) for gap in gaps] == [("강남 주차 되나", 3), ("기숙사 있나", 1)]


def test_spelling_in_another_width_or_case_is_the_same_question() -> None:
    (gap,) = gaps_in([entry("AI 과정", 1, "unknown"), entry("ａｉ 과정", 2, "unknown")], words, NOW)
    assert gap.count == 2
    assert gap.last_at == NOW - timedelta(days=1)


def test_a_thumb_down_weighs_more_than_not_knowing_and_recent_more_than_old() -> None:
    unhelpful, unknown = entry("가", 1, "answered", helpful=False), entry("나", 1, "unknown")
    old = entry("다", 40, "answered", helpful=False)
    gaps = gaps_in([unknown, old, unhelpful], words, NOW)
    assert [gap.question for gap in gaps] == ["가", "나", "다"]
    assert (gaps[0].unhelpful, gaps[0].statuses, gaps[0].answer_ids) == (1, {"answered": 1}, (unhelpful.answer_id,))


def test_a_question_about_a_deadline_comes_before_another_asked_as_often() -> None:
    gaps = gaps_in([entry("주차장 있어요", 1, "unknown"), entry("마감 언제까지예요", 1, "unknown")], words, NOW)
    assert [gap.question for gap in gaps] == ["마감 언제까지예요", "주차장 있어요"]


def test_many_ask_louder_than_one() -> None:
    gaps = gaps_in([*(entry("주차", 2, "unknown") for _ in range(9)), entry("마감", 1, "unknown")], words, NOW)
    assert [gap.question for gap in gaps] == ["주차", "마감"]


def test_what_was_answered_well_or_has_no_words_or_is_long_ago_is_no_gap(records: Records) -> None:
    note_answers(
        records,
        [
            entry("답한 질문", helpful=True),
            entry(None, 1, "unknown"),
            entry("거절한 질문", 1, "refused"),
            entry("옛 질문", 91, "unknown"),
            entry("모르는 질문", 1, "unknown"),
        ],
    )
    assert [gap.question for gap in unanswered(records, words, NOW)] == ["모르는 질문"]


def test_real_wordings_meet_by_the_words_that_the_search_knows(base: KnowledgeBase) -> None:
    asked = ["주차장이 있나요?", "주차장 있어?", "혹시 주차장은 있습니까", "기숙사도 제공하나요?"]
    gaps = gaps_in([entry(text, 1, "unknown") for text in asked], base.analyser.terms, NOW)
    assert [gap.count for gap in gaps] == [3, 1]
