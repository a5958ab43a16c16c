"""What a document says reaches its sections whole; what is hidden or only for machines does not."""

from typing import Any

import pytest

from ingest.finding import Severity
from knowledge.document import Block, Document, Section

FRONT = "---\ntitle: 제목\npublished: 2026-01-31\n---\n"


def sections(result: Any) -> tuple[Section, ...]:
    document, findings = result
    assert findings == []
    assert isinstance(document, Document)
    return document.sections


def texts(result: Any) -> list[str]:
    return [block.text for section in sections(result) for block in section.blocks]


def test_a_section_begins_at_each_heading_and_knows_those_above_it(read: Any) -> None:
    found = sections(read(FRONT + "# 큰 제목\n\n가\n\n## 하나\n\n나\n\n### 더 안\n\n다\n\n## 둘\n\n라\n"))
    assert [(s.heading_path, s.blocks[0].text) for s in found] == [
        (("큰 제목",), "가"),
        (("큰 제목", "하나"), "나"),
        (("큰 제목", "하나", "더 안"), "다"),
        (("큰 제목", "둘"), "라"),
    ]


def test_the_title_is_not_repeated_as_a_heading(read: Any) -> None:
    assert [s.heading_path for s in sections(read(FRONT + "# 제목\n\n가\n\n## 하나\n\n나\n"))] == [(), ("하나",)]


def test_a_section_knows_its_line_in_the_file(read: Any) -> None:
    assert [s.line for s in sections(read(FRONT + "\n# 제목\n\n가\n\n## 하나\n\n나\n"))] == [6, 10]


def test_each_item_of_a_nested_list_is_kept(read: Any) -> None:
    (section,) = sections(read(FRONT + "- 서류\n  - 신분증\n  - 통장\n    1. 사본\n- 면접\n"))
    assert section.blocks == tuple(Block(text, item=True) for text in ("서류", "신분증", "통장", "사본", "면접"))


def test_a_row_of_a_table_keeps_the_names_of_its_columns(read: Any) -> None:
    (section,) = sections(read(FRONT + "| 캠퍼스 | 정원 |\n|---|---:|\n| 강남 | 20명 |\n| 마포 | |\n"))
    assert section.blocks == (Block("캠퍼스: 강남 · 정원: 20명", item=True), Block("캠퍼스: 마포", item=True))


def test_the_source_marks_of_a_row_stand_at_its_end(read: Any) -> None:
    rows = texts(read(FRONT + "| 캠퍼스 | 정원 |\n|---|---|\n| 강남[^a] | 20명 [^b] |\n"))
    assert rows == ["캠퍼스: 강남 · 정원: 20명[^a][^b]"]


def test_text_in_a_code_fence_is_kept(read: Any) -> None:
    assert texts(read(FRONT + "```sh\npip install x\n# 주석\n```\n\n    들여쓴 글\n")) == [
        "pip install x\n# 주석",
        "들여쓴 글",
    ]


def test_emphasis_is_shown_without_its_marks(read: Any) -> None:
    assert texts(read(FRONT + "수강료는 **무료**이고 *전액* `지원`합니다\\*. A&amp;B\n")) == [
        "수강료는 무료이고 전액 지원합니다*. A&B"
    ]


def test_a_link_keeps_its_address_once(read: Any) -> None:
    typed = "[누리집](https://sesac.seoul.kr)에서 신청. <https://a.kr/b> [메일](mailto:a@b.kr) [위](#top)\n"
    assert texts(read(FRONT + typed)) == ["누리집 (https://sesac.seoul.kr)에서 신청. https://a.kr/b 메일 위"]


def test_a_link_to_a_script_is_never_an_address(read: Any) -> None:
    document, _ = read(FRONT + "[여기](javascript:alert(1)) 그리고 [저기](data:text/html,x)\n")
    assert document is not None
    assert "(javascript" not in texts((document, []))[0] or "[여기]" in texts((document, []))[0]


def test_an_image_is_known_by_its_description_alone(read: Any) -> None:
    assert texts(read(FRONT + "![강남캠퍼스 약도](https://a.kr/map.png)\n")) == ["강남캠퍼스 약도"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<!-- 담당자만 볼 것 -->",
        "<!-- 여러\n\n줄 담당자만 -->",
        "<div hidden>담당자만</div>",
        '<div style="display:none">\n담당자만\n</div>',
        "<script>\nalert('담당자만')\n</script>",
        "<style>\n.담당자만 {}\n</style>",
    ],
)
def test_what_a_reader_of_the_page_would_not_see_is_left_out(read: Any, hidden: str) -> None:
    assert texts(read(FRONT + f"앞 글\n\n{hidden}\n\n뒤 글\n")) == ["앞 글", "뒤 글"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<!-- 담당자만 -->",
        "<span hidden>담당자만</span>",
        '<span style="color:red; display : none">담당자만 <b>굵게</b></span>',
        "<span style='visibility:hidden'>담당자만</span>",
        '<i style="font-size:0">담당자만</i>',
        "<script>담당자만()</script>",
        "<style>.담당자만{}</style>",
        '<span aria-hidden="true" hidden>담당자만<br></span>',
    ],
)
def test_hidden_words_in_a_line_are_left_out(read: Any, hidden: str) -> None:
    assert texts(read(FRONT + f"수강료는 {hidden} 무료입니다.\n")) == ["수강료는 무료입니다."]


