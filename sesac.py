"""The command line: one function for each command, each importing its package when called.

Exit codes: 0 done, 1 failed with a clear message, 2 wrong usage, 3 stopped by the gate, 130 by Ctrl-C.
"""

import io
import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from ingest.refresh import Refresh
    from knowledge.answer import Answer
    from knowledge.settings import KnowledgeSettings

MAX_QUESTION_CHARS = 2000
REMEMBERED_TURNS = 6
"""Both as the API has them, so that a question is answered alike by every channel."""
FAILED, STOPPED_BY_GATE, STOPPED_BY_CTRL_C = 1, 3, 130


class Commands(TyperGroup):
    """All commands; whatever one of them raises becomes one message and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command."""
        from sesac_output import describe, say, say_fault

        try:
            return super().invoke(ctx)
        except (typer.TyperException, typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            say("\n멈췄습니다. (stopped)")
            raise typer.Exit(STOPPED_BY_CTRL_C) from None
        except Exception as fault:
            if ctx.params["debug"]:
                raise
            say_fault(describe(fault))
            raise typer.Exit(FAILED) from fault


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='보기 (example):  sesac ask "강남 캠퍼스는 무슨 특화야?"',
)

AsJson = Annotated[bool, typer.Option("--json", help="프로그램이 읽을 JSON으로. (as JSON)")]
Language = Annotated[Literal["ko", "en"] | None, typer.Option(help="답할 언어. 없으면 질문의 언어. (of the answer)")]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(installed_version("sesac-guide"))
        raise typer.Exit


@app.callback()
def sesac(
    debug: Annotated[
        bool, typer.Option("--debug", envvar="SESAC_DEBUG", help="오류의 자세한 기록을 보입니다. (full trace)")
    ] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="판 번호. (of the program)")
    ] = False,
) -> None:
    """새싹 길잡이: 청년취업사관학교(새싹)에 대한 질문에 출처를 달아 답합니다.

    SeSAC Guide answers questions about Seoul's youth employment academy from its own documents.
    """
    # Faults reach people as sentences; what the packages log is for --debug and for the server.
    logging.basicConfig(level=logging.DEBUG if debug else logging.CRITICAL, stream=sys.stderr)


# --- asking ---


@app.command(epilog='보기 (examples):  sesac ask "수강료 얼마야?"  |  sesac ask "Where is the Mapo campus?" --json')
def ask(
    question: Annotated[list[str], typer.Argument(metavar="질문", help="질문. -이면 표준 입력. (- is stdin)")],
    language: Language = None,
    version: Annotated[str | None, typer.Option(metavar="버전", help="이 버전의 자료로. (an older one)")] = None,
    as_json: AsJson = False,
) -> None:
    """질문 하나에 출처를 달아 답합니다. (Answer one question, with its sources.)"""
    from knowledge.answering import Answerer
    from knowledge.base import open_current, open_named
    from knowledge.normalisation import shown
    from knowledge.question import Question
    from knowledge.settings import KnowledgeSettings
    from sesac_output import say, waiting

    text = shown(sys.stdin.read() if question == ["-"] else " ".join(question))
    if len(text) > MAX_QUESTION_CHARS:
        raise typer.BadParameter(_too_long(text), param_hint="질문")
    settings = KnowledgeSettings()
    with waiting("자료를 여는 중입니다 (opening)"):
        base = open_named(settings, version) if version else open_current(settings)
    for fault in base.skipped:
        say(f"{fault}\n버전 {base.version.id}(으)로 답합니다. (answered from an older version)")
    _show(Answerer(base, settings).answer(Question.of(text, _now(), language)), as_json)
    base.close()


