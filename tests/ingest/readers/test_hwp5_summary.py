"""The summary of an HWP file gives its title, nobody's name, and no trouble."""

import struct

import pytest

from ingest.readers import hwp5_summary


def summary(*properties: tuple[int, bytes]) -> bytes:
    """A summary stream of these properties."""
    places = 8 + 8 * len(properties)
    head, values = b"", b""
    for number, value in properties:
        head += struct.pack("<II", number, places + len(values))
        values += value
    body = struct.pack("<II", places + len(values), len(properties)) + head + values
    return bytes(28) + bytes(16) + struct.pack("<I", 48) + body


def test_the_title_of_a_summary_is_read_and_nobody_is_named() -> None:
    said = [(number, struct.pack("<II", 31, len(text) + 1) + f"{text}\0".encode("utf-16-le")) for number, text in
            ((4, "홍길동"), (2, "모집 공고"))]  # fmt: skip
    assert hwp5_summary.title(summary(*said)) == "모집 공고"


@pytest.mark.parametrize("data", [b"", bytes(60), summary((2, struct.pack("<II", 0x101F, 2**32 - 1)))])
def test_a_damaged_summary_is_none_and_costs_no_time(data: bytes) -> None:
    assert hwp5_summary.title(data) == ""
