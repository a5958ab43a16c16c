"""Composing: from what became of each question to one Answer, its citations, its date and what is left open."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import replace

from knowledge import contact, texts
from knowledge.answer import Answer, Contact, Status
from knowledge.base import KnowledgeBase
from knowledge.citing import cite
from knowledge.dissent import as_of, dissent, newest_first
from knowledge.document import Language, Statement
from knowledge.drafting import EXTRACTIVE, Draft
from knowledge.intake import shown_with_date
from knowledge.outcome import Outcome
from knowledge.question import Question
from knowledge.search import names_campus
from knowledge.writing import Sentence

DISSENT_SHOWN = re.compile("자료마다|다르게|sources differ|other sources")
MAX_DISSENT = 2


class Composer:
    """Writes answers from one opened version of the knowledge base."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        languages: tuple[Language, ...] = ("ko", "en")
        self.contacts: dict[Language, Contact | None] = {
            language: contact.from_passages(base.passages, language) for language in languages
        }
        """Whom to ask about what the documents do not say, from the documents."""

    def whole(self, question: Question, written: Sequence[tuple[Outcome, Draft]]) -> Answer:
        """One answer of all outcomes: what is proven, and for each question that is left what to do instead."""
        language = question.language
        shown: list[Sentence] = []
        silent: list[Outcome] = []
        general: list[str] = []
        for outcome, made in written:
            if made.sentences:
                general += self._general_rule(outcome, made.sentences[0])
                shown += made.sentences
            else:
                silent.append(outcome)
        if not shown:
            fallback = next((made.fallback for _, made in written if made.fallback), None)
            return replace(self._silent(question, silent[0]), fallback=fallback)
        shown = [_dated(sentence, question) for sentence in self._with_dissent(question, shown)]
        citations, text = cite(shown)
        unknown = [texts.PART_UNKNOWN[language].format(part=outcome.reading.text.strip(" ?.,!")) for outcome in silent]
        answered = [outcome for outcome, _ in written if outcome not in silent]
        lead = answered[0]
        status = Status.ANSWERED if any(outcome.status is Status.ANSWERED for outcome in answered) else lead.status
        return replace(
            self.reply(question, status, "\n\n".join((*general, text, *unknown)), lead),
            citations=citations,
            suggestions=lead.suggestions,
            contact=self.contacts[language] if silent or status is Status.UNKNOWN else None,
            completeness="partial" if general or unknown else "complete",
            as_of=as_of(shown),
            writer=next((made.writer for _, made in written if made.writer != EXTRACTIVE.name), EXTRACTIVE.name),
            fallback=next((made.fallback for _, made in written if made.fallback), None),
        )

    def _with_dissent(self, question: Question, shown: list[Sentence]) -> list[Sentence]:
        """The sentences with what other current sources say, the newer first; worked-out answers stay as they are."""
        plain = [sentence for sentence in shown if type(sentence) is Sentence and not sentence.item]
        if len(plain) < len(shown) or any(DISSENT_SHOWN.search(sentence.text.lower()) for sentence in shown):
            return shown
        today = question.now.date()
        newest = newest_first(self.base, shown, today)
        return newest + dissent(self.base, newest, today)[:MAX_DISSENT]

    def _general_rule(self, outcome: Outcome, first: Sentence) -> list[str]:
        """That what follows holds for all campuses, where the question names one."""
        campuses = outcome.reading.mentions.campuses
        passage = first.passage
        if not campuses or passage.campus or names_campus(self.base, passage, campuses):
            return []
        campus = self.base.finder[campuses[0]]
        language = outcome.reading.question.language
        return [texts.GENERAL_RULE[language].format(campus=campus.name if language == "ko" else campus.name_en)]

    def _silent(self, question: Question, outcome: Outcome) -> Answer:
        """An outcome without a sentence: its fixed text, unknown with the contact."""
        language = question.language
        status = Status.UNKNOWN if outcome.is_answered else outcome.status
        text = outcome.text or texts.UNKNOWN[language]
        reply = replace(self.reply(question, status, text, outcome), suggestions=outcome.suggestions)
        return replace(reply, contact=self.contacts[language]) if status is Status.UNKNOWN else reply

    def reply(self, question: Question, status: Status, text: str, outcome: Outcome) -> Answer:
        mentions = outcome.reading.mentions
        return Answer(
            answer_id=uuid.uuid4().hex,
            status=status,
            text=text,
            language=question.language,
            knowledge_version=self.base.version.id,
            campuses=mentions.campuses,
            tracks=mentions.tracks,
            asked=outcome.reading.text,
            subject="" if mentions.campuses or mentions.tracks else outcome.subject,
        )


def _dated(sentence: Sentence, question: Question) -> Sentence:
    """The sentence with a label where its time is over: a past deadline never reads as one to come."""
    if type(sentence) is not Sentence:
        return sentence  # worked out against the clock
    statement = Statement(sentence.text, sentence.sources, sentence.item)
    return replace(sentence, text=shown_with_date(statement, sentence.passage, question.now))
