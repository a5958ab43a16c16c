"""Application periods: read from the documents, stood against the clock, never a past deadline as one to come."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest import sources, splitting
from knowledge.answer import Status
from knowledge.base import KnowledgeBase
from knowledge.citing import Derived, cite
from knowledge.composing import Composer
from knowledge.document import Passage, Source, Statement
from knowledge.drafting import Draft
from knowledge.grounding import unproven
from knowledge.intake import (
    Intake,
    Standing,
    asks_past,
    days_left,
    expired,
    extract,
    intakes,
    is_stale,
    shown_with_date,
    status,
)
from knowledge.intake_answer import answer_on_intake
from knowledge.outcome import Outcome
from knowledge.periods import KST, Period, periods
from knowledge.question import Question, Reading, read, spelled
from knowledge.writing import Sentence

NOTICE = """---
id: notice-ai-planning
title: AI 서비스 기획 과정 모집 공고
published: 2026-11-20
topic: courses
language: ko
---
# AI 서비스 기획 과정 모집 공고

## 모집 안내
- AI 서비스 기획 과정 접수기간: 2026. 12. 1.(화) ~ 2026. 12. 14.(월) 18:00
- 교육기간: 2027. 1. 5. ~ 2027. 3. 30.
- 면접: 2026. 12. 17.(목)
"""
AUTUMN = datetime(2026, 9, 20, 12, tzinfo=KST)
"""Three intakes of the shipped documents are open."""
LATER = datetime(2026, 11, 23, 12, tzinfo=KST)
"""All of them are closed."""


def seoul(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=KST)


def passage(text: str, **fields: object) -> Passage:
    source = Source("s", "공고", "서울경제진흥원", None, str(fields.pop("published", "2026-11-20")), "official")
    made = Passage(
        id="d#1",
        document_id="d",
        title="모집 공고",
        heading_path=(),
        text=text,
        statements=(Statement(text, ("s",)),),
        sources={"s": source},
        questions=(),
        position=0,
        language="ko",
        origin="d.md",
    )
    return replace(made, **fields)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def noticed(base: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The shipped base with a notice that staff added."""
    file = tmp_path_factory.mktemp("notice") / "notice.md"
    file.write_text(NOTICE, "utf-8")
    return with_document(base, file)


def with_document(base: KnowledgeBase, file: Path) -> KnowledgeBase:
    reading = sources.read_source(file, "notices")
    assert reading.documents, reading.findings
    added = [part for document in reading.documents for part in splitting.split(document, "notices", base.analyser)[0]]
    return replace(base, passages=(*base.passages, *added))


def reading_of(base: KnowledgeBase, text: str, now: datetime) -> Reading:
    corrected = base.speller.correct(spelled(text), base.analyser)
    return read(Question.of(text, now), corrected, base.finder, base.analyser, False)


def ask(base: KnowledgeBase, text: str, now: datetime) -> str | None:
    sentences = answer_on_intake(reading_of(base, text, now), base)
    return None if sentences is None else cite(sentences)[1]


@pytest.mark.parametrize(
    "text, opens, closes",
    [
        ("접수기간: 2026. 12. 1.(화) ~ 2026. 12. 14.(월) 18:00", "2026-12-01T00:00", "2026-12-14T18:00"),
        ("접수기간: 2026. 12. 1.(화) ~ 12. 14.(월) 18:00", "2026-12-01T00:00", "2026-12-14T18:00"),
        ("접수 2026. 12. 1.(화) 10:00 ~ 14.(월) 18:00", "2026-12-01T10:00", "2026-12-14T18:00"),
        ("2026년 9월 1일부터 9월 22일까지 접수합니다.", "2026-09-01T00:00", "2026-09-23T00:00"),
        ("2026년 9월 1일부터 22일까지 모집했습니다.", "2026-09-01T00:00", "2026-09-23T00:00"),
        ("모집기간 2026-09-01~2026-09-22", "2026-09-01T00:00", "2026-09-23T00:00"),
        ("모집기간: '26. 12. 1. ~ '26. 12. 14.", "2026-12-01T00:00", "2026-12-15T00:00"),
        ("Applications run from 13 August to 28 September 2026.", "2026-08-13T00:00", "2026-09-29T00:00"),
        ("Application period: September 1–22, 2026", "2026-09-01T00:00", "2026-09-23T00:00"),
        ("접수: 2026.12.20 ~ 1.5", "2026-12-20T00:00", "2027-01-06T00:00"),
        ("Applications run from 20 December to 5 January 2027.", "2026-12-20T00:00", "2027-01-06T00:00"),
        ("2028년 2월 20일 ~ 2월 29일 접수", "2028-02-20T00:00", "2028-03-01T00:00"),
    ],
)
def test_a_range_of_dates_near_a_word_for_applying_is_its_period(text: str, opens: str, closes: str) -> None:
    assert periods(text) == [Period(seoul(opens), seoul(closes))]


