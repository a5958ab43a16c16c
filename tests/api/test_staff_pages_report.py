import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from api.staff_pages_marking import Line, marked
from api.staff_pages_report import GateView, ReportView, for_officers
from api.staff_report import read_rehearsed
from ingest.refresh import refresh
from knowledge.version import VersionShelf
from tests.staff_folder import TinyProgramme


def text(lines: list[Line]) -> list[str]:
    return ["".join(part.text for part in line) for line in lines]


def test_only_the_words_that_differ_are_marked() -> None:
    before, after = marked(["주소는 신반포로 188 입니다."], ["주소는 신반포로 199 입니다."])
    assert [part.text for part in before[0] if part.changed] == ["188"]
    assert [part.text for part in after[0] if part.changed] == ["199"]


def test_texts_that_have_little_in_common_are_not_marked() -> None:
    before, after = marked(["신청은 누리집에서 합니다."], ["교육비는 무료이고 기간은 석 달입니다."])
    assert not [part for line in (*before, *after) for part in line if part.changed]


words = st.text("가나다 .", max_size=20).map(lambda line: " ".join(line.split())).filter(bool)


@given(st.lists(words, max_size=4), st.lists(words, max_size=4))
def test_marking_loses_and_adds_no_word(before: list[str], after: list[str]) -> None:
    left, right = marked(before, after)
    assert (text(left), text(right)) == (before, after)


def test_a_real_report_and_gate_can_be_shown(tmp_path: Path) -> None:
    tiny = TinyProgramme.make(tmp_path)
    refresh(tiny.settings)
    tiny.folder.write(
        "cost.md", "# 교육비\n\n## 수강료가 있나요\n\n수강료는 5만 원입니다.\n", id="cost", title="교육비"
    )
    done = refresh(tiny.settings)
    kept = read_rehearsed(VersionShelf(tiny.settings.data_dir).report(str(done.version_id)))
    assert kept
    told = json.loads(json.dumps(kept.to_json()))
    report = ReportView.of(told["report"])
    assert report.counts == {"changed": 1, "added": 0, "removed": 0}
    assert any("5만 원" in line for edit in report.changes[0].edits for line in text(edit.after))
    assert GateView.of(told["gate"], told["warnings"]).is_passed


def test_officers_are_told_nothing_of_the_command_line() -> None:
    message = (
        "'uploads'의 단락 2개가 없어집니다. 맞다면 이유를 적고 강제로 내세요(--force). (or publish with --force REASON)"
    )
    assert for_officers(message) == "'직원이 올린 파일'의 단락 2개가 없어집니다. 맞다면 이유를 적고 강제로 내세요."
