"""What staff type at the head of a document is kept as typed, or named with its line and left out."""

import unicodedata
from typing import Any

import pytest

from ingest.finding import Finding, Severity
from knowledge.document import Document

BODY = "\n본문 한 줄입니다.\n"


def front(*lines: str, body: str = BODY) -> str:
    """A document with these lines as its front matter."""
    return "\n".join(["---", *lines, "---", body])


def accepted(result: tuple[Document | None, list[Finding]]) -> Document:
    """The document of a reading that has nothing to say against it."""
    document, findings = result
    assert findings == []
    assert document is not None
    return document


def refused(result: tuple[Document | None, list[Finding]]) -> Finding:
    """The one finding of a reading that left the document out."""
    document, findings = result
    assert document is None
    (finding,) = findings
    assert finding.severity is Severity.ERROR
    return finding


def test_every_field_of_the_front_matter_reaches_the_document(read: Any) -> None:
    document = accepted(
        read(
            front(
                "id: plan",
                "title: 새싹 2.0 계획",
                "publisher: 서울시",
                "url: https://news.seoul.go.kr/a?b=1",
                "published: 2025-11-11",
                "valid_from: 2026-01",
                "valid_until: 2030",
                "topic: plan",
                "track: bio",
                "language: ko",
                "confidence: press",
                "supersedes: old-plan, older-plan",
            )
        )
    )
    assert (document.id, document.title, document.topic, document.language) == ("plan", "새싹 2.0 계획", "plan", "ko")
    assert (document.valid_from, document.valid_until) == ("2026-01", "2030")
    assert (document.track, document.supersedes) == (("bio",), ("old-plan", "older-plan"))
    source = document.source
    assert (source.publisher, source.url) == ("서울시", "https://news.seoul.go.kr/a?b=1")
    assert (source.published, source.confidence) == ("2025-11-11", "press")


@pytest.mark.parametrize("typed", ["campus: [mapo, gangnam]", "campus:\n- mapo\n- gangnam", "campus: mapo, gangnam"])
def test_a_list_may_be_written_in_any_of_the_usual_ways(read: Any, typed: str) -> None:
    assert accepted(read(front("title: 제목", "published: 2026", typed))).campus == ("mapo", "gangnam")


@pytest.mark.parametrize(
    "typed", ["0123", "9:30", "no", "1.10", "2026-01-31", "Yes", "010-1234-5678", "1e3", "null 과정"]
)
def test_a_value_means_what_was_typed(read: Any, typed: str) -> None:
    document = accepted(read(front(f"title: {typed}", f"publisher: {typed}", "published: 2026-01-31")))
    assert (document.title, document.source.publisher) == (typed, typed)


@pytest.mark.parametrize("empty", ["", " ''", " null", " ~", ' "  "'])
def test_an_empty_field_is_the_same_as_none(read: Any, empty: str) -> None:
    document = accepted(
        read(
            front(
                "title: 제목",
                "published: 2026",
                *(f"{n}:{empty}" for n in ("url", "campus", "valid_until", "topic", "id")),
            )
        )
    )
    assert (document.source.url, document.campus, document.valid_until, document.topic) == (None, (), None, "")
    assert document.id == "note"


@pytest.mark.parametrize("title", ["", "title:", "title: ''", 'title: "   "', 'title: "\\u200b"'])
def test_a_document_without_title_takes_its_first_heading_and_says_so(read: Any, title: str) -> None:
    document, findings = read(front(title, "published: 2026", body="\n# 모집 안내\n\n내용입니다.\n"))
    assert document is not None
    assert document.title == "모집 안내"
    assert [(f.severity, f.path, f.line) for f in findings] == [(Severity.WARNING, "note.md", 1)]
    assert "title" in findings[0].message


def test_a_document_without_title_and_heading_is_left_out_with_what_to_do(read: Any) -> None:
    finding = refused(read(front("published: 2026")))
    assert (finding.path, finding.line) == ("note.md", 1)
    assert "title:" in finding.message


