"""Sources on the web: only what changed is taken, nothing inner is asked, and what was there is never lost."""

import gzip
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ingest.addresses import AddressRules
from ingest.fetching import Fetched, Fetcher, FetchLimits
from ingest.finding import Severity

Answer = Callable[[str, dict[str, str]], bytes | Iterator[bytes]]
PAGE = ("<!doctype html><html><body><p>" + "청년취업사관학교 모집 공고입니다. " * 30 + "</p></body></html>").encode()
LOGIN = b"<!doctype html><html><title>Login</title><body><input type=password></body></html>"
ERROR = "<!doctype html><html><body>요청하신 페이지를 찾을 수 없습니다.</body></html>".encode()


def answer(body: bytes = PAGE, status: int = 200, **headers: str) -> bytes:
    lines = {"Content-Length": str(len(body)), **{name.replace("_", "-"): value for name, value in headers.items()}}
    head = f"HTTP/1.1 {status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return head.encode() + b"\r\n" + body


class Web:
    """A server on loopback that answers as it is told and remembers who came."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.answer: Answer = lambda path, headers: answer()
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.connections = 0
        web = self

        class Handler(socketserver.StreamRequestHandler):
            def setup(self) -> None:
                if tls:
                    self.request.settimeout(2)
                    self.request = tls.wrap_socket(self.request, server_side=True)
                super().setup()

            def finish(self) -> None:
                super().finish()
                self.request.close()

            def handle(self) -> None:
                web.connections += 1
                first = self.rfile.readline().decode()
                headers: dict[str, str] = {}
                while (line := self.rfile.readline().decode().strip()) != "":
                    name, _, value = line.partition(":")
                    headers[name.lower()] = value.strip()
                path = first.split(" ")[1] if " " in first else ""
                web.asked.append((path, headers))
                said = web.answer(path, headers)
                try:
                    for part in [said] if isinstance(said, bytes) else said:
                        self.wfile.write(part)
                        self.wfile.flush()
                except OSError:
                    pass  # the client had enough

        class Server(socketserver.ThreadingTCPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                pass  # a client that hangs up is no fault

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def web() -> Iterator[Web]:
    server = Web()
    yield server
    server.close()


@pytest.fixture
def fetcher(web: Web, tmp_path: Path) -> Fetcher:
    """One that may ask the server on loopback, and nothing else that is inner."""
    rules = AddressRules(
        ports=frozenset({web.port}), networks=("127.0.0.1/32",), resolve=lambda host, port: ["127.0.0.1"]
    )
    return Fetcher(tmp_path / "fetched", rules, FetchLimits(max_bytes=100_000, read_s=1, total_s=1.5))


def guarded(web: Web, folder: Path, *addresses: list[str]) -> Fetcher:
    """One as it is by default, but for the port; each look-up of a name gives the next addresses."""
    answers = iter(addresses)
    rules = AddressRules(ports=frozenset({web.port}), resolve=lambda host, port: next(answers))
    return Fetcher(folder, rules, FetchLimits(connect_s=0.2, total_s=1))


def url(web: Web, path: str = "/notice", host: str = "www.example.kr") -> str:
    return f"http://{host}:{web.port}{path}"


def why(fetched: Fetched) -> str:
    return " ".join(finding.message for finding in fetched.findings)


# --- what is fetched ---


def test_a_page_is_fetched_by_its_name_from_the_checked_address(web: Web, fetcher: Fetcher) -> None:
    fetched = fetcher.fetch(url(web))
    assert (fetched.data, fetched.changed, fetched.findings) == (PAGE, True, ())
    assert web.asked[0][1]["host"] == f"www.example.kr:{web.port}"


def test_an_unchanged_page_is_not_sent_again(web: Web, fetcher: Fetcher) -> None:
    web.answer = lambda path, headers: (
        answer(b"", 304)
        if headers.get("if-none-match") == '"v1"'
        and headers.get("if-modified-since") == "Mon, 02 Mar 2026 00:00:00 GMT"
        else answer(ETag='"v1"', Last_Modified="Mon, 02 Mar 2026 00:00:00 GMT")
    )
    fetcher.fetch(url(web))
    again = Fetcher(fetcher.folder, fetcher.rules, fetcher.limits).fetch(url(web))
    assert (again.data, again.changed, again.findings) == (PAGE, False, ())


def test_equal_bytes_are_no_change_even_where_the_server_knows_no_tags(web: Web, fetcher: Fetcher) -> None:
    assert [fetcher.fetch(url(web)).changed for _ in range(2)] == [True, False]


def test_lost_content_is_fetched_anew_in_full(web: Web, fetcher: Fetcher) -> None:
    web.answer = lambda path, headers: answer(b"", 304) if "if-none-match" in headers else answer(ETag='"v1"')
    fetcher.fetch(url(web))
    for kept in fetcher.folder.glob("*.content"):
        kept.write_bytes(b"damaged")
    assert fetcher.fetch(url(web)).data == PAGE


def test_a_packed_page_is_unpacked(web: Web, fetcher: Fetcher) -> None:
    web.answer = lambda path, headers: answer(gzip.compress(PAGE), Content_Encoding="gzip")
    assert fetcher.fetch(url(web)).data == PAGE


def test_redirects_are_followed_and_the_last_address_is_told(web: Web, fetcher: Fetcher) -> None:
    web.answer = lambda path, headers: answer() if path == "/new" else answer(b"", 302, Location="/new")
    assert fetcher.fetch(url(web)).final_url == url(web, "/new")


# --- what removes nothing ---


@pytest.mark.parametrize(
    "now",
    [
        answer(b"", 404),
        answer(b"", 410),
        answer(b"", 500),
        answer(b"", 403),
        answer(LOGIN),
        answer(ERROR),
        answer(b" "),
    ],
)
def test_a_source_that_is_gone_or_broken_keeps_its_former_content(web: Web, fetcher: Fetcher, now: bytes) -> None:
    fetcher.fetch(url(web))
    web.answer = lambda path, headers: now
    for _ in range(2):
        fetched = fetcher.fetch(url(web))
        assert (fetched.data, fetched.changed) == (PAGE, False)
        assert fetched.findings[0].severity is Severity.WARNING
        assert "그대로 둡니다" in why(fetched)


def test_a_source_that_now_leads_to_a_login_keeps_its_former_content(web: Web, fetcher: Fetcher) -> None:
    fetcher.fetch(url(web))
    web.answer = lambda path, headers: answer() if path == "/login" else answer(b"", 302, Location="/login")
    assert "로그인" in why(fetched := fetcher.fetch(url(web)))
    assert fetched.data == PAGE


def test_a_source_that_never_answered_is_an_error_and_the_rest_goes_on(web: Web, fetcher: Fetcher) -> None:
    web.answer = lambda path, headers: answer(b"", 404) if path == "/gone" else answer()
    gone, there = fetcher.fetch_all([url(web, "/gone"), url(web)])
    assert (gone.data, gone.findings[0].severity) == (None, Severity.ERROR)
    assert there.data == PAGE


def test_a_server_that_is_down_is_a_finding(fetcher: Fetcher, web: Web) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    fetcher.rules = AddressRules(frozenset({port}), networks=("127.0.0.1/32",), resolve=lambda h, p: ["127.0.0.1"])
    assert "연결하지 못했습니다" in why(fetcher.fetch(f"http://a.kr:{port}/"))


# --- whose certificate ---


def certificate(folder: Path, name: str) -> Path:
    """A key and a certificate of our own for a name, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + made.public_bytes(pem))
    return file