@app.command(epilog="보기 (example):  sesac chat  |  나가기: /끝, /quit, Ctrl-D  |  새 대화: /새로, /new")
def chat(language: Language = None, as_json: AsJson = False) -> None:
    """이어서 묻고 답합니다. 앞의 말을 기억합니다. (A conversation that remembers what was asked.)"""
    from knowledge.normalisation import shown
    from knowledge.question import Question, Turn
    from knowledge.serving import LiveKnowledge
    from knowledge.settings import KnowledgeSettings
    from sesac_output import say, waiting

    with waiting("자료를 여는 중입니다 (opening)"):
        live = LiveKnowledge(KnowledgeSettings())
    say("무엇이든 물어보세요. 새 대화는 /새로, 나가기는 /끝. (Ask; /new starts over, /quit leaves.)")
    turns: tuple[Turn, ...] = ()
    for text in map(shown, _typed_lines()):
        if text in ("/끝", "/quit"):
            break
        if text in ("/새로", "/new"):
            turns = ()
            say("새 대화를 시작합니다. (a new conversation)")
        elif text.startswith("/"):
            say("쓸 수 있는 명령은 /새로(/new)와 /끝(/quit)입니다. (no such command)")
        elif len(text) > MAX_QUESTION_CHARS:
            say(_too_long(text))
        elif text:
            answer = live.answerer.answer(Question.of(text, _now(), language, turns))
            turns = (*turns, Turn(text, answer.campuses, answer.tracks))[-REMEMBERED_TURNS:]
            _show(answer, as_json)
            typer.echo("" if as_json else "\n", nl=False)
    live.close()


def _typed_lines() -> Iterator[str]:
    """Lines until the end of input; on a terminal with a prompt, and edited where readline is there."""
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    try:
        import readline as _readline  # input() uses it once it is imported
    except ImportError:
        pass
    while True:
        try:
            yield input("질문> ")
        except EOFError:
            typer.echo()
            return


def _too_long(text: str) -> str:
    return (
        f"질문이 너무 깁니다({len(text):,}자). {MAX_QUESTION_CHARS:,}자까지 적을 수 있습니다. "
        f"(The question is too long.)"
    )


def _now() -> datetime:
    from sesac_output import SEOUL

    return datetime.now(SEOUL)


def _show(answer: "Answer", as_json: bool) -> None:
    from sesac_output import show_answer

    if as_json:
        _print_json(asdict(answer))
    else:
        show_answer(answer)


def _print_json(content: Any) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False))


# --- versions of the knowledge base ---


@app.command(epilog='보기 (examples):  sesac refresh 폴더 --dry-run  |  sesac refresh 폴더 --yes --note "9월 모집"')
def refresh(
    sources: Annotated[
        list[Path] | None, typer.Argument(metavar="폴더|파일", help="없으면 함께 제공되는 자료. (default: ours)")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="무엇이 바뀔지만 봅니다. (change nothing)")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="많이 없어져도 냅니다. (even if much goes)")] = False,
    note: Annotated[str, typer.Option(metavar="글", help="버전에 남길 메모. (a note)")] = "",
    if_missing: Annotated[bool, typer.Option("--if-missing", help="없을 때만 만듭니다. (only if none)")] = False,
    as_json: AsJson = False,
) -> None:
    """자료를 읽어 지식베이스의 새 버전을 냅니다. (Read the documents, publish the next version.)

    멈추거나 실패하면 이전 버전이 그대로 쓰입니다. 한 자료의 단락이 30% 넘게 없어질 때는 --yes가 있어야 냅니다.
    """
    from knowledge.settings import KnowledgeSettings
    from sesac_output import say, show_refresh

    settings = KnowledgeSettings()
    if if_missing and _is_usable(settings):
        say("쓸 수 있는 지식베이스가 이미 있습니다. (There is a usable knowledge base already.)")
        return
    options = {"paths": sources or [], "note": note}
    try:
        done = _refresh(settings, **options, dry_run=dry_run, accept_losses=yes)
        may_ask = sys.stdin.isatty() and sys.stderr.isatty() and not (as_json or dry_run)
        if done.stopped_by and may_ask:
            show_refresh(done, dry_run=dry_run)
            if typer.confirm("그래도 낼까요? (Publish anyway?)", err=True):
                done = _refresh(settings, **options, accept_losses=True)
    except KeyboardInterrupt:
        say("\n멈췄습니다. 이전 버전이 그대로 쓰입니다. (Stopped; the old version goes on serving.)")
        raise typer.Exit(STOPPED_BY_CTRL_C) from None
