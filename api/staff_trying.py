"""Trying a question on the version in force and on another one: prepared, or published before."""

import threading
from collections import OrderedDict
from datetime import datetime

from api.errors import InputRefused
from api.staff_library import version_of
from api.staff_tried import Tried, tried
from knowledge.answering import Answerer
from knowledge.base import Engine, KnowledgeBase, open_version
from knowledge.campuses import CampusFinder
from knowledge.document import Language
from knowledge.lexical import analyser_with
from knowledge.normalisation import shown
from knowledge.periods import KST
from knowledge.proving import Proof
from knowledge.question import Question
from knowledge.serving import LiveKnowledge
from knowledge.settings import KnowledgeSettings
from knowledge.version import VersionShelf

KEPT_OPEN = 2
"""Other versions that stay open: staff look at one draft, perhaps beside an older version."""
MAX_CHARS = 2_000


class Trying:
    """Opens other versions when they are first asked, one at a time; used from many threads."""

    def __init__(self, settings: KnowledgeSettings, live: LiveKnowledge) -> None:
        self._settings = settings
        self._live = live
        self._shelf = VersionShelf(settings.data_dir)
        self._opened: OrderedDict[str, KnowledgeBase] = OrderedDict()
        self._lock = threading.Lock()

    def today(self, text: str, language: Language | None = None) -> Tried:
        """On the version that visitors are answered from, in quotes: no language model is waited or paid for.

        Raises InputRefused.
        """
        return tried(self._live.quoting, _question(text, language))

    def on(self, version_id: str, text: str, language: Language | None = None) -> Tried:
        """On another version, prepared or published. Raises InputRefused, NoVersion, or what is wrong with it."""
        question = _question(text, language)
        with self._lock:  # also while it is asked: nobody closes it meanwhile
            return tried(Answerer(self._base(version_id), self._settings), question)

    def close(self) -> None:
        """Close what is open."""
        with self._lock:
            while self._opened:
                self._opened.popitem()[1].close()

    def _base(self, version_id: str) -> KnowledgeBase:
        version = version_of(self._shelf, version_id)
        if version_id in self._opened:
            self._opened.move_to_end(version_id)
            return self._opened[version_id]
        base = self._live.answerer.base
        Proof(version, base.embedder.fingerprint).wait()  # opening a damaged one could end the server
        words = CampusFinder.load(version.structured).words
        analyser = base.analyser if base.analyser.words == words else analyser_with(words)
        self._opened[version_id] = opened = open_version(version, Engine(base.embedder, analyser))
        while len(self._opened) > KEPT_OPEN:
            self._opened.popitem(last=False)[1].close()
        return opened


def _question(text: str, language: Language | None) -> Question:
    text = shown(text)
    if not text:
        raise InputRefused("질문을 적으세요. (write a question)")
    if len(text) > MAX_CHARS:
        raise InputRefused(f"질문은 {MAX_CHARS:,}자까지입니다. (too long)")
    return Question.of(text, datetime.now(KST), language)
