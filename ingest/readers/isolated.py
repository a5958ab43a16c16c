"""IsolatedReader: strangers' files read in a child process that may die, hang or grow without harm to this one."""

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ingest.errors import IngestError
from ingest.readers import confined, wire
from ingest.readers.extract import Extract, FileState, Limits, NotRead
from ingest.readers.kinds import Kind
from ingest.readers.reading import too_large

START_TIMEOUT_S = 30
"""Measured: 0.1 s on a quiet machine."""
MAX_FILES = 500
"""After so many a fresh child takes over: what libraries leave behind does not add up."""
_ROOT = Path(__file__).resolve().parent.parent.parent
_ENDED = "파일을 읽던 프로세스가 죽었습니다. 깨졌거나 너무 큰 파일입니다. 만든 프로그램에서 열어 다시 저장하세요."


@dataclass(frozen=True, slots=True)
class FileRead:
    """What became of one file, or of one member of a ZIP file: exactly one of the last three is set."""

    name: str
    kind: str = ""
    """Empty where the file is nothing that could be named."""
    extract: Extract | None = None
    markdown: str | None = None
    """The text of a file that is Markdown, which has a reader of its own."""
    refused: NotRead | None = None


class IsolatedReader:
    """Reads files one after another, for one thread, in a child that is started when the first file comes.

    Use as a context manager. A child that dies takes one file with it; the next file gets a new child.
    """

    def __init__(self, limits: Limits | None = None, worker: str = "ingest.readers") -> None:
        """`worker` is the module that the child runs."""
        self.limits = limits or Limits()
        self._worker = worker
        self._child: subprocess.Popen[bytes] | None = None
        self._files = 0
        self._data: bytes | None = None
        """The file that the child holds."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child, whatever it does."""
        child, self._child, self._data = self._child, None, None
        if child:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe:
                    with suppress(BrokenPipeError):  # the unsent rest of a file
                        pipe.close()

    def read(self, source: Path | bytes, name: str) -> Extract:
        """What one file says. Raises NotRead, also for ZIP and Markdown files; OSError where it cannot be opened."""
        reply = self._ask(self._bytes(source), name, None)
        if "extract" not in reply:
            raise NotRead(
                FileState.UNSUPPORTED, f"문서 하나가 아닙니다: {reply['kind']} (not a single office document)"
            )
        return _extract(reply)

    def read_all(self, source: Path | bytes, name: str) -> Iterator[FileRead]:
        """The file, or each member of a ZIP file as `name/member`. Raises OSError where it cannot be opened."""
        try:
            data = self._bytes(source)
            reply = self._ask(data, name, None)
        except NotRead as error:
            yield FileRead(name, refused=error)
            return
        for member in reply.get("members", [None]):
            inner = f"{name}/{member}" if member is not None else name
            try:
                yield _file_read(inner, reply if member is None else self._ask(data, name, str(member)))
            except NotRead as error:
                yield FileRead(inner, refused=error)

    def _bytes(self, source: Path | bytes) -> bytes:
        if isinstance(source, bytes):
            return source
        # Without waiting: what was a file a moment ago may be a pipe by now.
        with open(source, "rb", opener=lambda path, flags: os.open(path, flags | os.O_NONBLOCK)) as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise OSError(errno.EINVAL, "보통 파일이 아닙니다 (not a regular file)")
            if about.st_size > self.limits.max_file_bytes:
                raise too_large(self.limits)
            data = file.read(self.limits.max_file_bytes + 1)  # it may be growing
        if len(data) > self.limits.max_file_bytes:
            raise too_large(self.limits)
        return data

    def _ask(self, data: bytes, name: str, member: str | None) -> dict[str, Any]:
        """One request and its reply. Raises NotRead where the child says so, or dies."""
        if len(data) > self.limits.max_file_bytes:
            raise too_large(self.limits)
        if self._child and self._child.poll() is not None:  # ended while nothing was asked of it
            self.close()
        child = self._child or self._start()
        held = self._data is data and member is not None
        request = {"name": name, "member": member, "bytes": None if held else len(data)}
        with _Deadline(child, self.limits.wall_s) as deadline:
            reply = self._exchange(child, json.dumps(request).encode() + b"\n" + (b"" if held else data))
        if reply is None:
            code = child.wait()
            self.close()
            raise _why(code, deadline.passed, self.limits)
        self._data, self._files = data, self._files + 1
        if reply.pop("last") or deadline.passed or self._files >= MAX_FILES:
            self.close()
        if "state" in reply:
            raise NotRead(FileState(reply["state"]), str(reply["message"]))
        return reply

    def _start(self) -> subprocess.Popen[bytes]:
        """A child that is ready. Raises IngestError where there can be none."""
        child = subprocess.Popen(
            [sys.executable, "-B", "-X", "utf8", "-m", self._worker],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=confined.environment(os.environ),
        )
        self._child, self._files, self._data = child, 0, None
        with _Deadline(child, START_TIMEOUT_S):
            ready = self._exchange(child, json.dumps(asdict(self.limits)).encode() + b"\n")
        if ready is None:
            self.close()
            raise IngestError(
                "파일을 읽는 프로세스를 시작할 수 없습니다. 설치를 확인하세요: sesac doctor. (the reading process does not start)"
            )
        return child

    def _exchange(self, child: subprocess.Popen[bytes], sent: bytes) -> dict[str, Any] | None:
        """Send and receive; None where the child ended or answers with what cannot be its answer."""
        assert child.stdin
        assert child.stdout
        try:
            child.stdin.write(sent)
            child.stdin.flush()
            size = int.from_bytes(child.stdout.read(8), "big")
            body = child.stdout.read(size) if 0 < size <= wire.max_bytes(self.limits) else b""
            reply = json.loads(body)
        except (OSError, ValueError):
            child.kill()
            return None
        return reply if isinstance(reply, dict) else None


class _Deadline:
    """Kills a child that has not answered in time."""

    def __init__(self, child: subprocess.Popen[bytes], seconds: float) -> None:
        self.passed = False
        self._child = child
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _pass(self) -> None:
        self.passed = True
        self._child.kill()


def _file_read(name: str, reply: dict[str, Any]) -> FileRead:
    kind = str(reply["kind"])
    if kind == Kind.MARKDOWN:
        return FileRead(name, kind, markdown=str(reply["text"]))
    return FileRead(name, kind, extract=_extract(reply))


def _extract(reply: dict[str, Any]) -> Extract:
    try:
        return wire.from_json(reply["extract"])
    except (LookupError, TypeError, ValueError) as error:
        raise NotRead(FileState.DAMAGED, f"{_ENDED} (no usable answer)") from error


def _why(code: int, late: bool, limits: Limits) -> NotRead:
    """What the end of a child says of the file that it was reading."""
    if late or code == -signal.SIGXCPU:
        most = limits.wall_s if late else limits.cpu_s
        return NotRead(
            FileState.TOO_BIG, f"{most}초 안에 읽지 못했습니다. 파일을 나누어 올리세요. (takes too long: split it)"
        )
    if code in (confined.EXIT_MEMORY, -signal.SIGKILL):
        return NotRead(
            FileState.TOO_BIG, "파일을 읽는 데 기억 공간이 너무 많이 듭니다. 나누어 올리세요. (needs too much memory)"
        )
    return NotRead(FileState.DAMAGED, f"{_ENDED} (the reader died on it, exit code {code})")
