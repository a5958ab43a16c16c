"""The refresh lock: one refresh of a data folder at a time, known by its owner."""

import getpass
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.errors import DiskFull, RefreshInProgress
from knowledge.errors import DataFolderUnusable


@contextmanager
def refresh_lock(data_dir: Path) -> Iterator[None]:
    """Hold the lock; the system frees it when its owner dies.

    Raises RefreshInProgress naming the owner, or DiskFull or DataFolderUnusable where the lock cannot be written.
    """
    lock = FileLock(data_dir / "refresh.lock", timeout=0)
    owner = data_dir / "refresh.owner.json"
    record = {
        "user": user(),
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    try:
        lock.acquire()
        owner.write_text(json.dumps(record), "utf-8")
    except Timeout as error:
        raise RefreshInProgress(
            f"다른 갱신이 진행 중입니다: {_holder(owner)}. 끝난 뒤에 다시 하세요. "
            f"(Another refresh is running; try again later.)"
        ) from error
    except OSError as error:
        lock.release()
        if error.errno in DiskFull.ERRNOS:
            raise DiskFull.at(data_dir) from error
        raise DataFolderUnusable(
            f"데이터 폴더의 파일에 쓸 수 없습니다: {error.filename} ({error.strerror}). 그 파일의 주인과 쓰기 권한을 "
            f"확인하세요. (A file of the data folder is not writable; check its owner and permissions.)"
        ) from error
    try:
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


def user() -> str:
    """Who runs this process."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return str(os.getuid())


def _holder(owner: Path) -> str:
    try:
        held = json.loads(owner.read_text("utf-8"))
        return f"{held['user']}@{held['host']} (프로세스 {held['pid']}, {held['since']}부터)"
    except (OSError, ValueError, LookupError, TypeError):
        return "다른 프로세스"
