"""The doctor: what is wrong, in words, and what to do."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from sesac_output import SEOUL

if TYPE_CHECKING:
    from knowledge.settings import KnowledgeSettings
    from knowledge.version import Version

MIN_PYTHON = (3, 11)
LITTLE_SPACE_BYTES = 500_000_000
"""A refresh needs twice the size of a version and 50 MB; the default knowledge base has 15 MB."""
PROBE_QUESTION = "신청은 어디서 해?"
CONNECT_TIMEOUT_S = 2
OLLAMA_URL = "http://127.0.0.1:11434"
"""Where Ollama listens unless it is told otherwise."""
EXTRAS = {
    "api": ("fastapi", "uvicorn"),
    "embedding": ("sentence_transformers", "torch"),
    "telegram": ("telegram",),
    "llm": ("langchain",),
}
"""Optional parts of the distribution and the modules that show that they are installed."""

SETTING_FAULTS = {
    "int_parsing": "정수여야 합니다",
    "float_parsing": "숫자여야 합니다",
    "bool_parsing": "true나 false여야 합니다",
    "greater_than_equal": "{ge} 이상이어야 합니다",
    "less_than_equal": "{le} 이하여야 합니다",
    "literal_error": "{expected} 가운데 하나여야 합니다",
}
"""By pydantic's type of error; its own English sentence follows in brackets."""


class State(StrEnum):
    """PROBLEM: questions cannot be answered. WARNING: they can, but something wants attention."""

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


Look = Callable[[], Check]


def examine() -> Iterator[Check]:
    """Every check, one after the other; a fault within one is its finding and never ends the others."""
    from api.settings import ApiSettings
    from knowledge.settings import KnowledgeSettings
    from sesac_staff import check_database

    yield _guarded("파이썬", _python)
    yield _guarded("선택 기능", _extras)
    try:
        knowledge, api = KnowledgeSettings(), ApiSettings()
    except (ValidationError, OSError, UnicodeError) as fault:
        yield Check("설정", State.PROBLEM, describe(fault))
        return
    yield Check("설정", State.OK, f".env {'있음' if Path('.env').is_file() else '없음'}")
    yield from _knowledge_checks(knowledge)
    yield _guarded("데이터베이스", lambda: check_database(api, knowledge.data_dir))
    yield _guarded("서버 포트", lambda: _port(api.host, api.port))


def _knowledge_checks(settings: "KnowledgeSettings") -> Iterator[Check]:
    yield _guarded("데이터 폴더", lambda: _data_folder(settings.data_dir))
    yield _guarded("남은 용량", lambda: _space(settings.data_dir))
    yield _guarded("임베딩 모델", lambda: _model(settings))
    version = _guarded("현재 버전", lambda: _version(settings))
    yield version
    if version.state is State.OK:
        yield _guarded("시험 질문", lambda: _answer(settings))
    if settings.llm:
        yield _guarded("언어 모델", lambda: _language_model(settings))


def _guarded(name: str, look: Look) -> Check:
    try:
        return look()
    except Exception as fault:  # noqa: BLE001
        return Check(name, State.PROBLEM, describe(fault))


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= MIN_PYTHON:
        return Check("파이썬", State.OK, found)
    return Check("파이썬", State.PROBLEM, found, "파이썬 3.11 이상으로 실행하세요. (Python 3.11 or newer is needed.)")


def _data_folder(folder: Path) -> Check:
    from knowledge.version import VersionShelf

    if not folder.exists():
        return Check(
            "데이터 폴더",
            State.OK,
            f"{folder.resolve()}: 아직 없음, 첫 sesac refresh가 만듭니다. (not made yet)",
        )
    VersionShelf(folder).prepare()
    return Check("데이터 폴더", State.OK, f"{folder.resolve()}: 쓸 수 있음 (writable)")


