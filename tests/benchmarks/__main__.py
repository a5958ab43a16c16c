"""Measure and write a dated report: python -m tests.benchmarks [--name NAME]."""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from ingest.refresh import refresh
from knowledge.settings import KnowledgeSettings
from knowledge.version import VersionShelf
from tests.benchmarks import refreshing
from tests.benchmarks.measuring import machine, peak_mib, percentile, timed
from tests.evaluation import golden

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "reports"
CLIENTS = 4
HTTP_QUESTIONS = 400
REFRESHES = 3
AIMS = {
    "in-process: p95 ms": "under 25",
    "serving: cold start to first answer, s": "under 4",
    "serving: peak MiB": "under 600",
    "during refreshes: times the quiet p95": "at most 2",
    "growing: 10000 passages: share of the time": "at most 0.05",
}


def build(data_dir: Path) -> dict[str, Any]:
    """Time of building the default base from nothing, and of a run that finds nothing changed."""
    settings = KnowledgeSettings(data_dir=data_dir)
    made, seconds = timed(lambda: refresh(settings))
    _, again = timed(lambda: refresh(settings))
    return {
        "default base, s": round(seconds, 1),
        "nothing changed, s": round(again, 1),
        "passages": made.passages,
        "texts embedded": made.embedded,
    }


def in_process(data_dir: Path) -> dict[str, Any]:
    """The figures of one process that answers all development questions."""
    command = [sys.executable, "-m", "tests.benchmarks.inprocess", str(data_dir)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=900)
    figures: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return figures


def command_line(data_dir: Path) -> dict[str, Any]:
    """Wall time of one `sesac ask` from nothing."""
    command = [sys.executable, "-m", "sesac", "ask", "강남 캠퍼스는 무슨 특화야?"]
    environment = {**os.environ, "SESAC_DATA_DIR": str(data_dir)}
    times = []
    for _ in range(3):
        _, seconds = timed(
            lambda: subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True, timeout=120)
        )
        times.append(seconds)
    return {"sesac ask, s (median of 3)": round(sorted(times)[1], 2)}


def growing(data_dir: Path) -> dict[str, Any]:
    """Refreshes of larger bases, whole and after a small change; they have a data folder of their own."""
    figures: dict[str, Any] = {}
    for passages in refreshing.SIZES:
        with tempfile.TemporaryDirectory() as folder:
            one = refreshing.measure(passages, Path(folder))
        size = f"{passages} passages"
        figures |= {
            f"{size}: built from nothing, s": one["whole"]["seconds"],
            f"{size}: 1 % changed, s": one["changed"]["seconds"],
            f"{size}: share of the time": one["share of the time"],
            f"{size}: nothing changed, s": one["unchanged"]["seconds"],
            f"{size}: opened, s": one["opening"]["seconds"],
            f"{size}: peak MiB": max(one[part]["peak MiB"] for part in ("whole", "changed", "opening")),
        }
    return figures


def serving(data_dir: Path) -> dict[str, Any]:
    """Cold start to the first answer over HTTP, then answers per second of one worker with a few clients."""
    started = time.perf_counter()
    with _served({"SESAC_DATA_DIR": str(data_dir)}) as (server, client):
        cold = time.perf_counter() - started
        questions = [entry.question for entry in golden.load("dev")][:HTTP_QUESTIONS]
        quiet = [timed(lambda q=q: _ask(client, q))[1] for q in questions]  # type: ignore[misc]
        with ThreadPoolExecutor(CLIENTS) as pool:
            times, whole = timed(lambda: list(pool.map(lambda q: timed(lambda: _ask(client, q))[1], questions)))
        return {
            "cold start to first answer, s": round(cold, 2),
            "one client: p50 ms": percentile(quiet, 0.5),
            "one client: p95 ms": percentile(quiet, 0.95),
            f"{CLIENTS} clients: answers per second": round(len(questions) / whole, 1),
            f"{CLIENTS} clients: p50 ms": percentile(times, 0.5),
            f"{CLIENTS} clients: p95 ms": percentile(times, 0.95),
            "peak MiB": peak_mib(server.pid),
        }


