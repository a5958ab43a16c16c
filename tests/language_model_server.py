"""A scripted server that speaks OpenAI's chat protocol over real HTTP: right, slow, broken or disobedient.

A test sets `mode` (or queues modes for the next requests) and reads what was asked from `requests`. It answers from
the passages of the prompt by a simple rule: the first two statements of the first passage, each with its number.
"""

import asyncio
import json
import re
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Receive, Scope, Send

from knowledge.language_model import LanguageModelWriter, language_model_writer
from knowledge.settings import KnowledgeSettings
from tests.serving import running

FENCED = re.compile(
    r"<<(?P<fence>\w+) (?:단락|Passage) \[(?P<number>\d+)\]>>\n(?P<inside>.*?)\n<</(?P=fence) ", re.DOTALL
)
ORDER = re.compile(
    r"(?:출력|말하|답하|대답하|적어|붙이|say|print|reply with|append)\S*\s*[:：]?\s*[\"'“‘「](.+?)[\"'”’」]|[\"'“‘「](.+?)[\"'”’」]\S* ?(?:을|를|라고|이라고)"
)
HUGE_BYTES = 50_000_000
DRIP_S = 0.02
STEP_CHARS = 7
"""Characters of each event: less than a word, so that marks and words are cut anywhere."""


def statements(prompt: str, number: int = 1) -> list[str]:
    """The statements of a passage of the prompt: what follows the lines with its title and its sources."""
    found = next(match for match in FENCED.finditer(prompt) if match["number"] == str(number))
    return found["inside"].splitlines()[2:]


def from_passage(prompt: str) -> str:
    """A right answer."""
    return " ".join(f"{statement.removeprefix('- ')} [1]" for statement in statements(prompt)[:2])


def wrong_figure(prompt: str) -> str:
    """The right answer with each of its figures raised by one."""
    return re.sub(r"\d+(?![\d\]])", lambda match: str(int(match[0]) + 1), from_passage(prompt))


def obeying(prompt: str) -> str:
    """Whatever the documents or the question order one to say, after a right sentence and as if it were cited."""
    orders = [first or second for first, second in ORDER.findall(prompt)]
    return " ".join([f"{statements(prompt)[0]} [1]", *(f"{order} [1]" for order in orders)])


TEXTS: dict[str, Callable[[str], str]] = {
    "ok": from_passage,
    "thinking": lambda prompt: f"<think>Passage [1] says it. [1]</think>\n{from_passage(prompt)}",
    "wrong-figure": wrong_figure,
    "obey": obeying,
    "echo": lambda prompt: prompt,
    "refuse": lambda prompt: "NONE",
    "apologise": lambda prompt: "죄송하지만 그 질문에는 답할 수 없습니다.",
    "no-numbers": lambda prompt: from_passage(prompt).replace("[1]", ""),
    "false-number": lambda prompt: from_passage(prompt).replace("[1]", "[9]"),
    "made-up": lambda prompt: "교육생에게 기숙사와 최신 노트북을 제공합니다. [1]",
    "link": lambda prompt: from_passage(prompt).replace(" [1]", " 자세히: https://evil.example/?q=secret [1]", 1),
    "bare-host": lambda prompt: from_passage(prompt).replace(" [1]", " 자세히: evil.example/a [1]", 1),
    "markdown-link": lambda prompt: from_passage(prompt).replace(" [1]", " [여기](//evil.example) [1]", 1),
    "image": lambda prompt: from_passage(prompt).replace(" [1]", " ![](https://evil.example/x.png) [1]", 1),
    "html": lambda prompt: from_passage(prompt).replace(" [1]", " <img src=x onerror=alert(1)> [1]", 1),
    "script-link": lambda prompt: from_passage(prompt).replace(" [1]", " javascript:alert(1) [1]", 1),
    "replacement": lambda prompt: "수강\ufffd료는 무료입니다. [1]",
    "long-unmarked": lambda prompt: "아 " * 2000,
    "stopped-by-length": from_passage,
    "filtered": from_passage,
    "no-end": from_passage,
    "repeating": lambda prompt: f"{statements(prompt)[0]} [1] " * 3,
}
"""What is said, by mode, to the whole text of the request."""
FINISH = {"stopped-by-length": "length", "filtered": "content_filter"}


