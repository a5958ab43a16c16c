"""Finding: something that staff should look at."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """ERROR: left out of the version. WARNING: taken in, with a doubt."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """A file and line, and what to do about it; `message` is Korean with a short English gloss."""

    severity: Severity
    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"
