"""Initials: names written by their initial consonants, written out: ㅁㅍ캠퍼스 is 마포캠퍼스, ㅊㅊㅅ is 청취사.

Only where one name alone has these initials, and, for two letters, where a word beside them says that it is one.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.campuses import CampusFinder

LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_RUN = re.compile(f"(?<![{LEADS}ㅏ-ㅣ])[{LEADS}]{{2,}}(?![ㅏ-ㅣ])")
MIN_ALONE = 3
"""Letters from which a name needs no other word beside it."""
_SYLLABLES_OF_A_LEAD = 21 * 28


def initials(word: str) -> str:
    """The initial consonants of a Hangul word: 마포 gives ㅁㅍ. A syllable is 0xAC00 + (lead * 21 + vowel) * 28 + tail
    (Unicode Standard, section 3.12)."""
    return "".join(LEADS[(ord(s) - 0xAC00) // _SYLLABLES_OF_A_LEAD] for s in word if "가" <= s <= "힣")


def written_out(text: str, finder: CampusFinder) -> str:
    """The text with the names that its initials stand for; the text itself where there are none."""
    if not _RUN.search(text):
        return text
    content = _content()
    places = _by_initials(_short(campus.district) for campus in finder.campuses)
    names = _by_initials(content["names"])

    def meant(match: re.Match[str]) -> str:
        letters = match[0]
        if letters in content["ambiguous"]:
            return letters
        if name := names.get(letters):
            return name
        follows = re.match(content["after"], text[match.end() :].lower())
        precedes = letters not in content["chat"] and re.search(f"{content['before']}$", text[: match.start()].lower())
        if letters in places and (follows or precedes or len(letters) >= MIN_ALONE):
            return places[letters]
        return _with_campus(letters, places)

    return _RUN.sub(meant, text)


def _with_campus(letters: str, places: Mapping[str, str]) -> str:
    """ㅁㅍㅋㅍㅅ: the place and the word campus in one run."""
    for word in ("캠퍼스", "캠"):
        place = letters.removesuffix(initials(word))
        if place != letters and place in places:
            return places[place] + word
    return letters


def _by_initials(names: Iterable[str]) -> dict[str, str]:
    """The names by their initials, without those that several share."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(initials(name), []).append(name)
    return {letters: same[0] for letters, same in found.items() if len(same) == 1}


@lru_cache(maxsize=64)
def _short(district: str) -> str:
    return district.removesuffix("구") if len(district) > 2 else district


@cache
def _content() -> Mapping[str, Any]:
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    content: Mapping[str, Any] = yaml.load((Path(__file__).parent / "initials.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506
    return content
