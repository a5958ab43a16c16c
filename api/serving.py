"""Serving: one port, one or more processes. The only file that imports uvicorn."""

import errno
import socket
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import FastAPI

SHUTDOWN_TIMEOUT_S = 20
"""For requests that are under way when the server is told to stop; an answer takes milliseconds."""
WORKER_SILENCE_S = 15
"""A worker is silent while it loads; after uvicorn's own 5 s it would be killed on a busy machine, and one that
died while it loaded is noticed no sooner than this."""
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "line"}},
    "loggers": {"uvicorn": {"level": "WARNING"}, "bm25s": {"level": "WARNING"}},
    "root": {"level": "INFO", "handlers": ["stderr"]},
}
"""The middleware logs each request by its route; uvicorn's access log would hold whole addresses."""


class ServingFailed(Exception):
    """The port cannot be had, or a process could not start; the message says what to do."""


def open_port(host: str, port: int) -> socket.socket:
    """Take the port; 0 takes a free one. Raises ServingFailed."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except (OSError, UnicodeError) as error:
        listening.close()
        raise ServingFailed(_why(host, port, error)) from error
    listening.set_inheritable(True)
    return listening


def _why(host: str, port: int, error: OSError | UnicodeError) -> str:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.EADDRINUSE:
        return (
            f"{host}의 {port}번 포트를 누가 쓰고 있습니다. 그 프로그램을 끄거나 --port를 바꾸세요. "
            f"(Port {port} is in use; stop that program or choose another with --port.)"
        )
    if code == errno.EACCES:
        return (
            f"{port}번 포트를 열 권한이 없습니다. --port에 1024 이상의 번호를 주세요. "
            f"(No permission for port {port}; choose one from 1024 up.)"
        )
    return (
        f"'{host}' 주소에서 받을 수 없습니다({error}). --host에 이 컴퓨터의 주소를 주세요. "
        f"(Cannot listen on this address; give one of this machine's.)"
    )


def serve(listening: socket.socket, workers: int, on_ready: Callable[[], None]) -> None:
    """Serve until told to stop; `on_ready` is called once, when the first request can be answered.

    Raises ServingFailed or, from a single process, what `build` raised; KeyboardInterrupt on Ctrl-C.
    """
    import uvicorn

    config = uvicorn.Config(
        "api.app:build" if workers == 1 else "api.serving:build_or_leave",
        factory=True,
        workers=workers,
        log_config=LOGGING,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=SHUTDOWN_TIMEOUT_S,
        timeout_worker_healthcheck=WORKER_SILENCE_S,
    )
    ended = threading.Event()
    threading.Thread(target=_watch, args=(listening, ended, on_ready), daemon=True).start()
    try:
        if workers == 1:
            uvicorn.Server(config).run([listening])
        else:
            _run_workers(config, listening)
    except SystemExit as leaving:  # uvicorn's way of saying that start-up failed
        raise ServingFailed("서버를 시작하지 못했습니다. (The server could not start.)") from leaving
    finally:
        ended.set()
        listening.close()


def _run_workers(config: Any, listening: socket.socket) -> None:
    from uvicorn.config import STARTUP_FAILURE
    from uvicorn.supervisors import Multiprocess

    class Workers(Multiprocess):
        interrupted = False

        def handle_int(self) -> None:
            self.interrupted = True
            super().handle_int()

    supervisor = Workers(config, [listening])
    supervisor.run()
    if supervisor.interrupted:
        raise KeyboardInterrupt
    if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes):
        raise ServingFailed("서버 프로세스가 시작하지 못했습니다. (A server process could not start.)")


def build_or_leave() -> "FastAPI":
    """`build` for a worker: where it cannot start, say why and leave with the code that ends them all."""
    from uvicorn.config import STARTUP_FAILURE

    from api.app import build
    from api.errors import ApiError
    from knowledge.errors import KnowledgeError

    try:
        return build()
    except (KnowledgeError, ApiError) as fault:
        sys.stderr.write(f"{fault}\n")
        sys.exit(STARTUP_FAILURE)


def _watch(listening: socket.socket, ended: threading.Event, on_ready: Callable[[], None]) -> None:
    """The port is bound from the start and listens once a process is ready: connecting tells when."""
    address = _reachable(*listening.getsockname()[:2])
    while not ended.wait(0.1):
        try:
            socket.create_connection(address, timeout=5).close()
        except OSError:
            continue
        on_ready()
        return


def url_of(host: str, port: int) -> str:
    """What to type into a browser on this machine, also where the server listens on every address."""
    reached, _ = _reachable(host, port)
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def _reachable(host: str, port: int) -> tuple[str, int]:
    return _EVERYWHERE.get(host, host), port
