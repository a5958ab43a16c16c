"""What a refresh reads: folders and files that staff named, and the catalogue of sources beside them."""

import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest import namesakes, unchanged
from ingest.catalogue import CATALOGUE, read_catalogue
from ingest.errors import SourceMissing
from ingest.finding import Finding, Severity
from ingest.readers import markdown, office_file
from ingest.readers.extract import FileState, Limits
from ingest.readers.front_matter import MAX_FRONT_MATTER_CHARS, FrontMatter, Unreadable
from ingest.readers.isolated import FileRead, IsolatedReader
from ingest.readers.kinds import Kind, suffix_of
from ingest.readers.office_file import SIDE_SUFFIX
from ingest.unchanged import FileRecord as FileRecord
from ingest.unchanged import Kept, KnownFiles, Part
from knowledge.document import Document, Source

STRUCTURED = ("campuses.yaml", "districts.yaml", "districts.geojson")
"""Files that travel with a version as they are."""
OWN_FILES = (CATALOGUE, *STRUCTURED, "golden.yaml", "eligibility.yaml")
MARKDOWN = (".md", ".markdown")
_NOTHING = FrontMatter()
_Outcome = tuple[FileRead, Document | None, list[Finding]]


@dataclass
class Reading:
    """Everything that was read from one source."""

    origin: str
    found: list[Document | Kept] = field(default_factory=list)
    """In the order of their files."""
    findings: list[Finding] = field(default_factory=list)
    structured: dict[str, Path] = field(default_factory=dict)
    files: list[FileRecord] = field(default_factory=list)
    reads: dict[str, unchanged.FileRead] = field(default_factory=dict)
    """What each file gave, by its name, for the next refresh to take over."""
    _by_id: dict[str, Document | Kept] = field(default_factory=dict)

    @property
    def documents(self) -> list[Document]:
        """Those that had to be read."""
        return [document for document in self.found if isinstance(document, Document)]

    def take(self, outcome: _Outcome) -> Part:
        """Add what became of a file; where its id is taken, as a namesake or not at all."""
        read, document, findings = outcome
        state = _state(read, document, findings)
        chars = sum(len(block.text) for s in document.sections for block in s.blocks) if document else 0
        found = [*findings]
        added = self._add(document, found) if document else None
        self.findings.extend(found)
        record = FileRecord(read.name, state, read.kind, added.id if added else None, chars)
        self.files.append(record)
        return Part(record, tuple(found))

    def keep(self, name: str, read: unchanged.FileRead) -> None:
        """Add a file that would be read as it was before."""
        taken: list[Part] = []
        for part in read.parts:
            assert part.record.document_id
            found = [*part.findings]
            added = self._add(Kept(part.record.document_id, part.record.path, part.split), found)
            self.findings.extend(found)
            taken.append(replace(part, record=replace(part.record, document_id=added.id if added else None)))
        self.files.extend(part.record for part in taken)
        self.remember(name, replace(read, parts=tuple(taken)))

    def remember(self, name: str, read: unchanged.FileRead) -> None:
        """Whatever was left out for any reason is read again the next time."""
        if read.key and all(part.record.document_id for part in read.parts):
            self.reads[name] = read

    def _add(self, document: Document | Kept, findings: list[Finding]) -> Document | Kept | None:
        """Add a document under an id that nothing else has; None where it is left out, which is a finding."""
        settled: Document | Kept | None = document
        while settled and (first := self._by_id.get(settled.id)):
            settled, finding = _settled(first, settled)
            findings.append(finding)
        if settled:
            self._by_id[settled.id] = settled
            self.found.append(settled)
        return settled


def _settled(first: Document | Kept, second: Document | Kept) -> tuple[Document | None, Finding]:
    if isinstance(first, Document) and isinstance(second, Document):
        return namesakes.settled(first, second)
    return None, namesakes.duplicate(second.id, second.path, first.path)


