"""A real server over a data folder, and a visitor that asks it over HTTP all the time."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from api.app import create_app
from api.parts import Kept, Parts
from api.sessions import Sessions
from api.settings import ApiSettings
from knowledge.serving import LiveKnowledge
from knowledge.settings import KnowledgeSettings
from knowledge.version import VersionShelf
from tests.refreshing import ROOT
from tests.serving import running
from tests.waiting import eventually

FEE_QUESTION = "수강료 얼마야?"
PAUSE_S = 0.2
"""Between an answer and the next question, where two cores are to be left to something else."""
RUSH_S = 0.03
"""The same for about 20 questions a second."""


@contextmanager
def served(settings: KnowledgeSettings) -> Iterator[str]:
    """The address of a server with all its parts, the question log too, over what is in force now."""
    api = ApiSettings(_env_file=None)
    live = LiveKnowledge(settings)
    kept = Kept.of(api, settings.data_dir)
    try:
        with running(create_app(Parts(live, Sessions(api.max_sessions, api.session_minutes), api, kept))) as address:
            yield address
    finally:
        kept.close()
        live.close()


@dataclass
class Visitor:
    """Asks what it costs without end from a thread of its own; keeps what it is told, and whatever goes wrong."""

    address: str
    heard: list[tuple[str, str]] = field(default_factory=list)
    """Version and answer, one entry for as long as they stay the same."""
    failures: list[str] = field(default_factory=list)
    count: int = 0
    pause_s: float = PAUSE_S
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def version_id(self) -> str:
        """The version that answered last; empty before the first answer."""
        return self.heard[-1][0] if self.heard else ""

    def ask_on(self) -> None:
        """Ask until told to stop."""
        with httpx.Client(base_url=self.address, trust_env=False, timeout=60) as client:
            while not self._stop.wait(self.pause_s):
                try:
                    reply = client.post("/api/chat", json={"message": FEE_QUESTION})
                    said = reply.raise_for_status().json()
                    told = (str(said["knowledge_version"]), str(said["text"]).split("[")[0].strip())
                except Exception as failure:  # noqa: BLE001 - whatever it is, a visitor was not answered
                    self.failures.append(repr(failure))
                    continue
                self.count += 1
                if self.heard[-1:] != [told]:
                    self.heard.append(told)

    def stop(self) -> None:
        """Ask no more."""
        self._stop.set()


@contextmanager
def visiting(address: str, pause_s: float = PAUSE_S) -> Iterator[Visitor]:
    """A visitor for as long as the block runs; at its end, that it was answered every time."""
    visitor = Visitor(address, pause_s=pause_s)
    thread, began = threading.Thread(target=visitor.ask_on), time.monotonic()
    thread.start()
    try:
        assert eventually(lambda: bool(visitor.count))
        yield visitor
    finally:
        visitor.stop()
        thread.join()
    assert visitor.failures == []
    print(f"{visitor.count} questions in {time.monotonic() - began:.0f} s, none failed")


def fees(settings: KnowledgeSettings) -> dict[str, str]:
    """What each published version says that it costs, by its id."""
    shelf = VersionShelf(settings.data_dir)
    said = {}
    for version_id in shelf.ids():
        (text,) = [
            passage.statements[0].text for passage, _ in shelf.get(version_id).passages() if passage.id == "cost#1"
        ]
        said[version_id] = text
    return said


def sesac(settings: KnowledgeSettings, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """What the real command says of this data folder."""
    folders = {"SESAC_DATA_DIR": str(settings.data_dir), "SESAC_PROGRAMME_DIR": str(settings.programme_dir)}
    return subprocess.run(
        [sys.executable, "-m", "sesac", *arguments],
        env={**os.environ, **folders},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def ready(address: str) -> dict[str, Any]:
    """What the server says of itself."""
    told: dict[str, Any] = httpx.get(f"{address}/health/ready", trust_env=False, timeout=60).raise_for_status().json()
    return told


def ask(address: str, question: str) -> dict[str, Any]:
    """The answer of the server."""
    reply = httpx.post(f"{address}/api/chat", json={"message": question}, trust_env=False, timeout=60)
    said: dict[str, Any] = reply.raise_for_status().json()
    return said
