"""Report: what a refresh would change, and what staff should look at before it is published.

Everything here can be put into JSON by `dataclasses.asdict`; ids are of documents.
"""

from dataclasses import dataclass

from ingest.finding import Finding
from ingest.unchanged import FileRecord


@dataclass(frozen=True, slots=True)
class Edit:
    """One changed place of a document: its sentences before and after, side by side; either may be empty."""

    heading: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that is added, changed or removed; `edits` has all of its text where it is added or removed."""

    id: str
    title: str
    origin: str
    edits: tuple[Edit, ...]
    passages_before: int = 0
    passages_after: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a conflict or duplicate: what is said, where and of when."""

    value: str
    quote: str
    document: str
    title: str
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two current statements that give other values for the same attribute of the same entity."""

    entity: str
    attribute: str
    first: Side
    """The one that answers lead with: the newer, or the more official."""
    second: Side
    is_new: bool
    """Whether this refresh brings it."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """A date that has passed, or passes within EXPIRY_DAYS; `day` is YYYY-MM-DD."""

    document: str
    title: str
    day: str
    days_left: int
    """Negative where it has passed."""
    quote: str
    """The sentence with the date; the front matter's field where that says it."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two passages of different documents that say the same; `share` of the smaller one's text, 0 to 1."""

    first: Side
    second: Side
    share: float


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Text that looks like an instruction to an assistant, or like personal data."""

    kind: str
    """`instruction` or `personal data`."""
    document: str
    title: str
    quote: str
    """Personal data is masked in it."""
    is_new: bool


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """An address in the documents that does not answer."""

    document: str
    title: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class Checks:
    """What was looked for in the next version."""

    conflicts: tuple[Conflict, ...] = ()
    expiries: tuple[Expiry, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    suspicions: tuple[Suspicion, ...] = ()
    links: tuple[BrokenLink, ...] = ()
    links_checked: int | None = None
    """None where the network could not be asked."""


@dataclass(frozen=True, slots=True)
class Report:
    """All of one refresh but the gate's table."""

    files: tuple[FileRecord, ...] = ()
    added: tuple[DocumentChange, ...] = ()
    changed: tuple[DocumentChange, ...] = ()
    removed: tuple[DocumentChange, ...] = ()
    unchanged: int = 0
    findings: tuple[Finding, ...] = ()
    checks: Checks = Checks()
