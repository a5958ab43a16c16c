"""What is shown stays as written; what is searched is folded."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.normalisation import compact, language_of, search_key, shown


def test_decomposed_hangul_becomes_whole_syllables() -> None:
    assert shown(unicodedata.normalize("NFD", "강남캠퍼스")) == "강남캠퍼스"


def test_compatibility_jamo_stay_what_people_typed() -> None:
    assert search_key("ㅎㅇ ㅋㅋ") == "ㅎㅇ ㅋㅋ"


@pytest.mark.parametrize("typed, key", [("ＳｅＳＡＣ", "sesac"), ("①", "1"), ("㈜", "(주)"), ("５㎡", "5m2")])
def test_width_and_enclosed_forms_fold_in_the_search_key(typed: str, key: str) -> None:
    assert search_key(typed) == key


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u202e", "\u2066", "\U000e0041", "\x00", "\x1b", "\ufeff", "\ud800", "\ufffe"]
)
def test_invisible_characters_are_removed(hidden: str) -> None:
    assert shown(f"새{hidden}싹") == "새싹"


def test_a_pile_of_combining_marks_is_cut() -> None:
    assert len(shown("a" + "\u0301" * 1000)) < 10


def test_hanja_compatibility_forms_are_the_same_word() -> None:
    assert search_key("\uf9e1") == search_key("李")


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert shown(shown(text)) == shown(text)
    assert search_key(search_key(text)) == search_key(text)


@given(st.text())
def test_compact_text_has_no_spaces(text: str) -> None:
    assert not any(character.isspace() for character in compact(text))


@pytest.mark.parametrize(
    "text, language",
    [("Where is Mapo?", "en"), ("마포 where?", "ko"), ("ㅇㄷ", "ko"), ("123", "ko"), ("", "ko"), ("한글", "ko")],
)
def test_language_is_read_from_the_script(text: str, language: str) -> None:
    assert language_of(text) == language
