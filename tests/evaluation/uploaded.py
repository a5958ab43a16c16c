"""Measure what staff upload, which comes without anticipated questions: python -m tests.evaluation.uploaded.

Two kinds of bases, each built anew: the shipped programme in which one half of the documents has lost its anticipated
questions (asked the golden questions of a development split), and the shipped programme with invented notices beside
it (asked the questions in `notices/`). The judgement is fitted on the halves and on the notices of `a`; those of `b`,
by another author, are only measured.
"""

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ingest.refresh import refresh
from ingest.settings import IngestSettings
from knowledge.answering import Answerer
from knowledge.base import open_current
from knowledge.settings import KnowledgeSettings
from tests.evaluation import golden
from tests.evaluation.__main__ import ask_all
from tests.evaluation.golden import Golden
from tests.evaluation.scoring import Verdict

NOTICES = Path(__file__).parent / "notices"
HALVES = (0, 1)
_QUESTION = re.compile(r"^> ?Q:.*\n", re.MULTILINE)
_GAP = re.compile(r"<!--\s*gap\s*-->")
_SECTION = re.compile(r"^(?=#)", re.MULTILINE)


@contextmanager
def half_without_questions(half: int) -> Iterator[Answerer]:
    """A base of the shipped programme in which the documents of one half anticipate no questions."""
    with tempfile.TemporaryDirectory() as name:
        settings = KnowledgeSettings(data_dir=Path(name) / "data")
        programme = Path(name) / "programme"
        shutil.copytree(settings.programme_dir, programme)
        for path in sorted(programme.rglob("*.md")):
            if int(sha256(path.stem.encode()).hexdigest(), 16) % 2 == half:
                sections = _SECTION.split(path.read_text("utf-8"))
                # What is left open is said by nobody who uploads a notice: those keep their questions.
                path.write_text("".join(s if _GAP.search(s) else _QUESTION.sub("", s) for s in sections), "utf-8")
        with _built(settings.model_copy(update={"programme_dir": programme}), ()) as answerer:
            yield answerer


@contextmanager
def with_notices(author: str) -> Iterator[Answerer]:
    """A base of the shipped programme and the invented notices of one author."""
    with tempfile.TemporaryDirectory() as name:
        settings = KnowledgeSettings(data_dir=Path(name) / "data")
        folders = (settings.programme_dir, NOTICES / author / "documents")
        with _built(settings, folders) as answerer:
            yield answerer


@contextmanager
def _built(settings: KnowledgeSettings, folders: Sequence[Path]) -> Iterator[Answerer]:
    refresh(settings, folders, ingest=IngestSettings(check_links=False))
    base = open_current(settings)
    try:
        yield Answerer(base, settings)
    finally:
        base.close()


def questions(author: str) -> list[Golden]:
    """The questions on the notices of one author; what answers each is cited by its document."""
    return golden.read(NOTICES / author / "questions.yaml")


def _row(name: str, found: list[Verdict]) -> list[str]:
    answerable = [v for v in found if "answered" in v.golden.status]
    open_ = [v for v in found if "answered" not in v.golden.status]
    return [
        name,
        str(len(found)),
        _share(sum(v.right for v in answerable), len(answerable)),
        _share(sum(v.answer.status.value == "answered" for v in answerable), len(answerable)),
        _share(sum(v.answer.status.value != "answered" for v in open_), len(open_)),
    ]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "–"


def main(arguments: list[str] | None = None) -> int:
    """Build the bases, ask, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="dev5", help="golden questions for the halves (default: dev5)")
    parser.add_argument("--wrong", action="store_true", help="also print what was answered wrongly")
    options = parser.parse_args(arguments)
    table = Table(title="올린 문서로 답하기 (answers from documents without anticipated questions)")
    for column in ("base", "questions", "right", "answered", "silent where it should be"):
        table.add_column(column, justify="right")
    console = Console()
    for name, opened, asked in (
        *((f"half {half}", half_without_questions(half), golden.load(options.split)) for half in HALVES),
        *((f"notices {author}", with_notices(author), questions(author)) for author in ("a", "b")),
    ):
        with opened as answerer:
            found = ask_all(answerer, asked)
        table.add_row(*_row(name, found))
        if options.wrong:
            for verdict in found:
                if not verdict.right:
                    console.print(f"{name} {verdict.golden.question} → {verdict.answer.text[:160]!r}", markup=False)
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
