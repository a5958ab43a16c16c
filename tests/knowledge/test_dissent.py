"""Dissent: an answer says where another current source gives another value, and only there."""

from collections.abc import Iterator
from datetime import date

import pytest

from ingest.refresh import refresh
from knowledge.base import KnowledgeBase, open_current
from knowledge.dissent import as_of, conflicts, dissent, newest_first
from knowledge.writing import Sentence
from tests.staff_folder import TinyProgramme

NOTICE = """# 훈련 장려금

## 장려금은 얼마인가요
> Q: 장려금 얼마 줘?

훈련 장려금은 출석한 교육생에게 한 달에 {amount} 지급합니다.

## 신청은 언제까지인가요
> Q: 장려금 마감 언제야?

훈련 장려금 신청은 {deadline} 마감됩니다.

## 강남캠퍼스 자리는 몇 개인가요
> Q: 강남 자리 몇 개야?

{campus}에는 열람실 좌석이 {seats} 있습니다.
"""
OLD = {"amount": "20만 원을", "deadline": "2026년 3월 15일에", "campus": "강남캠퍼스", "seats": "40개"}
NEW = {"amount": "30만 원을", "deadline": "2026년 4월 10일에", "campus": "강남캠퍼스", "seats": "40개"}


@pytest.fixture(scope="module")
def notices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """Two versions of a notice, one on another campus, one that has expired, and an unofficial post."""
    programme = TinyProgramme.make(tmp_path_factory.mktemp("notices"))
    write = programme.folder.write
    write("old.md", NOTICE.format(**OLD), id="old", title="장려금 공고", published="2026-01-10", publisher="서울시")
    write(
        "new.md", NOTICE.format(**NEW), id="new", title="장려금 변경 공고", published="2026-02-20", publisher="서울시"
    )
    seats = "## 자리가 몇 개인가요\n> Q: 구로 자리?\n\n구로캠퍼스에는 열람실 좌석이 25개 있습니다.\n"
    write("guro.md", seats, id="guro", title="구로 공고", published="2026-01-10")
    expired = "## 몇 명이 배우나요\n> Q: 몇 명?\n\n강남캠퍼스 야간반의 교육 인원은 {count}명입니다.\n"
    write("night.md", expired.format(count=25), id="night", title="야간반", valid_until="2026-02-28")
    write("night2.md", expired.format(count=30), id="night2", title="야간반 안내", published="2026-03-01")
    refresh(programme.settings)
    opened = open_current(programme.settings)
    yield opened
    opened.close()


def shown(base: KnowledgeBase, words: str, document: str = "") -> list[Sentence]:
    """The sentence of a base that has these words, as an answer shows it."""
    return [
        Sentence(statement.text, passage, statement.sources, statement.text, statement.item)
        for passage in base.passages
        for statement in passage.statements
        if words in statement.text and passage.document_id.startswith(document)
    ][:1]


def test_the_older_amount_of_a_notice_is_named_as_older_with_its_date(notices: KnowledgeBase) -> None:
    (extra,) = dissent(notices, shown(notices, "30만 원"))
    assert extra.text.startswith("이전 자료(서울시, 2026-01-10)")
    assert extra.quote in extra.text
    assert "20만 원" in extra.quote


def test_the_newer_amount_is_put_first_where_the_older_was_found(notices: KnowledgeBase) -> None:
    found = shown(notices, "20만 원", "old")
    (lead,) = newest_first(notices, found)
    assert "30만 원" in lead.text
    assert lead.text in lead.passage.text
    (extra,) = dissent(notices, [lead])
    assert "20만 원" in extra.text
    assert "이전 자료" in extra.text


def test_another_deadline_is_dissent_too(notices: KnowledgeBase) -> None:
    (extra,) = dissent(notices, shown(notices, "4월 10일"))
    assert "3월 15일" in extra.text


def test_both_values_in_the_answer_need_no_further_word(notices: KnowledgeBase) -> None:
    assert dissent(notices, [*shown(notices, "30만 원"), *shown(notices, "20만 원", "old")]) == []


def test_another_campus_is_no_dissent(notices: KnowledgeBase) -> None:
    assert dissent(notices, shown(notices, "강남캠퍼스에는 열람실")) == []


def test_what_has_expired_is_no_dissent(notices: KnowledgeBase) -> None:
    current = shown(notices, "30명")
    assert dissent(notices, current, date(2026, 2, 1))
    assert dissent(notices, current, date(2026, 3, 2)) == []


@pytest.mark.parametrize(
    "words, other",
    [
        ("2025년 3,300명에서 2030년", "3,000명"),
        ("수료생 86명 가운데 70%가 삼성", "63%"),
        ("중구캠퍼스는 2023년 7월 20일", "2023년 8월"),
    ],
)
def test_known_conflicts_of_the_programme_are_said(base: KnowledgeBase, words: str, other: str) -> None:
    extra = dissent(base, shown(base, words))
    assert any(other in sentence.text for sentence in extra)


@pytest.mark.parametrize(
    "words",
    [
        "누적 취업률은 2025년 11월",
        "2024년 청년취업사관학교 교육생의 취업률",
        "중간취업률은 49%로",
        "AI 특화캠퍼스 1기 수료생은 86명",
    ],
)
def test_different_measures_are_no_dissent(base: KnowledgeBase, words: str) -> None:
    assert shown(base, words)
    assert dissent(base, shown(base, words)) == []


def test_few_statements_of_the_programme_meet_dissent(base: KnowledgeBase) -> None:
    found = conflicts(base)
    assert 5 <= len(found) <= 20
    for conflict in found:
        assert conflict.first.passage.language == conflict.second.passage.language
        assert conflict.values[0] != conflict.values[1]


def test_what_is_said_of_dissent_is_a_quote_of_its_passage(base: KnowledgeBase) -> None:
    for conflict in conflicts(base):
        for quote in (conflict.first, conflict.second):
            sentence = Sentence(
                quote.statement.text, quote.passage, quote.statement.sources, quote.statement.text, quote.statement.item
            )
            for extra in dissent(base, [sentence]):
                assert extra.quote in extra.text
                assert extra.quote in extra.passage.text
                assert set(extra.sources) <= set(extra.passage.sources)


def test_an_answer_is_as_of_the_newest_source_of_its_first_sentence(base: KnowledgeBase) -> None:
    old, new = shown(base, "중구캠퍼스는 2023년 7월 20일"), shown(base, "누적 취업률은 2025년 11월")
    assert as_of([*new, *old]) == "2025-11-11"
    assert as_of([*old, *new]) == "2023"
    assert as_of([]) is None
