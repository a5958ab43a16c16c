"""ZIP files of strangers, opened so that no archive can cost more than the limits allow or reach outside itself."""

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from xml.etree.ElementTree import Element

from ingest.readers import xml_tree
from ingest.readers.extract import FileState, Limits, NotRead

RATIO_FROM_BYTES = 1_000_000
"""Smaller parts may be packed as tightly as they like."""
MAX_NAME_BYTES = 255
"""Of one step of a path: what file systems hold."""
MAX_XML_BYTES = 50_000_000
"""Of all XML parts together: as a tree they take about ten times as much. A book of 1,000 pages stays below."""
_STEP_BYTES = 1 << 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED, _UTF8 = 0x1, 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(?:\.|\Z)", re.IGNORECASE)
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_XML = (".xml", ".rels", ".hpf", ".rdf", ".vml")


class Archive:
    """The parts of a ZIP file held in memory. Nothing is ever written to a disk."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Raises NotRead where the archive is damaged, has a password, or is larger or odder than allowed."""
        self._limits = limits
        self._unpacked = 0
        try:
            _require_few_entries(data, limits)
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = [info for info in self._zip.infolist() if not info.is_dir()]
        except (zipfile.BadZipFile, EOFError, ValueError, IndexError, NotImplementedError, OSError) as error:
            raise _damaged() from error
        _require_within(entries, limits)
        self._entries = {_name(info): info for info in entries}
        twice = [name for name, count in Counter(map(_name, entries)).items() if count > 1]
        if twice:
            raise NotRead(
                FileState.DAMAGED,
                f"압축 안에 같은 이름이 두 번 있습니다: {shown_name(twice[0])}. 다시 압축하세요. (one name twice)",
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, NFC, as they stand in the archive."""
        return tuple(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """The bytes of a part, counted while they are unpacked. Raises NotRead."""
        info = self._entries.get(name)
        if info is None:
            raise NotRead(FileState.DAMAGED, f"파일 안에 {shown_name(name)}이(가) 없습니다. (a part is missing)")
        unpacked = bytearray()
        try:
            with self._zip.open(info) as part:
                while step := part.read(_STEP_BYTES):
                    unpacked += step
                    self._unpacked += len(step)
                    if len(unpacked) > self._limits.max_part_bytes or self._unpacked > self._limits.max_unpacked_bytes:
                        raise _too_big("풀린 내용이 너무 큽니다", "unpacked too large")
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
            raise _damaged() from error
        return bytes(unpacked)

    def xml(self, name: str) -> Element:
        """A part as an XML tree. Raises NotRead."""
        return xml_tree.tree(self.read(name))

    def require_plain_xml(self) -> None:
        """Check every XML part before a library parses them by itself. Raises NotRead."""
        names = [name for name in self.names if name.lower().endswith(_XML)]
        if sum(self._entries[name].file_size for name in names) > MAX_XML_BYTES:
            raise _too_big(f"글이 풀면 {MAX_XML_BYTES // 1_000_000} MB보다 큽니다", "XML too large")
        for name in names:
            xml_tree.require_plain(self.read(name))
        self._unpacked = 0


def shown_name(name: str) -> str:
    """A part's name as it can be put into a message: short, without control and direction marks."""
    name = _UNSEEN.sub("", name.encode("utf-8", "replace").decode("utf-8"))
    return name if len(name) <= 80 else name[:79] + "…"


def _require_few_entries(data: bytes, limits: Limits) -> None:
    """Count the directory's entries before Python builds an object for each."""
    counted = data.count(b"PK\x01\x02")
    if counted > 2 * limits.max_entries:  # twice: the mark may stand in stored bytes by chance, or for an inner archive
        raise _too_big(f"압축 안에 파일이 {limits.max_entries:,}개보다 많습니다", "too many entries")


def _require_within(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse by what the directory declares, before anything is unpacked. Raises NotRead."""
    if len(entries) > limits.max_entries:
        raise _too_big(f"압축 안에 파일이 {limits.max_entries:,}개보다 많습니다", "too many entries")
    if sum(info.file_size for info in entries) > limits.max_unpacked_bytes:
        raise _too_big(f"풀면 {limits.max_unpacked_bytes // 1_000_000} MB보다 큽니다", "unpacked too large")
    for info in entries:
        name = _name(info)
        if info.flag_bits & _ENCRYPTED:
            raise NotRead(
                FileState.PASSWORD, "압축에 암호가 있습니다. 암호를 풀어 다시 올리세요. (the archive has a password)"
            )
        if info.compress_type not in _METHODS:
            raise NotRead(
                FileState.UNSUPPORTED, "쓰지 않는 압축 방식입니다. 보통 ZIP으로 다시 압축하세요. (compression method)"
            )
        if info.file_size > limits.max_part_bytes:
            raise _too_big(
                f"{shown_name(name)}: 풀면 {limits.max_part_bytes // 1_000_000} MB보다 큽니다", "part too large"
            )
        if info.file_size > RATIO_FROM_BYTES and info.file_size > limits.max_ratio * max(info.compress_size, 1):
            raise _too_big(f"{shown_name(name)}: 지나치게 압축되어 있습니다", "packed too tightly, an archive bomb")
        if why := _unsafe(name, info):
            raise NotRead(FileState.UNSUPPORTED, f"압축 안의 이름이 안전하지 않습니다: {shown_name(name)} ({why})")


def _unsafe(name: str, info: zipfile.ZipInfo) -> str:
    """Why a name could lead elsewhere or deceive a reader, empty where it cannot."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a symbolic link"
    if name.startswith("/") or _DRIVE.match(name) or "\\" in name:
        return "an absolute name"
    steps = name.split("/")
    if ".." in steps:
        return "leads out of the archive"
    if _UNSEEN.search(name):
        return "unseen characters"
    if any(_RESERVED.match(step) for step in steps):
        return "a reserved name"
    if any(step.startswith("-") for step in steps):
        return "a leading dash"
    if any(len(step.encode("utf-8", "replace")) > MAX_NAME_BYTES for step in steps):
        return "too long"
    return ""


def _name(info: zipfile.ZipInfo) -> str:
    """The name in NFC. Without the UTF-8 flag a Korean Windows wrote CP949, a Mac UTF-8; Python took both for CP437."""
    name = info.orig_filename  # `filename` is cut at a NUL
    if not info.flag_bits & _UTF8 and not name.isascii():
        packed = name.encode("cp437", "replace")
        for encoding in ("utf-8", "cp949"):
            try:
                name = packed.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return unicodedata.normalize("NFC", name)


def _damaged() -> NotRead:
    return NotRead(
        FileState.DAMAGED, "압축이 깨졌거나 덜 받아졌습니다. 다시 받거나 다시 저장하세요. (damaged or cut archive)"
    )


def _too_big(what: str, gloss: str) -> NotRead:
    return NotRead(FileState.TOO_BIG, f"{what}. 파일을 나누거나 다시 저장하세요. ({gloss})")
