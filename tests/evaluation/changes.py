"""One thing changed in a right sentence: a figure, unit, date, name, word. Each gives None where there is nothing."""

import random
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from knowledge.base import KnowledgeBase
from knowledge.document import Passage

SEED = 20261123
COMPANIES = ("마이크로소프트", "세일즈포스", "인텔", "엔비디아", "오라클", "구글", "아마존", "카카오", "네이버")
COMPANIES_EN = ("Microsoft", "Salesforce", "Intel", "NVIDIA", "Oracle", "Google", "Amazon", "Kakao", "Naver")
TRACK_NAMES = ("바이오", "핀테크", "로봇", "로보틱스", "창조", "뷰티패션")
UNITS = {
    "명": "%",
    "%": "명",
    "개월": "주",
    "㎡": "평",
    "시간": "일",
    "원": "명",
    "곳": "명",
    "층": "호",
    "분": "시간",
    "기": "층",
}
OPPOSITES = (
    ("오전", "오후"), ("무료", "유료"), ("이상", "이하"), ("온라인", "오프라인"), ("이전", "이후"), ("지하", "지상"),
    ("평일", "주말"), ("비전공자", "전공자"), ("증가", "감소"), ("늘어날", "줄어들"), ("늘릴", "줄일"), ("free", "paid"), ("opened", "closed"),
)  # fmt: skip
NEGATIONS = (
    ("있습니다", "없습니다"), ("없습니다", "있습니다"), ("입니다", "이 아닙니다"), ("합니다", "하지 않습니다"),
    ("했습니다", "하지 않았습니다"), ("됩니다", "되지 않습니다"), (" is ", " is not "), (" are ", " are not "),
)  # fmt: skip
FIGURE = re.compile(r"(?<![\d.,-])\d[\d,]*(?:\.\d+)?")
WITH_UNIT = re.compile(rf"(?<![\d.,-])(\d[\d,]*(?:\.\d+)?)({'|'.join(UNITS)})")
PLACE = re.compile(
    r"[가-힣]{2,}(?:대학교|도서관|빌딩|타워|재단|센터|진흥원)|[가-힣]{2,}역(?=[ (,·]|에서)|[가-힣]{2,}(?<!으)(?:로|길)\d*길?(?= \d)"
)
COURSE = re.compile(r"「([^」]{4,})」")
DATE = re.compile(r"((?:19|20)\d{2})년 (\d{1,2})월 (\d{1,2})일")


@dataclass
class Material:
    """Where changed values come from."""

    base: KnowledgeBase
    choose: random.Random
    figures: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    places: list[str] = field(default_factory=list)
    courses: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, base: KnowledgeBase) -> "Material":
        """Figures by unit, places and courses of all passages."""
        made = cls(base, random.Random(SEED))
        for passage in base.passages:
            for number, unit in WITH_UNIT.findall(passage.text):
                made.figures[unit].append(number)
            made.places += PLACE.findall(passage.text)
            made.courses += COURSE.findall(passage.text)
        return made


Change = Callable[[str, Passage, Material], str | None]


def _digit(text: str, passage: Passage, material: Material) -> str | None:
    """One digit of one figure, an address or phone number included."""
    places = [match.start() for match in re.finditer(r"\d", text)]
    if not places:
        return None
    at = material.choose.choice(places)
    other = material.choose.choice([digit for digit in "123456789" if digit != text[at]])
    return text[:at] + other + text[at + 1 :]


def _swapped_digits(text: str, passage: Passage, material: Material) -> str | None:
    pairs = [m.start() for m in re.finditer(r"(?=\d\d)", text) if text[m.start()] != text[m.start() + 1]]
    pairs = [at for at in pairs if text[at + 1] != "0" or (at and text[at - 1].isdigit())]
    if not pairs:
        return None
    at = material.choose.choice(pairs)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _unit(text: str, passage: Passage, material: Material) -> str | None:
    return _replaced(text, material, WITH_UNIT, lambda m: m[1] + UNITS[m[2]])


def _figure_of_another(text: str, passage: Passage, material: Material) -> str | None:
    """A figure of the same unit from another passage."""
    return _replaced(text, material, WITH_UNIT, lambda m: _other(m[1], material.figures[m[2]], material) + m[2])


def _figure_of_the_passage(text: str, passage: Passage, material: Material) -> str | None:
    """A figure of the same unit that the passage gives of something else."""
    near = [pair for pair in WITH_UNIT.findall(passage.text) if f"{pair[0]}{pair[1]}" not in text]
    choices = [m for m in WITH_UNIT.finditer(text) if any(unit == m[2] for _, unit in near)]
    if not choices:
        return None
    match = material.choose.choice(choices)
    number: str = material.choose.choice([number for number, unit in near if unit == match[2]])
    return text[: match.start()] + number + match[2] + text[match.end() :]


def _exchanged_figures(text: str, passage: Passage, material: Material) -> str | None:
    """Two figures of one unit that change places."""
    found = list(WITH_UNIT.finditer(text))
    pairs = [(a, b) for a in found for b in found if a.start() < b.start() and a[2] == b[2] and a[1] != b[1]]
    if not pairs or re.search(r"~|층", text):
        return None
    a, b = pairs[0]
    return text[: a.start()] + b[0] + text[a.end() : b.start()] + a[0] + text[b.end() :]


def _year(text: str, passage: Passage, material: Material) -> str | None:
    years = [str(year) for year in range(2020, 2031) if str(year) not in text]
    return _replaced(text, material, re.compile(r"(?<!\d)20[123]\d(?=년|\b)"), lambda m: material.choose.choice(years))


