"""Breaker: stops asking a service that keeps failing, and tries again by itself.

Our own few lines: pybreaker 1.4.1 counts a visitor who leaves in mid-stream as a failure of the service, and lets
every waiting question through when it tries again; here leaving counts for nothing and one question tries.
"""

import threading
import time
from collections.abc import Callable


class Breaker:
    """Closed, open for `pause_s` seconds after `failures` in a row, then one trial decides. Safe from many threads."""

    def __init__(self, failures: int, pause_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = failures
        self._pause_s = pause_s
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._opened_at = 0.0
        self._trying = False

    @property
    def is_open(self) -> bool:
        """Whether a call would be turned away now, but for the one trial."""
        return self._failures >= self._most

    def admits(self) -> bool:
        """Whether one call may be made now; whoever was admitted reports how it ended."""
        with self._lock:
            if not self.is_open:
                return True
            if self._trying or self._clock() - self._opened_at < self._pause_s:
                return False
            self._trying = True
            return True

    def succeeded(self) -> None:
        """The call went well: closed again."""
        with self._lock:
            self._failures, self._trying = 0, False

    def failed(self) -> None:
        """The call failed; from the last allowed failure on the pause begins (again)."""
        with self._lock:
            self._failures += 1
            self._trying = False
            self._opened_at = self._clock()

    def abandoned(self) -> None:
        """Nobody waited for the end of the call: it tells nothing."""
        with self._lock:
            self._trying = False
