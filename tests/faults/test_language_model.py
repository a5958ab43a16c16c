"""Whatever the language model's server does, the visitor gets the right answer within the limit, and is told whose."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from knowledge.answer import Answer, Fallback, Status
from knowledge.answering import Answerer
from knowledge.base import KnowledgeBase
from knowledge.question import Question
from knowledge.settings import KnowledgeSettings
from knowledge.writing import Sentence
from tests.language_model_server import HUGE_BYTES, ScriptedServer, scripted, writing_with
from tests.waiting import eventually

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Seoul"))
FEE = Question.of("수강료 얼마야?", NOW)
SHORT_S = 0.3
PATIENT_S = 30.0
"""For modes that end by themselves: a busy machine must not turn them into a time-out."""


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[ScriptedServer, str]]:
    with scripted() as (server, address):
        yield server, address


def asked(base: KnowledgeBase, settings: KnowledgeSettings, address: str, **changes: object) -> Answer:
    with writing_with(settings, address, **changes) as writer:
        return Answerer(base, settings, writer).answer(FEE)


def is_extractive(answer: Answer, answerer: Answerer) -> bool:
    """Whether it is what the extractive writer answers, and says so."""
    expected = answerer.answer(FEE)
    same = (answer.text, answer.citations, answer.completeness) == (
        expected.text,
        expected.citations,
        expected.completeness,
    )
    return same and answer.status is Status.ANSWERED and answer.writer == "extractive"


@pytest.mark.parametrize(
    "mode, reason",
    [
        ("500", Fallback.FAULT),
        ("429", Fallback.FAULT),
        ("502-html", Fallback.FAULT),
        ("empty", Fallback.GARBAGE),
        ("bad-json", Fallback.GARBAGE),
        ("html-page", Fallback.GARBAGE),
        ("bad-utf8", Fallback.GARBAGE),
        ("replacement", Fallback.GARBAGE),
        ("huge", Fallback.TOO_LONG),
        ("endless", Fallback.TOO_LONG),
        ("stopped-by-length", Fallback.TOO_LONG),
        ("cut", Fallback.CUT),
        ("cut-in-syllable", Fallback.CUT),
        ("no-end", Fallback.CUT),
        ("refuse", Fallback.REFUSED),
        ("filtered", Fallback.REFUSED),
        ("apologise", Fallback.NO_SOURCE),
        ("no-numbers", Fallback.NO_SOURCE),
        ("false-number", Fallback.NO_SOURCE),
        ("long-unmarked", Fallback.NO_SOURCE),
        ("wrong-figure", Fallback.FAILED_CHECK),
        ("made-up", Fallback.FAILED_CHECK),
        ("echo", Fallback.FAILED_CHECK),
        ("link", Fallback.FAILED_CHECK),
        ("bare-host", Fallback.FAILED_CHECK),
        ("markdown-link", Fallback.FAILED_CHECK),
        ("script-link", Fallback.FAILED_CHECK),
        ("image", Fallback.FAILED_CHECK),
        ("html", Fallback.FAILED_CHECK),
    ],
)
def test_the_extractive_answer_is_given_and_the_reason_named(
    base: KnowledgeBase,
    settings: KnowledgeSettings,
    answerer: Answerer,
    served: tuple[ScriptedServer, str],
    mode: str,
    reason: Fallback,
) -> None:
    server, address = served
    server.mode = mode
    answer = asked(base, settings, address, llm_timeout=PATIENT_S, llm_total_timeout=PATIENT_S)
    assert is_extractive(answer, answerer)
    assert answer.fallback is reason


@pytest.mark.parametrize("mode", ["hang", "drip", "drip-later"])
def test_nobody_waits_longer_than_the_setting_says(
    base: KnowledgeBase, settings: KnowledgeSettings, answerer: Answerer, served: tuple[ScriptedServer, str], mode: str
) -> None:
    server, address = served
    server.mode = mode
    started = time.monotonic()
    answer = asked(base, settings, address, llm_timeout=SHORT_S, llm_total_timeout=2 * SHORT_S)
    assert time.monotonic() - started < 2 * SHORT_S + 5  # the server would go on for an hour
    assert is_extractive(answer, answerer)
    assert answer.fallback is Fallback.TIMEOUT


def test_a_closed_port_and_an_unknown_host_are_faults(
    base: KnowledgeBase, settings: KnowledgeSettings, answerer: Answerer
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    for address in (f"http://127.0.0.1:{port}/v1", "http://nowhere.invalid/v1"):
        answer = asked(base, settings, address, llm_timeout=PATIENT_S, llm_total_timeout=PATIENT_S)
        assert is_extractive(answer, answerer)
        assert answer.fallback is Fallback.FAULT


def test_a_schema_of_another_protocol_is_no_answer(
    base: KnowledgeBase, settings: KnowledgeSettings, answerer: Answerer, served: tuple[ScriptedServer, str]
) -> None:
    server, address = served
    server.mode = "wrong-schema"
    answer = asked(base, settings, address, llm_timeout=PATIENT_S, llm_total_timeout=PATIENT_S)
    assert is_extractive(answer, answerer)
    assert answer.fallback in (Fallback.GARBAGE, Fallback.FAULT)


def test_a_service_that_is_back_at_the_second_try_answers(
    base: KnowledgeBase, settings: KnowledgeSettings, served: tuple[ScriptedServer, str]
) -> None:
    server, address = served
    server.mode = "ok"
    server.queued.append("500")
    before = len(server.requests)
    answer = asked(base, settings, address, llm_max_retries=1, llm_timeout=PATIENT_S, llm_total_timeout=PATIENT_S)
    assert (answer.writer, answer.fallback) == ("openai:scripted", None)
    assert len(server.requests) - before == 2


def test_after_repeated_failure_the_model_is_left_alone_and_comes_back_by_itself(
    base: KnowledgeBase, settings: KnowledgeSettings, served: tuple[ScriptedServer, str]
) -> None:
    server, address = served
    server.mode = "500"
    limits = {"llm_timeout": PATIENT_S, "llm_total_timeout": PATIENT_S}
    with writing_with(settings, address, llm_breaker_failures=3, llm_breaker_seconds=1.0, **limits) as writer:
        answering = Answerer(base, settings, writer)
        before = len(server.requests)
        reasons = [answering.answer(FEE).fallback for _ in range(3)]
        opened = time.monotonic()
        assert reasons == [Fallback.FAULT] * 3
        server.mode = "ok"
        paused = answering.answer(FEE)
        if time.monotonic() - opened < 1:
            assert paused.fallback is Fallback.PAUSED
            assert len(server.requests) - before == 3
        time.sleep(max(0.0, opened + 1.05 - time.monotonic()))
        assert answering.answer(FEE).writer == "openai:scripted"
        assert not writer.breaker.is_open


def test_a_model_that_answers_wrongly_is_not_taken_for_one_that_is_down(
    base: KnowledgeBase, settings: KnowledgeSettings, served: tuple[ScriptedServer, str]
) -> None:
    server, address = served
    server.mode = "made-up"
    limits = {"llm_timeout": PATIENT_S, "llm_total_timeout": PATIENT_S}
    with writing_with(settings, address, llm_breaker_failures=2, **limits) as writer:
        answering = Answerer(base, settings, writer)
        assert {answering.answer(FEE).fallback for _ in range(4)} == {Fallback.FAILED_CHECK}


def test_more_questions_at_once_than_the_setting_allows_do_not_wait(
    base: KnowledgeBase, settings: KnowledgeSettings, served: tuple[ScriptedServer, str]
) -> None:
    server, address = served
    server.mode = "hang"
    limits = {"llm_timeout": 3.0, "llm_total_timeout": 3.0}
    with writing_with(settings, address, llm_max_concurrent=1, **limits) as writer:
        answering = Answerer(base, settings, writer)
        first: list[Answer] = []
        waiting = threading.Thread(target=lambda: first.append(answering.answer(FEE)))
        before = len(server.requests)
        waiting.start()
        assert eventually(lambda: len(server.requests) > before or not waiting.is_alive())
        second = answering.answer(FEE)
        waiting.join()
    assert (second.fallback, first[0].fallback) == (Fallback.BUSY, Fallback.TIMEOUT)


def test_a_visitor_who_leaves_in_mid_answer_frees_the_model_and_harms_nobody(
    base: KnowledgeBase, settings: KnowledgeSettings, served: tuple[ScriptedServer, str]
) -> None:
    server, address = served
    server.mode = "drip-later"
    limits = {"llm_timeout": PATIENT_S, "llm_total_timeout": PATIENT_S}
    with writing_with(settings, address, llm_max_concurrent=1, llm_breaker_failures=1, **limits) as writer:
        answering = Answerer(base, settings, writer)
        stream = answering.stream(FEE)
        assert isinstance(next(stream), Sentence)
        stream.close()  # type: ignore[attr-defined]  # an Iterator by contract, a generator in fact
        assert gone(server)
        server.mode = "ok"
        assert answering.answer(FEE).writer == "openai:scripted"


def test_fifty_faults_leave_no_thread_no_socket_and_no_memory_behind(
    base: KnowledgeBase, settings: KnowledgeSettings, served: tuple[ScriptedServer, str]
) -> None:
    server, address = served
    limits = {"llm_timeout": PATIENT_S, "llm_total_timeout": PATIENT_S, "llm_breaker_failures": 100}

    def round_of_faults(count: int) -> None:
        with writing_with(settings, address, **limits) as writer:
            answering = Answerer(base, settings, writer)
            for at in range(count):
                server.mode = ("500", "cut", "bad-json", "no-numbers", "429")[at % 5]
                assert answering.answer(FEE).fallback

    round_of_faults(5)  # whatever is loaded at the first use is loaded now
    assert gone(server)
    threads, descriptors = {t.name for t in threading.enumerate()}, open_descriptors()
    round_of_faults(50)
    assert gone(server)
    assert {t.name for t in threading.enumerate()} <= threads
    assert open_descriptors() <= descriptors + 2


def test_fifty_megabytes_on_one_line_are_not_kept_in_memory(
    base: KnowledgeBase, settings: KnowledgeSettings, served: tuple[ScriptedServer, str]
) -> None:
    server, address = served
    server.mode = "huge"
    before = resident_bytes()
    asked(base, settings, address, llm_timeout=PATIENT_S, llm_total_timeout=PATIENT_S)
    assert resident_bytes() - before < HUGE_BYTES / 2


def gone(server: ScriptedServer) -> bool:
    """Whether every client leaves the server."""
    return eventually(lambda: not server.open_streams)


def open_descriptors() -> int:
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def resident_bytes() -> int:
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if status.is_file() else 0