@pytest.mark.parametrize("field", ["", "published:", "published: ''", "published: null"])
def test_a_document_without_date_is_left_out_with_what_to_do(read: Any, field: str) -> None:
    finding = refused(read(front("title: 제목", field)))
    assert "published: 2026-01-31" in finding.message
    assert "unknown" in finding.message


def test_a_date_that_nobody_knows_may_be_said_to_be_unknown(read: Any) -> None:
    assert accepted(read(front("title: 제목", "published: Unknown"))).source.published is None


@pytest.mark.parametrize("typed", ["2026", "2026-09", "2026-09-22", "2024-02-29"])
def test_a_date_is_as_exact_as_it_was_typed(read: Any, typed: str) -> None:
    assert accepted(read(front("title: 제목", f"published: {typed}"))).source.published == typed


@pytest.mark.parametrize("field", ["published", "valid_from", "valid_until"])
@pytest.mark.parametrize(
    "typed", ["2026.01.31", "26-01-31", "2026-13-01", "2026-02-30", "2025-02-29", "어제", "2026-1-5", "0000"]
)
def test_something_that_is_no_date_is_named(read: Any, field: str, typed: str) -> None:
    fields = {"published": "2026-01-31", field: typed}
    finding = refused(read(front("title: 제목", *(f"{k}: {v}" for k, v in fields.items()))))
    assert field in finding.message
    assert typed in finding.message


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "www.seoul.go.kr", "ftp://a.kr/b", "https://", "https://a.kr/b c", "//a.kr"]
)
def test_only_a_web_address_can_be_a_source_address(read: Any, typed: str) -> None:
    assert typed in refused(read(front("title: 제목", "published: 2026", f"url: '{typed}'"))).message


@pytest.mark.parametrize("field", ["language: jp", "confidence: sure"])
def test_a_word_that_is_not_one_of_the_choices_is_named(read: Any, field: str) -> None:
    assert field.split(": ")[1] in refused(read(front("title: 제목", "published: 2026", field))).message


@pytest.mark.parametrize(
    "lines, line",
    [
        (("title: [제목", "published: 2026"), 3),
        (("title: 제목", "published: 2026", "\tcampus: mapo"), 4),
        (("title: 제목", "이건 그냥 글", "published: 2026"), 4),
        (("title: '제목", "published: 2026"), 4),
        (("title: 제목", "topic: a: b"), 3),
    ],
)
def test_malformed_front_matter_is_named_with_its_line(read: Any, lines: tuple[str, ...], line: int) -> None:
    finding = refused(read(front(*lines)))
    assert (finding.path, finding.line) == ("note.md", line)
    assert "머리말" in finding.message


@pytest.mark.parametrize("typed", ["- 제목\n- 날짜", "그냥 글"])
def test_front_matter_that_is_not_fields_is_refused(read: Any, typed: str) -> None:
    assert "이름: 값" in refused(read(front(typed))).message


def test_front_matter_that_is_never_closed_is_named(read: Any) -> None:
    assert "닫는" in refused(read("---\ntitle: 제목\npublished: 2026\n\n본문입니다.\n")).message


@pytest.mark.parametrize("typed", ["", "\n"])
def test_an_empty_file_is_named(read: Any, typed: str) -> None:
    assert "본문" in refused(read(typed)).message


def test_a_file_without_front_matter_is_read_as_the_notice_that_it_is(read: Any) -> None:
    text = "# 주차 안내\n\n작성일 2026-10-27 · 서울경제진흥원 운영팀\n\n## 요금\n\n- 하루 7,000원입니다.\n"
    document, findings = read(text)
    assert findings == []
    assert (document.title, document.id) == ("주차 안내", "note")
    assert (document.source.published, document.source.publisher) == ("2026-10-27", "서울경제진흥원 운영팀")
    assert document.sections[-1].heading_path == ("요금",)
    assert document.sections[-1].blocks[0].text == "하루 7,000원입니다."


