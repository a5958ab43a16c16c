"""The gate before publishing: what a refresh does only when somebody says so. The page to read.

Three things stop a version: a source that loses many passages, a document that is suddenly hardly read, and a
question that is answered worse than today (`gate_questions` asks, `weigh` decides).
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ingest.gate_questions import Row, Verdict, compare
from ingest.gate_shrinking import Shrunk, shrinks
from knowledge.answer import Status
from knowledge.document import Passage

__all__ = [
    "Block",
    "BlockKind",
    "Gate",
    "Loss",
    "Row",
    "Shrunk",
    "Verdict",
    "compare",
    "losses",
    "shrinks",
    "weigh",
]

MAX_REMOVED_SHARE = 0.3
"""Of a source's passages. A folder that was not mounted or wrongly named loses far more, an edit less."""
MAX_LOST_SHARE = 0.1
"""Of the real questions that are answered today. A document that is taken back on purpose loses a few questions;
one in ten says that something else went."""
MIN_LOST = 5
"""Fewer lost answers are only shown: among few questions one is soon a tenth."""
_ANYWAY = "이유를 적고 강제로 내세요(--force). (or publish with --force REASON)"


class BlockKind(StrEnum):
    """What stops a version."""

    LOST_PASSAGES = "lost passages"
    SHRUNK = "shrunk reading"
    TURNED_WRONG = "turned wrong"
    LOST_ANSWERS = "lost answers"


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that only a reason publishes; `subject` is the source, file or question, `count` what it touches:
    passages, characters or answers."""

    kind: BlockKind
    subject: str
    count: int
    message: str
    """In Korean, with what to do."""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Loss:
    """A source that would lose `removed` of its `before` passages."""

    origin: str
    removed: int
    before: int


@dataclass(frozen=True, slots=True)
class Gate:
    """The table, what has to be looked at first on top, and what blocks."""

    rows: tuple[Row, ...] = ()
    blocks: tuple[Block, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing blocks."""
        return not self.blocks

    @property
    def warnings(self) -> tuple[str, ...]:
        """What blocks nothing and staff should know, in Korean."""
        golden = [row for row in self.rows if row.kind == "golden"]
        lost = sum(row.verdict is Verdict.LOST for row in self.rows)
        wrong = sum(bool(row.why) and row.verdict is not Verdict.TURNED_WRONG for row in golden)
        told = []
        if not golden:
            told.append(
                "확인 질문이 하나도 없어, 맞게 답하던 질문이 틀려지는지 알 수 없습니다. golden.yaml에 적어 두세요."
            )
        if wrong:
            told.append(f"확인 질문 {wrong}개에 새 버전도 틀리게 답합니다. 문서나 확인 질문을 고치세요. (still wrong)")
        if lost:
            told.append(f"지금 답하는 실제 질문 {lost}개에 새 버전은 답하지 못합니다. 표에서 확인하세요. (lost)")
        return tuple(told)

    def summary(self) -> dict[str, Any]:
        """Counts for the manifest: questions of each kind, verdicts, blocks and their messages."""
        kinds = Counter(row.kind for row in self.rows)
        verdicts = Counter(row.verdict.value for row in self.rows)
        return {
            "passed": self.passed,
            "golden": kinds["golden"],
            "asked": kinds["asked"],
            "verdicts": {verdict.value: verdicts[verdict.value] for verdict in Verdict if verdicts[verdict.value]},
            "blocks": [block.message for block in self.blocks],
        }


def weigh(rows: Sequence[Row] = (), losses: Sequence[Loss] = (), shrunk: Sequence[Shrunk] = ()) -> Gate:
    """What blocks. Where nothing is served yet no row has turned wrong or lost, and only the sources can block."""
    order = list(Verdict)
    blocks = [*map(_of_loss, losses), *map(_of_shrunk, shrunk)]
    blocks += [_of_wrong(row) for row in rows if row.verdict is Verdict.TURNED_WRONG]
    blocks += _of_lost_answers(rows)
    return Gate(tuple(sorted(rows, key=lambda row: order.index(row.verdict))), tuple(blocks))


def losses(old: Sequence[Passage], new: Sequence[Passage], origins: Collection[str]) -> tuple[Loss, ...]:
    """The refreshed origins that would lose more than MAX_REMOVED_SHARE of their passages.

    A passage whose text changed keeps its id and is not lost.
    """
    kept = {passage.id for passage in new}
    before = Counter(passage.origin for passage in old if passage.origin in origins)
    removed = Counter(p.origin for p in old if p.origin in origins and p.id not in kept)
    return tuple(
        Loss(origin, removed[origin], count)
        for origin, count in sorted(before.items())
        if removed[origin] > MAX_REMOVED_SHARE * count
    )


def _of_loss(loss: Loss) -> Block:
    share = round(100 * loss.removed / loss.before)
    message = (
        f"'{loss.origin}'의 단락 {loss.before:,}개 가운데 {loss.removed:,}개({share}%)가 없어집니다. "
        f"폴더를 맞게 골랐는지, 빠진 파일이 없는지 보고, 맞다면 {_ANYWAY}"
    )
    return Block(BlockKind.LOST_PASSAGES, loss.origin, loss.removed, message)


def _of_shrunk(shrunk: Shrunk) -> Block:
    if shrunk.after is None:
        message = (
            f"'{shrunk.path}'에서 지난번에는 {shrunk.before:,}자를 읽었는데 이번에는 읽지 못했습니다. "
            f"파일을 열어 보고 다시 저장하세요. 빼는 것이 맞다면 {_ANYWAY}"
        )
        return Block(BlockKind.SHRUNK, shrunk.path, shrunk.before, message)
    message = (
        f"'{shrunk.path}'의 글이 지난번 {shrunk.before:,}자에서 {shrunk.after:,}자로 줄었습니다. "
        f"파일이 제대로 읽혔는지 보고, 맞다면 {_ANYWAY}"
    )
    return Block(BlockKind.SHRUNK, shrunk.path, shrunk.before - shrunk.after, message)


def _of_wrong(row: Row) -> Block:
    message = (
        f"지금 맞게 답하는 확인 질문 '{row.question}'에 새 버전은 틀리게 답합니다: {', '.join(row.why)}. "
        f"문서를 고치거나, 답이 바뀐 것이 맞다면 확인 질문을 고치세요. (a golden question turns wrong)"
    )
    return Block(BlockKind.TURNED_WRONG, row.question, 1, message)


def _of_lost_answers(rows: Sequence[Row]) -> list[Block]:
    answered = [row for row in rows if row.kind == "asked" and row.status_today is Status.ANSWERED]
    lost = [row for row in answered if row.verdict is Verdict.LOST]
    if len(lost) < MIN_LOST or len(lost) <= MAX_LOST_SHARE * len(answered):
        return []
    share = round(100 * len(lost) / len(answered))
    message = (
        f"지금 답하는 실제 질문 {len(answered):,}개 가운데 {len(lost):,}개({share}%)에 새 버전은 답하지 못합니다. "
        f"표에서 어떤 질문인지 보고 문서를 채우세요. 그래도 내려면 {_ANYWAY}"
    )
    return [Block(BlockKind.LOST_ANSWERS, lost[0].question, len(lost), message)]
