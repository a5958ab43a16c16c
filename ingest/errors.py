"""What can go wrong in a refresh as a whole; one bad file is a Finding, not an exception.

IngestError
├── RefreshInProgress    another process holds the lock
├── SourceMissing        a named folder, file or address is not there
├── NothingToPublish     no readable document: the old version stays
├── StoppedByGate        a prepared version that the gate stopped, and no reason to publish it anyway
├── Overtaken            somebody put another version in force meanwhile
└── DiskFull             not enough free space to write the next version
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class IngestError(Exception):
    """Base of all faults of a refresh; the message is Korean first and says what to do."""


class RefreshInProgress(IngestError):
    """Another process holds the refresh lock."""


class SourceMissing(IngestError):
    """A named folder, file or address is not there."""


class NothingToPublish(IngestError):
    """No document could be read; the old version stays."""


class StoppedByGate(IngestError):
    """The gate stopped this version, and nobody said why to publish it anyway."""


class Overtaken(IngestError):
    """Somebody put another version in force while this one was being made."""


class DiskFull(IngestError):
    """Not enough free space to write the next version."""

    ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT})

    @classmethod
    def at(cls, folder: Path) -> "DiskFull":
        """Nothing more could be written into a folder."""
        return cls(
            f"저장 공간이 다 찼습니다: {folder.resolve()}. 비운 뒤에 다시 하세요. 이전 버전이 그대로 쓰입니다. "
            f"(The disk is full; the old version stays.)"
        )

    @classmethod
    @contextmanager
    def told(cls, folder: Path) -> Iterator[None]:
        """Whatever finds no room within is told as this, naming the folder."""
        try:
            yield
        except OSError as error:
            if error.errno not in cls.ERRNOS:
                raise
            raise cls.at(folder) from error
