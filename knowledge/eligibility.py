"""Eligibility: rules from data against what a person says of themselves. Nothing of it is stored.

A rule counts only while the words that it quotes stand in a passage. What no document settles is to be checked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.base import KnowledgeBase
from knowledge.citing import derived
from knowledge.document import Language, Passage
from knowledge.intake import in_seoul
from knowledge.kept import kept
from knowledge.normalisation import compact
from knowledge.person import Person, asks_to_be_let_in, person_in, speaks_of_self, words
from knowledge.question import NOUN_TAGS, Reading, spelled, vocabulary
from knowledge.texts import Texts
from knowledge.writing import Sentence

RULES = Path(__file__).parent / "programme" / "eligibility.yaml"


class Verdict(StrEnum):
    """What a rule, or all of them, mean for a person."""

    YES = "해당"
    NO = "해당 안 됨"
    CHECK = "확인 필요"


_VERDICTS_EN = {Verdict.YES: "yes", Verdict.NO: "no", Verdict.CHECK: "to be checked"}
OVERALL: Mapping[Verdict, Texts] = {
    Verdict.YES: {"ko": "자료에 나온 조건에는 해당합니다.", "en": "You meet the conditions in the documents."},
    Verdict.NO: {
        "ko": "자료에 나온 조건에 해당하지 않습니다.",
        "en": "You do not meet the conditions in the documents.",
    },
    Verdict.CHECK: {
        "ko": "자료만으로는 정할 수 없어 확인이 필요합니다.",
        "en": "The documents do not settle this: it has to be checked.",
    },
}
"""Where no rule has words of its own."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition as one source tells it; ages are completed years, both ends included."""

    id: str
    condition: str
    if_met: Verdict | None
    if_not: Verdict | None
    source: str
    quote: Mapping[Language, str]
    says: Mapping[Verdict, Texts]
    minimum: int | None = None
    maximum: int | None = None
    reference: date | None = None
    """The day on which the age counts; None is the day of the question."""


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """What one rule means for a person, with the words that it rests on."""

    rule: Rule
    verdict: Verdict
    statement: str
    passage: Passage
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What all rules mean for a person: no where one says so, else to be checked where one is open, else yes."""

    verdict: Verdict
    rules: tuple[RuleVerdict, ...]


@cache
def rules(path: Path = RULES) -> tuple[Rule, ...]:
    """The rules of a file, read once. Raises OSError, YAMLError, KeyError or ValueError where it is broken."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    content = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506
    return tuple(_rule(entry) for entry in content["rules"])


def _rule(entry: Mapping[str, Any]) -> Rule:
    return Rule(
        id=entry["id"],
        condition=entry["condition"],
        if_met=Verdict(entry["if_met"]) if "if_met" in entry else None,
        if_not=Verdict(entry["if_not"]) if "if_not" in entry else None,
        source=entry["source"],
        quote=entry["quote"],
        says={Verdict(verdict): text for verdict, text in entry.get("says", {}).items()},
        minimum=int(entry["minimum"]) if "minimum" in entry else None,
        maximum=int(entry["maximum"]) if "maximum" in entry else None,
        reference=date.fromisoformat(entry["reference"]) if "reference" in entry else None,
    )


def judge(rule: Rule, person: Person, today: date) -> Verdict | None:
    """What a rule means for a person; None where it says nothing of them, or they said nothing of it."""
    met = _meets_age(rule, person, today) if rule.condition == "age" else _facts(person)[rule.condition]
    if isinstance(met, Verdict) or met is None:
        return met
    return rule.if_met if met else rule.if_not


def _meets_age(rule: Rule, person: Person, today: date) -> bool | Verdict | None:
    """Whether an age is within the rule; to be checked where what was said leaves that open."""
    ages = person.ages_on(rule.reference or today)
    if ages is None:
        return None
    least, greatest = (_within(rule, age) for age in ages)
    return least if least == greatest else Verdict.CHECK


def _within(rule: Rule, age: int) -> bool:
    return (rule.minimum is None or age >= rule.minimum) and (rule.maximum is None or age <= rule.maximum)


