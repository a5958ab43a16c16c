"""`sesac questions`: gaps on the terminal, and an export that says who took it and why."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.records import Records, database_url
from api.records_answers import AnswerEntry, note_answers
from api.records_audit import audit_trail
from tests.command_line.conftest import Run


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("SESAC_DATA_DIR", str(folder))
    return folder


def asked(data: Path, *entries: tuple[str, str, bool | None]) -> None:
    records = Records.open(database_url("", data))
    note_answers(
        records,
        [
            AnswerEntry(
                f"a{at}", datetime.now(UTC), "web", "ko", status, "extractive", "v", question=text, helpful=helpful
            )
            for at, (text, status, helpful) in enumerate(entries)
        ],
    )
    records.close()


def test_gaps_are_listed_the_most_damaging_first(run: Run, data: Path) -> None:
    asked(
        data,
        ("구내식당 메뉴 뭐야?", "unknown", None),
        ("강서캠퍼스 모집 마감 언제까지야?", "answered", False),
        ("수강료 얼마야?", "answered", None),
    )
    found = json.loads(run("questions", "--json").stdout)
    assert [gap["question"] for gap in found] == ["강서캠퍼스 모집 마감 언제까지야?", "구내식당 메뉴 뭐야?"]
    assert "구내식당" in run("questions").stdout


def test_without_questions_it_says_so(run: Run, data: Path) -> None:
    ended = run("questions")
    assert (ended.exit_code, "없습니다" in ended.stderr) == (0, True)


def test_an_export_wants_a_reason_and_leaves_a_line_in_the_audit_trail(run: Run, data: Path, tmp_path: Path) -> None:
    asked(data, ("=SUM(A1)", "unknown", None))
    assert run("questions", "--csv", str(tmp_path / "q.csv")).exit_code == 2
    assert not (tmp_path / "q.csv").exists()
    ended = run("questions", "--csv", str(tmp_path / "q.csv"), "--reason", "월간 점검")
    assert ended.exit_code == 0, ended.stderr
    with (tmp_path / "q.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["질문"] == "'=SUM(A1)"  # a spreadsheet would work it out otherwise
    (line,) = audit_trail(Records.open(database_url("", data)), action="questions.export")
    assert line.detail["reason"] == "월간 점검"
