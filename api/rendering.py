"""Markdown of an answer to HTML that any page may show: rendered, then sanitised."""

import re
from collections.abc import Set

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_MARK = re.compile(r"\[(\d{1,2})\]")
_OWN_ANCHOR = re.compile(r"#citation-\d{1,2}")
_ABSOLUTE = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)


def _citation_mark(state: StateInline, silent: bool) -> bool:
    """[1] becomes a link to its citation, where there is one of that number."""
    match = _MARK.match(state.src, state.pos)
    if not match or int(match[1]) not in state.env["numbers"]:
        return False
    if not silent:
        # A mark stays on the line of the word that it belongs to.
        state.pending = re.sub(" $", "\u00a0", state.pending)
        state.push("sup_open", "sup", 1)
        state.push("link_open", "a", 1).attrs = {"href": f"#citation-{match[1]}"}
        state.push("text", "", 0).content = match[0]
        state.push("link_close", "a", -1)
        state.push("sup_close", "sup", -1)
    state.pos = match.end()
    return True


def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    made.inline.ruler.before("link", "citation_mark", _citation_mark)
    return made


def _keep_link(tag: str, attribute: str, value: str) -> str | None:
    if (tag, attribute) == ("a", "href"):
        return value if _OWN_ANCHOR.fullmatch(value) or _ABSOLUTE.match(value) else None
    return value


_MARKDOWN = _markdown()
_CLEANER = nh3.Cleaner(
    tags={
        *("a", "blockquote", "br", "code", "em", "li", "ol", "p", "strong", "sup", "ul"),
        *("table", "tbody", "td", "th", "thead", "tr"),
    },
    attributes={"a": {"href"}, "ol": {"start"}},
    attribute_filter=_keep_link,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer",
)


def to_html(text: str, numbers: Set[int]) -> str:
    """Sanitised HTML of Markdown; `[n]` links to `#citation-n` for each n of `numbers`."""
    return str(_CLEANER.clean(_MARKDOWN.render(text, {"numbers": numbers})))
