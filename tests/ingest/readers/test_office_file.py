"""A document's title, date and publisher come from its file where it says them, and staff's words count for more."""

from typing import Any

import pytest

from ingest.finding import Finding, Severity
from ingest.readers.extract import Extract, Heading, Paragraph, Piece
from ingest.readers.front_matter import FrontMatter, Unreadable
from ingest.readers.office_file import document, for_members, side_file
from knowledge.document import Document


def read(*pieces: Piece, name: str = "공고.hwp", said: str = "", **known: Any) -> tuple[Document | None, list[Finding]]:
    return document(Extract(pieces or (Paragraph("글"),), **known), name, side_file(said), {})


def made(*pieces: Piece, **known: Any) -> Document:
    found, _ = read(*pieces, **known)
    assert found
    return found


def test_a_document_is_known_by_its_path_and_is_official() -> None:
    found = made(name="안내/2026.01 모집.hwp", published="2026-01")
    assert (found.id, found.path, found.source.confidence) == ("안내/2026.01 모집", "안내/2026.01 모집.hwp", "official")


@pytest.mark.parametrize(
    "pieces, title, wanted",
    [
        ((Heading(1, "모집 공고"), Paragraph("글")), "파일의 제목", "파일의 제목"),
        ((Heading(1, "모집 공고"), Paragraph("글")), "제목 없음", "모집 공고"),
        ((Heading(1, "모집 공고"), Paragraph("글")), "", "모집 공고"),
        ((Heading(1, "Ⅰ. 개요"), Paragraph("글")), "", "2026 안내"),
        ((Heading(1, "1. 개요"), Paragraph("글")), "", "2026 안내"),
        ((Paragraph("긴 글 " * 40), Heading(1, "뒤의 제목")), "", "2026 안내"),
        ((Paragraph("글"),), "", "2026 안내"),
    ],
)
def test_the_title_is_the_files_own_then_a_heading_then_the_name(
    pieces: tuple[Piece, ...], title: str, wanted: str
) -> None:
    assert made(*pieces, title=title, name="가/2026_안내.hwp").title == wanted


def test_a_date_on_a_line_of_its_own_is_the_date_of_a_notice() -> None:
    found, findings = read(Paragraph("모집 공고"), Paragraph("2026. 3. 2."), Paragraph("서울특별시장"))
    assert found
    assert (found.source.published, found.source.publisher, findings) == ("2026-03-02", "서울특별시장", [])


def test_a_date_that_nobody_says_is_asked_for_and_the_document_is_taken() -> None:
    found, (finding,) = read(Paragraph("2026. 3. 2.부터 신청"))
    assert found
    assert found.source.published is None
    assert (finding.severity, finding.path) == (Severity.WARNING, "공고.hwp")
    assert "공고.hwp.yaml" in finding.message


def test_what_staff_say_counts_for_more_than_the_file() -> None:
    found, findings = read(
        said="title: 0123\npublished: 2026-02\npublisher: no\nconfidence: press\nid: x\ntopic: cost\n"
        "campus: [gangnam, mapo]\nvalid_until: 2026-12-31\nurl: https://a.kr/x\n",
        title="파일의 제목",
        published="2020",
        publisher="옛 기관",
    )
    assert found
    assert (found.id, found.title, found.topic, found.campus) == ("x", "0123", "cost", ("gangnam", "mapo"))
    source = found.source
    assert (source.published, source.publisher, source.confidence, source.url) == (
        "2026-02",
        "no",
        "press",
        "https://a.kr/x",
    )
    assert (found.valid_until, findings) == ("2026-12-31", [])


def test_staff_may_say_that_nobody_knows_the_date() -> None:
    found, findings = read(said="published: unknown")
    assert found
    assert (found.source.published, findings) == (None, [])


@pytest.mark.parametrize(
    "said, line", [("published: 어제", 1), ("id: a\nconfidence: sure", 2), ("a: b\nurl: javascript:x", 2)]
)
def test_a_wrong_word_of_staff_leaves_the_file_out_and_names_the_line(said: str, line: int) -> None:
    found, findings = read(said=said)
    assert found is None
    assert (findings[-1].severity, findings[-1].path, findings[-1].line) == (Severity.ERROR, "공고.hwp.yaml", line)


@pytest.mark.parametrize(
    "said", ["a: [", "- a", "a: &x 1\nb: *x", "a: !!python/name:os.system ''", "a: 1\na: 2", "x" * 30_000]
)
def test_a_side_file_that_is_no_list_of_fields_is_refused(said: str) -> None:
    with pytest.raises(Unreadable):
        side_file(said)


def test_what_a_reader_doubts_is_told() -> None:
    _, findings = read(warnings=("숨긴 글을 뺐습니다.",), published="2026")
    assert [(f.severity, f.message) for f in findings] == [(Severity.WARNING, "숨긴 글을 뺐습니다.")]


def test_a_document_of_numbers_and_english_is_english() -> None:
    assert made(Paragraph("How to apply"), name="guide.docx").language == "en"
    assert made().language == "ko"


def test_of_a_zip_file_only_what_holds_for_all_is_said_of_each() -> None:
    said = for_members(side_file("id: x\ntitle: y\npublisher: 서울시\npublished: 2026"))
    assert set(said.fields) == {"publisher", "published"}
    assert FrontMatter(said.fields).text("publisher") == "서울시"
