"""The rehearsal: the next version is opened beside the one in force, looked at, and asked what people ask."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path

from ingest import gate
from ingest.assembling import Assembled
from ingest.building import Makers
from ingest.checks import examine
from ingest.checks.comparing import changes
from ingest.checks.links import LinkChecker
from ingest.computing import Progress
from ingest.gate import Gate
from ingest.golden import golden_files, read_all
from ingest.order import Order
from ingest.report import DocumentChange, Report
from ingest.settings import IngestSettings
from ingest.takeover import Before
from knowledge.answering import Answerer
from knowledge.base import Engine, open_version
from knowledge.campuses import CampusFinder
from knowledge.lexical import analyser_with
from knowledge.periods import KST
from knowledge.version import Version

MAX_SHOWN_DOCUMENTS = 500
"""Added documents whose whole text stands in the report: nobody would read more, and it would double a version."""


def rehearse(
    version: Version,
    before: Before,
    found: Assembled,
    order: Order,
    makers: Makers,
    ingest: IngestSettings,
    progress: Progress,
) -> tuple[Report, Gate]:
    """What staff should see before the version is published."""
    now = makers.now.astimezone(KST)
    engine = Engine(makers.embedder, makers.analyser)
    links = LinkChecker(ingest.address_rules, ingest.fetch_limits) if ingest.check_links else None
    progress("점검", 0, 1)
    compared = changes(before.passages, found.passages)
    golden, problems = read_all(golden_files(makers.settings, _folders(order)))
    with (
        _today(before, engine, makers) as today,
        closing(open_version(version, engine, like=today.base if today else None, known=found.passages)) as base,
    ):
        checks = examine(base, before.passages, found.passages, now, links)
        progress("점검", 1, 1)
        asked = order.asked[: ingest.gate_questions]
        rows = gate.compare(today, Answerer(base, makers.settings), golden, asked, now, progress)
    report = Report(
        files=tuple(chain.from_iterable(found.files.values())),
        added=_shown(compared.added),
        changed=compared.changed,
        removed=_shown(compared.removed),
        unchanged=compared.unchanged,
        findings=(*found.findings, *problems),
        checks=checks,
    )
    documents = before.version.manifest.documents if before.version else {}
    losses = gate.losses(before.passages, found.passages, found.origins)
    shrunk = [
        one
        for origin, files in found.files.items()
        for one in gate.shrinks(before.passages, found.passages, files, documents, origin)
    ]
    return report, gate.weigh(rows, losses, shrunk)


def _folders(order: Order) -> list[Path]:
    """The folders that may bring golden questions of their own."""
    return [path for path in order.sources.paths if path.is_dir()]


@contextmanager
def _today(before: Before, engine: Engine, makers: Makers) -> Iterator[Answerer | None]:
    """The version in force as it answers now; None where there is none, or none that this model can open."""
    version = before.version
    if not version or not before.is_whole or version.manifest.embedding_fingerprint != makers.embedder.fingerprint:
        yield None
        return
    if version.manifest.analyser_fingerprint != makers.analyser.fingerprint:  # it knows other places
        engine = Engine(makers.embedder, analyser_with(CampusFinder.load(version.structured).words))
    with closing(open_version(version, engine, known=before.passages)) as base:
        yield Answerer(base, makers.settings)


def _shown(documents: tuple[DocumentChange, ...]) -> tuple[DocumentChange, ...]:
    """The documents, without their text where there are too many."""
    if len(documents) <= MAX_SHOWN_DOCUMENTS:
        return documents
    return tuple(replace(document, edits=()) for document in documents)
