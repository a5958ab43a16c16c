"""Reads web pages: the content a visitor sees, without menus, forms, scripts and hidden words."""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.readers import markup, notice
from ingest.readers.extract import Extract, FileState, Heading, Limits, NotRead, Piece, Table
from ingest.readers.html_about import about, date_in
from ingest.readers.html_cutting import Cutter
from ingest.readers.markup import Found, piece_text
from ingest.readers.page_kind import PageKind, kind_of_words
from ingest.readers.text import decode
from knowledge.normalisation import compact

MIN_EXTRACTED_SIZE = 50
"""Of trafilatura: its own 250 letters are too many for a short Korean notice."""
CONTAINED, MENU_LINK_SHARE = 0.95, 0.6
_MIN_CHARS = 20
_MAX_LOST_SHARE = 0.001
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_DECLARED = re.compile(
    rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,30})|<\?xml[^<>]{0,100}encoding=[\"']([\w-]{1,30})",
    re.IGNORECASE,
)
_KOREAN = frozenset(
    {"euc-kr", "euckr", "ks_c_5601-1987", "ksc5601", "ms949", "cp949", "x-windows-949", "windows-949", "uhc"}
)
_ATTACHED = re.compile(r"\.(?:hwpx?|pdf|docx?|xlsx?|pptx?|zip)(?:$|[?#&\s(])", re.IGNORECASE)


def read(data: bytes, limits: Limits) -> Extract:
    """The pieces of a page's content and what the page says of itself. Raises NotRead."""
    html, doubts = decoded(data)
    tree = LexborHTMLParser(html)
    said = about(tree)
    asks_password = tree.css_first("input[type=password]") is not None
    cutter = Cutter(tree)
    cutter.cut_unseen()
    whole = " ".join((tree.body.text(deep=True, separator=" ") if tree.body else "").split())
    attached = _attachments(tree)
    cutter.cut_frame()
    found = _content(tree, limits)
    pieces = tuple(part.piece for part in found)
    words = " ".join(map(piece_text, pieces))
    _require_content(said.title, words, asks_password)
    if len(compact(words)) < _MIN_CHARS:
        raise NotRead(
            FileState.DAMAGED,
            "본문을 찾지 못했습니다. 브라우저에서 열어 PDF로 저장해 올리세요. (no content: perhaps filled in by a script)",
        )
    dated, signed = notice.date_and_publisher(pieces)
    return Extract(
        pieces,
        title=said.title,
        published=said.published or date_in(words) or date_in(whole) or dated,
        publisher=said.publisher or signed,
        url=said.url,
        warnings=(*doubts, *cutter.told(), *attached),
    )


def decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The page's letters: by its mark, else UTF-8, else CP949, as everywhere; broken Korean pages as far as declared.

    Raises NotRead where it is none of them.
    """
    try:
        return decode(data), ()
    except NotRead:
        if data.startswith(_MARKS):
            raise
        match = _DECLARED.search(data[:4096])
        name = (match[1] or match[2]).decode("ascii").lower() if match else ""
        if name in _KOREAN:
            encoding = "cp949"
        elif name in ("utf-8", "utf8"):
            encoding = "utf-8"
        else:
            raise
        text = data.decode(encoding, "replace")
        lost = text.count("\ufffd")
        if lost > max(3, len(text) * _MAX_LOST_SHARE):
            raise
        text = re.sub("[\u0000-\u0008\u000b\u000e-\u001f]", "", text).replace("\ufffd", "")
        warning = f"깨진 글자 {lost}개를 뺐습니다. 확인하세요. (broken letters left out)"
        return text, (warning,) if lost else ()


def _require_content(title: str, words: str, asks_password: bool) -> None:
    kind = kind_of_words(title, words, asks_password=asks_password)
    if kind is PageKind.LOGIN:
        raise NotRead(FileState.UNSUPPORTED, "로그인 화면입니다. 누구나 볼 수 있는 주소를 적으세요. (a login page)")
    if kind is PageKind.ERROR:
        raise NotRead(FileState.UNSUPPORTED, "오류 안내 화면입니다. 주소를 확인하세요. (an error page)")


def _attachments(tree: LexborHTMLParser) -> tuple[str, ...]:
    """A warning that names files on the page: what they say is not on the page."""
    names: dict[str, None] = {}
    for link in tree.css("a"):
        label = " ".join((link.text(deep=True, separator=" ") or "").split())
        if label and (_ATTACHED.search(label + " ") or _ATTACHED.search(link.attributes.get("href") or "")):
            names[label[:60]] = None
    if not names:
        return ()
    listed = ", ".join(list(names)[:3]) + (f" 외 {len(names) - 3}" if len(names) > 3 else "")
    return (f"붙은 파일은 읽지 않았습니다. 필요하면 따로 올리세요: {listed} (attached files are not read)",)


def _content(tree: LexborHTMLParser, limits: Limits) -> list[Found]:
    """The pieces of the smallest part of the page that holds nearly all of its main text."""
    if tree.body is None:
        return []
    found = markup.pieces_of(tree.body, limits)
    main = compact(_main_text(tree.html or ""))
    weights = [_weight(part.piece, main) for part in found]
    if sum(weights) < MIN_EXTRACTED_SIZE and sum(weights) < 0.5 * sum(len(compact(piece_text(p.piece))) for p in found):
        return [part for part in found if not _is_menu(part)]
    first, last = _bounds(found, weights)
    return [
        part
        for position, part in enumerate(found)
        if first <= position <= last and (weights[position] or not _is_menu(part))
    ]


def _main_text(html: str) -> str:
    """What trafilatura takes for the content; empty where it finds none."""
    from trafilatura import extract
    from trafilatura.settings import DEFAULT_CONFIG

    DEFAULT_CONFIG["DEFAULT"]["MIN_EXTRACTED_SIZE"] = str(MIN_EXTRACTED_SIZE)
    DEFAULT_CONFIG["DEFAULT"]["MIN_OUTPUT_SIZE"] = "1"
    return extract(html, include_comments=False, include_tables=True, favor_recall=True, config=DEFAULT_CONFIG) or ""


def _weight(piece: Piece, main: str) -> int:
    """How many letters of a piece stand in the main text."""
    if isinstance(piece, Table):
        return sum(len(key) for row in piece.rows for cell in row if (key := compact(cell)) and key in main)
    key = compact(piece.text)
    return len(key) if len(key) > 1 and key in main else 0


def _bounds(found: Sequence[Found], weights: Sequence[int]) -> tuple[int, int]:
    """The first and the last piece of the smallest element that holds nearly all of the weight."""
    inside: dict[int, int] = {}
    places: dict[int, list[int]] = {}
    depth: dict[int, int] = {}
    for position, (part, weight) in enumerate(zip(found, weights, strict=True)):
        chain = list(_chain(part.node))
        for distance, name in enumerate(reversed(chain)):
            inside[name] = inside.get(name, 0) + weight
            depth[name] = distance
            places.setdefault(name, [position, position])[1] = position
    enough = CONTAINED * sum(weights)
    holders = [name for name in inside if inside[name] >= enough]
    if not holders:
        return 0, len(found) - 1
    first, last = places[max(holders, key=lambda name: depth[name])]
    while first > 0 and isinstance(found[first - 1].piece, Heading):
        first -= 1
    return first, last


def _chain(node: LexborNode) -> list[int]:
    chain: list[int] = []
    around: LexborNode | None = node
    while around is not None:
        chain.append(around.mem_id)
        around = around.parent
    return chain


def _is_menu(part: Found) -> bool:
    """Whether nearly all of a short piece is links."""
    text = piece_text(part.piece)
    return part.link_chars > MENU_LINK_SHARE * len(text.split(" (http")[0].replace(" ", "")) and len(text) < 200
