"""Golden questions as staff read them: the file written back whole, with what explains it on top."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from ingest.errors import IngestError
from ingest.golden_question import KOREAN_NAMES, GoldenQuestion, faults, normalised

FIELDS = {
    "id": "이름",
    "question": "질문",
    "language": "언어",
    "at": "시각",
    "status": "상태",
    "must": "필수",
    "must_not": "금지",
    "sources": "출처",
    "note": "메모",
}
"""Each field and its Korean name in the file; both are read."""
HEADER = """\
# 확인 질문 (golden questions): 새 버전을 내기 전에 이 질문들을 먼저 물어봅니다.
# 지금 맞게 답하던 질문에 새 버전이 틀리게 답하면, 새 버전을 내지 않고 무엇이 달라졌는지 보여 줍니다.
#
# 질문 하나는 '- '로 시작하고, 그 아래 줄은 두 칸 들여 씁니다. 쓸 수 있는 항목:
#   이름: 질문을 가리키는 짧은 이름. 글자, 숫자, '-'. 비우면 자동으로 붙습니다.
#   질문: 사람들이 실제로 묻는 말 그대로. (반드시 있어야 합니다)
#   상태: 답변, 모름, 되묻기, 거절 가운데 하나. 여럿이면 [모름, 거절]. 비우면 답변입니다.
#   필수: 답에 꼭 있어야 하는 말. ["120명", ["8월", "팔월"]]은 '120명'과, '8월'이나 '팔월' 가운데 하나를 뜻합니다.
#   금지: 답에 있으면 안 되는 말. ["선착순"]
#   출처: 근거로 들어야 하는 자료의 id나 제목. 여럿이면 하나만 맞으면 됩니다.
#   시각: 그날 물어본 것으로 칩니다. 2026-11-23이나 2026-11-23 14:00. 마감처럼 날짜에 따라 답이 바뀌는 질문에 씁니다.
#   언어: ko나 en. 비우면 질문의 글자를 보고 정합니다.
#   메모: 동료에게 남기는 말.
# 띄어쓰기, 쉼표, 영문 대소문자는 달라도 같은 말로 봅니다. 필수와 금지에는 문서에 있는 숫자와 이름을 적으세요.
"""


class InvalidGolden(IngestError):
    """A golden question that could not be read back; nothing was written."""


def write_golden(path: Path, questions: Sequence[GoldenQuestion]) -> None:
    """Replace the file in one step; remarks on its top stay, else HEADER is put there.

    Raises InvalidGolden where a question has faults or an id is given twice, and OSError.
    """
    kept = [normalised(golden) for golden in questions]
    _require_usable(kept)
    text = _top(path) + "".join("\n" + "\n".join(_lines(golden)) + "\n" for golden in kept)
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _require_usable(questions: Sequence[GoldenQuestion]) -> None:
    seen: set[str] = set()
    for golden in questions:
        for _, message in faults(golden):
            raise InvalidGolden(f"확인 질문 '{golden.id}': {message}")
        for key in (f"id {golden.id}", f"asked {golden.question} {golden.language} {golden.at}"):
            if key in seen:
                raise InvalidGolden(f"확인 질문 '{golden.id}'이(가) 두 번 있습니다. 하나를 지우세요. (given twice)")
            seen.add(key)


def _top(path: Path) -> str:
    """The remarks on top of the file that is there, HEADER where there are none."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return HEADER
    end = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "\n".join(lines[:end]) + "\n" if end else HEADER


def _lines(golden: GoldenQuestion) -> Iterator[str]:
    status = [KOREAN_NAMES[one] for one in golden.status]
    values = {
        "id": _quoted(golden.id),
        "question": _quoted(golden.question),
        "language": golden.language,
        "at": _clock(golden.at) if golden.at else None,
        "status": status[0] if len(status) == 1 else f"[{', '.join(status)}]",
        "must": _listed(one[0] if len(one) == 1 else one for one in golden.must),
        "must_not": _listed(golden.must_not),
        "sources": _listed(golden.sources),
        "note": _quoted(golden.note) if golden.note else None,
    }
    for at, (name, value) in enumerate((name, value) for name, value in values.items() if value):
        yield f"{'  ' if at else '- '}{FIELDS[name]}: {value}"


def _clock(moment: datetime) -> str:
    """A moment in Korean time as staff write it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00")


def _listed(words: Iterable[str | tuple[str, ...]]) -> str:
    """A list on one line, empty where there is nothing in it."""
    parts = [_quoted(word) if isinstance(word, str) else _listed(word) for word in words]
    return f"[{', '.join(parts)}]" if parts else ""


def _quoted(text: str) -> str:
    """A word in quotes, as YAML and JSON both write it: nothing in it is taken for anything else."""
    return json.dumps(text, ensure_ascii=False)
