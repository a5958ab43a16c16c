"""The passages of the next version: those of the sources that were read, and the old ones of all others."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest import splitting
from ingest.errors import NothingToPublish
from ingest.finding import Finding, Severity
from ingest.reading import Source
from ingest.sources import STRUCTURED
from ingest.takeover import Before
from ingest.unchanged import FileRecord, Kept, Readings, with_split
from knowledge.campuses import TRACKS, CampusFinder, outlines
from knowledge.document import Document, Passage
from knowledge.lexical import MorphemeAnalyser


@dataclass(frozen=True)
class Assembled:
    """What the next version would hold."""

    passages: list[Passage]
    documents: Mapping[str, Mapping[str, Any]]
    """Of each document its title, origin, path, hash, and how many passages and characters it has."""
    sources: Mapping[str, str]
    """Each origin and what kind of source it is."""
    origins: frozenset[str]
    """The origins whose documents this refresh replaces."""
    files: Mapping[str, tuple[FileRecord, ...]]
    """What became of the files of each origin that was read."""
    findings: tuple[Finding, ...]
    readings: Readings
    """What each file gave, for the next refresh to take over."""


def structured_of(sources: Sequence[Source], before: Before) -> dict[str, Path]:
    """The campus data of the sources that bring it, else those of the version before. Raises NothingToPublish."""
    found: dict[str, Path] = {}
    if before.version:
        found = {name: before.version.structured / name for name in STRUCTURED}
    for source in sources:
        found.update(source.reading.structured)
    missing = [name for name in STRUCTURED if name not in found]
    if missing:
        raise NothingToPublish(
            f"캠퍼스 자료가 없습니다: {', '.join(missing)}. 먼저 sesac refresh로 기본 자료를 만드세요. "
            f"(campus data missing)"
        )
    outlines(found["districts.geojson"])  # nothing here needs them, but what is published must be readable
    return found


def assemble(
    sources: Sequence[Source],
    dropped: Sequence[str],
    before: Before,
    finder: CampusFinder,
    analyser: MorphemeAnalyser,
) -> Assembled:
    """Put the next version's passages together.

    An address from which nothing can be read keeps what it said before: a server's fault removes nothing.
    """
    kinds = dict(before.version.manifest.sources) if before.version else {}
    _require_known(dropped, before)
    replacing = [source for source in sources if source.reading.found or source.kind != "url"]
    origins = frozenset({*(source.reading.origin for source in replacing), *dropped})
    passages = [passage for passage in before.passages if passage.origin not in origins]
    owners = {passage.document_id: passage.origin for passage in passages}
    paths = {name: record.get("path", "") for name, record in _old_documents(before).items()}
    findings: list[Finding] = [*before.findings]
    readings = {origin: files for origin, files in before.readings.items() if origin not in origins}
    for source in sources:
        findings.extend(source.reading.findings)
    for source in replacing:
        origin = source.reading.origin
        split: dict[str, Sequence[Finding]] = {}
        left_out: set[str] = set()
        for document in source.reading.found:
            owner = owners.setdefault(document.id, origin)
            if owner != origin:
                findings.append(_taken(document, owner))
                left_out.add(document.id)
                continue
            paths[document.id] = document.path
            made, split[document.id] = _cut(document, origin, before, finder, analyser)
            passages.extend(made)
            findings.extend(split[document.id])
        readings[origin] = with_split(source.reading.reads, split, left_out)
    kinds.update({source.reading.origin: source.kind for source in replacing})
    left = {passage.origin for passage in passages}
    return Assembled(
        passages,
        documents_of(passages, paths),
        {origin: kind for origin, kind in sorted(kinds.items()) if origin in left},
        origins,
        {source.reading.origin: tuple(source.reading.files) for source in sources},
        tuple(findings),
        readings,
    )


def _cut(
    document: Document | Kept, origin: str, before: Before, finder: CampusFinder, analyser: MorphemeAnalyser
) -> tuple[list[Passage], Sequence[Finding]]:
    """The passages of a document, those of the version before where it was not read again."""
    if isinstance(document, Kept):
        return before.passages_of(document.id), document.findings
    made, problems = splitting.split(document, origin, analyser)
    return made, [*problems, *_unknown_places(document, finder)]


def documents_of(passages: Sequence[Passage], paths: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What the manifest says of each document; `hash` is over its passages in order."""
    documents: dict[str, dict[str, Any]] = {}
    for passage in passages:
        name = passage.document_id
        record = documents.setdefault(
            name,
            {
                "title": passage.title,
                "origin": passage.origin,
                "path": paths.get(name, ""),
                "passages": 0,
                "chars": 0,
                "hash": "",
            },
        )
        record["passages"] += 1
        record["chars"] += len(passage.text)
        record["hash"] = hashlib.sha256((record["hash"] + passage.content_hash).encode()).hexdigest()
    return documents


def _old_documents(before: Before) -> Mapping[str, Mapping[str, Any]]:
    return before.version.manifest.documents if before.version else {}


def _require_known(dropped: Sequence[str], before: Before) -> None:
    """Raises NothingToPublish where a source that is to go is not there."""
    known = dict.fromkeys(passage.origin for passage in before.passages)
    for origin in dropped:
        if origin not in known:
            listed = ", ".join(known) or "-"
            raise NothingToPublish(
                f"뺄 자료가 지식베이스에 없습니다: {origin}. 있는 자료: {listed}. (no such source in the knowledge base)"
            )


def _taken(document: Document | Kept, owner: str) -> Finding:
    message = f"문서 id '{document.id}'가 다른 자료({owner})에 이미 있습니다. 하나를 바꾸세요. (id already in use)"
    return Finding(Severity.ERROR, document.path, 1, message)


def _unknown_places(document: Document, finder: CampusFinder) -> Iterator[Finding]:
    """A finding for each campus and track that there is not: nobody who asks for the right one would be answered."""
    findings: dict[Finding, None] = {}
    for line, campuses, tracks in [
        (1, document.campus, document.track),
        *((section.line, section.campus, section.track) for section in document.sections),
    ]:
        unknown = [f"campus '{name}'" for name in campuses if name not in finder]
        unknown += [f"track '{name}'" for name in tracks if name not in TRACKS]
        for name in unknown:
            message = f"{name}은(는) 없는 이름입니다. campuses.yaml에 있는 id를 적으세요. (no such campus or track)"
            findings[Finding(Severity.WARNING, document.path, line, message)] = None
    yield from findings
