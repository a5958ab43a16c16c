"""The doctor: is everything in place to answer, and if not, what to do."""

import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import TYPE_CHECKING

from sesac_output import describe

if TYPE_CHECKING:
    from pydantic_settings import BaseSettings

    from api.settings import ApiSettings
    from knowledge.settings import KnowledgeSettings

MIN_PYTHON = (3, 11)
LITTLE_SPACE_BYTES = 500_000_000
"""A refresh needs twice the size of a version and 50 MB; the default base has 15 MB."""
PROBE_QUESTION = "신청은 어디서 해?"
CONNECT_TIMEOUT_S = 2
EXTRAS = {
    "api": ("fastapi", "uvicorn"),
    "embedding": ("sentence_transformers", "torch"),
    "telegram": ("telegram",),
    "llm": ("langchain",),
}
"""Optional parts of the distribution and the modules that show they are installed."""


class State(StrEnum):
    """PROBLEM: questions are not answered. WARNING: they are, but something wants attention."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, what was found and, unless all is well, what to do."""

    name: str
    state: State
    found: str
    advice: str = ""


def examine() -> Iterator[Check]:
    """Every check, one after the other; a fault within one is its finding and never ends the others."""
    yield _guarded("파이썬", _python)
    from api.settings import ApiSettings
    from knowledge.settings import KnowledgeSettings

    for settings in (KnowledgeSettings, ApiSettings):
        yield _guarded(f"설정 {settings.__name__}", lambda made=settings: _settings(made))
    try:
        knowledge = KnowledgeSettings()
    except ValueError:
        return
    yield _guarded("데이터 폴더", lambda: _data_folder(knowledge))
    yield _guarded("남은 용량", lambda: _space(knowledge))
    yield _guarded("임베딩 모델", lambda: _model(knowledge))
    proof = _guarded("현재 버전", lambda: _version(knowledge))
    yield proof
    if proof.state is not State.PROBLEM:
        yield _guarded("시험 질문", lambda: _answer(knowledge))
    try:
        yield _guarded("서버 포트", lambda: _port(ApiSettings()))
    except ValueError:
        pass
    yield _guarded("선택 기능", _extras)


def _guarded(name: str, look: Callable[[], tuple[State, str, str]]) -> Check:
    try:
        return Check(name, *look())
    except Exception as fault:  # noqa: BLE001: whatever it is, it is what was found
        return Check(name, State.PROBLEM, describe(fault))
