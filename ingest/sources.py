"""What a refresh reads: folders and files that staff named, and the catalogue of sources beside them."""

import os
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ingest import typed
from ingest.errors import SourceMissing
from ingest.finding import Finding, Severity
from ingest.readers import markdown
from ingest.readers.front_matter import is_date, is_web_address
from ingest.typed import MalformedYaml, Typed, text_of
from knowledge.document import CONFIDENCES, Document, Source

CATALOGUE = "sources.yaml"
MAX_CATALOGUE_BYTES = 5_000_000
STRUCTURED = ("campuses.yaml", "districts.yaml", "districts.geojson")
"""Files that travel with a version as they are."""
OWN_FILES = (CATALOGUE, *STRUCTURED, "golden.yaml", "eligibility.yaml")


@dataclass
class Reading:
    """Everything that was read from one source."""

    origin: str
    documents: list[Document] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    structured: dict[str, Path] = field(default_factory=dict)


def read_source(path: Path, origin: str) -> Reading:
    """Read a folder or file. Raises SourceMissing; one bad file is a finding and the rest goes on."""
    try:
        path.stat()
    except OSError as error:
        raise SourceMissing(
            f"자료를 열 수 없습니다: {path} ({error.strerror}). 경로와 읽기 권한을 확인하세요. "
            f"(No such file or folder, or no right to read it.)"
        ) from error
    reading = Reading(origin)
    root = path if path.is_dir() else path.parent
    catalogue = _catalogue(root, reading.findings)
    seen: dict[str, str] = {}
    for file in _files(path, reading.findings):
        name = unicodedata.normalize("NFC", file.relative_to(root).as_posix())
        if file.name in STRUCTURED and file.parent == root:
            reading.structured[file.name] = file
        if file.name in OWN_FILES and file.parent == root:
            continue
        document, findings = _read_file(file, name, catalogue)
        reading.findings.extend(findings)
        if document is None:
            continue
        if document.id in seen:
            message = (
                f"문서 id '{document.id}'가 {seen[document.id]}와 같습니다. 하나를 바꾸세요. (duplicate document id)"
            )
            reading.findings.append(Finding(Severity.ERROR, name, 1, message))
            continue
        seen[document.id] = name
        reading.documents.append(document)
    return reading


def _read_file(file: Path, name: str, catalogue: Mapping[str, Source]) -> tuple[Document | None, list[Finding]]:
    shown_name = name.encode("utf-8", "replace").decode("utf-8")
    if shown_name != name:
        return None, [_error(shown_name, 1, "파일 이름이 UTF-8이 아닙니다. 이름을 바꾸세요. (file name is not UTF-8)")]
    if file.suffix.lower() not in (".md", ".markdown"):
        kind = file.suffix or "확장자 없음"
        return None, [_error(name, 1, f"읽을 수 없는 형식입니다: {kind} (unsupported format)")]
    try:
        return markdown.read(file, name, catalogue)
    except OSError as error:
        return None, [_error(name, 1, f"파일을 열 수 없습니다: {error.strerror} (cannot be opened)")]


def _error(path: str, line: int, message: str) -> Finding:
    return Finding(Severity.ERROR, path, line, message)


def _files(path: Path, findings: list[Finding]) -> Iterator[Path]:
    """Regular files below a folder in a fixed order; hidden ones and links out of the folder are passed over."""
    if not path.is_dir():
        yield path
        return

    def unreadable(error: OSError) -> None:
        name = Path(error.filename).relative_to(path).as_posix()
        findings.append(_error(name, 1, f"폴더를 열 수 없습니다: {error.strerror} (folder cannot be opened)"))

    root = path.resolve()
    found: list[Path] = []
    for folder, folders, names in os.walk(path, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(folder, name) for name in names if not name.startswith((".", "~$"))]
    for file in sorted(found):
        try:
            if file.is_file() and file.resolve().is_relative_to(root):
                yield file
        except OSError as error:
            name = file.relative_to(path).as_posix()
            findings.append(_error(name, 1, f"파일을 열 수 없습니다: {error.strerror} (cannot be opened)"))


def _catalogue(root: Path, findings: list[Finding]) -> dict[str, Source]:
    """The sources by id; one that cannot be used is a finding and the rest goes on."""
    path = root / CATALOGUE
    catalogue: dict[str, Source] = {}
    try:
        if not path.is_file():
            return {}
        for key, node in typed.entries(_text(path)):
            try:
                catalogue[key] = _source(key, typed.fields(node), node.start_mark.line + 1)
            except MalformedYaml as error:
                findings.append(_error(CATALOGUE, error.line, f"출처 '{key}'를 읽을 수 없습니다: {error}"))
    except MalformedYaml as error:
        findings.append(_error(CATALOGUE, error.line, f"출처 목록을 읽을 수 없습니다: {error}"))
    except UnicodeDecodeError:
        findings.append(_error(CATALOGUE, 1, "출처 목록이 UTF-8이 아닙니다. UTF-8로 다시 저장하세요. (not UTF-8)"))
    except OSError as error:
        findings.append(_error(CATALOGUE, 1, f"출처 목록을 열 수 없습니다: {error.strerror} (cannot be opened)"))
    return catalogue


def _text(path: Path) -> str:
    if path.stat().st_size > MAX_CATALOGUE_BYTES:
        raise MalformedYaml(1, "파일이 너무 큽니다. (file too large)")
    return path.read_bytes().decode("utf-8-sig")


def _source(key: str, entry: Mapping[str, Typed], line: int) -> Source:
    """One source of the catalogue. Raises MalformedYaml with the line of the field that is wrong."""

    def checked(name: str, is_right: bool, wanted: str) -> None:
        if not is_right:
            found = entry.get(name)
            raise MalformedYaml(found.line if found else line, f"{name}: {wanted}")

    title, url, published = text_of(entry, "title"), text_of(entry, "url"), text_of(entry, "published")
    confidence = text_of(entry, "confidence") or "official"
    checked("title", bool(title), "제목이 있어야 합니다 (a title is wanted)")
    checked("url", not url or is_web_address(url), f"http(s) 주소여야 합니다: {url} (not a web address)")
    checked("published", not published or is_date(published), f"있는 날짜여야 합니다: {published} (not a date)")
    if confidence not in CONFIDENCES:
        wanted = ", ".join(CONFIDENCES)
        raise MalformedYaml(entry["confidence"].line, f"confidence: {wanted} 가운데 하나여야 합니다 (one of these)")
    return Source(key, title, text_of(entry, "publisher"), url or None, published or None, confidence)
