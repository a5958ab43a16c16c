"""A page in a real browser, and everything about it that ought not to happen."""

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, Request

TELL_VIOLATIONS = (
    "addEventListener('securitypolicyviolation', e => console.error(`CSP ${e.violatedDirective} ${e.sample}`))"
)


@dataclass
class Visit:
    """An opened page and everything about it that ought not to happen."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()
    """Beginnings of complaints that the test itself provokes."""

    def hear(self, line: ConsoleMessage) -> None:
        """Keep what the browser complains of."""
        if line.type == "error":
            self.complaints.append(f"console: {line.text}")

    def watch(self, sent: Request) -> None:
        """Keep requests to other hosts."""
        if not sent.url.startswith(self.address):
            self.complaints.append(f"other host: {sent.url}")

    def ask(self, question: str) -> None:
        """Type a question, send it with Enter and wait for its answer."""
        turns = self.page.locator(".turn").count()
        self.page.fill("#message", question)
        self.page.press("#message", "Enter")
        self.page.wait_for_selector(f"#turn-{turns + 1} .answer")


def watched(page: Page, address: str) -> Visit:
    """A page that is listened to from now on."""
    opened = Visit(page, address)
    page.add_init_script(TELL_VIOLATIONS)
    page.on("pageerror", lambda error: opened.complaints.append(f"script: {error}"))
    page.on("console", opened.hear)
    page.on("request", opened.watch)
    return opened
