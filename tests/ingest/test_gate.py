"""The gate shows what every answer becomes, and lets nothing through that answers worse than today."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from ingest.gate import BlockKind, Loss, Row, Verdict, compare, losses, shrinks, weigh
from ingest.golden import GoldenQuestion
from ingest.readers.extract import FileState
from ingest.refresh import Refresh, refresh
from ingest.unchanged import FileRecord
from knowledge.answer import Answer, Status
from knowledge.answering import Answerer
from knowledge.base import KnowledgeBase, open_named
from knowledge.document import Passage
from knowledge.periods import KST
from knowledge.question import Question
from tests.staff_folder import SCHEDULE, TinyProgramme

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=KST)
COST, HOW_LONG, WHERE, CONTACT = (
    "수강료 얼마야?",
    "교육 기간이 얼마나 돼요?",
    "신청 어디서 해?",
    "1:1 문의는 어디서 하나요",
)
FREE = GoldenQuestion("free", COST, must=(("무료",),))
MONTHS = GoldenQuestion("months", HOW_LONG, must=(("3개월",),))


@pytest.fixture(scope="module")
def versions(
    first_refresh: tuple[TinyProgramme, Refresh], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Answerer, Answerer]]:
    """A tiny programme before and after a change of its months, with its contact taken out and a laptop put in."""
    programme = first_refresh[0].copy_to(tmp_path_factory.mktemp("gate") / "own")
    programme.folder.write(
        "schedule.md", SCHEDULE.replace("3개월", "4개월"), id="schedule", title="교육 기간", topic="schedule"
    )
    (programme.folder.path / "contact.md").unlink()
    programme.folder.write(
        "laptop.md", "## 노트북을 주나요\n> Q: 노트북 줘?\n\n노트북을 빌려줍니다.\n", id="laptop", title="노트북"
    )
    told = refresh(programme.settings)
    assert first_refresh[1].version_id
    assert told.version_id
    opened = [open_named(programme.settings, name) for name in (first_refresh[1].version_id, told.version_id)]
    yield Answerer(opened[0], programme.settings), Answerer(opened[1], programme.settings)
    for base in opened:
        base.close()


def silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def table(
    versions: tuple[Answerer | None, Answerer], golden: Sequence[GoldenQuestion] = (), asked: Sequence[str] = ()
) -> tuple[Row, ...]:
    return compare(*versions, golden, asked, NOW, silent)


def test_a_changed_fact_changes_its_row_alone_and_shows_the_figures(versions: tuple[Answerer, Answerer]) -> None:
    rows = table(versions, asked=[COST, HOW_LONG, WHERE])
    assert [row.verdict for row in rows] == [Verdict.SAME, Verdict.CHANGED, Verdict.SAME]
    assert rows[1].changed == ("3개월에서", "4개월에서")
    assert "3개월" in rows[1].today
    assert "4개월" in rows[1].after
    assert rows[0].changed == ()
    assert rows[0].titles_today == rows[0].titles_after == ("새싹 모집 안내",)


def test_a_golden_question_that_turns_wrong_blocks_and_says_why(versions: tuple[Answerer, Answerer]) -> None:
    gate = weigh(table(versions, [FREE, MONTHS]))
    assert [(row.golden_id, row.verdict) for row in gate.rows] == [
        ("months", Verdict.TURNED_WRONG),
        ("free", Verdict.RIGHT),
    ]
    assert not gate.passed
    assert [(block.kind, block.subject) for block in gate.blocks] == [(BlockKind.TURNED_WRONG, HOW_LONG)]
    assert "'3개월'이(가) 없습니다" in gate.blocks[0].message


def test_a_golden_question_that_is_still_wrong_or_fixed_blocks_nothing(versions: tuple[Answerer, Answerer]) -> None:
    still = replace(FREE, must=(("50만 원",),))
    fixed = replace(MONTHS, must=(("4개월",),))
    gate = weigh(table(versions, [fixed, still]))
    assert [row.verdict for row in gate.rows] == [Verdict.STILL_WRONG, Verdict.FIXED]
    assert gate.passed
    assert any("확인 질문 1개" in warning for warning in gate.warnings)


def test_answers_that_are_lost_and_gained_are_named(versions: tuple[Answerer, Answerer]) -> None:
    rows = table(versions, asked=[CONTACT, "노트북 줘?"])
    assert [row.verdict for row in rows] == [Verdict.LOST, Verdict.GAINED]
    assert (rows[0].status_today, rows[1].status_after) == (Status.ANSWERED, Status.ANSWERED)
    gate = weigh(rows)
    assert gate.passed
    assert any("실제 질문 1개" in warning for warning in gate.warnings)


def test_nothing_turns_wrong_where_nothing_is_served_yet(versions: tuple[Answerer, Answerer]) -> None:
    gate = weigh(table((None, versions[1]), [MONTHS, FREE], [COST]))
    assert {row.verdict for row in gate.rows} == {Verdict.NEW}
    assert {row.status_today for row in gate.rows} == {None}
    assert gate.passed
    assert len(gate.warnings) == 1


def test_a_gate_without_golden_questions_says_so(versions: tuple[Answerer, Answerer]) -> None:
    gate = weigh(table(versions))
    assert (gate.rows, gate.passed, len(gate.warnings)) == ((), True, 1)


def test_the_clock_of_a_golden_question_is_its_own(versions: tuple[Answerer, Answerer]) -> None:
    heard: list[datetime] = []
    versions = (versions[0], listening(versions[1], heard))
    table(versions, [replace(FREE, at=datetime(2027, 3, 1, tzinfo=KST))], [COST])
    assert heard == [datetime(2027, 3, 1, tzinfo=KST), NOW]


def test_a_question_is_asked_once_however_often_it_came(versions: tuple[Answerer, Answerer]) -> None:
    heard: list[datetime] = []
    rows = table((None, listening(versions[1], heard)), [FREE], [COST, f" {COST}\n", "", WHERE, COST])
    assert [row.question for row in rows] == [COST, COST, WHERE]
    assert len(heard) == 2


def test_a_question_that_ends_in_a_fault_is_a_row_and_blocks_where_it_was_right(
    versions: tuple[Answerer, Answerer],
) -> None:
    rows = table((versions[0], failing(versions[1], COST)), [FREE], [COST, WHERE])
    assert [row.verdict for row in rows] == [Verdict.TURNED_WRONG, Verdict.LOST, Verdict.SAME]
    assert (rows[0].status_after, rows[0].after) == (None, "")
    assert "ZeroDivisionError" in rows[0].why[0]
    assert not weigh(rows).passed
    both = table((failing(versions[0], COST), failing(versions[1], COST)), asked=[COST])
    assert [(row.verdict, bool(row.why)) for row in both] == [(Verdict.STILL_WRONG, True)]


def test_no_language_model_is_asked(versions: tuple[Answerer, Answerer]) -> None:
    class Refusing:
        name = "model"

        def write(self, *_: Any) -> Any:
            raise AssertionError("the gate asked a language model")

    expensive = copy.copy(versions[0])
    expensive.writer = Refusing()
    rows = table((expensive, expensive), asked=[COST])
    assert [(row.verdict, row.status_after) for row in rows] == [(Verdict.SAME, Status.ANSWERED)]
    assert isinstance(expensive.writer, Refusing)


def test_a_thousand_questions_are_a_thousand_short_rows(versions: tuple[Answerer, Answerer]) -> None:
    steps: list[tuple[int, int]] = []
    asked = [f"{number}번째로 묻는데 {COST}" for number in range(1000)]
    rows = compare(None, answering("긴 답 " * 1000, versions[0].base, versions[0]), [], asked, NOW, told_to(steps))
    assert len(rows) == 1000
    assert max(len(row.after) for row in rows) <= 302
    assert steps[-1] == (1000, 1000)


def test_one_in_ten_lost_answers_blocks_and_a_few_do_not() -> None:
    row = Row("q", "asked", Status.ANSWERED, "네", Status.ANSWERED, "네", (), Verdict.SAME)
    lost = replace(row, status_after=Status.UNKNOWN, verdict=Verdict.LOST)
    assert weigh([row] * 10 + [lost] * 4).passed
    assert weigh([row] * 95 + [lost] * 5).passed
    blocked = weigh([row] * 45 + [lost] * 6)
    assert [(block.kind, block.count) for block in blocked.blocks] == [(BlockKind.LOST_ANSWERS, 6)]
    assert "51개 가운데 6개(12%)" in blocked.blocks[0].message


def test_a_source_that_loses_a_third_blocks_and_tells_how_many() -> None:
    old = [passage(f"d#{number}", "문서") for number in range(10)]
    assert losses(old, old[:7], ["folder"]) == ()
    found = losses(old, old[:6], ["folder"])
    assert found == (Loss("folder", 4, 10),)
    assert "10개 가운데 4개(40%)" in weigh(losses=found).blocks[0].message


@pytest.mark.parametrize(
    "before, after, blocks",
    [(1000, 199, True), (1000, 200, False), (499, 1, False), (500, 99, True), (12_345, 0, True)],
)
def test_a_document_that_falls_below_a_fifth_of_its_text_blocks(before: int, after: int, blocks: bool) -> None:
    found = shrinks([], [], [record("a.pdf", "a", after)], {"a": document("a.pdf", before)}, "folder")
    assert [(one.path, one.before, one.after) for one in found] == ([("a.pdf", before, after)] if blocks else [])
    assert weigh(shrunk=found).passed is not blocks


def test_versions_that_do_not_tell_their_characters_are_measured_by_their_passages() -> None:
    old, new = [passage("a#1", "가" * 400), passage("a#2", "나" * 400)], [passage("a#1", "가" * 100)]
    known = {"a": {"title": "a", "origin": "folder"}}
    found = shrinks(old, new, [record("a.pdf", "a", 100)], known, "folder")
    assert [(one.before, one.after) for one in found] == [(800, 100)]
    assert shrinks(old, old, [record("a.pdf", "a", 800)], known, "folder") == ()


@pytest.mark.parametrize("path", ["a.zip", "a.zip/b.pdf"])
def test_a_file_that_was_read_and_cannot_be_read_now_blocks(path: str) -> None:
    known = {"b": document("a.zip/b.pdf", 40)}
    found = shrinks([], [], [FileRecord(path, FileState.DAMAGED)], known, "folder")
    gate = weigh(shrunk=found)
    assert [(block.kind, block.subject) for block in gate.blocks] == [(BlockKind.SHRUNK, "a.zip/b.pdf")]
    assert "40자" in gate.blocks[0].message


def test_files_that_are_gone_or_of_another_source_are_no_shrunk_ones() -> None:
    unread = [FileRecord("a.pdf", FileState.DAMAGED)]
    assert shrinks([], [], [], {"a": document("a.pdf", 9000)}, "folder") == ()
    assert shrinks([], [], unread, {"a": document("a.pdf", 9000, "other")}, "folder") == ()
    assert shrinks([], [], unread, {"a": document("ba.pdf", 9000)}, "folder") == ()


def test_the_manifest_is_told_the_counts_and_what_blocked(versions: tuple[Answerer, Answerer]) -> None:
    summary = weigh(table(versions, [FREE, MONTHS], [HOW_LONG]), losses=[Loss("folder", 4, 10)]).summary()
    assert (summary["passed"], summary["golden"], summary["asked"], len(summary["blocks"])) == (False, 2, 1, 2)
    assert summary["verdicts"] == {"turned wrong": 1, "changed": 1, "right": 1}


def listening(answerer: Answerer, heard: list[datetime]) -> Answerer:
    """The same, keeping the clock of each question."""

    class Listening(Answerer):
        def answer(self, question: Question) -> Answer:
            heard.append(question.now)
            return super().answer(question)

    return Listening(answerer.base, answerer.settings)


def failing(answerer: Answerer, text: str) -> Answerer:
    """The same, with a bug that one question finds."""

    class Failing(Answerer):
        def answer(self, question: Question) -> Answer:
            if question.text == text:
                raise ZeroDivisionError("bug")
            return super().answer(question)

    return Failing(answerer.base, answerer.settings)


def answering(text: str, base: KnowledgeBase, like: Answerer) -> Answerer:
    """One that says the same to everything."""

    class Same(Answerer):
        def answer(self, question: Question) -> Answer:
            return Answer("a", Status.ANSWERED, text, "ko", base.version.id)

    return Same(base, like.settings)


def told_to(steps: list[tuple[int, int]]) -> Any:
    return lambda what, done, total: steps.append((done, total))


def record(path: str, name: str, chars: int) -> FileRecord:
    return FileRecord(path, FileState.OK, "pdf", name, chars)


def document(path: str, chars: int, origin: str = "folder") -> Mapping[str, Any]:
    return {"title": "문서", "origin": origin, "path": path, "chars": chars}


def passage(name: str, text: str) -> Passage:
    return Passage(name, name.partition("#")[0], "문서", (), text, (), {}, (), 0, "ko", "folder")
