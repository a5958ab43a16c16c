"""The client of a language model: made from settings through LangChain, its ends and faults put into our words."""

import importlib.util
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from knowledge.answer import Fallback
from knowledge.errors import SettingsInvalid
from knowledge.settings import KnowledgeSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MAX_RESPONSE_BYTES = 4_000_000
"""Of one response on the wire: 20,000 characters in pieces of one syllable need 3 MB with their JSON around them."""
EXTRAS = {
    "openai": ("langchain_openai", "llm"),
    "ollama": ("langchain_ollama", "llm"),
    "anthropic": ("langchain_anthropic", "anthropic"),
    "google_genai": ("langchain_google_genai", "google"),
}
"""The providers, each with the package of its client and our extra that installs it.

A closed list: LangChain's `huggingface` first asks a hub for minutes. Whatever else speaks OpenAI's protocol is
`openai` with an address.
"""
_ENDED = frozenset({"stop", "end_turn", "stop_sequence"})
_STOPPED_BY_LENGTH = frozenset({"length", "max_tokens"})


@dataclass(frozen=True, slots=True)
class Client:
    """A chat model and what closes its connections."""

    model: "BaseChatModel"
    aclose: Callable[[], Awaitable[None]]


def connect(settings: KnowledgeSettings) -> Client:
    """The client that the settings name; no request is made. Raises SettingsInvalid."""
    provider, _, model = settings.llm.partition(":")
    if provider not in EXTRAS or not model:
        raise SettingsInvalid(
            f"SESAC_LLM={settings.llm}: 제공자:모델 꼴로 적으세요. 제공자는 {', '.join(EXTRAS)} 가운데 하나이고, OpenAI "
            f"호환 서버는 openai:모델과 SESAC_LLM_BASE_URL로 적습니다. (Write provider:model.)"
        )
    if settings.llm_base_url and not re.match(r"https?://[^\s/]", settings.llm_base_url):
        raise SettingsInvalid(
            f"SESAC_LLM_BASE_URL={settings.llm_base_url}: http:// 또는 https://로 시작하는 주소를 적으세요. "
            f"(Not an address.)"
        )
    package, extra = EXTRAS[provider]
    if missing := [name for name in ("langchain", package) if importlib.util.find_spec(name) is None]:
        raise SettingsInvalid(
            f"SESAC_LLM={settings.llm}에 필요한 {missing[-1]}이(가) 없습니다. 이렇게 설치하세요: "
            f"pip install 'sesac-guide[{extra}]' (The client is not installed.)"
        )
    return _client(provider, model, settings)


def _client(provider: str, model: str, settings: KnowledgeSettings) -> Client:
    from langchain.chat_models import init_chat_model

    chosen, http = _arguments(provider, settings)
    try:
        made = init_chat_model(model, model_provider=provider, **chosen)
    except Exception as error:  # noqa: BLE001 - each client complains in its own way, a missing key above all
        raise SettingsInvalid(
            f"SESAC_LLM={settings.llm}을(를) 준비하지 못했습니다. SESAC_LLM_API_KEY와 SESAC_LLM_BASE_URL을 확인하세요. "
            f"(The client cannot be made: {type(error).__name__}.)"
        ) from None  # its text may hold the key

    async def aclose() -> None:
        if http:
            await http.aclose()

    return Client(made, aclose)


def _arguments(provider: str, settings: KnowledgeSettings) -> tuple[dict[str, Any], httpx.AsyncClient | None]:
    """What a provider's client takes, and the HTTP client that we made for it, if any."""
    key = settings.llm_api_key.get_secret_value()
    chosen: dict[str, Any] = {"base_url": settings.llm_base_url} if settings.llm_base_url else {}
    wire: dict[str, Any] = {"timeout": settings.llm_total_timeout, "event_hooks": {"response": [_bounded]}}
    if provider == "ollama":
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return {
            **chosen,
            "temperature": 0,
            "num_predict": settings.llm_max_tokens,
            "async_client_kwargs": {**wire, "headers": headers},
        }, None
    if key:
        chosen["api_key"] = key
    chosen |= {
        "max_tokens": settings.llm_max_tokens,
        "max_retries": settings.llm_max_retries,
        "timeout": settings.llm_total_timeout,
    }
    if provider != "openai":
        return chosen, None
    if settings.llm_base_url and not key:
        chosen["api_key"] = "none"  # the client insists on one; servers of one's own do not look
    # No temperature: reasoning models refuse any but their own. No redirects: they would carry the key elsewhere.
    http = httpx.AsyncClient(**wire, follow_redirects=False)
    # Its own limit between chunks goes through asyncio.wait_for, which in Python 3.11 can swallow our cancellation.
    return {**chosen, "http_async_client": http, "stream_chunk_timeout": None}, http


class Bounded(httpx.AsyncByteStream):
    """A response that ends with an error where it goes on and on: a line without an end would be kept in memory."""

    def __init__(self, whole: httpx.AsyncByteStream) -> None:
        self._whole = whole

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The same parts, counted. Raises ResponseTooLong."""
        left = MAX_RESPONSE_BYTES
        async for part in self._whole:
            left -= len(part)
            if left < 0:
                raise ResponseTooLong
            yield part

    async def aclose(self) -> None:
        """Close the connection, or give it back."""
        await self._whole.aclose()


async def _bounded(response: httpx.Response) -> None:
    if isinstance(response.stream, httpx.AsyncByteStream):
        response.stream = Bounded(response.stream)


class ResponseTooLong(Exception):
    """More bytes than an answer can have."""


def ended_well(metadata: Mapping[str, Any], received: bool) -> Fallback | None:
    """None where the model says that it came to an end, else what was wrong."""
    reasons = [metadata.get(name) for name in ("finish_reason", "stop_reason", "done_reason")]
    reason = str(next(filter(None, reasons), "")).lower()
    if reason in _ENDED:
        return None
    if reason in _STOPPED_BY_LENGTH:
        return Fallback.TOO_LONG
    if reason:
        return Fallback.REFUSED  # content_filter, refusal, safety
    return Fallback.CUT if received else Fallback.GARBAGE


def failure_of(error: Exception, received: bool) -> Fallback:
    """What a foreign exception means to us."""
    if isinstance(error, ResponseTooLong):
        return Fallback.TOO_LONG
    if "Timeout" in type(error).__name__:
        return Fallback.TIMEOUT
    if isinstance(error, UnicodeError | json.JSONDecodeError | ValueError | TypeError | LookupError | AttributeError):
        return Fallback.GARBAGE
    return Fallback.CUT if received else Fallback.FAULT
