"""What a refresh found, as pages show it: the kept report and the gate's table, what has to be looked at first."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from api.staff_pages_marking import Line, marked
from api.staff_pages_words import (
    FILE_STATES,
    FINE_VERDICTS,
    SOURCE_KINDS,
    STATUSES,
    SUSPICIONS,
    VERDICTS,
    Word,
    word_of,
)

_COMMAND_LINE = re.compile(r"\s*\([^()]*--force[^()]*\)")
_FINE_FILES = ("ok", "ok with warnings")


@dataclass(frozen=True, slots=True)
class Edit:
    """One changed place, its words marked."""

    heading: str
    before: list[Line]
    after: list[Line]


@dataclass(frozen=True, slots=True)
class Change:
    """A document that is added, changed or removed."""

    title: str
    word: Word
    told: str
    edits: list[Edit]
    is_whole: bool
    """Added or removed: there is nothing to lay beside it."""

    @classmethod
    def of(cls, change: Mapping[str, Any], word: Word) -> Self:
        """From the report's JSON."""
        before, after = change["passages_before"], change["passages_after"]
        told = f"단락 {after}개" if not before else f"단락 {before}개" if not after else f"단락 {before}개 → {after}개"
        edits = [Edit(one["heading"], *marked(one["before"], one["after"])) for one in change["edits"]]
        return cls(change["title"] or change["id"], word, told, edits, not before or not after)


@dataclass(frozen=True, slots=True)
class GateRow:
    """One question of the gate's table, the words of both answers marked."""

    question: str
    is_golden: bool
    golden_id: str | None
    word: Word
    today: list[Line]
    after: list[Line]
    status_today: Word | None
    status_after: Word | None
    changed: Sequence[str]
    why: Sequence[str]
    titles: Sequence[str]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From the gate's JSON."""
        today, after = marked([row["today"]] if row["today"] else [], [row["after"]] if row["after"] else [])
        cited = row["titles_after"]
        return cls(
            question=row["question"],
            is_golden=row["kind"] == "golden",
            golden_id=row["golden_id"],
            word=word_of(VERDICTS, row["verdict"]),
            today=today,
            after=after,
            status_today=word_of(STATUSES, row["status_today"]) if row["status_today"] else None,
            status_after=word_of(STATUSES, row["status_after"]) if row["status_after"] else None,
            changed=row["changed"],
            why=row["why"],
            titles=cited if cited != row["titles_today"] else (),
        )


@dataclass(frozen=True, slots=True)
class GateView:
    """The gate: what blocks, what staff should look at, and the questions of which there is nothing to say."""

    blocks: Sequence[str]
    rows: list[GateRow]
    fine: list[GateRow]
    golden: int
    asked: int
    warnings: Sequence[str] = ()
    """What blocks nothing and staff should know."""

    @property
    def is_passed(self) -> bool:
        """Whether nothing blocks."""
        return not self.blocks

    @classmethod
    def of(cls, gate: Mapping[str, Any], warnings: Sequence[str] = ()) -> Self:
        """From the kept JSON."""
        fine = [row for row in gate["rows"] if row["verdict"] in FINE_VERDICTS and not row["why"]]
        looked = [row for row in gate["rows"] if row not in fine]
        golden = sum(row["kind"] == "golden" for row in gate["rows"])
        return cls(
            [for_officers(block["message"]) for block in gate["blocks"]],
            [GateRow.of(row) for row in looked],
            [GateRow.of(row) for row in fine],
            golden,
            len(gate["rows"]) - golden,
            warnings,
        )


@dataclass(frozen=True, slots=True)
class ReportView:
    """The report: files, changes and what was looked for."""

    files: list[tuple[Mapping[str, Any], Word]]
    """Files with what became of them, those that were not read first."""
    findings: Mapping[str, list[str]]
    """What to do, by the file that it is about."""
    changes: list[Change]
    unchanged: int
    counts: Mapping[str, int]
    conflicts: list[Mapping[str, Any]]
    expired: list[Mapping[str, Any]]
    expiring: list[Mapping[str, Any]]
    duplicates: list[Mapping[str, Any]]
    suspicions: list[tuple[Mapping[str, Any], Word]]
    links: list[Mapping[str, Any]]
    links_checked: int | None

    @property
    def unread(self) -> list[tuple[Mapping[str, Any], Word]]:
        """The files that are left out of the version."""
        return [(file, word) for file, word in self.files if word.tone == "bad"]

    @property
    def to_look_at(self) -> int:
        """How many things of the checks a person should look at."""
        return len(self.unread) + len(self.conflicts) + len(self.suspicions) + len(self.links) + len(self.expired)

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> Self:
        """From the kept JSON; what this refresh brings stands first."""
        checks = report["checks"]
        files = sorted(report["files"], key=lambda file: (file["state"] in _FINE_FILES, file["state"] == "ok"))
        words = {"changed": Word("바뀜", "info"), "added": Word("새로 들어감", "ok"), "removed": Word("빠짐", "warn")}
        findings: dict[str, list[str]] = {}
        for finding in report["findings"]:
            findings.setdefault(finding["path"], []).append(finding["message"])
        return cls(
            files=[(file, word_of(FILE_STATES, file["state"])) for file in files],
            findings=findings,
            changes=[Change.of(one, word) for name, word in words.items() for one in report[name]],
            unchanged=report["unchanged"],
            counts={name: len(report[name]) for name in words},
            conflicts=sorted(checks["conflicts"], key=lambda one: not one["is_new"]),
            expired=[one for one in checks["expiries"] if one["days_left"] < 0],
            expiring=[one for one in checks["expiries"] if one["days_left"] >= 0],
            duplicates=list(checks["duplicates"]),
            suspicions=[
                (one, word_of(SUSPICIONS, one["kind"])) for one in sorted(checks["suspicions"], key=_newest_first)
            ],
            links=list(checks["links"]),
            links_checked=checks["links_checked"],
        )


def for_officers(message: str) -> str:
    """What blocks, without the words of the command line and with the sources' names in words."""
    for origin in ("programme", "uploads"):
        message = message.replace(f"'{origin}'", f"'{SOURCE_KINDS[origin]}'")
    return _COMMAND_LINE.sub("", message)


def _newest_first(one: Mapping[str, Any]) -> bool:
    return not one["is_new"]
