"""Refresh: sources in, the next version out. The page to read.

Reading one source replaces what came from that source and nothing else. Vectors and terms of unchanged
passages are taken over from the version before, by content. The next version is written aside, proven in a
child process and put in force in one step; until then, and after any fault, the old version serves.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest import gate, sources, splitting
from ingest.building import Content, Makers, building, require_space
from ingest.computing import Progress, terms_of, vectors_of
from ingest.errors import NothingToPublish
from ingest.finding import Finding, Severity
from ingest.lock import refresh_lock
from ingest.takeover import Before, find_before
from ingest.unchanged import Kept, KnownFiles, Readings, with_split
from knowledge.campuses import TRACKS, CampusFinder, outlines
from knowledge.document import Document, Passage
from knowledge.embedding import load_embedder
from knowledge.lexical import MorphemeAnalyser, analyser_with
from knowledge.proving import Proof
from knowledge.settings import KnowledgeSettings
from knowledge.version import VersionShelf

PROGRAMME_ORIGIN = "programme"
"""Origin of the documents that ship."""


@dataclass(frozen=True, slots=True)
class Refresh:
    """One run: what it changed, by document id, and what staff should look at."""

    version_id: str | None
    published: bool
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    passages: int = 0
    embedded: int = 0
    """Texts whose vector was computed in this run."""
    findings: tuple[Finding, ...] = field(default=())
    stopped_by: tuple[gate.Loss, ...] = ()
    """What only `accept_losses` would publish; nothing was published where there is any."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The files or parts that were left out."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    def to_json(self) -> dict[str, Any]:
        """A JSON object for `--json`."""
        return asdict(self)


def _silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def refresh(
    settings: KnowledgeSettings,
    paths: Sequence[Path] = (),
    *,
    dry_run: bool = False,
    accept_losses: bool = False,
    note: str = "",
    now: datetime | None = None,
    progress: Progress = _silent,
) -> Refresh:
    """Read the named sources (the shipped programme where none is named) and publish the next version.

    Raises IngestError or KnowledgeError; whatever is raised, the version in force stays in force.
    """
    shelf = VersionShelf(settings.data_dir)
    shelf.prepare()
    with refresh_lock(settings.data_dir):
        if not dry_run:
            shelf.clean(settings.keep_versions)
        named = dict.fromkeys(path.expanduser().resolve() for path in paths or (settings.programme_dir,))
        before = find_before(shelf)
        readings = [_read(path, settings, progress, before) for path in named]
        structured = _structured(readings, before)
        finder = CampusFinder.read(structured["campuses.yaml"], structured["districts.yaml"])
        analyser = analyser_with(finder.words)
        if not before.is_cut_by(analyser) and any(len(one.found) > len(one.documents) for one in readings):
            readings = [_read(path, settings, progress, Before()) for path in named]
        makers = Makers(settings, load_embedder(settings), analyser, now or datetime.now(UTC), note)
        passages, findings, reads = _passages(readings, before, finder, analyser)
        told = _compared(before, passages, findings)
        in_force = shelf.current_id()
        if _nothing_to_do(told, before, makers, structured) and before.id == in_force:
            return replace(told, version_id=in_force)
        origins = {reading.origin for reading in readings}
        stopped_by = () if accept_losses else gate.losses(before.passages, passages, origins)
        if dry_run or stopped_by:
            return replace(told, stopped_by=stopped_by)
        return _publish(shelf, before, passages, structured, makers, told, progress, reads)


def _publish(
    shelf: VersionShelf,
    before: Before,
    passages: Sequence[Passage],
    structured: Mapping[str, Path],
    makers: Makers,
    told: Refresh,
    progress: Progress,
    reads: Readings,
) -> Refresh:
    """Build the next version aside, prove it and put it in force."""
    settings, embedder, analyser = makers.settings, makers.embedder, makers.analyser
    require_space(settings.data_dir, before.version)
    terms = terms_of(passages, before.terms(analyser), analyser, progress)
    vectors, embedded = vectors_of(passages, before.vectors(embedder), embedder, progress)
    progress("쓰기", 0, 1)
    with building(shelf, Content(passages, terms, vectors, structured, _documents(passages), reads), makers) as version:
        progress("확인", 0, 1)
        Proof(version, embedder.fingerprint).wait()
        shelf.publish(version.folder, version.id)
    shelf.clean(settings.keep_versions)
    progress("확인", 1, 1)
    return replace(told, version_id=version.id, published=True, embedded=embedded)


