"""An officer at the staff console: from a folder of files to the public answer, and back."""

import re
from pathlib import Path

import docx
import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.office import Worker, picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAMPLES = Path(__file__).resolve().parents[1] / "ingest" / "samples"
QUESTION = "새싹 나눔 장학금은 얼마예요?"
NOTICE = """---
title: {title}
publisher: 서울경제진흥원
published: 2026-11-20
---
# {title}

## 겨울 특강은 무엇인가요
> Q: 겨울 특강이 뭐예요?

겨울 특강은 열흘 동안 저녁에 배우는 과정입니다.
"""


def notice(folder: Path, name: str = "winter.md", title: str = "겨울 특강") -> Path:
    file = folder / name
    file.write_text(NOTICE.format(title=title), "utf-8")
    return file


def office_files(folder: Path) -> list[Path]:
    letter = docx.Document()
    letter.add_heading("새싹 나눔 장학금", 1)
    letter.add_heading("새싹 나눔 장학금은 얼마인가요", 2)
    letter.add_paragraph("새싹 나눔 장학금은 한 사람에 37만 원입니다.")
    letter.save(str(folder / "장학금 안내.docx"))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("특강", "날짜"), ("이력서 특강", "2027-01-15"), ("면접 특강", "2027-01-22")):
        sheet.append(row)
    book.save(folder / "특강 일정.xlsx")
    samples = [SAMPLES / name for name in ("hwpx_table.hwpx", "notice_ko.pdf", "hwp5_distribution_flag.hwp")]
    return [folder / "장학금 안내.docx", folder / "특강 일정.xlsx", *samples]


def test_officer_puts_a_folder_in_force_and_takes_it_back(staff: Worker, tmp_path: Path) -> None:
    page = staff.page
    staff.sign_in("publisher")
    assert "37만" not in staff.answer_to(QUESTION)
    staff.begin_draft("장학금과 특강", *office_files(tmp_path))
    read = page.locator("article", has_text="장학금 안내.docx")
    expect(read.locator(".badge").first).to_have_text("읽음")
    expect(page.locator("article", has_text="hwp5_distribution_flag")).to_contain_text("배포용 문서")
    read.get_by_label("펴낸 곳").fill("서울경제진흥원")
    read.get_by_label("펴낸 날").fill("2026-11-20")
    picture(page, "read")
    read.get_by_role("button", name="저장").click()
    staff.wait()
    expect(page.locator("article", has_text="장학금 안내.docx").locator("dl")).to_contain_text("2026년 11월 20일")
    staff.press("다음: 준비하고 보고서 보기")
    page.wait_for_url("**/report*")
    picture(page, "preparing")
    staff.wait()
    expect(page.locator(".counts")).to_contain_text("읽지 못한 파일")
    page.locator("summary", has_text="장학금").click()
    expect(page.locator("main")).to_contain_text("새싹 나눔 장학금은 한 사람에 37만 원입니다.")
    picture(page, "report")
    staff.press("다음: 검문 보기")
    expect(page.locator("main")).to_contain_text("검문을 지났습니다")
    picture(page, "gate")
    staff.press("다음: 내기")
    picture(page, "publish")
    staff.press("내기")
    expect(page.locator(".notice").first).to_contain_text("새 버전을 냈습니다")
    picture(page, "published")
    assert "37만" in staff.answer_to(QUESTION)
    page.locator("summary", has_text="되돌리기").click()
    staff.press("이 버전으로 되돌리기")
    expect(page.locator(".notice").first).to_contain_text("되돌렸습니다")
    assert "37만" not in staff.answer_to(QUESTION)


