"""Questions are mistyped as people mistype them, and no further."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.training.noise import (
    CONFUSED_WITH,
    as_typed,
    letters_of,
    mistyped,
    syllable_of,
    with_a_space_lost,
    without_spaces,
)

HANGUL = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=12)


@given(HANGUL)
def test_a_syllable_taken_apart_and_put_together_is_itself(text: str) -> None:
    assert "".join(syllable_of(*letters_of(syllable)) for syllable in text) == text


@given(HANGUL, st.integers(0, 1_000))
def test_a_slip_leaves_the_length_and_all_but_two_neighbours(text: str, seed: int) -> None:
    slipped = mistyped(text, random.Random(seed))
    different = [at for at, (one, other) in enumerate(zip(text, slipped, strict=True)) if one != other]
    assert len(slipped) == len(text)
    assert len(different) <= 2
    assert max(different, default=0) - min(different, default=0) <= 1


def test_most_questions_get_a_slip() -> None:
    chance = random.Random(1)
    question = "강남 캠퍼스는 어디에 있나요?"
    assert sum(mistyped(question, chance) != question for _ in range(100)) > 90


@pytest.mark.parametrize("text", ["", "2026", "SeSAC", "?!", "ㅋㅋ"])
def test_what_has_no_syllable_stays(text: str) -> None:
    assert mistyped(text, random.Random(1)) == text


@pytest.mark.parametrize("letter, typed", [("ㅐ", "ㅔ"), ("ㅂ", "ㅈ"), ("ㅆ", "ㅅ"), ("ㅗ", "ㅓ")])
def test_letters_are_confused_with_their_neighbours_and_what_sounds_alike(letter: str, typed: str) -> None:
    assert typed in CONFUSED_WITH[letter]
    assert letter in CONFUSED_WITH[typed]


def test_spaces_go_all_at_once_or_one_at_a_time() -> None:
    assert without_spaces("신청은 어디서\n하나요") == "신청은어디서하나요"
    assert with_a_space_lost("신청은 어디서 하나요", random.Random(1)).count(" ") == 1
    assert with_a_space_lost("신청", random.Random(1)) == "신청"


def test_a_third_of_the_questions_is_typed_carelessly() -> None:
    chance = random.Random(1)
    question = "레벨테스트는 어떻게 준비하나요?"
    careless = sum(as_typed(question, chance) != question for _ in range(1_000))
    assert 250 < careless < 380
