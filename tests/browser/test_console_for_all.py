"""The staff console for everybody: signing in, keyboard, screen reader, contrast, phone, no JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.office import Worker, picture
from tests.browser.test_page import LOW_CONTRAST
from tests.staff_console import PASSWORD

pytestmark = pytest.mark.browser

PAGES = ("", "/drafts", "/versions", "/try", "/documents", "/documents/cost", "/golden", "/golden/edit", "/questions",
         "/audit", "/accounts")  # fmt: skip
SMALL_PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
DARK = {"color_scheme": "dark"}
PLAIN = {"java_script_enabled": False}
UNNAMED = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a, summary, progress")]
  .filter((one) => one.checkVisibility())
  .filter((one) => !(one.labels?.length || one.getAttribute("aria-label") || one.textContent.trim() || one.value))
  .map((one) => one.outerHTML)"""
HEADLESS = """() => [...document.querySelectorAll("table")].filter((one) => !one.querySelector("th[scope]"))
  .map((one) => one.textContent.slice(0, 40))"""
UNSEEN_FOCUS = """() => getComputedStyle(document.activeElement).outlineStyle === "none" && document.activeElement !== document.body
  ? document.activeElement.outerHTML : "" """


def test_nobody_sees_a_page_before_signing_in_and_gets_where_they_wanted(staff: Worker) -> None:
    staff.open("/staff/golden")
    assert staff.page.url.endswith("/staff/sign-in?next=/staff/golden")
    picture(staff.page, "sign-in")
    staff.sign_in("editor", "/staff/golden")
    expect(staff.page.locator("h1")).to_have_text("확인 질문")
    staff.page.get_by_role("button", name="로그아웃").first.click()
    staff.open("/staff/golden")
    expect(staff.page.locator("#password")).to_be_visible()


def test_wrong_password_is_told_and_many_lock_the_name(staff: Worker) -> None:
    staff.visit.expected = ("console: Failed to load resource",)  # 401 is what a wrong password is
    staff.open("/staff/sign-in")
    for _ in range(7):
        staff.page.fill("#name", "누구세요")
        staff.page.fill("#password", "틀린 비밀번호입니다")
        staff.press("로그인")
        expect(staff.page.locator("#problems")).to_be_focused()
    expect(staff.page.locator("#problems")).to_contain_text("여러 번 틀려 잠시 잠겼습니다")
    assert staff.page.input_value("#password") == ""


def test_sign_in_page_leads_nowhere_else(staff: Worker) -> None:
    staff.open("/staff/sign-in?next=https://example.com/")
    assert staff.page.input_value("input[name=next]") == "/staff"


@pytest.mark.parametrize("staff", [{}, DARK, SMALL_PHONE, {**SMALL_PHONE, **DARK}], indirect=True)
def test_every_page_can_be_read_by_all(staff: Worker) -> None:
    staff.sign_in("operator")
    for path in PAGES:
        staff.open(f"/staff{path}")
        page = staff.page
        picture(page, f"page{path.replace('/', '-') or '-overview'}")
        assert page.locator("h1").count() == 1, path
        assert page.evaluate(UNNAMED) == [], path
        assert page.evaluate(HEADLESS) == [], path
        assert page.evaluate(LOW_CONTRAST) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        assert page.locator("html").get_attribute("lang") == "ko"


def test_console_is_worked_with_keys_alone(staff: Worker) -> None:
    page = staff.page
    staff.open("/staff/sign-in?next=/staff/drafts")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.focus("#name")
    page.keyboard.type("editor")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{staff.office.address}/staff/drafts")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#page")).to_be_focused()
    reached = []
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate(UNSEEN_FOCUS) == ""
        reached.append(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id"))
    assert "note" in reached
    assert "초안 만들고 파일 올리기" in reached


@pytest.mark.parametrize("staff", [PLAIN], indirect=True)
def test_console_works_without_javascript(staff: Worker) -> None:
    page = staff.page
    staff.sign_in("editor", "/staff/drafts")
    page.fill("#note", "자바스크립트 없이")
    staff.press("초안 만들고 파일 올리기")
    content = "---\ntitle: 겨울\npublished: 2026-11-20\npublisher: 시험\n---\n# 겨울\n\n## 겨울은 언제인가요\n\n겨울은 12월에 옵니다.\n"
    page.set_input_files("#file", {"name": "겨울.md", "mimeType": "text/markdown", "buffer": content.encode()})
    staff.press("올리기")
    staff.wait()  # the page loads itself anew
    expect(page.locator("article")).to_contain_text("단락 1개")
    page.locator("summary", has_text="초안을 버리기").click()
    staff.press("버리기")


def test_a_page_of_another_site_can_sign_nobody_out(staff: Worker) -> None:
    staff.sign_in("editor")
    cookies = staff.page.context.cookies()
    [cookie] = [one for one in cookies if "sesac" in one["name"]]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    refused = staff.page.request.post(f"{staff.office.address}/staff/sign-out", form={"csrf": "wrong"})
    assert refused.status == 403
    assert re.search("받을 수 없습니다", refused.text())
    assert refused.headers["cache-control"] == "no-store"
