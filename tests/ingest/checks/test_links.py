"""Links: what does not open is named, what cannot be told is not."""

from collections.abc import Iterator

import pytest

from ingest.addresses import AddressRules
from ingest.checks.links import LinkChecker, LinksChecked, addresses
from ingest.fetching import FetchLimits
from knowledge.document import Passage
from tests.ingest.checks.passages import passage
from tests.ingest.test_fetching import Web, answer


@pytest.fixture
def web() -> Iterator[Web]:
    server = Web()
    yield server
    server.close()


def checker(web: Web, seconds: float = 5, at_most: int = 50) -> LinkChecker:
    """One that finds a loopback server under each name but those that begin with `gone`."""

    def resolve(host: str, _port: int) -> list[str]:
        if host.startswith("gone"):
            raise OSError("no such name")
        return ["10.0.0.1"] if host.startswith("inner") else ["127.0.0.1"]

    rules = AddressRules(frozenset({web.port}), networks=("127.0.0.1/32",), resolve=resolve)
    return LinkChecker(rules, FetchLimits(connect_s=1, read_s=1, total_s=1), at_most, seconds)


def linking(web: Web, *paths: str, host: str = "www.example.kr", document: str = "notice") -> Passage:
    return passage(*(f"자세한 내용은 http://{host}:{web.port}{path} 에서 봅니다." for path in paths), document=document)


def whys(checked: LinksChecked | None) -> dict[str, str]:
    assert checked is not None
    return {link.url.rpartition("/")[2]: link.why for link in checked.broken}


def test_a_page_that_is_gone_is_named_with_its_document_and_one_that_opens_is_not(web: Web) -> None:
    web.answer = lambda path, headers: answer(status=404 if path == "/gone" else 200)
    checked = checker(web).check([linking(web, "/gone", "/here")])
    assert checked is not None
    assert checked.count == 2
    assert [(link.document, link.url.endswith("/gone")) for link in checked.broken] == [("notice", True)]
    assert "404" in checked.broken[0].why


def test_a_page_that_is_linked_twice_is_asked_once_and_named_in_each_document(web: Web) -> None:
    web.answer = lambda path, headers: answer(status=410)
    checked = checker(web).check([linking(web, "/x"), linking(web, "/x", document="other")])
    assert checked is not None
    assert (checked.count, [link.document for link in checked.broken]) == (1, ["notice", "other"])
    assert len(web.asked) == 2  # HEAD, and GET because of the answer


def test_a_server_that_answers_head_wrongly_is_asked_for_the_page(web: Web) -> None:
    methods: list[str] = []

    def said(path: str, headers: dict[str, str]) -> bytes:
        methods.append(path)
        return answer(status=501 if len(methods) == 1 else 200)

    web.answer = said
    checked = checker(web).check([linking(web, "/page")])
    assert checked == LinksChecked((), 1)


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_server_that_keeps_programs_out_is_not_called_broken(web: Web, status: int) -> None:
    web.answer = lambda path, headers: answer(status=status)
    assert checker(web).check([linking(web, "/page")]) == LinksChecked((), 1)


def test_a_redirect_is_followed_to_its_end(web: Web) -> None:
    moved = {"/old": "/new", "/loop": "/loop", "/lost": "/gone"}
    web.answer = lambda path, headers: (
        answer(b"", 302, Location=moved[path]) if path in moved else answer(status=404 if path == "/gone" else 200)
    )
    assert set(whys(checker(web).check([linking(web, "/old", "/loop", "/lost")]))) == {"loop", "lost"}


def test_a_redirect_into_the_inner_network_is_not_followed(web: Web) -> None:
    web.answer = lambda path, headers: answer(b"", 302, Location=f"http://inner.example.kr:{web.port}/secret")
    assert "not public" in whys(checker(web).check([linking(web, "/page")]))["page"]
    assert all(path != "/secret" for path, _ in web.asked)


def test_a_link_into_the_inner_network_is_named_without_being_asked(web: Web) -> None:
    inner = passage("내부 자료는 http://192.168.0.5/files 에 있습니다.")
    assert set(whys(checker(web).check([inner]))) == {"files"}
    assert web.connections == 0


def test_a_name_that_is_not_known_is_broken_where_other_addresses_answer(web: Web) -> None:
    lost = linking(web, "/lost", host="gone.example.kr")
    assert set(whys(checker(web).check([lost, linking(web, "/here")]))) == {"lost"}
    assert set(whys(checker(web).check([lost], others=[linking(web, "/elsewhere")]))) == {"lost"}


def test_nothing_is_called_broken_where_nothing_can_be_reached(web: Web) -> None:
    lost = [linking(web, "/a", host="gone.example.kr"), linking(web, "/b", host="gone2.example.kr")]
    assert checker(web).check(lost, others=[linking(web, "/c", host="gone3.example.kr")]) is None


def test_a_server_that_never_answers_is_given_up_and_the_others_are_told(web: Web) -> None:
    def said(path: str, headers: dict[str, str]) -> Iterator[bytes] | bytes:
        return endless() if path == "/slow" else answer()

    def endless() -> Iterator[bytes]:
        while True:
            yield b""

    web.answer = said
    assert set(whys(checker(web).check([linking(web, "/slow", "/here")]))) == {"slow"}


def test_no_more_addresses_are_asked_than_allowed(web: Web) -> None:
    paths = [f"/{number}" for number in range(20)]
    assert checker(web, at_most=3).check([linking(web, *paths)]) == LinksChecked((), 3)
    assert len(web.asked) == 3


def test_what_only_our_own_settings_forbid_is_neither_asked_nor_called_broken(web: Web) -> None:
    checked = checker(web).check([passage("안내는 http://www.example.kr:9999/page 에 있습니다.")])
    assert checked == LinksChecked((), 0)


@pytest.mark.parametrize(
    "text, found",
    [
        ("누리집(https://a.kr/b)에서 봅니다.", ["https://a.kr/b"]),
        ("https://a.kr/b에서 봅니다.", ["https://a.kr/b"]),
        ("https://a.kr/b. 또는 https://c.kr/d?e=1&f=2,", ["https://a.kr/b", "https://c.kr/d?e=1&f=2"]),
        ("https://a.kr/b_(c) 입니다.", ["https://a.kr/b_(c)"]),
        ("https://a.kr/wiki/새싹 입니다.", []),
    ],
)
def test_an_address_ends_where_the_sentence_goes_on(text: str, found: list[str]) -> None:
    assert [url for url in addresses(passage(text)) if "source" not in url] == found
