"""The command line: one function for each command, each importing its package when called.

Exit codes: 0 done, 1 failed with a clear message, 2 wrong usage, 3 stopped by the gate, 130 by Ctrl-C.
"""

import io
import json
import logging
import os
import sys
from contextlib import closing
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

import sesac_golden
import sesac_staff

if TYPE_CHECKING:
    from ingest.refresh import Refresh
    from knowledge.answer import Answer
    from knowledge.settings import KnowledgeSettings
    from sesac_refresh import Wish

FAILED, STOPPED_BY_CTRL_C = 1, 130


class Commands(TyperGroup):
    """All commands; whatever one of them raises becomes one message and an exit code."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run in UTF-8 whatever the locale says; a character that cannot be read or written is no fault."""
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="replace")
        return super().main(*args, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command."""
        from sesac_output import say, say_fault

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
            from sesac_doctor import describe

            say_fault(describe(fault))
            raise typer.Exit(FAILED) from fault


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='보기 (example):  sesac ask "강남 캠퍼스는 무슨 특화야?"',
)

app.add_typer(sesac_golden.app)
app.add_typer(sesac_staff.app)

AsJson = Annotated[bool, typer.Option("--json", help="프로그램이 읽을 JSON으로. (as JSON)")]
Language = Annotated[Literal["ko", "en"] | None, typer.Option(help="답할 언어. 없으면 질문의 언어. (of the answer)")]


def _show_version(wanted: bool) -> None:
    if not wanted:
        return
    try:
        typer.echo(metadata.version("sesac-guide"))
    except metadata.PackageNotFoundError:
        typer.echo("설치하지 않고 실행 중입니다. (run without being installed)")
    raise typer.Exit


@app.callback()
def sesac(
    debug: Annotated[
        bool,
        typer.Option("--debug", envvar="SESAC_DEBUG", help="오류의 자세한 기록을 보입니다. (full trace)"),
    ] = False,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="판 번호. (of the program)"),
    ] = False,
) -> None:
    """새싹 길잡이: 청년취업사관학교(새싹)에 대한 질문에 출처를 달아 답합니다.

    SeSAC Guide answers questions about Seoul's youth employment academy from its own documents.
    """
    # Faults reach people as sentences; what the packages log is for --debug, and for the server's own log.
    shown = logging.StreamHandler(sys.stderr) if debug else logging.NullHandler()
    logging.basicConfig(level=logging.INFO, handlers=[shown])


# --- asking ---


@app.command(epilog='보기 (examples):  sesac ask "수강료 얼마야?"  |  sesac ask "Where is the Mapo campus?" --json')
def ask(
    question: Annotated[list[str], typer.Argument(metavar="질문", help="질문. -이면 표준 입력. (- is stdin)")],
    language: Language = None,
    version: Annotated[str | None, typer.Option(metavar="버전", help="이 버전의 자료로. (an older one)")] = None,
    as_json: AsJson = False,
) -> None:
    """질문 하나에 출처를 달아 답합니다. (Answer one question, with its sources.)"""
    from knowledge.normalisation import shown
    from sesac_chat import MAX_QUESTION_CHARS, answer_once, too_long

    text = shown(sys.stdin.read() if question == ["-"] else " ".join(question))
    if len(text) > MAX_QUESTION_CHARS:
        raise typer.BadParameter(too_long(text), param_hint="질문")
    _show(answer_once(text, language, version), as_json)


@app.command(epilog="보기 (example):  sesac chat  |  나가기: /끝, /quit, Ctrl-D  |  새 대화: /새로, /new")
def chat(language: Language = None, as_json: AsJson = False) -> None:
    """이어서 묻고 답합니다. 앞의 말을 기억합니다. (A conversation that remembers what was asked.)"""
    from knowledge.serving import LiveKnowledge
    from knowledge.settings import KnowledgeSettings
    from sesac_chat import converse
    from sesac_output import waiting

    with waiting("자료를 여는 중입니다 (opening)"):
        live = LiveKnowledge(KnowledgeSettings())
    with closing(live):
        converse(live, language, lambda answer: _show(answer, as_json, after="\n"))


def _show(answer: "Answer", as_json: bool, after: str = "") -> None:
    from sesac_output import show_answer

    if as_json:
        _print_json(asdict(answer))
    else:
        show_answer(answer)
        typer.echo(after, nl=False)


def _print_json(content: Any) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False))


# --- versions of the knowledge base ---


@app.command(
    epilog="보기 (examples):  sesac refresh 폴더 --dry-run  |  sesac refresh 공고.hwp https://www.example.kr/notice "
    "--yes --note '9월 모집'"
)
def refresh(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="폴더|파일|주소", help="없으면 함께 제공되는 자료. (default: ours)"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="보고서만 봅니다. (change nothing)")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="묻지 않고 냅니다. (ask nothing)")] = False,
    force: Annotated[
        str, typer.Option(metavar="까닭", help="검문에 걸려도 냅니다. 까닭은 남습니다. (publish against the gate)")
    ] = "",
    note: Annotated[str, typer.Option(metavar="글", help="버전에 남길 메모. (a note)")] = "",
    drop: Annotated[
        list[str] | None, typer.Option(metavar="자료", help="이 자료의 문서를 모두 뺍니다. (take a source out)")
    ] = None,
    if_missing: Annotated[bool, typer.Option("--if-missing", help="없을 때만 만듭니다. (only if none)")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="켜 두고, 폴더가 바뀔 때마다 갱신합니다. (whenever a folder changes)")
    ] = False,
    every: Annotated[
        str, typer.Option(metavar="때", help="--watch에서 주소를 다시 볼 때: 30m, 6h, 1d. (addresses, how often)")
    ] = "6h",
    as_json: AsJson = False,
) -> None:
    """자료를 읽어 지식베이스의 새 버전을 냅니다. (Read the documents, publish the next version.)

    HWP, HWPX, PDF, DOCX, XLSX, PPTX, CSV, HTML, Markdown, 글, RSS, ZIP을 읽습니다. 새 버전은 옆에서 만들어 점검하고
    시험 질문을 물어본 뒤에 냅니다. 멈추거나 실패하면 이전 버전이 그대로 쓰입니다. 끝날 때의 코드 3은 검문에서 멈췄다는 뜻입니다.
    """
    from knowledge.settings import KnowledgeSettings
    from sesac_doctor import is_usable
    from sesac_output import say
    from sesac_refresh import Wish, carry_out

    settings = KnowledgeSettings()
    if if_missing and is_usable(settings):
        say("쓸 수 있는 지식베이스가 이미 있습니다. (There is a usable knowledge base already.)")
        return
    if not all(source.isprintable() for source in sources or []):
        raise typer.BadParameter(
            "이름을 글자로 읽을 수 없는 경로입니다. (no readable path)", param_hint="폴더|파일|주소"
        )
    wish = Wish(sources or (), drop or (), dry_run, yes, force, note)
    try:
        if watch:
            _watch(settings, wish, every)
            return
        code = carry_out(settings, wish, lambda done: _show_refresh(done, dry_run, as_json), quiet=as_json)
    except KeyboardInterrupt:
        say("\n멈췄습니다. 이전 버전이 그대로 쓰입니다. (Stopped; the old version goes on serving.)")
        raise typer.Exit(STOPPED_BY_CTRL_C) from None
    if code:
        raise typer.Exit(code)


def _watch(settings: "KnowledgeSettings", wish: "Wish", every: str) -> None:
    from ingest.reading import Sources
    from sesac_runs import Runs
    from sesac_watch import in_force, seconds_of
    from sesac_watch import watch as run

    seconds = seconds_of(every)
    if seconds is None:
        raise typer.BadParameter("30m, 6h, 1d처럼 적고 5분보다 짧을 수 없습니다. (at least 5m)", param_hint="--every")
    if wish.dry_run or wish.force or wish.dropped:
        raise typer.BadParameter("--dry-run, --force, --drop과 함께 쓸 수 없습니다.", param_hint="--watch")
    with Runs.of(settings) as runs:
        run(settings, Sources.named(wish.sources) if wish.sources else in_force(settings), seconds, runs, wish.note)


def _show_refresh(done: "Refresh", dry_run: bool, as_json: bool) -> None:
    from sesac_report import show_refresh

    if as_json:
        _print_json(done.to_json())
    else:
        show_refresh(done, dry_run=dry_run)


@app.command(epilog="보기 (example):  sesac versions --json")
def versions(as_json: AsJson = False) -> None:
    """지금까지 낸 버전을 보입니다. (List the published versions.)"""
    from knowledge.settings import KnowledgeSettings
    from knowledge.version import VersionShelf
    from sesac_output import say
    from sesac_versions import rows_of, show_versions

    rows = rows_of(VersionShelf(KnowledgeSettings().data_dir))
    if as_json:
        _print_json([asdict(row) for row in rows])
    elif rows:
        show_versions(rows)
    else:
        say("아직 낸 버전이 없습니다. sesac refresh로 만드세요. (No version yet: run sesac refresh.)")


@app.command(epilog="보기 (examples):  sesac rollback  |  sesac rollback 20261123T050144Z")
def rollback(
    version: Annotated[
        str | None, typer.Argument(metavar="버전", help="없으면 바로 앞 버전. (default: the one before)")
    ] = None,
) -> None:
    """이전 버전으로 되돌립니다. 켜진 서버도 곧 따라옵니다. (Serve an older version again.)"""
    from knowledge.settings import KnowledgeSettings
    from knowledge.version import VersionShelf
    from sesac_doctor import prove

    settings = KnowledgeSettings()
    shelf = VersionShelf(settings.data_dir)
    target = shelf.one_before() if version is None else version
    if target is not None:
        prove(settings, target)
    served = shelf.rollback(target)
    typer.echo(f"이제 버전 {served.id}(으)로 답합니다. (now serving {served.id})")


# --- what people asked ---


@app.command(epilog="보기 (examples):  sesac questions  |  sesac questions --csv 질문.csv --reason '월간 점검'")
def questions(
    limit: Annotated[int, typer.Option(min=1, max=1000, metavar="수", help="몇 묶음까지. (groups)")] = 20,
    csv: Annotated[
        Path | None, typer.Option(metavar="파일", help="남은 질문을 모두 CSV로. 까닭이 있어야 합니다. (all, as CSV)")
    ] = None,
    reason: Annotated[str, typer.Option(metavar="까닭", help="내려받는 까닭. 기록에 남습니다. (for the audit)")] = "",
    as_json: AsJson = False,
) -> None:
    """답하지 못했거나 도움이 안 된 질문을 묶어서, 급한 것부터 보입니다. (Gaps, most damaging first.)"""
    from sesac_output import say
    from sesac_questions import export, gaps, show_gaps

    if csv:
        if not reason.strip():
            raise typer.BadParameter("내려받는 까닭을 적으세요. (say why)", param_hint="--reason")
        say(f"질문 {export(csv, reason.strip()):,}개를 {csv}에 적었습니다. (written)")
        return
    found = gaps(limit)
    if as_json:
        _print_json([{**asdict(gap), "last_at": gap.last_at.isoformat()} for gap in found])
    else:
        show_gaps(found)


# --- running it ---


@app.command(epilog="보기 (examples):  sesac serve  |  sesac serve --host 0.0.0.0 --port 9000 --workers 2")
def serve(
    host: Annotated[str | None, typer.Option(metavar="주소", help="없으면 SESAC_HOST. (address)")] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, metavar="번호", help="없으면 SESAC_PORT. 0은 빈 포트. (port)"),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, metavar="수", help="프로세스 수. (processes)")] = 1,
) -> None:
    """웹 서버를 켭니다. 멈추려면 Ctrl-C. (Serve the API and the web page; Ctrl-C stops.)"""
    from api import serving
    from api.settings import ApiSettings
    from knowledge.settings import KnowledgeSettings
    from knowledge.version import VersionShelf
    from sesac_output import say, say_fault

    settings = ApiSettings()
    shelf = VersionShelf(KnowledgeSettings().data_dir)
    if shelf.current_id() is None:
        shelf.current()  # raises NoVersion, which says what to do
    try:
        listening = serving.open_port(host or settings.host, settings.port if port is None else port)
        say("여는 중입니다. 멈추려면 Ctrl-C. (opening; Ctrl-C stops)")
        serving.serve(listening, workers, lambda: typer.echo(serving.url_of(*listening.getsockname()[:2])))
    except serving.ServingFailed as fault:
        say_fault(str(fault))
        raise typer.Exit(FAILED) from fault


@app.command(epilog="보기 (example):  sesac doctor")
def doctor(as_json: AsJson = False) -> None:
    """모두 갖추어졌는지 살피고 무엇을 할지 알려 줍니다. (Check everything and say what to do.)"""
    from sesac_doctor import State, examine
    from sesac_output import show_check

    checks = []
    for check in examine():
        checks.append(check)
        if not as_json:
            show_check(check)
    if as_json:
        _print_json([asdict(check) for check in checks])
    if any(check.state is State.PROBLEM for check in checks):
        raise typer.Exit(FAILED)


@app.command(
    "eval",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    epilog="보기 (example):  sesac eval --split dev --name 시험",
)
def evaluate(context: typer.Context) -> None:
    """시험 질문으로 답변 품질을 잽니다. (Measure the quality of the answers; in a clone only.)

    더 적을 수 있는 것: --split dev, test, all  |  --name 보고서 이름  |  --reports 폴더
    """
    from sesac_output import say_fault

    here = Path(__file__).resolve().parent
    if not (here / "tests" / "evaluation" / "__main__.py").is_file():
        say_fault("시험 질문이 없습니다. 저장소를 내려받은 폴더에서 실행하세요. (Run this in a clone.)")
        raise typer.Exit(FAILED)
    sys.path.insert(0, str(here))
    from tests.evaluation.__main__ import main as run

    raise typer.Exit(run(context.args))


def main() -> None:
    """Entry point."""
    # Before numpy is imported: several threads for small matrices only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    app(prog_name="sesac")


if __name__ == "__main__":
    main()
