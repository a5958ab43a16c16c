"""The command line of SeSAC Guide: one function for each command, each importing its package when called.

Exit codes: 0 done, 1 failed with a clear message, 2 wrong usage, 3 stopped by the gate, 130 stopped by Ctrl-C.
"""

import io
import json
import logging
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
    from knowledge.base import KnowledgeBase
    from knowledge.settings import KnowledgeSettings

MAX_QUESTION_CHARS = 2000
"""As POST /api/chat takes."""
REMEMBERED_TURNS = 10
STOPPED_BY_GATE = 3
STOPPED_BY_CTRL_C = 130


class Commands(TyperGroup):
    """All commands; turns what a command raises into one message and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except (typer.TyperException, typer.Exit, typer.Abort, BrokenPipeError, EOFError):
            raise
        except KeyboardInterrupt:
            import sesac_output

            sesac_output.say("\n멈췄습니다. (stopped)")
            raise typer.Exit(STOPPED_BY_CTRL_C) from None
        except Exception as fault:
            if ctx.params.get("debug"):
                raise
            import sesac_output

            sesac_output.say_fault(sesac_output.describe(fault))
            raise typer.Exit(1) from fault


app = typer.Typer(
    name="sesac",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='보기 (example):  sesac ask "강남 캠퍼스는 무슨 특화야?"',
)

AsJson = Annotated[bool, typer.Option("--json", help="사람 대신 프로그램이 읽을 JSON으로. (as JSON)")]
LanguageOption = Annotated[
    Literal["ko", "en"] | None, typer.Option(help="답할 언어. 적지 않으면 질문의 언어. (answer's language)")
]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(installed_version("sesac-guide"))
        raise typer.Exit


@app.callback()
def sesac(
    debug: Annotated[
        bool, typer.Option("--debug", envvar="SESAC_DEBUG", help="오류가 나면 자세한 기록을 보입니다. (full trace)")
    ] = False,
    version: Annotated[  # noqa: ARG001: answered by its callback
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="판 번호. (version)")
    ] = False,
) -> None:
    """새싹 길잡이: 청년취업사관학교(새싹)에 대한 질문에 출처를 달아 답합니다.

    SeSAC Guide answers questions about Seoul's youth employment academy from its own documents.
    """
    # Faults reach people as sentences; the log lines of the packages are for --debug.
    logging.basicConfig(level=logging.DEBUG if debug else logging.CRITICAL, stream=sys.stderr)


# --- asking ---


@app.command(epilog='보기 (examples):  sesac ask "수강료 얼마야?"  ·  sesac ask "Where is the Mapo campus?" --json')
def ask(
    question: Annotated[list[str], typer.Argument(metavar="질문", help="질문. -이면 표준 입력. (- is stdin)")],
    language: LanguageOption = None,
    version: Annotated[
        str | None, typer.Option(metavar="버전", help="지금 대신 이 버전의 자료로. (an older version)")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """질문 하나에 출처를 달아 답합니다. (Answer one question, with its sources.)"""
    from knowledge.answering import Answerer
    from knowledge.question import Question
    from knowledge.settings import KnowledgeSettings

    text = sys.stdin.read() if question == ["-"] else " ".join(question)
    if len(text) > MAX_QUESTION_CHARS:
        raise typer.BadParameter(_too_long(text), param_hint="질문")
    settings = KnowledgeSettings()
    with _opened(settings, version) as base:
        answer = Answerer(base, settings).answer(Question.of(text, _now(), language))
    _show_answer(answer, as_json)


@app.command(epilog="보기 (example):  sesac chat   (나가기: /끝, /quit, Ctrl-D · 새 대화: /새로, /new)")
def chat(language: LanguageOption = None, as_json: AsJson = False) -> None:
    """이어서 묻고 답합니다. 앞의 말을 기억합니다. (A conversation that remembers earlier questions.)"""
    from knowledge.question import Question, Turn
    from knowledge.serving import LiveKnowledge
    from knowledge.settings import KnowledgeSettings
    from sesac_output import say

    settings = KnowledgeSettings()
    with _waiting("자료를 여는 중입니다 (opening)"):
        live = LiveKnowledge(settings)
    say("무엇이든 물어보세요. 새 대화는 /새로, 나가기는 /끝. (Ask; /new starts over, /quit leaves.)")
    turns: tuple[Turn, ...] = ()
    try:
        for line in _typed_lines():
            text = unicodedata.normalize("NFC", line).strip()
            if text in ("/끝", "/quit", "/exit"):
                break
            if text in ("/새로", "/new"):
                turns = ()
                say("새 대화를 시작합니다. (new conversation)")
            elif text.startswith("/"):
                say("쓸 수 있는 명령은 /새로(/new)와 /끝(/quit)입니다. (unknown command)")
            elif len(text) > MAX_QUESTION_CHARS:
                say(_too_long(text))
            elif text:
                answer = live.answerer.answer(Question.of(text, _now(), language, turns))
                turns = (*turns, Turn(text, answer.campuses, answer.tracks))[-REMEMBERED_TURNS:]
                _show_answer(answer, as_json)
                if not as_json:
                    typer.echo()
    finally:
        live.close()


def _typed_lines() -> Iterator[str]:
    """Lines of a terminal, edited and with a prompt, or of a pipe, until the end."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield from sys.stdin
        return
    import contextlib

    with contextlib.suppress(ImportError):
        import readline  # noqa: F401: input() edits with it once it is imported
    while True:
        try:
            yield input("질문> ")
        except EOFError:
            typer.echo()
            return


