"""Asks a base one question whose answer tells the versions apart."""

from datetime import UTC, datetime

from knowledge.answering import Answerer
from knowledge.base import Engine, KnowledgeBase, open_current
from knowledge.question import Question
from knowledge.settings import KnowledgeSettings

FEE = Question.of("수강료 얼마야?", datetime(2026, 11, 1, tzinfo=UTC))


def fee_of(answerer: Answerer) -> str:
    """The answer to what it costs."""
    return answerer.answer(FEE).text


def told_fee(settings: KnowledgeSettings, engine: Engine) -> tuple[str, KnowledgeBase]:
    """What is answered after a fresh start, and the base that answered, closed again."""
    base = open_current(settings, engine)
    try:
        return fee_of(Answerer(base, settings)), base
    finally:
        base.close()