@pytest.mark.parametrize("name, trusted", [("www.example.kr", True), ("other.example.kr", False)])
def test_the_certificate_must_be_for_the_name_although_the_address_is_connected(
    fetcher: Fetcher, tmp_path: Path, name: str, trusted: bool
) -> None:
    file = certificate(tmp_path, name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    secure = Web(context)
    fetcher.rules = replace(fetcher.rules, ports=frozenset({secure.port}))
    fetcher.tls = ssl.create_default_context(cafile=str(file))
    fetched = fetcher.fetch(f"https://www.example.kr:{secure.port}/")
    secure.close()
    assert (fetched.data == PAGE) is trusted
    assert bool(secure.asked) is trusted


# --- what costs without end ---


def dribble(first: bytes, part: bytes) -> Iterator[bytes]:
    yield first
    while True:
        time.sleep(0.05)
        yield part


@pytest.mark.parametrize(
    "first, part",
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        (b"", b""),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
)
def test_a_server_that_never_ends_is_left_in_time(web: Web, fetcher: Fetcher, first: bytes, part: bytes) -> None:
    web.answer = lambda path, headers: dribble(first, part)
    assert "안에 다 보내지 않았습니다" in why(fetcher.fetch(url(web)))


def test_more_bytes_than_allowed_are_not_taken(web: Web, fetcher: Fetcher) -> None:
    for body, headers in ((b"x" * 200_000, {}), (gzip.compress(b"x" * 90_000_000), {"Content_Encoding": "gzip"})):
        web.answer = lambda path, _, body=body, headers=headers: answer(body, **headers)  # type: ignore[misc]
        assert "too large" in why(fetcher.fetch(url(web)))


def test_a_cut_answer_is_not_taken_for_the_whole(web: Web, fetcher: Fetcher) -> None:
    for cut in (answer()[:-10], answer(gzip.compress(PAGE)[:-10], Content_Encoding="gzip")):
        web.answer = lambda path, headers, cut=cut: cut  # type: ignore[misc]
        assert fetcher.fetch(url(web)).data is None


def test_endless_redirects_end(web: Web, fetcher: Fetcher) -> None:
    web.answer = lambda path, headers: answer(b"", 302, Location=path + "x")
    assert "too many redirects" in why(fetcher.fetch(url(web)))
    assert len(web.asked) == fetcher.limits.max_redirects + 1


# --- what is never asked ---


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]", "localhost", "localhost."],
)
def test_no_written_form_of_loopback_reaches_a_server_there(web: Web, tmp_path: Path, host: str) -> None:
    assert guarded(web, tmp_path, ["127.0.0.1"]).fetch(url(web, host=host)).data is None
    assert web.connections == 0


