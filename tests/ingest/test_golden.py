"""Golden questions are a file that staff can edit and break; what can be read of it is asked, the rest is named."""

from datetime import datetime
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.finding import Finding
from ingest.golden import (
    KOREAN_NAMES,
    MAX_QUESTIONS,
    GoldenQuestion,
    InvalidGolden,
    faults,
    golden_files,
    golden_from,
    judge,
    normalised,
    own_golden,
    read_all,
    read_golden,
    write_golden,
)
from knowledge.answer import Answer, Citation, Status
from knowledge.answering import Answerer
from knowledge.base import KnowledgeBase
from knowledge.document import Language
from knowledge.normalisation import compact
from knowledge.periods import KST
from knowledge.question import Question
from knowledge.settings import PACKAGE
from tests.staff_folder import TinyProgramme

SHIPPED = PACKAGE / "programme" / "golden.yaml"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=KST)


def read_typed(folder: Path, typed: str | bytes) -> tuple[list[GoldenQuestion], list[Finding]]:
    file = folder / "golden.yaml"
    file.write_bytes(typed if isinstance(typed, bytes) else typed.encode())
    return read_golden(file)


def reply(text: str, status: Status = Status.ANSWERED, source: str = "notice") -> Answer:
    cited = Citation(1, "p", source, "새싹 모집 안내", "", None, None, None, "official", text)
    return Answer("a", status, text, "ko", "v", (cited,) if status is Status.ANSWERED else ())


def test_the_shipped_questions_are_read_without_a_finding() -> None:
    questions, findings = read_golden(SHIPPED)
    assert findings == []
    assert len(questions) >= 60
    assert {status for golden in questions for status in golden.status} >= {"answered", "unknown", "refused"}


@pytest.mark.parametrize("now", [NOW, datetime(2028, 6, 1, 9, 0, tzinfo=KST)], ids=["today", "later"])
def test_the_shipped_documents_answer_every_shipped_question_rightly(answerer: Answerer, now: datetime) -> None:
    wrong = {}
    for golden in read_golden(SHIPPED)[0]:
        answer = answerer.answer(Question.of(golden.question, golden.at or now, golden.language))
        if why := judge(golden, answer):
            wrong[golden.id] = (why, answer.text)
    assert wrong == {}


def test_everything_that_a_shipped_question_wants_stands_in_the_documents(base: KnowledgeBase) -> None:
    everything = compact(" ".join(passage.text for passage in base.passages))
    wanted = [(golden.id, one) for golden in read_golden(SHIPPED)[0] for one in golden.must]
    assert [(name, one) for name, one in wanted if not any(compact(word) in everything for word in one)] == []


def test_korean_and_english_names_mean_the_same(tmp_path: Path) -> None:
    korean = read_typed(
        tmp_path,
        "- 이름: cost\n  질문: 수강료 얼마야\n  상태: [답변, 모름]\n  필수: [무료, [3월, 삼월]]\n  금지: 유료\n"
        "  출처: notice\n  시각: 2026-11-23\n  언어: ko\n  메모: 늘 물어봄\n",
    )
    english = read_typed(
        tmp_path,
        "- id: cost\n  question: 수강료 얼마야\n  status: [answered, unknown]\n  must:\n  - 무료\n  - [3월, 삼월]\n"
        "  must_not: [유료]\n  sources: [notice]\n  at: 2026-11-23 12:00\n  language: ko\n  note: 늘 물어봄\n",
    )
    asked = GoldenQuestion(
        "cost",
        "수강료 얼마야",
        "ko",
        ("answered", "unknown"),
        (("무료",), ("3월", "삼월")),
        ("유료",),
        ("notice",),
        NOW,
        "늘 물어봄",
    )
    assert korean == english == ([asked], [])


def test_a_question_alone_is_enough_and_keeps_its_id(tmp_path: Path) -> None:
    first, findings = read_typed(tmp_path, "- 질문: 수강료 얼마야?\n")
    assert findings == []
    assert (first[0].status, first[0].must) == (("answered",), ())
    assert read_typed(tmp_path, "- 질문: 딴 질문\n- 질문: 수강료 얼마야?\n")[0][1].id == first[0].id


