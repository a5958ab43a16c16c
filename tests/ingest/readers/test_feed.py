"""Each entry of a feed stands under its own heading, with its date and address."""

import pytest

from ingest.readers import feed
from ingest.readers.extract import Extract, Heading, Limits, NotRead, Paragraph, Table
from ingest.readers.markup import piece_text

HEAD = '<?xml version="1.0" encoding="utf-8"?>'
ITEM = """<item><title>모집 &amp; 안내</title><link>https://a.example/1</link><author>hong@a.example (홍길동)</author>
<pubDate>Sun, 01 Mar 2026 20:00:00 GMT</pubDate><description><![CDATA[<p>모집합니다.</p><script>x()</script>
<p style="display:none">숨은지시</p><table><tr><th>과정<th>기간</tr><tr><td>가<td>석 달</tr></table>]]></description></item>"""


def rss(items: str, head: str = HEAD) -> bytes:
    channel = f"<channel><title>새싹 소식</title><link>https://a.example/</link>{items}</channel>"
    return f'{head}<rss version="2.0">{channel}</rss>'.encode()


def read(data: bytes) -> Extract:
    return feed.read(data, Limits())


def test_an_entry_has_its_day_in_seoul_its_address_and_its_table() -> None:
    found = read(rss(ITEM))
    assert found.pieces == (
        Heading(2, "모집 & 안내"),
        Paragraph("게시일: 2026-03-02 · 주소: https://a.example/1"),
        Paragraph("모집합니다."),
        Table((("과정", "기간"), ("가", "석 달")), 1),
    )
    assert (found.title, found.url) == ("새싹 소식", "https://a.example/")
    assert "홍길동" not in repr(found)
    assert "숨은지시" in found.warnings[0]


def test_a_date_without_a_zone_is_taken_as_it_stands() -> None:
    found = read(rss("<item><title>글</title><pubDate>2026-03-02 23:30:00</pubDate></item>"))
    assert found.pieces[1] == Paragraph("게시일: 2026-03-02")


def test_atom_is_read_too() -> None:
    atom = (
        f'{HEAD}<feed xmlns="http://www.w3.org/2005/Atom"><title>소식</title><entry><title>글</title>'
        '<link href="https://a.example/2"/><updated>2026-03-02T09:00:00+09:00</updated>'
        '<content type="html">&lt;p&gt;내용입니다.&lt;/p&gt;</content></entry></feed>'
    )
    assert [piece_text(piece) for piece in read(atom.encode()).pieces] == [
        "글",
        "게시일: 2026-03-02 · 주소: https://a.example/2",
        "내용입니다.",
    ]


@pytest.mark.parametrize(
    "declared",
    ['<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'],
)
def test_entities_are_refused(declared: str) -> None:
    with pytest.raises(NotRead):
        read(rss(ITEM, HEAD + declared))


def test_a_cut_feed_is_read_with_a_warning_and_an_empty_one_is_refused() -> None:
    assert any("빠진 글" in warning for warning in read(rss(ITEM)[:-30]).warnings)
    for data in (rss(""), b"<html><body>no feed</body></html>"):
        with pytest.raises(NotRead):
            read(data)
