"""Refresh: sources in, the next version out. The page to read.

Reading one source replaces what came from that source and nothing else. Vectors and terms of unchanged passages
are taken over from the version before, by content. The next version is written aside, proven in a child process
and put in force in one step; until then, and after any fault, the old version serves.
"""

import getpass
import json
import os
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from ingest import gate, sources, splitting
from ingest.errors import DiskFull, NothingToPublish, RefreshInProgress
from ingest.finding import Finding, Severity
from knowledge.campuses import CampusFinder
from knowledge.document import Passage
from knowledge.embedding import Embedder, Vectors, load_embedder
from knowledge.errors import KnowledgeError
from knowledge.lexical import LexicalIndex, MorphemeAnalyser, syllable_ngrams
from knowledge.proving import Proof
from knowledge.settings import KnowledgeSettings
from knowledge.store import EmbeddedStore, flatten, library_version, record_ids_of, write_embedded
from knowledge.version import Canary, Manifest, Version, VersionShelf, file_records

PROGRAMME_ORIGIN = "programme"
"""Origin of the documents that ship."""
CANARIES = 8
MIN_FREE_BYTES = 50_000_000
"""Kept free beside twice the size of the version before: a full disk must never stop the serving."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done and how many there are."""


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


def refresh(
    settings: KnowledgeSettings,
    paths: Sequence[Path] = (),
    *,
    dry_run: bool = False,
    accept_losses: bool = False,
    note: str = "",
    now: datetime | None = None,
    progress: Progress = lambda what, done, total: None,
) -> Refresh:
    """Read the named sources (the shipped programme where none is named) and publish the next version.

    Raises IngestError or KnowledgeError; whatever is raised, the version in force stays in force.
    """
    shelf = VersionShelf(settings.data_dir)
    shelf.prepare()
    with _lock(settings.data_dir):
        shelf.clean(settings.keep_versions)
        previous = _usable(shelf)
        readings = [_read(path, settings, progress) for path in paths or (settings.programme_dir,)]
        when = now or datetime.now(UTC)
        return _build(settings, shelf, previous, readings, dry_run, accept_losses, note, when, progress)


def _read(path: Path, settings: KnowledgeSettings, progress: Progress) -> sources.Reading:
    progress("읽기", 0, 1)
    resolved = path.expanduser().resolve()
    origin = PROGRAMME_ORIGIN if resolved == settings.programme_dir.resolve() else str(resolved)
    reading = sources.read_source(resolved, origin)
    if not reading.documents:
        problems = "\n".join(f"  {finding}" for finding in reading.findings[:10])
        raise NothingToPublish(
            f"읽을 수 있는 문서가 없습니다: {path}. 이전 버전이 그대로 쓰입니다. (No readable document; nothing changed.)"
            + (f"\n{problems}" if problems else "")
        )
    progress("읽기", 1, 1)
    return reading


def _build(
    settings: KnowledgeSettings,
    shelf: VersionShelf,
    previous: Version | None,
    readings: Sequence[sources.Reading],
    dry_run: bool,
    accept_losses: bool,
    note: str,
    now: datetime,
    progress: Progress,
) -> Refresh:
    structured = _structured(readings, previous)
    analyser = MorphemeAnalyser(_finder_words(structured))
    embedder = load_embedder(settings)
    old = list(previous.passages()) if previous else []
    passages, findings = _passages(readings, [passage for passage, _ in old], analyser)
    compared = _compare([passage for passage, _ in old], passages)
    same_model = previous is not None and previous.manifest.embedding_fingerprint == embedder.fingerprint
    is_same = not (compared["added"] or compared["changed"] or compared["removed"])
    if previous and is_same and same_model and _same_structured(structured, previous):
        return Refresh(previous.id, False, passages=len(passages), findings=findings, **compared)
    origins = {reading.origin for reading in readings}
    stopped_by = () if accept_losses else gate.losses([passage for passage, _ in old], passages, origins)
    if dry_run or stopped_by:
        return Refresh(
            None, False, passages=len(passages), findings=findings, stopped_by=stopped_by, **compared
        )
    _require_space(settings.data_dir, previous)

    terms = _terms(passages, old, analyser, progress)
    vectors, embedded = _vectors(passages, previous if same_model else None, [p for p, _ in old], embedder, progress)
    documents = _documents(passages)
    version_id = _version_id(now, shelf)
    folder = shelf.building_folder(version_id)
    progress("쓰기", 0, 1)
    _write(folder, passages, terms, vectors, structured)
    manifest = _manifest(settings, version_id, now, note, embedder, passages, vectors, documents, folder)
    (folder / "manifest.json").write_text(json.dumps(manifest.to_json(), ensure_ascii=False, indent=1), "utf-8")
    progress("확인", 0, 1)
    Proof(Version(folder, manifest), embedder.fingerprint).wait()
    shelf.publish(folder, version_id)
    shelf.clean(settings.keep_versions)
    progress("확인", 1, 1)
    return Refresh(version_id, True, passages=len(passages), embedded=embedded, findings=findings, **compared)


