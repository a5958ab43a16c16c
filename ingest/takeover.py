"""What the next version takes over from the one before, so that cost follows the change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from ingest.finding import Finding, Severity
from knowledge.document import Passage
from knowledge.embedding import Embedder
from knowledge.errors import KnowledgeError, VersionBroken
from knowledge.lexical import MorphemeAnalyser
from knowledge.proving import prove
from knowledge.store import EmbeddedStore, library_version, record_ids_of
from knowledge.version import Version, VersionShelf, file_records

Terms = list[list[str]]
"""Of each searched text of a passage."""


@dataclass(frozen=True)
class Before:
    """The version that is built upon; nothing where there is none.

    `is_whole` says whether all of it can be served, not only its texts read.
    """

    version: Version | None = None
    entries: tuple[tuple[Passage, Terms], ...] = ()
    is_whole: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def id(self) -> str | None:
        """The version's id."""
        return self.version.id if self.version else None

    @property
    def passages(self) -> list[Passage]:
        """Its passages, in index order."""
        return [passage for passage, _ in self.entries]

    def has_same(self, embedder: Embedder, analyser: MorphemeAnalyser) -> bool:
        """Whether it can be served as it is, and was made by these."""
        manifest = self.version.manifest if self.version else None
        return (
            manifest is not None
            and self.is_whole
            and manifest.embedding_fingerprint == embedder.fingerprint
            and manifest.analyser_fingerprint == analyser.fingerprint
        )

    def terms(self, analyser: MorphemeAnalyser) -> dict[str, Terms]:
        """Terms by content hash of the passage, as far as this analyser would find the same."""
        if not self.version or self.version.manifest.analyser_fingerprint != analyser.fingerprint:
            return {}
        return {passage.content_hash: terms for passage, terms in self.entries}

    def vectors(self, embedder: Embedder) -> Mapping[str, npt.NDArray[Any]]:
        """Vectors by text, as far as this embedder made them."""
        if not self.version or not self.is_whole:
            return {}
        if self.version.manifest.embedding_fingerprint != embedder.fingerprint:
            return {}
        known: dict[str, npt.NDArray[Any]] = {}
        store = EmbeddedStore(self.version.folder / "chroma")
        for passage in self.passages:
            record_ids = record_ids_of(passage.id, len(passage.searched_texts))
            known.update(zip(passage.searched_texts, store.vectors_of(record_ids), strict=True))
        store.close()
        return known


def find_before(shelf: VersionShelf) -> Before:
    """The version in force, or the newest older one whose texts are whole: what other sources brought must not be
    lost because a file was damaged. Each version that was passed over is a finding."""
    findings: list[Finding] = []
    for version_id in shelf.candidates():
        try:
            version = shelf.get(version_id)
            fault = _fault(version)
            if fault:
                findings.append(_warning(version_id, f"{fault} 벡터를 새로 계산합니다. (rebuilt from its texts)"))
                _require_texts(version)
            return Before(version, tuple(version.passages()), fault is None, tuple(findings))
        except KnowledgeError as error:
            message = f"{error} 이 버전은 넘겨받지 않습니다. (nothing is taken over from this version)"
            findings.append(_warning(version_id, message))
    if findings:
        message = "넘겨받을 수 있는 버전이 없습니다. 다른 자료도 다시 갱신하세요. (refresh your other sources too)"
        findings.append(_warning("", message))
    return Before(findings=tuple(findings))


def _warning(version_id: str, message: str) -> Finding:
    return Finding(Severity.WARNING, f"versions/{version_id}", 1, message)


def _fault(version: Version) -> str | None:
    """Why a version cannot be served, None where it can."""
    if version.manifest.chroma_version != library_version():
        return f"다른 벡터 저장소(Chroma {version.manifest.chroma_version})로 만들어졌습니다."
    try:
        prove(version.folder)
    except KnowledgeError as error:
        return str(error)
    return None


def _require_texts(version: Version) -> None:
    """Raises VersionBroken unless the passages and the campus data are as they were written."""
    found = file_records(version.folder)
    for name, record in version.manifest.files.items():
        if (name == "passages.jsonl" or name.startswith("structured/")) and found.get(name) != record:
            raise VersionBroken(f"파일이 바뀌었습니다: {name} (file altered)")
