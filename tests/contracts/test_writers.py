"""What every writer must do: each test is a promise of `Writer`, kept by the extractive and the language-model one."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from knowledge.answer import Status
from knowledge.answering import Answerer
from knowledge.base import KnowledgeBase
from knowledge.grounding import quoted
from knowledge.question import Question, Reading, read
from knowledge.search import Hit, find
from knowledge.settings import KnowledgeSettings
from knowledge.writing import ExtractiveWriter, Writer
from tests.language_model_server import scripted, writing_with

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Seoul"))
QUESTIONS = ("수강료 얼마야?", "마포캠퍼스 어디야?", "신청은 어디서 해?", "Where is the Mapo campus?")


@pytest.fixture(scope="module", params=["extractive", "language model"])
def writer(request: pytest.FixtureRequest, settings: KnowledgeSettings) -> Iterator[Writer]:
    if request.param == "extractive":
        yield ExtractiveWriter()
        return
    with scripted() as (_, address), writing_with(settings, address, llm_timeout=30.0) as made:
        yield made


def found(base: KnowledgeBase, settings: KnowledgeSettings, text: str) -> tuple[Reading, list[Hit]]:
    reading = read(Question.of(text, NOW), text, base.finder, base.analyser, carried=False)
    return reading, find(base, reading, settings)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_sentence_says_what_its_passage_says_and_quotes_it(
    writer: Writer, base: KnowledgeBase, settings: KnowledgeSettings, question: str
) -> None:
    reading, hits = found(base, settings, question)
    sentences = list(writer.write(base, reading, hits))
    assert sentences
    for sentence in sentences:
        assert sentence.quote in sentence.passage.text
        assert quoted(sentence.quote, sentence.passage.text)
        assert sentence.sources
        assert set(sentence.sources) <= set(sentence.passage.sources)
        assert sentence.passage.id in {hit.passage.id for hit in hits}


def test_what_rests_on_an_unofficial_source_alone_says_so(
    writer: Writer, base: KnowledgeBase, settings: KnowledgeSettings
) -> None:
    for sentence in writer.write(base, *found(base, settings, "영등포 캠퍼스 어떻게 가?")):
        confidences = {sentence.passage.sources[key].confidence for key in sentence.sources}
        assert confidences != {"unofficial"} or "비공식" in sentence.text


def test_nothing_found_is_nothing_written(writer: Writer, base: KnowledgeBase, settings: KnowledgeSettings) -> None:
    reading, _ = found(base, settings, "수강료 얼마야?")
    assert not list(writer.write(base, reading, []))


def test_writing_may_be_stopped_after_any_sentence(
    writer: Writer, base: KnowledgeBase, settings: KnowledgeSettings
) -> None:
    reading, hits = found(base, settings, "수강료 얼마야?")
    with closing(writer.write(base, reading, hits)) as sentences:
        first = next(sentences)
    assert first.text == next(writer.write(base, reading, hits)).text


def test_the_answer_names_its_writer_and_cites_each_mark(
    writer: Writer, base: KnowledgeBase, settings: KnowledgeSettings
) -> None:
    *_, answer = Answerer(base, settings, writer).stream(Question.of("수강료 얼마야?", NOW))
    assert answer.status is Status.ANSWERED  # type: ignore[union-attr]
    assert (answer.writer, answer.fallback) == (writer.name, None)  # type: ignore[union-attr]
    assert all(f"[{citation.number}]" in answer.text for citation in answer.citations)  # type: ignore[union-attr]
