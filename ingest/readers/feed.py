"""Reads RSS and Atom feeds: each entry under a heading of its own, with its date and its address."""

import io
import re
from collections.abc import Iterator
from typing import Any

import feedparser
from selectolax.lexbor import LexborHTMLParser

from ingest.readers import letters, markup
from ingest.readers.extract import Extract, FileState, Heading, Limits, NotRead, Paragraph, Piece
from ingest.readers.front_matter import is_date, is_web_address
from ingest.readers.html_cutting import Cutter
from ingest.readers.office_properties import seoul_day

MAX_ENTRIES = 2_000
ENTRY_LEVEL = 2
_PROLOGUE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?.{0,2000}?\?>\s*|<!--.{0,20000}?-->\s*)*", re.DOTALL)
_DAY = re.compile(r"((?:19|20)\d\d)[-./년]\s?(\d{1,2})[-./월]\s?(\d{1,2})")


def read(data: bytes, limits: Limits) -> Extract:
    """The entries of a feed. Raises NotRead."""
    _require_no_entities(data)
    feed = feedparser.parse(io.BytesIO(data), response_headers={"content-type": "application/xml"})
    if not feed.version and not feed.entries:
        raise NotRead(
            FileState.DAMAGED, "RSS·Atom으로 읽을 수 없습니다. 주소를 확인하세요. (not a feed, or a damaged one)"
        )
    if not feed.entries:
        raise NotRead(FileState.DAMAGED, "글이 하나도 없는 피드입니다. 주소를 확인하세요. (a feed without entries)")
    if len(feed.entries) > MAX_ENTRIES:
        raise NotRead(FileState.TOO_BIG, f"글이 {MAX_ENTRIES:,}개보다 많은 피드입니다. 나누세요. (too many entries)")
    doubts = list(_damage(feed))
    pieces: list[Piece] = []
    budget = limits.max_chars
    for entry in feed.entries:
        found, hidden = _entry(entry, limits)
        pieces += found
        doubts += hidden
        budget -= sum(len(markup.piece_text(piece)) for piece in found)
        if budget < 0:
            raise NotRead(FileState.TOO_BIG, f"글이 {limits.max_chars:,}자보다 깁니다. 나누세요. (text too long)")
    address = str(feed.feed.get("link", ""))
    return Extract(
        tuple(pieces),
        title=_plain(feed.feed.get("title", "")),
        published=_date(feed.feed, "published") or _date(feed.feed, "updated"),
        publisher=_plain(feed.feed.get("publisher", "")),
        url=address if is_web_address(address) else "",
        warnings=tuple(dict.fromkeys(doubts)),
    )


def _entry(entry: Any, limits: Limits) -> tuple[list[Piece], tuple[str, ...]]:
    """A heading, a line with date and address, and what the entry says."""
    html = max((part.get("value", "") for part in entry.get("content", ())), key=len, default="")
    html = html or entry.get("summary", "")
    tree = LexborHTMLParser(f"<body>{html}</body>")
    cutter = Cutter(tree)
    cutter.cut_unseen()
    found = [part.piece for part in markup.pieces_of(tree.body, limits)] if tree.body else []
    title = _plain(entry.get("title", "")) or "(제목 없음)"
    said: list[str] = []
    if day := _date(entry, "published") or _date(entry, "updated"):
        said.append(f"게시일: {day}")
    address = str(entry.get("link", ""))
    if is_web_address(address):
        said.append(f"주소: {address}")
    pieces: list[Piece] = [Heading(ENTRY_LEVEL, title)]
    if said:
        pieces.append(Paragraph(" · ".join(said)))
    pieces += [
        Heading(piece.level + ENTRY_LEVEL, piece.text) if isinstance(piece, Heading) else piece for piece in found
    ]
    return pieces, cutter.told()


def _date(record: Any, name: str) -> str:
    """The day in Seoul; a date that names no zone is taken as it stands."""
    written = str(record.get(name, "")).strip()
    if re.match(r"\d{4}-\d{2}-\d{2}(?:[T ]|$)", written):
        return seoul_day(written)
    if match := _DAY.match(written):
        day = "-".join(part.zfill(2) for part in match.groups())
        return day if is_date(day) else ""
    parsed = record.get(f"{name}_parsed")
    if not parsed:
        return ""
    moment = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}".format(*parsed[:6])
    return seoul_day(moment + ("Z" if re.search(r"(?:[A-Z]{1,4}|[+-]\d\d:?\d\d)\Z", written) else ""))


def _damage(feed: Any) -> Iterator[str]:
    """A warning where the feed is not well-formed: entries behind the fault may be missing."""
    error = feed.get("bozo_exception") if feed.get("bozo") else None
    if error is not None and not isinstance(error, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType):
        yield "피드의 XML이 깨져 있어 빠진 글이 있을 수 있습니다. 원본을 확인하세요. (damaged feed: entries may be missing)"


def _require_no_entities(data: bytes) -> None:
    """Refuse a DOCTYPE with anything declared in it."""
    plain = data.replace(b"\0", b"") if data.startswith((b"\xff\xfe", b"\xfe\xff")) else data
    plain = plain.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    match = _PROLOGUE.match(plain)
    start = plain[match.end() if match else 0 :][:20_000]
    if re.match(rb"<!doctype[^<>]*\[", start, re.IGNORECASE) or b"<!ENTITY" in plain[:200_000].upper():
        raise NotRead(
            FileState.UNSUPPORTED, "XML에 DOCTYPE이 있어 읽지 않습니다. 피드 주소를 확인하세요. (XML with a DOCTYPE)"
        )


def _plain(text: Any) -> str:
    tree = LexborHTMLParser(f"<body>{text}</body>")
    return letters.plain(" ".join((tree.body.text(deep=True, separator="") if tree.body else "").split()))
