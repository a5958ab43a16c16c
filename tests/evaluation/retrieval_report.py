"""The report of the retrieval measurement: a table for people, Markdown and JSON to keep."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

FOLDER = Path(__file__).parent / "reports"
OUTSIDE_THE_MEAN = ("programme",)
"""What is reported by itself: the mean is over the sets that other work can be compared on."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One set with one kind of noise: for each leg hit@1, hit@5 and MRR@10 in percent."""

    name: str
    noise: str
    questions: int
    legs: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Speed:
    """CPU milliseconds of a search at a size: reading the question, and finding passages for it."""

    passages: int
    questions: int
    reading_ms: float
    finding_ms: float
    finding_p95_ms: float


def with_means(measured: Sequence[Measured]) -> list[Measured]:
    """The same and, for each noise that several sets have, their mean."""
    means = []
    for noise in dict.fromkeys(one.noise for one in measured):
        of_noise = [one for one in measured if one.noise == noise and one.name not in OUTSIDE_THE_MEAN]
        if len(of_noise) > 1:
            legs = {
                leg: {key: sum(one.legs[leg][key] for one in of_noise) / len(of_noise) for key in of_noise[0].legs[leg]}
                for leg in of_noise[0].legs
            }
            name = f"mean of {len(of_noise)} sets"
            means.append(Measured(name, noise, sum(one.questions for one in of_noise), legs))
    return [*measured, *means]


def cells(measured: Sequence[Measured]) -> tuple[list[str], list[list[str]]]:
    """The head and the rows of the table; a cell is hit@1 hit@5 MRR@10, the best hit@1 of a row in bold."""
    legs = list(dict.fromkeys(leg for one in measured for leg in one.legs))
    rows = []
    for one in with_means(measured):
        best = max(figures["hit@1"] for figures in one.legs.values()) if one.questions else 0.0
        row = [one.name, one.noise, f"{one.questions:,}"]
        for leg in legs:
            figures = one.legs.get(leg, {})
            text = " ".join(f"{value:.1f}" for value in figures.values())
            row.append(f"**{text}**" if text and figures["hit@1"] == best else text)
        rows.append(row)
    return ["set", "noise", "questions", *legs], rows


def show(measured: Sequence[Measured]) -> None:
    """Print the table."""
    head, rows = cells(measured)
    table = Table(title="찾기 (retrieval): hit@1 hit@5 MRR@10, %")
    for column in head:
        table.add_column(column, justify="left" if column in head[:2] else "right")
    for row in rows:
        table.add_row(*(f"[bold]{cell.strip('*')}[/]" if cell.startswith("**") else cell for cell in row))
    Console().print(table)


def write(
    name: str, facts: Mapping[str, str], measured: Sequence[Measured], speeds: Sequence[Speed], folder: Path = FOLDER
) -> Path:
    """Write `name`.md and `name`.json and return the first."""
    head, rows = cells(measured)
    lines = [f"# Retrieval {name}", "", *(f"- {key}: {value}" for key, value in facts.items()), ""]
    lines += [
        "hit@1 hit@5 MRR@10 in percent, the best hit@1 of a row in bold. `exact words` are runs of four words",
        "",
    ]
    lines[-2] += " that stand in one text alone."
    lines += ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]
    if speeds:
        lines += ["", "## CPU time of a search", ""]
        lines += ["| passages | questions | reading ms | finding ms | finding p95 ms |", "|---|---|---|---|---|"]
        for speed in speeds:
            numbers = (f"{value:.2f}" for value in (speed.reading_ms, speed.finding_ms, speed.finding_p95_ms))
            lines.append(f"| {speed.passages:,} | {speed.questions:,} | {' | '.join(numbers)} |")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.md"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    record = {"facts": facts, "measured": [asdict(one) for one in measured], "speeds": [asdict(one) for one in speeds]}
    path.with_suffix(".json").write_text(json.dumps(record, ensure_ascii=False, indent=1), "utf-8")
    return path
