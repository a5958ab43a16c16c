"""Comparing: staff see each changed sentence beside the old one, and nothing that did not change."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ingest.checks.comparing import Changes, brought, changes
from ingest.report import Edit
from knowledge.document import Passage, Source, Statement
from tests.ingest.checks.passages import passage

WORDS = st.sampled_from(
    ["모집합니다.", "3월에 시작합니다.", "정원은 30명입니다.", "정원은 25명입니다.", "무료입니다.", "문의하세요."]
)
HEADINGS = st.sampled_from([("가",), ("나",), ("다", "라"), ()])
SECTIONS = st.dictionaries(HEADINGS, st.lists(WORDS, min_size=1, max_size=8), min_size=1, max_size=4)


def document(sections: dict[tuple[str, ...], list[str]]) -> list[Passage]:
    return [
        passage(*sentences, heading=heading, id=f"notice#{at + 1}", position=at)
        for at, (heading, sentences) in enumerate(sections.items())
    ]


def edits(before: list[Passage], after: list[Passage]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(edit.before, edit.after) for edit in only(before, after)]


def only(before: list[Passage], after: list[Passage]) -> tuple[Edit, ...]:
    told = changes(before, after)
    assert (told.added, told.removed, len(told.changed)) == ((), (), 1)
    return told.changed[0].edits


@given(SECTIONS)
def test_a_version_compared_with_itself_has_no_change(sections: dict[tuple[str, ...], list[str]]) -> None:
    told = changes(document(sections), document(sections))
    assert told == Changes((), (), (), 1)
    assert not brought(document(sections), document(sections)).passages


@given(SECTIONS, SECTIONS)
def test_the_edits_applied_to_the_old_text_give_the_new_one(
    old: dict[tuple[str, ...], list[str]], new: dict[tuple[str, ...], list[str]]
) -> None:
    """Below each heading, in whatever order; a heading that was renamed is told first."""
    text = {" › ".join(path): Counter(lines) for path, lines in old.items()}
    wanted = {" › ".join(path): Counter(lines) for path, lines in new.items()}
    for change in changes(document(old), document(new)).changed:
        for edit in change.edits:
            if edit.before[:1] and edit.before[0].startswith("소제목: "):
                text[edit.heading] = text.pop(edit.before[0].removeprefix("소제목: "))
                continue
            lines = text.setdefault(edit.heading, Counter())
            assert not Counter(edit.before) - lines
            lines.subtract(edit.before)
            lines.update(edit.after)
    assert {heading: +lines for heading, lines in text.items() if +lines} == wanted


def test_a_changed_sentence_stands_beside_the_old_one() -> None:
    before = [passage("신청은 누리집에서 합니다.", "교육 기간은 3개월입니다.", "수강료는 무료입니다.")]
    after = [passage("신청은 누리집에서 합니다.", "교육 기간은 5개월입니다.", "수강료는 무료입니다.")]
    assert edits(before, after) == [(("교육 기간은 3개월입니다.",), ("교육 기간은 5개월입니다.",))]


def test_a_changed_row_stands_beside_its_own_old_row_even_where_rows_were_put_before_it() -> None:
    rows = [f"캠퍼스: {name} · 정원: 30명 · 마감: 11월 30일" for name in ("강남", "마포", "구로", "용산")]
    changed = ["캠퍼스: 강서 · 정원: 20명 · 마감: 12월 5일", *rows[:2], rows[2].replace("30명", "28명"), rows[3]]
    assert set(edits([passage(*rows)], [passage(*changed)])) == {
        ((), (changed[0],)),
        ((rows[2],), (changed[3],)),
    }


def test_a_sentence_that_only_moves_is_no_change_but_one_below_another_heading_is() -> None:
    one, two = "강남은 30명입니다.", "마포는 25명입니다."
    assert edits([passage(one, two)], [passage(two, one)]) == []
    before = document({("강남",): [one, two], ("마포",): ["문을 엽니다."]})
    after = document({("강남",): [one], ("마포",): ["문을 엽니다.", two]})
    assert edits(before, after) == [((two,), ()), ((), (two,))]


def test_what_the_front_matter_says_is_told_as_an_edit() -> None:
    before = passage("모집합니다.", valid_until="2026-11-30", questions=("언제까지야?",), campus=("gangnam",))
    after = replace(before, valid_until="2026-12-31", questions=("기한이 언제야?",), title="새 제목", campus=("mapo",))
    told = Counter(pair for pair in edits([before], [after]))
    assert (("유효기간: 2026-11-30",), ("유효기간: 2026-12-31",)) in told
    assert (("제목: notice",), ("제목: 새 제목",)) in told
    lines = {line for before, after in told for line in (*before, *after)}
    assert {"예상 질문: 언제까지야?", "예상 질문: 기한이 언제야?", "캠퍼스: gangnam", "캠퍼스: mapo"} <= lines


def test_another_publisher_or_date_of_the_source_is_told() -> None:
    before = passage("모집합니다.")
    source = replace(before.sources["notice"], publisher="서울시", published="2026-11-20")
    after = replace(before, sources={"notice": source})
    lines = {line for pair in edits([before], [after]) for side in pair for line in side}
    assert {"펴낸 곳: 서울경제진흥원", "펴낸 곳: 서울시", "펴낸 날: 2026-01-31", "펴낸 날: 2026-11-20"} == lines


def test_a_sentence_that_now_rests_on_another_source_is_told() -> None:
    press = Source("press", "기사", "신문", None, "2026-01-01", "press")
    before = replace(passage("문을 엽니다."), sources={**passage("").sources, "press": press})
    after = replace(before, statements=(Statement("문을 엽니다.", ("press",)),))
    assert edits([before], [after]) == [
        (("문을 엽니다. (출처: 문서의 출처)",), ("문을 엽니다. (출처: press)",)),
    ]


def test_a_renamed_heading_is_one_edit_and_its_sentences_are_none() -> None:
    sentences = ["신청은 누리집에서 합니다.", "회원 가입이 먼저입니다."]
    before, after = document({("신청",): sentences}), document({("신청 방법",): sentences})
    assert edits(before, after) == [(("소제목: 신청",), ("소제목: 신청 방법",))]


def test_an_added_and_a_removed_document_show_all_of_their_text() -> None:
    one, other = passage("가입니다.", "나입니다."), passage("다입니다.", document="other")
    told = changes([one], [other])
    assert [(c.id, c.passages_before, c.passages_after) for c in (*told.added, *told.removed)] == [
        ("other", 0, 1),
        ("notice", 1, 0),
    ]
    assert any("다입니다." in edit.after and not edit.before for edit in told.added[0].edits)
    assert any(edit.before == ("가입니다.", "나입니다.") and not edit.after for edit in told.removed[0].edits)


def test_only_what_a_document_did_not_say_before_is_new() -> None:
    before = document({("가",): ["하나."], ("나",): ["둘."]})
    after = document({("새",): ["셋."], ("가",): ["하나."], ("나",): ["둘."]})
    assert brought(before, after).ids == {"notice#1"}
    assert brought([], after).ids == {"notice#1", "notice#2", "notice#3"}


def test_a_table_of_thousands_of_changed_rows_is_paired_row_by_row() -> None:
    rows = [f"번호: {number:04d} · 이름: 과정{number:04d} · 정원: 30명" for number in range(3000)]
    changed = [row.replace("30명", "40명") for row in rows]
    told = edits([passage(*rows)], [passage(*changed)])
    assert sum(old[0].partition(" · 정원")[0] == new[0].partition(" · 정원")[0] for old, new in told) == 3000
