"""A web page is read as its visitors see it, without what stands around its content."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.extract import Extract, FileState, Limits, NotRead, Paragraph, Table
from ingest.readers.html import read
from ingest.readers.markup import piece_text

NOTICE = """<h3>청년 월세 지원 공고</h3><p>등록일 2026.03.02</p><div class="view">신청 기간: 2026. 3. 2. ~ 3. 31.<br>
대상: 만 19~39세<br>문의: 02-1234-5678 {extra}
<table><caption>지원 금액</caption><tr><th rowspan=2>유형<th colspan=2>지원</tr><tr><th>월<th>총액</tr>
<tr><td>1유형<td>20만원<td>240만원</tr></table></div>"""
PAGE = """<!doctype html><html><head><meta charset="{charset}"><title>청년 월세 지원 공고 | 서울시청</title>
<meta property="og:site_name" content="서울시청"><meta name="author" content="홍길동">
<link rel="canonical" href="https://www.example.go.kr/notice/1">
<style>.zap {{ display : none }} @media print {{ .view {{ display:none }} }}</style><script>var a = "스크립트글";</script></head><body>
<div id="gnb"><ul><li><a href="/a">메뉴하나</a></li><li><a href="/b">메뉴둘</a></li></ul></div>
<form class="login-box">아이디 <input> 비밀번호 <input type="password"><button>로그인</button></form>
<div id="container"><ul class="lnb"><li><a href="/x">옆메뉴</a></ul><div id="content">{content}
<ul class="prev-next"><li><a href="/1">이전글 모집 안내</a></ul></div></div>
<footer>우편번호 04524 세종대로 110</footer></body></html>"""


def page(extra: str = "", content: str = NOTICE, charset: str = "utf-8", encoding: str = "utf-8") -> Extract:
    html = PAGE.format(charset=charset, content=content.format(extra=extra))
    return read(html.encode(encoding), Limits())


def words(found: Extract) -> str:
    return "\n".join(map(piece_text, found.pieces))


def test_a_short_notice_comes_whole_with_its_table_and_nothing_from_around_it() -> None:
    found = page()
    rows = (("유형", "지원", "지원"), ("유형", "월", "총액"), ("1유형", "20만원", "240만원"))
    assert found.pieces[-1] == Table(rows, 2, "지원 금액")
    assert Paragraph("대상: 만 19~39세") in found.pieces
    for outside in ("메뉴하나", "옆메뉴", "로그인", "비밀번호", "스크립트글", "이전글", "우편번호"):
        assert outside not in words(found)


def test_the_page_says_its_title_day_publisher_and_address_and_nobody_is_named() -> None:
    found = page()
    assert (found.title, found.published, found.publisher, found.url) == (
        "청년 월세 지원 공고",
        "2026-03-02",
        "서울시청",
        "https://www.example.go.kr/notice/1",
    )
    assert "홍길동" not in repr(found)


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display: none">지시문</p>',
        '<p class="zap">지시문</p>',
        "<p hidden>지시문</p>",
        '<p class="answer hide">지시문</p>',
        '<span style="COLOR:#FFF">지시문</span>',
        '<span style="font-size:1px">지시문</span>',
        '<div style="position:absolute;left:-9999px">지시문</div>',
        '<font color="white">지시문</font>',
    ],
)
def test_hidden_words_are_cut_and_named(hidden: str) -> None:
    found = page(hidden)
    assert "지시문" not in words(found)
    assert any("지시문" in warning for warning in found.warnings)


def test_a_term_stands_with_what_is_said_of_it() -> None:
    inside = "<dl><dt>일시<dd>2월 25일<dt>장소:<dd>아트홀 2관<dd>지하 1층<dt>끝</dl><p>문의는 전화로 하세요.</p>"
    lines = words(
        page(content=f"<p>{'청년 월세를 지원하는 사업의 설명회를 아래와 같이 엽니다. ' * 4}</p>{inside}")
    ).split("\n")
    assert lines[-5:] == ["일시: 2월 25일", "장소: 아트홀 2관", "지하 1층", "끝", "문의는 전화로 하세요."]


def test_content_that_bears_the_name_of_a_menu_is_read() -> None:
    assert "교육 장소는 마포입니다" in words(page('<p class="edu-location">교육 장소는 마포입니다</p>'))


def test_white_words_on_a_dark_ground_are_read() -> None:
    found = page('<div style="background:#003366"><p style="color:#fff">접수 중입니다</p></div>')
    assert "접수 중입니다" in words(found)


@pytest.mark.parametrize(
    "charset, encoding", [("euc-kr", "cp949"), ("utf-8", "cp949"), ("euc-kr", "utf-8"), ("", "utf-16")]
)
def test_letters_are_right_whatever_the_page_declares(charset: str, encoding: str) -> None:
    assert "대상: 만 19~39세" in words(page(charset=charset, encoding=encoding))


def test_a_page_with_one_broken_letter_is_read_with_a_warning() -> None:
    html = PAGE.format(charset="euc-kr", content=NOTICE.format(extra="끝")).encode("cp949")
    found = read(html.replace("끝".encode("cp949"), b"\xff\xff"), Limits())
    assert "깨진 글자" in found.warnings[0]


def test_attached_files_are_named_as_unread() -> None:
    found = page('<a href="/download?file=1">공고문.hwp</a>')
    assert any("공고문.hwp" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    "content",
    ["<h1>로그인</h1><p>아이디와 비밀번호를 입력하세요</p>", "<p>요청하신 페이지를 찾을 수 없습니다.</p>", ""],
)
def test_login_error_and_empty_pages_are_refused(content: str) -> None:
    with pytest.raises(NotRead) as caught:
        page(content=content)
    assert caught.value.state in (FileState.UNSUPPORTED, FileState.DAMAGED)


def test_bottomless_nesting_is_refused() -> None:
    with pytest.raises(NotRead):
        read(b"<html><body>" + b"<div>" * 20_000 + "글".encode(), Limits())


def test_a_table_of_endless_spans_is_refused() -> None:
    rows = "<tr>" + "<td colspan=1000 rowspan=60000>글</td>" * 50 + "</tr>"
    with pytest.raises(NotRead) as caught:
        read(f"<html><body><table>{rows * 40}</table></body></html>".encode(), Limits(max_cells=10_000))
    assert caught.value.state is FileState.TOO_BIG


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["<table>", "<tr>", "<td rowspan=2>", "<th colspan=3>", "</table>", "글", "<br>", "<li>"]))
)
def test_every_row_of_a_table_has_the_same_number_of_cells(parts: list[str]) -> None:
    found = page("".join(parts))
    tables = [piece for piece in found.pieces if isinstance(piece, Table)]
    assert all(len({len(row) for row in table.rows}) == 1 for table in tables)


def test_a_notice_is_known_by_its_subject_and_not_by_the_name_of_its_board() -> None:
    html = (
        "<html><head><title>공지사항 상세 | 학교</title></head><body><div id=content><h2>공지사항</h2>"
        f"<h3>마포캠퍼스 접수 일정 변경 안내</h3><p>{'접수 일정이 8월 10일로 바뀌었습니다. ' * 3}</p></div></body></html>"
    )
    assert read(html.encode(), Limits()).title == "마포캠퍼스 접수 일정 변경 안내"
