"""KnowledgeBase: a proven version, opened for answering."""

import logging
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from knowledge import lexical
from knowledge.campuses import CampusFinder
from knowledge.document import Passage
from knowledge.embedding import Embedder, load_embedder
from knowledge.entries import Terms, read_entries, uncollected
from knowledge.errors import KnowledgeError, NoVersion
from knowledge.lexical import LexicalIndex, MorphemeAnalyser, analyser_with
from knowledge.normalisation import compact
from knowledge.proving import Proof
from knowledge.question import vocabulary
from knowledge.settings import KnowledgeSettings
from knowledge.spelling import Speller
from knowledge.store import EmbeddedStore, PassageStore, flatten, passage_of, preload
from knowledge.version import Version, VersionShelf

log = logging.getLogger(__name__)

LIGHT = 0.15
"""Weight of words that merely ask or name the programme, as a share of their rarity."""
ASKING = 0.5
"""The same for the words that say what kind of answer is wanted: where, when, how much, who."""
ASKING_WORDS = frozenset({"어디", "언제", "얼마", "누구", "왜", "몇", "where", "when", "who", "whi", "mani", "much"})


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything that answering needs of one version, in memory; rows are positions in `passages`."""

    version: Version
    passages: tuple[Passage, ...]
    document_frequency: Counter[str]
    """In how many passages each term stands, those of headings and anticipated questions too."""
    own_terms: tuple[frozenset[str], ...]
    """The terms of each passage and its headings alone."""
    question_terms: tuple[tuple[frozenset[str], ...], ...]
    """The terms of each anticipated question of each passage."""
    store: PassageStore
    morphemes: LexicalIndex
    syllables: LexicalIndex
    finder: CampusFinder
    embedder: Embedder
    analyser: MorphemeAnalyser
    skipped: tuple[str, ...] = ()
    """Why newer versions were not served, for staff."""

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each passage id."""
        return {passage.id: row for row, passage in enumerate(self.passages)}

    @cached_property
    def records(self) -> dict[str, list[str]]:
        """The store's records of each passage id."""
        grouped: dict[str, list[str]] = {passage.id: [] for passage in self.passages}
        for record_id in self.store.record_ids():
            grouped[passage_of(record_id)].append(record_id)
        return grouped

    @cached_property
    def _records_by_passage(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """The store's records in the order of the passages, and where each passage's begin."""
        rows = np.array([self.rows[passage_of(record_id)] for record_id in self.store.record_ids()], dtype=np.intp)
        order = np.argsort(rows, kind="stable")
        return order, np.searchsorted(rows[order], np.arange(len(self.passages)))

    def best_of_passages(self, cosines: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The highest of each passage's records; every passage has one at least."""
        order, starts = self._records_by_passage
        return np.maximum.reduceat(cosines[order], starts) if len(starts) else cosines

    @cached_property
    def _named_campuses(self) -> dict[int, frozenset[str]]:
        return {}

    @cached_property
    def _own_texts(self) -> dict[int, str]:
        return {}

    @cached_property
    def _rarities(self) -> dict[str, float]:
        return {}

    @cached_property
    def _weights(self) -> dict[str, float]:
        return {}

    def rarity(self, term: str) -> float:
        """Inverse document frequency as BM25 has it; a term that stands nowhere is the rarest."""
        known = self._rarities.get(term)
        if known is None:
            count, df = len(self.passages), self.document_frequency[term]
            known = math.log(1 + (count - df + 0.5) / (df + 0.5))
            if df:  # what people type is not kept: the cache ends at the words of the documents
                self._rarities[term] = known
        return known

    def weight(self, term: str) -> float:
        """How much a term says of what is asked: its rarity, little for words that merely ask or name the programme,
        nothing for names of campuses, which are told apart otherwise."""
        known = self._weights.get(term)
        if known is None:
            words = vocabulary()
            share = 1.0
            if self.finder.is_name(term):
                share = 0.0
            elif term in ASKING_WORDS:
                share = ASKING
            elif term in words.generic or term in words.programme:
                share = LIGHT
            known = self.rarity(term) * share
            if self.document_frequency[term]:
                self._weights[term] = known
        return known

    @cached_property
    def weighed_questions(self) -> tuple[tuple[tuple[frozenset[str], float], ...], ...]:
        """The terms of each anticipated question of each passage, with their whole weight."""
        return tuple(
            tuple((terms, sum(map(self.weight, terms))) for terms in questions) for questions in self.question_terms
        )

    @cached_property
    def speller(self) -> Speller:
        """Corrects questions against the words of the documents and the names of places."""
        # Only what the documents themselves say: anticipated questions hold words of people who ask (이유, 어딨).
        own = Counter(term for terms in self.own_terms for term in terms)
        return Speller(own, self.finder.words, vocabulary().out_of_scope)

    def named_campuses(self, row: int) -> frozenset[str]:
        """The campuses that a passage is about or names; worked out when it is first asked for."""
        known = self._named_campuses.get(row)
        if known is None:
            passage = self.passages[row]
            # In a notice of one campus only the title names it.
            known = frozenset(passage.campus) | frozenset(self.finder.mentions(passage.searched_texts[0]).campuses)
            self._named_campuses[row] = known
        return known

    @cached_property
    def news(self) -> frozenset[str]:
        """The terms that only passages without anticipated questions hold: what nobody had in mind before."""
        bare = [passage.is_bare for passage in self.passages]
        if all(bare) or not any(bare):
            return frozenset()
        old: set[str] = set()
        new: set[str] = set()
        for is_bare, own, asked in zip(bare, self.own_terms, self.question_terms, strict=True):
            (new if is_bare else old).update(own)
            old.update(*(() if is_bare else asked))
        return frozenset(new - old)

    def own_text(self, row: int) -> str:
        """What a passage says under its headings, without spaces: finds compounds that Kiwi cut differently."""
        known = self._own_texts.get(row)
        if known is None:
            known = self._own_texts[row] = compact(self.passages[row].searched_texts[0])
        return known

    def warm(self) -> None:
        """Work out now what the first question would otherwise wait for."""
        for _ in (
            self.rows,
            self.records,
            self._records_by_passage,
            self.speller,
            self.news,
        ):
            pass
        for _ in self.weighed_questions:
            pass

    def close(self) -> None:
        """Release the store."""
        self.store.close()


@dataclass(frozen=True)
class Engine:
    """What stays loaded while versions come and go: the embedder and the morpheme analyser."""

    embedder: Embedder
    analyser: MorphemeAnalyser

    @classmethod
    def load(cls, settings: KnowledgeSettings, words: Sequence[str] = ()) -> "Engine":
        """Load both. Raises ModelUnavailable."""
        return cls(load_embedder(settings), analyser_with(tuple(words)))


def open_version(
    version: Version,
    engine: Engine,
    skipped: tuple[str, ...] = (),
    finder: CampusFinder | None = None,
    like: KnowledgeBase | None = None,
    known: Sequence[Passage] = (),
) -> KnowledgeBase:
    """Open a version that was proven. Raises VersionBroken or StoreUnavailable.

    What it has in common with `like`, another opened version, and with `known`, its own passages as somebody else
    holds them, is shared: time and memory follow what differs.
    """
    entries = _Entries(like, version)
    with uncollected():
        for passage, terms in read_entries(version, known):
            entries.add(passage, terms)
    base = KnowledgeBase(
        version=version,
        passages=tuple(entries.passages),
        document_frequency=entries.document_frequency(),
        own_terms=tuple(entries.own_terms),
        question_terms=tuple(entries.question_terms),
        store=EmbeddedStore(version.folder / "chroma"),
        morphemes=LexicalIndex.load(version.folder / "lexical" / "morphemes", len(entries.passages)),
        syllables=LexicalIndex.load(version.folder / "lexical" / "syllables", len(entries.passages)),
        finder=finder or CampusFinder.load(version.structured),
        embedder=engine.embedder,
        analyser=engine.analyser,
        skipped=skipped,
    )
    base.store.load()
    base.warm()
    return base


class _Entries:
    """The passages and terms of a version that is being opened: as far as another that is open has them its objects."""

    def __init__(self, like: KnowledgeBase | None, version: Version) -> None:
        """The same analyser finds the same terms in the same passage, so equal passages are all that has to be found."""
        same_words = like and like.version.manifest.analyser_fingerprint == version.manifest.analyser_fingerprint
        self._like = like if same_words else None
        self.passages: list[Passage] = []
        self.own_terms: list[frozenset[str]] = []
        self.question_terms: list[tuple[frozenset[str], ...]] = []
        self._shared: set[int] = set()
        self._came: Counter[str] = Counter()

    def add(self, passage: Passage, terms: Terms) -> None:
        """The next one, in index order."""
        row = self._like.rows.get(passage.id) if self._like else None
        if self._like and row is not None and self._like.passages[row] == passage:
            self._shared.add(row)
            self.passages.append(self._like.passages[row])
            self.own_terms.append(self._like.own_terms[row])
            self.question_terms.append(self._like.question_terms[row])
        else:
            self.passages.append(passage)
            self.own_terms.append(frozenset(terms[0]))
            self.question_terms.append(tuple(map(frozenset, terms[1:])))
            self._came.update(set(flatten(terms)))

    def document_frequency(self) -> Counter[str]:
        """That of the other version, without what went and with what came."""
        counts = self._came
        if self._like:
            counts.update(self._like.document_frequency)
            for row in range(len(self._like.passages)):
                if row not in self._shared:
                    counts.subtract(self._like.own_terms[row].union(*self._like.question_terms[row]))
        return +counts


def open_current(settings: KnowledgeSettings, engine: Engine | None = None) -> KnowledgeBase:
    """Open the current version, or the newest older one that is whole.

    The proof runs in a child process while the models load here. Raises NoVersion where there is none, or the
    current version's own fault where nothing can be served.
    """
    shelf = VersionShelf(settings.data_dir)
    candidates = shelf.candidates()
    if not candidates:
        shelf.current()  # raises NoVersion with what to do
    embedder = engine.embedder if engine else load_embedder(settings)
    first_fault: KnowledgeError | None = None
    skipped: list[str] = []
    if shelf.current_id() is None:
        skipped.append(
            f"{shelf.pointer}을(를) 읽을 수 없어 가장 새 버전을 씁니다. sesac rollback이나 sesac refresh로 다시 정하세요. "
            f"(The pointer cannot be read: the newest version is served.)"
        )
    for version_id in candidates:
        try:
            return _open_proven(shelf.get(version_id), embedder, engine, tuple(skipped))
        except KnowledgeError as fault:
            log.error("version %s cannot be served: %s", version_id, fault)
            skipped.append(str(fault))
            first_fault = first_fault or fault
    raise first_fault or NoVersion("지식베이스가 없습니다. (no knowledge base)")


def _open_proven(
    version: Version, embedder: Embedder, engine: Engine | None, skipped: tuple[str, ...]
) -> KnowledgeBase:
    """Open a version while a child proves it; another version may name other places than the engine knows."""
    proof = Proof(version, embedder.fingerprint)
    try:
        finder = CampusFinder.load(version.structured)
        words = finder.words
        analyser = engine.analyser if engine and engine.analyser.words == words else analyser_with(words)
        lexical.preload()
        preload()  # so that the child's time is not lost
    except BaseException:
        proof.cancel()
        raise
    proof.wait()
    return open_version(version, Engine(embedder, analyser), skipped, finder)


def open_named(settings: KnowledgeSettings, version_id: str) -> KnowledgeBase:
    """Open the version of this id, current or not. Raises NoVersion, or what is wrong with it."""
    version = VersionShelf(settings.data_dir).get(version_id)
    engine = Engine.load(settings, CampusFinder.load(version.structured).words)
    Proof(version, engine.embedder.fingerprint).wait()
    return open_version(version, engine)
