"""What the child process gives up before it opens a stranger's file."""

import os
import resource
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from ingest.readers.extract import Limits

EXIT_MEMORY = 75
"""The child's own way to say that the memory limit is reached, where the system does not enforce one."""
NICENESS = 10
_MAX_OPEN_FILES = 256
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
_REFUSED = frozenset(
    {
        "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
        "socket.gethostbyname", "socket.gethostbyaddr", "subprocess.Popen", "os.system", "os.exec",
        "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.remove", "os.rename", "os.rmdir",
        "os.link", "os.symlink", "os.truncate", "os.chmod", "os.mkdir",
    }
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def give_up(limits: Limits) -> None:
    """No network, no programs, no written files, no core dumps; little memory; after everybody else."""
    os.nice(NICENESS)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_NOFILE, _MAX_OPEN_FILES)
    if sys.platform == "darwin" or not _lower(resource.RLIMIT_AS, limits.memory_bytes):
        threading.Thread(target=_watch_memory, args=(limits.memory_bytes,), daemon=True).start()
    sys.addaudithook(_refuse)


def allow_cpu(seconds: int) -> None:
    """So many more seconds of processor time from now on; then the system ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def peak_bytes() -> int:
    """The most memory that this process has held."""
    try:
        # Not getrusage: on Linux its figure begins with that of the process which started this one.
        lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    except (OSError, StopIteration, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT


def environment(outer: Mapping[str, str]) -> dict[str, str]:
    """The few variables that the child gets: no settings and no keys; one thread a library."""
    kept = ("PATH", "PYTHONPATH", "PYTHONHOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")}
    return {name: outer[name] for name in kept if name in outer} | threads | {"MALLOC_ARENA_MAX": "2"}


def _lower(what: int, most: int) -> bool:
    """Set a limit for good, never above what it already is; whether the system took it."""
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    try:
        resource.setrlimit(what, (most, most))
    except (ValueError, OSError):
        return False
    return True


def _watch_memory(most: int) -> None:
    while True:
        if peak_bytes() > most:
            os._exit(EXIT_MEMORY)
        time.sleep(0.1)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Stops Python code; compiled libraries are held by the limits alone."""
    if event in _REFUSED:
        raise PermissionError(f"{event} is not allowed where files are read")
    if event == "open":
        path, _, flags = arguments
        if isinstance(flags, int) and flags & _WRITING and path != os.devnull:
            raise PermissionError("nothing is written where files are read")
