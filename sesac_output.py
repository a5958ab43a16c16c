"""What the command line shows: answers, refreshes, versions and faults, for people.

Data goes to stdout, messages to stderr. Piped output is never coloured or wrapped.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

if TYPE_CHECKING:
    from knowledge.answer import Answer, Citation, Contact
    from knowledge.document import Language
    from sesac_doctor import Check

SEOUL = timezone(timedelta(hours=9), "KST")
"""Korea keeps one time all year, so no time zone database is needed."""
PIPED_WIDTH = 10_000
"""Columns of an output that is no terminal: nothing is wrapped or cut there."""
MAX_QUOTE_CHARS = 200
MAX_FAULT_CHARS = 4000
"""A message may quote what was typed, and that may be very long."""

LABELS: dict["Language", dict[str, str]] = {
    "ko": {
        "sources": "출처",
        "as_of": "기준일",
        "contact": "문의",
        "suggestions": "이런 것도 물어보세요",
        "unofficial": "비공식",
        "until": "까지 유효",
        "partial": "자료로 확인되는 부분만 답했습니다.",
        "fallback": "언어 모델의 글을 쓸 수 없어 자료의 문장을 그대로 보여 드립니다.",
    },
    "en": {
        "sources": "Sources",
        "as_of": "As of",
        "contact": "Contact",
        "suggestions": "You can also ask",
        "unofficial": "unofficial",
        "until": " at the latest",
        "partial": "Only what the documents confirm was answered.",
        "fallback": "The language model's text could not be used; these are the documents' own sentences.",
    },
}


def screen() -> Console:
    """Stdout, for data."""
    return _console(stderr=False)


def messages() -> Console:
    """Stderr, for messages and progress."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout  # None where the caller closed it
    width = None if stream and stream.isatty() else PIPED_WIDTH
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)


def say(text: str) -> None:
    """A message on stderr."""
    messages().print(Text(text))


def say_fault(text: str) -> None:
    """A fault on stderr."""
    messages().print(Text.assemble(("오류: ", "bold red"), text[:MAX_FAULT_CHARS]))


# --- answers ---


def show_answer(answer: "Answer") -> None:
    """The text with its [1] marks, then what it rests on and what to do next."""
    console, labels = screen(), LABELS[answer.language]
    console.print(Text(answer.text))
    if answer.completeness == "partial":
        console.print(Text(labels["partial"], "dim"))
    if answer.fallback:
        console.print(Text(labels["fallback"], "dim"))
    if answer.citations:
        console.print(Text(f"\n{labels['sources']}", "bold"))
    for citation in answer.citations:
        # Left to the terminal to wrap, so that the address stays whole for a click.
        console.print(_source_line(citation, labels), soft_wrap=True)
        console.print(Padding(Text(_shortened(citation.quote), "dim"), (0, 0, 0, 4), expand=False))
    if answer.as_of:
        console.print(Text(f"{labels['as_of']}: {answer.as_of}", "dim"))
    if answer.contact:
        console.print(Text(f"\n{labels['contact']}: {_contact_line(answer.contact)}"))
    if answer.suggestions:
        console.print(Text(f"\n{labels['suggestions']}", "bold"))
        for suggestion in answer.suggestions:
            console.print(Text(f"  · {suggestion}"))


def _source_line(citation: "Citation", labels: dict[str, str]) -> Text:
    notes = [citation.published] if citation.published else []
    if citation.valid_until:
        notes.append(f"{citation.valid_until}{labels['until']}")
    if citation.confidence == "unofficial":
        notes.append(labels["unofficial"])
    line = Text.assemble((f"[{citation.number}]", "bold"), f" {citation.title}")
    if citation.publisher:
        line.append(f" — {citation.publisher}")
    if notes:
        line.append(f" ({', '.join(notes)})")
    if citation.url:
        line.append(f" {citation.url}")
    return line


def _contact_line(contact: "Contact") -> str:
    return " · ".join(part for part in (contact.name, contact.phone, contact.email, contact.url) if part)


def _shortened(quote: str) -> str:
    one_line = " ".join(quote.split())
    return one_line if len(one_line) <= MAX_QUOTE_CHARS else one_line[: MAX_QUOTE_CHARS - 1] + "…"


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """A spinner where stderr is a terminal, nothing elsewhere."""
    console = messages()
    with console.status(what) if console.is_terminal else nullcontext():
        yield


# --- progress of a refresh ---


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """What a refresh reports its progress to: bars where stderr is a terminal, else one line a step."""
    console = messages()
    if not console.is_terminal:
        yield _ProgressLines()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("남은 시간"),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield report


class _ProgressLines:
    """Each step by its name, once: what a log file wants."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, what: str, done: int, total: int) -> None:  # noqa: ARG002
        if what != self._last:
            self._last = what
            say(f"{what}…")


# --- the doctor ---

STATES = {"ok": ("OK  ", "green"), "warning": ("경고", "yellow"), "problem": ("문제", "bold red")}


def show_check(check: "Check") -> None:
    """One line, and what to do below it."""
    console = screen()
    label, style = STATES[check.state]
    console.print(Text.assemble((label, style), f"  {check.name}: {check.found}"))
    if check.advice:
        console.print(Text(f"      → {check.advice}"))