@pytest.mark.parametrize(
    "text, closes",
    [
        ("원서는 2026년 12월 14일 18시까지 접수합니다.", "2026-12-14T18:00"),
        ("접수 마감: 2026년 12월 14일 오후 6시", "2026-12-14T18:00"),
        ("접수 마감: 2026년 12월 14일 24:00", "2026-12-15T00:00"),
        ("접수 마감: 2026년 12월 14일 23:59", "2026-12-15T00:00"),
        ("모집 마감일은 2026년 9월 28일이었습니다.", "2026-09-29T00:00"),
        ("Applications close on September 22, 2026 at 6 p.m.", "2026-09-22T18:00"),
        ("Apply by 5 December 2026.", "2026-12-06T00:00"),
    ],
)
def test_a_single_date_is_a_deadline_where_the_words_say_so(text: str, closes: str) -> None:
    assert periods(text) == [Period(None, seoul(closes))]


@pytest.mark.parametrize(
    "text",
    [
        "교육기간: 2026-10-12~2027-03-03",
        "면접은 2026년 12월 17일까지 진행합니다.",
        "2026년 9월 22일 누리집 기준으로 수강신청은 모집기간 안에만 할 수 있습니다.",
        "2026년 9월 22일 이후에 새로 열린 모집은 자료에서 확인되지 않았습니다.",
        "2027년 2월 20일 ~ 2월 29일 접수",
        "용산캠퍼스는 2022년 10월 핀테크 과정을 모집했습니다.",
        "The Jongno campus opened on 28 August 2023.",
    ],
)
def test_other_dates_and_days_that_do_not_exist_are_no_period(text: str) -> None:
    assert periods(text) == []


def test_each_range_of_a_sentence_keeps_its_own_label() -> None:
    text = "모집기간: 2026. 12. 1. ~ 2026. 12. 14. / 교육기간: 2027. 1. 5. ~ 2027. 3. 30."
    assert periods(text) == [Period(seoul("2026-12-01T00:00"), seoul("2026-12-15T00:00"))]
    rounds = periods("1차 접수 2026. 12. 1. ~ 12. 7., 2차 12. 10. ~ 12. 14.")
    assert [period.closes for period in rounds] == [seoul("2026-12-08T00:00"), seoul("2026-12-15T00:00")]


def test_a_missing_year_comes_from_heading_or_publication_and_is_never_guessed() -> None:
    text = "접수 마감: 12월 14일"
    assert periods(text) == []
    assert periods(text, ("2027년 겨울 모집",))[0].closes == seoul("2027-12-15T00:00")
    assert periods(text, (), "2026-11-20")[0].closes == seoul("2026-12-15T00:00")
    assert periods("접수 마감: 1월 5일", (), "2026-12-20")[0].closes == seoul("2027-01-06T00:00")
    assert periods("4월 7일부터 20일까지 모집했습니다.", (), "2025-11-01")[0].closes == seoul("2025-04-21T00:00")


def test_the_year_of_another_date_is_not_borrowed() -> None:
    text = "모집 기간은 12월 20일부터 1월 5일까지, 교육기간은 2027년 1월 12일부터 3월 5일까지입니다."
    assert periods(text) == []
    assert periods(text, (), "2026-12-01") == [Period(seoul("2026-12-20T00:00"), seoul("2027-01-06T00:00"))]


def test_a_weekday_that_does_not_fit_the_year_of_publication_leaves_the_date_out() -> None:
    assert periods("9월 22일(화) 오후 6시 접수 마감", (), "2026-09-01")[0].closes == seoul("2026-09-22T18:00")
    assert periods("9월 22일(월) 오후 6시 접수 마감", (), "2026-09-01") == []


