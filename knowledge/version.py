"""Version: an immutable state of the knowledge, a directory that `current` may name.

    DATA/versions/<id>/manifest.json      what the directory must hold; the proof of the version
                       passages.jsonl     passages with their terms, in index order
                       lexical/ chroma/   the two indexes
                       structured/        campuses.yaml, districts.yaml, districts.geojson
                       canaries.npy       vectors that must find their own records
                       uploads/           the files that staff uploaded, as they are
    DATA/versions/.building-<id>/         being written; removed by the next run when its writer is gone
    DATA/versions/.prepared-<id>/         finished and checked, waiting for somebody to publish it
    DATA/reports/<id>.json                what changed, what was checked, the gate's table; goes with the version that
                                          it compares with, for it holds what was removed
    DATA/current                          the id that is served

Publishing renames the finished directory and then replaces `current`; a process killed at any instant leaves
either the old version or the new one in force, never a mixture.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from knowledge.document import Passage
from knowledge.errors import DataFolderUnusable, NoVersion, VersionBroken

FORMAT = 1
"""Of the directory; a version of another format has to be built again."""
UNHASHED = ("chroma/chroma.sqlite3",)
"""Opening an embedded Chroma store adds a row to this file (seen with 1.5.9)."""
BUILDING = ".building-"
PREPARED = ".prepared-"
UPLOADS = "uploads"
"""Folder of what staff uploaded. Not among the hashed files: a server need not read them to answer."""
PROBE = ".write-probe-"
MANIFEST_ASIDE = ".manifest-"
_ID = re.compile(r"\d{8}T\d{6}Z(-\d{3,})?")
"""Any other folder beside the versions (lost+found, a copy) is not ours: never served, never removed."""


@dataclass(frozen=True, slots=True)
class Canary:
    """A question whose record the index must find."""

    question: str
    record_id: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version is and must hold. `documents` maps a document's id to its origin, title and hash."""

    id: str
    created: str
    embedding_model: str
    embedding_fingerprint: str
    dimension: int
    chroma_version: str
    counts: Mapping[str, int]
    documents: Mapping[str, Mapping[str, Any]]
    canaries: tuple[Canary, ...]
    by: str = ""
    note: str = ""
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    analyser_fingerprint: str = ""
    base: str = ""
    """The version that was in force when this one was built; empty where none was."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Each origin and what it is: programme, folder, file, url or uploads."""
    uploads: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of each file that staff uploaded, by its name below `uploads/`."""
    changes: Mapping[str, int] = field(default_factory=dict)
    """How many documents were added, changed and removed, and how many are unchanged."""
    checks: Mapping[str, Any] = field(default_factory=dict)
    """What the gate found, in numbers."""
    forced: str = ""
    """Why it was published against the gate."""
    format: int = FORMAT

    def to_json(self) -> dict[str, Any]:
        """A JSON object with its own digest."""
        content = asdict(self)
        return {**content, "digest": _digest(content)}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Manifest":
        """Read what `to_json` wrote. Raises VersionBroken where it was altered or is of another format."""
        fields = dict(content)
        if fields.get("format") != FORMAT:
            raise VersionBroken(
                "이 버전은 다른 형식으로 만들어졌습니다. sesac refresh로 다시 만드세요. (another format: rebuild with sesac refresh)"
            )
        if fields.pop("digest", None) != _digest(fields):
            raise VersionBroken("manifest.json이 바뀌었습니다. (manifest.json was altered)")
        fields["canaries"] = tuple(Canary(**canary) for canary in fields["canaries"])
        return cls(**fields)


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Version:
    """A published directory and its manifest."""

    folder: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """The directory's name."""
        return self.manifest.id

    @property
    def structured(self) -> Path:
        """Folder of the campus and district data."""
        return self.folder / "structured"

    def passages(self) -> Iterator[tuple[Passage, list[list[str]]]]:
        """Each passage with the terms of each of its searched texts, in index order. Raises VersionBroken."""
        try:
            with (self.folder / "passages.jsonl").open(encoding="utf-8") as lines:
                for line in lines:
                    record = json.loads(line)
                    yield Passage.from_json(record["passage"]), record["terms"]
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise VersionBroken(f"{self.folder / 'passages.jsonl'}: {error}") from error


