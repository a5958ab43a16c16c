"""Places: the stations, neighbourhoods, universities and landmarks by which people say where they are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from knowledge.campuses import CampusFinder
from knowledge.normalisation import compact, search_key
from knowledge.particulars import words

_BEGINS = r"(?:(?<![가-힣])|(?<=[는은도랑에과와의만가이저])|(?<=에서)|(?<=서울)|(?<=서울시))"
"""Where a Korean name may begin; one of four syllables and more may anywhere."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place as a text names it, with the ids of the campuses of its district, or of those that it lies between."""

    name: str
    campuses: tuple[str, ...]


@cache
def _gazetteer() -> tuple[Mapping[str, tuple[str, ...]], re.Pattern[str]]:
    """The names of places.yaml in compact form with their campuses, and the pattern that finds them."""
    text = (Path(__file__).parent / "places.yaml").read_text("utf-8")
    entries = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506
    names = {search_key(name): tuple(entry["districts"]) for entry in entries for name in entry["names"]}
    longest = sorted(names, key=len, reverse=True)
    return {compact(name): names[name] for name in names}, re.compile("|".join(map(_pattern, longest)))


def _pattern(name: str) -> str:
    if name.isascii():
        return rf"(?<![a-z]){re.escape(name)}(?![a-z])".replace(r"\ ", r"[\s-]?").replace(r"\-", r"[\s-]?")
    bare = name.replace(" ", "")
    spaced = r"\s?".join(map(re.escape, bare)) if len(bare) > 3 else re.escape(name)
    return spaced if len(bare) > 3 else f"{_BEGINS}{spaced}"


def take_places(text: str, finder: CampusFinder) -> tuple[list[Place], str]:
    """The places that a search key names, in order, and the text without them; a district stands for itself."""
    campuses, pattern = _gazetteer()
    after = words()["after_name"]
    found: list[tuple[int, Place]] = []

    def taken(match: re.Match[str]) -> str:
        name = match["name"]
        longer = finder.mentions(text[match.start() :]).words[:1]
        if longer and len(longer[0]) > len(match[0]) and text.startswith(longer[0], match.start()):
            return match[0]
        ids = campuses.get(compact(name)) or finder.mentions(name).campuses
        found.append((match.start(), Place(match[0].strip(), ids)))
        return " " * len(match[0])

    text = re.sub(rf"(?P<name>{pattern.pattern}){after}", taken, text)
    for word in finder.mentions(text).words:
        if finder.mentions(word).campuses:
            text = re.sub(f"(?P<name>{re.escape(word)}){after}", taken, text, count=1)
    return [place for _, place in sorted(found, key=lambda one: one[0])], re.sub(" +", " ", text)
