"""What kind of figure a question wants, and whether a passage has one: 몇 명 wants people, 언제 a date."""

import re
from collections.abc import Callable
from datetime import datetime

from knowledge.grounding import Claim, claims

Wanted = Callable[[Claim], bool]


def _number(*units: str) -> Wanted:
    return lambda claim: claim.kind == "number" and claim.unit in units


def _kind(*kinds: str) -> Wanted:
    return lambda claim: claim.kind in kinds


_WANTED: tuple[tuple[re.Pattern[str], Wanted], ...] = tuple(
    (re.compile(pattern), wanted)
    for pattern, wanted in (
        (
            r"몇\s?명|인원이? 몇|정원[이은]? ?(몇|얼마)|how many (people|trainees|students|graduates)",
            _number("명", ""),
        ),
        (r"몇\s?(개월|달|주)", _number("개월", "달", "주")),
        (r"몇\s?시간", _number("시간")),
        (r"몇\s?시(?!간)|수업\s?시간|what time|what hours|class hours", _kind("time")),
        (r"몇\s?(살|세)", _number("세", "대")),
        (r"몇\s?층|which floor|what floor", _number("층", "")),
        (r"몇\s?점", _number("점")),
        (r"(얼마|돈)[나을를]?\s?(씩\s?)?(받|줘|주[나는])", _number("원")),
        (r"몇\s?(곳|군데|개(?!월))", _number("곳", "개", "")),
        (r"몇\s?(퍼센트|프로|퍼|%)", _number("%")),
        (r"몇\s?대\s?몇|몇\s?대\s?1", _number("대", "")),
        (r"언제|며칠|날짜|when\b|what date", _kind("date", "time")),
        (r"전화\s?번호|phone number|telephone", _kind("phone")),
        (r"이메일|메일\s?주소|e-?mail", _kind("email")),
    )
)


_NEXT = re.compile(r"다음|차기|향후|앞으로|\bnext\b|upcoming")
_WHEN = re.compile(r"언제|며칠|날짜|일정|개강|모집|시작|when\b|what date|start")


def _not_before(now: datetime) -> Wanted:
    """A date of this month or later: what comes next is not answered by what is past."""

    def accepts(claim: Claim) -> bool:
        if claim.kind != "date":
            return False
        year, month, _ = claim.value.split("-")
        return bool(year) and (int(year), int(month or 12)) >= (now.year, now.month)

    return accepts


def wanted(key: str, now: datetime) -> tuple[Wanted, ...]:
    """The kinds of figure that a question (as search key) wants."""
    kinds = tuple(accepts for pattern, accepts in _WANTED if pattern.search(key))
    return (*kinds, _not_before(now)) if _NEXT.search(key) and _WHEN.search(key) else kinds


def lacking(kinds: tuple[Wanted, ...], passage_text: str) -> int:
    """How many of these kinds of figure are nowhere in a passage."""
    if not kinds:
        return 0
    found = claims(passage_text)
    return sum(not any(map(accepts, found)) for accepts in kinds)
