"""Nearest: the campus of the district, neighbourhood or station that a question names, or of a pair of coordinates."""

import re
from collections.abc import Sequence

from knowledge.base import KnowledgeBase
from knowledge.campuses import Campus
from knowledge.citing import derived
from knowledge.document import Language
from knowledge.normalisation import compact, search_key
from knowledge.particulars import Particular, Particulars, words
from knowledge.places import Place, take_places
from knowledge.question import Reading, spelled
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
    return _of_named_places(reading, base)


def _of_named_places(reading: Reading, base: KnowledgeBase) -> list[Sentence] | None:
    """The campuses of the places that a question says somebody is at, None where it asks for something else."""
    text = search_key(spelled(reading.question.text))
    if not _asks_near(text) and not _asks_near(asked(reading, base)):
        return None  # looking for a thousand places costs more than all the rest
    places, left = take_places(text, base.finder)
    if not places or reading.carried:
        places, left = take_places(asked(reading, base), base.finder)
    if not places or not _asks_near(left):
        return None
    if any(re.search(re.escape(place.name) + words()["own_name"], text) for place in places):
        return None  # what is near a campus is another question
    if any(re.search(words()[pattern], left) for pattern in ("other_question", "other_than_nearest", "outside")):
        return None
    apart = list({place.campuses: place for place in places}.values())
    if base.finder.mentions(left).tracks or len(apart) > MAX_NAMED:
        return None
    rest = Remainder(left.strip())
    rest.take_all(words()["is_at"])
    # Corrected only now: a name that no document has (고시원) would become another word.
    rest.text = search_key(base.speller.correct(rest.text, base.analyser))
    told = Particulars(base, reading.question.language)
    return _of_places(apart, told) if rest.is_idle(base, words()["at_a_place"]) else None


def _asks_near(text: str) -> bool:
    """Whether somebody says where they are and asks what is near."""
    return all(re.search(words()[needed], text) for needed in ("is_at", "asks_near"))


def _of_places(places: Sequence[Place], known: Particulars) -> list[Sentence]:
    """The campus of each place, of a place between districts all of theirs; a station that the documents name near
    one comes first."""
    sentences: list[Sentence] = []
    caveat = False
    for place in places:
        campuses = [known.base.finder[campus] for campus in place.campuses]
        at_station = [found for campus in campuses for found in known.stations(campus) if _names(found, place.name)]
        items = [found.sentence(item=False) for found in at_station]
        items += [found.sentence(item=False) for campus in campuses for found in known.somewhere(campus)]
        unique = list({sentence.quote: sentence for sentence in items}.values())
        lead = _placed(place.name, campuses[0], known.language) if len(campuses) == 1 else _between(place, known)
        sentences += [derived(lead, unique, (place.name,)), *unique]
        caveat = caveat or not at_station
    if caveat and sentences:
        sentences.append(derived(phrase("neighbours", known.language), [s for s in sentences if s.sources]))
    return sentences


def _between(place: Place, known: Particulars) -> str:
    """That a place lies between districts, with their campuses."""
    campuses, language = [known.base.finder[campus] for campus in place.campuses], known.language
    names = [campus.name if language == "ko" else f"the {campus.name_en}" for campus in campuses]
    districts = [c.district if language == "ko" else c.name_en.removesuffix(" campus") for c in campuses]
    subject = with_particle(place.name, "은", "는") if language == "ko" else _capitals(place.name)
    comma = phrase("and", language)
    return phrase("between", language, place=subject, districts=comma.join(districts), names=comma.join(names))


def _names(found: Particular, name: str) -> bool:
    """Whether a statement names the station of a place."""
    bare = re.sub("(?<=..)(?:입구)?역$|(?<=..)동$| station$", "", name)
    return bool(re.search(rf"{re.escape(bare)}(?:[^ ]*역| (?:\w+ )?station)", found.statement.text.lower()))


def _capitals(name: str) -> str:
    """A name in English as it is written: Sanggye-dong, Seoul National University of Education."""
    return " ".join(word if word in ("of", "and") else word.capitalize() for word in name.split())


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
        "own_district" if own else "district", language, place=_capitals(name), district=district, name=campus.name_en
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
