"""The campus finder: district, alias, place name, track or coordinates to campus, distances in metres."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import VersionBroken
from knowledge.normalisation import compact, search_key

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG)."""

MAX_NESTING = 1_000
"""Brackets, or columns before the first word of a line, in the campus data; those that ship have 150 and 10."""

TRACKS: Mapping[str, tuple[str, ...]] = {
    "bio": ("바이오", "bio"),
    "fintech": ("핀테크", "fintech"),
    "robotics": ("로보틱스", "로봇", "robotics", "robot"),
    "creative": ("창조", "크리에이티브", "creative"),
    "beauty-fashion": ("뷰티패션", "뷰티·패션", "뷰티", "beauty"),
}
"""The specialised tracks and the words for them; the first is the name used in answers."""

_TRACK_WORDS = frozenset(word for words in TRACKS.values() for word in words)
_ONLY_AT_WORD_START = frozenset({"구로", "중구", "강서", "성동", "도봉", "미아", "고덕"})
"""Names that many words end in (친구로, 진행 중구 …): not even a particle may stand before them without a space."""
_NOT_BEFORE: Mapping[str, str] = {
    "동작": r"\s?(?:하|안 |되|됩|됐|중|인식|제어|원리|방식|여부|감지|센서)",
    "중구": "난방",
    "수유": r"\s?실",
    "대치": r"\s?(?:하|되|법)",
    "발산": "하|되|적|형|식",
    "옥수": "수",
    "망원": "경",
    "성수": "기",
    "월계": "수|관",
    "한남": "자|학",
    "대림": "산업|건설",
    "상봉": "하",
    "신당": "하",
    "약수": "터|물",
    "중화": "요리|하|제|권",
    "자양": "강장",
    "금호": "타이어|건설|석유",
    "공덕": "을 쌓",
    "수색": r"\s?(?:하|대|작전)",
    "미아": r"\s?(?:방지|찾|보호)",
    "신정": r"\s?연휴",
    "회기": r"\s?(?:중|연도)",
}
"""What makes another word of a name of two syllables: the operation of a robot is not Dongjak."""
_WORD_START = r"(?:(?<![가-힣])|(?<=서울)|(?<=서울시)|(?<=새싹)|(?<=캠퍼스))"
_WORD_START_OR_PARTICLE = rf"(?:{_WORD_START}|(?<=[는은도랑에과와의만])|(?<=에서))"
"""Where a name of two syllables may begin; elsewhere it is a part of other words (문서초안, 관광진흥, 비용산정)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One datum of a campus with its source; `estimated` ones were worked out, not stated."""

    value: Any
    source: str
    as_of: str | None
    confidence: str
    estimated: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Station:
    """A station near a campus; `walk_min` is in minutes, None where no source tells."""

    name: str
    lines: tuple[str, ...]
    walk_min: int | None
    exit: str | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Campus:
    """One of the 25 campuses, each datum with its own source."""

    id: str
    district: str
    name: str
    name_en: str
    tracks: tuple[str, ...]
    facts: Mapping[str, Fact]
    stations: tuple[Station, ...]
    point: tuple[float, float]
    """Latitude and longitude of a point inside the district: all that is known where the door is not."""

    @property
    def coordinates(self) -> tuple[float, float] | None:
        """Latitude and longitude of the door, where a source gives it."""
        fact = self.facts.get("coordinates")
        return (float(fact.value[0]), float(fact.value[1])) if fact else None

    @property
    def address(self) -> Fact | None:
        """The best known place: the address, else the building."""
        return self.facts.get("address") or self.facts.get("building")


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a question names: campuses and tracks by id, in order of appearance, and the words that named them."""

    campuses: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (latitude, longitude) points by the haversine formula (Sinnott 1984)."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, point)) for point in (a, b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(h))


class CampusFinder:
    """Finds campuses by whatever people call them."""

    def __init__(self, campuses: Iterable[Campus], aliases: Mapping[str, str]) -> None:
        """`aliases` maps a name in compact form (lower case, no spaces) to a campus id."""
        self.campuses = tuple(campuses)
        self._by_id = {campus.id: campus for campus in self.campuses}
        names = {**aliases, **{compact(c.district): c.id for c in self.campuses}}
        self._names = {name: names[name] for name in sorted(names, key=len, reverse=True)}
        track_words = {compact(word): track for track, words in TRACKS.items() for word in words}
        self._tracks = {word: track_words[word] for word in sorted(track_words, key=len, reverse=True)}
        self._name_patterns, self._track_patterns = _by_first_letter(self._names), _by_first_letter(self._tracks)
        self.mentions = lru_cache(maxsize=4096)(self._mentions)

    @classmethod
    def load(cls, folder: Path) -> "CampusFinder":
        """Read `campuses.yaml` and `districts.yaml` of a folder. Raises VersionBroken naming the file."""
        return cls.read(folder / "campuses.yaml", folder / "districts.yaml")

    @classmethod
    def read(cls, campuses_file: Path, districts_file: Path) -> "CampusFinder":
        """Read the two files wherever they are. Raises VersionBroken naming the file."""
        districts = _districts(districts_file)
        with _naming(campuses_file):
            entries = _yaml(campuses_file)["campuses"]
            campuses = [_campus(entry, districts[entry["id"]]) for entry in entries]
            others = {compact(name): campus.id for campus in campuses for name in _other_names(campus)}
        with _naming(districts_file):
            aliases = {
                compact(name): district["id"]
                for district in districts.values()
                for name in (*(district.get("places") or ()), *district["aliases"], district["short"])
                if len(compact(name)) > 1
            }
        return cls(campuses, aliases | others)

    def __getitem__(self, campus_id: str) -> Campus:
        return self._by_id[campus_id]

    def __contains__(self, campus_id: object) -> bool:
        return campus_id in self._by_id

    @property
    def words(self) -> tuple[str, ...]:
        """Names of districts, campuses and tracks, for the morpheme analyser's dictionary."""
        return tuple(
            dict.fromkeys(
                word
                for campus in self.campuses
                for word in (campus.district, campus.district.removesuffix("구") if len(campus.district) > 2 else "")
                if word
            )
        ) + tuple(word for words in TRACKS.values() for word in words if not word.isascii())

    def is_name(self, word: str) -> bool:
        """Whether a word is a name of a campus or of a place that stands for one."""
        return word in self._names

    def _mentions(self, text: str) -> Mentions:
        """The campuses and tracks that a text names, longest names first so that 중랑구 is not 중구."""
        key = search_key(text)
        campuses = _matches(key, self._name_patterns, self._names)
        tracks = _matches(key, self._track_patterns, self._tracks)
        return Mentions(
            campuses=tuple(dict.fromkeys(found for _, found in campuses)),
            tracks=tuple(dict.fromkeys(found for _, found in tracks)),
            words=tuple(word for word, _ in (*campuses, *tracks)),
        )

    def of_track(self, track: str) -> tuple[Campus, ...]:
        """The campuses with a specialised track."""
        return tuple(campus for campus in self.campuses if track in campus.tracks)

    def in_district(self, name: str) -> tuple[Campus, ...]:
        """The campuses of a district, by any of its names or a place in it."""
        return tuple(self._by_id[campus_id] for campus_id in self.mentions(name).campuses)

    def nearest(self, point: tuple[float, float]) -> tuple[tuple[Campus, float, bool], ...]:
        """Every campus with its distance in metres and whether its door (not just its district) is known,
        nearest first."""
        measured = [
            (campus, distance_m(point, campus.coordinates or campus.point), campus.coordinates is not None)
            for campus in self.campuses
        ]
        return tuple(sorted(measured, key=lambda entry: entry[1]))