def read_source(
    path: Path,
    origin: str,
    *,
    limits: Limits | None = None,
    answers: Mapping[str, FrontMatter] | None = None,
    watch: Callable[[int, int], None] | None = None,
    known: KnownFiles | None = None,
) -> Reading:
    """Read a folder or file. Raises SourceMissing; one bad file is a finding and the rest goes on.

    `answers` is what staff say of a file by its name, over its side file; `watch` hears how many files are done; what
    `known` files gave is taken over.
    """
    try:
        path.stat()
    except OSError as error:
        raise SourceMissing(
            f"자료를 열 수 없습니다: {path} ({error.strerror}). 경로와 읽기 권한을 확인하세요. "
            f"(No such file or folder, or no right to read it.)"
        ) from error
    if not (path.is_dir() or path.is_file()):  # reading a pipe would wait for ever
        raise SourceMissing(
            f"폴더도 파일도 아닙니다: {path}. 경로를 확인하세요. (Neither a folder nor a regular file.)"
        )
    reading = Reading(origin)
    root = path if path.is_dir() else path.parent
    catalogue = read_catalogue(root, reading.findings)
    files = [(_name(file, root), file) for file in _files(path, reading.findings)]
    with IsolatedReader(limits) as reader:
        names = Counter(_stem(name) for name, _ in files)
        shared = frozenset(stem for stem, count in names.items() if count > 1)
        folder = _Folder(reader, catalogue, _side_files(files, path), answers or {}, _digest(root / CATALOGUE), shared)
        for done, (name, file) in enumerate(files):
            if watch:
                watch(done, len(files))
            if file.name in STRUCTURED and file.parent == root:
                reading.structured[file.name] = file
            if (file.name in OWN_FILES and file.parent == root) or file in folder.sides.values():
                continue
            key = folder.key(file, name)
            if same := (known or KnownFiles()).find(name, key):
                reading.keep(name, same)
                continue
            parts = tuple(reading.take(outcome) for outcome in folder.read(file, name))
            reading.remember(name, unchanged.FileRead(key, parts))
    return reading


@dataclass(frozen=True)
class _Folder:
    """What is needed to read any file of a source."""

    reader: IsolatedReader
    catalogue: Mapping[str, Source]
    sides: Mapping[str, Path]
    answers: Mapping[str, FrontMatter]
    catalogue_digest: str
    shared: frozenset[str]
    """Names but for their suffix that several files have: each of them decides what becomes of the others."""

    def key(self, file: Path, name: str) -> str:
        """What decides how a file is read; empty where that cannot be told."""
        if _stem(name) in self.shared:
            return ""
        try:
            said = repr(sorted(self.answers.get(name, _NOTHING).fields.items()))
            side = self.sides.get(name)
            beside = [said, _digest(side) if side else "", self.catalogue_digest]
            return unchanged.key_of(file, name, beside, self.reader.limits)
        except (OSError, UnicodeEncodeError):
            return ""

    def read(self, file: Path, name: str) -> Iterator[_Outcome]:
        """What becomes of a file; of each document in it where it is a ZIP file."""
        shown_name = name.encode("utf-8", "replace").decode("utf-8")
        if shown_name != name:
            message = "파일 이름이 UTF-8이 아닙니다. 이름을 바꾸세요. (file name is not UTF-8)"
            yield FileRead(shown_name), None, [_error(shown_name, 1, message)]
            return
        try:
            if suffix_of(name) in MARKDOWN:
                yield FileRead(name, Kind.MARKDOWN), *markdown.read(file, name, self.catalogue)
                return
            said = self._said(name)
            for read in self.reader.read_all(file, name):
                yield read, *self._document(read, said if read.name == name else office_file.for_members(said))
        except OSError as error:
            message = f"파일을 열 수 없습니다: {error.strerror} (cannot be opened)"
            yield FileRead(name), None, [_error(name, 1, message)]
        except Unreadable as error:
            yield FileRead(name), None, [_error(name + SIDE_SUFFIX, error.line, str(error))]

    def _said(self, name: str) -> FrontMatter:
        """What staff say of a file beside it and in answers. Raises Unreadable."""
        side = self.sides.get(name)
        said = office_file.side_file(_side_text(side)) if side else _NOTHING
        return self._answered(name, said)

    def _answered(self, name: str, said: FrontMatter) -> FrontMatter:
        return FrontMatter({**said.fields, **self.answers.get(name, _NOTHING).fields})

    def _document(self, read: FileRead, said: FrontMatter) -> tuple[Document | None, list[Finding]]:
        if read.refused:
            return None, [_error(read.name, 1, str(read.refused))]
        if read.markdown is not None:
            return markdown.read_text(read.markdown, read.name, self.catalogue)
        assert read.extract
        return office_file.document(read.extract, read.name, self._answered(read.name, said), self.catalogue)


