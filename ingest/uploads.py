"""The files that staff uploaded travel with each version, so that going back takes them back too.

Unchanged files are hard links from version to version: ten versions of a folder cost one.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from ingest.finding import Finding, Severity
from knowledge.version import UPLOADS, Version


def carry(folder: Path, uploads: Path | None, before: Version | None) -> dict[str, str]:
    """Put the uploaded files into the folder of a version that is being built: those of `uploads`, else those of the
    version before. Returns the SHA-256 of each by its name."""
    if uploads is None:
        return _carry_on(folder, before) if before else {}
    hashes = _hashes(uploads)
    there = _hashes(before.folder / UPLOADS) if before else {}
    for name, sha256 in hashes.items():
        target = folder / UPLOADS / name
        if before and there.get(name) == sha256:
            link_or_copy(before.folder / UPLOADS / name, target)
        else:  # never a second name of a file that somebody may write into later
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(uploads / name, target)
    return hashes


def _carry_on(folder: Path, before: Version) -> dict[str, str]:
    """All of the version before, under the hashes that they had when they were uploaded: what was damaged since
    must not pass for what somebody gave."""
    for name in before.manifest.uploads:
        if (before.folder / UPLOADS / name).is_file():
            link_or_copy(before.folder / UPLOADS / name, folder / UPLOADS / name)
    return dict(before.manifest.uploads)


def link_or_copy(file: Path, target: Path) -> None:
    """A second name of a file that nobody writes into where the file system has that, else a copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, target)
    except OSError:
        shutil.copy2(file, target)


def damage(version: Version) -> Iterator[Finding]:
    """A finding for each uploaded file that is no longer what was uploaded."""
    there = _hashes(version.folder / UPLOADS)
    for name, sha256 in version.manifest.uploads.items():
        if there.get(name) != sha256:
            message = (
                "올린 파일이 없어졌거나 바뀌었습니다. 다시 올리세요. (an uploaded file is damaged: upload it again)"
            )
            yield Finding(Severity.WARNING, f"{UPLOADS}/{name}", 1, message)


def differ(folder: Path, version: Version) -> bool:
    """Whether a folder holds other files than those of a version, by name and content, or whole ones for damaged."""
    hashes = _hashes(folder)
    return hashes != version.manifest.uploads or hashes != _hashes(version.folder / UPLOADS)


def _hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file by its name below a folder, which need not exist."""
    return {file.relative_to(folder).as_posix(): _sha256(file) for file in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
