"""The report of a refresh on the terminal: what would change, what is doubtful, and the gate's table."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import TypeVar

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ingest.checks.wording import Item, sentence
from ingest.finding import Finding
from ingest.gate import Row, Verdict
from ingest.readers.extract import FileState
from ingest.refresh import Refresh
from ingest.report import Checks, DocumentChange
from knowledge.normalisation import shown
from sesac_output import screen

Shown = TypeVar("Shown")
MAX_ROWS = 30
"""Of each table; the rest is counted. `--json` has everything."""
SILENT = (Verdict.RIGHT, Verdict.SAME)
"""Verdicts about which there is nothing to look at; nor is there about a first answer that is right."""
VERDICTS = {
    Verdict.RIGHT: ("맞음", "green"),
    Verdict.FIXED: ("고쳐짐", "green"),
    Verdict.TURNED_WRONG: ("틀려짐", "bold red"),
    Verdict.STILL_WRONG: ("여전히 틀림", "yellow"),
    Verdict.NEW: ("처음 물음", ""),
    Verdict.SAME: ("그대로", ""),
    Verdict.CHANGED: ("바뀜", "cyan"),
    Verdict.GAINED: ("새로 답함", "green"),
    Verdict.LOST: ("답을 잃음", "yellow"),
}


def show_refresh(done: Refresh, *, dry_run: bool) -> None:
    """Everything that somebody who decides on publishing wants to see; the last line says what became of it."""
    console = screen()
    _files(console, done)
    _findings(console, done)
    _changes(console, done)
    _checks(console, done.report.checks)
    _gate(console, done.gate.rows)
    for warning in done.gate.warnings:
        console.print(Text(f"주의  {warning}", "yellow"))
    for block in done.gate.blocks:
        console.print(Text(f"막음  {block}", "bold red"))
    console.print(Text(_outcome(done, dry_run=dry_run)))


def _outcome(done: Refresh, *, dry_run: bool) -> str:
    counts = (
        f"문서 추가 {len(done.added)} · 변경 {len(done.changed)} · 삭제 {len(done.removed)} · "
        f"그대로 {len(done.unchanged)}, 단락 {done.passages:,}개"
    )
    if done.published:
        return f"새 버전 {done.version_id}을(를) 냈습니다: {counts}. 되돌리기: sesac rollback (published)"
    if done.prepared:
        return f"새 버전 {done.version_id}이(가) 준비되었습니다: {counts}. (ready)"
    if done.version_id:
        return f"바뀐 것이 없어 버전 {done.version_id}을(를) 그대로 씁니다: {counts}. (nothing changed)"
    if dry_run:
        return f"미리 보기라서 아무것도 바꾸지 않았습니다: {counts}. (dry run)"
    return f"멈췄습니다. 이전 버전이 그대로 쓰입니다: {counts}. (stopped)"


def _files(console: Console, done: Refresh) -> None:
    states = Counter(file.state for file in done.report.files)
    if not states:
        return
    told = " · ".join(f"{STATES[state]} {states[state]}" for state in FileState if states[state])
    console.print(Text(f"파일 {sum(states.values())}개: {told}", "bold"))


STATES = {
    FileState.OK: "읽음",
    FileState.WARNINGS: "읽었으나 확인 필요",
    FileState.PASSWORD: "암호가 걸림",
    FileState.DISTRIBUTION: "배포용 문서",
    FileState.SCAN: "스캔한 그림",
    FileState.GARBLED: "글자가 깨짐",
    FileState.DAMAGED: "읽지 못함",
    FileState.TOO_BIG: "너무 큼",
    FileState.UNSUPPORTED: "읽지 않는 형식",
}
"""What became of a file, in words."""


def _findings(console: Console, done: Refresh) -> None:
    if done.errors:
        console.print(Text(f"읽지 못해 빠진 것이 {len(done.errors)}건 있습니다. (left out)", "bold red"))
    if not done.findings:
        return
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for is_error, (finding, *others) in _alike(done):
        table.add_row(*_finding(finding, is_error=is_error))
        if others:
            names = ", ".join(shown(other.path) for other in others)
            table.add_row("", Text(f"같은 까닭으로 {len(others)}건 더 (the same of): {names}"))
    console.print(table)


def _alike(done: Refresh) -> Iterator[tuple[bool, list[Finding]]]:
    """Each error, then the warnings, those together whose words differ by no more than the name of the file."""
    yield from ((True, [error]) for error in done.errors)
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in done.findings:
        if finding not in done.errors:
            groups[finding.message.replace(PurePosixPath(finding.path).name, "")].append(finding)
    yield from ((False, found) for found in groups.values())


def _finding(finding: Finding, *, is_error: bool) -> tuple[Text, Text]:
    label = Text("빠짐", "red") if is_error else Text("주의", "yellow")
    return label, Text(" ".join(shown(str(finding)).split()))


def _changes(console: Console, done: Refresh) -> None:
    report = done.report
    for name, documents, style in (("추가", report.added, "green"), ("삭제", report.removed, "red")):
        for document in _first(console, documents):
            line = (
                f"{name}  {document.title} ({document.id}), 단락 {document.passages_before}→{document.passages_after}"
            )
            console.print(Text(line, style))
    for document in _first(console, report.changed):
        console.print(Text(f"변경  {document.title} ({document.id})", "cyan"))
        console.print(_side_by_side(document))


def _side_by_side(document: DocumentChange) -> Table:
    table = Table(pad_edge=False, header_style="dim", show_lines=True)
    table.add_column("이전", ratio=1, overflow="fold")
    table.add_column("이후", ratio=1, overflow="fold")
    for edit in document.edits[:MAX_ROWS]:
        for before, after in zip_longest(edit.before, edit.after, fillvalue=""):
            table.add_row(Text(before, "red"), Text(after, "green"))
    if len(document.edits) > MAX_ROWS:
        table.add_row("", Text(f"… 그 밖에 {len(document.edits) - MAX_ROWS}곳"))
    return table


def _checks(console: Console, checks: Checks) -> None:
    found: tuple[tuple[str, Sequence[Item]], ...] = (
        ("서로 다른 내용 (conflicts)", checks.conflicts),
        ("지났거나 곧 지나는 날짜 (dates)", checks.expiries),
        ("겹치는 내용 (duplicates)", checks.duplicates),
        ("확인할 글 (suspicious text)", checks.suspicions),
        ("열리지 않는 주소 (broken links)", checks.links),
    )
    for title, items in found:
        if not items:
            continue
        console.print(Text(f"{title}: {len(items)}건", "bold yellow"))
        for item in _first(console, items):
            console.print(Text(f"  · {sentence(item)}"))


def _gate(console: Console, rows: Sequence[Row]) -> None:
    if not rows:
        return
    counts = Counter(row.verdict for row in rows)
    told = " · ".join(f"{VERDICTS[verdict][0]} {counts[verdict]}" for verdict in Verdict if counts[verdict])
    console.print(Text(f"시험 질문 {len(rows)}개: {told}", "bold"))
    shown_rows = [row for row in rows if row.verdict not in SILENT and (row.why or row.verdict is not Verdict.NEW)]
    if not shown_rows:
        return
    table = Table(pad_edge=False, header_style="bold", show_lines=True)
    for name, ratio in (("질문", 3), ("지금 답", 4), ("새 답", 4), ("달라진 것", 2), ("판정", 2)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for row in _first(console, shown_rows):
        label, style = VERDICTS[row.verdict]
        verdict = Text(label, style)
        if row.why:
            verdict.append("\n" + "\n".join(row.why), "dim")
        table.add_row(
            Text(row.question), Text(row.today or "-"), Text(row.after), Text(", ".join(row.changed)), verdict
        )
    console.print(table)


def _first(console: Console, items: Sequence[Shown]) -> Iterator[Shown]:
    """The first of many, and then how many there are besides."""
    yield from items[:MAX_ROWS]
    if len(items) > MAX_ROWS:
        console.print(Text(f"  … 그 밖에 {len(items) - MAX_ROWS}건. 모두 보려면 --json (and more)", "dim"))
