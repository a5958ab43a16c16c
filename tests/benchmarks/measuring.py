"""Measures of a process and of a list of times."""

import os
import platform
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def percentile(seconds: Sequence[float], share: float) -> float:
    """The time below which a share of all lies, in ms."""
    ordered = sorted(seconds)
    return round(1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))], 2)


def peak_mib(pid: int | str = "self") -> float:
    """The most resident memory a process has had so far, in MiB (Linux)."""
    return _status(pid, "VmHWM")


def resident_mib(pid: int | str = "self") -> float:
    """Resident memory of a process now, in MiB (Linux)."""
    return _status(pid, "VmRSS")


def _status(pid: int | str, field: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
        if line.startswith(field):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What work gives, and its seconds."""
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def machine() -> dict[str, Any]:
    """What it was measured on."""
    model = next(
        (line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
         if line.startswith("model name")),
        platform.processor(),
    )  # fmt: skip
    return {
        "cpu": f"{os.cpu_count()} x {model}",
        "load before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
    }
