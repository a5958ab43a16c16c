"""Names written by their initial consonants are written out where only one name can be meant."""

import pytest

from knowledge.base import KnowledgeBase
from knowledge.initials import initials, written_out


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("ㅁㅍ캠퍼스", "마포캠퍼스"),
        ("ㅁㅍ 캠 어디", "마포 캠 어디"),
        ("새싹 ㅅㅍ", "새싹 송파"),
        ("ㄱㅅ캠퍼스", "강서캠퍼스"),
        ("ㅁㅍㅋㅍㅅ", "마포캠퍼스"),
        ("ㅇㄷㅍ 어디", "영등포 어디"),
        ("ㅊㅊㅅ 신청", "청취사 신청"),
        ("ㅅㅆ 어디야", "새싹 어디야"),
    ],
)
def test_the_initials_of_one_name_are_written_out(base: KnowledgeBase, typed: str, meant: str) -> None:
    assert written_out(typed, base.finder) == meant


@pytest.mark.parametrize(
    "text",
    [
        "ㄱㄴ캠퍼스",
        "ㄱㄴ?",
        "ㅈㄹ캠퍼스",
        "ㅁㅍ",
        "ㅅㅊ맛집",
        "ㅇㄷ임?",
        "ㅋㅋㅋㅋ",
        "ㅇㅇ",
        "ㅎㅎ 마포",
        "ㅂㅅ",
        "ㅗㅜㅑ",
        "마포캠퍼스",
        "",
    ],
)
def test_what_is_ambiguous_or_a_word_of_a_chat_stays(base: KnowledgeBase, text: str) -> None:
    assert written_out(text, base.finder) == text


def test_every_campus_but_those_that_share_their_initials_is_found_by_them(base: KnowledgeBase) -> None:
    stay = {"gangnam", "jongno", "jungnang"}  # 가능, and two that are written alike
    for campus in base.finder.campuses:
        short = campus.district.removesuffix("구") if len(campus.district) > 2 else campus.district
        found = base.finder.mentions(written_out(f"{initials(short)}캠퍼스", base.finder)).campuses
        assert found == (() if campus.id in stay else (campus.id,))
