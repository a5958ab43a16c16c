"""A golden question out of an answer that staff found right."""

import hashlib
import re
from datetime import datetime

from ingest.golden_question import GoldenQuestion, normalised
from knowledge.answer import Answer, Status
from knowledge.campuses import CampusFinder
from knowledge.claims import found_in
from knowledge.normalisation import compact, search_key
from knowledge.statement_words import proper_latin, said, word_lists

MAX_FACTS = 6
"""A lead sentence with more figures and names is a list: some of them show whether it still stands."""
MAX_NOUNS = 3
"""Of a lead without figures and names."""

_MARKS = re.compile(r"\s*\[\d+\]")
_AS_OF = re.compile(r"\([^()]*기준\)|\(as of [^()]*\)", re.IGNORECASE)
"""When the source said it: a newer source that says the same is as right."""
_PREPOSITION = re.compile(r"^[(a-z]+ ?(?=\d{4}$)")
"""What a bare year is known by in English: in 2025."""
_SENTENCE_END = re.compile(r"(?<=[^\d\s][.!?])\s+|\n+")


def golden_from(answer: Answer, finder: CampusFinder, at: datetime | None = None) -> GoldenQuestion:
    """The question as it was understood, with the answer's status, the facts of its first sentence and its sources.

    `at` keeps the clock of an answer that depends on the day. Staff look at it before it is kept.
    """
    answered = answer.status is Status.ANSWERED
    question = answer.asked or answer.text
    return normalised(
        GoldenQuestion(
            id=f"q-{hashlib.sha256(compact(question).encode()).hexdigest()[:8]}",
            question=question,
            language=answer.language,
            status=(answer.status.value,),
            must=tuple((fact,) for fact in facts(lead_of(answer.text), question, finder)) if answered else (),
            sources=tuple(dict.fromkeys(citation.source_id for citation in answer.citations)) if answered else (),
            at=at,
        )
    )


def plain(text: str) -> str:
    """An answer without its marks, on one line."""
    return " ".join(_MARKS.sub("", text).split())


def lead_of(text: str) -> str:
    """The first sentence of an answer and the first item of a list that it introduces, without marks and without the
    date of their source."""
    sentences = [one for one in _SENTENCE_END.split(_MARKS.sub("", text).strip()) if one]
    lead = sentences[: 2 if sentences[1:] and sentences[1].startswith("- ") else 1]
    return " ".join(_AS_OF.sub("", " ".join(lead)).split())


def facts(sentence: str, question: str, finder: CampusFinder) -> tuple[str, ...]:
    """The figures and names of a sentence as they stand in it; nouns too where the question has all of these."""
    key = search_key(sentence)
    asked = compact(question)
    found = [_PREPOSITION.sub("", key[one.start : one.end].strip(" .,")) for one in found_in(sentence, finder)]
    found += [word for word in proper_latin(sentence) if compact(word) not in asked]
    told = [fact for fact in dict.fromkeys(found) if not any(fact != other and fact in other for other in found)]
    told = told[:MAX_FACTS]
    if any(compact(fact) not in asked for fact in told):
        return tuple(told)
    light = word_lists().light
    nouns = (word.form for word in said(sentence, finder).words if word.noun and len(word.form) > 1)
    fresh = dict.fromkeys(noun for noun in nouns if noun not in light and noun not in asked)
    return (*told, *[*fresh][:MAX_NOUNS])
