"""Cuts out of a web page what nobody sees, and what is not its content: scripts, menus, forms."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

_NEVER_SHOWN = (
    "script, style, template, noscript, iframe, object, embed, svg, canvas, audio, video, map, select, datalist, "
    "textarea, button, input, dialog:not([open]), frameset"
)
_NOT_CONTENT = (
    "nav, aside, footer, [role=navigation], [role=banner], [role=contentinfo], [role=search], [role=menu], "
    "[role=menubar], [role=complementary], [role=dialog], [role=alertdialog]"
)
_FRAME_NAMES = re.compile(
    r"(?:^|[-_\s])(?:gnb|lnb|snb|tnb|skip-?nav(?:igation)?|skip-?to-?content|footer|copyright|cookie|login-?(?:box|form)"
    r"|satisfaction|prev-?next|family-?site|related-?site)(?=$|[-_\s\d])",
    re.IGNORECASE,
)
"""Names that no content bears."""
_LINK_NAMES = re.compile(
    r"(?:^|[-_\s])(?:navi(?:gation)?|nav|menu|sub-?menu|breadcrumbs?|location|sns|share|sidebar|quick(?:menu)?|paging"
    r"|pagination|login|popup|banner|util(?:ity)?)(?=$|[-_\s\d])",
    re.IGNORECASE,
)
"""Names that content may bear too: `edu-location`. Only what is mostly links goes."""
_LINK_SHARE = 0.5
_FOR_SCREEN_READERS = re.compile(
    r"(?:^|\s)(?:blind|sr-only|visually-hidden|screen[-_]?out|sound[-_]only|a11y-hidden)(?=$|\s)", re.IGNORECASE
)
_HIDDEN_NAMES = re.compile(r"(?:^|\s)(?:hidden|hide|d-none(?!.*\bd-\w\w-))(?=$|\s)", re.IGNORECASE)
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|opacity:0?(?:\.0+)?(?![.\d])|font-size:(?:0(?![.\d])|[01](?:\.\d+)?p[tx])"
    r"|(?<![-\w])(?:left|top|right|bottom|text-indent|margin-left|margin-top):-\d{3,}|clip:rect\((?:0|1px)|clip-path:inset\((?:50|100)%"
    r"|(?<![-\w])(?:width|height|max-height):0(?:px)?(?![.\d%\w])[^}]*overflow:hidden|transform:scale\(0"
)
_COLOUR = re.compile(r"(?<![-\w])color:(white|transparent|#fff(?:fff)?|rgba?\(255,255,255|rgba?\([\d.,]+,0\))(?![\w])")
_BACKGROUND = re.compile(
    r"(?<![-\w])background(?:-color|-image)?:(?!\s*(?:white|none|transparent|inherit|#fff(?:fff)?)\b)"
)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,5000})\}")
_MAX_RULES = 300
_CONTENT_TAGS = frozenset({"html", "body", "main", "article"})
_SHOWN_CHARS = 60


class Cutter:
    """Cuts one page; `hidden` tells what was hidden in it."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree
        self.hidden: list[str] = []

    def cut_unseen(self) -> None:
        """Cut scripts and forms, then what styles hide; words that were hidden are kept to be named."""
        rules = list(_hiding_rules(self._tree))
        self._remove(_NEVER_SHOWN)
        for selector in rules:
            for node in self._select(selector):
                self._hide(node)
        for node in self._select("[hidden], [style], font[color], [class]"):
            if _is_hidden(node):
                self._hide(node)

    def cut_frame(self) -> None:
        """Cut menus, side bars and what else stands around the content of a page."""
        self._remove(_NOT_CONTENT)
        for node in self._select("[class], [id]"):
            names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
            if (node.tag or "") in _CONTENT_TAGS or _is_content(node):
                continue
            if _FRAME_NAMES.search(names) or (_LINK_NAMES.search(names) and _is_mostly_links(node)):
                node.decompose()
        for node in self._select("header"):
            if not _inside(node, ("article", "main", "section")):
                node.decompose()

    def told(self) -> tuple[str, ...]:
        """A warning that shows the beginning of what was hidden."""
        words = " ".join(" ".join(self.hidden).split())
        if not words:
            return ()
        shown = words[:_SHOWN_CHARS] + "…" * (len(words) > _SHOWN_CHARS)
        return (f"숨긴 글을 뺐습니다. 필요한 글이면 보이게 적으세요: {shown} (hidden text left out)",)

    def _select(self, selector: str) -> list[LexborNode]:
        try:
            return self._tree.css(selector)
        except (SelectolaxError, ValueError, RuntimeError):  # a selector of a style sheet that is none
            return []

    def _remove(self, selector: str) -> None:
        for node in self._select(selector):
            node.decompose()

    def _hide(self, node: LexborNode) -> None:
        if (node.tag or "") in ("html", "body"):
            return
        words = " ".join((node.text(deep=True, separator=" ") or "").split())
        if words and not _FOR_SCREEN_READERS.search(node.attributes.get("class") or ""):
            self.hidden.append(words)
        node.decompose()


def _hiding_rules(tree: LexborHTMLParser) -> Iterator[str]:
    """Selectors of the page's own style sheets that hide what they select, on screens."""
    count = 0
    for style in tree.css("style"):
        if "print" in (style.attributes.get("media") or ""):
            continue
        sheet = re.sub(r"/\*.{0,20000}?\*/", "", (style.text(deep=True) or "")[:200_000], flags=re.DOTALL)
        sheet = re.sub(r"@media\s+print\s*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", sheet)
        for match in _RULE.finditer(sheet):
            selector, body = match[1].strip(), re.sub(r"\s+", "", match[2]).lower()
            if ":" in selector or "@" in selector or not _HIDING.search(body):
                continue
            count += 1
            if count > _MAX_RULES:
                return
            yield selector


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if "hidden" in attributes and (attributes.get("hidden") or "").lower() != "until-found":
        return True
    names = attributes.get("class") or ""
    if _HIDDEN_NAMES.search(names) or _FOR_SCREEN_READERS.search(names):
        return True
    style = re.sub(r"\s+", "", attributes.get("style") or "").lower()
    if _HIDING.search(style):
        return True
    white = _COLOUR.search(style) or (attributes.get("color") or "").lower().lstrip("#") in ("white", "fff", "ffffff")
    return bool(white) and not _has_background(node)


def _has_background(node: LexborNode) -> bool:
    """Whether the element or one around it brings a colour on which white can be read."""
    around: LexborNode | None = node
    while around is not None:
        attributes = around.attributes if around.is_element_node else {}
        style = re.sub(r"\s+", "", attributes.get("style") or "").lower()
        colour = (attributes.get("bgcolor") or "").lower().lstrip("#")
        if _BACKGROUND.search(style) or colour not in ("", "white", "fff", "ffffff"):
            return True
        around = around.parent
    return False


def _is_mostly_links(node: LexborNode) -> bool:
    count = len("".join((node.text(deep=True) or "").split()))
    links = sum(len("".join((link.text(deep=True) or "").split())) for link in node.css("a"))
    return links >= _LINK_SHARE * count


def _is_content(node: LexborNode) -> bool:
    """Whether a part holds the page's main element, in spite of its name."""
    return node.css_first("main, article, [role=main], #content, #contents, h1") is not None


def _inside(node: LexborNode, tags: tuple[str, ...]) -> bool:
    around = node.parent
    while around is not None:
        if around.tag in tags:
            return True
        around = around.parent
    return False