def only(texts: Sequence[Passage], base: KnowledgeBase) -> Intake:
    (intake,) = extract(texts, base.finder)
    return intake


@pytest.mark.parametrize(
    "now, standing, left",
    [
        ("2026-11-30T23:59:59", Standing.PLANNED, 14),
        ("2026-12-01T00:00:00", Standing.OPEN, 13),
        ("2026-12-11T09:00:00", Standing.OPEN, 3),
        ("2026-12-14T17:59:59", Standing.OPEN, 0),
        ("2026-12-14T18:00:00", Standing.CLOSED, 0),
        ("2026-12-14T18:00:01", Standing.CLOSED, 0),
    ],
)
def test_standing_changes_exactly_at_the_opening_day_and_at_the_hour_of_the_deadline(
    base: KnowledgeBase, now: str, standing: Standing, left: int
) -> None:
    intake = only([passage("접수기간: 2026. 12. 1.(화) ~ 2026. 12. 14.(월) 18:00")], base)
    assert status(intake, seoul(now)) is standing
    assert days_left(intake, seoul(now)) == left


def test_a_day_without_a_time_ends_at_midnight_in_seoul_wherever_the_clock_is(base: KnowledgeBase) -> None:
    intake = only([passage("2026년 12월 1일부터 12월 14일까지 접수합니다.")], base)
    last = datetime(2026, 12, 14, 14, 59, 59, tzinfo=UTC)
    assert status(intake, last) is Standing.OPEN
    assert days_left(intake, last) == 0
    assert status(intake, last + timedelta(seconds=1)) is Standing.CLOSED
    assert days_left(intake, datetime(2026, 12, 13, 15, 0, tzinfo=UTC)) == 0, "already the 14th in Seoul"
    assert status(intake, datetime(2026, 11, 30, 15, 0, tzinfo=UTC)) is Standing.OPEN, "already 1 December in Seoul"


@pytest.mark.parametrize(
    "text, last_open, closed",
    [
        ("2028년 2월 20일 ~ 2월 29일 접수", "2028-02-29T23:59:59", "2028-03-01T00:00:00"),
        ("2026년 12월 20일 ~ 12월 31일 접수", "2026-12-31T23:59:59", "2027-01-01T00:00:00"),
        ("접수: 2026.12.20 ~ 1.5", "2027-01-05T23:59:59", "2027-01-06T00:00:00"),
    ],
)
def test_leap_day_and_year_end_close_when_the_day_is_over(
    base: KnowledgeBase, text: str, last_open: str, closed: str
) -> None:
    intake = only([passage(text)], base)
    assert status(intake, seoul(last_open)) is Standing.OPEN
    assert status(intake, seoul(closed)) is Standing.CLOSED


def test_an_intake_without_a_written_end_is_never_called_open_or_closed(base: KnowledgeBase) -> None:
    intake = only([passage("2026년 12월 1일부터 접수합니다.")], base)
    assert status(intake, seoul("2026-11-30T00:00")) is Standing.PLANNED
    assert status(intake, seoul("2026-12-05T00:00")) is Standing.STARTED
    assert not is_stale(intake, seoul("2026-12-05T00:00"))
    assert is_stale(intake, seoul("2027-02-01T00:00"))


def test_front_matter_dates_count_for_a_notice_without_dates_of_its_own(base: KnowledgeBase) -> None:
    notice = passage(
        "AI 기획 과정의 교육생 모집을 누리집에서 접수합니다.", valid_from="2026-12-01", valid_until="2026-12-14"
    )
    intake = only([notice], base)
    assert (intake.opens, intake.closes) == (seoul("2026-12-01T00:00"), seoul("2026-12-15T00:00"))
    assert list(extract([replace(notice, valid_from=None, valid_until=None)], base.finder)) == []


def test_the_shipped_documents_tell_each_intake_once(base: KnowledgeBase) -> None:
    answer = ask(base, "지금 모집 중인 과정 있어?", AUTUMN)
    assert answer is not None
    lines = [line for line in answer.splitlines() if line.startswith("- ")]
    assert [line[2:4] for line in lines] == ["송파", "성동", "은평"], "the nearest deadline first"
    assert ["D-7" in lines[0], "D-8" in lines[1], "D-17" in lines[2]] == [True] * 3


