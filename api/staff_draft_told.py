"""What was read, as staff are shown it: per file its state, what it says of itself, and how its passages begin."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from api.staff_draft import Preview, Sample
from ingest.finding import Finding
from ingest.readers.extract import FileState
from ingest.readers.office_file import SIDE_SUFFIX
from ingest.sources import FileRecord, Reading
from ingest.splitting import Sentences, split
from knowledge.document import Document

MAX_SAMPLES = 5
MAX_SAMPLE_CHARS = 400
MAX_FINDINGS = 50
_WORST = tuple(FileState)


def previews_of(reading: Reading, names: Sequence[str], cutter: Sentences, is_url: bool = False) -> dict[str, Preview]:
    """A preview of each of these files of a reading; of the one address where that was read."""
    documents = {document.path: document for document in reading.documents}
    found = {}
    for name in names:
        records = [record for record in reading.files if is_url or _is_of(record.path, name)]
        made = [_preview(record, documents.get(record.path), reading.findings, cutter, is_url) for record in records]
        if not made:
            continue
        whole = next((one for one in made if is_url or one.name == name), None)
        found[name] = replace(whole, name=name, given=name) if whole else _archive(name, made)
    return found


def unreadable(name: str, why: str, is_url: bool = False) -> Preview:
    """A file or address that nothing could be read from."""
    return Preview(name, name, is_url, state=FileState.DAMAGED, findings=(why,))


def _is_of(path: str, name: str) -> bool:
    return path == name or path.startswith(f"{name}/")


def _archive(name: str, members: Sequence[Preview]) -> Preview:
    """A ZIP file: as good as its worst member."""
    states = [one.state for one in members if one.state]
    return Preview(
        name,
        name,
        state=max(states, key=_WORST.index) if states else None,
        kind="ZIP",
        passages=sum(one.passages for one in members),
        members=tuple(members),
    )


def _preview(
    record: FileRecord, document: Document | None, findings: Iterable[Finding], cutter: Sentences, is_url: bool
) -> Preview:
    said = [finding for finding in findings if is_url or finding.path in (record.path, record.path + SIDE_SUFFIX)]
    if document is None:
        return Preview(record.path, is_url=is_url, state=record.state, kind=record.kind, findings=_messages(said))
    passages, problems = split(document, "", cutter)
    source = document.source
    said += [problem for problem in problems if problem not in said]
    return Preview(
        name=record.path,
        is_url=is_url,
        state=record.state,
        kind=record.kind,
        document_id=document.id,
        title=document.title,
        published=source.published,
        publisher=source.publisher,
        url=source.url,
        topic=document.topic,
        valid_from=document.valid_from,
        valid_until=document.valid_until,
        findings=_messages(said),
        passages=len(passages),
        samples=tuple(Sample(one.heading, one.text[:MAX_SAMPLE_CHARS]) for one in passages[:MAX_SAMPLES]),
        missing=tuple(
            name for name, value in (("published", source.published), ("publisher", source.publisher)) if not value
        ),
    )


def _messages(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.message for finding in findings))[:MAX_FINDINGS]
