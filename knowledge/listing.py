"""Listing: the campuses that meet conditions, or lead by one datum, each with the statement that proves it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.campuses import Campus
from knowledge.citing import Derived, derived
from knowledge.particulars import Particular, Particulars, Period, closing_hour, quote, track_name
from knowledge.wording import phrase
from knowledge.writing import Sentence

SATURDAY = re.compile(r"[~·]토 \d|토요일 \d|매일")
"""Opening hours of the structured data that include Saturday: 월~토 08:00~23:00."""
PARTLY_KNOWN: Mapping[str, str] = {
    "saturday": "hours",
    "line": "line",
    "walk": "walk",
    "larger": "area",
    "at_least": "area",
}
"""Conditions on what is known of some campuses only, with the attribute that they are about."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a question asks of the campuses as a whole: conditions by name, and the attribute to sort by."""

    conditions: Mapping[str, Any]
    superlative: str = ""
    most: bool = True


def answered(request: Request, known: Particulars) -> list[Sentence] | None:
    """The sentences of the answer; empty where the documents tell nothing of it, None where they may tell otherwise."""
    if request.superlative == "opened":
        best = latest_or_earliest(_meeting(request, known, "opened"), request.most)
        return [quote(told, found.passage, item=False) for found in best for told in found.passage.statements]
    if request.superlative:
        return _ranked(request, known)
    return _listed(request, known)


def _meeting(request: Request, known: Particulars, attribute: str) -> list[Particular]:
    """What is known of an attribute, of the campuses that meet all conditions."""
    return [
        found
        for found in known.all(attribute)
        if all(_held(known, found.campus, name, value) for name, value in request.conditions.items())
    ]


def _held(known: Particulars, campus: Campus, name: str, value: Any) -> list[Particular]:
    """What proves that a condition holds for a campus; empty where it does not, or is not known to."""
    if name == "region":
        return known.somewhere(campus) if campus.id in value["campuses"] else []
    if name == "opened":
        return known.opened_in(campus, value)
    if name in ("ai", "bigtech"):
        return known.of(campus, "track") if "bigtech" in campus.facts else []
    if name in ("track", "specialised"):
        wanted = value in campus.tracks if name == "track" else bool(campus.tracks)
        return known.of(campus, "track") if wanted else []
    if name == "saturday":
        return [found for found in known.of(campus, "hours") if SATURDAY.search(str(found.value))]
    if name == "line":
        return [found for found in known.of(campus, "line") if value in found.value]
    if name in ("larger", "at_least"):
        areas = known.of(campus, "area")
        return [found for found in areas if found.value > value or (name == "at_least" and found.value == value)]
    if name == "walk":
        return [found for found in known.of(campus, "walk") if found.value <= value]
    if name == "numbered":
        return [found for found in known.of(campus, "ordinal") if found.value in value]
    return known.of(campus, name)


def _listed(request: Request, known: Particulars) -> list[Sentence] | None:
    """The campuses for which every condition holds, each with what proves it."""
    conditions = request.conditions
    proofs = [
        [_held(known, campus, name, value)[:1] for name, value in conditions.items()]
        for campus in known.base.finder.campuses
    ]
    matching = sorted((proof for proof in proofs if all(proof)), key=lambda proof: _order(proof, conditions))
    if not matching:
        return _none_opened(request, known) if "opened" in conditions else []
    campuses = [proof[0][0].campus for proof in matching]
    if "ai" in conditions:
        # They are those of the big-tech companies, but only this statement gives them that name.
        named = (
            _statement_of(known, campuses, "AI 특화캠퍼스로|AI-specialised campuses") if len(conditions) == 1 else None
        )
        return [named, *(proof[0][0].sentence() for proof in matching)] if named else None
    if list(conditions) == ["region"] and (listed := _statement_of(known, campuses, "한강|Han River")):
        items = [listed]
    else:
        shown = ["region"] if list(conditions) == ["region"] else [name for name in conditions if name != "region"]
        held = [found[0] for proof in matching for name, found in zip(conditions, proof, strict=True) if name in shown]
        # One statement may prove two conditions.
        items = list({(found.passage.id, found.statement.text): found.sentence() for found in held}.values())
    return [_lead(request, known, campuses, items), *items, *_perhaps(request, known)]


def _order(proof: Sequence[Sequence[Particular]], conditions: Mapping[str, Any]) -> tuple[Any, ...]:
    """The nearest station first, the earliest opening first, else by name."""
    values = dict(zip(conditions, (found[0].value for found in proof), strict=True))
    return (
        values.get("walk", values.get("numbered", 0)),
        -values.get("larger", values.get("at_least", 0)),
        values["opened"].first if "opened" in values else 0,
        proof[0][0].campus.name,
    )


