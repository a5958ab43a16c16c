import re

import pytest
from playwright.sync_api import expect

from tests.browser.visiting import Visit

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
FOCUS_IS_SEEN = """() => {
  const at = document.activeElement;
  const ring = getComputedStyle(at).outlineStyle !== "none";
  return at === document.body || ring || getComputedStyle(at.closest("form")).boxShadow !== "none";
}"""
LOW_CONTRAST = """() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [.2126, .7152, .0722][at], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll("body *")].filter((element) =>
      element.checkVisibility() && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((element) => {
      const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))];
      return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), element.className, element.textContent.slice(0, 20)];
    }).filter(([ratio]) => ratio < 4.5);
}"""


def fits(visit: Visit) -> bool:
    return bool(visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_visitor_asks_and_sees_the_cited_answer(visit: Visit) -> None:
    visit.ask("서초캠퍼스 주소 알려줘")
    answer = visit.page.locator(".answer")
    expect(answer.locator(".text")).to_contain_text("서초")
    expect(answer.locator(".as-of")).to_contain_text(re.compile(r"기준일 20\d\d년"))
    source = answer.locator(".sources li").first
    expect(source.locator("blockquote")).not_to_be_empty()
    expect(source.locator(".facts")).to_contain_text(re.compile(r"\d{4}년|날짜 없음"))
    link = answer.locator(".sources .title a").first
    assert (link.get_attribute("href") or "").startswith("http")
    assert link.get_attribute("target") == "_blank"
    assert "noopener" in (link.get_attribute("rel") or "")
    expect(link).to_contain_text("새 창")


def test_mark_leads_to_its_source(visit: Visit) -> None:
    visit.ask("강남 캠퍼스는 무슨 특화야?")
    visit.page.locator(".text .cite").first.click()
    expect(visit.page.locator("#turn-1-citation-1")).to_be_focused()


def test_unanswered_question_shows_a_contact_that_can_be_tapped(visit: Visit) -> None:
    visit.ask("강남 캠퍼스 구내식당 메뉴는?")
    contact = visit.page.locator(".contact")
    expect(contact.locator("a[href^='tel:']")).to_have_attribute("href", re.compile(r"tel:\+?\d{8,}$"))
    expect(contact.locator("a[href^='mailto:']")).to_have_attribute("href", re.compile(r"mailto:[\w.+-]+@[a-z.]+$"))
    expect(visit.page.locator(".chip")).to_have_text("자료에 없음")


def test_page_says_what_it_is_before_anything_is_typed(visit: Visit) -> None:
    expect(visit.page.locator(".welcome .notice")).to_contain_text("자동 응답 도우미")
    expect(visit.page.locator("#hint")).to_have_text(
        "시연용, 서울시 공식 서비스가 아닙니다. 개인정보를 입력하지 마세요."
    )


def test_suggestion_is_asked_by_a_press(visit: Visit) -> None:
    first = visit.page.locator("#suggestions button").first
    question = first.inner_text()
    first.click()
    expect(visit.page.locator("#turn-1 .question")).to_contain_text(question)
    visit.page.wait_for_selector("#turn-1 .answer")


def test_conversation_goes_on_and_can_be_begun_anew(visit: Visit) -> None:
    visit.ask("강남 캠퍼스는 무슨 특화야?")
    visit.ask("거기 주소는?")
    expect(visit.page.locator("#turn-2 .text")).to_contain_text("강남")
    with visit.page.expect_request(lambda sent: sent.method == "DELETE" and "/api/sessions/" in sent.url):
        visit.page.click("#restart")
    expect(visit.page.locator(".turn")).to_have_count(0)
    expect(visit.page.locator(".welcome")).to_be_visible()
    visit.ask("거기 주소는?")
    expect(visit.page.locator(".answer .text")).not_to_contain_text("강남")


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_narrow_phone_never_scrolls_sideways(visit: Visit, language: str) -> None:
    visit.page.click(f"[data-language={language}]")
    assert fits(visit)
    for question in ("Where is the Mapo campus?", "강남 캠퍼스 구내식당 메뉴는?", "가" * 300, "언제?"):
        visit.ask(question)
        assert fits(visit), question
    assert visit.page.evaluate("getComputedStyle(document.querySelector('#message')).fontSize") == "16px"
    small = visit.page.evaluate(
        "[...document.querySelectorAll('button')].filter(b => b.checkVisibility() && b.getBoundingClientRect().height < 32).length"
    )
    assert small == 0


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_comparison_is_a_table_that_scrolls_by_itself_on_a_phone(visit: Visit) -> None:
    visit.ask("핀테크랑 로봇 차이")
    expect(visit.page.locator(".text th")).to_have_text(["구분", "핀테크", "로봇"])
    expect(visit.page.locator(".text td .cite").first).to_be_visible()
    assert "|" not in visit.page.inner_text(".text")
    assert fits(visit)


def test_everything_works_from_the_keyboard(visit: Visit) -> None:
    keys = visit.page.keyboard
    keys.press("Tab")
    expect(visit.page.locator(".skip")).to_be_focused()
    keys.press("Enter")
    expect(visit.page.locator("#message")).to_be_focused()
    keys.type("서초캠퍼스 주소 알려줘")
    keys.press("Shift+Enter")
    keys.type("부탁해")
    expect(visit.page.locator(".turn")).to_have_count(0)
    keys.press("Enter")
    visit.page.wait_for_selector(".answer")
    expect(visit.page.locator("#message")).to_be_focused()
    reached = set()
    for _ in range(30):
        keys.press("Shift+Tab")
        reached.add(
            visit.page.evaluate("document.activeElement.closest('.sources, .next, .text, .languages, .bar')?.className")
        )
        assert visit.page.evaluate(FOCUS_IS_SEEN)
    assert {"sources", "next", "text", "languages"} <= reached


def test_enter_ends_a_korean_syllable_without_sending_it(visit: Visit) -> None:
    visit.page.focus("#message")
    browser = visit.page.context.new_cdp_session(visit.page)
    browser.send("Input.imeSetComposition", {"text": "수강료 얼마야", "selectionStart": 7, "selectionEnd": 7})
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    browser.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    browser.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    expect(visit.page.locator(".turn")).to_have_count(0)
    browser.send("Input.insertText", {"text": "수강료 얼마야"})
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector(".answer")
    expect(visit.page.locator(".turn")).to_have_count(1)
    expect(visit.page.locator(".question")).to_contain_text("수강료 얼마야")


def test_screen_reader_is_told_politely(visit: Visit) -> None:
    status = visit.page.locator("#status")
    assert status.get_attribute("aria-live") == "polite"
    visit.ask("강남 캠퍼스는 무슨 특화야?")
    expect(status).to_contain_text("답변이 왔습니다.")
    expect(status).to_contain_text("로봇")
    expect(visit.page.locator("#conversation")).to_have_attribute("aria-busy", "false")


def test_lost_line_keeps_the_question_and_offers_one_retry(visit: Visit) -> None:
    visit.expected = ("console: Failed to load resource",)
    visit.page.context.set_offline(True)
    visit.page.fill("#message", "수강료 얼마야?")
    visit.page.press("#message", "Enter")
    fault = visit.page.locator(".fault")
    expect(fault).to_contain_text("서버에 닿지 않습니다")
    expect(visit.page.locator(".retry")).to_have_count(1)
    visit.page.context.set_offline(False)
    visit.page.click(".retry")
    visit.page.wait_for_selector(".answer")
    expect(fault).to_have_count(0)
    expect(visit.page.locator(".question")).to_have_count(1)
    expect(visit.page.locator(".answer")).to_have_count(1)


def test_failing_server_is_explained_in_its_own_words(visit: Visit) -> None:
    visit.expected = ("console: Failed to load resource",)
    problem = '{"type": "/problems/unavailable", "status": 503, "detail": "잠시 뒤에 다시 시도해 주세요."}'
    visit.page.route(
        "**/api/chat", lambda route: route.fulfill(status=503, content_type="application/problem+json", body=problem)
    )
    visit.page.fill("#message", "수강료 얼마야?")
    visit.page.press("#message", "Enter")
    expect(visit.page.locator(".fault")).to_contain_text("잠시 뒤에 다시 시도해 주세요.")


def test_too_long_question_is_told_before_it_is_sent(visit: Visit) -> None:
    visit.page.fill("#message", "가" * 2001)
    expect(visit.page.locator("#count")).to_contain_text("2,001자")
    visit.page.press("#message", "Enter")
    expect(visit.page.locator(".turn")).to_have_count(0)
    assert len(visit.page.input_value("#message")) == 2001


def test_markup_stays_text_whoever_sends_it(visit: Visit) -> None:
    hostile = {
        "session_id": "s",
        "answer_id": "a",
        "status": "answered",
        "text": "x",
        "html": "<p onclick='alert(1)'>안녕<img src=x onerror=alert(1)><a href='javascript:alert(1)'>링크</a>"
        "<svg><script>alert(1)</script></svg><iframe src='https://evil.example'></iframe></p>",
        "completeness": "complete",
        "citations": [
            {
                "number": 1,
                "title": "<b>제목</b>",
                "publisher": "<i>p</i>",
                "url": "javascript:alert(1)",
                "published": None,
                "valid_until": None,
                "quote": "<script>alert(1)</script>",
            }
        ],
        "suggestions": ["<img src=x>"],
        "contact": None,
        "as_of": None,
        "language": "ko",
        "writer": "extractive",
        "knowledge_version": "v",
    }
    # The browser itself says that it blocked what our server would never let out.
    visit.expected = ("console: Executing inline event handler", "console: CSP script-src-attr")
    visit.page.route("**/api/chat", lambda route: route.fulfill(json=hostile))
    visit.ask("<img src=x onerror=alert(1)>")
    for active in (
        "img:not(.mark)",
        "script:not([src])",
        "iframe",
        "svg:not(button svg)",
        "[onclick]",
        "a[href^=javascript]",
    ):
        assert visit.page.locator(f".turn {active}").count() == 0, active
    expect(visit.page.locator(".sources .title")).to_have_text("<b>제목</b>")
    expect(visit.page.locator(".question")).to_contain_text("<img src=x onerror=alert(1)>")


def test_page_speaks_english_when_it_is_switched(visit: Visit) -> None:
    visit.page.click("[data-language=en]")
    expect(visit.page.locator("html")).to_have_attribute("lang", "en")
    expect(visit.page.locator("h1")).to_contain_text("What would you like")
    expect(visit.page.locator("#suggestions button").first).to_have_text(re.compile("^[ -~]+$"))
    visit.ask("Where is the Mapo campus?")
    expect(visit.page.locator(".answer")).to_have_attribute("lang", "en")
    visit.page.reload()
    expect(visit.page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("visit", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True)
def test_text_can_be_read_in_light_and_in_dark(visit: Visit) -> None:
    assert visit.page.evaluate(LOW_CONTRAST) == []
    visit.ask("서초캠퍼스 주소 알려줘")
    visit.ask("강남 캠퍼스 구내식당 메뉴는?")
    assert visit.page.evaluate(LOW_CONTRAST) == []


def test_description_of_the_api_works_without_another_host(visit: Visit) -> None:
    visit.page.goto(f"{visit.address}/docs")
    visit.page.locator(".opblock", has_text="/api/chat").click()
    visit.page.click("text=Try it out")
    visit.page.click("button.execute")
    expect(visit.page.locator(".live-responses-table .response-col_status").nth(1)).to_contain_text("200")
