"""LanguageModelWriter: a chat model behind LangChain, whose every sentence must name and say what a passage says.

The only file that knows LangChain's chat models. Its clients are read from an event loop of our own, in one thread:
only a task that can be cancelled ends a server that sends a byte now and then, and closes its connection.
"""

import asyncio
import logging
import queue
import re
import threading
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from concurrent.futures import Future
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any, cast

from knowledge.answer import Fallback
from knowledge.base import KnowledgeBase
from knowledge.breaker import Breaker
from knowledge.document import Passage
from knowledge.errors import WriterFailed
from knowledge.model_client import Client, connect, ended_well, failure_of
from knowledge.normalisation import search_key
from knowledge.prompt import Prompt, prompt_for
from knowledge.question import Reading
from knowledge.reply import Line, ReplyReader
from knowledge.search import Hit
from knowledge.settings import KnowledgeSettings
from knowledge.support import supported
from knowledge.writing import Sentence, Sentences, passages_for, said

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk, BaseMessage

log = logging.getLogger(__name__)

MIN_GIVEN = 0.1
"""Confidence from which a passage beside the best one is given to the model."""

SERVICE_FAILURES = frozenset({Fallback.TIMEOUT, Fallback.FAULT, Fallback.GARBAGE, Fallback.CUT, Fallback.TOO_LONG})
"""What counts for the breaker: the service is ill. A well-formed answer that does not hold is not that."""
_MARKUP = re.compile(r"<[a-z!/?]|!\[|\]\s*\(|\]\s*:|&#?\w+;", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:)?//[^\s]+|\b(?:javascript|data|vbscript|mailto|tel|file):[^\s]+"
    r"|(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+(?:[/?#:][^\s가-힣]*)?|\d{1,3}(?:\.\d{1,3}){3}[^\s가-힣]*"
)


def language_model_writer(settings: KnowledgeSettings) -> "LanguageModelWriter | None":
    """The writer that SESAC_LLM names, None where it names none. Raises SettingsInvalid; asks nobody anything."""
    return LanguageModelWriter(connect(settings), settings) if settings.llm else None