def test_a_name_that_leads_to_loopback_reaches_nothing(web: Web, tmp_path: Path) -> None:
    assert guarded(web, tmp_path, ["127.0.0.1"], ["127.0.0.1"]).fetch(url(web)).data is None
    assert web.connections == 0


def test_a_name_whose_answer_changes_is_looked_up_once_and_connected_as_checked(web: Web, tmp_path: Path) -> None:
    looked_up: list[str] = []

    def changing(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["192.0.2.1" if len(looked_up) > 1 else "203.0.113.7"] if len(looked_up) < 3 else ["127.0.0.1"]

    rules = AddressRules(frozenset({web.port}), networks=("203.0.113.0/24",), resolve=changing)
    Fetcher(tmp_path, rules, FetchLimits(connect_s=0.2, total_s=1)).fetch(url(web))
    assert looked_up == ["www.example.kr"]
    assert web.connections == 0


def test_a_redirect_to_an_inner_address_or_another_scheme_is_not_followed(web: Web, tmp_path: Path) -> None:
    rules = AddressRules(
        frozenset({web.port}),
        networks=("127.0.0.1/32",),
        hosts=("example.kr",),
        resolve=lambda host, port: ["127.0.0.1"],
    )
    fetcher = Fetcher(tmp_path, rules, FetchLimits(total_s=2))
    for target in (
        "http://127.0.0.1:{0}/",
        "http://[::1]:{0}/",
        "file:///etc/passwd",
        "http://other.kr:{0}/",
        "//169.254.169.254/",
    ):
        web.asked.clear()
        web.answer = lambda path, headers, to=target: answer(b"", 302, Location=to.format(web.port))  # type: ignore[misc]
        assert fetcher.fetch(url(web)).data is None
        assert len(web.asked) == 1


def test_no_proxy_of_the_environment_is_asked(web: Web, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert fetcher.fetch(url(web)).data == PAGE


def test_credentials_in_an_address_are_refused_and_not_repeated(web: Web, fetcher: Fetcher) -> None:
    fetched = fetcher.fetch(f"http://kim:geheim@www.example.kr:{web.port}/")
    assert "geheim" not in repr(fetched.findings)
    assert web.connections == 0


def test_a_state_file_that_is_damaged_means_that_nothing_was_kept(web: Web, fetcher: Fetcher) -> None:
    fetcher.fetch(url(web))
    (fetcher.folder / "fetched.json").write_text("{", "utf-8")
    assert fetcher.fetch(url(web)).changed