def during_refreshes(data_dir: Path) -> dict[str, Any]:
    """One client that asks without pause, first in quiet, then while one refresh after another is published."""
    questions = [entry.question for entry in golden.load("dev")][:HTTP_QUESTIONS]
    with tempfile.TemporaryDirectory() as folder:
        programme = Path(folder) / "programme"
        shutil.copytree(KnowledgeSettings().programme_dir, programme)
        shutil.copytree(data_dir, Path(folder) / "data")
        environment = {"SESAC_DATA_DIR": f"{folder}/data", "SESAC_PROGRAMME_DIR": str(programme)}
        with _served(environment) as (_, client), ThreadPoolExecutor(1) as pool:
            for question in questions:  # what is worked out once is worked out now
                _ask(client, question)
            quiet = [timed(lambda q=q: _ask(client, q))[1] for q in questions]  # type: ignore[misc]
            refreshes = pool.submit(_refresh_again, programme, environment)
            times: list[float] = []
            while not refreshes.done():
                times += [timed(lambda q=q: _ask(client, q))[1] for q in questions[:20]]  # type: ignore[misc]
            published = refreshes.result()
        shelf = VersionShelf(Path(folder) / "data")
        return {
            "versions published": published,
            "answers meanwhile, none failed": len(times),
            "quiet: p95 ms": percentile(quiet, 0.95),
            "meanwhile: p95 ms": percentile(times, 0.95),
            "times the quiet p95": round(percentile(times, 0.95) / percentile(quiet, 0.95), 2),
            "slowest answer, ms": round(1000 * max(times), 1),
            "versions kept": len(shelf.ids()),
        }


def _refresh_again(programme: Path, environment: Mapping[str, str]) -> int:
    """Publish a changed document REFRESHES times, in a process of its own each, as staff do."""
    file = next(iter(sorted((programme / "ko").rglob("*.md"))))
    text = file.read_text("utf-8")
    for number in range(REFRESHES):
        file.write_text(f"{text}\n## 측정 {number}\n\n측정을 위해 {number}번째로 덧붙인 문장입니다.\n", "utf-8")
        command = [sys.executable, "-m", "sesac", "refresh", "--yes"]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, timeout=300)
        done.check_returncode()
    return REFRESHES


@contextmanager
def _served(environment: Mapping[str, str]) -> Iterator[tuple["subprocess.Popen[bytes]", httpx.Client]]:
    """A server that answers, and a client of it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "sesac", "serve", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            _first_answer(client, started + 60)
            yield server, client
    finally:
        server.terminate()
        server.wait(timeout=30)


def _ask(client: httpx.Client, question: str) -> None:
    client.post("/api/chat", json={"message": question}).raise_for_status()


def _first_answer(client: httpx.Client, deadline: float) -> None:
    while time.perf_counter() < deadline:
        try:
            _ask(client, "강남 캠퍼스는 무슨 특화야?")
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the server did not answer")


def write(name: str, report: dict[str, dict[str, Any]], folder: Path) -> Path:
    """Write the report as Markdown and JSON; returns the first."""
    folder.mkdir(parents=True, exist_ok=True)
    steps = report["in-process"].pop("steps")
    lines = [f"# Benchmarks {name}", "", "Repeat with `make bench`.", ""]
    for part, figures in report.items():
        lines += [f"## {part}", "", "| figure | value | aim |", "|---|---|---|"]
        lines += [f"| {key} | {value} | {AIMS.get(f'{part}: {key}', '')} |" for key, value in figures.items()]
        lines.append("")
    lines += [
        "## Where time and memory go (one process)",
        "",
        "| step | seconds | resident MiB after |",
        "|---|---|---|",
    ]
    lines += [f"| {step} | {cost['seconds']} | {cost['resident MiB after']} |" for step, cost in steps.items()]
    path = folder / f"{name}.md"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    record = {**report, "steps": steps}
    path.with_suffix(".json").write_text(json.dumps(record, ensure_ascii=False, indent=1), "utf-8")
    return path


def main(arguments: list[str] | None = None) -> int:
    """Run all benchmarks and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", default=datetime.now(UTC).strftime("%Y-%m-%d"), help="name of the report")
    parser.add_argument("--reports", type=Path, default=FOLDER, help="folder of the report")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        report: dict[str, dict[str, Any]] = {"machine": machine()}
        for part, measure in (
            ("build", build),
            ("in-process", in_process),
            ("command line", command_line),
            ("serving", serving),
            ("during refreshes", during_refreshes),
            ("growing", growing),
        ):
            print(f"… {part}", file=sys.stderr)
            report[part] = measure(data_dir)
        path = write(options.name, report, options.reports)
    print(path.read_text("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