def test_intakes_are_worked_out_once_for_an_opened_base(base: KnowledgeBase) -> None:
    assert intakes(base) is intakes(base)


@pytest.mark.parametrize(
    "question",
    [
        "지금 모집 중인 과정?",
        "지금모집중인과정있어",
        "마감 언제야?",
        "아직 신청 가능해?",
        "언제까지 신청해야 돼요",
        "신청 끝났어?",
        "when is the deadline",
        "is it still open",
        "Can I still apply?",
    ],
)
def test_with_nothing_open_the_answer_says_so_with_the_last_deadline_and_where_to_look(
    base: KnowledgeBase, question: str
) -> None:
    sentences = answer_on_intake(reading_of(base, question, LATER), base)
    assert sentences is not None
    text = cite(sentences)[1]
    assert ("2026년 11월 23일" if question[0] >= "가" else "23 November 2026") in text
    assert "10월 7일" in text or "7 October" in text
    assert "누리집" in text or "sesac.seoul.kr" in text
    assert "D-" not in text
    assert "모집 중," not in text
    assert sentences[0].passage.gap, "what is open now is not known: the status is unknown"


def test_a_deadline_is_named_with_the_days_left_and_on_its_day_as_today(base: KnowledgeBase) -> None:
    question = "은평 이커머스 과정 마감 언제야?"
    assert "D-1)" in str(ask(base, question, seoul("2026-10-06T23:59")))
    assert "오늘이 마지막 날" in str(ask(base, question, seoul("2026-10-07T23:59")))
    closed = str(ask(base, question, seoul("2026-10-08T00:00")))
    assert "마감되었습니다" in closed
    assert "마감됨" in closed
    assert "모집 중," not in closed


def test_a_notice_that_staff_add_is_planned_then_open_then_closed(noticed: KnowledgeBase) -> None:
    planned = str(ask(noticed, "다음 모집 언제?", LATER))
    assert "12. 1.(화)" in planned
    assert "8일 뒤 시작" in planned
    now_planned = str(ask(noticed, "지금 모집 중인 과정 있어?", LATER))
    assert "예정된 모집" in now_planned
    assert "8일 뒤" in now_planned
    assert "D-3" in str(ask(noticed, "서비스 기획 과정 마감 며칠 남았어?", seoul("2026-12-11T10:00")))
    assert "오늘 마감" in str(ask(noticed, "지금 모집 중?", seoul("2026-12-14T17:59")))
    assert "가장 최근에 마감" in str(ask(noticed, "지금 모집 중?", seoul("2026-12-14T18:00")))


def test_the_next_intake_is_only_told_where_it_is_written(base: KnowledgeBase) -> None:
    answer = str(ask(base, "다음 모집 언제?", LATER))
    assert "다음 모집 날짜는 자료에 없습니다" in answer
    assert "예정" not in answer.split("누리집")[0]


@pytest.mark.parametrize(
    "question, names",
    [
        ("성동 풀스택 아직 신청 가능해?", ["성동", "9월 28일"]),
        ("콘텐츠 마케터 과정 접수 마감됐나요?", ["성동", "8월 19일"]),
        ("강남 지금 모집 중이야?", ["강남", "8월 30일"]),
        ("AI 특화캠퍼스 1기 아직 접수 받아요?", ["특화캠퍼스 1기", "20일"]),
        ("9월 과정 신청 끝났어?", ["은평", "성동", "송파"]),
        ("are applications still open for the Seongdong full-stack course?", ["Seongdong", "28 September 2026"]),
    ],
)
def test_a_campus_course_cohort_or_month_narrows_the_answer(
    base: KnowledgeBase, question: str, names: list[str]
) -> None:
    answer = str(ask(base, question, LATER))
    assert all(name in answer for name in names), answer
    assert "마감" in answer or "closed" in answer


