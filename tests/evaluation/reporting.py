"""The evaluation report: a table for people, a Markdown file with every failure, a JSON file to compare."""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.evaluation.golden import Golden
from tests.evaluation.scoring import Verdict, share, summary

FOLDER = Path(__file__).parent / "reports"


def write(name: str, facts: dict[str, Any], splits: dict[str, Sequence[Verdict]], folder: Path = FOLDER) -> Path:
    """Write `name`.md and `name`.json and return the first."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"# Evaluation {name}", "", *(f"- {key}: {value}" for key, value in facts.items()), ""]
    totals = {split: summary(verdicts) for split, verdicts in splits.items()}
    lines += _table(["", *totals], [[key, *(t[key] for t in totals.values())] for key in next(iter(totals.values()))])
    groupings: tuple[tuple[str, Callable[[Golden], str]], ...] = (
        ("topic", lambda g: g.topic),
        ("phrasing", lambda g: g.phrasing),
        ("kind", lambda g: g.kind),
    )
    for title, by in groupings:
        lines += [f"## Right by {title}", "", *_grouped(splits, by)]
    for split, verdicts in splits.items():
        wrong = [v for v in verdicts if not v.right or not v.source_right]
        lines += [f"## {split}: {len(wrong)} to look at", ""]
        for verdict in wrong:
            lines += _failure(verdict)
    path = folder / f"{name}.md"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    record = {"facts": facts, "totals": totals, "answers": {s: [_record(v) for v in vs] for s, vs in splits.items()}}
    path.with_suffix(".json").write_text(json.dumps(record, ensure_ascii=False, indent=1, default=str), "utf-8")
    return path


def _table(head: list[str], rows: list[list[Any]]) -> list[str]:
    return [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(map(str, row)) + " |" for row in rows),
        "",
    ]


def _grouped(splits: dict[str, Sequence[Verdict]], by: Callable[[Golden], str]) -> list[str]:
    groups: dict[str, dict[str, list[Verdict]]] = defaultdict(lambda: defaultdict(list))
    for split, verdicts in splits.items():
        for verdict in verdicts:
            groups[by(verdict.golden)][split].append(verdict)
    rows = []
    for key in sorted(groups):
        cells = []
        for split in splits:
            found = groups[key][split]
            cells.append(f"{share(sum(v.right for v in found), len(found))} ({len(found)})" if found else "")
        rows.append([key, *cells])
    return _table(["", *splits], rows)


def why(verdict: Verdict) -> str:
    """What was wrong, in words."""
    reasons = []
    if not verdict.status_right:
        reasons.append(f"status {verdict.answer.status.value}, wanted {' or '.join(verdict.golden.status)}")
    reasons += [f"lacks {fact}" for fact in verdict.missing]
    reasons += [f"says {fact}" for fact in verdict.forbidden]
    if not verdict.source_right:
        reasons.append(f"cites {', '.join(c.source_id for c in verdict.answer.citations)}")
    return "; ".join(reasons)


def _failure(verdict: Verdict) -> list[str]:
    passages = ", ".join(dict.fromkeys(c.passage_id for c in verdict.answer.citations))
    text = verdict.answer.text.replace("\n", " ⏎ ")
    before = "".join(f"{question} → " for question in verdict.golden.conversation)
    found = ", ".join(f"{hit.passage.id} {hit.confidence:.2f}" for hit in verdict.found[:3])
    return [
        f"- **{verdict.golden.id}** {before}{verdict.golden.question}",
        f"  - {why(verdict)}",
        f"  - {text} ({passages})",
        f"  - found: {found or 'nothing searched'}",
    ]


def _record(verdict: Verdict) -> dict[str, Any]:
    return {
        "id": verdict.golden.id,
        "question": verdict.golden.question,
        "right": verdict.right,
        "why": why(verdict),
        "status": verdict.answer.status.value,
        "text": verdict.answer.text,
    }
