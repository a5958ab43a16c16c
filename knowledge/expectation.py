"""What kind of thing a question wants, and whether a passage has one: 몇 명 wants people, 언제 a date, 몇 호선 a line."""

import re
from collections.abc import Callable
from datetime import datetime

from knowledge.grounding import Claim, claims

Wanted = Callable[[str, frozenset[Claim]], bool]
"""Whether a text in lower case, with its claims, has what is wanted."""


def _number(*units: str) -> Wanted:
    return lambda _, found: any(claim.kind == "number" and claim.unit in units for claim in found)


def _kind(*kinds: str) -> Wanted:
    return lambda _, found: any(claim.kind in kinds for claim in found)


def _word(pattern: str) -> Wanted:
    compiled = re.compile(pattern)
    return lambda text, _: bool(compiled.search(text))


_WANTED: tuple[tuple[re.Pattern[str], Wanted], ...] = tuple(
    (re.compile(pattern), wanted)
    for pattern, wanted in (
        (
            r"몇\s?명|인원이? 몇|정원|모집 ?인원|how many (people|trainees|students|graduates|seats|places)",
            _number("명", ""),
        ),
        (r"몇\s?(개월|달|주)", _number("개월", "달", "주")),
        (r"몇\s?시간", _number("시간")),
        (r"몇\s?시(?!간)|수업\s?시간|what time|what hours|class hours", _kind("time")),
        (
            r"(이용|운영|여는|여닫는|개방)\s?시간|몇\s?시까지|opening hours|open until|close(s)? at",
            _word(r"\d{1,2}:\d{2}|\d\s?시|쉬|휴무|a\.m|p\.m|\d ?(am|pm)|이용시간|hours"),
        ),
        (r"몇\s?(살|세)", _number("세", "대")),
        (r"몇\s?층|which floor|what floor", _word(r"층|floor|stor(e)?y")),
        (r"몇\s?호선|which (subway |metro )?line", _word("호선|line")),
        (r"몇\s?번\s?출구|출구\s?번호|which exit", _word("출구|exit")),
        (r"(무슨|어느|가까운|지하철)\s?역|which station|nearest station|closest station", _word("역|station")),
        (r"면적|넓이|평수|몇\s?평|제곱|square (met|feet|foot)|floor area", _number("㎡", "평", "제곱미터")),
        (r"주차|parking", _word("주차|parking|차를")),
        (r"몇\s?점|커트라인|합격선|cut-?off|pass mark", _number("점")),
        (r"(얼마|돈)[나을를]?\s?(씩\s?)?(받|줘|주[나는])|월급|급여|연봉|salary|\bwage|\bpay per", _number("원", "won")),
        (r"몇\s?(곳|군데|개(?!월))", _number("곳", "개", "")),
        (r"몇\s?(퍼센트|프로|퍼|%)|비율|성비|what percent", _number("%")),
        (r"몇\s?대\s?몇|몇\s?대\s?1|경쟁률|competition ratio", _word(r"대\s?1|지원|배|경쟁|to 1|appl")),
        (r"언제|며칠|날짜|when\b|what date", _kind("date", "time")),
        (r"전화\s?번호|phone number|telephone", _word(r"\d{3,4}-\d{4}|전화|phone")),
        (r"이메일|메일\s?주소|e-?mail", _kind("email")),
    )
)


_NEXT = re.compile(r"다음|차기|향후|앞으로|\bnext\b|upcoming")
_WHEN = re.compile(r"언제|며칠|날짜|일정|개강|모집|시작|when\b|what date|start")


def _not_before(now: datetime) -> Wanted:
    """A date of this month or later: what comes next is not answered by what is past."""

    def is_coming(claim: Claim) -> bool:
        if claim.kind != "date":
            return False
        year, month, _ = claim.value.split("-")
        return bool(year) and (int(year), int(month or 12)) >= (now.year, now.month)

    return lambda _, found: any(map(is_coming, found))


def wanted(key: str, now: datetime) -> tuple[Wanted, ...]:
    """The kinds of thing that a question (as search key) wants."""
    kinds = tuple(accepts for pattern, accepts in _WANTED if pattern.search(key))
    return (*kinds, _not_before(now)) if _NEXT.search(key) and _WHEN.search(key) else kinds


def lacking(kinds: tuple[Wanted, ...], passage_text: str) -> int:
    """How many of these kinds of thing are nowhere in a passage."""
    if not kinds:
        return 0
    text, found = passage_text.lower(), claims(passage_text)
    return sum(not accepts(text, found) for accepts in kinds)
