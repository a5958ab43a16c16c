"""Scores answers against golden questions: status, facts, sources, and each step of the path by itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.answer import Answer, Status
from knowledge.search import Hit
from tests.evaluation.golden import Golden

SILENT = frozenset({Status.UNKNOWN.value, Status.REFUSED.value})


def flat(text: str) -> str:
    """Text as `must` and `must_not` compare it: without spaces, commas, marks and letter case."""
    return re.sub(r"[\s,*]+", "", re.sub(r"\[\d+\]", "", text)).lower()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was right and wrong about one answer. `missing` and `forbidden` are facts, `seconds` the answering."""

    golden: Golden
    answer: Answer
    seconds: float
    status_right: bool
    missing: tuple[str, ...]
    forbidden: tuple[str, ...]
    source_right: bool
    found: tuple[Hit, ...] = ()
    """What the search handed on, best first."""

    @property
    def retrieved(self) -> bool | None:
        """Whether one of the five best passages holds every fact of the answer; None where no fact is named, or where
        the answer was worked out without a search."""
        worked_out = self.answer.status is Status.ANSWERED and not self.found
        if not self.golden.must or set(self.golden.status) != {Status.ANSWERED.value} or worked_out:
            return None
        texts = [flat(" ".join(hit.passage.searched_texts[:1])) for hit in self.found[:5]]
        return any(
            all(any(flat(fact) in text for fact in alternatives) for alternatives in self.golden.must) for text in texts
        )

    @property
    def right(self) -> bool:
        """Right status, all facts, nothing forbidden. A wrong source alone is counted apart."""
        return self.status_right and not self.missing and not self.forbidden

    @property
    def wrong_fact(self) -> bool:
        """Stated what a right answer must not say, or answered what the documents do not answer."""
        answered = self.answer.status is Status.ANSWERED
        return bool(self.forbidden) or (answered and not self.status_right)


def score(golden: Golden, answer: Answer, seconds: float, found: Sequence[Hit] = ()) -> Verdict:
    """Judge one answer."""
    text = flat(answer.text)
    answered = answer.status is Status.ANSWERED
    missing = tuple(
        " | ".join(alternatives)
        for alternatives in golden.must
        if answered and not any(flat(alternative) in text for alternative in alternatives)
    )
    cited = {citation.source_id for citation in answer.citations}
    return Verdict(
        golden=golden,
        answer=answer,
        seconds=seconds,
        status_right=answer.status.value in golden.status,
        missing=missing,
        forbidden=tuple(word for word in golden.must_not if flat(word) in text),
        source_right=not answered or not golden.sources or bool(cited & set(golden.sources)),
        found=tuple(found),
    )


def share(part: int, whole: int) -> float:
    """Percent with one decimal; 100 of nothing."""
    return round(100 * part / whole, 1) if whole else 100.0


def summary(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """The figures of a split, in percent but for counts and milliseconds."""
    must_refuse = [v for v in verdicts if set(v.golden.status) == {"refused"}]
    must_be_silent = [v for v in verdicts if set(v.golden.status) <= SILENT]
    answerable = [v for v in verdicts if set(v.golden.status) == {"answered"}]
    answered = [v for v in answerable if v.answer.status is Status.ANSWERED]
    silent = [v for v in verdicts if v.answer.status.value in SILENT]
    times = sorted(v.seconds for v in verdicts)
    return {
        "questions": len(verdicts),
        "right": share(sum(v.right for v in verdicts), len(verdicts)),
        "wrong facts": sum(v.wrong_fact for v in verdicts),
        "retrieval: facts in five passages": share(
            sum(v.retrieved is True for v in verdicts), sum(v.retrieved is not None for v in verdicts)
        ),
        "status right": share(sum(v.status_right for v in verdicts), len(verdicts)),
        "wording: facts complete, of answered": share(sum(not v.missing for v in answered), len(answered)),
        "grounding: source right, of answered": share(sum(v.source_right for v in answered), len(answered)),
        "answerable answered": share(len(answered), len(answerable)),
        "out of scope refused": share(sum(v.status_right for v in must_refuse), len(must_refuse)),
        "unanswerable not answered": share(
            sum(v.answer.status is not Status.ANSWERED for v in must_be_silent), len(must_be_silent)
        ),
        "silence justified": share(sum(v.status_right for v in silent), len(silent)),
        "p50 ms": round(1000 * times[len(times) // 2], 1),
        "p95 ms": round(1000 * times[int(len(times) * 0.95)], 1),
    }
