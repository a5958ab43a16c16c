"""Golden questions: the file in which staff say what must stay right, read and written back. The page to read.

A file is a YAML list; each entry is read by itself, so that a slip in one loses no other.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import cast

import yaml

from ingest import typed
from ingest.finding import Finding, Severity
from ingest.golden_making import golden_from
from ingest.golden_question import (
    KOREAN_NAMES,
    STATUS_NAMES,
    GoldenQuestion,
    faults,
    judge,
    normalised,
)
from ingest.golden_writing import FIELDS, InvalidGolden, write_golden
from ingest.typed import MalformedYaml
from knowledge.answer import Status
from knowledge.document import Language
from knowledge.normalisation import compact
from knowledge.periods import KST
from knowledge.settings import KnowledgeSettings

__all__ = [
    "GOLDEN",
    "KOREAN_NAMES",
    "STATUS_NAMES",
    "GoldenQuestion",
    "InvalidGolden",
    "faults",
    "golden_files",
    "golden_from",
    "judge",
    "normalised",
    "own_golden",
    "read_all",
    "read_golden",
    "write_golden",
]

GOLDEN = "golden.yaml"
MAX_BYTES = 1_000_000
MAX_QUESTIONS = 1_000
"""In one file; each is asked twice in every refresh, about 20 ms each time."""
NOON = 12
"""The hour of a question that names a day only: no day is over or yet to begin then."""

_NAMES = {**{name: name for name in FIELDS}, **{korean: name for name, korean in FIELDS.items()}}
_ENTRY = re.compile(r"^( *)-(?= |$)")
_BESIDE = re.compile(r"\s*(?:#.*)?|---\s*|\[\]\s*")
"""What may stand before the first entry: blank lines, remarks, the mark of a document, an empty list."""


def own_golden(settings: KnowledgeSettings) -> Path:
    """The file that staff edit; it need not exist."""
    return settings.data_dir / GOLDEN


def golden_files(settings: KnowledgeSettings, folders: Iterable[Path] = ()) -> tuple[Path, ...]:
    """The files to ask from, in order: staff's own where there is one, else the shipped one, then those of folders.

    Refreshing the shipped folder does not put its questions over those that staff edited.
    """
    own, shipped = own_golden(settings), settings.programme_dir / GOLDEN
    added = [folder / GOLDEN for folder in folders if folder.resolve() != settings.programme_dir.resolve()]
    return tuple(path for path in dict.fromkeys((own if own.is_file() else shipped, *added)) if path.is_file())


def read_all(paths: Sequence[Path]) -> tuple[list[GoldenQuestion], list[Finding]]:
    """The questions of several files; one with the id of an earlier one replaces it."""
    questions: dict[str, GoldenQuestion] = {}
    findings: list[Finding] = []
    for path in paths:
        read, found = read_golden(path)
        questions.update((golden.id, golden) for golden in read)
        findings += found
    return list(questions.values()), findings


def read_golden(path: Path) -> tuple[list[GoldenQuestion], list[Finding]]:
    """The questions of a file in its order; an entry that cannot be used is a finding and the rest goes on."""
    questions: list[GoldenQuestion] = []
    findings: list[Finding] = []
    lines: dict[str, int] = {}
    try:
        blocks = list(_blocks(_text(path)))
    except MalformedYaml as error:
        return [], [_error(path, error.line, f"확인 질문을 읽을 수 없습니다: {error}")]
    except UnicodeDecodeError:
        return [], [_error(path, 1, "확인 질문이 UTF-8이 아닙니다. UTF-8로 다시 저장하세요. (not UTF-8)")]
    except OSError as error:
        return [], [_error(path, 1, f"확인 질문을 열 수 없습니다: {error.strerror} (cannot be opened)")]
    for line, block in blocks[:MAX_QUESTIONS]:
        try:
            golden = _question(block, line)
            _require_new(golden, line, lines)
            questions.append(golden)
        except MalformedYaml as error:
            findings.append(_error(path, error.line, f"이 확인 질문은 묻지 않습니다: {error}"))
    if len(blocks) > MAX_QUESTIONS:
        left = len(blocks) - MAX_QUESTIONS
        message = (
            f"확인 질문은 {MAX_QUESTIONS:,}개까지입니다. 여기서부터 {left:,}개는 묻지 않습니다. (too many questions)"
        )
        findings.append(_error(path, blocks[MAX_QUESTIONS][0], message))
    return questions, findings


def _text(path: Path) -> str:
    if path.stat().st_size > MAX_BYTES:
        raise MalformedYaml(1, f"파일이 {MAX_BYTES // 1000} kB보다 큽니다. 나누거나 줄이세요. (file too large)")
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Each entry of the list as YAML of its own, with the line where it begins. Raises MalformedYaml."""
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines) if _ENTRY.match(line)]
    for at, line in enumerate(lines[: starts[0] if starts else None]):
        if not _BESIDE.fullmatch(line):
            raise MalformedYaml(at + 1, "'- '로 시작하는 목록이어야 합니다. (must be a list of '- ' entries)")
    depth = _indent(lines[starts[0]]) if starts else 0  # deeper ones are lists within an entry
    starts = [at for at in starts if _indent(lines[at]) <= depth]
    for start, end in pairwise((*starts, len(lines))):
        yield start + 1, "\n".join((_ENTRY.sub(r"\1 ", lines[start]), *lines[start + 1 : end]))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _question(block: str, line: int) -> GoldenQuestion:
    """One entry. Raises MalformedYaml with the line of what is wrong."""
    nodes: dict[str, yaml.Node] = {}
    for name, node in typed.entries(block, line):
        field = _NAMES.get(name)
        at = line + node.start_mark.line
        if field is None:
            raise MalformedYaml(at, f"'{name}'은(는) 없는 항목입니다. {', '.join(FIELDS.values())} (unknown field)")
        if field in nodes:
            raise MalformedYaml(at, f"'{name}'이(가) 두 번 있습니다. 하나를 지우세요. (given twice)")
        nodes[field] = node
    words = {name: _words(nodes[name], line) for name in ("status", "must_not", "sources") if name in nodes}
    texts = {name: typed.value(nodes[name], line).text for name in ("id", "question", "note") if name in nodes}
    question = texts.get("question", "")
    golden = GoldenQuestion(
        id=texts.get("id") or f"q-{hashlib.sha256(compact(question).encode()).hexdigest()[:8]}",
        question=question,
        language=_language(nodes.get("language"), line),
        status=tuple(STATUS_NAMES.get(word, word) for word in words.get("status", ())) or (Status.ANSWERED.value,),
        must=tuple(_words(one, line) for one in _items(nodes["must"])) if "must" in nodes else (),
        must_not=words.get("must_not", ()),
        sources=words.get("sources", ()),
        at=_clock(nodes.get("at"), line),
        note=texts.get("note", ""),
    )
    golden = normalised(golden)
    for name, message in faults(golden):
        raise MalformedYaml(line + nodes[name].start_mark.line if name in nodes else line, message)
    return golden


