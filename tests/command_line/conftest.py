"""The program as a person runs it: in this process where that is enough, else as a child process."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from knowledge.settings import KnowledgeSettings
from sesac import app
from tests.staff_folder import TinyProgramme

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., Result]
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture(autouse=True)
def empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, without settings and without a `.env`."""
    for name in [name for name in os.environ if name.startswith("SESAC_")]:
        monkeypatch.delenv(name)
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


def environment(settings: KnowledgeSettings | None) -> dict[str, str]:
    if settings is None:
        return {}
    return {"SESAC_DATA_DIR": str(settings.data_dir), "SESAC_PROGRAMME_DIR": str(settings.programme_dir)}


@pytest.fixture
def run() -> Run:
    """Run a command in this process; its output is no terminal."""

    def run_here(*arguments: str, settings: KnowledgeSettings | None = None, **options: object) -> Result:
        typed = options.pop("typed", None)
        env = environment(settings) | {name: str(value) for name, value in options.items()}
        return CliRunner().invoke(app, arguments, input=typed, env=env)  # type: ignore[arg-type]

    return run_here


@pytest.fixture
def start() -> Start:
    """Start the real program in a process of its own."""
    # The signals as a terminal leaves them: a test run in the background would pass on that Ctrl-C is ignored.
    launcher = (
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
        "os.execv(sys.executable, [sys.executable, '-m', 'sesac', *sys.argv[1:]])"
    )

    def start_child(
        *arguments: str | bytes, settings: KnowledgeSettings | None = None, terminal: int | None = None, **env: str
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", launcher, *arguments],
            stdin=subprocess.DEVNULL if terminal is None else terminal,
            stdout=subprocess.PIPE if terminal is None else terminal,
            stderr=subprocess.PIPE if terminal is None else terminal,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment(settings), **env},
        )

    return start_child


def interrupt(child: subprocess.Popen[bytes]) -> tuple[str, str]:
    """Press Ctrl-C and wait: what was written until the end."""
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    return out.decode(), err.decode()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> TinyProgramme:
    """A tiny programme that `sesac refresh` published; change nothing in it."""
    tiny = TinyProgramme.make(tmp_path_factory.mktemp("command-line"))
    ended = CliRunner().invoke(app, ["refresh", "--note", "첫 판"], env=environment(tiny.settings))
    assert ended.exit_code == 0, ended.stderr
    assert "문서 추가 5 · 변경 0 · 삭제 0 · 그대로 0" in ended.stdout
    return tiny


@pytest.fixture
def tiny(published: TinyProgramme, tmp_path: Path) -> TinyProgramme:
    """A copy of it of one's own."""
    return published.copy_to(tmp_path / "own")
