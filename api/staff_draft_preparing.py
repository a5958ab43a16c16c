"""Preparing a draft: the refresh runs in a child process, its progress and end are heard by a thread here."""

import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from filelock import Timeout
from pydantic import TypeAdapter, ValidationError

from api.errors import DeskBusy
from api.staff_draft import Progress
from api.staff_draft_store import DraftStore, replace_file

log = logging.getLogger(__name__)

SHARES = {
    "읽기": 0.2,
    "가져오기": 0.05,
    "형태소 분석": 0.1,
    "임베딩": 0.1,
    "쓰기": 0.1,
    "확인": 0.1,
    "점검": 0.05,
    "질문 확인": 0.3,
}
"""The steps of a refresh in their order, and a guess of how much of the time each takes; only for saying how long it may
still take."""
KNOWN_FROM = 0.1
"""The share that must be done before anybody can say how long the rest takes."""
STARTING = "시작"
CANCELLED = "준비를 멈추었습니다. 올린 파일은 그대로 있습니다. (cancelled)"
LOCK_WAIT_S = 3.0
"""Whoever looks whether a draft is at work holds its lock for a moment."""
TELL_EVERY_S = 0.5
"""How often other processes are told of progress."""
CLOSING_S = 10.0
_PROGRESS = TypeAdapter(Progress)


@dataclass(frozen=True, slots=True)
class Ended:
    """How preparing ended: with a version, with nothing to change (neither version nor fault), or with a fault."""

    version_id: str | None = None
    blocks: tuple[str, ...] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""
    seconds: float = 0.0


class Preparer:
    """One refresh at a time in this process; the refresh lock keeps other processes from beginning another."""

    def __init__(self, store: DraftStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._progress: dict[str, tuple[Progress, float]] = {}
        self._threads: list[threading.Thread] = []
        self._cancelled: set[str] = set()

    def start(self, draft_id: str, job: Mapping[str, Any], on_end: Callable[[Ended], None]) -> None:
        """Begin; `on_end` is called once, from another thread. Raises DeskBusy where one is under way."""
        with self._lock:
            if self._running:
                raise DeskBusy(
                    "다른 초안을 준비하고 있습니다. 끝난 뒤에 다시 하세요. (Another draft is being prepared.)"
                )
            began = threading.Event()
            refused: list[str] = []
            thread = threading.Thread(
                target=self._run, args=(draft_id, job, on_end, began, refused), name=f"prepare-{draft_id}", daemon=True
            )
            self._threads = [thread]
            thread.start()
            began.wait()
        if refused:
            raise DeskBusy(refused[0])

    def is_running(self, draft_id: str) -> bool:
        """Whether this process prepares a draft."""
        return draft_id in self._running

    def progress(self, draft_id: str) -> Progress | None:
        """How far it is now, whichever process prepares it; None where none has told anything."""
        if told := self._progress.get(draft_id):
            return _later(told[0], time.monotonic() - told[1])
        path = self._store.of(draft_id) / "progress.json"
        try:
            return _later(_PROGRESS.validate_json(path.read_bytes()), time.time() - path.stat().st_mtime)
        except (OSError, ValidationError):
            return None

    def cancel(self, draft_id: str) -> bool:
        """End it; False where this process does not prepare that draft."""
        child = self._running.get(draft_id)
        if child is None:
            return False
        self._cancelled.add(draft_id)
        child.kill()
        return True

    def close(self) -> None:
        """End what is under way; the version in force stays in force."""
        for draft_id in tuple(self._running):
            self.cancel(draft_id)
        for thread in self._threads:
            thread.join(CLOSING_S)

    def _run(
        self,
        draft_id: str,
        job: Mapping[str, Any],
        on_end: Callable[[Ended], None],
        began: threading.Event,
        refused: list[str],
    ) -> None:
        lock = self._store.work_lock(draft_id)
        try:
            lock.acquire(timeout=LOCK_WAIT_S)
            child = _child(job)
        except (Timeout, OSError) as error:
            log.error("draft %s cannot be prepared: %s", draft_id, error)
            refused.append("이 초안은 이미 준비하고 있거나 시작할 수 없습니다. 조금 뒤에 다시 하세요. (busy)")
            lock.release()
            began.set()
            return
        self._cancelled.discard(draft_id)
        self._running[draft_id] = child
        self._progress[draft_id] = progress_at(STARTING, 0, 1, 0.0), time.monotonic()
        began.set()
        try:
            ended = self._heard(draft_id, child)
            self._running.pop(draft_id, None)  # the lock says that it is at work until its end is kept
            on_end(ended)
        except Exception:
            log.exception("the end of preparing draft %s could not be kept", draft_id)
        finally:
            self._progress.pop(draft_id, None)
            self._running.pop(draft_id, None)
            (self._store.of(draft_id) / "progress.json").unlink(missing_ok=True)
            lock.release()

    def _heard(self, draft_id: str, child: "subprocess.Popen[str]") -> Ended:
        """Everything that the child says, until it ends."""
        began, told = time.monotonic(), float("-inf")
        last: dict[str, Any] = {}
        assert child.stdout is not None
        for line in child.stdout:
            try:
                last = json.loads(line)
            except ValueError:  # it was ended while it spoke
                break
            if "what" not in last:
                continue
            now = time.monotonic()
            progress = progress_at(**last, seconds=now - began)
            self._progress[draft_id] = progress, now
            if now - told >= TELL_EVERY_S:
                told = now
                replace_file(self._store.of(draft_id) / "progress.json", _PROGRESS.dump_json(progress))
        code = child.wait()
        _close(child)
        seconds = round(time.monotonic() - began, 1)
        if "summary" in last:
            return Ended(last["version_id"], tuple(last["blocks"]), last["summary"], seconds=seconds)
        if draft_id in self._cancelled:
            self._cancelled.discard(draft_id)
            return Ended(fault=CANCELLED, seconds=seconds)
        fault = last.get("fault") or (
            f"준비하던 프로그램이 도중에 끝났습니다(코드 {code}). 이전 버전이 그대로 쓰입니다. 다시 준비하세요. (ended early)"
        )
        return Ended(fault=fault, seconds=seconds)


def progress_at(what: str, done: int, total: int, seconds: float) -> Progress:
    """How far a refresh is at this point of a step, and how long it may still take."""
    steps = list(SHARES)
    at = steps.index(what) if what in SHARES else 0
    share = sum(SHARES[step] for step in steps[:at]) + SHARES[steps[at]] * (done / total if total else 0.0)
    if what not in SHARES or share < KNOWN_FROM:
        return Progress(what, at + 1, len(steps), done, total, seconds, None)
    return Progress(what, at + 1, len(steps), done, total, seconds, round(seconds * (1 - share) / share, 1))


def _later(told: Progress, since: float) -> Progress:
    """What was told a while ago, as of now."""
    left = None if told.seconds_left is None else max(0.0, told.seconds_left - since)
    return replace(told, seconds=round(told.seconds + max(0.0, since), 1), seconds_left=left)


def _child(job: Mapping[str, Any]) -> "subprocess.Popen[str]":
    child = subprocess.Popen(
        [sys.executable, "-m", "api.staff_preparing"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,  # Ctrl-C is for the server, which then ends it
    )
    assert child.stdin is not None
    child.stdin.write(json.dumps(job, ensure_ascii=False) + "\n")
    child.stdin.flush()  # and left open: its end tells the child that the server is gone
    return child


def _close(child: "subprocess.Popen[str]") -> None:
    for stream in (child.stdin, child.stdout):
        if stream:
            stream.close()
