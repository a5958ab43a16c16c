"""The names of uploaded files: what is kept of the name that a file came with."""

import re

from api.errors import InputRefused
from ingest.readers.kinds import suffix_of
from ingest.sources import OWN_FILES
from knowledge.normalisation import shown

MAX_NAME_BYTES = 200
"""In UTF-8. File systems take 255; the name of the side file and of the next version's copy are longer."""
_FOREIGN = re.compile(r'[<>:"|?*\x00-\x1f]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices: nobody there could open the file again."""


def kept_name(given: str) -> str:
    """A name that is safe on every system and still the one that staff know: the last part of a path, NFC, visible.

    Raises InputRefused where the name is one that the knowledge base keeps for itself.
    """
    name = re.split(r"[/\\]", shown(given.replace("\x00", "")))[-1]
    name = _FOREIGN.sub("_", " ".join(name.split())).lstrip(" .-~$").rstrip(" .")
    if _RESERVED.match(name):
        name = f"_{name}"
    suffix = suffix_of(name)
    if suffix:  # no space before it: what was taken out of the name may have stood there
        name = name[: -len(suffix)].rstrip(" .") + name[-len(suffix) :]
    name = _cut(name.lstrip(".")) or "파일"
    if name in OWN_FILES:
        raise InputRefused(
            f"'{name}'은(는) 지식베이스가 쓰는 이름입니다. 파일 이름을 바꾸어 올리세요. (This name is taken: rename the file.)"
        )
    return name


def _cut(name: str) -> str:
    """Short enough, with its suffix."""
    if len(name.encode()) <= MAX_NAME_BYTES:
        return name
    length = len(suffix_of(name))
    stem, suffix = (name[:-length], name[-length:]) if length else (name, "")
    room = MAX_NAME_BYTES - len(suffix.encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .") + suffix
