"""What a text asserts: its figures, dates, times, addresses, campuses and tracks, brought to forms that compare.

3,300명, 3300 명, 3천3백 명 and 삼천삼백 명 are one claim, as are 2025년 11월 11일 and 2025-11-11, 오후 6시 and 18:00,
세 곳 and 3곳, full-width digits and plain ones. A figure keeps its unit, so that 70% is never 70명.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from knowledge.campuses import TRACKS, CampusFinder
from knowledge.normalisation import search_key


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a text asserts: kind (number, date, time, weekday, phone, email, url, campus, track; name, not,
    affirmed, opposite and order in what grounding reports) and value."""

    kind: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A claim and where it stands in the search key of its text."""

    start: int
    end: int
    claim: Claim


EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)  # a Korean particle may follow at once
_URL = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+(?:kr|com|net|org|io|go)(?:/[\w./?=&%#-]*)?", re.ASCII)
PHONE = re.compile(
    r"(?<![\d-])(?:\+82[- ]?)?0?\d{1,3}[-)· ]\s?\d{3,4}[- ]\d{4}(?!\d)|(?<![\d-])1[5-8]\d{2}-\d{4}(?!\d)"
)
_YEAR, _MONTH, _DAY = r"(?<!\d)((?:19|20)\d{2})", r"(1[0-2]|0?[1-9])", r"(3[01]|[12]\d|0?[1-9])"
_KOREAN_DATE = re.compile(rf"{_YEAR}\s*년(?:\s*{_MONTH}\s*월(?:\s*{_DAY}\s*일)?)?")
_NUMERIC_DATE = re.compile(rf"{_YEAR}\s?[-./]\s?{_MONTH}(?!\d)(?:\s?[-./]\s?{_DAY}(?!\d))?")
_MONTH_DAY = re.compile(rf"(?<!\d){_MONTH}\s*월\s*(?:{_DAY}\s*일)?")
_DOTTED_DAY = re.compile(rf"(?<![\d.]){_MONTH}\.\s?{_DAY}\.?(?=\s?\([월화수목금토일]\))")
"""11.11.(화): without the weekday it could be a figure."""
_MONTH_OF_RANGE = re.compile(rf"(?<![\d.]){_MONTH}(?=\s?[~∼-]\s?(?:1[0-2]|0?[1-9])\s*월)")
_BARE_YEAR = re.compile(
    r"(?:^|\(|\b(?:in|of|since|by|from|to|until|till|between|and|during|for|the|a|an|another|early|late|year|spring|"
    r"summer|autumn|winter)\s+)((?:19|20)\d{2})(?![\d,.]*\d)(?!\s*(?:[가-힣]|%))"
    rf"|{_YEAR}(?=\s?[~∼-]\s?(?:19|20)\d{{2}}\s?년)"
)
"""in 2025, or the first of 2021~2025년."""
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ENGLISH_DATE = re.compile(rf"(?:{_DAY}\s+)?\b({'|'.join(_MONTHS)})\b(?:\s+{_DAY}(?!\d))?,?(?:\s+((?:19|20)\d{{2}}))?")
_WEEKDAY = re.compile(
    r"([월화수목금토일])요일|\(([월화수목금토일])\)|(?<![가-힣\d])([월화수목금토일])\s?[~∼-]|[~∼-]\s?([월화수목금토일])(?![가-힣])"
)
_TIME = re.compile(
    r"(오전|오후|am|pm)?\s*(?<!\d)([01]?\d|2[0-3])(?::([0-5]\d)|\s*시(?!간)(?:\s*([0-5]?\d)\s*분)?)"
    r"\s*(am|pm|a\.m\.|p\.m\.)?"
)
_COUNTERS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}
_KOREAN_COUNT = re.compile(rf"(?<![가-힣])({'|'.join(_COUNTERS)})\s?(곳|개|가지|단계|명|번|달|기수|과정)")
_DIGITS = {digit: value for value, digit in enumerate("일이삼사오육칠팔구", 1)}
_TENS = {"십": 10, "백": 100, "천": 1000}
_SINO_COUNT = re.compile(
    r"(?<![가-힣])((?:[일이삼사오육칠팔구]?[십백천]|[일이삼사오육칠팔구])*만?(?:[일이삼사오육칠팔구]?[십백천])+[일이삼사오육칠팔구]?)"
    r"\s?(명|원|곳|개월|퍼센트|시간|주(?![가-힣])|세(?![가-힣]))"
)
_ENGLISH_NUMERALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ENGLISH_COUNTS = {word: number for number, word in enumerate(_ENGLISH_NUMERALS, 1)}
_ENGLISH_COUNT = re.compile(rf"\b({'|'.join(_ENGLISH_COUNTS)})\b")
_NUMBER = re.compile(
    r"(?<![\d.])(\d+(?:,\d{3})*(?:\.\d+)?)\s*(억|천만|백만|만|천|백)?(?:\s*(\d+(?:,\d{3})*)\s*(천만|백만|만|천|백)?)?\s*"
    r"(%p|%|퍼센트|㎡|m2|km|개월|시간|호선|학기|분기|주|명|곳|개|원|년|월|일|호|층|분|기|단계|대|번|배|팀|세|살|점|회|건|평|만명)?"
)
_SCALE = {"억": 10**8, "천만": 10**7, "백만": 10**6, "만": 10**4, "천": 10**3, "백": 100, None: 1, "": 1}
_SAME_UNIT = {"퍼센트": "%", "m2": "㎡", "살": "세", "만명": "명"}


@lru_cache(maxsize=4096)
def claims(text: str, finder: CampusFinder | None = None) -> frozenset[Claim]:
    """Everything in a text that has to stand in a source."""
    return frozenset(found.claim for found in found_in(text, finder))


def found_in(text: str, finder: CampusFinder | None = None) -> list[Found]:
    """The claims of a text, in their order; positions are those of its search key."""
    key = search_key(text)
    places = _places(key, finder) if finder else []
    found: list[Found] = []
    for kind, pattern in (("email", EMAIL), ("url", _URL), ("phone", PHONE)):
        found += [Found(m.start(), m.end(), Claim(kind, _plain_contact(kind, m[0]))) for m in pattern.finditer(key)]
        key = _blank(pattern, key)
    for extract in (_dates, _weekdays, _times, _counts):
        made, key = extract(key)
        found += made
    found += _numbers(key)
    return sorted((*found, *places), key=lambda one: (one.start, one.end))


def _blank(pattern: re.Pattern[str], key: str) -> str:
    """The key with what the pattern finds struck out, so that nothing is read twice and positions stay."""
    return pattern.sub(lambda match: ";" * len(match[0]), key)


def _places(key: str, finder: CampusFinder) -> list[Found]:
    mentions = finder.mentions(key)
    found, position = [], {"campus": 0, "track": 0}
    for word in mentions.words:
        named = finder.mentions(word)
        for kind, ids in (("campus", named.campuses), ("track", [t for t in named.tracks if t in TRACKS])):
            for one in ids:
                start = max(key.find(word, position[kind]), 0)
                position[kind] = start + len(word)
                found.append(Found(start, start + len(word), Claim(kind, one)))
    return found


def _plain_contact(kind: str, value: str) -> str:
    if kind == "phone":
        return re.sub(r"\D", "", value.replace("+82", "0")).lstrip("0")
    if kind == "url":
        return re.sub(r"^https?://(www\.)?", "", value).rstrip("/.")
    return value


def _dates(key: str) -> tuple[list[Found], str]:
    found = []
    for pattern in (_KOREAN_DATE, _NUMERIC_DATE):
        found += [_date(match, *match.groups()) for match in pattern.finditer(key)]
        key = _blank(pattern, key)
    for match in _ENGLISH_DATE.finditer(key):
        before, month, after, year = match.groups()
        if month == "may" and not (before or after or year):
            continue  # the verb
        found.append(_date(match, year, str(_MONTHS.index(month) + 1), before or after))
    key = _ENGLISH_DATE.sub(lambda m: m[0] if m[0].strip() == "may" else ";" * len(m[0]), key)
    for pattern in (_MONTH_OF_RANGE, _MONTH_DAY, _DOTTED_DAY):
        found += [_date(match, None, *(*match.groups(), None)[:2]) for match in pattern.finditer(key)]
        key = _blank(pattern, key)
    found += [_date(match, match[1] or match[2], None, None) for match in _BARE_YEAR.finditer(key)]
    return found, _blank(_BARE_YEAR, key)


def _date(match: re.Match[str], year: str | None, month: str | None, day: str | None) -> Found:
    value = f"{year or ''}-{int(month) if month else ''}-{int(day) if day else ''}"
    return Found(match.start(), match.end(), Claim("date", value))


def _weekdays(key: str) -> tuple[list[Found], str]:
    found = [
        Found(m.start(), m.end(), Claim("weekday", next(filter(None, m.groups())))) for m in _WEEKDAY.finditer(key)
    ]
    return found, key


def _times(key: str) -> tuple[list[Found], str]:
    found = []
    for match in _TIME.finditer(key):
        before, hour, minute, korean_minute, after = match.groups()
        value = int(hour)
        if (before in ("오후", "pm") or (after or "").startswith("p")) and value < 12:
            value += 12
        clock = f"{value:02d}:{int(minute or korean_minute or 0):02d}"
        found.append(Found(match.start(), match.end(), Claim("time", clock)))
    return found, _blank(_TIME, key)


def _counts(key: str) -> tuple[list[Found], str]:
    found = [
        Found(m.start(), m.end(), Claim("number", str(_COUNTERS[m[1]]), "" if m[2] == "가지" else m[2]))
        for m in _KOREAN_COUNT.finditer(key)
    ]
    key = _blank(_KOREAN_COUNT, key)
    found += [
        Found(m.start(), m.end(), Claim("number", str(_sino(m[1])), _SAME_UNIT.get(m[2], m[2])))
        for m in _SINO_COUNT.finditer(key)
    ]
    found += [
        Found(m.start(), m.end(), Claim("number", str(_ENGLISH_COUNTS[m[1]])))
        for m in _ENGLISH_COUNT.finditer(key)
        if m[1] != "one"
    ]
    return found, _blank(_SINO_COUNT, key)


def _sino(numeral: str) -> int:
    """The value of a Sino-Korean numeral: 삼천삼백 is 3300, 만육천 16000."""
    total = part = digit = 0
    for letter in numeral:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
        elif letter == "만":
            total, part, digit = ((part + digit) or 1) * 10_000, 0, 0
        else:
            part, digit = part + (digit or 1) * _TENS[letter], 0
    return total + part + digit


def _numbers(key: str) -> Iterator[Found]:
    for match in _NUMBER.finditer(key):
        whole, scale, rest, rest_scale, unit = match.groups()
        unit = _SAME_UNIT.get(unit or "", unit or "")
        if rest and not scale:
            # two separate numbers side by side
            yield Found(match.start(1), match.end(1), Claim("number", _plain_number(whole, 1)))
            yield Found(match.start(3), match.end(), Claim("number", _plain_number(rest, _SCALE[rest_scale]), unit))
            continue
        value = float(whole.replace(",", "")) * _SCALE[scale]
        if rest:
            value += float(rest.replace(",", "")) * _SCALE[rest_scale]
        yield Found(match.start(), match.end(), Claim("number", _text(value), unit))


def _plain_number(digits: str, scale: int) -> str:
    return _text(float(digits.replace(",", "")) * scale)


def _text(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.12g}"
