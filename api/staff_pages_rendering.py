"""Rendering: a page of the console from its template, with who is signed in and what is the same on every page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.records_staff import Role
from api.staff_pages_words import ROLES, SOURCE_KINDS, Word, word_of
from knowledge.periods import KST

CONSOLE = Path(__file__).parent / "console"
NO_STORE: Mapping[str, str] = {"Cache-Control": "no-store"}
"""No page of the console may be kept by a browser that others use too."""
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the navigation leads to, for those whose role covers `needed`."""

    path: str
    name: str
    english: str
    needed: Role = Role.EDITOR


PLACES = (
    Place("/staff", "첫 화면", "Overview"),
    Place("/staff/drafts", "새 버전 준비", "Prepare a version"),
    Place("/staff/versions", "낸 버전", "Versions and undo"),
    Place("/staff/try", "물어보기", "Try a question"),
    Place("/staff/documents", "문서", "Documents"),
    Place("/staff/golden", "확인 질문", "Golden questions"),
    Place("/staff/questions", "시민 질문", "What people ask"),
    Place("/staff/audit", "기록", "Audit trail", Role.OPERATOR),
    Place("/staff/accounts", "계정", "Accounts", Role.OPERATOR),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be put right; `field` is the id of the control that it is about, empty for the whole page."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Me:
    """Who is signed in, as pages show it; `csrf` goes into every form."""

    display: str
    role: Role
    csrf: str

    @property
    def role_name(self) -> str:
        """What the role may do."""
        return ROLES[self.role.value]

    def may(self, needed: str) -> bool:
        """Whether the role covers another one; templates leave out what would be refused."""
        return self.role.covers(Role(needed))


def page(
    template: str,
    title: str,
    *,
    me: Me | None,
    here: str = "",
    done: str = "",
    problems: Sequence[Problem] = (),
    status: int = 200,
    **shown: Any,
) -> HTMLResponse:
    """A page; `done` says what was just done, `problems` what is to be put right."""
    places = [place for place in PLACES if me and me.role.covers(place.needed)]
    common = {"title": title, "me": me, "nav": places, "here": here, "done": done, "problems": list(problems)}
    text = _ENVIRONMENT.get_template(template).render({**common, **shown})
    return HTMLResponse(text, 422 if problems and status == 200 else status, dict(NO_STORE))


def when(moment: datetime | str | None) -> str:
    """A moment as people in Seoul write it, to the minute."""
    if not moment:
        return "없음"
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(KST)
    return f"{at.year}년 {at.month}월 {at.day}일 {at:%H:%M}"


def day(value: date | str | None) -> str:
    """A day, or a month or year, as people write it: 2026년 11월 23일."""
    if not value:
        return "날짜 없음"
    parts = str(value).split("-")
    return " ".join(f"{int(part)}{unit}" for part, unit in zip(parts, "년월일", strict=False))


def ago(moment: datetime | str | None) -> str:
    """How long ago a moment was, in its largest unit."""
    if not moment:
        return "없음"
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    seconds = (datetime.now(UTC) - (at if at.tzinfo else at.replace(tzinfo=UTC))).total_seconds()
    for unit, name in ((_DAY, "일"), (_HOUR, "시간"), (_MINUTE, "분")):
        if seconds >= unit:
            return f"{int(seconds // unit)}{name} 전"
    return "방금"


def duration(seconds: float) -> str:
    """A span of time: 40초, 3분 20초."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, _MINUTE)
    return f"{minutes}분 {rest}초" if minutes else f"{rest}초"


def size(count: float) -> str:
    """A number of bytes: 12 kB, 3.4 MB, 1.2 GB."""
    for unit, name in ((1e9, "GB"), (1e6, "MB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{max(1, round(count / 1e3))} kB" if count else "0 kB"


def origin(value: str, kind: str = "") -> str:
    """Where documents come from, in words."""
    named = kind or (value if value in SOURCE_KINDS else "")
    return SOURCE_KINDS.get(named, "") if named in ("programme", "uploads") else value


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(CONSOLE / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "when": when,
        "day": day,
        "ago": ago,
        "duration": duration,
        "size": size,
        "origin": origin,
        "commas": "{:,}".format,
        "word": _word,
    }
    return made


def _word(value: str | None, words: Mapping[str, Word]) -> Word:
    return word_of(words, value)


_ENVIRONMENT = _environment()
