"""Which words between HTML tags a reader of the page would see."""

import re
from html.parser import HTMLParser

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_NEVER_SHOWN = frozenset({"script", "style", "template", "noscript", "title", "object", "iframe"})
_HIDING_STYLE = re.compile(
    r"display:none|visibility:hidden|font-size:(?:0(?![.\d])|[01](?:\.\d+)?p[tx])|opacity:0(?![.\d])"
    r"|(?<![-\w])color:(?:white|transparent|#fff(?:fff)?)(?![\w])|(?<![-\w])(?:left|top|text-indent):-\d{3,}"
)


class VisibleText(HTMLParser):
    """Collects visible words from pieces of HTML; a hidden element may be opened in one and closed in another."""

    def __init__(self) -> None:
        super().__init__()
        self._hiding: list[str] = []
        self._words: list[str] = []

    @property
    def hides(self) -> bool:
        """Whether what follows is inside a hidden element."""
        return bool(self._hiding)

    def take(self, html: str) -> str:
        """Go through a piece and return its visible words."""
        self._words = []
        self.feed(html)
        self.close()
        self.reset()
        return "".join(self._words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br" and not self._hiding:
            self._words.append(" ")
        if tag not in _VOID and (self._hiding or tag in _NEVER_SHOWN or _hides(attrs)):
            self._hiding.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # HTML has no self-closing elements: <span hidden/> hides what follows.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hiding:
            while self._hiding.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._hiding:
            self._words.append(data)


def _hides(attributes: list[tuple[str, str | None]]) -> bool:
    for name, text in attributes:
        if name == "hidden" or (name == "style" and _HIDING_STYLE.search(re.sub(r"\s+", "", text or "").lower())):
            return True
    return False
