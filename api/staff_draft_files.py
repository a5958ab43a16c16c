"""The files of a draft: taken in, listed, removed, and brought up to those of another version in force."""

import hashlib
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from api.errors import FileTooLarge, InputRefused, NotThere
from api.staff_draft import Draft, DraftFile, Standing
from api.staff_draft_names import kept_name
from ingest.errors import DiskFull
from ingest.readers.office_file import SIDE_SUFFIX
from ingest.uploads import link_or_copy
from knowledge.version import UPLOADS, Version

CHUNK_BYTES = 1_000_000
MAX_FILES = 1_000
"""In one draft; a folder of more is a source for `sesac refresh`."""
_MB = 1_000_000


def listed(folder: Path) -> list[Path]:
    """The files by name, without those that only describe another one."""
    found = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    names = {path.name for path in found}
    return [path for path in found if not _describes(path.name, names)]


def _describes(name: str, names: set[str]) -> bool:
    return name.endswith(SIDE_SUFFIX) and name.removesuffix(SIDE_SUFFIX) in names


def described(folder: Path, draft: Draft) -> list[DraftFile]:
    """The files as staff are shown them."""
    return [
        DraftFile(
            name=path.name,
            given=draft.given.get(path.name, path.name),
            size=path.stat().st_size,
            standing=standing(path, draft.base_uploads),
            described=path.with_name(path.name + SIDE_SUFFIX).is_file(),
        )
        for path in listed(folder)
    ]


def standing(path: Path, base: Mapping[str, str]) -> Standing:
    """How a file stands to those that the draft began from; what is said of it counts as part of it."""
    if path.name not in base:
        return "new"
    side = path.with_name(path.name + SIDE_SUFFIX)
    same = all((sha256(one) if one.is_file() else None) == base.get(one.name) for one in (path, side))
    return "same" if same else "changed"


def found(folder: Path, name: str) -> Path:
    """The file of this name. Raises NotThere."""
    path = folder / name
    if "/" in name or "\\" in name or "\0" in name or name.startswith(".") or not path.is_file():
        raise NotThere("그런 파일이 없습니다. 목록을 새로 고치세요. (No such file.)")
    return path


def take_in(folder: Path, given: str, stream: BinaryIO, max_file_bytes: int, max_total_bytes: int) -> Path:
    """Write what comes in to the disk as it comes. Raises FileTooLarge, InputRefused, DiskFull; nothing stays then."""
    name = kept_name(given)
    others = [path for path in folder.iterdir() if path.is_file() and path.name != name]
    if len(others) >= MAX_FILES:
        raise InputRefused(f"초안 하나에 파일은 {MAX_FILES:,}개까지입니다. (too many files)")
    room = max_total_bytes - sum(path.stat().st_size for path in others)
    aside = folder / f".{secrets.token_hex(8)}.part"
    size = 0
    try:
        with aside.open("xb") as file:
            while chunk := stream.read(CHUNK_BYTES):
                size += len(chunk)
                if size > max_file_bytes:
                    raise FileTooLarge(
                        f"'{name}'은(는) {max_file_bytes // _MB} MB보다 큽니다. 나누거나 줄여서 올리세요. (file too large)"
                    )
                if size > room:
                    raise FileTooLarge(
                        f"'{name}'까지 올리면 초안의 파일이 모두 {max_total_bytes // _MB} MB를 넘습니다. "
                        f"쓰지 않는 파일을 빼세요. (all files together are too large)"
                    )
                file.write(chunk)
        if not size:
            raise InputRefused(f"'{name}'은(는) 빈 파일입니다(0바이트). 원본을 확인하세요. (empty file)")
        aside.replace(folder / name)
    except OSError as error:
        if error.errno in DiskFull.ERRNOS:
            raise DiskFull.at(folder) from error
        raise
    finally:
        aside.unlink(missing_ok=True)
    return folder / name


def remove(path: Path) -> None:
    """Take a file out, with what is said of it."""
    path.unlink()
    path.with_name(path.name + SIDE_SUFFIX).unlink(missing_ok=True)


def begin_from(version: Version, folder: Path) -> None:
    """Give a new draft the files of the version in force."""
    for name in version.manifest.uploads:
        source = version.folder / UPLOADS / name
        if source.is_file() and "/" not in name:
            link_or_copy(source, folder / name)


def bring_up_to(version: Version, folder: Path, base: Mapping[str, str]) -> tuple[str, ...]:
    """Take over what changed between the files the draft began from (`base`) and those of another version.

    What the draft itself changed stays as the draft has it; gives a sentence for each such file that others changed too.
    """
    remarks = []
    theirs = version.manifest.uploads
    for name in sorted({*base, *theirs}):
        if theirs.get(name) == base.get(name) or "/" in name:
            continue
        path = folder / name
        mine = sha256(path) if path.is_file() else None
        if mine == theirs.get(name):
            continue
        if mine != base.get(name):
            remarks.append(
                f"'{name}'은(는) 그 사이에 다른 사람도 바꾸었습니다. 이 초안의 것을 씁니다. 맞는지 확인하세요. (changed by both)"
            )
        elif name in theirs:
            path.unlink(missing_ok=True)
            link_or_copy(version.folder / UPLOADS / name, path)
        else:
            path.unlink()
    return tuple(remarks)


def sha256(path: Path) -> str:
    """Of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
