"""A child process whose reader of plain text does whatever harm the text asks for."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ingest.readers import __main__ as child
from ingest.readers import reading
from ingest.readers.extract import Extract, Limits, Paragraph
from ingest.readers.kinds import Kind


def _hold_memory() -> None:
    held = []
    while True:
        held.append(bytearray(10_000_000))


def _spin() -> None:
    while True:
        pass


def _connect() -> None:
    socket.create_connection(("127.0.0.1", 9))


def _write() -> None:
    Path("written-by-a-reader").write_text("x")


def _raise() -> None:
    raise KeyError("깨짐")


def _recurse() -> None:
    _recurse()


def _print() -> None:
    os.write(1, b"\0\0\0\0\0\0\0\2{}")
    print("잡음", flush=True)
    print("잡음", file=sys.stderr, flush=True)


HARM: dict[str, Callable[[], object]] = {
    "abort": os.abort,
    "crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "leave": lambda: os._exit(0),
    "sleep": lambda: time.sleep(600),
    "spin": _spin,
    "memory": _hold_memory,
    "connect": _connect,
    "write": _write,
    "start": lambda: subprocess.run(["true"], check=True),
    "raise": _raise,
    "recurse": _recurse,
    "print": _print,
}


def read(data: bytes, limits: Limits) -> Extract:
    text = data.decode()
    if text in HARM:
        HARM[text]()
    return Extract((Paragraph(text),), title=str(os.getpid()))


if __name__ == "__main__":
    sys.modules["misbehaving"] = sys.modules["__main__"]
    reading.READERS[Kind.TEXT] = "misbehaving:read"
    child.main()