def _usable(shelf: VersionShelf) -> Version | None:
    """The current version if its own files can still be taken over from, else None: then all is built anew."""
    if shelf.current_id() is None:
        return None
    try:
        version = shelf.current()
        if file_records(version.folder) != dict(version.manifest.files):
            return None
    except KnowledgeError:
        return None
    return version


def _passages(
    readings: Sequence[sources.Reading], old: Sequence[Passage], analyser: MorphemeAnalyser
) -> tuple[list[Passage], tuple[Finding, ...]]:
    """The old passages of other origins and the new ones of these, and all findings."""
    origins = {reading.origin for reading in readings}
    kept = [passage for passage in old if passage.origin not in origins]
    owners = {passage.document_id: passage.origin for passage in kept}
    findings: list[Finding] = []
    passages = kept
    for reading in readings:
        findings.extend(reading.findings)
        for document in reading.documents:
            owner = owners.setdefault(document.id, reading.origin)
            if owner != reading.origin:
                findings.append(
                    Finding(
                        Severity.ERROR,
                        document.path,
                        1,
                        f"문서 id '{document.id}'가 다른 자료({owner})에 이미 있습니다. 하나를 바꾸세요. (id already in use)",
                    )
                )
                continue
            made, problems = splitting.split(document, reading.origin, analyser)
            passages.extend(made)
            findings.extend(problems)
    return passages, tuple(findings)


def _compare(old: Sequence[Passage], new: Sequence[Passage]) -> dict[str, tuple[str, ...]]:
    before, after = _documents(old), _documents(new)
    return {
        "added": tuple(sorted(set(after) - set(before))),
        "removed": tuple(sorted(set(before) - set(after))),
        "changed": tuple(sorted(i for i in set(after) & set(before) if after[i]["hash"] != before[i]["hash"])),
        "unchanged": tuple(sorted(i for i in set(after) & set(before) if after[i]["hash"] == before[i]["hash"])),
    }


def _documents(passages: Sequence[Passage]) -> dict[str, dict[str, Any]]:
    """Each document's title, origin and hash over its passages."""
    import hashlib

    documents: dict[str, dict[str, Any]] = {}
    for passage in passages:
        record = documents.setdefault(
            passage.document_id, {"title": passage.title, "origin": passage.origin, "passages": 0, "hash": ""}
        )
        record["passages"] += 1
        record["hash"] = hashlib.sha256((record["hash"] + passage.content_hash).encode()).hexdigest()
    return documents


def _structured(readings: Sequence[sources.Reading], previous: Version | None) -> dict[str, Path]:
    """The campus data of the sources that bring it, else those of the version before."""
    found: dict[str, Path] = {}
    if previous:
        found = {path.name: path for path in previous.structured.iterdir()}
    for reading in readings:
        found.update(reading.structured)
    missing = [name for name in sources.STRUCTURED if name not in found]
    if missing:
        raise NothingToPublish(
            f"캠퍼스 자료가 없습니다: {', '.join(missing)}. 먼저 sesac refresh로 기본 자료를 만드세요. (campus data missing)"
        )
    return found


def _same_structured(structured: Mapping[str, Path], previous: Version) -> bool:
    return all(path.read_bytes() == (previous.structured / name).read_bytes() for name, path in structured.items())


def _finder_words(structured: Mapping[str, Path]) -> tuple[str, ...]:
    return CampusFinder.load(structured["campuses.yaml"].parent).words


def _terms(
    passages: Sequence[Passage],
    old: Sequence[tuple[Passage, list[list[str]]]],
    analyser: MorphemeAnalyser,
    progress: Progress,
) -> list[list[list[str]]]:
    """The terms of each searched text of each passage, known ones taken over."""
    known = {passage.content_hash: terms for passage, terms in old}
    fresh = [row for row, passage in enumerate(passages) if passage.content_hash not in known]
    terms: list[list[list[str]]] = [known.get(passage.content_hash, []) for passage in passages]
    step = 64
    for start in range(0, len(fresh), step):
        progress("형태소 분석", start, len(fresh))
        rows = fresh[start : start + step]
        found = iter(analyser.terms_of_all(flatten([passages[row].searched_texts for row in rows])))
        for row in rows:
            terms[row] = [next(found) for _ in passages[row].searched_texts]
    progress("형태소 분석", len(fresh), len(fresh))
    return terms


