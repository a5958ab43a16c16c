"""Values of spreadsheet cells as the spreadsheet shows them: number formats applied, dates as their format writes them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

Value = str | bool | int | float | datetime | date | time | timedelta | None
MAX_DECIMALS = 15
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>general|g/표준)|(?P<half>am/pm|a/p|오전/오후)"
    r"|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?|aaaa?|e+|b{2,4})|(?P<exponent>e[+-]0+)|(?P<digits>[0#?][0#?,.]*|\.[0#?]+)"
    r"|(?P<fraction>/)|(?P<percent>%)|(?P<text>@)|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\Z")
_ELAPSED = re.compile(r"(h+|m+|s+)\Z", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-]*)(?:-|\Z)")
_DAYS = "월화수목금토일"
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SYSTEM_DATES = frozenset({"mm-dd-yy", "m/d/yy", "m/d/yyyy", "mm/dd/yy", "mm/dd/yyyy", "m/d/yy h:mm", "d-mmm-yy"})
"""Formats that each computer shows in its own way; day and month would be mixed up."""


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    text: str


def shown_value(value: Value, number_format: str) -> str:
    """The text that a reader of the sheet sees. Empty where the format hides the value."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _text(value, number_format)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, number_format)
    return _moment(value, number_format)


def hides(number_format: str) -> bool:
    """Whether the format shows nothing of any number, as `;;;` does."""
    sections = _sections(number_format)
    return len(sections) >= 3 and not any(sections[:3])


@lru_cache(maxsize=512)
def _sections(number_format: str) -> tuple[tuple[_Part, ...], ...]:
    sections: list[list[_Part]] = [[]]
    for match in _TOKEN.finditer(number_format):
        kind = match.lastgroup or "plain"
        text = match[kind]
        if kind == "plain" and text == ";":
            sections.append([])
        else:
            sections[-1].append(_Part(kind, text))
    return tuple(map(tuple, sections))


def _text(value: str, number_format: str) -> str:
    sections = _sections(number_format)
    if len(sections) < 4 and not (len(sections) == 1 and any(part.kind == "text" for part in sections[0])):
        return value
    return "".join(value if part.kind == "text" else _literal(part) for part in sections[-1])


def _number(value: int | float, number_format: str) -> str:
    section, magnitude = _chosen(value, number_format)
    kinds = {part.kind for part in section}
    if "general" in kinds:
        return "".join(_general(magnitude) if part.kind == "general" else _literal(part) for part in section)
    if "text" in kinds and "digits" not in kinds:
        return "".join(_general(magnitude) if part.kind == "text" else _literal(part) for part in section)
    if "exponent" in kinds or "fraction" in kinds or "date" in kinds:
        return _general(value)
    patterns = [part.text for part in section if part.kind == "digits"]
    if not patterns:
        return "".join(map(_literal, section))
    try:
        digits = _digits(magnitude, patterns, sum(part.kind == "percent" for part in section))
    except (InvalidOperation, ValueError):
        return _general(value)
    return "".join(digits.pop(0) if part.kind == "digits" else _literal(part) for part in section).strip()