def file_records(folder: Path) -> dict[str, dict[str, Any]]:
    """Size and SHA-256 of each file below `folder`, by its relative path."""
    records = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if name == "manifest.json" or name.startswith(f"{UPLOADS}/"):
            continue
        record: dict[str, Any] = {}
        if name not in UNHASHED:
            with path.open("rb") as file:
                record = {"size": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
        records[name] = record
    return records


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a version that is not published yet, in one step: half of one would be its end."""
    content = json.dumps(manifest.to_json(), ensure_ascii=False, indent=1)
    _replace(folder / "manifest.json", content, folder.with_name(f"{MANIFEST_ASIDE}{os.getpid()}"))


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a version's directory. Raises VersionBroken."""
    path = folder / "manifest.json"
    try:
        return Manifest.from_json(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise VersionBroken(f"{path}: {error}") from error


class VersionShelf:
    """The versions of a data folder and the pointer to the one that is served."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.folder = data_dir / "versions"
        self.pointer = data_dir / "current"
        self.reports = data_dir / "reports"

    def prepare(self) -> None:
        """Make the folders. Raises DataFolderUnusable with what is wanted."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for folder in (self.data_dir, self.folder):
                probe = folder / f"{PROBE}{os.getpid()}"
                probe.write_text("")
                probe.unlink(missing_ok=True)  # another thread of this process may have been faster
        except OSError as error:
            raise DataFolderUnusable(
                f"데이터 폴더에 쓸 수 없습니다: {self.data_dir.resolve()} ({error.strerror}). 쓰기 권한을 주거나 "
                f"SESAC_DATA_DIR로 다른 폴더를 지정하세요. (The data folder is not writable.)"
            ) from error

    def current_id(self) -> str | None:
        """The id that `current` names, None where nothing was published or the file was damaged."""
        try:
            named = self.pointer.read_bytes().decode("ascii", "replace").strip()
            return named if _ID.fullmatch(named) else None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DataFolderUnusable(
                f"데이터 폴더를 읽을 수 없습니다: {self.pointer} ({error.strerror}). 읽기 권한을 확인하세요. "
                f"(The data folder is not readable.)"
            ) from error

    def get(self, version_id: str) -> Version:
        """A published version by id. Raises NoVersion or VersionBroken."""
        folder = self.folder / version_id
        if not _ID.fullmatch(version_id) or not folder.is_dir():
            raise NoVersion(
                f"버전 {version_id}이(가) 없습니다. sesac versions로 목록을 보세요. (No such version; see sesac versions.)"
            )
        manifest = read_manifest(folder)
        if manifest.id != version_id:
            raise VersionBroken(f"{folder}: 버전 {manifest.id}의 파일입니다. (holds another version)")
        return Version(folder, manifest)

    def current(self) -> Version:
        """The version that is served. Raises NoVersion or VersionBroken."""
        version_id = self.current_id()
        if version_id is None:
            raise NoVersion(
                "지식베이스가 아직 없습니다. sesac refresh를 먼저 실행하세요. (No knowledge base yet: run sesac refresh.)"
            )
        return self.get(version_id)

    def ids(self) -> list[str]:
        """Published versions, newest first."""
        if not self.folder.is_dir():
            return []
        return sorted((p.name for p in self.folder.iterdir() if _ID.fullmatch(p.name) and p.is_dir()), reverse=True)

    def candidates(self) -> list[str]:
        """What may be served, best first: the current version and the older ones; all where no pointer can be read."""
        current = self.current_id()
        older = [version_id for version_id in self.ids() if current is None or version_id < current]
        return [current, *older] if current else older

    def building_folder(self, version_id: str) -> Path:
        """Where a version is written before it is published."""
        return self.folder / f"{BUILDING}{version_id}"

    def report(self, version_id: str) -> Path:
        """The file with the report of a version; it need not exist."""
        return self.reports / f"{version_id}.json"

    def prepared_folder(self, version_id: str) -> Path:
        """Where a finished version waits to be published."""
        return self.folder / f"{PREPARED}{version_id}"

    def prepared(self, version_id: str) -> Version:
        """A version that waits to be published. Raises NoVersion or VersionBroken."""
        folder = self.prepared_folder(version_id)
        if not _ID.fullmatch(version_id) or not folder.is_dir():
            raise NoVersion(
                f"준비된 버전 {version_id}이(가) 없습니다. 그 사이에 다른 버전이 나왔으면 다시 준비하세요. "
                f"(No such prepared version: prepare it anew.)"
            )
        return Version(folder, read_manifest(folder))

    def prepared_ids(self) -> list[str]:
        """What waits to be published, newest first."""
        found = (path.name.removeprefix(PREPARED) for path in self.folder.glob(f"{PREPARED}*"))
        return sorted((name for name in found if _ID.fullmatch(name)), reverse=True)

    def keep_prepared(self, folder: Path, version_id: str) -> None:
        """Keep a finished directory for somebody to publish; a reader of `versions` does not see it."""
        _sync_tree(folder)
        folder.rename(self.prepared_folder(version_id))
        _sync(self.folder)

    def drop_prepared(self, version_id: str) -> None:
        """Remove what nobody wants to publish; one that is gone is fine."""
        if _ID.fullmatch(version_id):
            shutil.rmtree(self.prepared_folder(version_id), ignore_errors=True)

    def publish(self, folder: Path, version_id: str) -> None:
        """Put a finished directory in force: rename it, make the rename durable, replace `current`."""
        _sync_tree(folder)
        folder.rename(self.folder / version_id)
        _sync(self.folder)
        self.point_to(version_id)

    def point_to(self, version_id: str) -> None:
        """Replace `current` atomically."""
        _replace(self.pointer, version_id + "\n", self.data_dir / f".current-{os.getpid()}")
        _sync(self.data_dir)

    def one_before(self) -> str | None:
        """The version that was in force before the current one, else the newest older one; None where none is kept.

        Not simply the next older: that may be one which was itself taken back.
        """
        current, kept = self.current_id(), self.ids()
        try:
            base = self.current().manifest.base
        except (NoVersion, VersionBroken):
            base = ""
        return base if base in kept else next((one for one in kept if current is None or one < current), None)

    def rollback(self, version_id: str | None = None) -> Version:
        """Point `current` at an older version: the named one, else the one before the current.

        Raises NoVersion where there is none, DataFolderUnusable where the pointer cannot be written.
        """
        version_id = self.one_before() if version_id is None else version_id
        if version_id is None:
            raise NoVersion("되돌릴 이전 버전이 없습니다. (There is no older version to go back to.)")
        version = self.get(version_id)
        try:
            self.point_to(version_id)
        except OSError as error:
            raise DataFolderUnusable(
                f"되돌리지 못했습니다: {self.data_dir.resolve()}에 쓸 수 없습니다 ({error.strerror}). 남은 용량과 쓰기 권한을 "
                f"확인하세요. (The data folder cannot be written: check its space and permissions.)"
            ) from error
        return version

    def clean(self, keep: int) -> None:
        """Remove unfinished directories and all but the newest `keep` versions; the current one always stays.

        What was prepared for another version than the one in force can no longer be published and goes too.

        Called while the refresh lock is held, so no unfinished directory belongs to a living writer.
        """
        current = self.current_id()
        for path in self.folder.glob(f"{BUILDING}*"):
            shutil.rmtree(path, ignore_errors=True)
        for version_id in self.prepared_ids():
            if not self._is_publishable(version_id, current):
                shutil.rmtree(self.prepared_folder(version_id), ignore_errors=True)
        for pattern in (".current-*", f"{PROBE}*", f"versions/{PROBE}*", f"versions/{MANIFEST_ASIDE}*"):
            for path in self.data_dir.glob(pattern):
                path.unlink(missing_ok=True)
        for version_id in self.ids()[keep:]:
            if version_id != current:
                shutil.rmtree(self.folder / version_id, ignore_errors=True)
        self._clean_reports()

    def _clean_reports(self) -> None:
        """Remove the reports of what is gone, and those that show text of what is gone."""
        kept = {version_id: self.folder / version_id for version_id in self.ids()}
        kept |= {version_id: self.prepared_folder(version_id) for version_id in self.prepared_ids()}
        for path in (path for path in self.reports.glob("*.json") if _ID.fullmatch(path.stem)):
            folder = kept.get(path.stem)
            try:
                base = read_manifest(folder).base if folder else None
            except VersionBroken:
                base = None
            if base is None or (base and base not in kept):
                path.unlink(missing_ok=True)

    def _is_publishable(self, version_id: str, current: str | None) -> bool:
        try:
            return self.prepared(version_id).manifest.base == (current or "")
        except (NoVersion, VersionBroken):
            return False


def _replace(path: Path, text: str, aside: Path) -> None:
    """Write a file so that all of it is there and on the disk, or what was there before."""
    try:
        with aside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_tree(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        _sync(path)
