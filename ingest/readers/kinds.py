"""What a file is by its first bytes and its parts, never by its name; a name that says otherwise is refused."""

import io
import re
from enum import StrEnum
from pathlib import PurePosixPath

from ingest.readers.archive import Archive
from ingest.readers.extract import FileState, Limits, NotRead
from ingest.readers.foreign import refuse_foreign, require_one_thing, unsupported


class Kind(StrEnum):
    """What can be read."""

    HWP5 = "HWP"
    HWPX = "HWPX"
    PDF = "PDF"
    DOCX = "DOCX"
    XLSX = "XLSX"
    PPTX = "PPTX"
    HTML = "HTML"
    FEED = "RSS/Atom"
    CSV = "CSV"
    TEXT = "text"
    MARKDOWN = "Markdown"
    ZIP = "ZIP"


ZIPPED = frozenset({Kind.HWPX, Kind.DOCX, Kind.XLSX, Kind.PPTX})
"""Kinds that are ZIP files of XML."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXTUAL = frozenset({Kind.TEXT, Kind.CSV, Kind.MARKDOWN})
_BY_SUFFIX: dict[str, frozenset[Kind]] = {
    ".hwp": frozenset({Kind.HWP5, Kind.HWPX}),  # the same program saves both under the old name
    ".hwpx": frozenset({Kind.HWPX}),
    ".pdf": frozenset({Kind.PDF}),
    ".docx": frozenset({Kind.DOCX}),
    ".xlsx": frozenset({Kind.XLSX}),
    ".pptx": frozenset({Kind.PPTX}),
    ".html": frozenset({Kind.HTML}),
    ".htm": frozenset({Kind.HTML}),
    ".xhtml": frozenset({Kind.HTML}),
    ".rss": frozenset({Kind.FEED}),
    ".atom": frozenset({Kind.FEED}),
    ".csv": frozenset({Kind.CSV}),
    ".tsv": frozenset({Kind.CSV}),
    ".txt": frozenset({Kind.TEXT, Kind.MARKDOWN}),
    ".text": frozenset({Kind.TEXT, Kind.MARKDOWN}),
    ".md": frozenset({Kind.MARKDOWN}),
    ".markdown": frozenset({Kind.MARKDOWN}),
    ".zip": frozenset({Kind.ZIP}),
    **dict.fromkeys((".doc", ".xls", ".ppt", ".exe", ".png", ".jpg", ".jpeg", ".gif", ".rtf", ".odt"), frozenset()),
}
"""The kinds that a name may stand for; a name that is not here says nothing."""
_SUFFIX = re.compile(r"\.(?=[a-z0-9]*[a-z])[a-z0-9]{1,8}\Z")
_BEFORE_ROOT = r"(?>(?:<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->|<!doctype\s+rss[^>\[]*>|\s)*)"
"""What may stand before the first element; atomic, so that a thousand comments are tried once."""
_HTML = re.compile(
    _BEFORE_ROOT + r"<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|h[1-6]|section|article)\b",
    re.IGNORECASE | re.DOTALL,
)
_FEED = re.compile(_BEFORE_ROOT + r"<(?:rss|feed|rdf:rdf)\b", re.IGNORECASE | re.DOTALL)
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?:[^\n]*\n){0,200}?---[ \t]*(?:\r?\n|\Z)")
_HEAD_BYTES = 4096


def suffix_of(name: str) -> str:
    """The suffix in lower case, empty where what follows the last dot is none (`2026.01 모집`)."""
    match = _SUFFIX.search(PurePosixPath(name).name.lower())
    return match[0] if match else ""


def kind_of(data: bytes, name: str, limits: Limits) -> Kind:
    """What the bytes are. Raises NotRead where they are nothing that can be read, or where the name contradicts them."""
    if not data:
        raise NotRead(FileState.DAMAGED, "빈 파일입니다. 원본을 확인하세요. (empty file)")
    kind = _by_content(data, suffix_of(name), limits)
    suffix = suffix_of(name)
    if kind not in _BY_SUFFIX.get(suffix, frozenset(Kind)):
        raise NotRead(
            FileState.UNSUPPORTED,
            f"이름은 {suffix}인데 내용은 {kind}입니다. 원본을 확인하고, 맞으면 이름을 고치세요. "
            f"(the name says {suffix}, the contents are {kind})",
        )
    return kind


def _by_content(data: bytes, suffix: str, limits: Limits) -> Kind:
    if data.startswith(_OLE):
        require_one_thing(data, Kind.HWP5)
        return _in_ole(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(Archive(data, limits))
    refuse_foreign(data)
    if data[:_HEAD_BYTES].lstrip(b"\xef\xbb\xbf\r\n\t \0").startswith(b"%PDF-"):
        require_one_thing(data, Kind.PDF)
        return Kind.PDF
    return _in_text(data, suffix)


# --- containers ---

_RESAVE = "새 형식으로 다시 저장해 올리세요"
_DOC = f"옛 워드 문서(DOC)입니다. DOCX로 {_RESAVE}. (legacy DOC: save as DOCX)"
_XLS = f"옛 엑셀 문서(XLS)입니다. XLSX로 {_RESAVE}. (legacy XLS: save as XLSX)"
_PPT = f"옛 파워포인트 문서(PPT)입니다. PPTX로 {_RESAVE}. (legacy PPT: save as PPTX)"
_OLE_STREAMS = {
    "EncryptedPackage": (FileState.PASSWORD, "문서에 암호가 있습니다. 암호를 풀어 다시 저장하세요. (password)"),
    "WordDocument": (FileState.UNSUPPORTED, _DOC),
    "Workbook": (FileState.UNSUPPORTED, _XLS),
    "Book": (FileState.UNSUPPORTED, _XLS),
    "PowerPoint Document": (FileState.UNSUPPORTED, _PPT),
}


def _in_ole(data: bytes) -> Kind:
    """HWP 5. Raises NotRead for everything else."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            streams = {stream for stream in ("FileHeader", *_OLE_STREAMS) if ole.exists(stream)}
            is_hwp = "FileHeader" in streams and ole.openstream("FileHeader").read(17) == b"HWP Document File"
    except Exception as error:  # a damaged container makes the library raise anything
        raise NotRead(
            FileState.DAMAGED, "파일이 깨졌거나 덜 받아졌습니다. 다시 받거나 다시 저장하세요. (damaged or cut file)"
        ) from error
    if is_hwp:
        return Kind.HWP5
    for stream, (state, message) in _OLE_STREAMS.items():
        if stream in streams:
            raise NotRead(state, message)
    raise unsupported("알 수 없는 형식입니다. PDF나 HWPX로 다시 저장하세요", "unknown compound file")


