"""HWP 5 files made from records, as Hancom's published format describes them, in a compound file of our own."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from ingest.readers.distribution import noise

COMPRESSED, PASSWORD, DISTRIBUTION = 1, 2, 4
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


# --- the compound file ---


def _padded(data: bytes, size: int) -> bytes:
    return data + bytes(-len(data) % size)


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (512-byte sectors, version 3) with these streams; `/` parts storages."""
    storages = sorted({name.split("/")[0] for name in streams if "/" in name})
    top = [*storages, *(name for name in streams if "/" not in name)]
    order = [*top, *(name for name in streams if "/" in name)]
    number = {name: place for place, name in enumerate(order, 1)}
    mini, mini_fat = b"", []
    sectors: list[bytes] = []
    fat: list[int] = []

    def store(data: bytes) -> int:
        start = len(sectors)
        count = len(_padded(data, 512)) // 512
        sectors.extend(_padded(data, 512)[i * 512 : i * 512 + 512] for i in range(count))
        fat.extend([*range(start + 1, start + count), _END] if count else [])
        return start if count else _END

    starts: dict[str, int] = {}
    for name, data in streams.items():
        if len(data) >= 4096:
            starts[name] = store(data)
        else:
            starts[name] = len(mini) // 64 if data else _END
            count = len(_padded(data, 64)) // 64
            mini_fat += [*range(len(mini) // 64 + 1, len(mini) // 64 + count), _END] if count else []
            mini += _padded(data, 64)
    mini_start = store(mini)
    mini_fat_start = store(struct.pack(f"<{len(mini_fat)}I", *mini_fat)) if mini_fat else _END

    def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
        encoded = (name + "\0").encode("utf-16-le")
        head = encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded), kind, 1, _FREE, right, child)
        return head + bytes(36) + struct.pack("<IQ", start, size)

    def chained(names: Sequence[str]) -> dict[str, int]:
        ranked = sorted(names, key=lambda name: (len(name), name.upper()))
        return {name: number[after] if after else _FREE for name, after in zip(ranked, [*ranked[1:], ""], strict=True)}

    rights = chained(top)
    firsts = {"": sorted(top, key=lambda name: (len(name), name.upper()))[0]}
    for storage in storages:
        inner = [name for name in streams if name.startswith(storage + "/")]
        rights |= chained(inner)
        firsts[storage] = sorted(inner, key=lambda name: (len(name), name.upper()))[0]
    directory = entry("Root Entry", 5, _FREE, number[firsts[""]], mini_start, len(mini))
    for name in order:
        if name in storages:
            directory += entry(name, 1, rights[name], number[firsts[name]], 0, 0)
        else:
            directory += entry(name.split("/")[-1], 2, rights[name], _FREE, starts[name], len(streams[name]))
    directory_start = store(directory)
    count = 1
    while (len(fat) + count) > count * 128:
        count += 1
    fat_start = len(sectors)
    fat += [_FAT] * count + [_FREE] * (count * 128 - len(fat) - count)
    sectors.append(struct.pack(f"<{len(fat)}I", *fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack(
        "<IIIIIIIII", 0, count, directory_start, 0, 4096, mini_fat_start, int(bool(mini_fat)), _END, 0
    )
    header += struct.pack("<109I", *range(fat_start, fat_start + count), *[_FREE] * (109 - count))
    return header + b"".join(sectors)


# --- records ---


def record(tag: int, level: int, data: bytes = b"") -> bytes:
    """One record; long ones have their size in a word of their own."""
    if len(data) < 0xFFF:
        return struct.pack("<I", tag | level << 10 | len(data) << 20) + data
    return struct.pack("<II", tag | level << 10 | 0xFFF << 20, len(data)) + data


def string(text: str) -> bytes:
    """A count of letters and the letters."""
    encoded = text.encode("utf-16-le")
    return struct.pack("<H", len(encoded) // 2) + encoded


@dataclass
class Control:
    """A control among the letters: its code, its name, and its records below the paragraph (level from 1)."""

    code: int
    name: str
    body: bytes = b""

    def letters(self) -> bytes:
        return struct.pack("<H", self.code) + self.name.encode()[::-1] + bytes(8) + struct.pack("<H", self.code)


FIELD_END = struct.pack("<8H", 4, 0, 0, 0, 0, 0, 0, 4)
TAB = struct.pack("<8H", 9, 0, 0, 0, 0, 0, 0, 9)


def paragraph(
    *parts: str | bytes | Control, level: int = 0, shape: int = 0, shapes: Sequence[tuple[int, int]] = ((0, 0),)
) -> bytes:
    """A paragraph; `shapes` are pairs of a place and a letter shape, `shape` is the paragraph's own."""
    text = b""
    for part in parts:
        text += (
            part.letters()
            if isinstance(part, Control)
            else part
            if isinstance(part, bytes)
            else part.encode("utf-16-le")
        )
    text += b"\r\0"
    made = record(66, level, struct.pack("<IIHBBHHHI", len(text) // 2, 0, shape, 0, 0, len(shapes), 0, 0, 0))
    if len(text) > 2:
        made += record(67, level + 1, text)
    made += record(68, level + 1, b"".join(struct.pack("<II", *pair) for pair in shapes))
    return made + b"".join(_lowered(part.body, level) for part in parts if isinstance(part, Control))


def _lowered(records: bytes, by: int) -> bytes:
    """The same records so many levels lower."""
    position, made = 0, b""
    while position < len(records):
        (header,) = struct.unpack_from("<I", records, position)
        head, size = 4, header >> 20
        if size == 0xFFF:
            head, (size,) = 8, struct.unpack_from("<I", records, position + 4)
        data = records[position + head : position + head + size]
        made += record(header & 0x3FF, (header >> 10 & 0x3FF) + by, data)
        position += head + size
    return made


def control(name: str, data: bytes = b"") -> bytes:
    """The record that a control has right below its paragraph."""
    return record(71, 1, name.encode()[::-1] + data)


def listed(*paragraphs: bytes, header: bytes = b"", level: int = 2) -> bytes:
    """A list header and its paragraphs, which stand on one level."""
    count = struct.pack("<II", len(paragraphs), 0)
    return record(72, level, count + header) + b"".join(_lowered(part, level) for part in paragraphs)


@dataclass
class Cell:
    """A cell's place, spans, paragraphs, and the number of its fill."""

    row: int
    column: int
    paragraphs: Sequence[bytes]
    row_span: int = 1
    column_span: int = 1
    fill: int = 0

    def records(self) -> bytes:
        place = struct.pack("<4H", self.column, self.row, self.column_span, self.row_span)
        return listed(*self.paragraphs, header=place + bytes(16) + struct.pack("<H", self.fill))


def table(cells: Sequence[Cell], caption: str = "", in_line: bool = True) -> Control:
    """A table, with a caption before it where there is one."""
    rows, columns = max(c.row + c.row_span for c in cells), max(c.column + c.column_span for c in cells)
    body = control("tbl ", struct.pack("<I", int(in_line)) + bytes(40))
    if caption:
        body += listed(paragraph(caption), header=bytes(14))
    body += record(
        77, 2, struct.pack("<IHHH", 0, rows, columns, 0) + bytes(8) + bytes(2 * rows) + struct.pack("<HH", 0, 0)
    )
    return Control(11, "tbl ", body + b"".join(cell.records() for cell in cells))


def simple_table(rows: Sequence[Sequence[str]], **more: str) -> Control:
    """A table of plain texts."""
    return table([Cell(r, c, [paragraph(text)]) for r, row in enumerate(rows) for c, text in enumerate(row)], **more)  # type: ignore[arg-type]


def text_box(*paragraphs: bytes) -> Control:
    """A drawn rectangle with text in it."""
    body = control("gso ", bytes(42)) + record(76, 2, b"cer$cer$" + bytes(40))
    return Control(11, "gso ", body + listed(*paragraphs, header=bytes(12), level=3) + record(79, 3, bytes(33)))


def note(name: str, text: str) -> Control:
    """A footnote (`fn  `), an endnote (`en  `), a hidden comment (`tcmt`), a page header (`head`) or footer (`foot`)."""
    code = {"fn  ": 17, "en  ": 17, "tcmt": 15, "head": 16, "foot": 16}[name]
    return Control(code, name, control(name, bytes(12)) + listed(paragraph(text)))


def field_start(name: str, command: str) -> Control:
    """The start of a field such as a link (`%hlk`)."""
    return Control(3, name, control(name, bytes(5) + string(command) + bytes(4)))


def char_shape(points: float = 10, bold: bool = False, colour: int = 0, ground: int = 0xFFFFFFFF) -> bytes:
    """A record of DocInfo about letters."""
    data = bytes(42) + struct.pack("<iIbbIIII", int(points * 100), 2 * bold, 0, 0, colour, 0, ground, 0)
    return record(21, 1, data + struct.pack("<HI", 0, 0))


def para_shape(head: int = 0, level: int = 0, numbering: int = 0) -> bytes:
    """A record of DocInfo about paragraphs; `head` is 1 outline, 2 number, 3 bullet."""
    return record(
        25, 1, struct.pack("<I", head << 23 | level << 25) + bytes(26) + struct.pack("<HH", numbering, 0) + bytes(20)
    )


def border_fill(colour: int | None = None) -> bytes:
    """A record of DocInfo about borders, with a ground of that colour."""
    ground = struct.pack("<III", 1, colour, 0) if colour is not None else struct.pack("<I", 0)
    return record(20, 1, bytes(32) + ground + bytes(8))


def numbering(*levels: tuple[str, int]) -> bytes:
    """A record of DocInfo: the template and form of each of seven levels."""
    data = b""
    for template, form in [*levels, *[("", 0)] * (7 - len(levels))]:
        data += struct.pack("<IHHI", form << 5, 0, 0, 0) + string(template)
    return record(23, 1, data + struct.pack("<H7I", 1, *[1] * 7))


@dataclass
class HwpFile:
    """A document: its sections (records), what DocInfo says, and the flags of its header."""

    sections: Sequence[bytes]
    styles: bytes = field(default_factory=lambda: char_shape() + para_shape())
    flags: int = COMPRESSED
    view: Sequence[bytes] = ()
    more: Mapping[str, bytes] = field(default_factory=dict)
    declared: int | None = None

    def save(self) -> bytes:
        declared = len(self.sections) if self.declared is None else self.declared
        info = record(16, 0, struct.pack("<H", declared) + bytes(24)) + self.styles
        header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05010005, self.flags) + bytes(216)
        streams = {"FileHeader": header, "DocInfo": self._packed(info)}
        streams |= {f"BodyText/Section{i}": self._packed(section) for i, section in enumerate(self.sections)}
        streams |= {f"ViewText/Section{i}": section for i, section in enumerate(self.view)}
        return compound({**streams, **self.more})

    def _packed(self, data: bytes) -> bytes:
        return deflated(data) if self.flags & COMPRESSED else data


def deflated(data: bytes) -> bytes:
    """Raw deflate, as streams are stored."""
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(data) + engine.flush()


def distributed(section: bytes, seed: int = 20260102, flags: int = 3) -> bytes:
    """A compressed section as a 배포용 문서 holds it: the way back of the published decryption."""
    start = 4 + (seed & 0xF)
    digest = "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12".encode("utf-16-le")
    plain = bytearray(bytes(range(256)))
    plain[start : start + 82] = digest + struct.pack("<H", flags)
    data = bytearray(a ^ b for a, b in zip(plain, noise(seed), strict=True))
    data[:4] = struct.pack("<I", seed)
    cipher = Cipher(algorithms.AES128(digest[:16]), modes.ECB()).encryptor()
    return record(28, 0, bytes(data)) + cipher.update(_padded(section, 16)) + cipher.finalize()
