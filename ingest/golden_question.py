"""GoldenQuestion: a question whose right answer staff know, and what an answer to it must hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from ingest.typed import NOTHING
from knowledge.answer import Answer, Status
from knowledge.document import Language
from knowledge.normalisation import search_key, shown
from knowledge.periods import KST

STATUS_NAMES = {
    "답변": Status.ANSWERED.value,
    "모름": Status.UNKNOWN.value,
    "되묻기": Status.CLARIFY.value,
    "거절": Status.REFUSED.value,
}
"""What staff call the ways in which a question may end."""
KOREAN_NAMES = {status: name for name, status in STATUS_NAMES.items()}
MAX_CHARS = 500
"""Of a question or note, and of each word or source of the lists; visitors' questions are of that length too."""
MAX_WORDS = 30
"""In one list; no answer needs more to be told apart from a wrong one."""

_ID = re.compile(r"[\w.-]{1,80}")
_MARKS = re.compile(r"\[\d+\]")
_IGNORED = r"[\s,*]"
_YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """What is asked, and what a right answer holds."""

    id: str
    question: str
    language: Language | None = None
    """None: by the letters of the question."""
    status: tuple[str, ...] = (Status.ANSWERED.value,)
    """Any of these is right; values of `Status`."""
    must: tuple[tuple[str, ...], ...] = ()
    """One alternative of each must stand in the answer; spaces, commas and letter case are ignored."""
    must_not: tuple[str, ...] = ()
    """None of these may stand in the answer, whatever its status."""
    sources: tuple[str, ...] = ()
    """One of these must be cited where there is an answer: a source's id or its title."""
    at: datetime | None = None
    """The clock of the question, so that a dated one does not rot; None: when it is asked."""
    note: str = ""


def normalised(golden: GoldenQuestion) -> GoldenQuestion:
    """As it is kept: texts on one line without invisible characters, empty ones dropped, the clock in Korean time."""
    must = (_plain_all(alternatives) for alternatives in golden.must)
    return replace(
        golden,
        id=_plain(golden.id),
        question=_plain(golden.question),
        status=tuple(dict.fromkeys(golden.status)),
        must=tuple(alternatives for alternatives in must if alternatives),
        must_not=_plain_all(golden.must_not),
        sources=_plain_all(golden.sources),
        at=golden.at.astimezone(KST).replace(microsecond=0) if golden.at else None,
        note=_plain(golden.note),
    )


def faults(golden: GoldenQuestion) -> Iterator[tuple[str, str]]:
    """What is wrong with a normalised question: the field and, in Korean, what it needs."""
    words = [word for alternatives in golden.must for word in alternatives] + [*golden.must_not]
    if not golden.question:
        yield "question", "질문이 있어야 합니다 (a question is wanted)"
    if not _ID.fullmatch(golden.id):
        yield "id", "id는 글자, 숫자, '-', '_', '.'로 80자까지입니다 (letters, digits, - _ . only)"
    if not golden.status or not set(golden.status) <= set(KOREAN_NAMES):
        yield (
            "status",
            f"상태는 {', '.join(STATUS_NAMES)} 가운데 하나여야 합니다 (answered, unknown, clarify or refused)",
        )
    for word in words:
        if not _letters(word):
            yield "must", f"'{word}'에는 찾을 글자가 없습니다 (nothing to look for)"
    if golden.at and golden.at.year not in _YEARS:
        yield "at", "시각은 2000년에서 2100년 사이여야 합니다 (year out of range)"
    if max(map(len, (golden.question, golden.note, *words, *golden.sources))) > MAX_CHARS:
        yield "question", f"한 칸은 {MAX_CHARS}자까지입니다 (too long)"
    if max(len(golden.must), len(words), len(golden.sources)) > MAX_WORDS:
        yield "must", f"목록은 {MAX_WORDS}개까지입니다 (too many)"


def judge(golden: GoldenQuestion, answer: Answer) -> tuple[str, ...]:
    """Why an answer is wrong, in Korean; empty where it is right.

    `must` counts in an answer, and in any reply where no answer is wanted (a refusal that must name the contact).
    """
    text = search_key(_MARKS.sub("", answer.text))
    answered = answer.status is Status.ANSWERED
    why: list[str] = []
    if answer.status.value not in golden.status:
        wanted = "·".join(KOREAN_NAMES[status] for status in golden.status)
        why.append(f"'{wanted}'이어야 하는데 '{KOREAN_NAMES[answer.status.value]}'입니다")
    elif answered or Status.ANSWERED.value not in golden.status:
        why += [f"'{' / '.join(one)}'이(가) 없습니다" for one in golden.must if not any(_stands(w, text) for w in one)]
    why += [f"'{word}'이(가) 있으면 안 됩니다" for word in golden.must_not if _stands(word, text)]
    cited = {name for citation in answer.citations for name in (citation.source_id, citation.title)}
    if answered and golden.sources and not cited & set(golden.sources):
        why.append(f"'{' / '.join(golden.sources)}'을(를) 근거로 들지 않습니다")
    return tuple(why)


def _plain(text: str) -> str:
    text = " ".join(shown(text).split())
    return "" if text in NOTHING else text


def _plain_all(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain for text in texts if (plain := _plain(text)))


def _letters(word: str) -> str:
    """What of a word is looked for."""
    return re.sub(_IGNORED, "", search_key(word))


def _stands(word: str, text: str) -> bool:
    """Whether a word stands in a search key; a figure only as a whole figure (20명 is no part of 120명)."""
    return bool(_pattern(word).search(text))


@lru_cache(maxsize=8192)
def _pattern(word: str) -> re.Pattern[str]:
    letters = _letters(word)
    before = r"(?<!\d)(?<!\d[.,])" if letters[:1].isdigit() else ""
    after = r"(?![,.]?\d)" if letters[-1:].isdigit() else ""
    return re.compile(before + f"{_IGNORED}*".join(map(re.escape, letters)) + after)
