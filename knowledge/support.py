"""Support: does a sentence that a model wrote say what the cited passage says?

Grounding asks for figures, names and negations; a fluent sentence could still be made up of other words. So the words
of a sentence must be those of at most two statements of the passage, nothing may be made wider (누구나, 모두), and what
is said of one campus must not be said without it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import yaml

from knowledge.base import KnowledgeBase
from knowledge.document import Passage, Statement
from knowledge.normalisation import compact, search_key
from knowledge.question import vocabulary

MIN_SHARE = 0.65
"""Share of a sentence's terms, by rarity, that stand in the statements. Measured on the shipped documents with 61
made-up sentences, nearly all without a figure, each against the four passages found for its question (244 pairs):
grounding alone lets 14 pass, this measure alone 6 (at 0.5: 10, at 0.8: 4), both together none. Of 297 facts worded
independently of the documents it keeps 95 % (at 0.5: 98 %, at 0.8: 85 %), and 98 % of those that grounding keeps."""
MAX_STATEMENTS = 2
MIN_GAIN = 0.15
"""Share of the terms that a second statement must add, else it was not used."""


@dataclass(frozen=True, slots=True)
class Support:
    """The statements that a sentence stands on, in the order of the passage, and how much of it they cover (0 to 1)."""

    statements: tuple[Statement, ...]
    share: float


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    content = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return {name: re.compile("|".join(f"(?:{each})" for each in patterns)) for name, patterns in content.items()}


@lru_cache(maxsize=20_000)
def is_command(text: str) -> bool:
    """Whether a sentence of a document is addressed to the assistant rather than to readers."""
    return bool(_patterns()["commands"].search(search_key(text)))


def without_commands(passage: Passage) -> Passage:
    """The passage without statements that try to direct the assistant; the very same where there is none."""
    kept = tuple(statement for statement in passage.statements if not is_command(statement.text))
    return passage if len(kept) == len(passage.statements) else replace(passage, statements=kept)


def supported(base: KnowledgeBase, text: str, passage: Passage, asked_campuses: Iterable[str] = ()) -> Support | None:
    """What a sentence stands on; None where the passage does not say it.

    `asked_campuses` are those that the question names: a sentence need not repeat them.
    """
    support = support_in(base, text, passage)
    said = " ".join(statement.text for statement in support.statements)
    if support.share < MIN_SHARE or not support.statements:
        return None
    here, there = search_key(text), search_key(said)
    if any(word not in there for word in _patterns()["absolutes"].findall(here)):
        return None
    bound = {*passage.campus, *base.finder.mentions(said).campuses}
    if bound and bound.isdisjoint({*base.finder.mentions(text).campuses, *asked_campuses}):
        return None
    return support


def support_in(base: KnowledgeBase, text: str, passage: Passage) -> Support:
    """The statements of a passage that share most of a sentence's words, and the share of its words they cover."""
    terms = list(dict.fromkeys(base.analyser.terms(text)))
    whole = sum(map(base.rarity, terms))
    if not whole:
        return Support((), 0.0)
    meant = {term: vocabulary().synonyms.get(term, frozenset()) | {term} for term in terms}
    analysed = base.analyser.terms_of_all([statement.text for statement in passage.statements])
    covers = [
        {term for term in terms if _stands(term, meant[term], frozenset(found), compact(statement.text))}
        for statement, found in zip(passage.statements, analysed, strict=True)
    ]
    heading = " ".join((passage.title, *passage.heading_path))
    heading_terms, heading_text = frozenset(base.analyser.terms(heading)), compact(heading)
    covered: set[str] = set()
    used: list[int] = []
    while len(used) < min(MAX_STATEMENTS, len(covers)):
        gains = [sum(base.rarity(term) for term in cover - covered) / whole for cover in covers]
        # Of two that cover the same, the one that says least besides.
        best = max(range(len(covers)), key=lambda at: (round(gains[at], 6), -len(set(analysed[at]))))
        if not gains[best] or (used and gains[best] < MIN_GAIN):
            break
        used.append(best)
        covered |= covers[best]
    covered |= {term for term in terms if _stands(term, meant[term], heading_terms, heading_text)}
    share = sum(map(base.rarity, covered)) / whole
    return Support(tuple(passage.statements[at] for at in sorted(used)), share)


def _stands(term: str, meant: frozenset[str], found: frozenset[str], text: str) -> bool:
    """Whether a text has a term, one that says the same, or a compound that Kiwi cut differently."""
    return not meant.isdisjoint(found) or (len(term) > 1 and compact(term) in text)
