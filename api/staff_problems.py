"""Faults behind the console -> problem documents; staff are told the sentence of the fault itself."""

from api.errors import (
    AccountRefused,
    ApiError,
    DeskBusy,
    FileTooLarge,
    InputRefused,
    NameInvalid,
    NoSuchStaff,
    NotThere,
    PasswordWeak,
    RecordsUnavailable,
    SignInRefused,
)
from api.problems import RETRY_AFTER_S, Refusal
from ingest.errors import DiskFull, IngestError, RefreshInProgress, StoppedByGate
from ingest.golden import InvalidGolden
from knowledge.errors import DataFolderUnusable, KnowledgeError, NoVersion

Fault = ApiError | IngestError | KnowledgeError

_KINDS: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((NotThere, NoSuchStaff, NoVersion), "staff-not-found"),
    ((FileTooLarge,), "file-too-large"),
    ((InputRefused, InvalidGolden, NameInvalid, PasswordWeak), "refused-input"),
    ((DeskBusy, RefreshInProgress), "busy"),
    ((StoppedByGate,), "stopped-by-gate"),
    ((SignInRefused,), "wrong-password"),
    ((RecordsUnavailable, DiskFull, DataFolderUnusable), "unavailable"),
    ((AccountRefused, ApiError, IngestError), "conflict"),
)
"""From the particular to the general; any other fault of the knowledge means that it cannot be used now."""


def refusal_of(fault: Fault) -> Refusal:
    """How a fault is told."""
    kind = next((kind for types, kind in _KINDS if isinstance(fault, types)), "unavailable")
    headers = {"Retry-After": str(RETRY_AFTER_S)} if kind in ("unavailable", "busy") else None
    return Refusal(kind, headers, str(fault))
