"""Tried: why a question is answered as it is, with every passage that was found and every sentence that was dropped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.checks.wording import value
from knowledge import grounding
from knowledge.answer import Answer
from knowledge.answering import Answerer
from knowledge.claims import Claim
from knowledge.drafting import EXTRACTIVE
from knowledge.outcome import Outcome
from knowledge.question import Question
from knowledge.search import COVERAGE_SHARE, MATCH_SHARE, Hit
from knowledge.writing import Sentence

MAX_FOUND = 12
_KINDS = {
    "number": "숫자",
    "date": "날짜",
    "time": "시각",
    "weekday": "요일",
    "phone": "전화번호",
    "email": "메일 주소",
    "url": "주소",
    "campus": "캠퍼스",
    "track": "분야",
    "name": "이름",
    "not": "부정하는 말",
    "affirmed": "긍정하는 말",
    "opposite": "반대말",
    "order": "말의 차례",
}
"""What of a sentence does not stand in what it cites, in words."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that the search found. The parts add up to `score`: `dense` and `lexical` (fused, weighted),
    `coverage` of what is asked, `match` with its anticipated questions, `finder` for the place asked about."""

    passage_id: str
    document_id: str
    title: str
    heading: str
    text: str
    confidence: float
    """Probability that it answers the question, 0 to 1."""
    score: float
    dense: float
    lexical: float
    coverage: float
    match: float
    finder: float
    missing: tuple[str, ...]
    """What the question asks about and the passage does not mention."""
    used: bool
    """Whether the answer cites it."""
    why: str
    """In Korean: why it is used or not."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that was not shown, and what of it its passage does not say."""

    text: str
    title: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """One question on one version."""

    version_id: str
    answer: Answer
    read_as: str
    """The question as it was understood."""
    min_confidence: float
    """From where a passage counts as an answer."""
    found: tuple[Found, ...]
    dropped: tuple[Dropped, ...]


def tried(answerer: Answerer, question: Question) -> Tried:
    """Ask, and look again at what the answer was made from."""
    answer = answerer.answer(question)
    outcomes = answerer.outcomes(answerer.meant(question)[0])
    cited = {citation.passage_id for citation in answer.citations}
    found: dict[str, Found] = {}
    for outcome in outcomes:
        for hit in outcome.found:
            found.setdefault(hit.passage.id, _found(answerer, outcome, hit, cited))
    return Tried(
        version_id=answerer.base.version.id,
        answer=answer,
        read_as=answer.asked or question.text,
        min_confidence=answerer.settings.min_confidence,
        found=tuple(sorted(found.values(), key=lambda one: -one.score)[:MAX_FOUND]),
        dropped=tuple(dict.fromkeys(one for outcome in outcomes for one in _dropped(answerer, outcome))),
    )


def _found(answerer: Answerer, outcome: Outcome, hit: Hit, cited: set[str]) -> Found:
    matched = hit.matched
    dense = answerer.settings.weight_dense * max(matched.similarity, 0.0)
    coverage, match = COVERAGE_SHARE * matched.coverage, MATCH_SHARE * matched.match
    used = hit.passage.id in cited
    return Found(
        passage_id=hit.passage.id,
        document_id=hit.passage.document_id,
        title=hit.passage.title,
        heading=hit.passage.heading,
        text=hit.passage.text,
        confidence=round(hit.confidence, 3),
        score=round(hit.score, 3),
        dense=round(dense, 3),
        lexical=round(matched.fused - dense, 3),
        coverage=round(coverage, 3),
        match=round(match, 3),
        finder=round(matched.score - matched.fused - coverage - match, 3),
        missing=matched.missing,
        used=used,
        why=_why(answerer, outcome, hit, used),
    )


def _why(answerer: Answerer, outcome: Outcome, hit: Hit, used: bool) -> str:
    if used:
        return "답의 근거로 썼습니다."
    if not answerer.right_place(outcome.reading, hit):
        return "물어본 곳이 아닌 다른 캠퍼스의 내용입니다."
    least = answerer.settings.min_confidence
    if hit.confidence < least:
        return f"답일 가능성({hit.confidence:.2f})이 기준({least:.2f})보다 낮습니다."
    if hit.passage.gap:
        return "자료에 없다고 밝혀 둔 단락입니다."
    return "더 잘 맞는 단락이 있거나, 물어본 것을 말하는 문장이 없습니다."


def _dropped(answerer: Answerer, outcome: Outcome) -> Iterable[Dropped]:
    """What the extractive writer would quote and the check takes out."""
    sentences: Sequence[Sentence] = outcome.sentences
    if not sentences and outcome.hits:
        sentences = tuple(EXTRACTIVE.write(answerer.base, outcome.reading, outcome.hits))
    for sentence in sentences:
        if type(sentence) is not Sentence or answerer.is_proven(sentence):
            continue
        passage = sentence.passage
        names = (answerer.base.finder[campus].name for campus in passage.campus)
        headings = (passage.title, *passage.heading_path, *names)
        claims = grounding.grounded(sentence.text, passage.statements, headings, answerer.base.finder)
        yield Dropped(sentence.text, passage.title, tuple(sorted(map(_said, claims))))


def _said(claim: Claim) -> str:
    return f"{_KINDS.get(claim.kind, claim.kind)}: {value(claim)}"
