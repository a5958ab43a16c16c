"""Whether a PDF file is whole: compressed parts that do not unpack, or to too much, and objects that are not where
they should be. pdfium passes over all of this without a word."""

import re
import zlib
from collections.abc import Iterable, Iterator

from ingest.readers.extract import FileState, Limits, NotRead

_STEP_BYTES = 1 << 20
_MAX_LAYERS = 3
"""A part packed more often than that is packed to harm."""
_STREAM = re.compile(rb"stream\r?\n")
_FLATE, _NOT_TEXT = re.compile(rb"/(?:FlateDecode|Fl)\b"), re.compile(rb"/Image\b|/DCTDecode|/Crypt")
_OTHER_FILTER = re.compile(rb"/(?:ASCII(?:Hex|85)|LZW|RunLength)Decode|/(?:AHx|A85|LZW|RL)\b|/Filter\s+\d+\s+\d+\s+R")
_TABLE = re.compile(rb"\bxref\s+(?=\d)")
_PART = re.compile(rb"(\d{1,10}) (\d{1,10})\s+")
_ENTRY = re.compile(rb"(\d{10}) \d{5} ([nf])\s{1,2}")


def damaged() -> NotRead:
    """What is raised for a file that is not whole."""
    return NotRead(
        FileState.DAMAGED,
        "PDF가 손상되었거나 끝이 잘렸습니다. 다시 받거나 다시 저장한 파일을 올리세요. (damaged or cut PDF)",
    )


def has_flaw(data: bytes, limits: Limits) -> bool:
    """Whether something was changed since the file was written. Raises NotRead for parts that do not unpack."""
    if b"/Encrypt" in data:
        return False
    return _has_flawed_streams(data, limits) or _has_moved_objects(data)


def _has_flawed_streams(data: bytes, limits: Limits) -> bool:
    """Whether the checksum of a compressed part does not fit."""
    flaw, unpacked = False, 0
    for match in _STREAM.finditer(data):
        head = data[max(0, match.start() - 600) : match.start()].rpartition(b" obj")[2]
        if data[match.start() - 3 : match.start()] == b"end" or _NOT_TEXT.search(head):
            continue
        layers = len(_FLATE.findall(head))
        if _OTHER_FILTER.search(head) or not layers:
            continue
        end = data.find(b"endstream", match.end())
        packed = data[match.end() : end if end >= 0 else len(data)]
        if layers > _MAX_LAYERS:
            raise _too_large()
        size = 0
        try:
            for step in _inflated([packed], layers):
                size += step
                if size > limits.max_part_bytes or unpacked + size > limits.max_unpacked_bytes:
                    raise _too_large()
        except zlib.error as error:
            if "incorrect data check" not in str(error):
                raise damaged() from error
            flaw = True
        unpacked += size
    return flaw


def _inflated(packed: Iterable[bytes], layers: int) -> Iterator[int]:
    """How many bytes are unpacked, a step at a time; those of every layer, for pdfium holds each of them."""
    counted: list[int] = []
    for _ in range(layers):
        packed = _unpacked(packed, counted)
    for _ in packed:
        yield sum(counted)
        counted.clear()


def _unpacked(packed: Iterable[bytes], counted: list[int]) -> Iterator[bytes]:
    engine = zlib.decompressobj()
    for rest in packed:
        while rest and not engine.eof:
            step = engine.decompress(rest, _STEP_BYTES)
            rest = engine.unconsumed_tail
            counted.append(len(step))
            yield step


def _has_moved_objects(data: bytes) -> bool:
    """Whether some objects are not where the table of objects says, though others are."""
    right = wrong = 0
    for table in _TABLE.finditer(data):
        place = table.end()
        while part := _PART.match(data, place):
            first, count, place = int(part[1]), int(part[2]), part.end()
            for number in range(first, first + count):
                entry = _ENTRY.match(data, place)
                if not entry:
                    return right > 0
                place = entry.end()
                if entry[2] == b"n" and int(entry[1]):
                    found = re.compile(rb"\s*%d \d{1,5} obj\b" % number).match(data, int(entry[1]))
                    right, wrong = right + bool(found), wrong + (not found)
    return right > 0 and wrong > 0


def _too_large() -> NotRead:
    return NotRead(FileState.TOO_BIG, "압축을 풀면 너무 큽니다. 파일을 나누세요. (too large when unpacked)")
