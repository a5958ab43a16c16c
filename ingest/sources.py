"""What a refresh reads: folders and files that staff named, and the catalogue of sources beside them."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ingest.errors import SourceMissing
from ingest.finding import Finding, Severity
from ingest.readers import markdown
from knowledge.document import CONFIDENCES, Document, Source

CATALOGUE = "sources.yaml"
STRUCTURED = ("campuses.yaml", "districts.yaml", "districts.geojson")
"""Files that travel with a version as they are."""
OWN_FILES = (CATALOGUE, *STRUCTURED, "golden.yaml")


@dataclass
class Reading:
    """Everything that was read from one source."""

    origin: str
    documents: list[Document] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    structured: dict[str, Path] = field(default_factory=dict)


def read_source(path: Path, origin: str) -> Reading:
    """Read a folder or file. Raises SourceMissing; one bad file is a finding and the rest goes on."""
    if not path.exists():
        raise SourceMissing(f"자료가 없습니다: {path}. 경로를 확인하세요. (No such file or folder; check the path.)")
    reading = Reading(origin)
    root = path if path.is_dir() else path.parent
    catalogue = _catalogue(root, reading.findings)
    seen: dict[str, str] = {}
    for file in _files(path):
        name = unicodedata.normalize("NFC", file.relative_to(root).as_posix())
        if file.name in STRUCTURED and file.parent == root:
            reading.structured[file.name] = file
        if file.name in OWN_FILES and file.parent == root:
            continue
        if file.suffix.lower() not in (".md", ".markdown"):
            reading.findings.append(
                Finding(Severity.ERROR, name, 1, f"읽을 수 없는 형식입니다: {file.suffix or '확장자 없음'} (unsupported format)")
            )
            continue
        document, findings = _read_file(file, name, catalogue)
        reading.findings.extend(findings)
        if document is None:
            continue
        if document.id in seen:
            reading.findings.append(
                Finding(
                    Severity.ERROR,
                    name,
                    1,
                    f"문서 id '{document.id}'가 {seen[document.id]}와 같습니다. 하나를 바꾸세요. (duplicate document id)",
                )
            )
            continue
        seen[document.id] = name
        reading.documents.append(document)
    return reading


def _read_file(file: Path, name: str, catalogue: Mapping[str, Source]) -> tuple[Document | None, list[Finding]]:
    try:
        return markdown.read(file, name, catalogue)
    except OSError as error:
        return None, [Finding(Severity.ERROR, name, 1, f"파일을 열 수 없습니다: {error.strerror} (cannot be opened)")]


def _files(path: Path) -> Iterator[Path]:
    """Regular files below a folder in a fixed order; hidden ones and links out of the folder are passed over."""
    if path.is_file():
        yield path
        return
    root = path.resolve()
    for file in sorted(path.rglob("*")):
        parts = file.relative_to(path).parts
        hidden = any(part.startswith((".", "~$")) for part in parts)
        if not hidden and file.is_file() and file.resolve().is_relative_to(root):
            yield file


def _catalogue(root: Path, findings: list[Finding]) -> dict[str, Source]:
    path = root / CATALOGUE
    if not path.is_file():
        return {}
    catalogue: dict[str, Source] = {}
    try:
        entries = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506: strings only
        for key, entry in dict(entries).items():
            catalogue[str(key)] = _source(str(key), entry)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, LookupError, TypeError, ValueError, AttributeError) as error:
        findings.append(Finding(Severity.ERROR, CATALOGUE, 1, f"출처 목록을 읽을 수 없습니다: {error} (unreadable)"))
    return catalogue


def _source(key: str, entry: Mapping[str, Any]) -> Source:
    def text(name: str) -> str | None:
        value = str(entry.get(name, "")).strip()
        return None if value in ("", "null", "~") else value

    confidence = text("confidence") or "official"
    if confidence not in CONFIDENCES:
        raise ValueError(f"{key}: confidence {confidence}")
    url = text("url")
    return Source(
        id=key,
        title=str(entry["title"]),
        publisher=text("publisher") or "",
        url=url if url and url.startswith(("http://", "https://")) else None,
        published=text("published"),
        confidence=confidence,
    )