@pytest.mark.parametrize(
    "entry, line",
    [
        ("- 이름: b\n  질문: [열린", 4),
        ("- 이름: b\n  질문: 언제\n  상태: 아마", 5),
        ("- 이름: b\n  질문: 언제\n  필수사항: [3월]", 5),
        ("- 이름: b\n  메모: 질문이 없음", 3),
        ("- 이름: b\n  질문: 언제\n  시각: 작년", 5),
        ("- 이름: b\n  질문: 언제\n  언어: fr", 5),
        ("- 이름: b\n  질문: 언제\n  필수: [', ,']", 5),
        ("- 이름: a/b c\n  질문: 언제", 3),
        ("- 이름: b\n  질문: 언제\n  질문: 또", 5),
        ("- 이름: b\n  질문: 언제\n  question: 또", 5),
        ("- 이름: a\n  질문: 언제", 3),
        ("- 이름: b\n  질문: 얼마야", 3),
        ("- 이름: b\n  질문: 언제\n  필수: [[[너무 깊음]]]", 5),
        ("- 이름: b\n  질문: !!python/name:os.system 언제", 4),
        ("- 이름: b\n  질문: &x 언제\n  메모: *x", 5),
        ("- 그냥 글", 3),
    ],
)
def test_a_slip_in_one_entry_is_named_with_its_line_and_loses_no_other(tmp_path: Path, entry: str, line: int) -> None:
    typed = f"- 이름: a\n  질문: 얼마야\n{entry}\n- 이름: c\n  질문: 어디야\n"
    questions, findings = read_typed(tmp_path, typed)
    assert [golden.id for golden in questions] == ["a", "c"]
    assert [(finding.path, finding.line) for finding in findings] == [("golden.yaml", line)]


def test_the_same_question_at_another_time_is_another_question(tmp_path: Path) -> None:
    questions, findings = read_typed(
        tmp_path, "- 이름: a\n  질문: 마감?\n  시각: 2026-09-01\n- 이름: b\n  질문: 마감?\n  시각: 2026-10-01\n"
    )
    assert (len(questions), findings) == (2, [])


@pytest.mark.parametrize(
    "typed",
    ["질문: 목록이 아님\n", b"\xc3\x28", "# " + "x" * 1_100_000, "오늘은 문서를 고쳤다\n- 질문: 언제\n"],
    ids=["mapping", "bytes", "large", "prose"],
)
def test_a_file_that_is_no_list_of_questions_is_one_finding(tmp_path: Path, typed: str | bytes) -> None:
    questions, findings = read_typed(tmp_path, typed)
    assert (questions, len(findings)) == ([], 1)


@pytest.mark.parametrize("typed", ["", "# 아직 없음\n", "---\n[]\n"])
def test_an_empty_file_asks_nothing(tmp_path: Path, typed: str) -> None:
    assert read_typed(tmp_path, typed) == ([], [])


def test_what_is_over_a_thousand_questions_is_told(tmp_path: Path) -> None:
    typed = "".join(f"- 질문: 질문 {number}\n" for number in range(MAX_QUESTIONS + 7))
    questions, findings = read_typed(tmp_path, typed)
    assert len(questions) == MAX_QUESTIONS
    assert [(finding.line, "7개" in finding.message) for finding in findings] == [(MAX_QUESTIONS + 1, True)]


LINE = st.text(max_size=40)
QUESTIONS = st.builds(
    GoldenQuestion,
    id=st.from_regex(r"[\w.-]{1,20}", fullmatch=True),
    question=LINE,
    language=st.sampled_from([None, "ko", "en"]),
    status=st.lists(st.sampled_from(sorted(KOREAN_NAMES)), min_size=1, max_size=4).map(tuple),
    must=st.lists(st.lists(LINE, max_size=3).map(tuple), max_size=3).map(tuple),
    must_not=st.lists(LINE, max_size=3).map(tuple),
    sources=st.lists(LINE, max_size=3).map(tuple),
    at=st.none() | st.integers(950_000_000, 4_000_000_000).map(lambda second: datetime.fromtimestamp(second, KST)),
    note=LINE,
)


@settings(max_examples=150, deadline=None)
@given(golden=QUESTIONS)
def test_what_is_written_is_read_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, golden: GoldenQuestion
) -> None:
    file = tmp_path_factory.mktemp("golden") / "golden.yaml"
    if any(faults(normalised(golden))):
        with pytest.raises(InvalidGolden):
            write_golden(file, [golden])
        assert not file.exists()
    else:
        write_golden(file, [golden])
        assert read_golden(file) == ([normalised(golden)], [])


def test_writing_puts_an_explanation_on_top_and_keeps_the_remarks_of_staff(tmp_path: Path) -> None:
    file = tmp_path / "golden.yaml"
    write_golden(file, [GoldenQuestion("a", "얼마야")])
    assert file.read_text("utf-8").startswith("# 확인 질문")
    file.write_text("# 우리 팀의 질문\n\n- 질문: 얼마야\n", "utf-8")
    write_golden(file, [GoldenQuestion("b", "어디야")])
    assert file.read_text("utf-8") == '# 우리 팀의 질문\n\n- 이름: "b"\n  질문: "어디야"\n  상태: 답변\n'


