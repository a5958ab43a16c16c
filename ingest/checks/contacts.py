"""Contacts: a campus whose telephone number, e-mail or street address documents give differently.

How a sentence gives them varies too much to be compared by its words, and a wrong number sends people astray.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.checks.comparing import Brought
from ingest.report import Conflict, Side
from knowledge.base import KnowledgeBase
from knowledge.claims import EMAIL, PHONE
from knowledge.disagreement import SAID_TO_DIFFER, Quote, rank
from knowledge.document import Passage
from knowledge.normalisation import compact

_STREET = re.compile(r"(?<=구 )[가-힣\d]+(?:로|길)\s?\d+(?:-\d{1,2})?(?!\d|-|\s?[가-힣\d]*길)")
"""Street and number after a district: 강남구 선릉로 35."""
_KINDS = (
    ("전화번호", PHONE, re.compile(r"전화|연락처|문의|대표|\btel|phone|call", re.IGNORECASE)),
    ("이메일", EMAIL, re.compile(r"@")),
    ("주소", _STREET, re.compile(r"주소|위치|있습니다|address", re.IGNORECASE)),
)
"""What it is, how it is written, and what the sentence says beside it."""
_MAY_HOLD = re.compile(r"@|\d{3,4}-\d{4}|[로길]\s?\d")


@dataclass(frozen=True, slots=True)
class _Given:
    """A contact that one statement gives for one campus; `plain` compares."""

    campus: str
    kind: str
    plain: str
    shown: str
    quote: Quote


def contact_conflicts(base: KnowledgeBase, new: Brought) -> Iterator[Conflict]:
    """Each contact in passages that come for which another document gives another one and not the same."""
    given = list(_given(base, new.passages))
    if not given:
        return
    campuses = frozenset(one.campus for one in given)
    named = (
        passage
        for row, passage in enumerate(base.passages)
        if _MAY_HOLD.search(passage.text) and base.named_campuses(row) & campuses
    )
    others = list(_given(base, named))
    seen: set[frozenset[str]] = set()
    for one in given:
        for other in others:
            texts = frozenset((one.quote.statement.text, other.quote.statement.text))
            if _contradict(one, other, others) and texts not in seen:
                seen.add(texts)
                first, second = sorted((one, other), key=lambda it: rank(it.quote.source), reverse=True)
                yield _told(base, first, second, new)


def _contradict(one: _Given, other: _Given, others: Sequence[_Given]) -> bool:
    if (one.campus, one.kind) != (other.campus, other.kind) or one.plain == other.plain:
        return False
    document = other.quote.passage.document_id
    same = {
        it.plain
        for it in others
        if (it.campus, it.kind, it.quote.passage.document_id) == (one.campus, one.kind, document)
    }
    return one.quote.passage.document_id != document and one.plain not in same


def _given(base: KnowledgeBase, passages: Iterable[Passage]) -> Iterator[_Given]:
    """What statements about exactly one campus give exactly one of."""
    for passage in passages:
        if passage.gap or not _MAY_HOLD.search(passage.text):
            continue
        for statement in passage.statements:
            campuses = base.finder.mentions(statement.text).campuses or passage.campus
            if len(campuses) != 1 or SAID_TO_DIFFER.search(statement.text):
                continue
            for kind, pattern, label in _KINDS:
                found = pattern.findall(statement.text) if label.search(statement.text) else []
                if len(found) == 1:
                    yield _Given(campuses[0], kind, _plain(kind, found[0]), found[0], Quote(passage, statement))


def _plain(kind: str, text: str) -> str:
    return re.sub(r"\D", "", text.replace("+82", "0")) if kind == "전화번호" else compact(text)


def _told(base: KnowledgeBase, first: _Given, second: _Given, new: Brought) -> Conflict:
    is_new = any(new.is_new(one.quote.passage, one.quote.statement.text) for one in (first, second))
    return Conflict(base.finder[first.campus].name, first.kind, _side(first), _side(second), is_new)


def _side(one: _Given) -> Side:
    passage, quote = one.quote.passage, one.quote
    return Side(one.shown, quote.statement.text, passage.document_id, passage.title, quote.source.published)
