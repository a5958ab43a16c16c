"""A real `refresh` in a process of its own that can be stopped or killed at a chosen step.

Run as a module: data folder, programme folder, and where to wait for the parent (nowhere where it is "-").
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.settings import KnowledgeSettings

STEPS = ("읽기", "형태소 분석", "임베딩", "쓰기", "확인")
"""What a refresh reports, in order."""
ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def refreshing(settings: KnowledgeSettings, wait_at: str = "-") -> Iterator["subprocess.Popen[str]"]:
    """Start a refresh; each step is a line of its output. Killed at the end where it still runs."""
    folders = (str(settings.data_dir), str(settings.programme_dir))
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.refreshing", *folders, wait_at],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def reached(child: "subprocess.Popen[str]", step: str) -> bool:
    """Wait until the child is at a step; False where it ended before."""
    assert child.stdout is not None
    return any(line.strip() == step for line in child.stdout)


def main() -> None:
    """Refresh, saying each step."""
    from ingest.refresh import refresh

    data_dir, programme_dir, wait_at = sys.argv[1:]
    settings = KnowledgeSettings(_env_file=None, data_dir=Path(data_dir), programme_dir=Path(programme_dir))
    told: set[str] = set()

    def progress(what: str, done: int, total: int) -> None:
        if what not in told:
            told.add(what)
            print(what, flush=True)
            if what == wait_at:
                sys.stdin.read()

    refresh(settings, progress=progress)


if __name__ == "__main__":
    main()
