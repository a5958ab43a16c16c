"""The title in the summary of a compound file; nothing else of it is for others."""

import struct

_SET_AT, _TITLE, _UNICODE_STRING = 44, 2, 31
"""Where the place of the first set of properties stands; the id of the title; how a text is marked."""
_MAX_PROPERTIES, _MAX_CHARS = 100, 1_000


def title(summary: bytes) -> str:
    """The title, empty where the summary has none or is damaged; never more work than its length allows."""
    try:
        (start,) = struct.unpack_from("<I", summary, _SET_AT)
        (count,) = struct.unpack_from("<I", summary, start + 4)
        for place in range(min(count, _MAX_PROPERTIES)):
            number, offset = struct.unpack_from("<II", summary, start + 8 + 8 * place)
            if number == _TITLE:
                return _text(summary, start + offset)
    except struct.error:
        return ""
    return ""


def _text(summary: bytes, place: int) -> str:
    kind, chars = struct.unpack_from("<II", summary, place)
    if kind != _UNICODE_STRING or chars > _MAX_CHARS:
        return ""
    letters = summary[place + 8 : place + 8 + 2 * chars]
    return letters.decode("utf-16-le", "ignore").partition("\0")[0]