class LanguageModelWriter:
    """Writes with a model; may be used from many threads. Whoever made it closes it."""

    def __init__(self, client: Client, settings: KnowledgeSettings) -> None:
        self.name = settings.llm
        self.breaker = Breaker(settings.llm_breaker_failures, settings.llm_breaker_seconds)
        self._client = client
        self._settings = settings
        self._slots = threading.BoundedSemaphore(settings.llm_max_concurrent)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="language-model", daemon=True)
        self._thread.start()

    def write(self, base: KnowledgeBase, reading: Reading, hits: Sequence[Hit]) -> Sentences:
        """The model's sentences, each with the passage that supports it. Raises WriterFailed, also in mid-text."""
        passages = self._given(reading, hits) if hits else []
        if not passages:
            return
        if not self._slots.acquire(blocking=False):
            raise WriterFailed(Fallback.BUSY)
        try:
            if not self.breaker.admits():
                raise WriterFailed(Fallback.PAUSED)
            try:
                yield from self._sentences(base, reading, passages)
            except WriterFailed as failed:
                (self.breaker.failed if failed.reason in SERVICE_FAILURES else self.breaker.succeeded)()
                raise
            except GeneratorExit:  # the visitor left, or a check of the caller's stopped the text
                self.breaker.abandoned()
                raise
            self.breaker.succeeded()
        finally:
            self._slots.release()

    def close(self) -> None:
        """End what is under way, close the connections and the thread."""
        if not self._thread.is_alive():
            return
        with suppress(TimeoutError):  # a client that will not end must not keep the process from ending
            asyncio.run_coroutine_threadsafe(self._wind_up(), self._loop).result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        if not self._loop.is_running():
            self._loop.close()

    async def _wind_up(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._client.aclose()
        await self._loop.shutdown_asyncgens()
        await self._loop.shutdown_default_executor()  # names are looked up in its threads

    def _given(self, reading: Reading, hits: Sequence[Hit]) -> list[Passage]:
        """What the extractive writer would quote first, then what else may bear on the question."""
        campuses = set(reading.mentions.campuses)
        lead = hits[0].passage
        others = [
            hit.passage
            for hit in hits
            if hit.confidence >= MIN_GIVEN
            and hit.passage.language == lead.language
            and (not campuses or not hit.passage.campus or campuses & set(hit.passage.campus))
        ]
        chosen = {p.id: p for p in (*passages_for(reading, hits), *others) if p.statements and not p.gap}
        return list(chosen.values())[: self._settings.llm_passages]

    def _sentences(self, base: KnowledgeBase, reading: Reading, passages: Sequence[Passage]) -> Iterator[Sentence]:
        prompt = prompt_for(reading, passages)
        reader = ReplyReader()
        seen: set[str] = set()
        for line in self._lines(prompt, reader):
            texts = [line.text] if line.item else base.analyser.sentences(line.text)
            for text in texts:
                if text not in seen:  # some models repeat themselves
                    seen.add(text)
                    yield _checked(base, reading, text, line, passages)

    def _lines(self, prompt: Prompt, reader: ReplyReader) -> Iterator[Line]:
        """The lines of the reply as they come, within both time limits."""
        started = time.monotonic()
        first, whole = started + self._settings.llm_timeout, started + self._settings.llm_total_timeout
        deadline = min(first, whole)
        pieces: queue.SimpleQueue[str | Fallback | None] = queue.SimpleQueue()
        task = asyncio.run_coroutine_threadsafe(self._receive(prompt, pieces), self._loop)
        echo = ""
        try:
            while True:
                piece = self._next(pieces, deadline)
                if piece is None:
                    yield from reader.end()
                    return
                echo = (echo + piece)[-1000:]
                if prompt.fence in echo:
                    raise WriterFailed(Fallback.FAILED_CHECK)
                for line in reader.feed(piece):
                    yield line
                    deadline = whole
        finally:
            _end(task)

    def _next(self, pieces: "queue.SimpleQueue[str | Fallback | None]", deadline: float) -> str | None:
        try:
            piece = pieces.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise WriterFailed(Fallback.TIMEOUT) from None
        if isinstance(piece, Fallback):
            raise WriterFailed(piece)
        return piece

    async def _receive(self, prompt: Prompt, pieces: "queue.SimpleQueue[str | Fallback | None]") -> None:
        """Put the text of the reply into a queue piece by piece, then None, or why it broke off."""
        metadata: dict[str, Any] = {}
        received = False
        try:
            stream = cast("AsyncGenerator[AIMessageChunk, None]", self._client.model.astream(_messages(prompt)))
            async with aclosing(stream):
                async for chunk in stream:
                    metadata |= chunk.response_metadata
                    if chunk.text:
                        received = True
                        pieces.put(str(chunk.text))
                    # A server that floods us never makes the client wait: without this no cancellation would be seen.
                    await asyncio.sleep(0)
        except Exception as error:  # noqa: BLE001 - whatever a foreign client raises ends here
            # Never the error's text: it may hold the address, the key or the question.
            log.warning("language model: %s", type(error).__name__)
            pieces.put(failure_of(error, received))
        else:
            pieces.put(ended_well(metadata, received))


def _checked(base: KnowledgeBase, reading: Reading, text: str, line: Line, passages: Sequence[Passage]) -> Sentence:
    """The sentence with the first of its passages that says the same. Raises WriterFailed where none does."""
    numbers = [number for number in line.numbers if 1 <= number <= len(passages)]
    if len(numbers) < len(line.numbers):
        raise WriterFailed(Fallback.NO_SOURCE)
    for number in numbers:
        passage = passages[number - 1]
        support = supported(base, text, passage, reading.mentions.campuses)
        if support is None or _leads_away(text, " ".join(s.text for s in support.statements)):
            continue
        sources = tuple(dict.fromkeys(source for statement in support.statements for source in statement.sources))
        quote = _span(passage, [statement.text for statement in support.statements])
        return Sentence(said(text, support.statements, passage), passage, sources, quote, line.item)
    raise WriterFailed(Fallback.FAILED_CHECK)


def _leads_away(text: str, evidence: str) -> bool:
    """Whether a text has markup, or an address that its evidence has not."""
    if _MARKUP.search(text):
        return True
    known = search_key(evidence)
    return any(match[0].rstrip(".,;:!?)") not in known for match in _ADDRESS.finditer(search_key(text)))


def _span(passage: Passage, statements: Sequence[str]) -> str:
    """The part of a passage from the first of some of its statements to the last."""
    starts = [passage.text.index(statement) for statement in statements]
    end = max(start + len(statement) for start, statement in zip(starts, statements, strict=True))
    return passage.text[min(starts) : end]


def _messages(prompt: Prompt) -> "list[BaseMessage]":
    from langchain_core.messages import HumanMessage, SystemMessage

    return [SystemMessage(prompt.rules), HumanMessage(prompt.material)]


def _end(task: "Future[None]") -> None:
    """Cancel what may still be coming; the loop closes the connection."""
    if not task.done():
        task.cancel()
