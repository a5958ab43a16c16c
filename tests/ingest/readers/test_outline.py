"""Headings are guessed from the numbering of Korean notices, and rather none than a false one."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.extract import Heading, Paragraph, Piece
from ingest.readers.outline import outlined


def guessed(text: str) -> list[tuple[int, str]]:
    found = outlined([Paragraph(line) for line in text.splitlines()])
    return [(piece.level, piece.text) for piece in found if isinstance(piece, Heading)]


def test_numbers_and_squares_with_text_below_are_headings() -> None:
    text = "Ⅰ. 사업 개요\n□ 지원대상\n서울 청년\n□ 지원내용\n무료\nⅡ. 신청\n1. 기간\n3월\n2. 방법\n누리집\n"
    assert guessed(text) == [
        (1, "Ⅰ. 사업 개요"),
        (2, "지원대상"),
        (2, "지원내용"),
        (1, "Ⅱ. 신청"),
        (3, "1. 기간"),
        (3, "2. 방법"),
    ]


def test_a_numbered_list_stays_a_list() -> None:
    assert guessed("제출 서류\n1. 신분증\n2. 주민등록등본\n3. 통장사본\n문의: 02-120\n") == []


def test_two_numberings_are_judged_each_by_itself() -> None:
    assert guessed("1. 개요\n글\n2. 대상\n글\n붙임\n1. 신청서\n2. 동의서\n끝") == [(1, "1. 개요"), (1, "2. 대상")]


def test_sentences_values_and_dates_are_no_headings() -> None:
    for line in ("신청하세요.", "신청기간: 3월", "모집합니다", "2026. 3. 2.", "3월 2일까지", "가" * 50):
        assert guessed(f"□ {line}\n글\n□ {line}\n글") == []


def test_articles_stand_below_their_chapter() -> None:
    text = "제1장 총칙\n제1조(목적)\n이 지침은 …\n제2조(정의)\n용어는 …\n"
    assert guessed(text) == [(1, "제1조(목적)"), (1, "제2조(정의)")]  # one chapter alone is no run
    twice = text + "제2장 보칙\n제3조(위임)\n맡긴다.\n"
    assert guessed(twice)[0] == (1, "제1장 총칙")
    assert (2, "제3조(위임)") in guessed(twice)


def test_a_text_with_marked_headings_is_left_alone() -> None:
    pieces = (Heading(1, "제목"), Paragraph("□ 대상"), Paragraph("글"))
    assert outlined(pieces) == pieces


LINES = st.sampled_from(["□ 대상", "○ 가", "1. 가", "2. 나", "글", "Ⅰ. 장", "제1장 총칙", "제2조", "[붙임]", "다:"])


@given(st.lists(LINES))
def test_no_word_is_lost_and_none_is_added(lines: list[str]) -> None:
    pieces: list[Piece] = [Paragraph(line) for line in lines]
    found = outlined(pieces)
    assert len(found) == len(lines)
    for line, piece in zip(lines, found, strict=True):
        assert isinstance(piece, Heading | Paragraph)
        assert line.endswith(piece.text)
        assert piece.text
