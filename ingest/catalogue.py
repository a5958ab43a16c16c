"""The catalogue of sources beside the documents: what `[^id]` marks name."""

from collections.abc import Mapping
from pathlib import Path

from ingest import typed
from ingest.finding import Finding, Severity
from ingest.readers.front_matter import is_date, is_web_address
from ingest.typed import MalformedYaml, Typed, text_of
from knowledge.document import CONFIDENCES, Source

CATALOGUE = "sources.yaml"
MAX_CATALOGUE_BYTES = 5_000_000


def read_catalogue(root: Path, findings: list[Finding]) -> dict[str, Source]:
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


def _error(path: str, line: int, message: str) -> Finding:
    return Finding(Severity.ERROR, path, line, message)