def _too_long(text: str) -> str:
    return (
        f"질문이 너무 깁니다({len(text):,}자). {MAX_QUESTION_CHARS:,}자까지 적을 수 있습니다. "
        f"(The question is too long: at most {MAX_QUESTION_CHARS:,} characters.)"
    )


def _now() -> datetime:
    from sesac_output import SEOUL

    return datetime.now(SEOUL)


def _show_answer(answer: "Answer", as_json: bool) -> None:
    if as_json:
        _print_json(asdict(answer))
        return
    from sesac_output import show_answer

    show_answer(answer)


def _print_json(content: Any) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False))


@contextmanager
def _opened(settings: "KnowledgeSettings", version_id: str | None) -> "Iterator[KnowledgeBase]":
    """The current version or, where one is named, that one; what could not be served is said."""
    from knowledge.base import open_current
    from sesac_output import say

    with _waiting("자료를 여는 중입니다 (opening)"):
        base = open_current(settings) if version_id is None else _open_named(settings, version_id)
    for fault in base.skipped:
        say(f"{fault}\n버전 {base.version.id}(으)로 답합니다. (answering from an older version)")
    try:
        yield base
    finally:
        base.close()


def _open_named(settings: "KnowledgeSettings", version_id: str) -> "KnowledgeBase":
    from knowledge.base import Engine, open_version
    from knowledge.campuses import CampusFinder
    from knowledge.proving import Proof
    from knowledge.version import VersionShelf

    version = VersionShelf(settings.data_dir).get(version_id)
    engine = Engine.load(settings, CampusFinder.load(version.structured).words)
    Proof(version, engine.embedder.fingerprint).wait()
    return open_version(version, engine)


@contextmanager
def _waiting(what: str) -> Iterator[None]:
    """A spinner on a terminal's stderr, nothing elsewhere."""
    from sesac_output import messages

    console = messages()
    if not console.is_terminal:
        yield
        return
    with console.status(what):
        yield


# --- versions of the knowledge base ---


