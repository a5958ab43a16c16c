"""Days and distances between days in words, as the worked-out answers say them."""

from datetime import date

from knowledge.document import Language

_MONTHS = "January February March April May June July August September October November December"


def day_said(day: date, language: Language) -> str:
    """A day in words: 2026년 9월 28일, 28 September 2026."""
    if language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일"
    return f"{day.day} {_MONTHS.split()[day.month - 1]} {day.year}"


def without_year(said: str) -> str:
    """A day in words without its year: a sentence with several days is read as telling it of both."""
    return said.split("년 ")[-1] if "년" in said else said.rsplit(" ", 1)[0]


def days_between(today: date, day: date, language: Language) -> str:
    """The days from today to a day that is not past: D-3 (3일 남음), 오늘."""
    days = (day - today).days
    if days == 0:
        return "오늘" if language == "ko" else "today"
    if language == "ko":
        return f"D-{days}, {days}일 남음"
    return f"D-{days}, in {days} day{'' if days == 1 else 's'}"
