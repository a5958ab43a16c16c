"""What was fetched last from each address, kept so that a source which is gone or broken removes nothing."""

import hashlib
import json
import os
import tempfile
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

STATE_FILE = "fetched.json"
ASIDE = ".fetched-"
"""What is being written; a killed process leaves it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The last good answer of an address. `etag` and `modified` are as the server wrote them."""

    url: str
    final_url: str
    sha256: str
    content_type: str = ""
    etag: str = ""
    modified: str = ""
    fetched: str = ""
    """When, in UTC."""


class FetchState:
    """A folder with the contents, and a file that says what they are. A damaged file means that nothing is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> dict[str, Kept]:
        """What is kept, by address."""
        try:
            records = json.loads((self._folder / STATE_FILE).read_text("utf-8"))
            return {url: Kept(**record) for url, record in records.items() if isinstance(url, str)}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def content(self, kept: Kept) -> bytes | None:
        """The kept bytes; None where they are gone or are not what was kept."""
        try:
            data = self._file(kept.url).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == kept.sha256 else None

    def keep(self, kept: Kept, data: bytes | None) -> None:
        """Keep an answer: its bytes first (None where they are unchanged), then what is said of them."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if data is not None:
            self._write(self._file(kept.url), data)
        records = {url: asdict(known) for url, known in self.all().items()} | {kept.url: asdict(kept)}
        self._write_state(records)

    def keep_only(self, urls: Collection[str]) -> None:
        """Forget what was fetched from every other address, and what a killed process left; call it while nobody fetches.

        What cannot be removed now is tried again next time.
        """
        wanted = {self._file(url) for url in urls}
        with suppress(OSError):
            for path in (*self._folder.glob("*.content"), *self._folder.glob(f"{ASIDE}*")):
                if path not in wanted:
                    path.unlink(missing_ok=True)
            records = self.all()
            if left := records.keys() - set(urls):
                kept = {url: asdict(known) for url, known in records.items() if url not in left}
                self._write_state(kept)

    def _write_state(self, records: Mapping[str, Any]) -> None:
        written = json.dumps(records, ensure_ascii=False, indent=1, sort_keys=True).encode()
        self._write(self._folder / STATE_FILE, written)

    def _file(self, url: str) -> Path:
        """A name of our own: nothing of an address becomes part of a path."""
        return self._folder / (hashlib.sha256(url.encode()).hexdigest()[:32] + ".content")

    def _write(self, path: Path, data: bytes) -> None:
        """All of it or nothing."""
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix=ASIDE)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
