"""Nearest: the campus of the district, neighbourhood or station that a question names, or of a pair of coordinates."""

import re
from collections.abc import Mapping

from knowledge.base import KnowledgeBase
from knowledge.campuses import Campus
from knowledge.citing import derived
from knowledge.document import Language
from knowledge.normalisation import compact
from knowledge.particulars import Particular, Particulars, words
from knowledge.question import Reading
from knowledge.wording import Remainder, asked, phrase, with_particle
from knowledge.writing import Sentence

_COORDINATES = re.compile(r"(?<![\d.])(3[3-8]\.\d{2,})\s*[,/ ]\s*(12[4-9]\.\d{2,}|13[01]\.\d{2,})(?![\d.])")
"""Latitude and longitude, in this order, inside South Korea."""
TIE_M = 500.0
"""Campuses whose distances differ by less are named both: the straight line is not the way."""
TIE_TO_DISTRICT_M = 2_000.0
"""The same where a distance ends at a point inside the district, some kilometres wide, and not at the door."""
MAX_NAMED = 3
FAR_M = 60_000.0
"""From here nobody asks for the nearest campus in Seoul: the coordinates are of another place."""


def nearest(reading: Reading, base: KnowledgeBase) -> list[Sentence] | None:
    """The nearest campus with where it is; None where a question asks for none, or is not understood in every word."""
    rest = Remainder(asked(reading, base))
    if point := _COORDINATES.search(rest.text):
        rest.take(_COORDINATES.pattern)
        rest.take(words()["here"])
        rest.take_all(words()["near"])
        if base.finder.mentions(rest.text).campuses or not rest.is_idle(base):
            return None
        return _from_point((float(point[1]), float(point[2])), Particulars(base, reading.question.language))
    if not re.search(words()["near"], rest.text) or re.search(words()["other_question"], rest.text):
        return None
    mentions = base.finder.mentions(rest.text)
    if not mentions.campuses or mentions.tracks or len(mentions.campuses) > MAX_NAMED:
        return None
    places: dict[str, str] = {}
    for word in mentions.words:
        if re.search(re.escape(word) + words()["own_name"], rest.text):
            return None  # what is near a campus is another question
        if place := rest.take(f"(?P<place>{re.escape(word)}{words()['after_name']})"):
            places[place["place"] or word] = word
    rest.take_all(words()["near"])
    return _of_places(places, Particulars(base, reading.question.language)) if rest.is_idle(base) else None


def _of_places(places: Mapping[str, str], known: Particulars) -> list[Sentence]:
    """The campus of each place, by the name that the finder knows it by; a station that the documents name near it
    comes first."""
    finder, language = known.base.finder, known.language
    sentences: list[Sentence] = []
    caveat = False
    for place, name in places.items():
        campus = finder[finder.mentions(name).campuses[0]]
        at_station = [found for found in known.stations(campus) if _names(found, name)]
        items = [found.sentence(item=False) for found in [*at_station, *known.somewhere(campus)]]
        unique = list({sentence.quote: sentence for sentence in items}.values())
        sentences += [derived(_placed(place, campus, language), unique, (place,)), *unique]
        caveat = caveat or not at_station
    if caveat and sentences:
        sentences.append(derived(phrase("neighbours", language), [s for s in sentences if s.sources]))
    return sentences


def _names(found: Particular, name: str) -> bool:
    """Whether a statement names the station of a place."""
    return bool(re.search(rf"{re.escape(name)}(?:[^ ]*역| (?:\w+ )?station)", found.statement.text.lower()))


def _placed(name: str, campus: Campus, language: Language) -> str:
    own = compact(name) in {
        compact(part)
        for part in (campus.district, campus.district.removesuffix("구"), campus.name_en.removesuffix(" campus"))
    }
    if language == "ko":
        place = with_particle(name, "이", "가")
        return phrase(
            "own_district" if own else "district", language, place=place, district=campus.district, name=campus.name
        )
    district = campus.name_en.removesuffix(" campus").removesuffix("-gu") + "-gu"
    return phrase(
        "own_district" if own else "district", language, place=name.title(), district=district, name=campus.name_en
    )


def _from_point(point: tuple[float, float], known: Particulars) -> list[Sentence]:
    """The nearest campus of a point by straight line, with those that are about as near."""
    language = known.language
    measured = known.base.finder.nearest(point)
    _, least, to_door = measured[0]
    if least > FAR_M:
        return []
    near = [
        (campus, metres, door)
        for campus, metres, door in measured
        if metres - least <= (TIE_M if door and to_door else TIE_TO_DISTRICT_M)
    ][:MAX_NAMED]
    items = [found.sentence() for campus, _, _ in near for found in known.somewhere(campus)]
    said, distances = [], []
    for at, (campus, metres, door) in enumerate(near):
        distances.append(kilometres(metres))
        name = campus.name if language == "ko" else campus.name_en
        district = campus.district if language == "ko" else campus.name_en.removesuffix(" campus")
        how = "" if door else phrase("to_district", language, district=district)
        key = "nearest_also" if at else "nearest"
        said.append(phrase(key, language, name=name, distance=distances[-1], how=how))
    return [derived(" ".join(said), items, distances), *items]


def kilometres(metres: float) -> str:
    """A distance as people say it: 850m, 3.2km."""
    return f"{round(metres, -1):.0f}m" if metres < 1_000 else f"{metres / 1_000:.1f}km"
