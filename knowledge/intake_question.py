"""Questions about intakes: whether one is, what it wants to know, and which intakes it is about."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum

from knowledge.intake import Intake, in_seoul
from knowledge.moments import MONTHS
from knowledge.normalisation import compact, search_key
from knowledge.periods import pattern, words
from knowledge.question import Reading


class Asked(StrEnum):
    """What a question about intakes wants to know."""

    NOW = "now"
    DEADLINE = "deadline"
    ENDED = "ended"
    NEXT = "next"
    WHEN = "when"
    MONTH = "month"


def asked(reading: Reading) -> Asked | None:
    """What a question wants to know of intakes, None where it wants something else."""
    key = search_key(reading.text)
    if reading.question.language == "en":
        if pattern("asks_other_en").search(key):
            return None
        if re.fullmatch(r"(?:hi,? |so,? )?(?:is|are) (?:it|they) (?:still )?open(?: now| yet)?\W*", key):
            return None if reading.mentions.campuses else Asked.NOW
        return _first_kind(key, "_en")
    asked_texts = (
        {compact(reading.text), compact(reading.question.text)} if not reading.carried else {compact(reading.text)}
    )
    if any(pattern("asks_other").search(text) for text in asked_texts):
        return None
    return next(filter(None, (_first_kind(text, "") for text in asked_texts)), None)


def _first_kind(text: str, suffix: str) -> Asked | None:
    order = (Asked.NEXT, Asked.ENDED, Asked.DEADLINE, Asked.NOW, Asked.MONTH, Asked.WHEN)
    kinds = (kind for kind in order if f"asks_{kind}{suffix}" in words())
    return next((kind for kind in kinds if pattern(f"asks_{kind}{suffix}").search(text)), None)


def tests(reading: Reading) -> Iterator[Callable[[Intake], bool]]:
    """What an intake must be, one for each thing that a question names."""
    key, mentions = search_key(reading.text), reading.mentions
    now = in_seoul(reading.question.now)
    if mentions.campuses:
        yield lambda intake: bool(set(mentions.campuses) & set(intake.campuses))
    if mentions.tracks:
        yield lambda intake: bool(set(mentions.tracks) & set(intake.tracks))
    if pattern("qualifiers").search(key):
        yield lambda intake: bool(pattern("qualifiers").search(intake.what))
    yield from map(_special, reading.specifics)
    months = _months(key)
    if months:
        years = [int(s) for s in reading.specifics if s.isdigit()] or [now.year, now.year + 1]
        yield lambda intake: any(_touches(intake, year, month) for year in years for month in months)
    for term in sorted(_named(reading)):
        yield _about(compact(term))  # not its synonyms: 창업 is no 인큐베이팅 here


def _about(term: str) -> Callable[[Intake], bool]:
    return lambda intake: term in intake.what


def _named(reading: Reading) -> set[str]:
    """The nouns of a question that name a course, or something that is no intake at all."""
    neutral = set(words()["neutral"])
    return {term for term in reading.nouns if term not in neutral and not term.isdigit()}


def _special(special: str) -> Callable[[Intake], bool]:
    """Whether an intake is of a year (2026) or a cohort (4기)."""
    if special.isdigit():
        return lambda intake: int(special) in {at.year for at in (intake.opens, intake.last_day) if at}
    written = re.compile(rf"(?<!\d){re.escape(compact(special))}")
    return lambda intake: bool(written.search(intake.what))


def _months(key: str) -> set[int]:
    """The months that a question names."""
    months = {int(month) for month in re.findall(r"(?<!\d)(1[0-2]|[1-9])\s?월", key)}
    named = re.findall(r"\b(?:in|of|the|for) (" + "|".join(MONTHS) + r")[a-z]*\b", key)
    return months | {MONTHS.index(name) + 1 for name in named}


def _touches(intake: Intake, year: int, month: int) -> bool:
    first, after = date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    opens, last = intake.opens or intake.last_day, intake.last_day or intake.opens
    return opens is not None and last is not None and opens.date() < after and last.date() >= first
