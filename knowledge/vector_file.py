"""The file of the vectors inside a store: what is no longer, or never was, a record is overwritten.

hnswlib keeps the vector of a record that was deleted, and writes memory that it never filled into its file where it
makes room ahead: a deleted text, or a name that the process read an hour ago, must not stand in what is served.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.errors import StoreUnavailable

_HEADER = struct.Struct("<i6Q")
"""Format, offset of level 0, room in elements, elements, bytes of an element, offsets in it of label and vector
(chroma-hnswlib as in Chroma 1.5.9). An element is: number of links (2 bytes), deleted (1), unused (1), links (4 each),
vector (4 each number), label (8)."""
_FORMAT = 1
_DELETED, _LINKS = 2, 4
"""Where the mark and the links stand in an element."""
_LEVELS = 4
"""Bytes of an element in `length.bin`."""


@dataclass(frozen=True, slots=True)
class VectorFile:
    """The elements of one store, those of deleted records among them."""

    folder: Path
    count: int
    size: int
    label: int
    vector: int

    @classmethod
    def find(cls, store: Path) -> "VectorFile | None":
        """The one below a store's folder; None where nothing was written yet. Raises StoreUnavailable where its layout
        is another than the one that is known here."""
        for path in store.rglob("header.bin"):
            fields = _HEADER.unpack_from(path.read_bytes().ljust(_HEADER.size, b"\0"))
            found_format, offset, room, count, size, label, vector = fields
            is_known = found_format == _FORMAT and not offset and count <= room and _LINKS < vector < label == size - 8
            if not is_known or (path.parent / "data_level0.bin").stat().st_size < count * size:
                raise StoreUnavailable(f"벡터 파일의 형식을 모릅니다: {path} (unknown layout of the vector file)")
            return cls(path.parent, count, size, label, vector)
        return None

    @property
    def deleted(self) -> int:
        """How many elements belong to deleted records; each is a detour for every search."""
        return int(np.count_nonzero(self._elements("r")[:, _DELETED] & 1)) if self.count else 0

    def scrub(self) -> None:
        """Overwrite the vectors of deleted records, and what was written of memory that was never filled.

        A deleted element gets the vector of a neighbour that is in use: searches pass through it as before.
        """
        for name, used in (("data_level0.bin", self.count * self.size), ("length.bin", self.count * _LEVELS)):
            path = self.folder / name
            unused = path.stat().st_size - used
            with path.open("r+b") as file:
                file.seek(used)
                file.write(bytes(max(unused, 0)))
        if not self.count:
            return
        elements = self._elements("r+")
        is_deleted = (elements[:, _DELETED] & 1).astype(bool)
        for row in np.flatnonzero(is_deleted):
            element = elements[row]
            links = element[_LINKS : self.vector].view("<u4")[: int(element[:_DELETED].view("<u2")[0])]
            near = next((int(link) for link in links if link < self.count and not is_deleted[link]), None)
            element[self.vector : self.label] = 0 if near is None else elements[near, self.vector : self.label]
        elements.flush()

    def _elements(self, mode: str) -> "np.memmap[tuple[int, ...], np.dtype[np.uint8]]":
        """Shape (elements, bytes of an element)."""
        shape = (self.count, self.size)
        return np.memmap(self.folder / "data_level0.bin", np.uint8, mode, shape=shape)  # type: ignore[call-overload, no-any-return]
