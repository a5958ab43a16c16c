"""What is costly to build is built once in a test run, by whichever worker needs it first, and copied by the others."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

BUILT_WITHIN_S = 240
"""How long a worker waits for the one that builds, less than a test may take."""


def built_once(temporary: pytest.TempPathFactory, name: str, build: Callable[[Path], object]) -> Path:
    """The folder that `build` filled. Copy it and touch only the copy: another worker may be copying it too."""
    root = temporary.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent  # a worker's own folder lies in that of the run
    folder, whole = root / f"built-{name}", root / f"built-{name}.whole"
    with FileLock(root / f"built-{name}.lock", timeout=BUILT_WITHIN_S):
        if not whole.exists():
            folder.mkdir()
            build(folder)
            whole.touch()
    return folder
