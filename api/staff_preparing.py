"""A refresh for the console in a process of its own, so that answering neither waits for it nor falls with it.

Takes one line of JSON on standard input: settings, sources and who asks for it. Gives lines of JSON: progress, at
last a result or a fault. It ends at once when the server that started it does; the version in force stays in force.
"""

import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

NICENESS = 5
"""Answers come first."""


def main() -> int:
    """Prepare a version as asked; the exit code is 0 whenever the last line says what came of it."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is for the log

    def tell(**line: Any) -> None:
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
        out.flush()

    job = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    _prepare(job, tell)
    return 0


def _prepare(job: dict[str, Any], tell: Callable[..., None]) -> None:
    from ingest.errors import IngestError
    from ingest.order import Ending, Order
    from ingest.reading import Sources
    from ingest.refresh import refresh
    from ingest.settings import IngestSettings
    from knowledge.errors import KnowledgeError
    from knowledge.settings import KnowledgeSettings

    named = job["sources"]
    sources = Sources(
        urls=tuple(named["urls"]),
        uploads=Path(named["uploads"]) if named["uploads"] else None,
        dropped=tuple(named["dropped"]),
    )
    order = Order(sources, by=job["by"], note=job["note"], asked=tuple(job["asked"]))
    try:
        done = refresh(
            KnowledgeSettings(_env_file=None, **job["knowledge"]),
            order=order,
            ending=Ending.KEEP,
            ingest=IngestSettings(_env_file=None, **job["ingest"]),
            progress=lambda what, done, total: tell(what=what, done=done, total=total),
        )
    except (IngestError, KnowledgeError) as fault:
        tell(fault=str(fault))
        return
    counts = {name: len(getattr(done, name)) for name in ("added", "changed", "removed", "unchanged")}
    tell(
        version_id=done.version_id if done.prepared else None,
        blocks=[block.message for block in done.gate.blocks],
        summary={**counts, "passages": done.passages, "embedded": done.embedded, "errors": len(done.errors)},
    )


def _end_with_the_server() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
