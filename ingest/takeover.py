"""What the next version takes over from the one before, so that cost follows the change."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ingest.finding import Finding, Severity
from ingest.unchanged import FileRead, Readings, read_readings
from knowledge.document import Passage
from knowledge.embedding import Embedder, Vectors
from knowledge.entries import Terms, read_entries, uncollected
from knowledge.errors import KnowledgeError, VersionBroken
from knowledge.lexical import MorphemeAnalyser
from knowledge.postings import COUNTS
from knowledge.proving import require_files, require_sound
from knowledge.store import DATABASE, EmbeddedStore, library_version, searched_records, stored_ids
from knowledge.version import Version, VersionShelf, file_records

LEXICAL = "lexical"
"""Folder of the lexical indexes."""


@dataclass(frozen=True)
class KnownTerms:
    """What was found in the passages of the version before."""

    terms: Sequence[Terms] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    """The row of each passage by its content hash."""
    folder: Path | None = None
    """The lexical indexes over these rows; None where they cannot be built upon."""


@dataclass(frozen=True)
class KnownVectors:
    """The vectors of the version before: each record's text, and the store; none where nothing is known."""

    texts: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None

    def of(self, record_ids: Sequence[str]) -> Vectors:
        """The rows of these records. Raises StoreUnavailable."""
        assert self.folder
        store = EmbeddedStore(self.folder)
        try:
            return store.vectors_of(record_ids)
        finally:
            store.close()


@dataclass(frozen=True)
class Before:
    """The version that is built upon; nothing where there is none.

    `is_whole` says whether all of it can be served, not only its texts read.
    """

    version: Version | None = None
    passages: Sequence[Passage] = ()
    """In index order."""
    known_terms: list[Terms] = field(default_factory=list)
    """Of each passage; empty once they are forgotten."""
    is_whole: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def id(self) -> str | None:
        """The version's id."""
        return self.version.id if self.version else None

    @cached_property
    def _of_documents(self) -> dict[str, list[Passage]]:
        grouped: dict[str, list[Passage]] = {}
        for passage in self.passages:
            grouped.setdefault(passage.document_id, []).append(passage)
        return grouped

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of one document, in order."""
        return self._of_documents.get(document_id, [])

    @cached_property
    def readings(self) -> Readings:
        """What each file gave, by origin and name, as far as its documents are there."""
        if not self.version:
            return {}

        def is_there(read: FileRead, origin: str) -> bool:
            found = [self.passages_of(str(part.record.document_id)) for part in read.parts]
            return all(passages and passages[0].origin == origin for passages in found)

        return {
            origin: {name: read for name, read in files.items() if is_there(read, origin)}
            for origin, files in read_readings(self.version.folder).items()
        }

    def has_same(self, embedder: Embedder, analyser: MorphemeAnalyser) -> bool:
        """Whether it can be served as it is, and was made by these."""
        manifest = self.version.manifest if self.version else None
        return (
            manifest is not None
            and self.is_whole
            and manifest.embedding_fingerprint == embedder.fingerprint
            and manifest.analyser_fingerprint == analyser.fingerprint
        )

    def is_cut_by(self, analyser: MorphemeAnalyser) -> bool:
        """Whether this analyser would cut sentences and find words as in this version; so does what is not there."""
        return not self.version or self.version.manifest.analyser_fingerprint == analyser.fingerprint

    def terms(self, analyser: MorphemeAnalyser) -> KnownTerms:
        """Its terms, as far as this analyser would find the same."""
        if not self.version or not self.is_cut_by(analyser):
            return KnownTerms()
        rows = {passage.content_hash: row for row, passage in enumerate(self.passages)}
        folder = self.version.folder / LEXICAL if self.is_whole and self._has_postings else None
        return KnownTerms(self.known_terms, rows, folder)

    def forget_terms(self) -> None:
        """Let go of the terms once they are taken over: the next version, which is now opened, has its own."""
        self.known_terms.clear()

    @property
    def _has_postings(self) -> bool:
        """Whether the lexical indexes can be taken over row by row: those of earlier releases cannot."""
        return self.version is not None and f"{LEXICAL}/morphemes/{COUNTS}" in self.version.manifest.files

    def vectors(self, embedder: Embedder) -> KnownVectors:
        """Its vectors, as far as this embedder made them."""
        if not self.version or not self.is_whole:
            return KnownVectors()
        if self.version.manifest.embedding_fingerprint != embedder.fingerprint:
            return KnownVectors()
        return KnownVectors(dict(searched_records(self.passages)), self.version.folder / "chroma")


def find_before(shelf: VersionShelf) -> Before:
    """The version in force, or the newest older one whose texts are whole: what other sources brought must not be
    lost because a file was damaged. Each version that was passed over is a finding."""
    findings: list[Finding] = []
    for version_id in shelf.candidates():
        try:
            version = shelf.get(version_id)
            fault = _fault(version)
            entries = [] if fault else _entries(version)
            fault = fault or _fault_of_store(version, [passage for passage, _ in entries])
            if fault:
                findings.append(_warning(version_id, f"{fault} 벡터를 새로 계산합니다. (rebuilt from its texts)"))
                _require_texts(version)
                entries = entries or _entries(version)
            passages, terms = [passage for passage, _ in entries], [terms for _, terms in entries]
            return Before(version, passages, terms, fault is None, tuple(findings))
        except KnowledgeError as error:
            message = f"{error} 이 버전은 넘겨받지 않습니다. (nothing is taken over from this version)"
            findings.append(_warning(version_id, message))
    if findings:
        message = "넘겨받을 수 있는 버전이 없습니다. 다른 자료도 다시 갱신하세요. (refresh your other sources too)"
        findings.append(_warning("", message))
    return Before(findings=tuple(findings))


def _entries(version: Version) -> list[tuple[Passage, Terms]]:
    with uncollected():
        return list(read_entries(version))


def _warning(version_id: str, message: str) -> Finding:
    return Finding(Severity.WARNING, f"versions/{version_id}", 1, message)


def _fault(version: Version) -> str | None:
    """Why a version cannot be served, None where its files are as they were when a child proved it."""
    if version.manifest.chroma_version != library_version():
        return f"다른 벡터 저장소(Chroma {version.manifest.chroma_version})로 만들어졌습니다."
    try:
        require_files(version)
        require_sound(version.folder / "chroma" / DATABASE)
    except KnowledgeError as error:
        return str(error)
    return None


def _fault_of_store(version: Version, passages: Sequence[Passage]) -> str | None:
    """The same of the records of its store."""
    try:
        missing = {record_id for record_id, _ in searched_records(passages)} ^ stored_ids(version.folder / "chroma")
    except sqlite3.DatabaseError as error:
        return str(error)
    return f"벡터 {len(missing)}개가 없거나 남습니다." if missing else None


def _require_texts(version: Version) -> None:
    """Raises VersionBroken unless the passages and the campus data are as they were written."""
    found = file_records(version.folder)
    for name, record in version.manifest.files.items():
        if (name == "passages.jsonl" or name.startswith("structured/")) and found.get(name) != record:
            raise VersionBroken(f"파일이 바뀌었습니다: {name} (file altered)")
