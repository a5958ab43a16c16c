"""Refresh: sources in, the next version out. The page to read.

Reading one source replaces what came from that source and nothing else. Vectors and terms of unchanged passages
are taken over from the version before, by content. The next version is written aside, proven in a child process,
opened, checked and asked the golden questions; then it is put in force in one step, or kept until somebody does
so. Until then, and after any fault, the old version serves.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from ingest import uploads
from ingest.assembling import Assembled, assemble, structured_of
from ingest.building import Content, Makers, building, require_space
from ingest.computing import Progress, terms_of, vectors_of
from ingest.errors import DiskFull, Overtaken, StoppedByGate
from ingest.fetch_state import FetchState
from ingest.finding import Finding, Severity
from ingest.gate import Gate
from ingest.lock import refresh_lock, user
from ingest.order import Ending, Order
from ingest.reading import FETCHED, Sources, read_all
from ingest.rehearsal import rehearse
from ingest.report import Report
from ingest.settings import IngestSettings
from ingest.takeover import Before, find_before
from knowledge.campuses import CampusFinder
from knowledge.embedding import load_embedder
from knowledge.lexical import analyser_with
from knowledge.proving import Proof
from knowledge.settings import KnowledgeSettings
from knowledge.version import Version, VersionShelf, write_manifest


@dataclass(frozen=True, slots=True)
class Refresh:
    """One run: what it changed, by document id, what staff should look at, and what the gate said."""

    version_id: str | None
    """What was published or prepared; the version in force where nothing changed; else None."""
    published: bool
    prepared: bool = False
    """Whether the version waits for `publish`."""
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    passages: int = 0
    embedded: int = 0
    """Texts whose vector was computed in this run."""
    report: Report = field(default_factory=Report)
    gate: Gate = field(default_factory=Gate)
    forced: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found while reading."""
        return self.report.findings

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The files or parts that were left out."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def is_stopped(self) -> bool:
        """Whether only a reason would publish it."""
        return bool(self.gate.blocks) and not self.published

    def to_json(self) -> dict[str, Any]:
        """A JSON object for `--json`."""
        return {**asdict(self), "errors": len(self.errors), "stopped": self.is_stopped}


def _silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def refresh(
    settings: KnowledgeSettings,
    paths: Sequence[Path] = (),
    *,
    order: Order | None = None,
    ending: Ending = Ending.PUBLISH,
    ingest: IngestSettings | None = None,
    progress: Progress = _silent,
) -> Refresh:
    """Read the sources (the shipped programme where none is named) and publish, keep or drop the next version.

    Raises IngestError or KnowledgeError; whatever is raised, the version in force stays in force.
    """
    order = order or Order(Sources(tuple(paths)))
    ingest = ingest or IngestSettings()
    shelf = VersionShelf(settings.data_dir)
    shelf.prepare()
    with refresh_lock(settings.data_dir), DiskFull.told(settings.data_dir):
        if ending is not Ending.DROP:
            shelf.clean(settings.keep_versions)
        in_force, before = shelf.current_id(), find_before(shelf)
        sources = read_all(order.sources, settings, ingest, progress, before)
        structured = structured_of(sources, before)
        finder = CampusFinder.read(structured["campuses.yaml"], structured["districts.yaml"])
        analyser = analyser_with(finder.words)
        if not before.is_cut_by(analyser):  # other names of places: sentences and words may be cut otherwise
            sources = read_all(order.sources, settings, ingest, progress, Before())
        makers = Makers(settings, load_embedder(settings), analyser, order.now or datetime.now(UTC), order.note)
        found = assemble(sources, order.sources.dropped, before, finder, analyser)
        if before.version and not order.sources.uploads:
            found = replace(found, findings=(*found.findings, *uploads.damage(before.version)))
        run = _Run(shelf, order, ingest, in_force, before, found, structured, makers, progress)
        told = run.compared()
        if run.is_nothing_to_do(told) and before.id == in_force:
            return replace(told, version_id=in_force)
        return run.build(told, ending)


def publish(settings: KnowledgeSettings, version_id: str, *, by: str = "", note: str = "", force: str = "") -> Version:
    """Put a prepared version in force. Raises NoVersion where it is gone or another was published since, StoppedByGate
    where the gate said no and `force` gives no reason, RefreshInProgress, or what the proof finds."""
    shelf = VersionShelf(settings.data_dir)
    shelf.prepare()
    with refresh_lock(settings.data_dir), DiskFull.told(settings.data_dir):
        shelf.clean(settings.keep_versions)
        version = shelf.prepared(version_id)
        if version.manifest.checks.get("blocks") and not force:
            raise StoppedByGate(
                f"검문에서 멈춘 버전입니다: {version_id}. 그래도 내려면 까닭을 적으세요. (Stopped by the gate: give a reason.)"
            )
        Proof(version, load_embedder(settings).fingerprint).wait()
        manifest = replace(version.manifest, forced=force, by=by or user(), note=note or version.manifest.note)
        write_manifest(version.folder, manifest)
        _require_in_force(shelf, version.manifest.base or None)
        _put_in_force(shelf, version, manifest.sources, settings.keep_versions)
        return shelf.get(version_id)