def _lead(request: Request, known: Particulars, campuses: Sequence[Campus], items: Sequence[Sentence]) -> Derived:
    """How many there are, and among how many of which that is known."""
    language = known.language
    condition = phrase("and", language).join(condition_text(name, v, known) for name, v in request.conditions.items())
    figures = [condition, phrase("count", language, n=len(campuses))]
    attribute = next((PARTLY_KNOWN[name] for name in request.conditions if name in PARTLY_KNOWN), "")
    if attribute:
        total = len({found.campus.id for found in known.all(attribute)})
        figures.append(phrase("count", language, n=total))
        text = phrase(
            "listed_of",
            language,
            attribute=phrase(attribute, language),
            known=total,
            condition=condition,
            n=len(campuses),
        )
    elif list(request.conditions) == ["region"] and len(items) == len(campuses):
        text = phrase("region", language, condition=condition, names=_districts(known, campuses), n=len(campuses))
    else:
        text = phrase("listed", language, condition=condition, n=len(campuses))
    return derived(text, items, figures)


def _districts(known: Particulars, campuses: Sequence[Campus]) -> str:
    if known.language == "en":
        return ", ".join(campus.name_en.removesuffix(" campus") for campus in campuses)
    return ", ".join(campus.district for campus in campuses)


def condition_text(name: str, value: Any, known: Particulars) -> str:
    """A condition in words."""
    language = known.language
    if name == "region":
        return str(value["name" if language == "ko" else "name_en"])
    if name == "line" and str(value).isdigit():
        value = phrase("line_number", language, n=value)
    if name == "numbered":
        together = len(value) > 2 and max(value) - min(value) + 1 == len(value)
        value = f"{min(value)}~{max(value)}" if together else phrase("and", language).join(map(str, sorted(value)))
    if name == "track":
        value = track_name(value, language)
    return phrase(f"condition_{name}", language, value=value)


def _statement_of(known: Particulars, campuses: Sequence[Campus], pattern: str) -> Sentence | None:
    """The statement on no one campus that names just these: 한강 북쪽 캠퍼스는 …"""
    wanted = {campus.id for campus in campuses}
    for passage in known.base.passages:
        if passage.language == known.language and not passage.campus:
            for statement in passage.statements:
                named = re.search(pattern, statement.text) and known.base.finder.mentions(statement.text).campuses
                if named and set(named) == wanted:
                    return quote(statement, passage, item=statement.item)
    return None


def _none_opened(request: Request, known: Particulars) -> list[Sentence] | None:
    """What to say where no campus opened in the year: which one was the last; None where a source says otherwise."""
    if len(request.conditions) > 1:
        return []
    year = request.conditions["opened"]
    openings = [text for campus in known.base.finder.campuses for text, _ in known.opening(campus)]
    if any(str(year) in statement.text for statement in openings):
        return None
    last = latest_or_earliest(known.all("opened"), most=True)[:1]
    if not last or year < last[0].value.last.year:
        return []
    shown = last[0].sentence(item=False)
    return [
        derived(phrase("none_opened", known.language, year=year), [shown], [phrase("year", known.language, n=year)]),
        shown,
    ]


def _perhaps(request: Request, known: Particulars) -> list[Sentence]:
    """The campuses of which it is not known whether they opened in the year."""
    year = request.conditions.get("opened")
    if year is None or len(request.conditions) > 1:
        return []
    return [
        found.sentence(item=False)
        for found in known.all("opened")
        if found.value.first.year != found.value.last.year and found.value.first.year <= year <= found.value.last.year
    ]


def _ranked(request: Request, known: Particulars) -> list[Sentence]:
    """A superlative among the campuses of which the datum is known, all of them listed in order."""
    language, most = known.language, request.most

    def figure(found: Particular) -> float:
        return closing_hour(found.value) if request.superlative == "hours" else float(found.value)

    ordered = sorted(
        _meeting(request, known, request.superlative),
        key=lambda found: (-figure(found) if most else figure(found), found.campus.name),
    )
    if not ordered:
        return []
    best = [found.campus for found in ordered if figure(found) == figure(ordered[0])]
    items = [found.sentence() for found in ordered]
    condition = "".join(
        phrase("among", language, condition=condition_text(name, value, known))
        for name, value in request.conditions.items()
    )
    text = phrase(
        "ranked",
        language,
        condition=condition,
        attribute=phrase(request.superlative, language),
        n=len(ordered),
        superlative=phrase(f"{request.superlative}_{'most' if most else 'least'}", language),
        names=phrase("and", language).join(
            campus.name if language == "ko" else f"the {campus.name_en}" for campus in best
        ),
    )
    return [derived(text, items, [condition, phrase("count", language, n=len(ordered))]), *items]


def latest_or_earliest(found: Sequence[Particular], most: bool) -> list[Particular]:
    """The first or last to open. Where a date is only a year or a month, the numbers that campuses bear decide;
    without them all that may be it."""

    def surely(one: Period, other: Period) -> bool:
        return one.first > other.last if most else one.last < other.first

    left = [p for p in found if not any(surely(other.value, p.value) for other in found)]
    numbers = [p.campus.facts.get("ordinal") for p in left]
    if len(left) > 1 and all(number and not number.estimated for number in numbers):
        values = [number.value for number in numbers if number]
        return [left[values.index(max(values) if most else min(values))]]
    return left
