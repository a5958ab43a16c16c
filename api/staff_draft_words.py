"""What staff say of a file: its front matter where it is Markdown, else the side file beside it."""

import json
from collections.abc import Mapping
from pathlib import Path

from api.errors import InputRefused
from api.staff_draft_store import replace_file
from ingest.readers import front_matter
from ingest.readers.front_matter import UNDATED, Unreadable, is_date, is_web_address
from ingest.readers.kinds import suffix_of
from ingest.readers.office_file import SIDE_SUFFIX, side_file
from ingest.sources import MARKDOWN
from knowledge.normalisation import shown

FIELDS = (
    "title",
    "published",
    "publisher",
    "url",
    "topic",
    "campus",
    "track",
    "valid_from",
    "valid_until",
    "confidence",
)
"""What can be said of a file here; whatever else stands in its front matter or side file stays."""
DATES = ("published", "valid_from", "valid_until")
MAX_CHARS = 500
"""Of one value."""
_TEXTS = (".txt", ".text")


def said_of(path: Path) -> dict[str, str]:
    """What is said of a file; what cannot be read counts as nothing."""
    try:
        if is_markdown(path):
            fields = front_matter.parse(path.read_text("utf-8-sig", "replace"))[0].fields
        else:
            side = _side(path)
            fields = side_file(side.read_text("utf-8-sig", "replace")).fields if side.is_file() else {}
    except Unreadable:
        return {}
    return {name: value.text for name, value in fields.items()}


def say(path: Path, wanted: Mapping[str, str]) -> None:
    """Keep what staff say of a file; an empty value takes back what was said. Raises InputRefused."""
    said = {**_readable(path), **{name: _checked(name, value) for name, value in wanted.items()}}
    lines = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in said.items() if value)
    if is_markdown(path):
        replace_file(path, f"---\n{lines}---\n{_body(path)}".encode())
    elif lines:
        replace_file(_side(path), lines.encode())
    else:
        _side(path).unlink(missing_ok=True)


def is_markdown(path: Path) -> bool:
    """Whether a file says of itself what others are told beside it."""
    suffix = suffix_of(path.name)
    if suffix in MARKDOWN:
        return True
    if suffix not in _TEXTS:
        return False
    with path.open("rb") as file:
        return file.read(8).removeprefix(b"\xef\xbb\xbf").startswith(b"---")


def _checked(name: str, value: str) -> str:
    value = " ".join(shown(value).split())
    if name not in FIELDS:
        raise InputRefused(f"'{name}'은(는) 없는 항목입니다. (no such field)")
    if len(value) > MAX_CHARS:
        raise InputRefused(f"한 칸에는 {MAX_CHARS}자까지 적을 수 있습니다. (too long)")
    if name in DATES and value and not is_date(value) and not (name == "published" and value == UNDATED):
        raise InputRefused(f"날짜는 2026-01-31, 2026-01 또는 2026처럼 적으세요: {value} (not a date)")
    if name == "url" and value and not is_web_address(value):
        raise InputRefused(f"주소는 http:// 나 https:// 로 시작해야 합니다: {value} (not a web address)")
    return value


def _readable(path: Path) -> dict[str, str]:
    """What is said already, which must not be lost. Raises InputRefused where it cannot be read."""
    said = said_of(path)
    source = path if is_markdown(path) else _side(path)
    if said or not source.is_file():
        return said
    begins = source.read_text("utf-8-sig", "replace").lstrip()
    if begins and (source != path or begins.startswith("---")):
        raise InputRefused(
            f"'{source.name}'에 적힌 설명을 읽을 수 없습니다. 파일을 고쳐 다시 올리세요. (its description cannot be read)"
        )
    return {}


def _body(path: Path) -> str:
    """A Markdown text without its front matter."""
    text = path.read_text("utf-8-sig", "replace")
    try:
        return front_matter.parse(text)[1]
    except Unreadable:
        return text


def _side(path: Path) -> Path:
    return path.with_name(path.name + SIDE_SUFFIX)
