"""Reads plain text and CSV as people typed them: nothing is taken for a number or a date."""

import csv
import io
import re
from collections.abc import Sequence
from itertools import islice

from ingest.readers import grid
from ingest.readers.extract import Extract, FileState, Limits, NotRead, Paragraph, Table
from ingest.readers.outline import outlined
from ingest.readers.typed_tables import with_tables

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CONTROL = re.compile("[\u0000-\u0008\u000e-\u0019\u001b-\u001f\u007f]")
"""Control letters of no text; tabs, line ends, page breaks and the old end-of-file mark are left out."""
_ACCENTED = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_ONLY_ACCENTED = re.compile(f"[\u0000-\u007f{_ACCENTED}]*")
_ONLY_HANGUL = re.compile("[\u0000-\u007f\uac00-\ud7a3]*")
_IN_LATIN_WORD = re.compile(f"[A-Za-z][{_ACCENTED}]|[{_ACCENTED}][A-Za-z]")
_DELIMITERS = ",\t;|"
_SAMPLE_ROWS = 50
_MAX_CELL_CHARS = 100_000
_JOINED_FROM_CHARS = 38
"""A line this long that ends in no full stop may have been broken by the program that wrote it: about 76 columns."""
_STOP = re.compile(r"[.!?:。)\]]\s*\Z")


def decode(data: bytes) -> str:
    """By its mark, else strictly UTF-8, else strictly CP949. Raises NotRead where it is none of them.

    Guessing by statistics is wrong on short Korean texts; this rule was right in several hundred trials. A word or
    two in CP949 may be UTF-8 as well (청 is \u00fb): then it is Korean unless its letters stand beside Latin ones.
    """
    marked = [(data[len(mark) :], name) for mark, name in _BOMS if data.startswith(mark)]
    unmarked = ("cp949", "utf-8") if not marked and _is_rather_cp949(data) else ("utf-8", "cp949")
    for body, encoding in marked or [(data, name) for name in unmarked]:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text.rstrip("\x1a")
    raise NotRead(
        FileState.GARBLED,
        "글자 코드를 알 수 없습니다. 메모장에서 열어 인코딩 UTF-8로 다시 저장하세요. (neither UTF-8 nor CP949)",
    )


def _is_rather_cp949(data: bytes) -> bool:
    """Whether all beyond ASCII are lone accented letters in UTF-8 and Hangul syllables in CP949."""
    try:
        accented, korean = data.decode("utf-8"), data.decode("euc_kr")  # CP949 without its rarest syllables
    except UnicodeDecodeError:
        return False
    return bool(
        not data.isascii() and _ONLY_ACCENTED.fullmatch(accented) and _ONLY_HANGUL.fullmatch(korean)
    ) and not _IN_LATIN_WORD.search(accented)


def read(data: bytes, limits: Limits) -> Extract:
    """The paragraphs of a plain text, with headings where its numbering makes them plain. Raises NotRead."""
    text = decode(data)
    if len(text) > limits.max_chars:
        raise _too_long(limits)
    pieces: list[Paragraph | Table] = []
    may_go_on = False
    for raw in with_tables(re.split(r"\r\n|[\n\r\f\v\u0085\u2028\u2029]", text), limits.max_cells):
        if isinstance(raw, Table):
            pieces.append(raw)
            may_go_on = False
            continue
        line = " ".join(raw.split())
        if line and may_go_on and line[0].isalnum() and not raw[:1].isspace() and not _begins_anew(line):
            pieces[-1] = Paragraph(f"{_text_of(pieces[-1])} {line}")
        elif line:
            pieces.append(Paragraph(line))
        may_go_on = len(line) >= _JOINED_FROM_CHARS and not _STOP.search(line)
    return Extract(outlined(pieces))


def _text_of(piece: Paragraph | Table) -> str:
    return piece.text if isinstance(piece, Paragraph) else ""


def read_csv(data: bytes, limits: Limits) -> Extract:
    """One table, its first row naming the columns. Raises NotRead."""
    text = decode(data)
    if len(text) > limits.max_chars:
        raise _too_long(limits)
    rows = _rows(text, _delimiter(text), limits)
    above: list[str] = []
    while len(rows) > 1 and len(_filled(rows[0])) == 1 < len(_filled(rows[1])):
        above.extend(_filled(rows.pop(0)))
    if not rows:
        return Extract(())
    width = max(map(len, rows))
    if width * len(rows) > limits.max_cells:
        raise grid.too_many_cells(limits.max_cells)
    warnings = _uneven(rows)
    whole = tuple((*row, *[""] * (width - len(row))) for row in rows)
    return Extract((Table(whole, _header_rows(whole), " ".join(above)),), warnings=warnings)


def _begins_anew(line: str) -> bool:
    """Whether a line begins as a numbered one does, so that it continues nothing."""
    return bool(
        re.match(r"\d{1,3}[.)]|[가-하][.)]|제\s?\d+\s?[조장절항]|[Ⅰ-Ⅻ①-⑳]|[A-Za-z][.)]|Q\d*[.:]|A\d*[.:]", line)
    )


def _rows(text: str, delimiter: str, limits: Limits) -> list[list[str]]:
    """Every row that holds anything. Raises NotRead: a quote that is never closed would swallow the rest."""
    csv.field_size_limit(_MAX_CELL_CHARS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in reader:
            cells += len(row)
            if cells > limits.max_cells:
                raise grid.too_many_cells(limits.max_cells)
            if any(cell.strip() for cell in row):
                rows.append([" ".join(cell.split()) for cell in row])
    except csv.Error as error:
        raise NotRead(
            FileState.DAMAGED,
            f"{reader.line_num}번째 줄에서 CSV를 읽을 수 없습니다. 따옴표를 확인하고 다시 저장하세요. (malformed CSV: {error})",
        ) from error
    return rows


def _delimiter(text: str) -> str:
    """What most evenly cuts the first rows into more than one cell; a comma where nothing does."""
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        try:
            sample = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            widths = [len(row) for row in islice(sample, _SAMPLE_ROWS) if any(row)]
        except csv.Error:
            continue
        commonest = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        score = widths.count(commonest) / len(widths) if commonest > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _header_rows(rows: Sequence[Sequence[str]]) -> int:
    """CSV files name their columns first; only a first row with figures or gaps in it names none."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return 0
    first = rows[0]
    return int(
        sum(map(bool, first)) > len(first) / 2 and not any(re.fullmatch(r"[\d.,:/%+-]+원?", cell) for cell in first)
    )


def _uneven(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """A warning where a row has more cells than the first: its cells may stand under wrong names."""
    longer = [number for number, row in enumerate(rows, 1) if len(row) > len(rows[0]) and any(row[len(rows[0]) :])]
    if not longer:
        return ()
    return (f"{longer[0]}번째 줄의 칸이 첫 줄보다 많습니다. 쉼표와 따옴표를 확인하세요. (more cells than columns)",)


def _filled(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if cell]


def _too_long(limits: Limits) -> NotRead:
    return NotRead(
        FileState.TOO_BIG, f"글이 {limits.max_chars:,}자보다 깁니다. 나누어 주세요. (text too long: split it)"
    )
