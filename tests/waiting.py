"""Waiting for what another thread or process does, never longer than a test may."""

import threading
import time
from collections.abc import Callable

WITHIN_S = 120
"""Far longer than anything takes: a core may be lent to somebody else for seconds."""


def eventually(what: Callable[[], bool], within_s: float = WITHIN_S) -> bool:
    """Whether something becomes true in time; prints how long it took."""
    waiting, began = threading.Event(), time.monotonic()
    while not what():
        if time.monotonic() - began > within_s:
            return False
        waiting.wait(0.05)
    print(f"after {time.monotonic() - began:.1f} s")
    return True