def test_words_in_visible_markup_are_kept(read: Any) -> None:
    assert texts(read(FRONT + '수강료는 <b>무료</b>, <span style="color:red">전액</span> 지원<br>문의는 전화로\n')) == [
        "수강료는 무료, 전액 지원 문의는 전화로"
    ]


def test_visible_text_in_a_block_of_html_is_left_out_only_with_a_warning(read: Any) -> None:
    document, findings = read(FRONT + "앞 글\n\n<p>모집은\n3월입니다</p>\n")
    assert document is not None
    (finding,) = findings
    assert (finding.severity, finding.line) == (Severity.WARNING, 7)
    assert "모집은 3월입니다" in finding.message


@pytest.mark.parametrize("mark", ["Q: ", "Q. ", "q:", "Q：", "질문: "])
def test_anticipated_questions_are_read_in_any_usual_form(read: Any, mark: str) -> None:
    (section,) = sections(
        read(FRONT + f"## 신청\n> {mark}신청 어디서 해?\n> {mark}지원은 **어떻게** 하나요?\n\n누리집에서 합니다.\n")
    )
    assert section.questions == ("신청 어디서 해?", "지원은 어떻게 하나요?")
    assert [block.text for block in section.blocks] == ["누리집에서 합니다."]


def test_text_right_below_the_questions_is_not_lost(read: Any) -> None:
    (section,) = sections(
        read(FRONT + "## 신청\n> Q: 신청 어디서 해?\n신청은 **누리집**에서 합니다.[^a]\n둘째 줄입니다.\n")
    )
    assert section.questions == ("신청 어디서 해?",)
    assert [block.text for block in section.blocks] == ["신청은 누리집에서 합니다.[^a] 둘째 줄입니다."]


def test_a_question_that_was_left_empty_is_no_text(read: Any) -> None:
    (section,) = sections(read(FRONT + "> Q:\n> Q: 어디야?\n\n여기\n"))
    assert (section.questions, [b.text for b in section.blocks]) == (("어디야?",), ["여기"])


def test_a_quotation_is_text(read: Any) -> None:
    assert texts(read(FRONT + "> 시장은 이렇게 말했다.\n> 청년이 먼저다.\n")) == [
        "시장은 이렇게 말했다. 청년이 먼저다."
    ]


@pytest.mark.parametrize("gap", ["", "\n"])
def test_what_a_section_is_about_may_be_said_in_a_comment(read: Any, gap: str) -> None:
    typed = f"## 강남\n{gap}<!-- campus: gangnam, mapo -->\n<!-- track: fintech -->\n{gap}글\n\n## 공통\n\n글\n"
    first, second = sections(read(FRONT + typed))
    assert (first.campus, first.track, first.gap) == (("gangnam", "mapo"), ("fintech",), False)
    assert (second.campus, second.track) == ((), ())
    assert [b.text for b in first.blocks] == ["글"]


def test_a_gap_is_marked_for_its_own_section_alone(read: Any) -> None:
    first, second = sections(read(FRONT + "## 하나\n<!-- gap -->\n모릅니다.\n\n## 둘\n\n압니다.\n"))
    assert (first.gap, second.gap) == (True, False)


def test_source_marks_stay_where_they_were_written(read: Any) -> None:
    assert texts(read(FRONT + "무료입니다.[^notice] 3개월입니다. [^a][^b]\n")) == [
        "무료입니다.[^notice] 3개월입니다. [^a][^b]"
    ]


def test_characters_that_nobody_sees_are_left_out(read: Any) -> None:
    assert texts(read(FRONT + "무\u200b료\u202e입\U000e0041니다\x07.\n")) == ["무료입니다."]


def test_a_large_document_of_many_lines_is_read(read: Any) -> None:
    document, findings = read(FRONT + "- 항목입니다\n" * 20_000)
    assert findings == []
    assert document is not None
    assert len(document.sections[0].blocks) == 20_000


def test_a_footnote_in_the_usual_markdown_way_is_named_and_does_no_harm(read: Any) -> None:
    document, findings = read(FRONT + "무료입니다.[^1]\n\n[^1]: https://a.kr\n[^2]: 서울시 보도자료\n")
    assert document is not None
    assert [block.text for block in document.sections[0].blocks] == ["무료입니다.[^1]"]
    assert [(f.severity, f.line) for f in findings] == [(Severity.WARNING, 7), (Severity.WARNING, 8)]
    assert "sources.yaml" in findings[0].message


def test_a_heading_is_shown_without_source_marks(read: Any) -> None:
    assert [s.heading_path for s in sections(read(FRONT + "## 교육비[^a]\n\n무료\n"))] == [("교육비",)]


@pytest.mark.parametrize("comment", ["<!-- campus: mapo --> ", "<!-- track: bio -->"])
def test_what_a_section_is_about_may_stand_on_the_line_of_its_heading(read: Any, comment: str) -> None:
    (section,) = sections(read(FRONT + f"## 강남 {comment}\n\n글\n"))
    assert section.heading_path == ("강남",)
    assert (section.campus, section.track) in [(("mapo",), ()), ((), ("bio",))]


def test_hidden_markup_around_whole_paragraphs_hides_them(read: Any) -> None:
    typed = "앞\n\n<div style='display: none'>\n\n담당자만 볼 것\n\n- 이것도\n\n```\n이것도\n```\n\n</div>\n\n뒤\n"
    assert texts(read(FRONT + typed)) == ["앞", "뒤"]
