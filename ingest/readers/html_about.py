"""What a web page says of itself: title, date, publisher, address. Never its author."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.readers import letters
from ingest.readers.front_matter import is_date, is_web_address
from ingest.readers.office_properties import seoul_day

_DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "dc.date.issued", "dcterms.issued",
    "dc.date.created", "dcterms.created", "dc.date", "dcterms.date", "pubdate", "publishdate", "publish_date", "date",
    "article:published",
)  # fmt: skip
_PUBLISHERS = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name")
_LABELLED_DATE = re.compile(
    r"(?:등록일자?|작성일자?|게시일자?|게재일자?|공고일자?|배포일자?|발행일자?|등록\s?날짜|입력일?)\s*[:：]?\s*"
    r"((?:19|20)\d\d)\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})"
)
_SUFFIX = re.compile(r"\s+[|｜<>«»:·–—-]\s+|\s*[|｜]\s*")
_BOARD = re.compile(
    r"(?:공지|공지\s?사항|알림\s?(?:마당|사항)?|새\s?소식|소식|보도\s?자료|자료실|게시판|고시\s?[·/]?\s?공고|모집\s?공고|채용\s?공고"
    r"|자주\s?(?:묻는|하는)\s?질문|FAQ|이벤트|행사\s?안내|커뮤니티|고객\s?(?:센터|지원))(?:\s?(?:상세|보기|내용))*",
    re.IGNORECASE,
)
"""Names of boards, under which every notice of a site stands."""
_MIN_SUBJECT_CHARS = 8
_MAX_JSON_CHARS = 200_000
_MAX_DATE_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class About:
    """Empty where the page does not say."""

    title: str = ""
    published: str = ""
    publisher: str = ""
    url: str = ""


def about(tree: LexborHTMLParser) -> About:
    """Read it before scripts are cut: some of it stands in them."""
    meta = _meta(tree)
    linked = list(_linked_data(tree))
    publisher = _first(meta, _PUBLISHERS) or next(filter(None, map(_publisher, linked)), "")
    return About(
        _title(tree, meta, publisher), _published(tree, meta, linked), letters.plain(publisher), _address(tree, meta)
    )


def date_in(text: str) -> str:
    """The day behind the first label such as 등록일, empty where there is none."""
    match = _LABELLED_DATE.search(text[:_MAX_DATE_CHARS])
    found = "-".join(part.zfill(2) for part in match.groups()) if match else ""
    return found if is_date(found) else ""


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        content = " ".join((attributes.get("content") or "").split())
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    return next((meta[name] for name in names if meta.get(name)), "")


def _title(tree: LexborHTMLParser, meta: dict[str, str], publisher: str) -> str:
    """The heading of the page where the title begins with it, else the title without the site's name."""
    node = tree.css_first("title")
    whole = letters.plain(" ".join((node.text(deep=True) if node else "").split()))
    shared = letters.plain(meta.get("og:title", ""))
    for candidate in (whole, shared):
        for heading in tree.css("h1, h2, h3")[:20]:
            text = letters.plain(" ".join((heading.text(deep=True, separator=" ") or "").split()))
            if len(text) >= 4 and text in candidate and text != publisher:
                return text if not _BOARD.fullmatch(text) else _below(heading, tree) or text
    parts = [part for part in _SUFFIX.split(shared or whole) if part and part != publisher]
    return parts[0] if parts else ""


def _below(board: LexborNode, tree: LexborHTMLParser) -> str:
    """The next heading below the name of a board: what this page of it is about."""
    headings = list(tree.css("h1, h2, h3, h4")[:30])
    place = next((n for n, heading in enumerate(headings) if heading.mem_id == board.mem_id), len(headings))
    texts = (letters.plain(" ".join((h.text(deep=True, separator=" ") or "").split())) for h in headings[place + 1 :])
    return next((text for text in texts if len(text) >= _MIN_SUBJECT_CHARS and not _BOARD.fullmatch(text)), "")


def _published(tree: LexborHTMLParser, meta: dict[str, str], linked: list[dict[str, Any]]) -> str:
    said = [meta[name] for name in _DATES if name in meta]
    said += [str(record.get("datePublished", "")) for record in linked]
    for node in tree.css("[itemprop=datePublished], time[pubdate]"):
        said.append(node.attributes.get("datetime") or node.attributes.get("content") or node.text(deep=True) or "")
    return next(filter(None, map(_day, said)), "")


def _day(text: str) -> str:
    text = text.strip()
    if found := seoul_day(text):
        return found
    match = re.match(r"((?:19|20)\d\d)\s?[-./년]\s?(\d{1,2})\s?[-./월]\s?(\d{1,2})|((?:19|20)\d\d)(\d\d)(\d\d)", text)
    found = "-".join(part.zfill(2) for part in match.groups() if part) if match else ""
    return found if is_date(found) else ""


def _linked_data(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    for node in tree.css('script[type="application/ld+json"]')[:5]:
        text = node.text(deep=True) or ""
        if len(text) > _MAX_JSON_CHARS:
            continue
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            continue
        records = data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
        yield from (record for record in records if isinstance(record, dict))


def _publisher(record: dict[str, Any]) -> str:
    publisher = record.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return name if isinstance(name, str) else ""


def _address(tree: LexborHTMLParser, meta: dict[str, str]) -> str:
    node = tree.css_first('link[rel="canonical"]')
    for address in ((node.attributes.get("href") if node else "") or "", meta.get("og:url", "")):
        if is_web_address(address.strip()):
            return address.strip()
    return ""
