"""The report of a version as the console shows it: what is kept as JSON, with each finding as a sentence."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ingest.checks.wording import sentence
from ingest.gate import Gate, Verdict
from ingest.readers.extract import FileState
from ingest.report import Report

VERDICTS = {
    Verdict.TURNED_WRONG: "틀려짐",
    Verdict.LOST: "답을 잃음",
    Verdict.STILL_WRONG: "여전히 틀림",
    Verdict.CHANGED: "바뀜",
    Verdict.GAINED: "새로 답함",
    Verdict.FIXED: "고쳐짐",
    Verdict.NEW: "처음 물음",
    Verdict.RIGHT: "맞음",
    Verdict.SAME: "그대로",
}
STATES = {
    FileState.OK: "읽음",
    FileState.WARNINGS: "읽었으나 확인 필요",
    FileState.PASSWORD: "암호가 걸림",
    FileState.DISTRIBUTION: "배포용 문서",
    FileState.SCAN: "스캔한 그림",
    FileState.GARBLED: "글자가 깨짐",
    FileState.DAMAGED: "읽지 못함",
    FileState.TOO_BIG: "너무 큼",
    FileState.UNSUPPORTED: "읽지 않는 형식",
}
"""What became of a question, and of a file, in words."""
_LISTS = ("conflicts", "expiries", "duplicates", "suspicions", "links")


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What was compared and checked before a version was published, and what the gate said."""

    report: Report
    gate: Gate

    def to_json(self) -> dict[str, Any]:
        """A JSON object: `report`, `gate`, `sentences` of each list of checks and of the changes, and `warnings`."""
        checks = self.report.checks
        changes = {name: [sentence(one) for one in getattr(self.report, name)] for name in _CHANGES}
        found = {name: [sentence(one) for one in getattr(checks, name)] for name in _LISTS}
        return {
            "report": asdict(self.report),
            "gate": asdict(self.gate),
            "passed": self.gate.passed,
            "warnings": list(self.gate.warnings),
            "sentences": {**changes, **found},
            "verdicts": {verdict.value: word for verdict, word in VERDICTS.items()},
            "states": {state.value: word for state, word in STATES.items()},
        }


_CHANGES = ("added", "changed", "removed")
_REHEARSED = TypeAdapter(Rehearsed)


def read_rehearsed(path: Path) -> Rehearsed | None:
    """What is kept of a version; None where nothing is, or another release wrote it."""
    try:
        return _REHEARSED.validate_python(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, ValidationError):
        return None
