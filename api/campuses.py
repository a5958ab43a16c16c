"""Where the campuses are, and questions to begin with."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.openapi import problems
from api.parts import PartsOf
from api.problems import InvalidParameter, Refusal
from api.wire import CampusesOut, CampusOut, StationOut, SuggestionsOut
from knowledge import texts
from knowledge.base import KnowledgeBase
from knowledge.campuses import TRACKS, Campus, CampusFinder
from knowledge.document import Language, Source

_NEAR = re.compile(
    r"(-?(?:90(?:\.0{1,15})?|[0-8]?[0-9](?:\.[0-9]{1,15})?)), ?"
    r"(-?(?:180(?:\.0{1,15})?|(?:1[0-7][0-9]|[0-9]?[0-9])(?:\.[0-9]{1,15})?))"
)
Point = tuple[float, float]
Distance = tuple[int, Literal["door", "district"]]

District = Annotated[
    str, Query(max_length=100, description="Any name of a district or of a place in it.", examples=["강남구"])
]
# Both are described and not enforced by their schema: the routes say better what is wrong.
Track = Annotated[
    str,
    Query(
        description="A specialised track.",
        examples=["robotics"],
        max_length=40,
        json_schema_extra={"enum": ["", *TRACKS]},
    ),
]
Near = Annotated[
    str,
    Query(
        description="Latitude,longitude: nearest first.",
        examples=["37.5665,126.9780"],
        max_length=60,
        json_schema_extra={"pattern": f"^(?:{_NEAR.pattern})?$"},
    ),
]

router = APIRouter(tags=["campuses"])


@router.get(
    "/api/campuses",
    operation_id="listCampuses",
    summary="캠퍼스 찾기 · Find campuses",
    responses=problems(400, 413, 422),
)
def campuses(parts: PartsOf, district: District = "", track: Track = "", near: Near = "") -> CampusesOut:
    """Campuses that pass all filters; filters that are left out or empty do not filter."""
    base = parts.live.answerer.base
    chosen = _chosen(base.finder, district.strip(), track.strip())
    point = _point(near.strip())
    if point is None:
        found = [_campus(base, campus) for campus in base.finder.campuses if campus.id in chosen]
    else:
        found = [
            _campus(base, campus, (round(distance_m), "door" if to_door else "district"))
            for campus, distance_m, to_door in base.finder.nearest(point)
            if campus.id in chosen
        ]
    return CampusesOut(campuses=found)


@router.get(
    "/api/campuses/{campus_id}",
    operation_id="getCampus",
    summary="캠퍼스 한 곳 · One campus",
    responses=problems(400, 404, 413, 422),
)
def campus(campus_id: str, parts: PartsOf) -> CampusOut:
    """One campus by its id."""
    base = parts.live.answerer.base
    if campus_id not in base.finder:
        raise Refusal("campus-not-found")
    return _campus(base, base.finder[campus_id])


@router.get(
    "/api/suggestions",
    operation_id="listSuggestions",
    summary="처음에 물어볼 만한 질문 · Questions to begin with",
    responses=problems(400, 413, 422),
)
def suggestions(language: Language = "ko") -> SuggestionsOut:
    """Questions that a page may offer before anything was asked."""
    return SuggestionsOut(language=language, suggestions=list(texts.SUGGESTIONS[language]))


def _point(near: str) -> Point | None:
    """Latitude and longitude; None where nothing was given."""
    if not near:
        return None
    match = _NEAR.fullmatch(near)
    if not match:
        raise InvalidParameter("near")
    return float(match[1]), float(match[2])


def _chosen(finder: CampusFinder, district: str, track: str) -> frozenset[str]:
    """Ids of the campuses that pass both filters."""
    if track and track not in TRACKS:
        raise InvalidParameter("track")
    of_district = finder.in_district(district) if district else finder.campuses
    return frozenset(campus.id for campus in of_district if not track or track in campus.tracks)


def _campus(base: KnowledgeBase, campus: Campus, distance: Distance | None = None) -> CampusOut:
    address, door = campus.address, campus.facts.get("coordinates")
    source = _source(base, address.source) if address else None
    return CampusOut(
        id=campus.id,
        name=campus.name,
        name_en=campus.name_en,
        district=campus.district,
        address=str(address.value) if address else None,
        stations=[StationOut(name=s.name, lines=list(s.lines), walk_min=s.walk_min) for s in campus.stations],
        tracks=list(campus.tracks),
        coordinates=campus.coordinates,
        coordinates_estimated=door is not None and door.estimated,
        distance_m=distance[0] if distance else None,
        distance_to=distance[1] if distance else None,
        as_of=(address.as_of or (source.published if source else None)) if address else None,
        confidence=address.confidence if address else None,
        url=source.url if source else None,
    )


def _source(base: KnowledgeBase, source_id: str) -> Source | None:
    """A source of the catalogue, found in a passage that rests on it."""
    return next((p.sources[source_id] for p in base.passages if source_id in p.sources), None)