def _digest(path: Path) -> str:
    """SHA-256 of a small file beside the documents; of nothing where it is not there."""
    try:
        return unchanged.digest_of(path)
    except OSError:
        return ""


def _state(read: FileRead, document: Document | None, findings: list[Finding]) -> FileState:
    if read.refused:
        return read.refused.state
    if document is None:
        return FileState.DAMAGED
    doubtful = read.extract.warnings if read.extract else findings
    return FileState.WARNINGS if doubtful else FileState.OK


def _error(path: str, line: int, message: str) -> Finding:
    return Finding(Severity.ERROR, path, line, message)


def _name(file: Path, root: Path) -> str:
    return unicodedata.normalize("NFC", file.relative_to(root).as_posix())


def _side_files(files: list[tuple[str, Path]], path: Path) -> dict[str, Path]:
    """The side file of each file that has one, by the file's name."""
    found = dict(files)
    if not path.is_dir() and (side := path.with_name(path.name + SIDE_SUFFIX)).is_file():
        found[_name(side, path.parent)] = side
    return {
        name: found[name + SIDE_SUFFIX]
        for name in found
        if name + SIDE_SUFFIX in found and suffix_of(name) not in MARKDOWN
    }


def _side_text(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(4 * MAX_FRONT_MATTER_CHARS)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(1, "설명 파일이 UTF-8이 아닙니다. UTF-8로 다시 저장하세요. (not UTF-8)") from error


def _stem(name: str) -> str:
    return name[: len(name) - len(suffix_of(name))]


def _order(file: Path) -> tuple[tuple[str, ...], bool, str]:
    """By name; a PDF after files of the same name in other formats, of which it is the printed copy."""
    return (*file.parent.parts, _stem(file.name)), suffix_of(file.name) == ".pdf", file.name


def _files(path: Path, findings: list[Finding]) -> Iterator[Path]:
    """Regular files below a folder in a fixed order; hidden ones are passed over, links out of it and pipes named."""
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
        found += [link for name in folders if (link := Path(folder, name)).is_symlink()]
    for file in sorted(found, key=_order):
        try:
            why = _why_not(file, root)
        except OSError as error:
            why = f"파일을 열 수 없습니다: {error.strerror} (cannot be opened)"
        if why:
            name = file.relative_to(path).as_posix().encode("utf-8", "replace").decode()
            findings.append(_error(name, 1, why))
        else:
            yield file


def _why_not(file: Path, root: Path) -> str:
    """Why something in a folder is not read at all, empty where it is. Raises OSError."""
    if not file.resolve().is_relative_to(root):
        return "폴더 밖을 가리키는 링크라 읽지 않았습니다. 파일을 폴더에 넣으세요. (a link out of the folder)"
    if not file.exists():
        return "끊어진 링크입니다. 지우거나 파일을 넣으세요. (a broken link)"
    if file.is_dir():
        return "폴더로 가는 링크라 읽지 않았습니다. 폴더를 넣으세요. (a link to a folder)"
    return "" if file.is_file() else "보통 파일이 아니라 읽지 않았습니다. 옮기세요. (a pipe or device)"