@pytest.mark.parametrize(
    "question",
    [
        "모집 기간은 보통 얼마나 됩니까?",
        "모집이 끝난 과정에도 신청할 수 있습니까?",
        "모집 기간 하루 지났는데 아직 신청 눌러볼 수 있을까요",
        "창업 인큐베이팅 모집 언제예요?",
        "모집예정이면 아직 접수 못 하나",
        "I'm over 40, can I still apply?",
        "모집상태에는 어떤 종류가 있나요?",
        "모집중인 과정 어떻해 찾아요",
        "2025년 11월에는 몇 개 캠퍼스가 교육생을 모집했나요?",
        "은평 AI 이커머스 과정은 언제까지 모집했나요?",
        "내년 1월에 새로 모집하는 과정 뭐 있어?",
        "성동 5기 풀스택 모집 언제야?",
        "취업 지원은 언제까지 받나요",
        "인턴십 신청 언제까지야",
        "환불 신청 언제까지",
        "로봇 과정 지금 모집 중?",
        "강서 지금 모집해?",
        "마포캠퍼스 아직 사람 받아요?",
        "신청은 어떻게 하나요?",
        "Is the Mapo campus still open?",
        "Can foreign nationals apply?",
        "How long is the application period?",
    ],
)
def test_other_questions_and_what_the_documents_do_not_have_are_left_to_the_search(
    base: KnowledgeBase, question: str
) -> None:
    assert ask(base, question, LATER) is None


def without_figures(sentence: Sentence) -> str:
    text = sentence.text
    for figure in sentence.figures if isinstance(sentence, Derived) else ():
        text = text.replace(figure, " ")
    return text


@pytest.mark.parametrize("now", [AUTUMN, LATER, seoul("2026-05-12T09:00"), seoul("2026-12-11T09:00")])
@pytest.mark.parametrize(
    "question", ["지금 모집 중인 과정?", "다음 모집 언제?", "when can I apply?", "is it still open"]
)
def test_every_date_of_an_answer_stands_in_what_it_cites(noticed: KnowledgeBase, question: str, now: datetime) -> None:
    for sentence in answer_on_intake(reading_of(noticed, question, now), noticed) or []:
        on = sentence.rests_on if isinstance(sentence, Derived) and sentence.rests_on else (sentence,)
        evidence = [part for one in on for part in (one.passage.title, *one.passage.heading_path, one.passage.text)]
        assert not unproven(without_figures(sentence), evidence, noticed.finder)
        assert sentence.quote in {statement.text for statement in sentence.passage.statements}


def test_a_passage_is_expired_when_its_last_day_is_over() -> None:
    notice = passage("수업은 평일에 있습니다.", valid_until="2026-09-22")
    assert not expired(notice, seoul("2026-09-22T23:59:59"))
    assert expired(notice, seoul("2026-09-23T00:00"))
    assert expired(notice, datetime(2026, 9, 22, 15, 0, tzinfo=UTC)), "already the 23rd in Seoul"
    assert not expired(replace(notice, valid_until=None), LATER)
    assert not expired(replace(notice, valid_until="2026-11"), LATER)
    assert expired(replace(notice, valid_until="2026-10"), LATER)


def test_what_has_expired_and_deadlines_that_sound_as_if_to_come_are_labelled() -> None:
    notice = passage("수업은 평일에 있습니다.", valid_until="2026-09-22")
    assert "2026-09-22까지" in shown_with_date(notice.statements[0], notice, LATER)
    coming = passage("2026년 9월 22일 18시까지 접수합니다.")
    assert shown_with_date(coming.statements[0], coming, seoul("2026-09-22T17:59")) == coming.text
    assert "기한이 지난 안내" in shown_with_date(coming.statements[0], coming, seoul("2026-09-22T18:00"))
    told = passage("2026년 9월 22일까지 접수했습니다.")
    assert shown_with_date(told.statements[0], told, LATER) == told.text


def test_an_answer_never_quotes_a_past_deadline_as_one_to_come(base: KnowledgeBase) -> None:
    coming = passage("2026년 9월 22일 18시까지 접수합니다.")
    reading = read(Question.of("언제까지 접수해요?", LATER), "언제까지 접수해요?", base.finder, base.analyser, False)
    said = Sentence(coming.text, coming, coming.statements[0].sources, coming.text)
    written = [(Outcome(reading, Status.ANSWERED, sentences=(said,)), Draft((said,), "extractive"))]
    answer = Composer(base).whole(reading.question, written)
    assert "기한이 지난 안내" in answer.text
    assert answer.citations[0].quote in coming.text


def test_questions_about_the_past_are_known() -> None:
    assert asks_past("작년 11월에 모집한 캠퍼스")
    assert asks_past("when did the first cohort apply")
    assert not asks_past("지금 모집 중인 과정 있어?")
