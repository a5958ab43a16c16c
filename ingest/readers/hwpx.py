"""Reads HWPX files (.hwpx, KS X 6101).

본 제품은 한글과컴퓨터의 한글 문서 파일(.hwp) 공개 문서를 참고하여 개발하였습니다.
"""

import posixpath
import re
from xml.etree.ElementTree import Element

from ingest.readers import story
from ingest.readers.archive import Archive
from ingest.readers.extract import Extract, FileState, Limits, NotRead
from ingest.readers.hwpx_body import Walk
from ingest.readers.hwpx_styles import Styles, attribute, below, local, styles

_PACKAGE, _MANIFEST = "Contents/content.hpf", "META-INF/manifest.xml"
_SECTION = re.compile(r"(?:^|/)section(\d{1,5})\.xml$", re.IGNORECASE)


def read(data: bytes, limits: Limits) -> Extract:
    """The text of an HWPX file. Raises NotRead."""
    archive = Archive(data, limits)
    _require_open(archive)
    package = archive.xml(_PACKAGE) if _PACKAGE in archive else None
    walk = Walk(_styles(archive), limits)
    for name in _sections(archive, package):
        if name not in archive:
            raise _damaged(name)
        walk.section(archive.xml(name))
    title = "" if package is None else next((part.text or "" for part in below(package, "title")), "")
    return story.extract(walk.collected, limits, title)


def _require_open(archive: Archive) -> None:
    """Raises NotRead where parts are encrypted."""
    if _MANIFEST in archive and any(
        local(part) in ("encryption-data", "EncryptedData") for part in archive.xml(_MANIFEST).iter()
    ):
        raise NotRead(
            FileState.PASSWORD, "암호가 걸린 문서입니다. 암호를 풀고 다시 저장해 올리세요. (password protected)"
        )


def _styles(archive: Archive) -> Styles:
    header = next((name for name in archive.names if name.lower().endswith("contents/header.xml")), None)
    return styles(archive.xml(header)) if header else Styles()


def _sections(archive: Archive, package: Element | None) -> list[str]:
    """The sections in reading order: as the package's spine says, else by their numbers. Raises NotRead."""
    listed: list[str] = []
    if package is not None:
        parts = {attribute(item, "id"): attribute(item, "href") for item in below(package, "item")}
        spine = [parts.get(attribute(item, "idref"), "") for item in below(package, "itemref")]
        order = spine + [href for href in parts.values() if href not in spine]
        listed = [_found(href, archive) for href in dict.fromkeys(order) if _SECTION.search(href)]
    numbered = [(int(match[1]), name) for name in archive.names if (match := _SECTION.search(name))]
    by_number = [name for _, name in sorted(numbered)]
    sections = listed + [name for name in by_number if name not in listed]
    if not sections:
        raise _damaged("section0.xml")
    return sections


def _found(href: str, archive: Archive) -> str:
    """A part as the archive names it: references are from the root, some programs write them from the package."""
    beside = posixpath.join(posixpath.dirname(_PACKAGE), href)
    return beside if href not in archive and beside in archive else href.lstrip("/")


def _damaged(name: str) -> NotRead:
    return NotRead(
        FileState.DAMAGED,
        f"파일이 손상되었습니다({name} 없음). 한글에서 열어 다시 저장한 파일을 올리세요. (damaged file: save it again)",
    )
