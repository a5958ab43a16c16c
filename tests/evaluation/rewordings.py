"""A right sentence said otherwise: other forms of figures and dates, other particles, another order."""

import re
from collections.abc import Callable
from datetime import date

from tests.evaluation.changes import DATE, FIGURE, WITH_UNIT


def _plain_figures(text: str) -> str:
    return re.sub(r"(?<=\d),(?=\d{3})", "", text)


def _spaced_units(text: str) -> str:
    return WITH_UNIT.sub(r"\1 \2", text)


def _wide(text: str) -> str:
    return FIGURE.sub(lambda m: m[0].translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}), text)


def _in_ten_thousands(text: str) -> str:
    return re.sub(r"(\d{1,3}),(\d)000(?=명|원)", lambda m: _myriads(int(f"{m[1]}{m[2]}")), text)


def _myriads(thousands: int) -> str:
    head, rest = divmod(thousands, 10)
    return (f"{head}만" if head else "") + (f" {rest},000" if rest and head else f"{rest}천" if rest else "")


def _sino(text: str) -> str:
    return re.sub(
        r"(?<![\d,])(?<!만 )(\d),(\d)00(?=명)", lambda m: _korean(int(m[1]), "천") + _korean(int(m[2]), "백"), text
    )


def _korean(digit: int, unit: str) -> str:
    return "" if digit == 0 else ("" if digit == 1 else "일이삼사오육칠팔구"[digit - 1]) + unit


def _iso_dates(text: str) -> str:
    return DATE.sub(lambda m: f"{m[1]}-{int(m[2]):02d}-{int(m[3]):02d}", text)


def _dotted_dates(text: str) -> str:
    return DATE.sub(
        lambda m: f"{m[1]}. {m[2]}. {m[3]}.({'월화수목금토일'[date(*map(int, m.groups())).weekday()]})", text
    )


def _short_dates(text: str) -> str:
    """11.11.(화) for a date with its year, where the sentence has no other."""
    dates = DATE.findall(text)
    if len(dates) != 1:
        return text
    return DATE.sub(lambda m: f"{m[2]}.{m[3]}.({'월화수목금토일'[date(*map(int, m.groups())).weekday()]})", text)


def _spoken_times(text: str) -> str:
    return re.sub(
        r"(?<!\d)(\d{2}):00",
        lambda m: f"오전 {int(m[1])}시" if int(m[1]) < 12 else f"오후 {int(m[1]) - 12 or 12}시",
        text,
    )


def _particles(text: str) -> str:
    text = re.sub(r"캠퍼스는 ", "캠퍼스의 경우 ", text, count=1)
    text = re.sub(r"(?<=[가-힣])에서는 ", "에서 ", text)
    return (
        text.replace("입니다", "이에요")
        .replace("합니다", "해요")
        .replace("됩니다", "돼요")
        .replace("있습니다", "있어요")
    )


def _qualifier_first(text: str) -> str:
    """The note in brackets at the end goes to the beginning."""
    return re.sub(r"^(.+?)\((\d{4}년[^()]*기준)\)(\.?)$", r"\2으로 \1\3", text)


def _clauses_reordered(text: str) -> str:
    match = re.fullmatch(r"([^,「」()]+(?:고|며)),? ([^,「」()]+습니다)\.", text)
    return f"{match[2]}. 또한 {match[1][:-1]}습니다." if match else text


def _unofficial(text: str) -> str:
    return f"{text} (비공식 자료)" if re.search("[가-힣]{3}", text) else f"{text} (unofficial source)"


REWORDINGS: dict[str, Callable[[str], str]] = {
    "unchanged": lambda text: text,
    "unchanged but for the final mark": lambda text: text.rstrip("."),
    "3300명": _plain_figures,
    "3,300 명": _spaced_units,
    "full-width digits": _wide,
    "1만 6,000명, 3천 명": _in_ten_thousands,
    "삼천삼백명": _sino,
    "2025-11-11": _iso_dates,
    "2025. 11. 11.(화)": _dotted_dates,
    "11.11.(화)": _short_dates,
    "오후 6시": _spoken_times,
    "particles and endings": _particles,
    "qualifier first": _qualifier_first,
    "clauses reordered": _clauses_reordered,
    "marked as unofficial": _unofficial,
}