def _read(path: Path, settings: KnowledgeSettings, progress: Progress, before: Before) -> sources.Reading:
    progress("읽기", 0, 1)
    origin = PROGRAMME_ORIGIN if path == settings.programme_dir.resolve() else str(path)
    reading = sources.read_source(path, origin, known=KnownFiles(before.readings.get(origin, {})))
    if not reading.found:
        problems = "".join(f"\n  {finding}" for finding in reading.findings[:10])
        raise NothingToPublish(
            f"읽을 수 있는 문서가 없습니다: {path}. 이전 버전이 그대로 쓰입니다. "
            f"(No readable document; nothing changed.){problems}"
        )
    progress("읽기", 1, 1)
    return reading


def _structured(readings: Sequence[sources.Reading], before: Before) -> dict[str, Path]:
    """The campus data of the sources that bring it, else those of the version before. Raises VersionBroken."""
    found: dict[str, Path] = {}
    if before.version:
        found = {name: before.version.structured / name for name in sources.STRUCTURED}
    for reading in readings:
        found.update(reading.structured)
    missing = [name for name in sources.STRUCTURED if name not in found]
    if missing:
        raise NothingToPublish(
            f"캠퍼스 자료가 없습니다: {', '.join(missing)}. 먼저 sesac refresh로 기본 자료를 만드세요. "
            f"(campus data missing)"
        )
    outlines(found["districts.geojson"])  # nothing here needs them, but what is published must be readable
    return found


def _passages(
    readings: Sequence[sources.Reading], before: Before, finder: CampusFinder, analyser: MorphemeAnalyser
) -> tuple[list[Passage], tuple[Finding, ...], Readings]:
    """The old passages of other origins and the new ones of these, all findings, and what each file gave."""
    origins = {reading.origin for reading in readings}
    passages = [passage for passage in before.passages if passage.origin not in origins]
    owners = {passage.document_id: passage.origin for passage in passages}
    findings: list[Finding] = [*before.findings]
    reads = {origin: files for origin, files in before.readings.items() if origin not in origins}
    for reading in readings:
        findings.extend(reading.findings)
        split: dict[str, Sequence[Finding]] = {}
        left_out = set()
        for document in reading.found:
            owner = owners.setdefault(document.id, reading.origin)
            if owner != reading.origin:
                message = f"문서 id '{document.id}'가 다른 자료({owner})에 이미 있습니다. 하나를 바꾸세요. (id already in use)"
                findings.append(Finding(Severity.ERROR, document.path, 1, message))
                left_out.add(document.id)
            elif isinstance(document, Kept):
                passages.extend(before.passages_of(document.id))
                split[document.id] = document.findings
            else:
                made, problems = splitting.split(document, reading.origin, analyser)
                passages.extend(made)
                split[document.id] = [*problems, *_unknown_places(document, finder)]
            findings.extend(split.get(document.id, ()))
        reads[reading.origin] = with_split(reading.reads, split, left_out)
    return passages, tuple(findings), reads


def _unknown_places(document: Document, finder: CampusFinder) -> list[Finding]:
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
    return list(findings)


def _compared(before: Before, passages: Sequence[Passage], findings: tuple[Finding, ...]) -> Refresh:
    """What would change, nothing being published yet."""
    old, new = _documents(before.passages), _documents(passages)
    both = set(old) & set(new)
    same = {name for name in both if old[name]["hash"] == new[name]["hash"]}
    return Refresh(
        version_id=None,
        published=False,
        added=tuple(sorted(set(new) - both)),
        changed=tuple(sorted(both - same)),
        removed=tuple(sorted(set(old) - both)),
        unchanged=tuple(sorted(same)),
        passages=len(passages),
        findings=findings,
    )


def _documents(passages: Sequence[Passage]) -> dict[str, dict[str, Any]]:
    """Each document's title, origin and hash over its passages."""
    documents: dict[str, dict[str, Any]] = {}
    for passage in passages:
        record = documents.setdefault(
            passage.document_id, {"title": passage.title, "origin": passage.origin, "passages": 0, "hash": ""}
        )
        record["passages"] += 1
        record["hash"] = hashlib.sha256((record["hash"] + passage.content_hash).encode()).hexdigest()
    return documents


def _nothing_to_do(told: Refresh, before: Before, makers: Makers, structured: Mapping[str, Path]) -> bool:
    """Whether the version in force is whole and would come out the same."""
    if told.added or told.changed or told.removed or not before.version:
        return False
    old = before.version.structured
    return before.has_same(makers.embedder, makers.analyser) and all(
        path.read_bytes() == (old / name).read_bytes() for name, path in structured.items()
    )