@app.command(
    epilog="보기 (examples):  sesac refresh  ·  sesac refresh 자료폴더 --dry-run  ·  "
    'sesac refresh 자료폴더 --yes --note "9월 모집"'
)
def refresh(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(metavar="폴더|파일", help="읽을 자료. 없으면 함께 제공되는 자료. (default: the documents that ship)"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="무엇이 바뀔지만 봅니다. (change nothing)")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="많이 없어져도 묻지 않고 냅니다. (do not ask)")] = False,
    note: Annotated[str, typer.Option(metavar="글", help="이 버전에 남길 메모. (a note)")] = "",
    if_missing: Annotated[
        bool, typer.Option("--if-missing", help="쓸 수 있는 지식베이스가 없을 때만 만듭니다. (only where there is none)")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """자료를 읽어 지식베이스의 새 버전을 냅니다. (Read the documents and publish the next version.)

    끝나기 전에 멈추거나 실패하면 이전 버전이 그대로 쓰입니다. 한 자료의 단락이 30% 넘게 없어지면 --yes가 있어야 냅니다.
    """
    from knowledge.settings import KnowledgeSettings
    from sesac_output import say, show_refresh

    settings = KnowledgeSettings()
    if if_missing and _has_usable_version(settings):
        say("쓸 수 있는 지식베이스가 이미 있습니다. (There is a usable knowledge base already.)")
        return
    paths = _checked(sources or [])
    try:
        done = _run_refresh(settings, paths, note, dry_run=dry_run, accept_losses=yes)
        if not as_json:
            show_refresh(done, dry_run=dry_run)
        if done.stopped_by and not dry_run and not as_json and _may_ask():
            if typer.confirm("그래도 낼까요? (Publish anyway?)", err=True):
                done = _run_refresh(settings, paths, note, accept_losses=True)
                show_refresh(done, dry_run=False)
    except KeyboardInterrupt:
        say("\n멈췄습니다. 이전 버전이 그대로 쓰입니다. (Stopped; the old version goes on serving.)")
        raise typer.Exit(STOPPED_BY_CTRL_C) from None
    if as_json:
        _print_json(done.to_json())
    if done.stopped_by:
        say("그대로 내려면 --yes를 붙이세요. (Add --yes to publish it.)")
        raise typer.Exit(STOPPED_BY_GATE)


def _run_refresh(
    settings: "KnowledgeSettings", paths: Sequence[Path], note: str, *, dry_run: bool = False, accept_losses: bool
) -> "Refresh":
    from ingest.refresh import refresh as run
    from knowledge.normalisation import shown
    from sesac_output import progress

    with progress() as report:
        return run(
            settings, paths, dry_run=dry_run, accept_losses=accept_losses, note=shown(note), progress=report
        )


def _checked(sources: Sequence[Path]) -> Sequence[Path]:
    """The named sources, or wrong usage where one cannot be a folder or file."""
    for source in sources:
        if str(source).startswith(("http:/", "https:/")):
            raise typer.BadParameter(
                f"웹 주소는 아직 읽을 수 없습니다. 파일로 저장해서 주세요: {source} (Addresses cannot be read yet.)"
            )
        if not str(source).isprintable():
            raise typer.BadParameter("이름을 읽을 수 없는 경로입니다. (The path's name is not readable text.)")
    return sources


def _may_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _has_usable_version(settings: "KnowledgeSettings") -> bool:
    from knowledge.embedding import load_embedder
    from knowledge.errors import KnowledgeError
    from knowledge.proving import Proof
    from knowledge.version import VersionShelf

    try:
        Proof(VersionShelf(settings.data_dir).current(), load_embedder(settings).fingerprint).wait()
    except KnowledgeError:
        return False
    return True


@app.command(epilog="보기 (example):  sesac versions --json")
def versions(as_json: AsJson = False) -> None:
    """지금까지 낸 버전을 보입니다. (List the published versions.)"""
    from knowledge.settings import KnowledgeSettings
    from knowledge.version import VersionShelf
    from sesac_output import rows_of, say, show_versions

    rows = rows_of(VersionShelf(KnowledgeSettings().data_dir))
    if as_json:
        _print_json([asdict(row) for row in rows])
    elif rows:
        show_versions(rows)
    if not rows:
        say("아직 낸 버전이 없습니다. sesac refresh로 만드세요. (No version yet: run sesac refresh.)")


@app.command(epilog="보기 (examples):  sesac rollback  ·  sesac rollback 20261123T050144Z")
def rollback(
    version: Annotated[
        str | None, typer.Argument(metavar="버전", help="돌아갈 버전. 없으면 바로 앞 버전. (default: the one before)")
    ] = None,
) -> None:
    """이전 버전으로 되돌립니다. 켜져 있는 서버도 곧 따라옵니다. (Serve an older version again.)"""
    from knowledge.embedding import load_embedder
    from knowledge.proving import Proof
    from knowledge.settings import KnowledgeSettings
    from knowledge.version import VersionShelf

    settings = KnowledgeSettings()
    shelf = VersionShelf(settings.data_dir)
    target = shelf.get(version) if version else shelf.older()
    Proof(target, load_embedder(settings).fingerprint).wait()
    shelf.point_to(target.id)
    typer.echo(f"이제 버전 {target.id}(으)로 답합니다. (now serving {target.id})")