def test_questions_that_cannot_be_read_back_leave_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "golden.yaml"
    write_golden(file, [GoldenQuestion("a", "얼마야")])
    before = file.read_bytes()
    for wrong in ([GoldenQuestion("a", "")], [GoldenQuestion("a", "얼마"), GoldenQuestion("a", "어디")]):
        with pytest.raises(InvalidGolden):
            write_golden(file, wrong)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["golden.yaml"]


def test_staff_questions_replace_the_shipped_ones_and_folders_add_to_them(
    tmp_path: Path, programme: TinyProgramme
) -> None:
    made = programme.settings
    shipped, folder = made.programme_dir / "golden.yaml", tmp_path / "folder"
    folder.mkdir()
    assert golden_files(made, [folder]) == ()
    write_golden(shipped, [GoldenQuestion("a", "얼마야"), GoldenQuestion("b", "어디야")])
    write_golden(folder / "golden.yaml", [GoldenQuestion("b", "어디서 해"), GoldenQuestion("c", "언제야")])
    asked, findings = read_all(golden_files(made, [folder]))
    assert ([(g.id, g.question) for g in asked], findings) == (
        [("a", "얼마야"), ("b", "어디서 해"), ("c", "언제야")],
        [],
    )
    write_golden(own_golden(made), [GoldenQuestion("a", "공짜야")])
    # Refreshing the shipped folder must not bring back what staff took out.
    assert [g.question for g in read_all(golden_files(made, [made.programme_dir]))[0]] == ["공짜야"]


@pytest.mark.parametrize(
    "golden, answer, right",
    [
        (GoldenQuestion("a", "q", must=(("1,200 명",),)), reply("정원은 1200명입니다. [1]"), True),
        (GoldenQuestion("a", "q", must=(("20명",),)), reply("정원은 120명입니다."), False),
        (GoldenQuestion("a", "q", must=(("200명",),)), reply("정원은 1,200명입니다."), False),
        (GoldenQuestion("a", "q", must=(("5%",),)), reply("비율은 0.5%입니다."), False),
        (GoldenQuestion("a", "q", must=(("2026년 3",),)), reply("2026년 30일"), False),
        (GoldenQuestion("a", "q", must=(("AI", "인공지능"),)), reply("인공지능 과정"), True),
        (GoldenQuestion("a", "q", must_not=("유료",)), reply("모두 유료 입니다"), False),
        (GoldenQuestion("a", "q", must_not=("유료",)), reply("몰라요", Status.UNKNOWN), False),
        (GoldenQuestion("a", "q", sources=("notice", "faq")), reply("네"), True),
        (GoldenQuestion("a", "q", sources=("새싹 모집 안내",)), reply("네"), True),
        (GoldenQuestion("a", "q", sources=("faq",)), reply("네"), False),
        (GoldenQuestion("a", "q", status=("unknown", "refused")), reply("몰라요", Status.REFUSED), True),
        (GoldenQuestion("a", "q", status=("unknown",)), reply("네"), False),
        (GoldenQuestion("a", "q", status=("unknown",), must=(("1:1",),)), reply("몰라요", Status.UNKNOWN), False),
        (
            GoldenQuestion("a", "q", status=("answered", "unknown"), must=(("3월",),)),
            reply("", Status.UNKNOWN),
            True,
        ),
    ],
)
def test_an_answer_is_judged_by_status_facts_and_sources(golden: GoldenQuestion, answer: Answer, right: bool) -> None:
    assert (judge(golden, answer) == ()) is right


@pytest.mark.parametrize(
    "question, language, facts",
    [
        ("마포캠퍼스 언제 문 열었어?", "ko", {"2022년 4월 29일"}),
        ("누적 취업률 몇 퍼센트야", "ko", {"75.4%"}),
        ("문의 이메일 알려줘", "ko", {"sesac@sba.seoul.kr"}),
        ("how many sesac campuses are there", "en", {"25"}),
        ("강남캠퍼스 특화 분야", "ko", {"로봇"}),
        ("뷰티패션 특화 캠퍼스 어디야", "ko", {"1곳", "동대문"}),
    ],
)
def test_a_golden_question_made_from_an_answer_is_right_today_and_wrong_when_its_figures_change(
    answerer: Answerer, question: str, language: str, facts: set[str]
) -> None:
    answer = answerer.answer(Question.of(question, NOW, cast(Language, language)))
    made = golden_from(answer, answerer.base.finder)
    words = {word for one in made.must for word in one}
    assert all(any(fact in word for word in words) for fact in facts)
    assert judge(made, answer) == ()
    assert judge(made, reply("전혀 다른 답입니다", source=answer.citations[0].source_id)) != ()
    assert list(faults(made)) == []


def test_a_golden_question_made_from_silence_wants_silence(answerer: Answerer) -> None:
    answer = answerer.answer(Question.of("기숙사 있나요", NOW))
    made = golden_from(answer, answerer.base.finder, at=NOW)
    assert (made.status, made.must, made.at) == (("unknown",), (), NOW)
