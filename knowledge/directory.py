"""The directory: questions over the campuses as a whole, answered exactly from the structured data.

Lists (9호선 근처 캠퍼스), counts (2024년에 몇 곳 열었어), superlatives (제일 넓은 캠퍼스), comparisons and the nearest
campus. A question of which any word is not understood is not answered here: a list that overlooks a condition is
wrong, and the search can still find what was meant.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from knowledge.base import KnowledgeBase
from knowledge.comparison import compared
from knowledge.listing import Request, answered
from knowledge.nearest import nearest
from knowledge.normalisation import search_key
from knowledge.particulars import Particulars, words
from knowledge.question import Reading
from knowledge.wording import Remainder, asked
from knowledge.writing import Sentence

MAX_CHARS = 80
"""A longer text tells a story, of which some word is never understood."""
_RELATIVE: Mapping[str, int] = {
    "재작년": -2, "작년": -1, "지난해": -1, "올해": 0, "금년": 0, "last year": -1, "this year": 0,
}  # fmt: skip
_FLAGS = ("parking", "phone", "saturday", "ai", "bigtech")
"""Conditions that are either asked for or not."""


def structured(reading: Reading, base: KnowledgeBase) -> list[Sentence] | None:
    """The answer to a question over the campuses as a whole; None where it is no such question, empty where it is
    one and the documents tell nothing of it."""
    if len(reading.question.text) > MAX_CHARS:
        return None
    for answer in (compared, nearest):
        sentences = answer(reading, base)
        if sentences is not None:
            return list(sentences)
    request = understood(reading, base)
    return None if request is None else answered(request, Particulars(base, reading.question.language))


def understood(reading: Reading, base: KnowledgeBase) -> Request | None:
    """What is asked of the campuses, None unless every word of the question is accounted for."""
    patterns = words()
    rest = Remainder(asked(reading, base))
    if re.search(patterns["other_question"], rest.text):
        return None
    numbers = _numbers(rest, base)
    if not numbers and not all(re.search(patterns[needed], rest.text) for needed in ("subject", "lists")):
        return None
    superlative, most = _superlative(rest)
    conditions = {**numbers, **_region(rest), **_filters(rest, reading)}
    year = _year(rest, reading)
    if year is not None:
        conditions["opened"] = year
    if base.finder.mentions(rest.text).campuses or not (conditions or superlative):
        return None  # a question about one campus, or about none of this
    return Request(conditions, superlative, most) if rest.is_idle(base) else None


def _numbers(rest: Remainder, base: KnowledgeBase) -> dict[str, Any]:
    """The numbers of the campuses that are asked for; empty where the text names fewer than two."""
    patterns, last = words()["numbered"], len(base.finder.campuses)
    numbers: Iterable[int] = ()
    if (found := rest.take(patterns["range"])) and (found["first"] or "campus" in rest.text):
        first, end = (int(found[name] or found[f"{name}_en"] or 0) for name in ("first", "last"))
        numbers = range(first, min(end, last) + 1)
    elif found := rest.take(patterns["each"]):
        numbers = (int(found["one"] or 0), int(found["other"] or 0))
    elif found := rest.take(patterns["earliest"]):
        numbers = range(1, _count(found) + 1)
    elif found := rest.take(patterns["latest"]):
        numbers = range(last - _count(found) + 1, last + 1)
    return {"numbered": frozenset(numbers)} if len(set(numbers)) > 1 else {}


def _count(found: Mapping[str, str | None]) -> int:
    said = found["count"] or found["count_en"] or "0"
    return int(words()["counted"].get(said, said))


def _superlative(rest: Remainder) -> tuple[str, bool]:
    """What is to be compared, and whether the most of it is wanted."""
    for attribute, directions in words()["superlatives"].items():
        for direction, pattern in directions.items():
            if rest.take(pattern) is not None:
                if attribute == "opened":
                    rest.take(words()["opens"])
                return attribute, direction == "most"
    return "", True


def _region(rest: Remainder) -> dict[str, Any]:
    for region in words()["regions"]:
        if rest.take(region["pattern"]) is not None:
            return {"region": region}
    return {}


def _filters(rest: Remainder, reading: Reading) -> dict[str, Any]:
    """The conditions that the text puts. A second line is left over: nobody can tell whether both are meant."""
    filters = words()["filters"]
    found: dict[str, Any] = {}
    if line := rest.take(filters["line"]):
        found["line"] = line["line"] or line["line_en"] or line["named"]
        rest.take(words()["near"])
    if walk := rest.take(filters["walk"]):
        found["walk"] = int(walk["minutes"] or walk["minutes_en"] or 0)
    if larger := rest.take(filters["larger"]):
        found["at_least" if larger["at_least"] else "larger"] = int(larger["larger"] or larger["larger_of"] or 0)
    found |= {name: True for name in _FLAGS if rest.take(filters[name]) is not None}
    tracks = reading.mentions.tracks
    specialised = rest.take(filters["specialised"]) is not None
    if len(tracks) == 1:
        rest.take(filters["track"])
        found["track"] = tracks[0]
        for word in reading.mentions.words:
            rest.take(re.escape(search_key(word)) + words()["after_track"])
    elif specialised and not tracks and not {"ai", "bigtech"} & set(found):
        found["specialised"] = True
    return found


def _year(rest: Remainder, reading: Reading) -> int | None:
    """The year in which the campuses opened. A year without a word for opening is left in the text, and the other
    way round: it is about something else."""
    patterns = words()
    pattern = patterns["filters"]["year"]
    if not re.search(pattern, rest.text) or not re.search(patterns["opens"], rest.text):
        return None
    found = rest.take(pattern) or {}
    rest.take_all(patterns["opens"])
    relative = found["relative"]
    return reading.question.now.year + _RELATIVE[relative] if relative else int(found["year"] or found["year_en"] or 0)
