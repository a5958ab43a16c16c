"""Grounding: does every figure, date, address and name of a text stand in what it cites?

Both sides are brought to claims that can be compared: 3,300명 and 3300 명, 1만 6,000명 and 16000명, 2025년 11월
11일 and 2025-11-11, 오후 6시 and 18:00, 세 곳 and 3곳, full-width digits. A figure keeps its unit, so that 70% is
not proven by 70명. What only the question says proves nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from knowledge.campuses import TRACKS, CampusFinder
from knowledge.normalisation import compact, search_key


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a text asserts: kind (number, date, time, phone, email, url, campus, track) and value."""

    kind: str
    value: str
    unit: str = ""


EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)  # a Korean particle may follow at once
_URL = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+(?:kr|com|net|org|io|go)(?:/[\w./?=&%#-]*)?")
PHONE = re.compile(
    r"(?<![\d-])(?:\+82[- ]?)?0?\d{1,3}[-)· ]\s?\d{3,4}[- ]\d{4}(?!\d)|(?<![\d-])1[5-8]\d{2}-\d{4}(?!\d)"
)
_YEAR, _MONTH, _DAY = r"(?<!\d)((?:19|20)\d{2})", r"(1[0-2]|0?[1-9])", r"(3[01]|[12]\d|0?[1-9])"
_KOREAN_DATE = re.compile(rf"{_YEAR}\s*년(?:\s*{_MONTH}\s*월(?:\s*{_DAY}\s*일)?)?")
_NUMERIC_DATE = re.compile(rf"{_YEAR}\s?[-./]\s?{_MONTH}(?!\d)(?:\s?[-./]\s?{_DAY}(?!\d))?")
_MONTH_DAY = re.compile(rf"(?<!\d){_MONTH}\s*월\s*(?:{_DAY}\s*일)?")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_ENGLISH_DATE = re.compile(rf"(?:{_DAY}\s+)?\b({'|'.join(_MONTHS)})\b(?:\s+{_DAY}(?!\d))?,?(?:\s+((?:19|20)\d{{2}}))?")
_TIME = re.compile(
    r"(오전|오후|am|pm)?\s*(?<!\d)([01]?\d|2[0-3])(?::([0-5]\d)|\s*시(?!간)(?:\s*([0-5]?\d)\s*분)?)"
    r"\s*(am|pm|a\.m\.|p\.m\.)?"
)
_COUNTERS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}
_KOREAN_COUNT = re.compile(rf"(?<![가-힣])({'|'.join(_COUNTERS)})\s?(곳|개|가지|단계|명|번|달|기수|과정)")
_ENGLISH_NUMERALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ENGLISH_COUNTS = {word: number for number, word in enumerate(_ENGLISH_NUMERALS, 1)}
_ENGLISH_COUNT = re.compile(rf"\b({'|'.join(_ENGLISH_COUNTS)})\b")
_NUMBER = re.compile(
    r"(?<![\d.])(\d+(?:,\d{3})*(?:\.\d+)?)\s*(억|천만|백만|만|천)?(?:\s*(\d+(?:,\d{3})*)\s*(천|만)?)?\s*"
    r"(%p|%|퍼센트|㎡|m2|개월|시간|주|명|곳|개|원|년|월|일|호|층|분|기|단계|대|번|배|팀|세|살|점|만명)?"
)
_SCALE = {"억": 10**8, "천만": 10**7, "백만": 10**6, "만": 10**4, "천": 10**3, None: 1, "": 1}
_SAME_UNIT = {"퍼센트": "%", "m2": "㎡", "살": "세", "만명": "명"}


@lru_cache(maxsize=4096)
def claims(text: str, finder: CampusFinder | None = None) -> frozenset[Claim]:
    """Everything in a text that has to stand in a source."""
    key = search_key(text)
    found: set[Claim] = set()
    for kind, pattern in (("email", EMAIL), ("url", _URL), ("phone", PHONE)):
        for match in pattern.finditer(key):
            found.add(Claim(kind, _plain_contact(kind, match[0])))
        key = pattern.sub(" ; ", key)
    for extract in (_dates, _times, _counts):
        made, key = extract(key)
        found |= made
    found |= _numbers(key)
    if finder:
        mentions = finder.mentions(text)
        found |= {Claim("campus", campus) for campus in mentions.campuses}
        found |= {Claim("track", track) for track in mentions.tracks if track in TRACKS}
    return frozenset(found)


def unproven(text: str, evidence: Iterable[str], finder: CampusFinder | None = None) -> set[Claim]:
    """The claims of a text that no piece of the evidence makes."""
    proven: set[Claim] = set()
    for piece in evidence:
        proven |= claims(piece, finder)
    return {claim for claim in claims(text, finder) if not _proven(claim, proven)}


def _proven(claim: Claim, proven: set[Claim]) -> bool:
    if claim in proven:
        return True
    if claim.kind == "date":
        # 2025년 is proven by 2025년 11월 11일, 11월 11일 by 2025-11-11: each stated part must agree.
        return any(_agrees(claim.value, other.value) for other in proven if other.kind == "date")
    if claim.kind == "number":
        same = [other for other in proven if other.kind == "number" and other.value == claim.value]
        return any(not claim.unit or not other.unit or claim.unit == other.unit for other in same)
    if claim.kind == "url":
        return any(other.kind in ("url", "email") and claim.value in other.value for other in proven)
    return False


def _agrees(stated: str, known: str) -> bool:
    return all(part in ("", other) for part, other in zip(stated.split("-"), known.split("-"), strict=True))


def _plain_contact(kind: str, value: str) -> str:
    if kind == "phone":
        return re.sub(r"\D", "", value.replace("+82", "0")).lstrip("0")
    if kind == "url":
        return re.sub(r"^https?://(www\.)?", "", value).rstrip("/.")
    return value


def _dates(key: str) -> tuple[set[Claim], str]:
    found = set()
    for pattern in (_KOREAN_DATE, _NUMERIC_DATE):
        for match in pattern.finditer(key):
            year, month, day = match.groups()
            found.add(Claim("date", f"{year}-{int(month) if month else ''}-{int(day) if day else ''}"))
        key = pattern.sub(" ; ", key)
    for match in _ENGLISH_DATE.finditer(key):
        before, month, after, year = match.groups()
        if month == "may" and not (before or after or year):
            continue  # the verb
        found.add(Claim("date", f"{year or ''}-{_MONTHS.index(month) + 1}-{int(before or after or 0) or ''}"))
    key = _ENGLISH_DATE.sub(lambda m: m[0] if m[0].strip() == "may" else " ; ", key)
    for match in _MONTH_DAY.finditer(key):
        found.add(Claim("date", f"-{int(match[1])}-{int(match[2]) if match[2] else ''}"))
    return found, _MONTH_DAY.sub(" ; ", key)


def _times(key: str) -> tuple[set[Claim], str]:
    found = set()
    for match in _TIME.finditer(key):
        before, hour, minute, korean_minute, after = match.groups()
        value = int(hour)
        if (before in ("오후", "pm") or (after or "").startswith("p")) and value < 12:
            value += 12
        found.add(Claim("time", f"{value:02d}:{int(minute or korean_minute or 0):02d}"))
    return found, _TIME.sub(" ; ", key)


def _counts(key: str) -> tuple[set[Claim], str]:
    found = {Claim("number", str(_COUNTERS[m[1]]), "" if m[2] == "가지" else m[2]) for m in _KOREAN_COUNT.finditer(key)}
    found |= {Claim("number", str(_ENGLISH_COUNTS[m[1]])) for m in _ENGLISH_COUNT.finditer(key) if m[1] != "one"}
    return found, _KOREAN_COUNT.sub(" ; ", key)


def _numbers(key: str) -> set[Claim]:
    return set(_number_claims(key))


def _number_claims(key: str) -> Iterator[Claim]:
    for match in _NUMBER.finditer(key):
        whole, scale, rest, rest_scale, unit = match.groups()
        if rest and not scale:
            # two separate numbers side by side
            yield Claim("number", _plain_number(whole, 1))
            yield Claim("number", _plain_number(rest, _SCALE[rest_scale]), _SAME_UNIT.get(unit or "", unit or ""))
            continue
        value = float(whole.replace(",", "")) * _SCALE[scale]
        if rest:
            value += float(rest.replace(",", "")) * _SCALE[rest_scale]
        yield Claim("number", _text(value), _SAME_UNIT.get(unit or "", unit or ""))


def _plain_number(digits: str, scale: int) -> str:
    return _text(float(digits.replace(",", "")) * scale)


def _text(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:g}"


def quoted(quote: str, passage_text: str) -> bool:
    """Whether a quote is a verbatim part of a passage, but for spaces."""
    return compact(quote) in compact(passage_text)
