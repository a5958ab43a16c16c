"""Sessions: the conversations of one process, in memory, bounded in number and age."""

import secrets
import threading

from cachetools import TTLCache

from knowledge.question import Turn

MAX_TURNS = 6
"""Earlier turns that a question may refer back to."""
SESSION_ID_BYTES = 18
"""144 random bits: an id cannot be guessed."""


class Sessions:
    """The last turns of each conversation by session id; used from many threads.

    Every turn renews a conversation's time. When there are too many, the one silent longest gives way.
    """

    def __init__(self, max_sessions: int, minutes: int) -> None:
        self._turns: TTLCache[str, tuple[Turn, ...]] = TTLCache(max_sessions, ttl=minutes * 60)
        self._lock = threading.Lock()

    def resume(self, session_id: str | None) -> tuple[str, tuple[Turn, ...]]:
        """The id and turns of a conversation; a new id and no turns where it is not known (any more)."""
        with self._lock:
            turns = None if session_id is None else self._turns.get(session_id)
        if session_id is None or turns is None:
            return secrets.token_urlsafe(SESSION_ID_BYTES), ()
        return session_id, turns

    def remember(self, session_id: str, turn: Turn) -> None:
        """Add a turn to a conversation, which may be a new one."""
        with self._lock:
            turns = self._turns.pop(session_id, ())
            self._turns[session_id] = (*turns, turn)[-MAX_TURNS:]

    def forget(self, session_id: str) -> None:
        """Remove a conversation; one that is not known is fine."""
        with self._lock:
            self._turns.pop(session_id, None)