def test_what_the_gate_stops_wants_a_reason_that_stays(staff: Worker, tmp_path: Path) -> None:
    page = staff.page
    staff.sign_in("publisher")
    staff.begin_draft("모두 바꾸기", notice(tmp_path))
    page.get_by_role("link", name="올리기").first.click()
    page.locator("summary", has_text="자료 빼기").click()
    page.locator("form[action$='/sources/drop'] button").first.click()
    expect(page.locator("main")).to_contain_text("문서 5개 빠짐")
    picture(page, "files")
    page.get_by_role("link", name="다음: 읽은 것 확인").click()
    staff.wait()
    staff.prepare()
    page.get_by_role("link", name="내기").click()
    expect(page.locator("main")).to_contain_text("검문에서 멈춘 버전입니다")
    expect(page.locator(".notice.bad").last).to_contain_text("함께 온 기본 자료")
    expect(page.locator("main")).not_to_contain_text("--force")
    page.fill("#force", "   ")
    staff.press("까닭을 남기고 내기")
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("#problems a")).to_have_attribute("href", "#force")
    picture(page, "blocked")
    page.fill("#force", "사업이 끝나 자료를 모두 바꿉니다")
    staff.press("까닭을 남기고 내기")
    expect(page.locator("main")).to_contain_text("사업이 끝나 자료를 모두 바꿉니다")
    page.locator("summary", has_text="되돌리기").click()
    staff.press("이 버전으로 되돌리기")
    staff.open("/staff/versions")
    expect(page.locator("table")).to_contain_text("까닭: 사업이 끝나 자료를 모두 바꿉니다")
    picture(page, "versions")
    staff.visit.expected = ("console: Failed to load resource",)  # the page that says what is missing is a 422


def test_editor_prepares_and_cannot_publish(staff: Worker, tmp_path: Path) -> None:
    staff.sign_in("editor")
    expect(staff.page.get_by_role("link", name="계정")).to_have_count(0)
    staff.begin_draft("편집자의 초안", notice(tmp_path, title="<img src=x onerror=alert(1)>"))
    expect(staff.page.locator("article", has_text="winter.md")).to_contain_text("<img src=x onerror=alert(1)>")
    staff.prepare()
    staff.page.get_by_role("link", name="내기").click()
    expect(staff.page.locator("main")).to_contain_text("발행자나 운영자가 할 수 있습니다")
    expect(staff.page.locator("form[action$='/publish']")).to_have_count(0)
    staff.page.locator("summary", has_text="초안을 버리기").click()
    staff.press("버리기")
    expect(staff.page.locator("main")).to_contain_text("시민이 보는 버전은 그대로입니다")


def test_question_without_an_answer_becomes_a_document_to_write(staff: Worker) -> None:
    staff.answer_to("교육생 식당은 몇 시에 열어요?")
    staff.sign_in("operator", "/staff/questions")
    row = staff.page.locator("tr", has_text="교육생 식당은 몇 시에 열어요?").first
    picture(staff.page, "questions")
    row.get_by_role("button", name="문서 초안 쓰기").click()
    expect(staff.page.locator("#markdown")).to_have_value(re.compile("교육생 식당은 몇 시에 열어요"))
    picture(staff.page, "write")


def test_answer_becomes_a_golden_question(staff: Worker) -> None:
    page = staff.page
    staff.sign_in("editor", "/staff/try")
    page.fill("#question", "수강료 얼마야?")
    staff.press("물어보기")
    expect(page.locator("main")).to_contain_text("전액 무료")
    expect(page.locator(".passage").first).to_contain_text("답일 가능성")
    picture(page, "try")
    staff.press("이 답을 확인 질문으로 만들기")
    picture(page, "golden-edit")
    staff.press("저장")
    staff.press("지금 버전에 모두 물어보기")
    expect(page.locator("tr", has_text="수강료 얼마야?").locator("td .badge").last).to_have_text("맞음")
    picture(page, "golden")
    page.locator("tr", has_text="수강료 얼마야?").get_by_role("link").click()
    page.locator("summary", has_text="지우기").click()
    staff.press("지우기")
    expect(page.locator("tr", has_text="수강료 얼마야?")).to_have_count(0)