def test_a_file_that_names_neither_date_nor_title_is_read_and_its_date_asked_for(read: Any) -> None:
    document, (finding,) = read("그냥 글입니다.\n")
    assert (document.title, document.source.published) == ("note", None)
    assert "발행일" in finding.message
    assert "published:" in finding.message


@pytest.mark.parametrize("body", ["", "\n\n", "\n# 제목만\n", "\n<!-- 아직 씀 -->\n"])
def test_a_document_without_text_is_left_out(read: Any, body: str) -> None:
    assert "본문" in refused(read(front("title: 제목", "published: 2026", body=body))).message


def test_an_alias_bomb_is_refused(read: Any) -> None:
    bomb = ["a: &a [ㅋ, ㅋ, ㅋ, ㅋ, ㅋ, ㅋ, ㅋ, ㅋ, ㅋ]"]
    bomb += [f"{x}: &{x} [{', '.join(['*' + y] * 9)}]" for y, x in zip("abcdefgh", "bcdefghi", strict=True)]
    assert "별칭" in refused(read(front("title: 제목", "published: 2026", *bomb))).message


def test_brackets_without_end_are_refused(read: Any) -> None:
    finding = refused(read(front("title: 제목", "published: 2026", "topic: " + "[" * 9_000 + "]" * 9_000)))
    assert "머리말" in finding.message


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!secret", "!!binary"])
def test_a_tag_is_refused_and_nothing_is_run(read: Any, tag: str) -> None:
    finding = refused(
        read(front("published: 2026", f"title: {tag} [echo]" if "apply" in tag else f"title: {tag} echo"))
    )
    assert finding.line == 3
    assert "태그" in finding.message


def test_a_very_long_front_matter_is_refused(read: Any) -> None:
    assert "너무" in refused(read(front("title: 제목", "published: 2026", "topic: " + "가" * 20_001))).message


def test_a_file_in_cp949_is_named_with_what_to_do(read: Any) -> None:
    assert "UTF-8" in refused(read(front("title: 제목", "published: 2026").encode("cp949"))).message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_file_in_another_unicode_encoding_is_named(read: Any, encoding: str) -> None:
    assert "UTF-8" in refused(read(front("title: 제목", "published: 2026").encode(encoding))).message


def test_the_mark_that_windows_puts_before_a_file_does_no_harm(read: Any) -> None:
    assert accepted(read(front("title: 제목", "published: 2026").encode("utf-8-sig"))).title == "제목"


def test_windows_line_ends_change_nothing(read: Any) -> None:
    typed = front("title: 제목", "published: 2026", body="\n# 제목\n\n## 하나\n> Q: 물음?\n\n- 가\n- 나\n\n글\n")
    assert accepted(read(typed.replace("\n", "\r\n"))) == accepted(read(typed))


def test_text_from_a_mac_is_composed(read: Any) -> None:
    typed = front(
        "title: 강남캠퍼스",
        "publisher: 서울시",
        "published: 2026",
        "topic: 위치",
        body="\n## 어디\n> Q: 어디야?\n\n강남구\n",
    )
    decomposed = unicodedata.normalize("NFD", typed)
    assert decomposed != typed
    assert accepted(read(decomposed)) == accepted(read(typed))


def test_a_file_of_6_mb_is_refused_with_what_to_do(read: Any) -> None:
    assert "5 MB" in refused(read(front("title: 제목", "published: 2026", body="가나 " * 900_000))).message


def test_escapes_that_stand_for_no_character_are_left_out(read: Any) -> None:
    document = accepted(read(front("title: 제목", "published: 2026", 'topic: "a\\uD800b"', 'id: "\\uDC00note\\0"')))
    assert (document.topic, document.id) == ("ab", "note")


def test_a_title_stays_on_one_line(read: Any) -> None:
    assert accepted(read(front('title: "첫 줄\\n둘째 줄"', "published: 2026"))).title == "첫 줄 둘째 줄"
