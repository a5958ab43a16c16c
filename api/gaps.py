"""Gaps: what people asked and got no answer to, or one that did not help, grouped, the most damaging first.

The damage of a group is the sum over its questions of how bad each was (a thumb down is worse than "we do not know":
somebody was shown something wrong), how recent, and whether a deadline is asked about.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.records import Records
from api.records_answers import AnswerEntry, unanswered_rows
from knowledge.normalisation import search_key

SAME_FROM = 0.5
"""Jaccard overlap of the content words from which two questions ask the same: half of all words are in both."""
HALF_LIFE = timedelta(days=14)
"""After this a question weighs half; an intake is open for two to four weeks."""
UNKNOWN_WEIGHT, UNHELPFUL_WEIGHT, DEADLINE_FACTOR = 1.0, 2.0, 2.0
LOOKED_AT = 5_000
"""The latest questions that are grouped."""
LOOKED_BACK = timedelta(days=90)
_DEADLINE = re.compile(
    "마감|신청|지원 ?기간|접수|언제까지|며칠까지|기한|모집|deadline|apply|application|due|until when|closing"
)
Terms = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that ask the same. `question` is how most people put it, `statuses` counts how they ended."""

    question: str
    count: int
    last_at: datetime
    statuses: dict[str, int]
    unhelpful: int
    answer_ids: tuple[str, ...]
    score: float


def unanswered(records: Records, terms: Terms, now: datetime, limit: int = 50) -> list[Gap]:
    """The gaps of the last weeks; `terms` are the content words of a text (the lexical index's analyser)."""
    return gaps_in(unanswered_rows(records, now - LOOKED_BACK, LOOKED_AT), terms, now)[:limit]


def gaps_in(entries: Sequence[AnswerEntry], terms: Terms, now: datetime) -> list[Gap]:
    """The gaps of these answers; those without words tell nothing and are left out."""
    by_key: dict[str, list[AnswerEntry]] = defaultdict(list)
    for entry in entries:
        if entry.question:
            by_key[search_key(entry.question)].append(entry)
    # The commonest way to put a question first: rarer ones join it.
    often = sorted(by_key, key=lambda key: (-len(by_key[key]), key))
    gaps = [
        _gap([entry for key in group for entry in by_key[key]], now)
        for group in _grouped([(key, frozenset(terms(key))) for key in often])
    ]
    return sorted(gaps, key=lambda gap: (-gap.score, gap.question))


def _grouped(asked: Sequence[tuple[str, frozenset[str]]]) -> list[list[str]]:
    """Keys that share enough words with the first of their group; each joins the group that it shares most with."""
    groups: list[list[str]] = []
    firsts: list[frozenset[str]] = []
    having: dict[str, list[int]] = defaultdict(list)
    for key, words in asked:
        shared = Counter(at for word in words for at in having[word])
        nearest, overlap = None, SAME_FROM
        for at, common in shared.items():
            likeness = common / len(words | firsts[at])
            if likeness >= overlap:
                nearest, overlap = at, likeness
        if nearest is not None:
            groups[nearest].append(key)
            continue
        for word in words:
            having[word].append(len(groups))
        groups.append([key])
        firsts.append(words)
    return groups


def _gap(entries: Sequence[AnswerEntry], now: datetime) -> Gap:
    latest = sorted(entries, key=lambda entry: entry.at, reverse=True)
    said = Counter(entry.question for entry in latest if entry.question)
    return Gap(
        question=said.most_common(1)[0][0],  # the latest of those that are as common
        count=len(latest),
        last_at=latest[0].at,
        statuses=dict(Counter(entry.status for entry in latest)),
        unhelpful=sum(entry.helpful is False for entry in latest),
        answer_ids=tuple(entry.answer_id for entry in latest),
        score=round(sum(_damage(entry, now) for entry in latest), 3),
    )


def _damage(entry: AnswerEntry, now: datetime) -> float:
    weight = UNHELPFUL_WEIGHT if entry.helpful is False else UNKNOWN_WEIGHT
    age = max(now - entry.at, timedelta(0))
    deadline = DEADLINE_FACTOR if _DEADLINE.search(search_key(entry.question or "")) else 1.0
    return float(weight * deadline * 0.5 ** (age / HALF_LIFE))
