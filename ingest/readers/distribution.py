"""배포용 문서: the text of an HWP 5 document that was saved for distribution, as Hancom has published it.

본 제품은 한글과컴퓨터의 한글 문서 파일(.hwp) 공개 문서를 참고하여 개발하였습니다.
("한글 문서 파일 형식 – 배포용 문서", revision 1.2.) The key stands in the file itself: nothing is broken open.
"""

import re
import struct
from collections.abc import Iterator

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from ingest.readers.extract import FileState, NotRead

DISTRIBUTE_DOC_DATA = 0x1C
NO_COPYING, NO_PRINTING = 0x01, 0x02
WARNING_PAGE = re.compile(r"(?:상위 버전의|이 문서는)\s*배포용 문서")
MAX_WARNING_PAGE_CHARS = 400
"""The page that older programs show instead of the text; measured: 107 characters."""
_DATA_BYTES, _HEADER_BYTES, _HASH_BYTES, _KEY_BYTES = 256, 4, 80, 16


class NotDecoded(Exception):
    """The stream is no text of a 배포용 문서."""


def not_decoded() -> NotRead:
    """What is raised for a 배포용 문서 whose text cannot be had."""
    return NotRead(
        FileState.DISTRIBUTION,
        "배포용 문서라 본문을 읽을 수 없습니다. 한글에서 배포용을 풀고 HWPX로 저장한 파일을 올리세요. "
        "(distribution document: release it and save it as HWPX)",
    )


def decoded(stream: bytes) -> tuple[bytes, int]:
    """A ViewText stream without its encryption (still compressed), and the protection flags. Raises NotDecoded."""
    if len(stream) < _HEADER_BYTES + _DATA_BYTES + _KEY_BYTES:
        raise NotDecoded
    (header,) = struct.unpack_from("<I", stream)
    if header & 0x3FF != DISTRIBUTE_DOC_DATA or header >> 20 != _DATA_BYTES:
        raise NotDecoded
    data = stream[_HEADER_BYTES : _HEADER_BYTES + _DATA_BYTES]
    (seed,) = struct.unpack_from("<I", data)
    plain = bytes(a ^ b for a, b in zip(data, noise(seed), strict=True))
    start = 4 + (seed & 0x0F)
    key = plain[start : start + _KEY_BYTES]
    (flags,) = struct.unpack_from("<H", plain, start + _HASH_BYTES)
    body = stream[_HEADER_BYTES + _DATA_BYTES :]
    # The published format asks for ECB; there is nothing to keep secret here, the key is in the file.
    cipher = Cipher(algorithms.AES128(key), modes.ECB()).decryptor()  # noqa: S305
    return cipher.update(body[: len(body) // 16 * 16]) + cipher.finalize(), flags


def noise(seed: int) -> bytes:
    """256 bytes: each odd number of the sequence is a value, the next one says how often it is repeated."""
    made = bytearray()
    numbers = _numbers(seed)
    while len(made) < _DATA_BYTES:
        value = next(numbers) & 0xFF
        made += bytes([value]) * ((next(numbers) & 0x0F) + 1)
    return bytes(made[:_DATA_BYTES])


def _numbers(seed: int) -> Iterator[int]:
    """`rand()` of Microsoft's C library after `srand(seed)`."""
    state = seed
    while True:
        state = (state * 214013 + 2531011) & 0xFFFFFFFF
        yield state >> 16 & 0x7FFF