def _by_first_letter(names: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    """A pattern for the names that begin with each letter, the longest first.

    One pattern of all names is tried in full at every letter of a text: 5 ms a passage against 0.1 ms.
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name[0], []).append(_pattern(name))
    return {letter: re.compile("|".join(patterns)) for letter, patterns in groups.items()}


def _matches(key: str, patterns: Mapping[str, re.Pattern[str]], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each name in the text as it stands there with its id, from left to right, without overlap."""
    found = []
    end = 0
    for position, letter in enumerate(key):
        if position < end or letter not in patterns:
            continue
        if match := patterns[letter].match(key, position):
            found.append((match[0], names[compact(match[0])]))
            end = match.end()
    return found


def _pattern(name: str) -> str:
    if name.isascii():
        return rf"(?<![a-z]){re.escape(name)}(?=(?:campus|gu|district|station)?(?![a-z]))"
    if len(name) == 2 and name not in _TRACK_WORDS:
        start = _WORD_START if name in _ONLY_AT_WORD_START else _WORD_START_OR_PARTICLE
        return rf"{start}{name}(?!{_NOT_BEFORE.get(name, '$^')})"
    # Only long names are written with a space inside; 강남 구직 and 서울 중 구석 are no names.
    spaced = r"[\s·]?".join(map(re.escape, name)) if len(name) > 3 else re.escape(name)
    return rf"(?<!\d){spaced}" if name[0].isdigit() else spaced


def _yaml(path: Path) -> Any:
    """A YAML file by libyaml where PyYAML has it (0.1 s instead of 1). Raises ValueError where it is nested so
    deeply that libyaml would take the whole process with it (seen with 100,000 brackets)."""
    text = path.read_text("utf-8")
    indents = (len(line) - len(line.lstrip(" -?:")) for line in text.splitlines())
    if text.count("[") + text.count("{") > MAX_NESTING or max(indents, default=0) > MAX_NESTING:
        raise ValueError("nested too deeply")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Turn whatever is wrong with a file's content into VersionBroken naming the file."""
    try:
        yield
    except (OSError, yaml.YAMLError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise VersionBroken(f"캠퍼스 자료를 읽을 수 없습니다: {path} ({error}) (campus data unreadable)") from error


def _districts(path: Path) -> dict[str, Mapping[str, Any]]:
    with _naming(path):
        content = _yaml(path)
        return {d["id"]: d for d in (content["districts"] if isinstance(content, dict) else content)}


def _fact(entry: Mapping[str, Any]) -> Fact:
    return Fact(
        value=entry["value"],
        source=entry["source"],
        as_of=None if entry.get("as_of") is None else str(entry["as_of"]),
        confidence=entry["confidence"],
        estimated=bool(entry.get("estimated", False)),
        note=entry.get("note"),
    )


def _campus(entry: Mapping[str, Any], district: Mapping[str, Any]) -> Campus:
    facts = {key: _fact(value) for key, value in entry.items() if isinstance(value, dict) and "value" in value}
    stations = tuple(
        Station(s["name"], tuple(s.get("lines") or ()), s.get("walk_min"), s.get("exit"), s["confidence"])
        for s in entry.get("stations", ())
    )
    return Campus(
        id=entry["id"],
        district=entry["district"],
        name=entry["name"],
        name_en=entry["name_en"],
        tracks=tuple(entry.get("tracks") or ()),
        facts=facts,
        stations=stations,
        point=(float(district["point"]["lat"]), float(district["point"]["lng"])),
    )


def _other_names(campus: Campus) -> list[str]:
    """What a campus is also known by: its building, and its ordinal (17호 캠퍼스)."""
    names = []
    building = campus.facts.get("building")
    if building:
        names += [part for part in re.split(r"[(),·]|\s안", str(building.value)) if len(compact(part)) > 3]
    ordinal = campus.facts.get("ordinal")
    if ordinal and not ordinal.estimated:
        names += [f"{ordinal.value}호 캠퍼스", f"{ordinal.value}호점", f"{ordinal.value}번째 캠퍼스"]
    return names


def outlines(path: Path) -> dict[str, Any]:
    """The district outlines as GeoJSON. Raises VersionBroken naming the file."""
    with _naming(path):
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if content["type"] != "FeatureCollection":
            raise ValueError("no FeatureCollection")
    return content