def _space(folder: Path) -> Check:
    existing = next(path for path in (folder.resolve(), *folder.resolve().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    found = f"{free / 1e9:,.1f} GB"
    if free >= LITTLE_SPACE_BYTES:
        return Check("남은 용량", State.OK, found)
    return Check(
        "남은 용량",
        State.WARNING,
        found,
        "파일을 지우거나 SESAC_DATA_DIR을 다른 디스크로 옮기세요. (Free some space.)",
    )


def _model(settings: "KnowledgeSettings") -> Check:
    from knowledge.embedding import load_embedder

    embedder = load_embedder(settings)
    name = Path(settings.embedding_model).name
    return Check("임베딩 모델", State.OK, f"{name}, {embedder.dimension}차원, 지문 {embedder.fingerprint}")


def _version(settings: "KnowledgeSettings") -> Check:
    version = prove(settings)
    counts = version.manifest.counts
    return Check(
        "현재 버전",
        State.OK,
        f"{version.id}: 문서 {counts['documents']:,}개, 단락 {counts['passages']:,}개, 온전함",
    )


def prove(settings: "KnowledgeSettings", version_id: str | None = None) -> "Version":
    """The current version, or the named one, proven in a child process. Raises KnowledgeError."""
    from knowledge.embedding import load_embedder
    from knowledge.proving import Proof
    from knowledge.version import VersionShelf

    shelf = VersionShelf(settings.data_dir)
    version = shelf.current() if version_id is None else shelf.get(version_id)
    Proof(version, load_embedder(settings).fingerprint).wait()
    return version


def is_usable(settings: "KnowledgeSettings") -> bool:
    """Whether the current version can be served."""
    from knowledge.errors import KnowledgeError

    try:
        prove(settings)
    except KnowledgeError:
        return False
    return True


def _answer(settings: "KnowledgeSettings") -> Check:
    from knowledge.answer import Status
    from knowledge.answering import Answerer
    from knowledge.base import open_current
    from knowledge.question import Question

    with closing(open_current(settings)) as base:
        answer = Answerer(base, settings).answer(Question.of(PROBE_QUESTION, datetime.now(SEOUL)))
    found = f"'{PROBE_QUESTION}' → {answer.text.splitlines()[0]}"
    if answer.status is Status.ANSWERED:
        return Check("시험 질문", State.OK, found)
    return Check("시험 질문", State.WARNING, found, "이 질문에 답하는 문서가 자료에 있는지 보세요. (Not answered.)")


def _language_model(settings: "KnowledgeSettings") -> Check:
    """Whether its client can be made and, where we know the address, whether anybody is there; asks nothing."""
    import httpx

    from knowledge.language_model import language_model_writer

    if writer := language_model_writer(settings):
        writer.close()
    url = settings.llm_base_url or (OLLAMA_URL if settings.llm.startswith("ollama:") else "")
    if not url:
        return Check("언어 모델", State.OK, f"{settings.llm}: 설정이 맞음, 불러 보지는 않음 (not called)")
    try:
        httpx.head(url, timeout=CONNECT_TIMEOUT_S)
    except httpx.HTTPError as fault:
        found = f"{settings.llm}: {url}에 닿지 않음, {type(fault).__name__} (not reached)"
        return Check(
            "언어 모델", State.WARNING, found, "그 서버를 켜세요. 그때까지는 자료의 문장을 그대로 보여 줍니다."
        )
    return Check("언어 모델", State.OK, f"{settings.llm}: {url}에 닿음 (reached)")


def _port(host: str, port: int) -> Check:
    from api.serving import ServingFailed, open_port

    where = f"{host}:{port}"
    try:
        open_port(host, port).close()
    except ServingFailed as fault:
        if _is_ours(host, port):
            return Check("서버 포트", State.OK, f"{where}: 새싹 길잡이가 켜져 있음 (this server is running)")
        return Check(
            "서버 포트",
            State.WARNING,
            str(fault),
            "SESAC_PORT로 다른 번호를 정해도 됩니다. (Or set SESAC_PORT.)",
        )
    return Check("서버 포트", State.OK, f"{where}: 비어 있음 (free)")


def _is_ours(host: str, port: int) -> bool:
    """Whether what listens there answers as our server does."""
    import httpx

    from api.serving import url_of

    with suppress(httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, TypeError):
        reply = httpx.get(f"{url_of(host, port)}/health/live", timeout=CONNECT_TIMEOUT_S, trust_env=False)
        return bool(reply.json()["status"] == "live")
    return False


def _extras() -> Check:
    missing = [extra for extra, modules in EXTRAS.items() if not all(map(find_spec, modules))]
    installed = [extra for extra in EXTRAS if extra not in missing]
    found = f"있음: {', '.join(installed) or '-'} · 없음: {', '.join(missing) or '-'}"
    state = State.WARNING if "api" in missing else State.OK
    advice = f"쓰려면: pip install 'sesac-guide[{','.join(missing)}]' (optional)" if missing else ""
    return Check("선택 기능", state, found, advice)


def describe(fault: BaseException) -> str:
    """A fault in words: what was wrong and what to do."""
    from api.errors import ApiError
    from ingest.errors import IngestError
    from knowledge.errors import KnowledgeError

    match fault:
        case KnowledgeError() | IngestError() | ApiError():
            return str(fault)
        case ValidationError():
            return "\n".join(_setting_faults(fault))
        case ModuleNotFoundError():
            return (
                f"파이썬 패키지 '{fault.name}'이(가) 없습니다. pip install 'sesac-guide[knowledge,api]'로 "
                "설치하세요. (A Python package is missing.)"
            )
        case UnicodeDecodeError():
            return (
                "UTF-8이 아닌 글자가 있습니다. .env와 자료를 UTF-8로 다시 저장하세요. (Not UTF-8: save the file anew.)"
            )
        case OSError():
            where = f": {fault.filename}" if fault.filename else ""
            return f"파일이나 장치를 쓸 수 없습니다: {fault.strerror or fault}{where} (system error)"
        case _:
            return (
                f"뜻밖의 오류입니다: {type(fault).__name__}: {fault}. 자세한 기록은 sesac --debug에 "
                "같은 명령을 이어 적으면 나옵니다. (unexpected error)"
            )


def _setting_faults(fault: ValidationError) -> Iterator[str]:
    """A line for each setting; the value is not repeated, for it may be a secret."""
    for error in fault.errors(include_url=False, include_input=False):
        name = str(error["loc"][0] if error["loc"] else "?").upper()
        name = name if name.startswith("SESAC_") else f"SESAC_{name}"
        if error["type"] == "value_error":  # a sentence of our own, Korean already
            yield f"설정 {name}: {error['ctx']['error']}"
            continue
        korean = SETTING_FAULTS.get(error["type"], "쓸 수 없는 값입니다").format_map(error.get("ctx", {}))
        yield f"설정 {name}의 값이 잘못되었습니다: {korean}. 환경 변수나 .env를 고치세요. ({error['msg']})"
