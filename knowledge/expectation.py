"""What kind of thing a question wants, and whether a passage has one: 몇 명 wants people, 언제 a date, 몇 호선 a line."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from knowledge.grounding import Claim, claims

Wanted = Callable[[str, frozenset[Claim]], bool]
"""Whether a text in lower case, with its claims, has what is wanted."""


def _number(*units: str) -> Wanted:
    return lambda _, found: any(claim.kind == "number" and claim.unit in units for claim in found)


def _kind(*kinds: str) -> Wanted:
    return lambda _, found: any(claim.kind in kinds for claim in found)


def _either(*wanted: Wanted) -> Wanted:
    return lambda text, found: any(accepts(text, found) for accepts in wanted)


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
        (r"몇\s?번\s?출구|출구\s?번호|which exit", _word(r"\d\s?번\s?출구|exit (no\.? ?|number )?\d")),
        (r"버스|\bbus\b", _word(r"버스|\bbus\b")),
        (r"(무슨|어느|가까운|지하철)\s?역|which station|nearest station|closest station", _word("역|station")),
        (r"면적|넓이|평수|몇\s?평|제곱|square (met|feet|foot)|floor area", _number("㎡", "평", "제곱미터")),
        (r"주차|parking", _word("주차|parking|차를")),
        (r"몇\s?점|커트라인|합격선|cut-?off|pass mark", _number("점")),
        (r"(얼마|돈)[나을를]?\s?(씩\s?)?(받|줘|주[나는])|월급|급여|연봉|salary|\bwage|\bpay per", _number("원", "won")),
        (r"몇\s?(곳|군데|개(?!월))", _number("곳", "개", "")),
        (r"몇\s?(퍼센트|프로|퍼|%)|비율|성비|what percent", _number("%")),
        (r"몇\s?대\s?몇|몇\s?대\s?1|경쟁률|competition ratio", _word(r"대\s?1|지원|배|경쟁|to 1|appl")),
        (r"언제|날짜|when\b|what date", _kind("date", "time")),
        (r"며칠", _either(_kind("date", "time"), _number("일", "주", "개월", "시간"))),
        (r"전화\s?번호|phone number|telephone", _word(r"\d{3,4}-\d{4}|전화|phone")),
        (r"이메일|메일\s?주소|e-?mail", _kind("email")),
        (
            r"사업비|한도|(금액|학비|구독료|상금|임대료|응시료|회비)[은는이가을를]?\s?(얼마|몇|알|궁금|$)",
            _number("원", "won", "%"),
        ),
        (
            r"여자|남자|여성|남성|남녀|성비|\bwom[ae]n|\bmen\b|female",
            _word(r"여자|남자|여성|남성|남녀|wom[ae]n|\bmen\b|female"),
        ),
        (r"교재|교과서|출판사|textbook", _word("교재|교과서|출판|textbook")),
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


_EXISTS = re.compile(
    r"((?:[가-힣a-z0-9]+ )?(?<![가-힣a-z0-9])(?!수 |관심)[가-힣a-z0-9]+?)[이가은는도]? ?있(?:나|어|을까|는지|습니까|음|니|냐|죠|지)(?:요|여|용)?(?= ?[?.!]|$| )"
    r"|([가-힣]{2,}?)[이가은는]? ?몇 ?(?:개|대|석|자리)(?!월)"
    r"|(?:(?:is|are) there|do you have|does it have) (?:an? |any )?([a-z -]+?)(?= (?:i|in|at|on|near|for|to|before|that|who|if|and)\b|[?.,]|$)"
)
_COHORT = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th) (?:[a-z-]+ ){0,2}(?:cohort|intake|batch|round)")
_NAMED: tuple[tuple[re.Pattern[str], Wanted], ...] = tuple(
    (re.compile(pattern), _word(pattern))
    for pattern in (
        r"마이크로소프트|microsoft|(?<![a-z])ms(?![a-z])|애저|azure|코파일럿|copilot",
        "인텔|intel(?!l)",
        "세일즈포스|salesforce",
        "엔비디아|nvidia",
        "오라클|oracle",
        "구글|google|제미나이|gemini",
        r"애플|(?<![a-z])apple",
        "삼성|samsung",
        "카카오|kakao",
        "네이버|naver",
        "쿠팡|coupang",
        "크래프톤|krafton",
        "아마존|amazon|(?<![a-z])aws",
        "openai|오픈에이아이|오픈ai|챗 ?gpt|chat ?gpt",
        r"메타(?!버스)|(?<![a-z])meta(?![a-z])",
        r"(?<![a-z])sk(?![a-z])",
        r"(?<![a-z])kt(?![a-z])",
        r"(?<![a-z])lg(?![a-z])",
        "실업급여|구직급여|unemployment",
        "국민취업지원제도|국취",
        "내일배움카드|내배카",
        "알바|아르바이트|part-?time",
        "군대|입대|입영|군 ?복무|military",
        "휴학|leave of absence",
        "예비군|reserve training",
    )
)
"""Firms, and what trainees have beside a course, in all their writings: what is said of one says nothing of another."""


def _of_same(key: str) -> Iterator[Wanted]:
    """That a passage names the firms, the matters beside a course and the English cohort which a question names."""
    yield from (accepts for name, accepts in _NAMED if name.search(key))
    for number in _COHORT.findall(key):
        yield _word(rf"\b{number}(st|nd|rd|th)\b|(cohort|intake|batch) {number}\b|(?<!\d){number}기")


def wanted(key: str, now: datetime) -> tuple[Wanted, ...]:
    """The kinds of thing that a question (as search key) wants."""
    kinds = (*(accepts for pattern, accepts in _WANTED if pattern.search(key)), *_of_same(key))
    return (*kinds, _not_before(now)) if _NEXT.search(key) and _WHEN.search(key) else kinds


def said_to_exist(key: str) -> str:
    """The thing of a question whether or how often there is one (전자레인지 of 라운지에 전자레인지 있나요), else empty."""
    found = _EXISTS.search(key)
    return next(filter(None, found.groups()), "") if found else ""


_TAUGHT = re.compile(
    r"배우(나|냐|는지|는가|죠|니)|배워(요|용|여|\?|$)|배울 ?수 ?있|가르치(나|는지|죠)|가르쳐 ?(요|주나|줘요|주시나|줌|주는지)"
    r"|다루(나|는지|죠)|다뤄(요|\?|$)|커리큘럼"
    r"|(수업|과정|강의|실습|교육|반)(은|이|도|에|에서|에서도|에도)? ?(시간이? ?)?(있|없|하나|해요|모집|나오|제공|들어가|여나|열)"
    r"|(수업|과정)[을를]? ?(알려|소개)|will i learn|do (you|we|they) (teach|cover|learn)|\btaught\b"
    r"|is there an? .{0,30}(class|course)\b|for the course"
)


_BESIDE = re.compile(
    r"^(?!.*(주휴|시급|최저임금|신고)).*(실업급여|구직급여|국민취업지원제도|국취제?|내일배움카드|내배카|근로장려금|기초수급|알바|아르바이트|군대|입대|입영|예비군|휴학)"
    r".*(들으|듣는|들어도|들을|같이|동시|중복|병행|다니|다녀|수강|과정|교육|수업|새싹|청취사|캠퍼스|받는 ?중|참여 ?중|하면서|받으면서)"
    r"|(과정|교육|수업|새싹|청취사|캠퍼스|수강).*(실업급여|구직급여|국민취업지원제도|국취제?|내일배움카드|내배카|알바|아르바이트|군대|입대|휴학)"
    r"|(unemployment|benefits?|part-?time job|military service|student visa).*(course|class|train|attend|join|enrol)"
    r"|(course|class|train|attend|join|enrol).*(unemployment|benefits?|part-?time job|military service)"
)
"""What trainees have beside the course: it is ours to say or not to know whether the two go together."""


def is_surely_ours(key: str, *, alien: bool) -> bool:
    """Whether a question can be none but the programme's.

    So are what a course teaches (git도 배우나요, unless `alien`: with a word of what is not its business) and what
    goes together with it (수업 들으면 실업급여가 끊기나요).
    """
    return bool(_BESIDE.search(key)) or (not alien and bool(_TAUGHT.search(key)))


def lacking(kinds: tuple[Wanted, ...], passage_text: str) -> int:
    """How many of these kinds of thing are nowhere in a passage."""
    if not kinds:
        return 0
    text, found = passage_text.lower(), claims(passage_text)
    return sum(not accepts(text, found) for accepts in kinds)