def _facts(person: Person) -> dict[str, bool | None]:
    return {
        "residence": person.lives_in_seoul,
        "seoul_school": person.seoul_school if person.seoul_school is not None else False if person.student else None,
        "student": person.student,
        "employed": person.employed,
        "foreign": person.foreign,
        "non_major": person.non_major,
    }


def check(person: Person, base: KnowledgeBase, now: datetime, language: Language = "ko") -> Eligibility:
    """What the documents say of a person's eligibility at `now`."""
    today = in_seoul(now).date()
    found: list[RuleVerdict] = []
    for rule in rules():
        verdict = judge(rule, person, today)
        if verdict is None:
            continue
        quoted = _quoted(rule, base, language)
        if quoted:
            found.append(RuleVerdict(rule, verdict, *quoted))
    return Eligibility(_overall(found), tuple(found))


def _overall(found: Sequence[RuleVerdict]) -> Verdict:
    verdicts = {told.verdict for told in found} or {Verdict.CHECK}
    return next(verdict for verdict in (Verdict.NO, Verdict.CHECK, Verdict.YES) if verdict in verdicts)


def _quoted(rule: Rule, base: KnowledgeBase, language: Language) -> tuple[str, Passage, tuple[str, ...]] | None:
    """The rule's words as a passage has them, best where they are not the answer to what is left open."""
    quote = rule.quote.get(language) or rule.quote["ko"]
    places = kept(base, "kept_rule_quotes", _places).get(quote, [])
    told = [(passage, sources) for passage, sources in places if rule.source in sources]
    if not told:
        return None
    passage, sources = min(told, key=lambda place: place[0].gap)
    return quote, passage, sources


def _places(base: KnowledgeBase) -> dict[str, list[tuple[Passage, tuple[str, ...]]]]:
    """The passages that say what any rule quotes, with the sources, by the words."""
    wanted = {quote for rule in rules() for quote in rule.quote.values()}
    places: dict[str, list[tuple[Passage, tuple[str, ...]]]] = {}
    for passage in base.passages:
        for statement in passage.statements:
            if statement.text in wanted:
                places.setdefault(statement.text, []).append((passage, statement.sources))
    return places


def answer_on_eligibility(reading: Reading, base: KnowledgeBase) -> list[Sentence] | None:
    """The sentences for somebody who asks whether they may apply and says something of themselves; None for every
    other question. The first one is a `Derived` verdict in plain words, the rules follow as quoted."""
    person = _asking(reading, base)
    if person is None:
        return None
    language = reading.question.language
    told = check(person, base, reading.question.now, language).rules
    if any(rule.verdict is Verdict.NO for rule in told):
        told = tuple(rule for rule in told if rule.verdict is Verdict.NO)
    if not told:
        return None
    quotes: dict[str, Sentence] = {}
    for rule in told:
        label = rule.verdict.value if language == "ko" else _VERDICTS_EN[rule.verdict]
        same = quotes.get(rule.statement)
        if same is None or rule.verdict is not Verdict.YES:
            text = f"{rule.statement} ({label})"
            quotes[rule.statement] = Sentence(text, rule.passage, rule.sources, rule.statement, item=True)
    overall = _overall(told)
    says = [rule.rule.says[rule.verdict][language] for rule in told if rule.verdict in rule.rule.says]
    shown = list(quotes.values())
    return [derived(" ".join(dict.fromkeys(says)) or OVERALL[overall][language], shown), *shown]


def _asking(reading: Reading, base: KnowledgeBase) -> Person | None:
    """The person of a question that asks whether they may apply, and asks nothing else."""
    text = spelled(reading.question.text)
    person = person_in(text, reading.question.now) if asks_to_be_let_in(text) else None
    if person is None or person in (Person(non_major=True), Person(employed=False)):
        return None  # what the documents answer as it stands, or not at all
    if not person.ages_on(reading.question.now.date()) and not speaks_of_self(text):
        return None
    names = compact(" ".join(base.finder.mentions(text).words))
    named = {term for term, tag in base.analyser.analyse(text) if tag in NOUN_TAGS and not term.isdigit()}
    known = vocabulary().generic | vocabulary().programme | set(words()["neutral"])
    return None if any(term not in known and term not in names for term in named) else person