_MAIN_PARTS = (
    (b"wordprocessingml.document.main+xml", Kind.DOCX),
    (b"wordprocessingml.template.main+xml", Kind.DOCX),
    (b"spreadsheetml.sheet.main+xml", Kind.XLSX),
    (b"spreadsheetml.template.main+xml", Kind.XLSX),
    (b"presentationml.presentation.main+xml", Kind.PPTX),
    (b"presentationml.slideshow.main+xml", Kind.PPTX),
    (b"presentationml.template.main+xml", Kind.PPTX),
)


def _in_zip(archive: Archive) -> Kind:
    """A document made of ZIP parts, or a ZIP of documents. Raises NotRead."""
    found: set[Kind] = set()
    declared = archive.read("mimetype").strip() if "mimetype" in archive else b""
    if declared == b"application/hwp+zip" or "Contents/content.hpf" in archive:
        found.add(Kind.HWPX)
    elif declared.startswith((b"application/vnd.oasis.opendocument", b"application/epub")):
        raise unsupported(
            "오픈 문서·전자책 형식입니다. DOCX, XLSX나 PDF로 저장해 올리세요", "save as DOCX, XLSX or PDF"
        )
    if "[Content_Types].xml" in archive:
        types = archive.read("[Content_Types].xml")
        if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in archive.names):
            raise unsupported("매크로가 든 문서입니다. 매크로 없이 다시 저장하세요", "macros: save without them")
        if b"sheet.binary" in types:
            raise unsupported(f"XLSB 문서입니다. XLSX로 {_RESAVE}", "XLSB: save as XLSX")
        found.update(kind for part, kind in _MAIN_PARTS if part in types)
        if not found:
            raise unsupported("알 수 없는 오피스 문서입니다. PDF로 저장해 올리세요", "unknown Office file")
    if len(found) > 1:
        raise unsupported("두 가지 문서이기도 한 파일입니다. 원본을 확인하세요", "two kinds of document in one file")
    return found.pop() if found else Kind.ZIP


# --- text ---


def _in_text(data: bytes, suffix: str) -> Kind:
    """The kind of a text: markup and feeds by what they begin with, the rest by what its name says."""
    head = _head(data)
    if re.search(r"^%PDF-\d", head[:1100], re.MULTILINE):
        raise unsupported("PDF이기도 한 파일입니다. 원본을 확인하세요", "a PDF behind something else")
    if head.startswith("MZ") and "\0" in head:
        raise unsupported("실행 파일입니다", "a program")
    start = head.lstrip()
    if _FEED.match(start):
        return Kind.FEED
    if _HTML.match(start):
        return Kind.HTML
    if start.startswith("<?xml") or re.match(r"<(?:svg|!doctype)\b", start, re.IGNORECASE):
        raise unsupported("읽을 수 없는 XML입니다. PDF나 HWPX로 저장해 올리세요", "XML of another kind")
    if "\0" in head:
        raise unsupported("알 수 없는 형식입니다. PDF나 HWPX로 저장해 올리세요", "unknown format")
    require_one_thing(data, Kind.TEXT)
    if suffix in (".csv", ".tsv"):
        return Kind.CSV
    if suffix in (".md", ".markdown") or (suffix in ("", ".txt", ".text") and _FRONT_MATTER.match(start)):
        return Kind.MARKDOWN
    if suffix in (".html", ".htm", ".xhtml"):
        return Kind.HTML
    if suffix and suffix not in _BY_SUFFIX:
        raise unsupported(f"읽지 않는 형식입니다: {suffix}. 글이라면 이름을 .txt로 바꾸세요", "unsupported format")
    return Kind.TEXT


def _head(data: bytes) -> str:
    """The first letters, without caring what those beyond ASCII mean."""
    head = data[:_HEAD_BYTES]
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
