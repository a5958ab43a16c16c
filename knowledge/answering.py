"""Question -> Answer: the page to read.

resolve what it refers to -> find passages -> write -> keep only what is grounded -> answer, or say that we do not
know. Every way out is a Status with its public sentence; exceptions are left for faults.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from knowledge import conversation, distress, grounding, privacy, scope, texts
from knowledge.answer import Answer, Contact, Status
from knowledge.attempts import is_attempt, is_unsuitable
from knowledge.base import KnowledgeBase
from knowledge.citing import Derived, cite, holds
from knowledge.composing import Composer
from knowledge.conversation import GENERAL_TOPICS, Resolved
from knowledge.directory import structured
from knowledge.dissent import as_of
from knowledge.document import Language
from knowledge.drafting import EXTRACTIVE, Draft, draft
from knowledge.eligibility import answer_on_eligibility
from knowledge.evidence import unsaid
from knowledge.examples import examples_for
from knowledge.initials import written_out
from knowledge.intake import asks_past, expired
from knowledge.intake_answer import answer_on_intake
from knowledge.keyboard import in_hangul, in_latin
from knowledge.normalisation import language_of
from knowledge.outcome import Outcome, each_once, related_questions
from knowledge.phrasing import questions_in
from knowledge.question import Question, Reading, is_named, read, spelled, vocabulary
from knowledge.scope import Scope
from knowledge.search import Hit, find, names_campus
from knowledge.settings import KnowledgeSettings
from knowledge.splitting import parts_of
from knowledge.writing import Sentence, Writer

TRIED = 3
"""Hits from the top that may answer; further down a good coverage is chance."""
ALL_FOREIGN = 0.9
"""A question as surely foreign as that is not looked through for a part that is ours."""
CERTAIN = 0.75
"""A part of a question says less than the whole: it must be answered more surely."""
UNSAID = 0.92
"""Confidence wanted of a passage that lacks a noun which is asked about, where no anticipated question vouches for
another word: of those that lack none, 67 of 73 answered the questions on invented notices, of the others 32 of 81."""
LEAD = 0.05
"""So much surer a passage further down has to be to lead."""
GAP_MATCH = 0.6
"""From here a question is nearly one of those that a passage says the documents leave open."""


class Answerer:
    """Answers questions from one opened version of the knowledge base."""

    def __init__(self, base: KnowledgeBase, settings: KnowledgeSettings, writer: Writer | None = None) -> None:
        self.base = base
        self.settings = settings
        self.writer = writer or EXTRACTIVE
        self.examples = examples_for(base.embedder)
        self.composer = Composer(base)

    @cached_property
    def official(self) -> frozenset[str]:
        """Numbers and addresses of the documents, which are never masked."""
        return privacy.official_in(passage.text for passage in self.base.passages)

    def answer(self, question: Question) -> Answer:
        """The answer to one question. Never raises for what people type."""
        *_, answer = self.stream(question)
        assert isinstance(answer, Answer)  # stream() always ends with it
        return answer

    def stream(self, question: Question) -> Iterator[Sentence | Answer]:
        """Each sentence as soon as its passage has proven it, then the whole Answer, which replaces them."""
        question, is_masked = self.meant(question)
        answer = self._in_danger(question)
        if answer is None:
            answer = yield from self._write(question)
        told = f"{answer.text}\n\n{texts.MASKED[question.language]}" if is_masked else answer.text
        yield replace(answer, text=told)

    def meant(self, question: Question) -> tuple[Question, bool]:
        """The question as it is answered: without personal data (whether there was any), and in the letters that
        were meant: a keyboard in the wrong mode, names by their first letters."""
        masked = privacy.mask(question.text)
        if masked.kinds:
            masked = privacy.mask(question.text, self.official)
        if masked.kinds:
            question = replace(question, text=privacy.without_masks(masked.text))
        text = question.text
        meant = in_hangul(text, self.base) or in_latin(text, self.base) or text
        meant = written_out(meant, self.base.finder)
        if meant == text:
            return question, bool(masked.kinds)
        chosen = None if question.language == language_of(text) else question.language
        return Question.of(meant, question.now, chosen, question.conversation), bool(masked.kinds)

    def _in_danger(self, question: Question) -> Answer | None:
        """The reviewed text for somebody who is in danger, quoted from its document; None for nearly every question."""
        danger = distress.judge(question.text)
        passage = danger.passage(self.base.passages, question.language) if danger else None
        if danger is None or passage is None:
            return None
        if passage.gap and self.base.finder.mentions(question.text).words:
            return None  # the trouble is told on the way to a question about a campus, and there is no line to name
        sentences = [Sentence(s.text, passage, s.sources, s.text, s.item) for s in passage.statements]
        citations, text = cite(sentences)
        status = Status.UNKNOWN if passage.gap else Status.ANSWERED
        outcome = Outcome(self.read(question, question.text, False), status, subject=passage.title)
        reply = self.composer.reply(
            question, status, f"{texts.DISTRESS[danger.kind][question.language]}\n\n{text}", outcome
        )
        return replace(reply, citations=citations, as_of=as_of(sentences))

    def _write(self, question: Question) -> Generator[Sentence, None, Answer]:
        written: list[tuple[Outcome, Draft]] = []
        writer = self.writer
        for outcome in self.outcomes(question):
            if outcome.sentences:
                written.append((outcome, Draft(outcome.sentences, EXTRACTIVE.name)))
                yield from outcome.sentences
                continue
            written.append(
                (outcome, (yield from draft(writer, self.base, outcome.reading, outcome.hits, self.is_proven)))
            )
            if written[-1][1].fallback:
                writer = EXTRACTIVE  # a visitor waits once for a model that fails, not once for each question
        return self.composer.whole(question, written)

    def outcomes(self, question: Question) -> list[Outcome]:
        """What becomes of each question that was asked; of the whole where it is one, or where the parts say less."""
        whole = self._settle(question)
        if whole.status not in (Status.ANSWERED, Status.UNKNOWN):
            return [whole]
        parts = parts_of(question.text, self.base.finder, self.base.analyser)
        if not parts or (whole.status is Status.UNKNOWN and whole.is_answered):
            return [whole]  # one question, or a passage that says what the documents leave open: it says so for all
        outcomes: list[Outcome] = []
        leads: set[str] = set()
        for meanings in parts:
            outcome = self._likeliest([replace(question, text=meant) for meant in meanings])
            if outcome.hits and outcome.certainty < min(CERTAIN, whole.certainty) and whole.lead not in leads:
                outcome = whole
            leads.add(outcome.lead)
            if whole.status is Status.UNKNOWN and outcome.hits and outcome.hits[0].confidence < CERTAIN:
                return [whole]
            if outcome.status in (Status.ANSWERED, Status.UNKNOWN) and (outcome.reading.nouns or outcome.is_answered):
                outcomes.append(outcome)
        return each_once(outcomes) if any(outcome.is_answered for outcome in outcomes) else [whole]

    def _likeliest(self, meanings: Sequence[Question]) -> Outcome:
        """The outcome of the first meaning that is surely answered, else of the most surely answered one."""
        outcomes: list[Outcome] = []
        for meant in meanings:
            outcome = self._settle(meant)
            if outcome.certainty >= CERTAIN and outcome.status is Status.ANSWERED:
                return outcome
            outcomes.append(outcome)
        return max(outcomes, key=lambda outcome: outcome.certainty)

    def _settle(self, question: Question) -> Outcome:
        """The outcome of the likeliest meaning of one question that has an answer, else of its first meaning."""
        outcomes: list[Outcome] = []
        for resolved in conversation.resolve(question, self.base):
            reading = self.read(question, resolved.text, resolved.carried, resolved.about)
            outcome = self._decide(reading, resolved)
            if outcome.is_answered:
                return outcome
            outcomes.append(outcome)
        alone = outcomes[-1]
        foreign = alone.found[0].judgement.foreign if alone.found else 0.0
        return alone if alone.status is Status.REFUSED and foreign > ALL_FOREIGN else outcomes[0]

    def _decide(self, reading: Reading, resolved: Resolved) -> Outcome:
        """Scope, search, and whether what was found answers the question."""
        if is_attempt(reading.question.text) or is_unsuitable(reading.question.text):
            return self._refused(reading)
        standing = scope.judge(reading, self.examples)
        if standing in (Scope.OURS, Scope.EMPTY, Scope.VAGUE) and (worked_out := self._worked_out(reading)):
            return worked_out
        if standing is not Scope.OURS:
            return self._without_search(reading, standing)
        found = self._current(reading, find(self.base, reading, self.settings))
        hits = self._answering(reading, [hit for hit in found if resolved.is_met_by(hit, reading, self.base)])
        if not hits and not resolved.carried and not (found and found[0].judgement.foreign > ALL_FOREIGN):
            reading, hits = self._part_that_is_answered(reading)
        if not hits:
            return self._unknown(reading, found) if self._is_ours(reading, found) else self._refused(reading, found)
        if _which_campus(reading, hits[0]):
            language = reading.question.language
            choices = texts.WHICH_CAMPUS_CHOICES[language]
            return Outcome(reading, Status.CLARIFY, text=texts.WHICH_CAMPUS[language], suggestions=choices)
        lead = hits[0].passage
        status = Status.UNKNOWN if lead.gap else Status.ANSWERED
        return Outcome(
            reading, status, tuple(hits), found=tuple(found), suggestions=related_questions(hits), subject=lead.title
        )

    def _worked_out(self, reading: Reading) -> Outcome | None:
        """What rules, dates or the directory answer exactly; None where they do not, or cannot prove it."""
        for work_out in (answer_on_eligibility, answer_on_intake, structured):
            sentences = work_out(reading, self.base)
            if sentences is None:
                continue
            if not sentences:
                return self._unknown(reading, ())
            kept = tuple(s for s in sentences if isinstance(s, Derived) or self.is_proven(s))
            if all(holds(s, kept, self.base.finder) for s in kept if isinstance(s, Derived)):
                lead = kept[0].passage
                return Outcome(reading, Status.UNKNOWN if lead.gap else Status.ANSWERED, sentences=kept)
        return None

    def _current(self, reading: Reading, found: list[Hit]) -> list[Hit]:
        """The hits without those whose time is over, unless the past is asked about or nothing else is left."""
        if asks_past(reading.key):
            return found
        return [hit for hit in found if not expired(hit.passage, reading.question.now)] or found

    def _unknown(self, reading: Reading, found: Sequence[Hit]) -> Outcome:
        text = texts.UNKNOWN[reading.question.language]
        return Outcome(reading, Status.UNKNOWN, found=tuple(found), text=text, suggestions=related_questions(found, 0))

    def read(self, question: Question, text: str, carried: bool, about: Sequence[str] = ()) -> Reading:
        base = self.base
        corrected = base.speller.correct(spelled(text), base.analyser)
        return read(question, corrected, base.finder, base.analyser, carried, about)

    def _part_that_is_answered(self, whole: Reading) -> tuple[Reading, list[Hit]]:
        """The first question inside a longer text that has an answer, with its hits; else the whole with none."""
        for part in questions_in(whole.text, self.base.finder, self.base.analyser)[1:]:
            reading = self.read(whole.question, part, whole.carried)
            if not reading.nouns or not set(whole.specifics) <= set(reading.specifics):
                continue  # what is left says too little to be the question
            hits = self._answering(reading, find(self.base, reading, self.settings))
            if hits and hits[0].confidence >= CERTAIN:
                return reading, hits
        return whole, []

    def _answering(self, reading: Reading, hits: Sequence[Hit]) -> list[Hit]:
        """The hits from the first one that is about what was asked; empty where none of the best is."""
        answering = [
            at
            for at, hit in enumerate(hits[:TRIED])
            if hit.confidence >= self._required(reading, hit) and self.right_place(reading, hit)
        ]
        if any(hits[at].passage.is_bare for at in answering):
            # What the documents left open so far has been said since.
            answering = [at for at in answering if not hits[at].passage.gap]
        # What the documents leave open is the answer only to a question that is nearly the anticipated one.
        certain = [at for at in answering if not hits[at].passage.gap or hits[at].match >= GAP_MATCH]
        likely = certain or answering
        if not likely:
            return []
        # Two kinds of passages are scored apart, so that their order says less than how surely each answers.
        rivals = [at for at in likely if at == likely[0] or hits[at].passage.is_bare != hits[likely[0]].passage.is_bare]
        first = max(rivals, key=lambda at: (hits[at].confidence - LEAD * (at != likely[0]), -at))
        return [hits[first], *(hit for at, hit in enumerate(hits) if at != first and at >= likely[0])]

    def _required(self, reading: Reading, hit: Hit) -> float:
        """The confidence from which a passage answers: near certainty where it lacks a word that it should have."""
        lacking = unsaid(reading, hit.missing)
        if hit.passage.is_bare:  # no anticipated question vouches for another word for it
            return UNSAID if lacking else self.settings.min_confidence
        return UNSAID if self.base.news.intersection(lacking) else self.settings.min_confidence

    def _is_ours(self, reading: Reading, found: Sequence[Hit]) -> bool:
        """Whether a question without an answer is about the programme, so that we say that we do not know."""
        if not found:
            return is_named(reading)
        judgement = found[0].judgement
        return judgement.open >= judgement.foreign

    def right_place(self, reading: Reading, hit: Hit) -> bool:
        """A question about a campus is answered by what is said of it, or by what holds for all."""
        wanted = reading.mentions.campuses
        return not wanted or hit.passage.topic in GENERAL_TOPICS or names_campus(self.base, hit.passage, wanted)

    def is_proven(self, sentence: Sentence) -> bool:
        """Whether a sentence says nothing that its passage does not."""
        passage = sentence.passage
        names = (self.base.finder[campus].name for campus in passage.campus)
        headings = (passage.title, *passage.heading_path, *names)
        return not grounding.grounded(sentence.text, passage.statements, headings, self.base.finder)

    def _without_search(self, reading: Reading, standing: Scope) -> Outcome:
        if standing is Scope.FOREIGN:
            return self._refused(reading)
        language = reading.question.language
        if standing in (Scope.EMPTY, Scope.GREETING):
            text = (texts.EMPTY if standing is Scope.EMPTY else texts.GREETING)[language]
            return Outcome(reading, Status.CLARIFY, text=text, suggestions=texts.SUGGESTIONS[language])
        choices = texts.CLARIFY_CHOICES[language]
        suggestions = next(choices[word] for word in choices if word in reading.key)
        return Outcome(reading, Status.CLARIFY, text=texts.CLARIFY[language], suggestions=suggestions)

    def _refused(self, reading: Reading, found: Sequence[Hit] = ()) -> Outcome:
        language = reading.question.language
        text, suggestions = texts.REFUSED[language], texts.SUGGESTIONS[language]
        return Outcome(reading, Status.REFUSED, found=tuple(found), text=text, suggestions=suggestions)

    def contact(self, language: Language) -> Contact | None:
        """Whom to ask about what the documents do not say, from the documents."""
        return self.composer.contacts[language]


def _which_campus(reading: Reading, hit: Hit) -> bool:
    """Whether a question is about a campus (거기 어떻게 가, 주소 알려줘) without saying which, so that any is chance."""
    named = reading.mentions.campuses or reading.mentions.tracks
    return bool(hit.passage.campus) and not named and reading.nouns <= vocabulary().campus_aspects
