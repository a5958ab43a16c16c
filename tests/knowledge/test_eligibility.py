"""Eligibility: rules from data against what somebody says of themselves, each with the words it rests on."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from knowledge.base import KnowledgeBase
from knowledge.citing import Derived, cite
from knowledge.eligibility import Rule, Verdict, answer_on_eligibility, check, judge, rules
from knowledge.grounding import quoted, unproven
from knowledge.periods import KST
from knowledge.person import Person, person_in
from knowledge.question import Question, Reading, read, spelled
from knowledge.writing import Sentence

NOW = datetime(2026, 11, 23, 12, tzinfo=KST)
TODAY = NOW.date()
YOUNG = Rule(
    "young",
    "age",
    Verdict.YES,
    Verdict.NO,
    source="s",
    quote={"ko": "2027년 1월 1일 기준 만 18~39세"},
    says={},
    minimum=18,
    maximum=39,
    reference=date(2027, 1, 1),
)
"""A rule with both limits and a day on which they count, as a notice may have."""


def reading_of(base: KnowledgeBase, text: str) -> Reading:
    corrected = base.speller.correct(spelled(text), base.analyser)
    return read(Question.of(text, NOW), corrected, base.finder, base.analyser, False)


def ask(base: KnowledgeBase, text: str) -> list[Sentence] | None:
    return answer_on_eligibility(reading_of(base, text), base)


@pytest.mark.parametrize(
    "text, person",
    [
        ("만 16세도 되나요", Person(ages=(16, 16))),
        ("I'm 40, can I apply?", Person(ages=(40, 40))),
        ("27살인데 되나요", Person(ages=(25, 27))),
        ("서른다섯인데 되나요", Person(ages=(33, 35))),
        ("나 17인데 되나?", Person(ages=(15, 17))),
        ("40대인데 되나요", Person(ages=(40, 49))),
        ("98년생인데 되나요", Person(birth_year=1998)),
        ("05년생인데 되나요", Person(birth_year=2005)),
        ("2011년 11월 23일생인데 되나요", Person(born=date(2011, 11, 23))),
        ("경기도 사는 27살", Person(ages=(25, 27), lives_in_seoul=False)),
        ("대구 사는데 되나요", Person(lives_in_seoul=False)),
        ("강서구 사는데 되나요", Person(lives_in_seoul=True)),
        ("재직자인데 신청 가능?", Person(employed=True)),
        ("퇴사했는데 신청 가능?", Person(employed=False)),
        ("대학교 3학년 재학생인데", Person(student=True)),
        (
            "서울에 있는 대학교 재학생이고 집은 인천이에요",
            Person(lives_in_seoul=False, student=True, seoul_school=True),
        ),
        ("외국인인데 되나요", Person(foreign=True)),
        ("I live in Incheon and I have a full-time job", Person(lives_in_seoul=False, employed=True)),
    ],
)
def test_what_people_say_of_themselves_is_understood(text: str, person: Person) -> None:
    assert person_in(text, NOW) == person


@pytest.mark.parametrize(
    "text",
    [
        "나이 제한 있어요?",
        "만 34세 이하만 되나요",
        "만 19세 이상만 되는 거죠?",
        "15세 이상이면 돼요?",
        "수강료가 얼마예요?",
    ],
)
def test_limits_that_are_asked_about_are_nobody_s_age(text: str) -> None:
    assert person_in(text, NOW) is None


@pytest.mark.parametrize(
    "born, day, age",
    [
        (date(2011, 11, 23), date(2026, 11, 22), 14),
        (date(2011, 11, 23), date(2026, 11, 23), 15),
        (date(2008, 2, 29), date(2023, 2, 28), 14),
        (date(2008, 2, 29), date(2023, 3, 1), 15),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2011, 12, 31), date(2027, 1, 1), 15),
    ],
)
def test_a_year_of_age_is_complete_on_the_birthday_itself(born: date, day: date, age: int) -> None:
    assert Person(born=born).ages_on(day) == (age, age)


@pytest.mark.parametrize(
    "person, verdict",
    [
        (Person(ages=(17, 17)), Verdict.NO),
        (Person(ages=(18, 18)), Verdict.YES),
        (Person(ages=(39, 39)), Verdict.YES),
        (Person(ages=(40, 40)), Verdict.NO),
        (Person(ages=(17, 19)), Verdict.CHECK),
        (Person(born=date(2009, 1, 1)), Verdict.YES),
        (Person(born=date(2009, 1, 2)), Verdict.NO),
        (Person(born=date(1987, 1, 1)), Verdict.NO),
        (Person(born=date(1987, 1, 2)), Verdict.YES),
        (Person(birth_year=1988), Verdict.YES),
        (Person(birth_year=1987), Verdict.CHECK),
        (Person(birth_year=1986), Verdict.NO),
        (Person(employed=True), None),
    ],
)
def test_age_limits_include_both_ends_and_count_on_the_day_that_the_rule_names(
    person: Person, verdict: Verdict | None
) -> None:
    assert judge(YOUNG, person, TODAY) is verdict


def test_every_rule_quotes_a_sentence_of_the_documents_from_the_source_it_names(base: KnowledgeBase) -> None:
    for rule in rules():
        for quote in rule.quote.values():
            told = [
                statement
                for passage in base.passages
                for statement in passage.statements
                if statement.text == quote and rule.source in statement.sources
            ]
            assert told, f"{rule.id}: no passage says {quote}"
        for verdict, says in rule.says.items():
            assert set(says) == {"ko", "en"}, f"{rule.id}: {verdict}"


def test_a_rule_whose_words_are_in_no_document_is_not_used(base: KnowledgeBase) -> None:
    silent = replace(base, passages=tuple(p for p in base.passages if p.topic != "eligibility"))
    told = check(Person(ages=(30, 30)), silent, NOW)
    assert told.rules == ()
    assert told.verdict is Verdict.CHECK
    assert answer_on_eligibility(reading_of(base, "서른다섯인데 되나요"), silent) is None


@pytest.mark.parametrize(
    "person, verdict",
    [
        (Person(ages=(14, 14)), Verdict.NO),
        (Person(ages=(15, 15)), Verdict.CHECK),
        (Person(ages=(40, 40)), Verdict.CHECK),
        (Person(lives_in_seoul=True), Verdict.CHECK),
        (Person(lives_in_seoul=False), Verdict.CHECK),
        (Person(employed=True), Verdict.CHECK),
        (Person(foreign=True), Verdict.CHECK),
        (Person(non_major=True), Verdict.YES),
    ],
)
def test_what_no_document_settles_is_to_be_checked(base: KnowledgeBase, person: Person, verdict: Verdict) -> None:
    assert check(person, base, NOW).verdict is verdict


def test_the_rules_are_told_one_by_one(base: KnowledgeBase) -> None:
    told = check(Person(ages=(27, 27), lives_in_seoul=True), base, NOW).rules
    by_id = {one.rule.id: one for one in told}
    assert by_id["age-15-ai-campus-2025"].verdict is Verdict.YES
    assert by_id["age-upper-limit-open"].verdict is Verdict.CHECK
    assert by_id["residence-ai-campus-2025"].verdict is Verdict.YES
    assert by_id["residence-open"].verdict is Verdict.CHECK
    assert all(quoted(one.statement, one.passage.text) for one in told)


@pytest.mark.parametrize(
    "question, says, quotes",
    [
        (
            "서른다섯인데 되나요",
            "나이 조건(15세 이상)에는 해당",
            ["15세 이상 서울시민", "나이 상한은 자료에서 확인되지"],
        ),
        ("만 14세인데 신청 가능한가요", "해당하지 않습니다", ["15세 이상 서울시민"]),
        ("15살인데 가능?", "생일까지 따져 확인", ["15세 이상"]),
        ("경기도 사는 27살인데 신청 되나요", "서울시민이어서", ["거주지 조건은 자료에서 확인되지"]),
        ("재직자인데 신청 가능?", "재직 중에 지원할 수 있는지는 자료에 없어", ["재직자가 청년취업사관학교에"]),
        ("대학교 3학년 재학생인데 될까요", "다른 과정에 재학생이", ["서울에 있는 대학의 재학생과 졸업생"]),
        ("I'm 40, can I apply?", "15 or over", ["any Seoul resident aged 15", "upper age limit"]),
        ("I'm not Korean, can I join?", "foreign nationals", ["do not say whether foreign nationals"]),
    ],
)
def test_the_verdict_comes_first_in_plain_words_and_each_rule_is_quoted(
    base: KnowledgeBase, question: str, says: str, quotes: list[str]
) -> None:
    sentences = ask(base, question)
    assert sentences is not None
    assert says in sentences[0].text
    rest = " ".join(sentence.text for sentence in sentences[1:])
    assert all(quote in rest for quote in quotes), rest
    assert cite(sentences)[0], "nothing is cited"


def test_a_condition_that_only_gaps_speak_of_makes_the_answer_unknown(base: KnowledgeBase) -> None:
    for question, gap in (("재직자인데 신청 가능?", True), ("서른다섯인데 되나요", False)):
        sentences = ask(base, question)
        assert sentences
        assert sentences[0].passage.gap is gap


@pytest.mark.parametrize(
    "question",
    [
        "서른다섯인데 되나요",
        "서울 사는 스물여덟 직장인인데 지원 가능한가요",
        "서울에 있는 대학교 재학생인데 집은 인천이에요. 지원돼요?",
        "I'm 40, can I apply?",
    ],
)
def test_no_figure_of_the_question_is_repeated_and_every_figure_stands_in_what_is_cited(
    base: KnowledgeBase, question: str
) -> None:
    sentences = ask(base, question)
    assert sentences
    for sentence in sentences:
        on = sentence.rests_on if isinstance(sentence, Derived) else (sentence,)
        evidence = [part for one in on for part in (one.passage.title, *one.passage.heading_path, one.passage.text)]
        assert not unproven(sentence.text, evidence, base.finder)
        assert quoted(sentence.quote, sentence.passage.text)


@pytest.mark.parametrize(
    "question",
    [
        "나이 제한 있어요?",
        "대학생도 지원 가능한가요",
        "경기도민은 안됨?",
        "만 39세 이하만 되나요",
        "문과인데 들어도 돼?",
        "휴학생은 신청안되나요",
        "27살인데 노트북 지원되나요",
        "서른인데 수강료 무료 되나요",
        "저는 서른여덟 실직자인데요, 걸어서 갈 만한 캠퍼스가 있을까요?",
        "서른여덟입니다. 저 같은 나이에도 수업 듣는 사람이 있기는 한가요?",
        "Which documents must I upload to prove that I live in Seoul?",
        "Can foreign nationals with a D-10 visa apply?",
        "지금 신청 가능해?",
    ],
)
def test_questions_that_are_no_check_of_oneself_are_left_to_the_search(base: KnowledgeBase, question: str) -> None:
    assert ask(base, question) is None


def test_what_somebody_says_leaves_no_trace(base: KnowledgeBase) -> None:
    ask(base, "재직자인데 신청 가능?")
    before = set(vars(base))
    ask(base, "서른다섯인데 되나요")
    ask(base, "98년생인데 지원할 수 있나요")
    assert set(vars(base)) == before


def test_rules_without_both_limits_are_open_on_one_side() -> None:
    assert judge(replace(YOUNG, maximum=None), Person(ages=(70, 70)), TODAY) is Verdict.YES
    assert judge(replace(YOUNG, minimum=None), Person(ages=(10, 10)), TODAY) is Verdict.YES
