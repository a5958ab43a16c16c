"""What can go wrong in a refresh as a whole; one bad file is a Finding, not an exception.

IngestError
├── RefreshInProgress    another process holds the lock
├── SourceMissing        a named folder, file or address is not there
├── NothingToPublish     no readable document: the old version stays
└── DiskFull             not enough free space to write the next version
"""


class IngestError(Exception):
    """Base of all faults of a refresh; the message is Korean first and says what to do."""


class RefreshInProgress(IngestError):
    """Another process holds the refresh lock."""


class SourceMissing(IngestError):
    """A named folder, file or address is not there."""


class NothingToPublish(IngestError):
    """No document could be read; the old version stays."""


class DiskFull(IngestError):
    """Not enough free space to write the next version."""
