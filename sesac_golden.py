"""The commands of `sesac golden`: the questions that a refresh asks before a version is put in force."""

import json
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ingest.golden import GoldenQuestion
    from knowledge.settings import KnowledgeSettings

app = typer.Typer(
    name="golden",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="확인 질문: 새 버전을 내기 전에 물어보는 질문. (The questions that the gate asks.)",
    epilog='보기 (example):  sesac golden add "수강료 얼마야?"',
)
FAILED = 1
AsJson = Annotated[bool, typer.Option("--json", help="프로그램이 읽을 JSON으로. (as JSON)")]


@app.command("list", epilog="보기 (example):  sesac golden list --json")
def list_all(as_json: AsJson = False) -> None:
    """확인 질문을 모두 보입니다. (List them.)"""
    from sesac_output import say

    _, golden, files = _read()
    if as_json:
        typer.echo(json.dumps([_plain(one) for one in golden], ensure_ascii=False))
        return
    for one in golden:
        typer.echo(f"{one.id}  {one.question}  → {_wanted(one)}")
    say(f"{len(golden)}개, 파일: {', '.join(files)} (questions)")


@app.command(epilog="보기 (example):  sesac golden check")
def check(as_json: AsJson = False) -> None:
    """지금 답하는 버전에 모두 물어봅니다. 틀린 것이 있으면 1로 끝납니다. (Ask the version in force.)"""
    from ingest import gate
    from knowledge.answering import Answerer
    from knowledge.base import open_current
    from sesac_output import SEOUL, progress, say

    settings, golden, _ = _read()
    with closing(open_current(settings)) as base, progress() as report:
        now = datetime.now(SEOUL)
        rows = gate.compare(None, Answerer(base, settings), golden, (), now, report)
    wrong = [row for row in rows if row.why]
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
    else:
        for row in wrong:
            typer.echo(f"틀림  {row.question}\n      답: {row.after}\n      {' '.join(row.why)}")
        say(f"확인 질문 {len(rows)}개 가운데 {len(wrong)}개에 틀리게 답합니다. (wrong)")
    if wrong:
        raise typer.Exit(FAILED)


@app.command(epilog='보기 (example):  sesac golden add "수강료 얼마야?"')
def add(question: Annotated[str, typer.Argument(metavar="질문", help="사람들이 묻는 말 그대로. (a question)")]) -> None:
    """지금 물어보고, 그 답을 맞는 답으로 적어 둡니다. (Keep today's answer as the right one.)"""
    from ingest.golden import golden_from, own_golden, read_golden, write_golden
    from knowledge.answering import Answerer
    from knowledge.base import open_current
    from knowledge.normalisation import shown
    from knowledge.question import Question
    from sesac_output import SEOUL, say, show_answer

    settings, golden, _ = _read()
    with closing(open_current(settings)) as base:
        answer = Answerer(base, settings).answer(Question.of(shown(question), datetime.now(SEOUL)))
        made = golden_from(answer, base.finder)
    show_answer(answer)
    own = own_golden(settings)
    kept = read_golden(own)[0] if own.is_file() else golden
    write_golden(own, [*(one for one in kept if one.id != made.id), made])
    say(f"적었습니다: {made.id} → {_wanted(made)}. 고치려면 {own} (kept)")


@app.command(epilog="보기 (example):  sesac golden remove q-1a2b3c4d")
def remove(name: Annotated[str, typer.Argument(metavar="이름", help="sesac golden list의 이름. (its id)")]) -> None:
    """확인 질문 하나를 지웁니다. (Remove one.)"""
    from ingest.golden import own_golden, write_golden
    from sesac_output import say, say_fault

    settings, golden, _ = _read()
    left = [one for one in golden if one.id != name]
    if len(left) == len(golden):
        say_fault(f"그런 확인 질문이 없습니다: {name}. sesac golden list로 이름을 보세요. (no such question)")
        raise typer.Exit(FAILED)
    write_golden(own_golden(settings), left)
    say(f"지웠습니다: {name}. 남은 확인 질문 {len(left)}개 (removed)")


def _read() -> "tuple[KnowledgeSettings, list[GoldenQuestion], list[str]]":
    """The settings, the questions and the files that they stand in; what cannot be read is said."""
    from ingest.golden import golden_files, read_all
    from knowledge.settings import KnowledgeSettings
    from sesac_output import say

    settings = KnowledgeSettings()
    files = golden_files(settings)
    golden, findings = read_all(files)
    for finding in findings:
        say(str(finding))
    return settings, golden, [str(file) for file in files]


def _wanted(golden: "GoldenQuestion") -> str:
    from ingest.golden import KOREAN_NAMES

    said = [" 또는 ".join(KOREAN_NAMES.get(status, status) for status in golden.status)]
    said += ["/".join(alternatives) for alternatives in golden.must]
    return ", ".join(said)


def _plain(golden: "GoldenQuestion") -> dict[str, Any]:
    kept = asdict(golden)
    return {**kept, "at": golden.at.isoformat() if golden.at else None}
