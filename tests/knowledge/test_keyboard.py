"""Words typed in the wrong keyboard mode are brought back, and English stays English."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowledge.base import KnowledgeBase
from knowledge.keyboard import hangul, in_hangul, in_latin, latin

SYLLABLES = st.text(alphabet=[chr(code) for code in range(0xAC00, 0xD7A4)], min_size=1, max_size=8)


@given(SYLLABLES)
@settings(deadline=None)
def test_every_syllable_survives_its_keys(word: str) -> None:
    keys = latin(word)
    assume(not keys.isupper())  # 떄떄: a caps lock is likelier
    assert hangul(keys) == word


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("toTkr", "새싹"),
        ("akvh zoavjtm", "마포 캠퍼스"),
        ("AKVH ZOAVJTM", "마포 캠퍼스"),
        ("rkdska zoavjtm djelTdj?", "강남 캠퍼스 어딨어?"),
        ("tlscjd qkdqjq", "신청 방법"),
        ("toTkr 어디야", "새싹 어디야"),
        ("AI rhkwjd", "AI 과정"),
        ("dudemdvh", "영등포"),
    ],
)
def test_latin_letters_that_spell_known_hangul_are_read_as_hangul(base: KnowledgeBase, typed: str, meant: str) -> None:
    assert in_hangul(typed, base) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Where is the Mapo campus?", "SeSAC mapo", "sesac", "work", "dog cat", "hello", "python course", "Google Gemini",
        "fast track", "UX UI", "what is sesac", "tuition fee", "RAG", "do so to go", "마포캠퍼스 어디야", "", "123",
    ],
)  # fmt: skip
def test_english_and_what_makes_no_known_word_is_left_alone(base: KnowledgeBase, text: str) -> None:
    assert in_hangul(text, base) is None


@pytest.mark.parametrize(
    "typed, meant", [("ㅡ메ㅐ", "mapo"), ("ㄴㄷㄴㅁㅊ 어디", "sesac 어디"), ("ㅊ므ㅔㅕㄴ", "campus")]
)
def test_hangul_letters_that_spell_a_known_english_word_are_read_as_latin(
    base: KnowledgeBase, typed: str, meant: str
) -> None:
    assert in_latin(typed, base) == meant


@pytest.mark.parametrize("text", ["ㅋㅋㅋ", "ㅎㅇ", "ㅇㄷ임", "마포 ㄱㄱ", "ㅠㅠ", "캠퍼스 어디야", "mapo"])
def test_the_letters_of_a_chat_are_left_alone(base: KnowledgeBase, text: str) -> None:
    assert in_latin(text, base) is None


def test_common_words_of_the_documents_come_back_from_the_wrong_mode(base: KnowledgeBase) -> None:
    nouns = [
        word
        for word, count in base.document_frequency.items()
        if count >= 10 and len(word) >= 2 and all("가" <= syllable <= "힣" for syllable in word)
    ]
    back = [word for word in nouns if in_hangul(latin(word), base) == word]
    assert len(back) >= 0.95 * len(nouns)