def _date(text: str, passage: Passage, material: Material) -> str | None:
    days = [str(day) for day in range(1, 29) if f"{day}일" not in text]
    return _replaced(text, material, re.compile(r"(?<=월 )\d{1,2}(?=일)"), lambda m: material.choose.choice(days))


def _month(text: str, passage: Passage, material: Material) -> str | None:
    months = [str(month) for month in range(1, 13) if f"{month}월" not in text]
    return _replaced(text, material, re.compile(r"(?<!\d)\d{1,2}(?=월)"), lambda m: material.choose.choice(months))


def _campus(text: str, passage: Passage, material: Material) -> str | None:
    """Another campus's name, of the same passage where it names several."""
    finder = material.base.finder
    named = finder.mentions(text).campuses
    name = re.compile("|".join(f"{c.name}|{c.district}" for c in finder.campuses if c.id in named) or "(?!)")
    near = [c for c in finder.mentions(passage.text).campuses if c not in named]
    others = [c.id for c in finder.campuses if c.id not in named]
    other = finder[material.choose.choice(near or others)]
    return _replaced(text, material, name, lambda m: other.name if m[0].endswith("캠퍼스") else other.district)


def _campus_en(text: str, passage: Passage, material: Material) -> str | None:
    finder = material.base.finder
    named = finder.mentions(text).campuses
    short = {c.id: c.name_en.removesuffix(" Campus").removesuffix(" campus") for c in finder.campuses}
    name = re.compile("|".join(rf"\b{short[c]}(?= campus)" for c in named) or "(?!)")
    other = material.choose.choice([short[c.id] for c in finder.campuses if c.id not in named])
    return _replaced(text, material, name, lambda m: other)


def _company(text: str, passage: Passage, material: Material) -> str | None:
    """Another company, of the same passage where it names several."""
    for names in (COMPANIES, COMPANIES_EN):
        found = [name for name in names if name in text]
        if found:
            near = [name for name in names if name in passage.text and name not in text]
            others = near or [name for name in names if name not in text]
            return text.replace(material.choose.choice(found), material.choose.choice(others))
    return None


def _track(text: str, passage: Passage, material: Material) -> str | None:
    others = [name for name in TRACK_NAMES if name not in text and not (name[:2] == "로보" and "로봇" in text)]
    others = [name for name in others if not (name == "로봇" and "로보" in text)]
    return _replaced(text, material, re.compile("|".join(TRACK_NAMES)), lambda m: material.choose.choice(others))


def _place(text: str, passage: Passage, material: Material) -> str | None:
    """Another station, road or building."""

    def other(match: re.Match[str]) -> str:
        others = [place for place in material.places if place not in text and match[0] not in place]
        return material.choose.choice([p for p in others if p[-1] == match[0][-1]] or others)

    return _replaced(text, material, PLACE, other)


def _course(text: str, passage: Passage, material: Material) -> str | None:
    return _replaced(text, material, COURSE, lambda m: f"「{_other(m[1], material.courses, material)}」")


def _host(text: str, passage: Passage, material: Material) -> str | None:
    hosts = ("sesac-seoul.kr", "sesac.go.kr", "newsac.seoul.kr", "seoul.kr")
    host = re.compile(r"(?<![\w.@])(?:[a-z0-9-]+\.)+(?:kr|com|net)")
    return _replaced(text, material, host, lambda m: material.choose.choice(hosts))


def _email(text: str, passage: Passage, material: Material) -> str | None:
    return _replaced(text, material, re.compile(r"[\w.]+(?=@)", re.ASCII), lambda m: f"{m[0]}s")


def _time(text: str, passage: Passage, material: Material) -> str | None:
    clock = re.compile(r"(?<!\d)\d{1,2}(?=:\d\d|시(?!간))")
    return _replaced(text, material, clock, lambda m: str((int(m[0]) + 1) % 24))


def _opposite(text: str, passage: Passage, material: Material) -> str | None:
    return _first(text, [pair for one, other in OPPOSITES for pair in ((one, other), (other, one))])


def _negation(text: str, passage: Passage, material: Material) -> str | None:
    return _first(text, NEGATIONS)


def _first(text: str, pairs: "list[tuple[str, str]] | tuple[tuple[str, str], ...]") -> str | None:
    return next((text.replace(one, other, 1) for one, other in pairs if one in text), None)


def _other(value: str, values: list[str], material: Material) -> str:
    return material.choose.choice([one for one in values if one != value])


def _replaced(
    text: str, material: Material, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]
) -> str | None:
    """The text with one of the matches changed; None where there is none to change."""
    found = list(pattern.finditer(text))
    if not found:
        return None
    match = material.choose.choice(found)
    return text[: match.start()] + change(match) + text[match.end() :]


CHANGES: dict[str, Change] = {
    "a digit": _digit,
    "two digits swapped": _swapped_digits,
    "unit": _unit,
    "figure of another passage": _figure_of_another,
    "other figure of the passage": _figure_of_the_passage,
    "two figures exchanged": _exchanged_figures,
    "year": _year,
    "month": _month,
    "day": _date,
    "time of day": _time,
    "campus": _campus,
    "campus (English)": _campus_en,
    "company": _company,
    "track": _track,
    "station, road, building": _place,
    "course name": _course,
    "web host": _host,
    "e-mail": _email,
    "opposite word": _opposite,
    "negation": _negation,
}
