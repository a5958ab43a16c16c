"""The front matter of a document: what staff say of it between two `---` lines."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ingest import typed
from ingest.typed import MalformedYaml, Typed
from knowledge.document import CONFIDENCES, Source

MAX_FRONT_MATTER_CHARS = 20_000
UNDATED = "unknown"
"""`published: unknown` says that nobody knows the date; leaving it empty is a mistake."""
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)(?:^---[ \t]*\r?$\n?|\Z)", re.DOTALL | re.MULTILINE)
_CLOSED = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")
_WEB_ADDRESS = re.compile(r"https?://[^\s/]+\S*\Z")


class Unreadable(Exception):
    """Why a document is left out, and the line; the message is ready to be shown."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class FrontMatter:
    """The fields by name, as typed."""

    fields: Mapping[str, Typed] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The value, empty where there is none."""
        return typed.text_of(self.fields, name)

    def line(self, name: str) -> int:
        """The line of a field in the file, the first where it is missing."""
        found = self.fields.get(name)
        return found.line if found else 1

    def ids(self, name: str) -> tuple[str, ...]:
        """The parts of a list."""
        return ids_in(self.text(name))

    def date(self, name: str) -> str | None:
        """YYYY, YYYY-MM or YYYY-MM-DD as typed, None where empty. Raises Unreadable where it is no such day."""
        value = self.text(name)
        if not value or (name == "published" and value.lower() == UNDATED):
            return None
        if not is_date(value):
            raise Unreadable(
                self.line(name),
                f"{name}은(는) 있는 날짜로 2026-01-31, 2026-01 또는 2026처럼 적으세요: {value} (not a date)",
            )
        return value

    def source(self, document_id: str, title: str) -> Source:
        """The source that the document itself is. Raises Unreadable where it has no date or a bad field."""
        published = self.date("published")
        if published is None and self.text("published").lower() != UNDATED:
            raise Unreadable(
                self.line("published"),
                f"발행일이 없습니다. 머리말에 'published: 2026-01-31'처럼 적으세요. 모르면 '{UNDATED}'이라고 적으세요. "
                f"(no date: add 'published:', or '{UNDATED}')",
            )
        confidence = self.text("confidence") or "official"
        if confidence not in CONFIDENCES:
            raise Unreadable(
                self.line("confidence"),
                f"confidence는 {', '.join(CONFIDENCES)} 가운데 하나여야 합니다: {confidence} (not one of these)",
            )
        name = next((n for n in ("url", "source_url", "source url") if self.text(n)), "url")
        url = self.text(name)
        if url and not is_web_address(url):
            raise Unreadable(
                self.line(name), f"url은 http(s) 주소여야 합니다: {url} (url must be an http or https address)"
            )
        return Source(
            id=document_id,
            title=title,
            publisher=self.text("publisher"),
            url=url or None,
            published=published,
            confidence=confidence,
        )


def parse(text: str) -> tuple[FrontMatter, str, int]:
    """The front matter, empty where there is none, the body below it and the number of the body's first line.

    Raises Unreadable where it is begun and cannot be read.
    """
    match = _FRONT_MATTER.match(text)
    if not match:
        return FrontMatter(), text.removeprefix("\ufeff"), 1
    if not _CLOSED.search(text, match.start(1)):
        raise Unreadable(1, "머리말을 닫는 '---' 줄이 없습니다. (the front matter is not closed by '---')")
    if len(match[1]) > MAX_FRONT_MATTER_CHARS:
        raise Unreadable(1, "머리말이 너무 깁니다. (front matter too long)")
    try:
        fields = {name: typed.value(node, 2) for name, node in typed.entries(match[1], 2)}
    except MalformedYaml as error:
        raise Unreadable(error.line, f"머리말을 읽을 수 없습니다: {error}") from error
    return FrontMatter(fields), text[match.end() :], text[: match.end()].count("\n") + 1


def ids_in(value: str) -> tuple[str, ...]:
    """The parts between commas."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


def is_date(value: str) -> bool:
    """Whether it is a year, month or day that there is, as YYYY, YYYY-MM or YYYY-MM-DD."""
    if not _PARTIAL_DATE.match(value) or not value.isascii():
        return False
    try:
        date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        return False
    return True


def is_web_address(value: str) -> bool:
    """Whether it begins with http:// or https:// and has no space in it."""
    return bool(_WEB_ADDRESS.match(value))
