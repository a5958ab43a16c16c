"""A real uvicorn on a free loopback port, for tests that a test client cannot stand in for."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

STARTS_WITHIN_S = 20


@contextmanager
def running(app: ASGIApp) -> Iterator[str]:
    """Serve `app` from a thread; gives its address. The lifespan is left out: whoever made the parts closes them."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, lifespan="off", ws="none", log_level="warning", server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    waited = threading.Event()
    for _ in range(STARTS_WITHIN_S * 50):
        if server.started:
            break
        waited.wait(0.02)
    assert server.started
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()
