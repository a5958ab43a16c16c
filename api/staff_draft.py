"""Draft: what somebody prepares for the next version, and what is known of it on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from ingest.readers.extract import FileState

Standing = Literal["new", "changed", "same"]
"""How a file stands to the version that the draft began from."""


class DraftState(StrEnum):
    """Where a draft stands. What was under way when the server ended is FAILED; nothing of it is lost."""

    OPEN = "open"
    """Files are being gathered."""
    READING = "reading"
    """Open, and files are being read for the preview."""
    PREPARING = "preparing"
    """The next version is being built aside; nothing can be changed until it ends or is cancelled."""
    READY = "ready"
    BLOCKED = "blocked"
    """Ready, but the gate wants a reason."""
    FAILED = "failed"
    """Could not be prepared; `said` tells why, and it can be tried again."""
    OUTDATED = "outdated"
    """Another version was put in force since it was prepared: prepare it anew."""
    PUBLISHED = "published"
    DISCARDED = "discarded"
    """Put away; can be reopened for KEEP_CLOSED days."""


CLOSED = frozenset({DraftState.PUBLISHED, DraftState.DISCARDED})


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft. Times have a zone; names of people are as they write them."""

    id: str
    created: datetime
    by: str
    note: str
    changed: datetime
    """When anything of it last changed."""
    state: DraftState = DraftState.OPEN
    base: str = ""
    """The version whose uploaded files it began from, or was last brought up to; empty where there was none."""
    base_uploads: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of each of those files by its name."""
    given: Mapping[str, str] = field(default_factory=dict)
    """The name that a file came with, where it is kept under another."""
    urls: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    """Origins whose documents are to go."""
    version_id: str | None = None
    """The version that was prepared, later published."""
    said: str = ""
    """A sentence about how the last step ended; empty where there is nothing to say."""
    remarks: tuple[str, ...] = ()
    """What staff should know of files that somebody else changed meanwhile."""
    prepared_by: str = ""
    prepared_at: datetime | None = None
    published_by: str = ""
    published_at: datetime | None = None
    forced: str = ""
    is_behind: bool = False
    """Whether another version than `base` is in force; preparing brings the draft up to it."""

    @property
    def is_closed(self) -> bool:
        """Whether it is over."""
        return self.state in CLOSED

    @property
    def is_prepared(self) -> bool:
        """Whether a version waits for somebody to publish it."""
        return self.state in (DraftState.READY, DraftState.BLOCKED)


@dataclass(frozen=True, slots=True)
class DraftFile:
    """One uploaded file: `name` as it is kept, `given` as it came; `size` in bytes."""

    name: str
    given: str
    size: int
    standing: Standing
    described: bool = False
    """Whether staff said something of it beside it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a passage."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What was read from a file, a member of a ZIP file or an address; `state` None: not read yet."""

    name: str
    given: str = ""
    is_url: bool = False
    standing: Standing = "new"
    size: int = 0
    state: FileState | None = None
    kind: str = ""
    document_id: str | None = None
    title: str = ""
    published: str | None = None
    publisher: str = ""
    url: str | None = None
    topic: str = ""
    valid_from: str | None = None
    valid_until: str | None = None
    findings: tuple[str, ...] = ()
    """In Korean, with what to do."""
    passages: int = 0
    samples: tuple[Sample, ...] = ()
    missing: tuple[str, ...] = ()
    """What nobody said of it: `published`, `publisher`."""
    members: tuple["Preview", ...] = ()
    """The documents in a ZIP file."""


@dataclass(frozen=True, slots=True)
class Previews:
    """Every file and address of a draft; `reading`: some are being read, `done` of `total`."""

    reading: bool
    done: int
    total: int
    files: tuple[Preview, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far preparing is: the step in words, its number of `steps`, how much of it is done, seconds so far and left."""

    what: str
    step: int
    steps: int
    done: int
    total: int
    seconds: float
    seconds_left: float | None
    """None where nobody can tell yet."""
