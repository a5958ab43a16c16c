import pytest

from api.rendering import to_html


def test_marks_link_to_the_citations_that_there_are() -> None:
    html = to_html("첫째입니다. [1][2] 없는 번호 [3]", {1, 2})
    assert "첫째입니다.&nbsp;<sup>" in html
    assert '<sup><a href="#citation-1" rel="noopener noreferrer">[1]</a></sup>' in html
    assert '<a href="#citation-2"' in html
    assert "#citation-3" not in html
    assert "[3]" in html


def test_lists_and_paragraphs_are_kept() -> None:
    assert to_html("다음과 같습니다.\n\n- 하나 [1]\n- 둘", {1}).count("<li>") == 2


def test_a_comparison_becomes_a_table_whose_cells_link_to_their_citations() -> None:
    html = to_html("| 구분 | 핀테크 | 로봇 |\n| --- | --- | --- |\n| 캠퍼스 | 영등포 [1] | 강남 [2] |", {1, 2})
    assert html.count("<th>") == 3
    assert html.count("<td>") == 3
    assert '<td>강남&nbsp;<sup><a href="#citation-2"' in html
    assert "|" not in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![그림](https://evil.example/pixel.png)",
        "[누르기](javascript:alert(1))",
        "[누르기](JaVaScRiPt:alert(1))",
        "[누르기](data:text/html;base64,PHNjcmlwdD4=)",
        "[누르기](/staff)",
        "[누르기](//evil.example)",
        "<a href='javascript:alert(1)'>x</a>",
        "<svg onload=alert(1)>",
        "<iframe src=https://evil.example></iframe>",
    ],
)
def test_nothing_active_and_no_unsafe_link_comes_through(text: str) -> None:
    html = to_html(text, set())
    for active in ("<script", "<img", "<svg", "<iframe", 'href="javascript', 'href="data', 'href="/', "<a href='"):
        assert active not in html.lower()


def test_link_to_a_web_page_leaves_without_a_trace() -> None:
    html = to_html("[누리집](https://sesac.seoul.kr) [전화](tel:02-2133-5447)", set())
    assert '<a href="https://sesac.seoul.kr" rel="noopener noreferrer">' in html
    assert 'href="tel:02-2133-5447"' in html
