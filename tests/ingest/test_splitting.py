"""A passage is a part of its document, word for word, and each sentence keeps the sources it was given."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.finding import Severity
from ingest.splitting import MAX_PASSAGE_CHARS, split
from knowledge.document import Block, Document, Passage, Section, Source
from knowledge.lexical import MorphemeAnalyser
from knowledge.normalisation import shown

CATALOGUE = {key: Source(key, f"자료 {key}", "서울시", None, "2026", "official") for key in ("a", "b", "c")}


def document(*blocks: Block, **section: object) -> Document:
    own = Source("note", "안내", "", None, "2026-01-31", "official")
    made = Section(("신청",), blocks, **section)  # type: ignore[arg-type]
    return Document("note", "안내", "ko", own, (made,), "note.md", sources=CATALOGUE)


def passages(analyser: MorphemeAnalyser, *blocks: Block) -> list[Passage]:
    found, findings = split(document(*blocks), "folder", analyser)
    assert findings == []
    return found


def told(analyser: MorphemeAnalyser, text: str, item: bool = False) -> list[tuple[str, tuple[str, ...]]]:
    """Each statement and its sources."""
    return [(s.text, s.sources) for p in passages(analyser, Block(text, item)) for s in p.statements]


def letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_a_sentence_is_bound_to_the_mark_behind_it(analyser: MorphemeAnalyser) -> None:
    assert told(analyser, "수강료는 무료입니다.[^a] 기간은 3개월입니다. [^b]") == [
        ("수강료는 무료입니다.", ("a",)),
        ("기간은 3개월입니다.", ("b",)),
    ]


def test_a_mark_counts_for_all_sentences_back_to_the_mark_before(analyser: MorphemeAnalyser) -> None:
    assert told(analyser, "하나입니다.[^a] 둘입니다. 셋입니다.[^b][^c] 넷입니다.") == [
        ("하나입니다.", ("a",)),
        ("둘입니다.", ("b", "c")),
        ("셋입니다.", ("b", "c")),
        ("넷입니다.", ("note",)),
    ]


@pytest.mark.parametrize(
    "text", ["서울시는[^a] 2025년에 발표했습니다.[^b]", "서울시는 [^a]2025년에 발표했습니다. [^b]"]
)
def test_a_mark_within_a_sentence_does_not_cut_it(analyser: MorphemeAnalyser, text: str) -> None:
    ((sentence, sources),) = told(analyser, text)
    assert (letters(sentence), sources) == ("서울시는2025년에발표했습니다.", ("a", "b"))


def test_an_item_with_several_marks_stays_one(analyser: MorphemeAnalyser) -> None:
    assert told(analyser, "강남: 20명[^a], 마포: 30명[^b]", item=True) == [("강남: 20명, 마포: 30명", ("a", "b"))]


def test_a_mark_before_the_text_counts_for_it(analyser: MorphemeAnalyser) -> None:
    assert told(analyser, "[^a] 수강료는 무료입니다.") == [("수강료는 무료입니다.", ("a",))]


def test_a_passage_holds_the_sources_of_its_sentences_and_no_others(analyser: MorphemeAnalyser) -> None:
    (passage,) = passages(analyser, Block("무료입니다.[^a] 모집합니다."))
    assert passage.sources == {"a": CATALOGUE["a"], "note": document().source}


def test_an_unknown_mark_is_named_once_and_the_documents_own_source_taken(analyser: MorphemeAnalyser) -> None:
    made = document(Block("하나입니다. 둘입니다.[^nope] 셋입니다.[^nope][^a]"), line=7)
    (passage,), findings = split(made, "folder", analyser)
    assert [(f.severity, f.path, f.line) for f in findings] == [(Severity.WARNING, "note.md", 7)]
    assert "[^nope]" in findings[0].message
    assert [s.sources for s in passage.statements] == [("note",), ("note",), ("a",)]


def test_items_stand_on_lines_of_their_own(analyser: MorphemeAnalyser) -> None:
    (passage,) = passages(
        analyser, Block("준비물입니다."), Block("신분증", True), Block("통장", True), Block("꼭 오세요.")
    )
    assert passage.text == "준비물입니다.\n- 신분증\n- 통장\n꼭 오세요."


def test_a_long_section_is_cut_between_its_sentences(analyser: MorphemeAnalyser) -> None:
    found = passages(analyser, *(Block(f"{n}번째 과정은 강남캠퍼스에서 엽니다.") for n in range(100)))
    assert len(found) > 3
    assert [p.id for p in found] == [f"note#{n + 1}" for n in range(len(found))]
    assert all(len(p.text) <= MAX_PASSAGE_CHARS and p.text.endswith("엽니다.") for p in found)


def test_many_short_items_are_cut_below_the_limit_too(analyser: MorphemeAnalyser) -> None:
    assert all(len(p.text) <= MAX_PASSAGE_CHARS for p in passages(analyser, *[Block("가", True)] * 600))


def test_each_part_of_a_long_section_keeps_its_heading_and_questions(analyser: MorphemeAnalyser) -> None:
    made = document(*[Block("강남캠퍼스는 개포동에 있습니다.")] * 80, questions=("어디야?",), campus=("gangnam",))
    found, _ = split(made, "folder", analyser)
    assert {(p.heading_path, p.questions, p.campus) for p in found} == {(("신청",), ("어디야?",), ("gangnam",))}


def test_the_same_document_gives_the_same_passages(analyser: MorphemeAnalyser) -> None:
    made = document(Block("무료입니다.[^a] 모집합니다."), Block("신분증", True))
    first, second = (split(made, "folder", analyser)[0] for _ in range(2))
    assert [p.content_hash for p in first] == [p.content_hash for p in second]


WORDS = st.sampled_from(
    ["서울시는", "무료입니다.", "신청합니다", "3.5%", "02-123-4567", "2026.1.31.", "(서울)", "A.I.", "e.g.", "Seoul opened.",
     "The", "…", "!", "다.", "요?", "ㅋㅋ", "“청년”", "https://a.kr/b?c=d", "·", "\n", "가" * 300, "x" * 800]
)  # fmt: skip
MARKS = st.sampled_from(["[^a]", " [^b]", "[^a][^c]", " [^b] "])
TYPED = st.lists(st.one_of(WORDS, MARKS, st.text(max_size=12)), max_size=25).map(lambda parts: shown(" ".join(parts)))


@given(st.lists(st.builds(Block, TYPED, st.booleans()), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_nothing_is_lost_and_nothing_is_added(analyser: MorphemeAnalyser, blocks: list[Block]) -> None:
    found, _ = split(document(*blocks), "folder", analyser)
    written = letters("".join(re.sub(r"\s*\[\^[^\]\s]+\]", "", block.text) for block in blocks))
    assert letters("".join(s.text for p in found for s in p.statements)) == written
    for passage in found:
        at = 0
        for statement in passage.statements:
            at = passage.text.index(statement.text, at) + len(statement.text)
            assert statement.text == statement.text.strip() != ""
            assert set(statement.sources) <= set(passage.sources)
        assert len(passage.text) <= MAX_PASSAGE_CHARS
