"""What somebody names -> what is read from it: folders, files, web addresses and the files that staff uploaded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest import sources
from ingest.computing import Progress
from ingest.errors import NothingToPublish
from ingest.fetching import Fetched, Fetcher, content_problem
from ingest.finding import Finding, Severity
from ingest.readers import markdown, office_file
from ingest.readers.extract import FileState
from ingest.readers.front_matter import FrontMatter
from ingest.readers.isolated import FileRead, IsolatedReader
from ingest.settings import IngestSettings
from ingest.sources import Reading
from ingest.takeover import Before
from ingest.typed import Typed
from ingest.unchanged import FileRecord, KnownFiles
from knowledge.document import Document
from knowledge.settings import KnowledgeSettings

PROGRAMME_ORIGIN = "programme"
"""Origin of the documents that ship."""
UPLOADS_ORIGIN = "uploads"
"""Origin of the files that staff uploaded in the console."""
FETCHED = "fetched"
"""Folder below the data folder with the last good content of each address."""


@dataclass(frozen=True)
class Sources:
    """What is to be read: each replaces what came from it before. Nothing named means the shipped programme."""

    paths: tuple[Path, ...] = ()
    urls: tuple[str, ...] = ()
    uploads: Path | None = None
    """A folder with every file that staff uploaded; None leaves those of the version before as they are."""
    dropped: tuple[str, ...] = ()
    """Origins whose documents are to go."""

    @classmethod
    def named(cls, words: Sequence[str], dropped: Sequence[str] = ()) -> "Sources":
        """From what was typed: addresses begin with http:// or https://, all else is a path."""
        urls = tuple(word for word in words if word.lower().startswith(("http://", "https://")))
        paths = tuple(Path(word).expanduser() for word in words if word not in urls)
        return cls(paths, urls, dropped=tuple(dropped))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is named at all."""
        return not (self.paths or self.urls or self.uploads or self.dropped)


@dataclass(frozen=True)
class Source:
    """One source that was read: its kind is programme, folder, file, url or uploads."""

    kind: str
    reading: Reading


def read_all(
    named: Sources, settings: KnowledgeSettings, ingest: IngestSettings, progress: Progress, before: Before
) -> list[Source]:
    """Read every source. Raises SourceMissing, or NothingToPublish where a folder holds no readable document.

    One bad file is a finding; an address that fails keeps what was fetched before. Files of folders that would be read
    as they were for the version before are taken over from there.
    """
    paths = (settings.programme_dir,) if named.is_empty else named.paths
    found = [
        _path(path, settings, ingest, progress, before) for path in dict.fromkeys(path.resolve() for path in paths)
    ]
    if named.uploads:
        watch = _watch(progress)
        reading = sources.read_source(
            named.uploads, UPLOADS_ORIGIN, limits=ingest.limits, watch=watch, known=_known(before, UPLOADS_ORIGIN)
        )
        found.append(Source("uploads", reading))
    if named.urls:
        found += _addresses(named.urls, settings, ingest, progress)
    return found


def _known(before: Before, origin: str) -> KnownFiles:
    return KnownFiles(before.readings.get(origin, {}))


def _path(
    path: Path, settings: KnowledgeSettings, ingest: IngestSettings, progress: Progress, before: Before
) -> Source:
    is_programme = path == settings.programme_dir.resolve()
    origin = PROGRAMME_ORIGIN if is_programme else str(path)
    reading = sources.read_source(
        path, origin, limits=ingest.limits, watch=_watch(progress), known=_known(before, origin)
    )
    if not reading.found:
        problems = "".join(f"\n  {finding}" for finding in reading.findings[:10])
        raise NothingToPublish(
            f"읽을 수 있는 문서가 없습니다: {path}. 이전 버전이 그대로 쓰입니다. "
            f"(No readable document; nothing changed.){problems}"
        )
    return Source("programme" if is_programme else "folder" if path.is_dir() else "file", reading)


def _watch(progress: Progress) -> Callable[[int, int], None]:
    return lambda done, total: progress("읽기", done, total)


def _addresses(
    urls: Sequence[str], settings: KnowledgeSettings, ingest: IngestSettings, progress: Progress
) -> list[Source]:
    found = []
    with IsolatedReader(ingest.limits) as reader:

        def problem(data: bytes, url: str) -> str:
            """What cannot be read must not take the place of what could."""
            if why := content_problem(data, url):
                return why
            reads = list(reader.read_all(data, name_of(url)))
            refused = next((read.refused for read in reads if read.refused), None)
            return str(refused).rstrip(". ") if refused and len(reads) == 1 else ""

        fetcher = Fetcher(settings.data_dir / FETCHED, ingest.address_rules, ingest.fetch_limits, problem)
        for done, url in enumerate(dict.fromkeys(urls)):
            progress("가져오기", done, len(urls))
            found.append(Source("url", _page(fetcher.fetch(url), reader)))
    progress("가져오기", len(urls), len(urls))
    return found


def _page(fetched: Fetched, reader: IsolatedReader) -> Reading:
    """What an address says now; nothing but findings where it never said anything."""
    reading = Reading(fetched.url, findings=list(fetched.findings))
    name = name_of(fetched.url)
    if fetched.data is None:
        reading.files.append(FileRecord(name, FileState.DAMAGED, "url"))
        return reading
    said = FrontMatter({"url": Typed(fetched.url, 1), "id": Typed(name, 1)})
    for read in reader.read_all(fetched.data, name):
        reading.take((read, *_document(read, said if read.name == name else office_file.for_members(said))))
    return reading


def _document(read: FileRead, said: FrontMatter) -> tuple[Document | None, list[Finding]]:
    if read.refused:
        return None, [Finding(Severity.ERROR, read.name, 1, str(read.refused))]
    if read.markdown is not None:
        return markdown.read_text(read.markdown, read.name, {})
    assert read.extract
    return office_file.document(read.extract, read.name, said, {})


def name_of(url: str) -> str:
    """What an address is called among the documents."""
    return url.partition("://")[2].partition("#")[0].rstrip("/")
