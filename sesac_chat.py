"""One question, or a conversation, on a terminal or through a pipe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

from knowledge.answering import Answerer
from knowledge.base import open_current, open_named
from knowledge.language_model import language_model_writer
from knowledge.normalisation import shown
from knowledge.question import Question, Turn
from knowledge.serving import LiveKnowledge
from knowledge.settings import KnowledgeSettings
from sesac_output import SEOUL, say, waiting

if TYPE_CHECKING:
    from knowledge.answer import Answer
    from knowledge.document import Language

MAX_QUESTION_CHARS = 2_000
REMEMBERED_TURNS = 6
"""Both as the API has them, so that a question is answered alike by every channel."""
LEAVE, START_OVER = ("/끝", "/quit"), ("/새로", "/new")


def answer_once(text: str, language: "Language | None", version: str | None) -> "Answer":
    """Answer one question from the current version, or from the one that is named as it answered when it came out.

    Raises KnowledgeError.
    """
    settings = KnowledgeSettings()
    with ExitStack() as opened:
        if writer := language_model_writer(settings):
            opened.enter_context(closing(writer))
        with waiting("자료를 여는 중입니다 (opening)"):
            base = open_current(settings) if version is None else open_named(settings, version)
        opened.enter_context(closing(base))
        for fault in base.skipped:
            say(f"{fault}\n버전 {base.version.id}(으)로 답합니다. (answered from an older version)")
        now = datetime.now(SEOUL)
        if version is not None:
            now = datetime.fromisoformat(base.version.manifest.created).astimezone(SEOUL)
            say(f"버전 {base.version.id}을(를) 낸 {now:%Y-%m-%d %H:%M}의 시각으로 답합니다. (answered as of then)")
        return Answerer(base, settings, writer).answer(Question.of(text, now, language))


def converse(live: LiveKnowledge, language: "Language | None", show: "Callable[[Answer], None]") -> None:
    """Answer line after line until the end of the input or `/끝`."""
    say("무엇이든 물어보세요. 새 대화는 /새로, 나가기는 /끝. (Ask; /new starts over, /quit leaves.)")
    turns: tuple[Turn, ...] = ()
    for line in _typed_lines():
        text = shown(line)
        if text in LEAVE:
            return
        if text in START_OVER:
            turns = ()
            say("새 대화를 시작합니다. (a new conversation)")
        elif text.startswith("/"):
            say("쓸 수 있는 명령은 /새로(/new)와 /끝(/quit)입니다. (no such command)")
        elif len(text) > MAX_QUESTION_CHARS:
            say(too_long(text))
        elif line.strip():
            answer = live.answerer.answer(Question.of(text, datetime.now(SEOUL), language, turns))
            turns = (*turns, Turn.of(answer))[-REMEMBERED_TURNS:]
            show(answer)


def too_long(text: str) -> str:
    """What to say of a question over the limit."""
    return (
        f"질문이 너무 깁니다({len(text):,}자). {MAX_QUESTION_CHARS:,}자까지 적을 수 있습니다. "
        f"(The question is too long.)"
    )


def _typed_lines() -> Iterator[str]:
    """Lines until the end of input; on a terminal with a prompt, and edited where readline is there."""
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    with suppress(ImportError):
        import_module("readline")  # input() uses it once it is imported
    with suppress(EOFError):
        while True:
            yield input("질문> ")
