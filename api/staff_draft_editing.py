"""What staff change of a draft: its files, what is said of them, addresses, sources that go, its note."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO

from api.errors import DeskBusy, DeskRefused, InputRefused, NotThere
from api.records import Records
from api.staff_draft import Draft, DraftFile, DraftState, Previews
from api.staff_draft_files import described, found, remove, take_in
from api.staff_draft_names import kept_name
from api.staff_draft_preparing import Preparer
from api.staff_draft_previews import Previewer
from api.staff_draft_store import DraftStore, touched
from api.staff_draft_words import is_markdown, said_of, say
from ingest.readers.front_matter import is_web_address
from ingest.readers.markdown import MAX_DOCUMENT_BYTES
from ingest.reading import UPLOADS_ORIGIN
from ingest.settings import IngestSettings
from ingest.sources import MARKDOWN
from ingest.splitting import Sentences
from knowledge.errors import KnowledgeError
from knowledge.normalisation import shown
from knowledge.settings import KnowledgeSettings
from knowledge.version import Version, VersionShelf

MAX_URLS = 100
MAX_NOTE_CHARS = 500
_MB = 1_000_000
_INTERRUPTED = (
    "준비하다가 서버가 멈춰 중단됨. 올린 파일은 그대로 있으니 다시 준비하세요. (interrupted: prepare it anew)"
)
OUTDATED = (
    "그 사이에 다른 버전이 나왔습니다. 다시 준비하면 그 내용까지 합쳐집니다. (another version was published since)"
)

WHY_NOT = {
    DraftState.PUBLISHED: "이미 낸 초안입니다. 바꾸려면 새 초안을 만드세요. (published already)",
    DraftState.DISCARDED: "치워 둔 초안입니다. 먼저 다시 여세요. (discarded)",
    DraftState.OUTDATED: OUTDATED,
    DraftState.PREPARING: "아직 준비하고 있습니다. (still being prepared)",
}


class DraftEditing:
    """The drafts of a data folder as far as they are looked at and changed; `Drafts` prepares and publishes them."""

    def __init__(
        self,
        knowledge: KnowledgeSettings,
        ingest: IngestSettings,
        cutter: Callable[[], Sentences],
        records: Records | None = None,
        max_upload_mb: int = 500,
    ) -> None:
        """`cutter` gives what cuts texts into sentences; `records` the last real questions, and keeps the runs."""
        self._knowledge = knowledge
        self._ingest = ingest
        self._records = records
        self._max_total = max_upload_mb * _MB
        self._shelf = VersionShelf(knowledge.data_dir)
        self._store = DraftStore(knowledge.data_dir / "drafts")
        self._preparer = Preparer(self._store)
        self._previewer = Previewer(self._store, knowledge, ingest, cutter)

    def get(self, draft_id: str) -> Draft:
        """One draft as it stands now. Raises NotThere."""
        return self._as_it_stands(self._store.read(draft_id))

    def files(self, draft_id: str) -> list[DraftFile]:
        """The uploaded files that the next version would have."""
        return described(self._store.files(draft_id), self._store.read(draft_id))

    def previews(self, draft_id: str) -> Previews:
        """What was read from each file and address; what is not known yet is read in the background from here on."""
        return self._previewer.of(self._store.read(draft_id))

    def set_note(self, draft_id: str, note: str) -> Draft:
        """What the change is about; it stays with the version."""
        with self._changing(draft_id) as draft:
            return self._write(draft, note=note_of(note))

    def add_file(self, draft_id: str, name: str, stream: BinaryIO) -> DraftFile:
        """Take in a file; one of the same name is replaced. Raises InputRefused, FileTooLarge."""
        with self._changing(draft_id) as draft:
            folder = self._store.files(draft_id)
            path = take_in(folder, name, stream, self._ingest.max_file_mb * _MB, self._max_total)
            given = {**draft.given, path.name: shown(name)[:300]}
            if given[path.name] == path.name:
                del given[path.name]
            draft = self._write(draft, given=given)
            return next(file for file in described(folder, draft) if file.name == path.name)

    def remove_file(self, draft_id: str, name: str) -> None:
        """Take a file out of the next version; that of today keeps it. Raises NotThere."""
        with self._changing(draft_id) as draft:
            remove(found(self._store.files(draft_id), name))
            self._write(draft, given={kept: given for kept, given in draft.given.items() if kept != name})

    def said(self, draft_id: str, name: str) -> dict[str, str]:
        """What is said of a file beside what stands in it, by field. Raises NotThere."""
        return said_of(found(self._store.files(draft_id), name))

    def describe(self, draft_id: str, name: str, said: Mapping[str, str]) -> None:
        """Say something of a file: title, published, publisher, url, topic, campus, track, valid_from, valid_until,
        confidence. An empty value takes back what was said. Raises NotThere, InputRefused."""
        with self._changing(draft_id) as draft:
            say(found(self._store.files(draft_id), name), said)
            self._write(draft)

    def document(self, draft_id: str, name: str) -> str:
        """The text of a Markdown file, to be edited. Raises NotThere."""
        path = found(self._store.files(draft_id), name)
        if not is_markdown(path) or path.stat().st_size > MAX_DOCUMENT_BYTES:
            raise NotThere("여기서 고칠 수 있는 것은 Markdown 문서뿐입니다. (only Markdown can be edited here)")
        return path.read_text("utf-8-sig", "replace")

    def write_document(self, draft_id: str, name: str, markdown: str) -> DraftFile:
        """Keep a text as a Markdown file; `.md` is added where the name lacks it. Raises InputRefused."""
        kept = kept_name(name)
        if not kept.lower().endswith(MARKDOWN):
            kept = kept_name(f"{kept}.md")
        content = markdown.replace("\r\n", "\n").encode("utf-8", "replace")
        if len(content) > MAX_DOCUMENT_BYTES:
            raise InputRefused(f"글이 {MAX_DOCUMENT_BYTES // _MB} MB보다 큽니다. 나누어 주세요. (too long)")
        return self.add_file(draft_id, kept, BytesIO(content))

    def add_url(self, draft_id: str, url: str) -> Draft:
        """Fetch this address when the draft is prepared. Raises InputRefused."""
        url = shown(url)
        with self._changing(draft_id) as draft:
            if not is_web_address(url) or len(url) > 2_000:
                raise InputRefused("주소는 http:// 나 https:// 로 시작해야 합니다. (not a web address)")
            if len(draft.urls) >= MAX_URLS:
                raise InputRefused(f"초안 하나에 주소는 {MAX_URLS}개까지입니다. (too many addresses)")
            return self._write(draft, urls=tuple(dict.fromkeys((*draft.urls, url))))

    def remove_url(self, draft_id: str, url: str) -> Draft:
        """Do not fetch this address; what it said before stays. Raises NotThere."""
        with self._changing(draft_id) as draft:
            return self._write(draft, urls=_without(draft.urls, url))

    def drop_source(self, draft_id: str, origin: str) -> Draft:
        """Leave out all documents of a folder, address or file that was refreshed before. Raises NotThere."""
        with self._changing(draft_id) as draft:
            version = self._in_force()
            if version is None or origin not in version.manifest.sources or origin == UPLOADS_ORIGIN:
                raise NotThere("그런 자료가 없습니다. 목록을 새로 고치세요. (no such source)")
            return self._write(draft, dropped=tuple(dict.fromkeys((*draft.dropped, origin))))

    def undrop_source(self, draft_id: str, origin: str) -> Draft:
        """Keep the documents of a source after all. Raises NotThere."""
        with self._changing(draft_id) as draft:
            return self._write(draft, dropped=_without(draft.dropped, origin))

    # --- how it is kept ---

    def _as_it_stands(self, draft: Draft) -> Draft:
        """The draft with what only shows now: work that was interrupted, a version that is out of date."""
        state, said = draft.state, draft.said
        if state is DraftState.PREPARING and not self._is_at_work(draft.id):
            state, said = DraftState.FAILED, _INTERRUPTED
        elif draft.is_prepared and not self._is_publishable(draft):
            state, said = DraftState.OUTDATED, OUTDATED
        elif state is DraftState.OPEN and self._previewer.is_reading(draft.id):
            state = DraftState.READING
        behind = not draft.is_closed and draft.base != (self._shelf.current_id() or "")
        return replace(draft, state=state, said=said, is_behind=behind)

    def _is_at_work(self, draft_id: str) -> bool:
        return self._preparer.is_running(draft_id) or self._store.is_at_work(draft_id)

    def _is_publishable(self, draft: Draft) -> bool:
        try:
            base = self._shelf.prepared(draft.version_id or "").manifest.base
        except KnowledgeError:
            return False
        return base == (self._shelf.current_id() or "")

    @contextmanager
    def _changing(self, draft_id: str) -> Iterator[Draft]:
        """The draft to be changed: what was prepared from it is no longer what it says, and goes."""
        with self._store.editing(draft_id) as kept:
            draft = self._as_it_stands(kept)
            if draft.is_closed:
                raise DeskRefused(WHY_NOT[draft.state])
            if draft.state is DraftState.PREPARING:
                raise DeskBusy("준비하는 동안에는 바꿀 수 없습니다. 끝나기를 기다리거나 멈추세요. (being prepared)")
            yield replace(draft, state=DraftState.OPEN, said="")

    def _write(self, draft: Draft, **changes: Any) -> Draft:
        changed = touched(draft, now(), **changes)
        keeps = changed.is_prepared or changed.state is DraftState.PUBLISHED
        if draft.version_id and not keeps:
            self._shelf.drop_prepared(draft.version_id)
            changed = replace(changed, version_id=None)
        self._store.write(changed)
        return changed

    def _in_force(self) -> Version | None:
        try:
            return self._shelf.current()
        except KnowledgeError:
            return None


def _without(items: tuple[str, ...], item: str) -> tuple[str, ...]:
    """The others. Raises NotThere."""
    if item not in items:
        raise NotThere("그런 것이 초안에 없습니다. 목록을 새로 고치세요. (not in this draft)")
    return tuple(one for one in items if one != item)


def note_of(text: str) -> str:
    """A note on one line. Raises InputRefused where it is too long."""
    text = " ".join(shown(text).split())
    if len(text) > MAX_NOTE_CHARS:
        raise InputRefused(f"메모는 {MAX_NOTE_CHARS}자까지입니다. (note too long)")
    return text


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)
