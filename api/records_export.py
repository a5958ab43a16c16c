"""CSV that a spreadsheet opens as it was written: RFC 4180 in UTF-8 with a byte order mark, no cell a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads Korean as CP949."""
_FORMULA = re.compile(
    "[\t\r\n]|[\\s\u200b-\u200d\u2060\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212]"
)
"""What a spreadsheet may work out: it skips spaces, and takes full-width and small signs for plain ones."""


def csv_of(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str] | Sequence[str]) -> Iterator[str]:
    """One line for the heads and one for each row; `columns` are keys of the rows, or keys with their heads.

    What a spreadsheet would work out gets an apostrophe before it; everything else comes back as it was.
    """
    heads = columns if isinstance(columns, Mapping) else dict(zip(columns, columns, strict=True))
    yield BYTE_ORDER_MARK + _line(heads.values())
    for row in rows:
        yield _line(row.get(key) for key in heads)


def _line(values: Iterable[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([_cell(value) for value in values])
    return line.getvalue()


def _cell(value: Any) -> str | int | float:
    """Numbers stay numbers; times are told with their zone."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return value
    text = value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
    return f"'{text}" if _FORMULA.match(text) else text
