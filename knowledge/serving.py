"""LiveKnowledge: the version in force, swapped without a pause when another is published.

A thread watches the pointer. A new version is proven and opened beside the one that serves; only then is it taken,
so that no question waits and a damaged version is never asked.
"""

import copy
import logging
import threading
from dataclasses import dataclass
from datetime import datetime

from knowledge.answering import Answerer
from knowledge.base import Engine, KnowledgeBase, open_current
from knowledge.drafting import EXTRACTIVE
from knowledge.errors import KnowledgeError
from knowledge.language_model import LanguageModelWriter, language_model_writer
from knowledge.periods import KST
from knowledge.question import Question
from knowledge.settings import KnowledgeSettings
from knowledge.version import VersionShelf

log = logging.getLogger(__name__)

WATCH_INTERVAL_S = 1.0
"""A published version is answered from at most this and the time to prove it (about 2 s) later."""

PRACTICE = ("강남캠퍼스는 언제 문을 열었나요?", "지금 모집 중인 과정이 있나요?", "Which campuses opened in 2025?")
"""Questions that use each part of the path: search and dissent, dates, directory."""


@dataclass(frozen=True, slots=True)
class ServingState:
    """What health reports: the version that answers, whether it is the one in force, and what was wrong if not."""

    version_id: str
    is_current: bool
    faults: tuple[str, ...]


class LiveKnowledge:
    """Opens the current version at once and follows the pointer until closed."""

    def __init__(self, settings: KnowledgeSettings) -> None:
        """Raises KnowledgeError where nothing can be served, or where SESAC_LLM cannot be used."""
        self._settings = settings
        self._shelf = VersionShelf(settings.data_dir)
        self._writer = language_model_writer(settings)
        try:
            base = open_current(settings)
        except KnowledgeError:
            self._close_writer()
            raise
        self._engine = Engine(base.embedder, base.analyser)
        self._answerer = _practised(base, settings, self._writer)
        self._seen = self._shelf.current_id()
        self._faults = base.skipped
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="version-watch", daemon=True)
        self._thread.start()

    @property
    def answerer(self) -> Answerer:
        """The answerer of the version that serves now; keep it for the whole of one request."""
        return self._answerer

    @property
    def quoting(self) -> Answerer:
        """The same without the language model: a probe must neither wait for a model nor cost anything."""
        quoting = copy.copy(self.answerer)
        quoting.writer = EXTRACTIVE
        return quoting

    @property
    def state(self) -> ServingState:
        """What serves now."""
        served = self._answerer.base.version.id
        return ServingState(served, served == self._seen, self._faults)

    def close(self) -> None:
        """Stop watching, release the store and the language model's connections."""
        self._stop.set()
        self._thread.join(timeout=10)
        self._close_writer()
        self._answerer.base.close()

    def _close_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()

    def _watch(self) -> None:
        while not self._stop.wait(WATCH_INTERVAL_S):
            try:
                current = self._shelf.current_id()
                if current is not None and current != self._seen:
                    self._swap(current)
            except KnowledgeError as fault:
                self._faults = (str(fault),)
                log.error("the new version cannot be served: %s", fault)
            except Exception:
                log.exception("watching the version pointer failed")

    def _swap(self, current: str) -> None:
        self._seen = current
        base = open_current(self._settings, self._engine)
        # The old base is not closed: a question may still be using it, and its memory goes with the last one.
        self._answerer = _practised(base, self._settings, self._writer)
        self._faults = base.skipped
        log.info("now serving version %s", base.version.id)


def _practised(base: KnowledgeBase, settings: KnowledgeSettings, writer: LanguageModelWriter | None) -> Answerer:
    """An answerer that has worked out what the first visitor would otherwise wait for (about 1.5 s)."""
    answerer = Answerer(base, settings)
    for text in PRACTICE:
        answerer.answer(Question.of(text, datetime.now(KST)))
    served = Answerer(base, settings, writer)
    served.official = answerer.official  # worked out once
    return served