def _require_in_force(shelf: VersionShelf, version_id: str | None) -> None:
    """Raises Overtaken: what was taken back meanwhile must not come back with what was built upon it."""
    if shelf.current_id() != version_id:
        raise Overtaken(
            "그 사이에 다른 버전으로 되돌려졌습니다. 지금 버전이 그대로 쓰입니다. 내려면 다시 갱신하세요. "
            "(Another version was put in force meanwhile: refresh anew.)"
        )


def _put_in_force(shelf: VersionShelf, version: Version, sources: Mapping[str, str], keep: int) -> None:
    """Publish a finished version, and remove what no kept version needs: also what was fetched from an address that is
    no source any more."""
    shelf.publish(version.folder, version.id)
    shelf.clean(keep)
    FetchState(shelf.data_dir / FETCHED).keep_only({origin for origin, kind in sources.items() if kind == "url"})


@dataclass(frozen=True)
class _Run:
    """What one refresh works with."""

    shelf: VersionShelf
    order: Order
    ingest: IngestSettings
    in_force: str | None
    """The version that was served when this refresh began; `before` is another one where that is damaged."""
    before: Before
    found: Assembled
    structured: dict[str, Path]
    makers: Makers
    progress: Progress

    def compared(self) -> Refresh:
        """What would change, nothing being built yet."""
        before, found = self.before, self.found
        old = before.version.manifest.documents if before.version else {}
        new = found.documents
        both = set(old) & set(new)
        same = {name for name in both if old[name]["hash"] == new[name]["hash"]}
        return Refresh(
            version_id=None,
            published=False,
            added=tuple(sorted(set(new) - both)),
            changed=tuple(sorted(both - same)),
            removed=tuple(sorted(set(old) - both)),
            unchanged=tuple(sorted(same)),
            passages=len(found.passages),
            report=Report(
                files=tuple(chain.from_iterable(found.files.values())), unchanged=len(same), findings=found.findings
            ),
        )

    def is_nothing_to_do(self, told: Refresh) -> bool:
        """Whether the version in force is whole and would come out the same."""
        version = self.before.version
        if told.added or told.changed or told.removed or not version:
            return False
        if self.order.sources.uploads and uploads.differ(self.order.sources.uploads, version):
            return False
        same_data = all(
            path.read_bytes() == (version.structured / name).read_bytes() for name, path in self.structured.items()
        )
        return same_data and self.before.has_same(self.makers.embedder, self.makers.analyser)

    def build(self, told: Refresh, ending: Ending) -> Refresh:
        """Write the next version aside, prove it, look at it, and end as wanted."""
        makers, passages, progress = self.makers, self.found.passages, self.progress
        embedder, analyser = makers.embedder, makers.analyser
        require_space(makers.settings.data_dir, self.before.version)
        terms = terms_of(passages, self.before.terms(analyser), analyser, progress)
        vectors, embedded = vectors_of(passages, self.before.vectors(embedder), embedder, progress)
        progress("쓰기", 0, 1)
        content = Content(passages, terms, vectors, self.structured, self.found.documents, self.found.readings)
        del terms, vectors
        with building(self.shelf, content, self.makers) as version:
            del content  # it is written, and a large base is now opened beside it
            self.before.forget_terms()
            progress("확인", 0, 1)
            Proof(version, embedder.fingerprint).wait()
            progress("확인", 1, 1)
            report, table = rehearse(version, self.before, self.found, self.order, makers, self.ingest, progress)
            return self._end(replace(told, report=report, gate=table, embedded=embedded), version, ending)

    def _end(self, told: Refresh, version: Version, ending: Ending) -> Refresh:
        """Publish it, keep it for later, or leave it to be removed."""
        publishes = ending is Ending.PUBLISH and (not told.gate.blocks or bool(self.order.force))
        if not (publishes or ending is Ending.KEEP):
            return told
        _require_in_force(self.shelf, self.in_force)
        forced = self.order.force if publishes and told.gate.blocks else ""
        self._describe(version, told, forced)
        if not publishes:
            self.shelf.keep_prepared(version.folder, version.id)
            return replace(told, version_id=version.id, prepared=True)
        _put_in_force(self.shelf, version, self.found.sources, self.makers.settings.keep_versions)
        return replace(told, version_id=version.id, published=True, forced=forced)

    def _describe(self, version: Version, told: Refresh, forced: str) -> None:
        """Keep the report, and put who, why and what into the manifest."""
        path = self.shelf.report(version.id)
        path.parent.mkdir(exist_ok=True)
        content = {"report": asdict(told.report), "gate": asdict(told.gate)}
        path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        manifest = replace(
            version.manifest,
            by=self.order.by or user(),
            base=self.in_force or "",
            sources=self.found.sources,
            uploads=uploads.carry(version.folder, self.order.sources.uploads, self.before.version),
            changes={name: len(getattr(told, name)) for name in ("added", "changed", "removed", "unchanged")},
            checks=told.gate.summary(),
            forced=forced,
        )
        write_manifest(version.folder, manifest)