def _chosen(value: int | float, number_format: str) -> tuple[tuple[_Part, ...], int | float]:
    """The section of the format that holds for a value, and the value as it shows it: without a sign it brings itself."""
    sections = _sections(number_format)[:3]
    conditions = [_condition(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(value, *condition):
                return section, value if condition is None else _unsigned(value, section)
        return sections[-1], value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _unsigned(value: int | float, section: tuple[_Part, ...]) -> int | float:
    return -value if value < 0 and any(part.text in "-△▲▽▼(" for part in section if part.kind != "digits") else value


def _condition(section: tuple[_Part, ...]) -> tuple[str, float] | None:
    for part in section:
        if part.kind == "bracket" and (match := _CONDITION.match(part.text)):
            return match[1], float(match[2]) if match[2].count(".") <= 1 else 0.0
    return None


def _holds(value: float, sign: str, limit: float) -> bool:
    return {
        "<": value < limit, ">": value > limit, "=": value == limit,
        "<=": value <= limit, ">=": value >= limit, "<>": value != limit,
    }[sign]  # fmt: skip


def _digits(value: int | float, patterns: list[str], percents: int) -> list[str]:
    """What stands for each pattern of digits; most formats have one, telephone numbers several (000-0000)."""
    pattern = "".join(patterns)
    whole, _, decimals = pattern.partition(".")
    scale = len(pattern) - len(pattern.rstrip(","))
    thousands = "," in whole.rstrip(",")
    number = Decimal(repr(value)) * (Decimal(100) ** percents) / (Decimal(1000) ** scale)
    places = min(sum(letter in "0#?" for letter in decimals), MAX_DECIMALS)
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    sign = "-" if rounded < 0 else ""
    units, _, fraction = f"{abs(rounded):f}".partition(".")
    least = whole.count("0")
    units = units.lstrip("0").rjust(least, "0")
    needed = max((at + 1 for at, letter in enumerate(re.sub("[^0#?]", "", decimals)) if letter == "0"), default=0)
    fraction = fraction[:needed] + fraction[needed:].rstrip("0")
    if len(patterns) > 1:
        return _spread(sign, units, patterns)
    if thousands:
        units = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", units)
    return [sign + (units or ("0" if not fraction else "")) + ("." + fraction if fraction else "")]


def _spread(sign: str, units: str, patterns: list[str]) -> list[str]:
    """Digits dealt out from the right over several patterns."""
    parts: list[str] = []
    for pattern in reversed(patterns[1:]):
        width = len(pattern)
        parts.append(units[-width:])
        units = units[:-width]
    return [sign + units, *reversed(parts)]


def _general(value: int | float) -> str:
    if isinstance(value, int):
        return str(value)
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    number = Decimal(f"{value:.15g}")
    return f"{number:f}" if abs(value) < 1e15 and (abs(value) >= 1e-6 or not value) else f"{value:.10g}"


def _literal(part: _Part) -> str:
    if part.kind in ("quoted", "escaped", "plain"):
        return part.text
    if part.kind == "percent":
        return "%"
    if part.kind == "space":
        return " "
    if part.kind == "bracket" and (match := _CURRENCY.match(part.text)):
        return match[1]
    return part.text if part.kind in ("fraction", "half") else ""


def _moment(value: datetime | date | time | timedelta, number_format: str) -> str:
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")
    section = _sections(number_format)[0] if number_format else ()
    if isinstance(value, date) and (
        number_format.lower().split(";")[0].strip() in _SYSTEM_DATES or not any(part.kind == "date" for part in section)
    ):
        has_time = isinstance(value, datetime) and (value.hour or value.minute)
        return f"{value:%Y-%m-%d %H:%M}" if has_time else f"{value:%Y-%m-%d}"
    if isinstance(value, time) and not any(part.kind == "date" for part in section):
        return f"{value:%H:%M}"
    half_day = any(part.kind == "half" for part in section)
    said = [_dated(value, section, at, half_day) for at in range(len(section))]
    return "".join(said).strip()


def _dated(value: datetime | date | time, section: tuple[_Part, ...], at: int, half_day: bool) -> str:
    part = section[at]
    if part.kind == "half":
        afternoon = getattr(value, "hour", 0) >= 12
        return "오후" if afternoon else "오전"
    if part.kind == "bracket" and _ELAPSED.match(part.text):
        return str(getattr(value, part.text[0].lower().replace("h", "hour").replace("m", "minute"), 0))
    if part.kind != "date":
        return "" if part.kind in ("text", "digits", "general") else _literal(part)
    letters = part.text.lower()
    if letters[0] == "m" and _is_minute(section, at):
        return str(getattr(value, "minute", 0)).zfill(min(len(letters), 2))
    if letters[0] in "hs":
        return _clock(value, letters, half_day)
    return _calendar(value, letters) if isinstance(value, date) else ""


def _is_minute(section: tuple[_Part, ...], at: int) -> bool:
    """Whether an m means minutes: after hours or before seconds."""
    fields = [(number, part) for number, part in enumerate(section) if part.kind == "date" or _is_elapsed(part)]
    place = next(number for number, (position, _) in enumerate(fields) if position == at)
    before = fields[place - 1][1].text[0].lower() if place else ""
    after = fields[place + 1][1].text[0].lower() if place + 1 < len(fields) else ""
    return len(section[at].text) <= 2 and (before == "h" or after == "s")


def _is_elapsed(part: _Part) -> bool:
    return part.kind == "bracket" and bool(_ELAPSED.match(part.text))


def _clock(value: datetime | date | time, letters: str, half_day: bool) -> str:
    if letters[0] == "s":
        return str(getattr(value, "second", 0)).zfill(2 if letters.startswith("ss") else 1)
    hour = getattr(value, "hour", 0)
    return str((hour % 12 or 12) if half_day else hour).zfill(min(len(letters), 2))


def _calendar(value: date, letters: str) -> str:
    if letters[0] in "yeb":
        return f"{value.year % 100:02}" if letters in ("y", "yy") else str(value.year)
    if letters[0] == "m":
        name = _MONTHS[value.month - 1]
        return str(value.month).zfill(len(letters)) if len(letters) <= 2 else name[:3] if len(letters) == 3 else name
    if letters[0] == "a":
        return _DAYS[value.weekday()] + "요일" * (len(letters) > 3)
    name = _ENGLISH_DAYS[value.weekday()]
    return str(value.day).zfill(len(letters)) if len(letters) <= 2 else name[:3] if len(letters) == 3 else name
