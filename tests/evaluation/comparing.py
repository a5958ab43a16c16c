"""What changed between two reports: python -m tests.evaluation --compare A B (names or paths of their JSON files)."""

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.evaluation.reporting import FOLDER


def compare(before: str, after: str, console: Console | None = None) -> int:
    """Print both reports' figures side by side and each question that became right or wrong.

    Returns how many became wrong. Raises FileNotFoundError with both places that were looked at.
    """
    console = console or Console()
    old, new = _load(before), _load(after)
    console.print(_totals(before, old, after, new))
    worse = 0
    for split in new["answers"]:
        was = {entry["id"]: entry for entry in old["answers"].get(split, ())}
        pairs = [(was[entry["id"]], entry) for entry in new["answers"][split] if entry["id"] in was]
        lost = [(a, b) for a, b in pairs if a["right"] and not b["right"]]
        won = [(a, b) for a, b in pairs if b["right"] and not a["right"]]
        worse += len(lost)
        for title, changed in (("틀리게 됨 (now wrong)", lost), ("맞게 됨 (now right)", won)):
            if changed:
                console.print(_changes(f"{split}: {title}, {len(changed)}", changed))
    return worse


def _load(name: str) -> dict[str, Any]:
    places = (Path(name), FOLDER / f"{name}.json")
    for path in places:
        if path.is_file() and path.suffix == ".json":
            report: dict[str, Any] = json.loads(path.read_text("utf-8"))
            return report
    raise FileNotFoundError(
        f"보고서가 없습니다: {' 도, '.join(map(str, places))} 도 없습니다. (no such report; give a name or a .json file)"
    )


def _totals(before: str, old: dict[str, Any], after: str, new: dict[str, Any]) -> Table:
    table = Table(title="평가 비교 (evaluations compared)")
    for column in ("split", "", before, after, "±"):
        table.add_column(column, justify="left" if column in ("split", "") else "right")
    for split, totals in new["totals"].items():
        for key, value in totals.items():
            was = old["totals"].get(split, {}).get(key)
            change = "" if was is None or was == value else f"{value - was:+.1f}"
            table.add_row(split, key, "" if was is None else str(was), str(value), change)
    return table


def _changes(title: str, changed: list[tuple[dict[str, Any], dict[str, Any]]]) -> Table:
    table = Table(title=title, show_lines=True)
    for column in ("질문 (question)", "앞 (before)", "뒤 (after)"):
        table.add_column(column)
    for was, now in changed:
        table.add_row(
            f"{now['id']}\n{now.get('question', '')}",
            f"{was['status']} {was['why']}\n{was['text'][:200]}",
            f"{now['status']} {now['why']}\n{now['text'][:200]}",
        )
    return table
