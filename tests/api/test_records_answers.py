"""What is kept of answers: words for a while, counts for good; nothing of somebody in distress."""

import itertools
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.parts import Kept
from api.question_log import QuestionLog, entry_of, is_private
from api.records import Records
from api.records_answers import (
    AnswerEntry,
    Selection,
    answer_of,
    answers,
    blank_sessions,
    counts,
    forget_old,
    last_questions,
    note_answers,
    note_feedback,
)
from knowledge.answer import Answer, Citation, Status
from tests.waiting import eventually

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NUMBERS = itertools.count()


def entry(question: str | None, days_ago: float = 0, status: str = "answered", **more: object) -> AnswerEntry:
    made = AnswerEntry(
        answer_id=f"answer-{next(NUMBERS)}",
        at=NOW - timedelta(days=days_ago),
        channel="web",
        language="ko",
        status=status,
        writer="extractive",
        knowledge_version="20261123T050144Z",
        session="s" * 64,
        question=question,
        lead="자료의 문장입니다.",
        citations=({"passage_id": "cost#1", "title": "교육비"},),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def answer(text: str = "자료의 문장입니다. [1]", asked: str = "", answer_id: str = "one") -> Answer:
    cited = Citation(1, "cost#1", "cost", "교육비", "서울시", None, None, None, "official", "자료의 문장입니다.")
    return Answer(answer_id, Status.ANSWERED, text, "ko", "v1", (cited,), asked=asked)


def files(records: Records) -> bytes:
    """All bytes of the database: what a copy of the disk would show."""
    return b"".join(path.read_bytes() for path in sorted(Path(str(records.url.database)).parent.glob("records.db*")))


@pytest.fixture
def words() -> str:
    return "은행나무 아래 파란 우체통"


def test_an_answer_comes_back_as_it_was_kept(records: Records) -> None:
    kept = entry("수강료 얼마야?", fallback="timeout")
    note_answers(records, [kept])
    assert answer_of(records, kept.answer_id) == kept
    assert answer_of(records, "unknown") is None


def test_answers_are_chosen_by_what_staff_look_for(records: Records) -> None:
    note_answers(
        records,
        [
            entry("가", 3, channel="telegram"),
            entry("나", 2, "unknown", helpful=False),
            entry(None, 1, "refused"),
        ],
    )
    assert [one.question for one in answers(records)] == [None, "나", "가"]
    assert [one.question for one in answers(records, Selection(channel="telegram"))] == ["가"]
    assert [one.question for one in answers(records, Selection(helpful=False))] == ["나"]
    assert [one.status for one in answers(records, Selection(since=NOW - timedelta(days=1)))] == ["refused"]
    assert [one.question for one in answers(records, Selection(with_words=True), limit=1, offset=1)] == ["가"]
    assert counts(records) == {"answered": 1, "unknown": 1, "refused": 1}


def test_the_last_questions_are_different_newest_first_and_none_that_was_refused(records: Records) -> None:
    asked = [("가", "answered"), ("나", "unknown"), ("다", "refused"), ("라", "clarify"), ("가", "answered")]
    note_answers(records, [entry(text, 5 - at, status) for at, (text, status) in enumerate(asked)])
    note_answers(records, [entry(None)])
    assert last_questions(records, 10) == ["가", "라", "나"]
    assert last_questions(records, 2) == ["가", "라"]


@pytest.mark.parametrize("days, left", [(90, ["새것"]), (0, []), (200, ["새것", "옛것"])])
def test_words_go_when_their_time_is_over_and_counts_stay(records: Records, days: int, left: list[str]) -> None:
    note_answers(records, [entry("옛것", 90), entry("새것", 89, helpful=True, comment="좋아요")])
    forget_old(records, NOW, days)
    before = counts(records), [(one.at, one.status, one.helpful) for one in answers(records)]
    assert [one.question for one in answers(records) if one.question] == left
    for one in answers(records):
        if one.question is None:
            assert (one.lead, one.comment, one.session, one.citations) == (None, None, None, ())
    assert forget_old(records, NOW, days) == 0
    assert (counts(records), [(one.at, one.status, one.helpful) for one in answers(records)]) == before


def test_words_that_are_gone_stand_nowhere_in_the_files(records: Records, words: str) -> None:
    note_answers(records, [entry(f"{words} {at}", 100, comment=words, lead=words) for at in range(300)])
    note_answers(records, [entry("남는 질문")])
    assert words.encode() in files(records)
    assert forget_old(records, NOW, 90) == 300
    assert words.encode() not in files(records)
    assert "남는 질문".encode() in files(records)


def test_a_retention_that_was_cut_short_is_finished_by_the_next(records: Records, words: str) -> None:
    note_answers(records, [entry(words, 100), entry(words, 101)])
    with closing(sqlite3.connect(str(records.url.database))) as plain:  # half of it was done
        plain.execute("UPDATE answers SET question = NULL WHERE id = 1")
        plain.commit()
    assert forget_old(records, NOW, 90) == 2
    assert forget_old(records, NOW, 90) == 0
    assert words.encode() not in files(records)


def test_forgetting_a_conversation_takes_its_words_and_nobody_elses(records: Records, words: str) -> None:
    note_answers(records, [entry(words, session="mine"), entry("남는 질문", session="other")])
    assert blank_sessions(records, ["mine"]) == 1
    assert words.encode() not in files(records)
    assert [one.question for one in answers(records)] == ["남는 질문", None]


def test_the_last_word_of_feedback_counts(records: Records) -> None:
    kept = entry("가")
    note_answers(records, [kept])
    assert note_feedback(records, kept.answer_id, False, "틀렸어요")
    assert note_feedback(records, kept.answer_id, True, None)
    found = answer_of(records, kept.answer_id)
    assert found
    assert (found.helpful, found.comment) == (True, None)
    assert not note_feedback(records, "unknown", True, None)


# --- what is kept of an answer ---


def test_personal_data_is_masked_in_the_question_and_in_the_lead() -> None:
    made = entry_of(answer("hong@naver.com으로 보냈나요?"), "제 번호 010-1234-5678", frozenset(), "web", "s", NOW)
    assert made.question == "제 번호 [전화번호]"
    assert made.lead == "[이메일]으로 보냈나요?"
    assert made.citations == ({"passage_id": "cost#1", "title": "교육비"},)


def test_a_long_answer_is_kept_by_its_beginning() -> None:
    made = entry_of(answer("가" * 1000), "질문", frozenset(), "web", "s", NOW)
    assert made.lead == "가" * 300


@pytest.mark.parametrize(
    "text",
    ["죽고 싶어요", "상사가 성희롱을 해서 너무 힘들어요", "저 34살이고 의정부 사는데 신청 되나요?", "나 17살인데 될까"],
)
def test_of_distress_and_of_somebodys_life_no_word_is_kept(text: str) -> None:
    assert is_private(text, NOW)
    for made in (
        entry_of(answer(), text, frozenset(), "web", "s", NOW),
        entry_of(answer(asked=text), "그래서요?", frozenset(), "web", "s", NOW),
    ):
        assert (made.question, made.lead, made.citations, made.session) == (None, None, (), None)
        assert made.status == "answered"


@pytest.mark.parametrize("text", ["배고파 죽겠다 밥 주나요?", "비전공자도 되나요?", "몇 살까지 지원할 수 있어요?"])
def test_questions_of_people_in_general_keep_their_words(text: str) -> None:
    assert not is_private(text, NOW)


def test_where_no_words_are_to_be_kept_none_are(records: Records, words: str) -> None:
    with closing(QuestionLog(records, b"s" * 32, keep_days=0, keep_audit_days=730)) as log:
        log.note(answer(words), words, frozenset(), "web", "session", NOW)
        assert log.feedback("one", False, words, frozenset())
    (found,) = answers(records)
    assert (found.question, found.lead, found.comment, found.helpful) == (None, None, None, False)
    assert words.encode() not in files(records)


# --- the thread that writes ---


def test_closing_writes_what_waits(kept: Kept) -> None:
    for at in range(500):
        kept.questions.note(answer(answer_id=str(at)), f"질문 {at}", frozenset(), "web", "session", NOW)
    kept.close()
    assert counts(kept.records) == {"answered": 500}


def test_the_words_of_a_conversation_go_with_the_answers_that_still_wait(kept: Kept, words: str) -> None:
    kept.questions.note(answer(answer_id="1"), words, frozenset(), "web", "mine", NOW - timedelta(hours=30 * 24))
    for at in range(50):
        kept.questions.note(answer(answer_id=f"a{at}"), words, frozenset(), "web", "mine", NOW)
    kept.questions.note(answer(answer_id="other"), "남는 질문", frozenset(), "web", "other", NOW)
    kept.questions.forget("mine", NOW)
    assert kept.questions.flush(30)
    left = [one.question for one in answers(kept.records) if one.question]
    assert sorted(left) == sorted([words, "남는 질문"])  # a month ago the same id was another digest


def test_a_conversation_over_the_end_of_a_month_is_forgotten_whole(kept: Kept, words: str) -> None:
    midnight = datetime(2026, 12, 1, tzinfo=UTC)
    for at in (midnight - timedelta(minutes=5), midnight + timedelta(minutes=5)):
        kept.questions.note(answer(answer_id=at.isoformat()), words, frozenset(), "web", "mine", at)
    kept.questions.forget("mine", midnight + timedelta(minutes=6))
    assert kept.questions.flush(30)
    assert [one.question for one in answers(kept.records)] == [None, None]


def test_a_session_id_stands_nowhere_in_the_database(kept: Kept) -> None:
    kept.questions.note(answer(), "질문", frozenset(), "web", "this-session-id", NOW)
    assert kept.questions.flush(30)
    assert b"this-session-id" not in files(kept.records)
    (found,) = answers(kept.records)
    assert re.fullmatch("[0-9a-f]{64}", str(found.session))


def test_what_a_locked_database_did_not_take_is_written_when_it_is_free(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, words: str
) -> None:
    monkeypatch.setattr("api.records.BUSY_TIMEOUT_S", 0.05)
    monkeypatch.setattr("api.question_log.RETRY_S", 0.05)
    kept.records.close()
    kept.records.ensure_open()
    with closing(sqlite3.connect(str(kept.records.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for at in range(20):
            kept.questions.note(answer(answer_id=str(at)), words, frozenset(), "web", "session", NOW)
        assert eventually(lambda: kept.questions.state.fault is not None)
        state = kept.questions.state
        other.execute("ROLLBACK")
    assert state.waiting == 20
    assert "잠그고 있습니다" in str(state.fault)
    assert kept.questions.flush(30)
    assert kept.questions.state.fault is None
    assert counts(kept.records) == {"answered": 20}
    complaints = [record for record in caplog.records if record.name == "api.question_log"]
    assert len(complaints) == 1  # once a minute
    assert words not in caplog.text


def test_more_than_can_wait_is_counted_and_not_kept(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept.questions.flush(30)
    monkeypatch.setattr("api.question_log.MAX_WAITING", 0)
    kept.questions.note(answer(), "질문", frozenset(), "web", "session", NOW)
    assert kept.questions.state.lost == 1


def test_an_entry_that_no_table_takes_does_not_end_the_log(kept: Kept) -> None:
    for answer_id in ("same", "same", "next"):
        kept.questions.note(answer(answer_id=answer_id), "질문", frozenset(), "web", "session", NOW)
        assert kept.questions.flush(30)
    assert counts(kept.records) == {"answered": 2}
    assert kept.questions.state.lost == 1
