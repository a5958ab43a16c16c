"""What was read of a file before: taken over while the file, and all that reads it, stay the same."""

import errno
import hashlib
import json
import os
import stat
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from ingest.finding import Finding, Severity
from ingest.readers.extract import FileState, Limits

READINGS = "readings.json"
"""In a version: what each file gave."""
_CODE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What became of one file, or of one document in a ZIP file; `document_id` is None where it is left out."""

    path: str
    state: FileState
    kind: str = ""
    document_id: str | None = None
    chars: int = 0
    """Of the text that was taken in: a reader that suddenly yields far less than last time shows here."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A document that was not read again: its passages are those of the version before."""

    id: str
    path: str
    findings: tuple[Finding, ...] = ()
    """What was found when it was split."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one document of a file gave: `findings` while it was read, `split` while it was cut."""

    record: FileRecord
    findings: tuple[Finding, ...] = ()
    split: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file by what decides how it is read, and what it gave."""

    key: str
    parts: tuple[Part, ...]


Readings = Mapping[str, Mapping[str, FileRead]]
"""By origin and file name."""


@dataclass(frozen=True)
class KnownFiles:
    """The files of one origin as the version before has them."""

    files: Mapping[str, FileRead] = field(default_factory=dict)

    def find(self, name: str, key: str) -> FileRead | None:
        """The file of this name, if it would be read the same."""
        found = self.files.get(name)
        return found if found and key and found.key == key else None


def with_split(
    reads: Mapping[str, FileRead], split: Mapping[str, Sequence[Finding]], left_out: Collection[str]
) -> dict[str, FileRead]:
    """The files with what was found when their documents were cut; without those of documents that were left out."""
    return {
        name: replace(read, parts=tuple(replace(p, split=tuple(split[str(p.record.document_id)])) for p in read.parts))
        for name, read in reads.items()
        if not any(part.record.document_id in left_out for part in read.parts)
    }


def key_of(file: Path, name: str, beside: Sequence[str], limits: Limits) -> str:
    """What decides how a file is read: its name and bytes, what is said of it `beside` it, and the readers.

    Empty where it is too large to be read at all. Raises OSError.
    """
    if file.stat().st_size > limits.max_file_bytes:
        return ""
    decisive = json.dumps([name, digest_of(file), *beside, repr(limits), _readers()])
    return hashlib.sha256(decisive.encode()).hexdigest()


def digest_of(file: Path) -> str:
    """SHA-256 of a file. Raises OSError, also for a pipe or a device, which would be waited for without end."""
    with open(file, "rb", opener=lambda path, flags: os.open(path, flags | os.O_NONBLOCK)) as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(file))
        return hashlib.file_digest(opened, "sha256").hexdigest()


@cache
def _readers() -> str:
    """Of the code that reads and cuts, and of the releases of the libraries beside it."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted([*_CODE.glob("*.py"), *_CODE.glob("readers/*.py")]):
        digest.update(path.read_bytes())
    for folder in sys.path:
        names = sorted(path.name for path in Path(folder or ".").glob("*.dist-info"))
        digest.update("\n".join(names).encode())
    return digest.hexdigest()


def write_readings(folder: Path, readings: Readings) -> None:
    """Put what each file gave into a version's folder."""
    content = {
        origin: {name: [read.key, [_to_json(part) for part in read.parts]] for name, read in files.items()}
        for origin, files in readings.items()
    }
    (folder / READINGS).write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def read_readings(folder: Path) -> Readings:
    """What `write_readings` wrote; nothing where an older release wrote the version, or it cannot be read."""
    try:
        content = json.loads((folder / READINGS).read_bytes())
        return {
            origin: {name: FileRead(key, tuple(map(_from_json, parts))) for name, (key, parts) in files.items()}
            for origin, files in content.items()
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _to_json(part: Part) -> list[Any]:
    record = {name: getattr(part.record, name) for name in FileRecord.__slots__}  # `asdict` takes ten times as long
    return [record, *([_of_finding(one) for one in found] for found in (part.findings, part.split))]


def _from_json(content: Sequence[Any]) -> Part:
    record, *found = content
    findings, split = (tuple(Finding(Severity(one[0]), *one[1:]) for one in part) for part in found)
    return Part(FileRecord(**{**record, "state": FileState(record["state"])}), findings, split)


def _of_finding(finding: Finding) -> list[Any]:
    return [finding.severity, finding.path, finding.line, finding.message]
