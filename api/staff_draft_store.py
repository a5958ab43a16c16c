"""Drafts on the disk: one folder each, with `draft.json` and the files; a restart of the server finds all of it.

DATA/drafts/<id>/draft.json      the draft
                 files/          every uploaded file that the next version is to have
                 previews.json   what was read from them
                 progress.json   how far preparing is
                 work.lock       held by the process that prepares it
"""

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from api.errors import DeskBusy, NotThere
from api.staff_draft import Draft
from ingest.errors import DiskFull

KEEP_CLOSED = timedelta(days=30)
"""How long a published or discarded draft can be looked at, and a discarded one reopened."""
EDIT_TIMEOUT_S = 10
_ID = re.compile(r"\d{8}-[0-9a-f]{8}")
_DRAFT = TypeAdapter(Draft)


class DraftStore:
    """The folder of all drafts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, draft: Draft) -> None:
        """Keep a new draft."""
        self.files(draft.id).mkdir(parents=True)
        self.write(draft)

    def ids(self) -> list[str]:
        """Newest first."""
        found = [path.name for path in self.folder.glob("*") if _ID.fullmatch(path.name)]
        return sorted(found, key=lambda name: self._changed(name), reverse=True)

    def read(self, draft_id: str) -> Draft:
        """One draft. Raises NotThere."""
        try:
            return _DRAFT.validate_json(self._file(draft_id).read_bytes())
        except (OSError, ValidationError) as error:
            raise _gone() from error

    def write(self, draft: Draft) -> None:
        """Keep a draft as it is now."""
        replace_file(self._file(draft.id), _DRAFT.dump_json(draft, indent=1))

    @contextmanager
    def editing(self, draft_id: str) -> Iterator[Draft]:
        """The draft, while nobody else changes it. Raises NotThere, DeskBusy."""
        if not self.of(draft_id).is_dir():
            raise _gone()
        try:
            with FileLock(self.of(draft_id) / "edit.lock", timeout=EDIT_TIMEOUT_S):
                yield self.read(draft_id)
        except Timeout as error:
            raise DeskBusy("다른 사람이 이 초안을 고치고 있습니다. 조금 뒤에 다시 하세요. (being changed)") from error

    def work_lock(self, draft_id: str) -> FileLock:
        """Held by the process that prepares the draft; the system frees it when that process ends."""
        return FileLock(self.of(draft_id) / "work.lock", timeout=0)

    def is_at_work(self, draft_id: str) -> bool:
        """Whether any process prepares the draft now."""
        lock = self.work_lock(draft_id)
        try:
            lock.acquire()
        except Timeout:
            return True
        lock.release()
        return False

    def of(self, draft_id: str) -> Path:
        """The folder of a draft. Raises NotThere where this can be none."""
        if not _ID.fullmatch(draft_id):
            raise _gone()
        return self.folder / draft_id

    def files(self, draft_id: str) -> Path:
        """The folder of its files."""
        return self.of(draft_id) / "files"

    def clean(self, now: datetime) -> None:
        """Remove what has been over for long."""
        for draft_id in self.ids():
            try:
                draft = self.read(draft_id)
            except NotThere:
                continue
            if draft.is_closed and now - draft.changed > KEEP_CLOSED:
                shutil.rmtree(self.of(draft_id), ignore_errors=True)

    def _file(self, draft_id: str) -> Path:
        return self.of(draft_id) / "draft.json"

    def _changed(self, draft_id: str) -> float:
        try:
            return self._file(draft_id).stat().st_mtime
        except OSError:
            return 0.0


def new_draft(by: str, note: str, now: datetime) -> Draft:
    """A draft that is not kept yet."""
    return Draft(f"{now:%Y%m%d}-{secrets.token_hex(4)}", now, by, note, now)


def touched(draft: Draft, now: datetime, **changes: object) -> Draft:
    """The draft with something changed now."""
    return replace(draft, changed=now, **changes)  # type: ignore[arg-type]


def replace_file(path: Path, content: bytes) -> None:
    """Write a file in one step: never half of it, and never through a hard link into a published version."""
    aside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        if error.errno in DiskFull.ERRNOS:
            raise DiskFull.at(path.parent) from error
        raise
    finally:
        aside.unlink(missing_ok=True)


def _gone() -> NotThere:
    return NotThere("그런 초안이 없습니다. 목록을 새로 고치세요. (No such draft.)")
