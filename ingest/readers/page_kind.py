"""Whether a web page is no page of content: a login form, an error page, a page that only a browser fills."""

import re
from enum import StrEnum


class PageKind(StrEnum):
    """What a page is instead of content."""

    CONTENT = "content"
    LOGIN = "login"
    ERROR = "error"


MAX_LOGIN_CHARS, MAX_ERROR_CHARS, MAX_BARE_CHARS = 500, 400, 120
"""A page with more letters than these is content, whatever else is on it: many a notice has a log-in box beside it."""
_CUT = re.compile(r"<(script|style|noscript|template|head)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_PASSWORD = re.compile(r"<input\b[^<>]*type\s*=\s*[\"']?password", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]*>([^<]{0,300})", re.IGNORECASE)
_LOGIN_TITLE = re.compile(r"로그인|log-?\s?in\b|sign-?\s?in\b|\bsso\b|통합\s?인증", re.IGNORECASE)
_LOGIN_WORDS = re.compile(
    r"로그인이?\s*(?:필요|후\s*이용|하(?:셔야|세요|십시오))|(?:please|must)\s+(?:log|sign)\s?in", re.IGNORECASE
)
_ERROR_WORDS = re.compile(
    r"페이지를\s*찾을\s*수\s*없|요청하신\s*(?:페이지|자료|게시물)[^.]{0,20}(?:없|삭제)|존재하지\s*않는\s*(?:페이지|게시물|글|주소)"
    r"|(?:삭제된|없는)\s*(?:게시물|글|페이지)(?:입니다|이거나)|(?:접근|열람)\s*권한이\s*없|잘못된\s*(?:접근|경로|요청)입니다"
    r"|(?:서비스|시스템|서버)\s*점검\s*중|일시적(?:인|으로)[^.]{0,20}오류|서비스\s*이용에\s*불편"
    r"|\b40[0345]\b[^.]{0,20}(?:not found|error|forbidden)|page (?:could )?not (?:be )?found|not found|access denied|forbidden"
    r"|\b50[0234]\b[^.]{0,20}error|internal server error|service unavailable|bad gateway|just a moment",
    re.IGNORECASE,
)


def page_kind(html: str) -> PageKind:
    """What a page is, by its words and forms. Cheap, and never more than linear in its length."""
    text = " ".join(_TAG.sub(" ", _without_scripts(html)).split())
    match = _TITLE.search(html)
    title = " ".join(match[1].split()) if match else ""
    return kind_of_words(title, text, asks_password=bool(_PASSWORD.search(html)))


def kind_of_words(title: str, text: str, *, asks_password: bool) -> PageKind:
    """The same, where the words that a reader sees are known."""
    if len(text) <= MAX_ERROR_CHARS and (_ERROR_WORDS.search(title) or _ERROR_WORDS.search(text)):
        return PageKind.ERROR
    bare = len(text) <= MAX_BARE_CHARS
    if bare and (asks_password or _LOGIN_WORDS.search(text)):
        return PageKind.LOGIN
    if len(text) <= MAX_LOGIN_CHARS and asks_password and _LOGIN_TITLE.search(title):
        return PageKind.LOGIN
    return PageKind.CONTENT


def _without_scripts(html: str) -> str:
    kept: list[str] = []
    position = 0
    lower = html.lower() if len(html.lower()) == len(html) else html
    while match := _CUT.search(html, position):
        kept.append(html[position : match.start()])
        end = lower.find(f"</{match[1].lower()}", match.end())
        if end < 0:
            return "".join(kept)
        position = end
    return "".join((*kept, html[position:]))
