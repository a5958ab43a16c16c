"""Refresh of ever larger bases, whole and after a small change: python -m tests.benchmarks.refreshing --sizes 1000 10000.

Each refresh runs in a process of its own, so that its memory is its own; the models are loaded before the clock starts,
as in a server. Processor time is that of the refresh and of the child that proves its version.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.korean_corpus import KoreanCorpus
from tests.benchmarks.measuring import machine, resident_mib, timed

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "reports"
SIZES = (1_000, 10_000)
CHANGED_SHARE = 0.01
ROUNDS = 3
"""Changes of each size, one after the other; the median counts."""
TIMEOUT_S = 3_600
AIM_SHARE, AIM_MIB = 0.05, 3 * 1024
"""Time of a change as a share of the whole at 10,000 passages; peak memory at 100,000."""


def measure(passages: int, folder: Path) -> dict[str, Any]:
    """The figures of one size: the first refresh, changes of CHANGED_SHARE, one without a change, and the opening."""
    corpus = KoreanCorpus.make(folder / "corpus", passages)
    whole = _in_child("refresh", folder)
    changes = []
    for _ in range(ROUNDS):
        corpus.change(CHANGED_SHARE)
        changes.append(_in_child("refresh", folder))
    changed = sorted(changes, key=lambda figures: float(figures["seconds"]))[ROUNDS // 2]
    return {
        "passages": whole["passages"],
        "whole": whole,
        "changed": changed,
        "unchanged": _in_child("refresh", folder),
        "opening": _in_child("open", folder),
        "share of the time": round(changed["seconds"] / whole["seconds"], 3),
        "share of the processor": round(changed["processor s"] / whole["processor s"], 3),
    }


def _in_child(what: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.refreshing", "--child", what, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT_S, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _child(what: str, folder: Path) -> dict[str, Any]:
    """Refresh or open in this process."""
    from ingest.refresh import refresh
    from knowledge.base import Engine, open_current
    from knowledge.campuses import CampusFinder
    from knowledge.settings import KnowledgeSettings
    from knowledge.store import preload

    settings = KnowledgeSettings(_env_file=None, data_dir=folder / "data", programme_dir=folder / "corpus")
    engine = Engine.load(settings, CampusFinder.load(settings.programme_dir).words)
    preload()
    steps = _Steps()
    before = _processor_s()
    if what == "open":
        base, seconds = timed(lambda: open_current(settings, engine))
        figures = {"passages": len(base.passages), "resident MiB": resident_mib()}
    else:
        told, seconds = timed(lambda: refresh(settings, progress=steps))
        figures = {"passages": told.passages, "embedded": told.embedded, "published": told.published}
    processor = _processor_s() - before
    steps("", 0, 0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**figures, "seconds": round(seconds, 2), "processor s": round(processor, 2),
            "peak MiB": round(peak), "steps": steps.seconds, "MiB after a step": steps.mib}  # fmt: skip


def _processor_s() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class _Steps:
    """The processor seconds between one step that a refresh reports and the next, and the memory at its end."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.mib: dict[str, float] = {}
        self._step, self._since = "", time.process_time()

    def __call__(self, what: str, done: int, total: int) -> None:
        if what == self._step:
            return
        now = time.process_time()
        if self._step:
            self.seconds[self._step] = round(self.seconds.get(self._step, 0.0) + now - self._since, 2)
            self.mib[self._step] = resident_mib()
        self._step, self._since = what, now


def table(sizes: list[dict[str, Any]]) -> str:
    """The figures as a Markdown table."""
    names = ("passages", "whole, s (processor s)", "1 % changed", "share of time (processor)", "unchanged, s",
             "opening, s", "peak MiB: whole, changed, open")  # fmt: skip
    lines = [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]
    for one in sizes:
        whole, changed, opening = one["whole"], one["changed"], one["opening"]
        lines.append(
            f"| {one['passages']} | {whole['seconds']} ({whole['processor s']}) "
            f"| {changed['seconds']} ({changed['processor s']}) "
            f"| {one['share of the time']:.1%} ({one['share of the processor']:.1%}) | {one['unchanged']['seconds']} "
            f"| {opening['seconds']} | {whole['peak MiB']}, {changed['peak MiB']}, {opening['peak MiB']} |"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Measure each size, print the table and write the figures beside the other reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="passages")
    parser.add_argument("--name", default="refreshing", help="name of the report")
    parser.add_argument("--reports", type=Path, default=FOLDER, help="folder of the report")
    parser.add_argument("--child", nargs=2, metavar=("WHAT", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        print(json.dumps(_child(options.child[0], Path(options.child[1])), ensure_ascii=False))
        return 0
    sizes = []
    for passages in options.sizes:
        print(f"… {passages}", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            sizes.append(measure(passages, Path(folder)))
    options.reports.mkdir(parents=True, exist_ok=True)
    report = {"machine": machine(), "aims": {"share": AIM_SHARE, "MiB": AIM_MIB}, "sizes": sizes}
    (options.reports / f"{options.name}.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")
    print(table(sizes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
