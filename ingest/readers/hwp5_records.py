"""The records of HWP 5 streams: inflated within limits, and as the tree that their levels describe.

본 제품은 한글과컴퓨터의 한글 문서 파일(.hwp) 공개 문서를 참고하여 개발하였습니다.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.readers.extract import FileState, Limits, NotRead

DOCUMENT_PROPERTIES, BORDER_FILL, CHAR_SHAPE, NUMBERING, BULLET, PARA_SHAPE, STYLE = 16, 20, 21, 23, 24, 25, 26
PARA_HEADER, PARA_TEXT, PARA_CHAR_SHAPE, CTRL_HEADER, LIST_HEADER = 66, 67, 68, 71, 72
SHAPE_COMPONENT, TABLE, SHAPE_OLE, SHAPE_PICTURE, EQEDIT, SHAPE_TEXTART = 76, 77, 84, 85, 88, 90
FORM_OBJECT, MEMO_LIST, CHART_DATA = 91, 93, 95
_LONG, _MIN_RATIO_BYTES = 0xFFF, 1_000_000


@dataclass(slots=True)
class Record:
    """One record with those below it."""

    tag: int
    level: int
    data: bytes
    children: list["Record"] = field(default_factory=list)


def damaged(what: str) -> NotRead:
    """What is raised for a file that is cut off or changed."""
    return NotRead(
        FileState.DAMAGED,
        f"파일이 손상되었습니다({what}). 한글에서 열어 다시 저장한 파일을 올리세요. (damaged file: save it again)",
    )


def inflated(stream: bytes, limits: Limits) -> bytes:
    """A compressed stream without its compression. Raises NotRead where it is cut off or swells too much."""
    engine = zlib.decompressobj(-15)
    try:
        plain = engine.decompress(stream, limits.max_part_bytes + 1)
    except zlib.error as error:
        raise damaged("압축") from error
    swollen = len(plain) > _MIN_RATIO_BYTES and len(plain) > limits.max_ratio * len(stream)
    if len(plain) > limits.max_part_bytes or swollen:
        raise NotRead(
            FileState.TOO_BIG, "압축을 풀면 너무 큽니다. 문서를 나누세요. (too large when unpacked: split the document)"
        )
    if not engine.eof:
        raise damaged("잘린 압축")
    return plain


def records(plain: bytes, what: str) -> Iterator[Record]:
    """The records of a stream one by one, without their tree. Raises NotRead where the last one is cut off."""
    position, end = 0, len(plain)
    while position + 4 <= end:
        (header,) = struct.unpack_from("<I", plain, position)
        position += 4
        size = header >> 20
        if size == _LONG:
            if position + 4 > end:
                raise damaged(what)
            (size,) = struct.unpack_from("<I", plain, position)
            position += 4
        if position + size > end:
            raise damaged(what)
        yield Record(header & 0x3FF, header >> 10 & 0x3FF, plain[position : position + size])
        position += size
    if any(plain[position:]):
        raise damaged(what)


def tree(plain: bytes, what: str) -> list[Record]:
    """The records of a stream, each below the one before it whose level is lower."""
    roots: list[Record] = []
    open_: list[Record] = []
    for record in records(plain, what):
        while open_ and open_[-1].level >= record.level:
            open_.pop()
        (open_[-1].children if open_ else roots).append(record)
        open_.append(record)
    return roots


def word(data: bytes, offset: int, default: int = 0) -> int:
    """The UINT16 there, `default` where the record ends before it."""
    return int.from_bytes(data[offset : offset + 2], "little") if len(data) >= offset + 2 else default


def double_word(data: bytes, offset: int, default: int = 0) -> int:
    """The UINT32 there, `default` where the record ends before it."""
    return int.from_bytes(data[offset : offset + 4], "little") if len(data) >= offset + 4 else default


def string(data: bytes, offset: int) -> tuple[str, int]:
    """A UINT16 count of letters and so many UTF-16 letters; where it ends."""
    start = offset + 2
    end = start + 2 * word(data, offset)
    return data[start:end].decode("utf-16-le", "replace"), end