def _vectors(
    passages: Sequence[Passage],
    previous: Version | None,
    old: Sequence[Passage],
    embedder: Embedder,
    progress: Progress,
) -> tuple[Vectors, int]:
    """One row for each searched text of each passage, and how many had to be computed."""
    texts = flatten([passage.searched_texts for passage in passages])
    known: dict[str, np.ndarray[Any, Any]] = {}
    if previous:
        store = EmbeddedStore(previous.folder / "chroma")
        for passage in old:
            record_ids = record_ids_of(passage.id, len(passage.searched_texts))
            known.update(zip(passage.searched_texts, store.vectors_of(record_ids), strict=True))
        store.close()
    fresh = [text for text in dict.fromkeys(texts) if text not in known]
    step = 256
    for start in range(0, len(fresh), step):
        progress("임베딩", start, len(fresh))
        part = fresh[start : start + step]
        known.update(zip(part, embedder.embed_passages(part), strict=True))
    progress("임베딩", len(fresh), len(fresh))
    return np.stack([known[text] for text in texts]).astype(np.float32), len(fresh)


def _write(
    folder: Path,
    passages: Sequence[Passage],
    terms: Sequence[Sequence[Sequence[str]]],
    vectors: Vectors,
    structured: Mapping[str, Path],
) -> None:
    """Everything of a version but its manifest."""
    folder.mkdir(parents=True)
    with (folder / "passages.jsonl").open("w", encoding="utf-8") as file:
        for passage, found in zip(passages, terms, strict=True):
            file.write(json.dumps({"passage": passage.to_json(), "terms": found}, ensure_ascii=False) + "\n")
    (folder / "structured").mkdir()
    for name, path in structured.items():
        shutil.copyfile(path, folder / "structured" / name)
    LexicalIndex.build([flatten(found) for found in terms]).save(folder / "lexical" / "morphemes")
    ngrams = [syllable_ngrams(" ".join(passage.searched_texts)) for passage in passages]
    LexicalIndex.build(ngrams).save(folder / "lexical" / "syllables")
    groups = [passage.searched_texts for passage in passages]
    record_ids = flatten([record_ids_of(p.id, len(texts)) for p, texts in zip(passages, groups, strict=True)])
    write_embedded(folder / "chroma", record_ids, flatten(groups), vectors)
    np.save(folder / "canaries.npy", vectors[_canary_rows(len(vectors))])


def _canary_rows(count: int) -> list[int]:
    """Up to CANARIES rows, evenly spread."""
    return sorted({row * count // CANARIES for row in range(CANARIES)}) if count else []


def _manifest(
    settings: KnowledgeSettings,
    version_id: str,
    now: datetime,
    note: str,
    embedder: Embedder,
    passages: Sequence[Passage],
    vectors: Vectors,
    documents: Mapping[str, Mapping[str, Any]],
    folder: Path,
) -> Manifest:
    texts = flatten([passage.searched_texts for passage in passages])
    record_ids = flatten([record_ids_of(passage.id, len(passage.searched_texts)) for passage in passages])
    return Manifest(
        id=version_id,
        created=now.isoformat(timespec="seconds"),
        embedding_model=Path(settings.embedding_model).name,
        embedding_fingerprint=embedder.fingerprint,
        dimension=embedder.dimension,
        chroma_version=library_version(),
        counts={"documents": len(documents), "passages": len(passages), "vectors": len(vectors)},
        documents=documents,
        canaries=tuple(Canary(texts[row], record_ids[row]) for row in _canary_rows(len(vectors))),
        by=_user(),
        note=note,
        files=file_records(folder),
    )


def _version_id(now: datetime, shelf: VersionShelf) -> str:
    """UTC time to the second; sorts by age even where the clock went back or two runs share a second."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    newest = next(iter(shelf.ids()), "")
    if stamp > newest:
        return stamp
    base, _, number = newest.partition("-")
    return f"{base}-{int(number or 0) + 1:03d}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return str(os.getuid())


def _require_space(data_dir: Path, previous: Version | None) -> None:
    size = sum(p.stat().st_size for p in previous.folder.rglob("*") if p.is_file()) if previous else 0
    wanted = 2 * size + MIN_FREE_BYTES
    free = shutil.disk_usage(data_dir).free
    if free < wanted:
        raise DiskFull(
            f"남은 용량이 부족합니다: {data_dir.resolve()}에 {wanted // 1_000_000} MB가 필요한데 {free // 1_000_000} MB뿐입니다. "
            f"이전 버전이 그대로 쓰입니다. (Not enough free space; the old version stays.)"
        )


@contextmanager
def _lock(data_dir: Path) -> Iterator[None]:
    """Hold the refresh lock; the system frees it when its owner dies. Raises RefreshInProgress naming the owner."""
    lock = FileLock(data_dir / "refresh.lock", timeout=0)
    owner = data_dir / "refresh.owner.json"
    try:
        lock.acquire()
    except Timeout as error:
        try:
            held = json.loads(owner.read_text("utf-8"))
            who = f"{held['user']}@{held['host']} (프로세스 {held['pid']}, {held['since']}부터)"
        except (OSError, ValueError, LookupError, TypeError):
            who = "다른 프로세스"
        raise RefreshInProgress(
            f"다른 갱신이 진행 중입니다: {who}. 끝난 뒤에 다시 하세요. (Another refresh is running; try again later.)"
        ) from error
    try:
        record = {
            "user": _user(),
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        owner.write_text(json.dumps(record), "utf-8")
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()