def _items(node: yaml.Node) -> list[yaml.Node]:
    return node.value if isinstance(node, yaml.SequenceNode) else [node]


def _words(node: yaml.Node, line: int) -> tuple[str, ...]:
    """A word or a list of words; a word may hold commas."""
    for item in _items(node):
        if isinstance(item, yaml.SequenceNode):
            raise MalformedYaml(
                line + item.start_mark.line, "목록 안에 목록이 너무 많습니다 (a word or a list of words)"
            )
    return tuple(word for item in _items(node) if (word := typed.value(item, line).text))


def _language(node: yaml.Node | None, line: int) -> Language | None:
    found = typed.value(node, line).text if node else ""
    if node and found not in ("", "ko", "en"):
        raise MalformedYaml(line + node.start_mark.line, "언어는 ko나 en이어야 합니다 (ko or en)")
    return cast(Language, found) if found else None


def _clock(node: yaml.Node | None, line: int) -> datetime | None:
    """A day or a moment, in Korean time where it names no zone."""
    found = typed.value(node, line).text if node else ""
    if not node or not found:
        return None
    try:
        moment = datetime.fromisoformat(found)
    except ValueError as error:
        at = line + node.start_mark.line
        raise MalformedYaml(at, f"시각은 2026-11-23이나 2026-11-23 14:00처럼 적습니다: {found} (not a date)") from error
    if len(found) <= len("2026-11-23"):
        moment = moment.replace(hour=NOON)
    return moment if moment.tzinfo else moment.replace(tzinfo=KST)


def _require_new(golden: GoldenQuestion, line: int, lines: dict[str, int]) -> None:
    """Raise MalformedYaml where the id, or the question at that time, stands further up."""
    asked = f"{golden.question} {golden.language} {golden.at}"
    for key, name in ((f"id {golden.id}", f"id '{golden.id}'"), (f"asked {asked}", f"질문 '{golden.question}'")):
        if key in lines:
            raise MalformedYaml(line, f"{name}이(가) {lines[key]}줄에도 있습니다. 하나를 지우세요. (given twice)")
    lines[f"id {golden.id}"] = lines[f"asked {asked}"] = line


def _error(path: Path, line: int, message: str) -> Finding:
    return Finding(Severity.ERROR, path.name, line, message)