@dataclass
class ScriptedServer:
    """The ASGI application; the test changes `mode` while it runs."""

    mode: str = "ok"
    queued: deque[str] = field(default_factory=deque)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    open_streams: int = 0
    """Requests whose client is still there."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        request = json.loads(body)
        self.requests.append(request)
        self.headers.append({key.decode().lower(): value.decode() for key, value in scope["headers"]})
        mode = self.queued.popleft() if self.queued else self.mode
        self.open_streams += 1
        gone = asyncio.ensure_future(receive())
        answer = asyncio.create_task(self._answer(mode, request, send))
        try:
            await asyncio.wait({gone, answer}, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                answer.result()
        finally:
            gone.cancel()
            answer.cancel()
            self.open_streams -= 1

    async def _answer(self, mode: str, request: dict[str, Any], send: Send) -> None:
        prompt = "\n".join(message["content"] for message in request["messages"])
        if mode == "hang":
            await asyncio.sleep(3600)
        elif mode in ("500", "429", "502-html"):
            await _refuse(mode, send)
        elif not request.get("stream"):
            await _whole(_completion(TEXTS[mode](prompt)), send)
        elif mode in BYTES:
            await _start(send, 200, "text/event-stream")
            async for part in BYTES[mode](prompt):
                await send({"type": "http.response.body", "body": part, "more_body": True})
            if not mode.startswith("cut"):  # a response without its end is cut by the server, as a crash would
                await send({"type": "http.response.body"})
        else:
            await _start(send, 200, "text/event-stream")
            for event in _events(TEXTS[mode](prompt)):
                await send({"type": "http.response.body", "body": event, "more_body": True})
            if mode != "no-end":
                finish = _event({"choices": [{"index": 0, "delta": {}, "finish_reason": FINISH.get(mode, "stop")}]})
                await send({"type": "http.response.body", "body": finish + b"data: [DONE]\n\n", "more_body": True})
            await send({"type": "http.response.body"})


async def _drip(prompt: str) -> AsyncIterator[bytes]:
    while True:
        yield b":"
        await asyncio.sleep(DRIP_S)


async def _drip_later(prompt: str) -> AsyncIterator[bytes]:
    """A first sentence at once, then one byte at a time."""
    for event in _events(f"{statements(prompt)[0]} [1] 그"):
        yield event
    async for byte in _drip(prompt):
        yield byte


async def _empty(prompt: str) -> AsyncIterator[bytes]:
    yield b"data: [DONE]\n\n"


async def _bad_json(prompt: str) -> AsyncIterator[bytes]:
    yield b'data: {"choices": [{"delta": {"content": \n\n'


async def _wrong_schema(prompt: str) -> AsyncIterator[bytes]:
    yield b'data: {"choices": [7]}\n\ndata: [DONE]\n\n'


async def _html(prompt: str) -> AsyncIterator[bytes]:
    yield b"<html><body>Welcome to the hotel network</body></html>"


async def _bad_utf8(prompt: str) -> AsyncIterator[bytes]:
    yield _event(_delta("수강료는")).replace("료".encode(), b"\xff\xfe")
    yield b"data: [DONE]\n\n"


async def _huge(prompt: str) -> AsyncIterator[bytes]:
    yield b'data: {"choices": [{"index": 0, "delta": {"content": "'
    for _ in range(HUGE_BYTES // 100_000):
        yield b"a" * 100_000
        await asyncio.sleep(0)
    yield b'"}}]}\n\n'


async def _endless(prompt: str) -> AsyncIterator[bytes]:
    while True:
        for event in _events(f"{statements(prompt)[0]} [1] "):
            yield event
        await asyncio.sleep(0)


async def _cut(prompt: str) -> AsyncIterator[bytes]:
    """One whole sentence, then the half of another."""
    first, second = [*statements(prompt), "그리고 이어서"][:2]
    for event in _events(f"{first} [1] {second[: len(second) // 2]}"):
        yield event


async def _cut_in_syllable(prompt: str) -> AsyncIterator[bytes]:
    """One whole sentence, then an event that ends after two of the three bytes of a syllable."""
    for event in _events(f"{statements(prompt)[0]} [1] 그"):
        yield event
    event = _event(_delta("수강료"))
    yield event[: event.index("료".encode()) + 2]


BYTES: dict[str, Callable[[str], AsyncIterator[bytes]]] = {
    "drip": _drip,
    "drip-later": _drip_later,
    "empty": _empty,
    "bad-json": _bad_json,
    "wrong-schema": _wrong_schema,
    "html-page": _html,
    "bad-utf8": _bad_utf8,
    "huge": _huge,
    "endless": _endless,
    "cut": _cut,
    "cut-in-syllable": _cut_in_syllable,
}
"""What is sent, by mode, where the protocol itself is broken."""


def _delta(text: str) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}]}


def _event(content: dict[str, Any]) -> bytes:
    whole = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "scripted", **content}
    return b"data: " + json.dumps(whole, ensure_ascii=False).encode() + b"\n\n"


def _events(text: str) -> Iterator[bytes]:
    return (_event(_delta(text[at : at + STEP_CHARS])) for at in range(0, len(text), STEP_CHARS))


def _completion(text: str) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    whole = {"id": "1", "object": "chat.completion", "created": 0, "model": "scripted", "choices": [choice]}
    return json.dumps(whole, ensure_ascii=False).encode()


async def _refuse(mode: str, send: Send) -> None:
    if mode == "502-html":
        await _start(send, 502, "text/html")
        await send({"type": "http.response.body", "body": b"<html><h1>502 Bad Gateway</h1></html>"})
        return
    extra = [(b"retry-after", b"30")] if mode == "429" else []
    await _start(send, int(mode), "application/json", extra)
    await send({"type": "http.response.body", "body": b'{"error": {"message": "no", "type": "server_error"}}'})


async def _whole(body: bytes, send: Send) -> None:
    await _start(send, 200, "application/json")
    await send({"type": "http.response.body", "body": body})


async def _start(send: Send, status: int, kind: str, extra: list[tuple[bytes, bytes]] | None = None) -> None:
    headers = [(b"content-type", kind.encode()), *(extra or [])]
    await send({"type": "http.response.start", "status": status, "headers": headers})


@contextmanager
def scripted() -> Iterator[tuple[ScriptedServer, str]]:
    """A running server and its address, as SESAC_LLM_BASE_URL takes it."""
    server = ScriptedServer()
    with running(server) as address:
        yield server, f"{address}/v1"


@contextmanager
def writing_with(settings: KnowledgeSettings, address: str, **changes: Any) -> Iterator[LanguageModelWriter]:
    """A writer over the real client at that address; it tries nothing again unless told to."""
    chosen = {"llm": "openai:scripted", "llm_base_url": address, "llm_max_retries": 0, **changes}
    writer = language_model_writer(settings.model_copy(update=chosen))
    assert writer is not None
    yield writer
    writer.close()
