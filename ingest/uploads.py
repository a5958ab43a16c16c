"""The files that staff uploaded travel with each version, so that going back takes them back too.

Unchanged files are hard links from version to version: ten versions of a folder cost one.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from knowledge.version import UPLOADS, Version


def carry(folder: Path, uploads: Path | None, before: Version | None) -> dict[str, str]:
    """Put the uploaded files into the folder of a version that is being built: those of `uploads`, else those of the
    version before. Returns the SHA-256 of each by its name."""
    source = uploads or (before.folder / UPLOADS if before else None)
    if source is None or not source.is_dir():
        return {}
    known = before.manifest.uploads if before else {}
    hashes = {}
    for file in _files(source):
        name = file.relative_to(source).as_posix()
        hashes[name] = _sha256(file)
        target = folder / UPLOADS / name
        if before and known.get(name) == hashes[name]:
            link_or_copy(before.folder / UPLOADS / name, target)
        else:  # never a second name of a file that somebody may write into later
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)
    return hashes


def link_or_copy(file: Path, target: Path) -> None:
    """A second name of a file that nobody writes into where the file system has that, else a copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, target)
    except OSError:
        shutil.copy2(file, target)


def damaged(version: Version) -> list[str]:
    """The names of uploaded files that are no longer what was uploaded."""
    folder = version.folder / UPLOADS
    return [
        name
        for name, sha256 in version.manifest.uploads.items()
        if not (folder / name).is_file() or _sha256(folder / name) != sha256
    ]


def differ(folder: Path, version: Version) -> bool:
    """Whether a folder holds other files than those of a version, by name and content."""
    return {file.relative_to(folder).as_posix(): _sha256(file) for file in _files(folder)} != version.manifest.uploads


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
