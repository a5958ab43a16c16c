"""Question -> Answer: the page to read.

resolve what it refers to -> find passages -> write -> keep only what is grounded -> answer, or say that we do not
know. Every way out is a Status with its public sentence; exceptions are left for faults.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from knowledge import contact, conversation, grounding, scope, texts
from knowledge.answer import Answer, Citation, Contact, Status
from knowledge.base import KnowledgeBase
from knowledge.document import Language
from knowledge.phrasing import questions_in
from knowledge.question import Question, Reading, read, spelled, vocabulary
from knowledge.scope import Scope
from knowledge.search import Hit, find, names_campus
from knowledge.settings import KnowledgeSettings
from knowledge.writing import ExtractiveWriter, Sentence, Writer

GENERAL_TOPICS = frozenset({"application", "eligibility", "cost-and-support", "selection", "employment-support"})
"""What holds for all campuses alike, so that a question about one of them may be answered by it."""


TRIED = 3
"""Hits from the top that may answer; further down a good coverage is chance."""


GAP_MATCH = 0.6
"""From here a question is nearly one of those that a passage says the documents leave open."""


class Answerer:
    """Answers questions from one opened version of the knowledge base."""

    def __init__(self, base: KnowledgeBase, settings: KnowledgeSettings, writer: Writer | None = None) -> None:
        self.base = base
        self.settings = settings
        self.writer = writer or ExtractiveWriter()
        self._examples = scope.Examples(base.embedder)
        languages: tuple[Language, ...] = ("ko", "en")
        self._contacts = {language: contact.from_passages(base.passages, language) for language in languages}

    def answer(self, question: Question) -> Answer:
        """The answer to one question. Never raises for what people type."""
        base = self.base
        text, carried = conversation.resolve(question, base.finder)
        reading = self._read(question, text, carried)
        standing = scope.judge(reading, self._examples)
        if standing is not Scope.OURS:
            return self._without_search(reading, standing)
        found = find(base, reading, self.settings)
        if scope.is_foreign(reading, next(iter(found), None), self._examples):
            return self._silent(reading, Status.REFUSED)
        hits = self._answering(reading, found)
        if not hits:
            reading, hits = self._part_that_is_answered(question, text, carried, reading)
        if not hits:
            ours = scope.is_programme_question(reading, base, self._examples)
            silent = self._silent(reading, Status.UNKNOWN if ours else Status.REFUSED)
            return replace(silent, suggestions=_related(found, 0)) if ours else silent
        if _which_campus(reading, hits[0]):
            return self._ask_which_campus(reading)
        sentences = self.writer.write(base, reading, hits)
        return self._grounded(reading, hits, sentences)

    def _read(self, question: Question, text: str, carried: bool) -> Reading:
        base = self.base
        corrected = base.speller.correct(spelled(text), base.analyser)
        return read(question, corrected, base.finder, base.analyser, carried)

    def _part_that_is_answered(
        self, question: Question, text: str, carried: bool, whole: Reading
    ) -> tuple[Reading, list[Hit]]:
        """The first question inside a longer text that has an answer, with its hits; else the whole with none."""
        for part in questions_in(text, self.base.finder, self.base.analyser)[1:]:
            reading = self._read(question, part, carried)
            if not reading.nouns or not set(whole.specifics) <= set(reading.specifics):
                continue  # what is left says too little to be the question
            hits = self._answering(reading, find(self.base, reading, self.settings))
            if hits:
                return reading, hits
        return whole, []

    def _answering(self, reading: Reading, hits: Sequence[Hit]) -> list[Hit]:
        """The hits from the first one that is about what was asked; empty where none of the best is."""
        answering = [
            at
            for at, hit in enumerate(hits[:TRIED])
            if scope.answers(hit, self.settings) and self._right_place(reading, hit)
        ]
        # What the documents leave open is the answer only to a question that is nearly the anticipated one.
        certain = [at for at in answering if not hits[at].passage.gap or hits[at].match >= GAP_MATCH]
        first = next(iter(certain or answering), None)
        return [] if first is None else list(hits[first:])

    def _right_place(self, reading: Reading, hit: Hit) -> bool:
        """A question about a campus is answered by what is said of it, or by what holds for all."""
        wanted = reading.mentions.campuses
        return not wanted or hit.passage.topic in GENERAL_TOPICS or names_campus(self.base, hit.passage, wanted)

    def _grounded(self, reading: Reading, hits: Sequence[Hit], sentences: Sequence[Sentence]) -> Answer:
        """The answer of the sentences that their passages prove; none left means unknown."""
        proven = [sentence for sentence in sentences if not self._unproven(sentence)]
        if not proven:
            return self._silent(reading, Status.UNKNOWN)
        lead = proven[0].passage
        citations, text = cite(proven)
        partial = len(proven) < len(sentences)
        campuses = reading.mentions.campuses
        if campuses and not lead.campus and not names_campus(self.base, lead, campuses):
            partial = True
            campus = self.base.finder[campuses[0]]
            name = campus.name if reading.question.language == "ko" else campus.name_en
            text = f"{texts.GENERAL_RULE[reading.question.language].format(campus=name)}\n\n{text}"
        answer = self._reply(reading, Status.UNKNOWN if lead.gap else Status.ANSWERED, text)
        return replace(
            answer,
            citations=citations,
            suggestions=_related(hits),
            contact=self._contact(reading) if lead.gap else None,
            completeness="partial" if partial else "complete",
            as_of=next((c.published for c in citations if c.published), None),
        )

    def _unproven(self, sentence: Sentence) -> bool:
        passage = sentence.passage
        evidence = (passage.title, *passage.heading_path, passage.text)
        return bool(grounding.unproven(sentence.text, evidence, self.base.finder))

    def _ask_which_campus(self, reading: Reading) -> Answer:
        language = reading.question.language
        return replace(
            self._reply(reading, Status.CLARIFY, texts.WHICH_CAMPUS[language]),
            suggestions=texts.WHICH_CAMPUS_CHOICES[language],
        )

    def _without_search(self, reading: Reading, standing: Scope) -> Answer:
        if standing is Scope.FOREIGN:
            return self._silent(reading, Status.REFUSED)
        language = reading.question.language
        if standing in (Scope.EMPTY, Scope.GREETING):
            text = (texts.EMPTY if standing is Scope.EMPTY else texts.GREETING)[language]
            return replace(self._reply(reading, Status.CLARIFY, text), suggestions=texts.SUGGESTIONS[language])
        choices = texts.CLARIFY_CHOICES[language]
        suggestions = next(choices[word] for word in choices if word in reading.key)
        return replace(self._reply(reading, Status.CLARIFY, texts.CLARIFY[language]), suggestions=suggestions)

    def _silent(self, reading: Reading, status: Status) -> Answer:
        """Unknown with the contact, or refused with what can be asked."""
        language = reading.question.language
        if status is Status.REFUSED:
            return replace(
                self._reply(reading, status, texts.REFUSED[language]), suggestions=texts.SUGGESTIONS[language]
            )
        return replace(self._reply(reading, status, texts.UNKNOWN[language]), contact=self._contact(reading))

    def _contact(self, reading: Reading) -> Contact | None:
        return self._contacts[reading.question.language]

    def _reply(self, reading: Reading, status: Status, text: str) -> Answer:
        return Answer(
            answer_id=uuid.uuid4().hex,
            status=status,
            text=text,
            language=reading.question.language,
            knowledge_version=self.base.version.id,
            writer=self.writer.name,
            campuses=reading.mentions.campuses,
            tracks=reading.mentions.tracks,
        )


def _which_campus(reading: Reading, hit: Hit) -> bool:
    """Whether a question is about a campus (거기 어떻게 가, 주소 알려줘) without saying which, so that any is chance."""
    named = reading.mentions.campuses or reading.mentions.tracks
    return bool(hit.passage.campus) and not named and reading.nouns <= vocabulary().campus_aspects


def _related(hits: Sequence[Hit], first: int = 1) -> tuple[str, ...]:
    """The first anticipated question of the best passages from the `first` on, each passage a subject of its own."""
    lead = hits[0].passage.heading if first and hits else ""
    passages = [hit.passage for hit in hits[first:]]
    asked = [passage.questions[0] for passage in passages if passage.questions and passage.heading != lead]
    return tuple(dict.fromkeys(asked))[:3]


def cite(sentences: Sequence[Sentence]) -> tuple[tuple[Citation, ...], str]:
    """Citations in order of first use, and the text with its [1] marks.

    A mark stands after the last of consecutive sentences that rest on the same sources.
    """
    citations: dict[tuple[str, str], Citation] = {}
    lines: list[str] = []
    for at, sentence in enumerate(sentences):
        keys = [(sentence.passage.id, source) for source in sentence.sources]
        for key in keys:
            if key not in citations:
                citations[key] = _citation(len(citations) + 1, sentence, key[1])
        following = sentences[at + 1] if at + 1 < len(sentences) else None
        runs_on = following is not None and _same_ground(sentence, following)
        marks = "" if runs_on else " " + "".join(f"[{citations[key].number}]" for key in keys)
        piece = sentence.text + marks
        before = sentences[at - 1] if at else None
        if sentence.item:
            lines.append(("\n" if before and not before.item else "") + f"- {piece}")
        elif lines and before and not before.item and before.passage is sentence.passage:
            lines[-1] += f" {piece}"
        else:
            lines.append(("\n" if lines else "") + piece)
    return tuple(citations.values()), "\n".join(lines)


def _same_ground(sentence: Sentence, following: Sentence) -> bool:
    return (
        following.sources == sentence.sources
        and following.passage is sentence.passage
        and following.item == sentence.item
    )


def _citation(number: int, sentence: Sentence, source_id: str) -> Citation:
    source = sentence.passage.sources[source_id]
    return Citation(
        number=number,
        passage_id=sentence.passage.id,
        source_id=source_id,
        title=source.title,
        publisher=source.publisher,
        url=source.url,
        published=source.published,
        valid_until=sentence.passage.valid_until,
        confidence=source.confidence,
        quote=sentence.quote,
    )
