"""Before publishing, staff see what contradicts, repeats, runs out or should not be there, and no more than that."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from ingest.checks import examine
from ingest.report import Checks
from knowledge.base import KnowledgeBase
from tests.ingest.checks.conftest import NOW, Look
from tests.staff_folder import CONTACT, SCHEDULE, TinyProgramme

POISON = Path(__file__).parents[2] / "knowledge" / "poison"
PLACES = "## 강남캠퍼스는 어디에 있나요\n\n강남캠퍼스의 주소는 서울 강남구 선릉로 35입니다.\n\n강남캠퍼스 문의 전화는 02-111-2222입니다.\n"


def test_a_refresh_without_changes_finds_nothing(programme: TinyProgramme, look: Look) -> None:
    assert look(programme) == Checks()


def test_another_value_for_the_same_thing_is_a_conflict_that_names_both_sides(
    programme: TinyProgramme, look: Look
) -> None:
    programme.folder.write(
        "notice.md", "## 기간\n\n교육 기간은 과정마다 4개월에서 6개월입니다.\n", id="news", published="2026-11-01"
    )
    (conflict,) = look(programme).conflicts
    assert (conflict.first.document, conflict.second.document) == ("news", "schedule")
    assert (conflict.first.value, conflict.second.value) == ("4개월, 6개월", "3개월, 5개월")
    assert (conflict.first.published, conflict.second.published) == ("2026-11-01", "2026-01-31")
    assert "교육" in conflict.attribute
    assert conflict.is_new


def test_a_conflict_that_was_there_before_is_not_called_new(programme: TinyProgramme, look: Look) -> None:
    text = "## 기간\n\n교육 기간은 과정마다 4개월에서 6개월입니다.\n"
    programme.folder.write("notice.md", text, id="news")
    look(programme)
    assert look(programme).conflicts == ()
    programme.folder.write("notice.md", text + "\n점심은 드리지 않습니다.\n", id="news")
    assert [conflict.is_new for conflict in look(programme).conflicts] == [False]


@pytest.mark.parametrize(
    "sentence, attribute, values",
    [
        ("강남캠퍼스 전화번호: 02-333-4444", "전화번호", {"02-333-4444", "02-111-2222"}),
        ("강남캠퍼스는 강남구 선릉로 99에 있습니다.", "주소", {"선릉로 99", "선릉로 35"}),
    ],
)
def test_another_number_or_street_of_a_campus_is_a_conflict_however_it_is_worded(
    programme: TinyProgramme, look: Look, sentence: str, attribute: str, values: set[str]
) -> None:
    programme.folder.write("places.md", PLACES, id="places")
    look(programme)
    programme.folder.write("notice.md", f"## 안내\n\n{sentence}\n", id="news")
    (conflict,) = look(programme).conflicts
    assert (conflict.entity, conflict.attribute) == ("강남캠퍼스", attribute)
    assert {conflict.first.value, conflict.second.value} == values


@pytest.mark.parametrize(
    "sentence", ["강남캠퍼스 대표전화는 02) 111-2222입니다.", "마포캠퍼스 문의 전화는 02-333-4444입니다."]
)
def test_the_same_number_or_that_of_another_campus_is_no_conflict(
    programme: TinyProgramme, look: Look, sentence: str
) -> None:
    programme.folder.write("places.md", PLACES, id="places")
    look(programme)
    programme.folder.write("notice.md", f"## 안내\n\n{sentence}\n", id="news")
    assert look(programme).conflicts == ()


def test_a_passage_copied_into_another_document_is_a_duplicate(programme: TinyProgramme, look: Look) -> None:
    text = (
        "수료한 뒤에는 취업 지원 프로그램에 참여할 수 있고, 이력서 첨삭과 모의 면접을 상담사가 도와 드립니다. "
        "채용 연계 기업의 목록은 캠퍼스 게시판에 붙이고 누구나 볼 수 있게 합니다."
    )
    programme.folder.write("one.md", f"## 취업 지원\n\n{text}\n", id="one")
    look(programme)
    programme.folder.write("other.md", f"## 수료 뒤\n\n{text.replace('누구나', '모두가')}\n", id="other")
    (duplicate,) = look(programme).duplicates
    assert {duplicate.first.document, duplicate.second.document} == {"one", "other"}
    assert 0.8 <= duplicate.share < 1


@pytest.mark.parametrize("other", ["마포캠퍼스", "구로캠퍼스"])
def test_the_same_words_about_another_campus_are_no_duplicate(programme: TinyProgramme, look: Look, other: str) -> None:
    text = "{}는 지역 산업과 교육을 묶는 거점으로, 강의실과 실습실을 갖추고 평일 아침부터 저녁까지 문을 엽니다. 주차는 되지 않습니다."
    programme.folder.write("one.md", "## 소개\n\n" + text.format("강남캠퍼스") + "\n", id="one")
    programme.folder.write("other.md", "## 소개\n\n" + text.format(other) + "\n", id="other")
    assert look(programme).duplicates == ()


def test_a_deadline_runs_out_while_its_document_stays_as_it_is(programme: TinyProgramme, look: Look) -> None:
    programme.folder.write("notice.md", "## 접수기간\n\n접수기간은 2026년 11월 30일까지입니다.\n", id="news")
    assert [one.day for one in look(programme).expiries] == ["2026-11-30"]
    assert [(one.document, one.days_left) for one in look(programme).expiries] == [("news", 7)]


def test_instructions_that_a_reader_of_the_document_sees_are_named(programme: TinyProgramme, look: Look) -> None:
    shutil.copytree(POISON / "documents", programme.folder.path / "poison")
    planted = yaml.safe_load((POISON / "canaries.yaml").read_text("utf-8"))
    named = {one.document for one in look(programme).suspicions if one.kind == "instruction"}
    seen = {f"poison-{one['file'][:2]}" for one in planted if one["seen"]}
    assert named <= seen
    assert seen - named <= {"poison-08"}  # a bare word in the address of a link


def test_what_is_found_can_be_put_into_json(programme: TinyProgramme, look: Look) -> None:
    programme.folder.write("contact.md", CONTACT + "\n담당자는 010-9876-5432입니다.\n", id="contact")
    programme.folder.write("schedule.md", SCHEDULE + "\n12월 1일까지 접수합니다.\n", id="schedule")
    checks = look(programme)
    assert "9876" not in json.dumps(asdict(checks), ensure_ascii=False)
    assert [one.kind for one in checks.suspicions] == ["personal data"]


def test_the_shipped_programme_raises_no_false_alarm(base: KnowledgeBase) -> None:
    checks = examine(base, (), base.passages, NOW)
    assert checks.suspicions == ()
    assert not [one for one in checks.conflicts if one.attribute in ("전화번호", "이메일", "주소")]
    assert all(one.days_left <= 14 for one in checks.expiries)
    assert len(checks.expiries) <= 15
