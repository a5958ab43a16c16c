"""Previews: what was read from each file and address of a draft, before anything is built of it.

Files are read in the background, each once as long as neither it nor what is said of it changes.
"""

import logging
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from api.staff_draft import Draft, Preview, Previews
from api.staff_draft_files import described, listed
from api.staff_draft_store import DraftStore, replace_file
from api.staff_draft_told import previews_of, unreadable
from ingest.errors import IngestError
from ingest.readers.office_file import SIDE_SUFFIX
from ingest.reading import UPLOADS_ORIGIN, Sources, read_all
from ingest.settings import IngestSettings
from ingest.sources import read_source
from ingest.splitting import Sentences
from ingest.takeover import Before
from ingest.uploads import link_or_copy
from knowledge.errors import KnowledgeError
from knowledge.settings import KnowledgeSettings

log = logging.getLogger(__name__)
Kept = dict[str, tuple[str, Preview]]
"""Of each file or address: what it looked like when it was read, and what was read."""
_KEPT = TypeAdapter(Kept)


class Previewer:
    """Reads the files of drafts in the background, one thread for each draft that is looked at."""

    def __init__(
        self,
        store: DraftStore,
        knowledge: KnowledgeSettings,
        ingest: IngestSettings,
        cutter: Callable[[], Sentences],
    ) -> None:
        """`cutter` gives what cuts texts into sentences."""
        self._store = store
        self._knowledge = knowledge
        self._ingest = ingest
        self._cutter = cutter
        self._reading: dict[str, tuple[int, int]] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()

    def of(self, draft: Draft) -> Previews:
        """What is known now; what is not is read from here on, unless the draft is over."""
        kept, keys = self._kept(draft.id), self._keys(draft)
        known = {name: kept[name][1] for name, key in keys.items() if name in kept and kept[name][0] == key}
        missing = [name for name in keys if name not in known]
        if missing and not draft.is_closed:
            self._begin(draft.id, len(missing))
        with self._lock:
            done, total = self._reading.get(draft.id, (0, 0))
        files = described(self._store.files(draft.id), draft)
        shown = [
            replace(known.get(file.name, Preview(file.name)), given=file.given, standing=file.standing, size=file.size)
            for file in files
        ]
        pages = [known.get(url, Preview(url, url, is_url=True)) for url in draft.urls]
        return Previews(bool(total), done, total, (*shown, *pages))

    def is_reading(self, draft_id: str) -> bool:
        """Whether files of a draft are being read."""
        with self._lock:
            return draft_id in self._reading

    def close(self) -> None:
        """Read nothing more."""
        self._closing.set()

    def _begin(self, draft_id: str, count: int) -> None:
        with self._lock:
            if draft_id in self._reading or self._closing.is_set():
                return
            self._reading[draft_id] = (0, count)
        threading.Thread(target=self._run, args=(draft_id,), name=f"preview-{draft_id}", daemon=True).start()

    def _run(self, draft_id: str) -> None:
        try:
            while not self._closing.is_set() and self._read_some(draft_id):
                pass
        except Exception:
            log.exception("the files of draft %s could not be read for a preview", draft_id)
        finally:
            with self._lock:
                self._reading.pop(draft_id, None)

    def _read_some(self, draft_id: str) -> bool:
        """Read what is not known; False where there was nothing left."""
        draft = self._store.read(draft_id)
        kept, keys = self._kept(draft_id), self._keys(draft)
        todo = [name for name, key in keys.items() if name not in kept or kept[name][0] != key]
        if not todo:
            return False
        files = [name for name in todo if name not in draft.urls]
        found = self._read_files(draft, files) if files else {}
        for url in (name for name in todo if name in draft.urls):
            found[url] = self._read_url(url)
        fresh = {
            name: (keys[name], found.get(name) or unreadable(name, "읽지 못했습니다. (not read)")) for name in todo
        }
        # Read again: another file may have been read for another page meanwhile.
        left = {name: entry for name, entry in self._kept(draft_id).items() if name in keys}
        replace_file(self._store.of(draft_id) / "previews.json", _KEPT.dump_json({**left, **fresh}))
        return True

    def _read_files(self, draft: Draft, names: Sequence[str]) -> dict[str, Preview]:
        """All of them in one folder, so that one process reads them."""
        folder = self._store.files(draft.id)
        with tempfile.TemporaryDirectory(dir=self._store.of(draft.id), prefix=".reading-") as beside:
            for name in names:
                for one in (folder / name, folder / (name + SIDE_SUFFIX)):
                    if one.is_file():
                        link_or_copy(one, Path(beside, one.name))
            try:
                reading = read_source(
                    Path(beside),
                    UPLOADS_ORIGIN,
                    limits=self._ingest.limits,
                    watch=lambda done, total: self._tell(draft.id, done, total),
                )
            except (IngestError, KnowledgeError) as fault:
                return {name: unreadable(name, str(fault)) for name in names}
        return previews_of(reading, names, self._cutter())

    def _read_url(self, url: str) -> Preview:
        try:
            source = read_all(Sources(urls=(url,)), self._knowledge, self._ingest, lambda *_: None, Before())[0]
        except (IngestError, KnowledgeError) as fault:
            return unreadable(url, str(fault), is_url=True)
        return previews_of(source.reading, (url,), self._cutter(), is_url=True)[url]

    def _tell(self, draft_id: str, done: int, total: int) -> None:
        with self._lock:
            self._reading[draft_id] = (done, total)

    def _kept(self, draft_id: str) -> Kept:
        try:
            return _KEPT.validate_json((self._store.of(draft_id) / "previews.json").read_bytes())
        except (OSError, ValidationError):
            return {}

    def _keys(self, draft: Draft) -> dict[str, str]:
        folder = self._store.files(draft.id)
        keys = {path.name: _looks(path) + _looks(path.with_name(path.name + SIDE_SUFFIX)) for path in listed(folder)}
        return {**keys, **dict.fromkeys(draft.urls, "url")}


def _looks(path: Path) -> str:
    """What tells that a file is still the one that was read."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return "-"
    return f"{status.st_size}.{status.st_mtime_ns}.{status.st_ino} "
