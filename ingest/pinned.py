"""An HTTP transport that connects to the very address that was checked, and to nothing after its deadline."""

import ssl
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

import httpcore
import httpx

from ingest.addresses import AddressRules

Option = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class PinnedTransport(httpx.BaseTransport):
    """Names are resolved and checked once for each connection; certificates and `Host` still go by the name.

    No connection is used twice, no proxy is asked. Raises AddressRefused, and the errors of httpx.
    """

    def __init__(self, rules: AddressRules, deadline: float, connect_s: float, tls: ssl.SSLContext) -> None:
        """`deadline` is a moment of `time.monotonic()`."""
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls,
            max_connections=1,
            max_keepalive_connections=0,
            retries=0,
            network_backend=_PinnedNetwork(rules, deadline, connect_s),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request, one answer."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        try:
            answer = self._pool.handle_request(
                httpcore.Request(request.method, url, headers=request.headers.raw, extensions=request.extensions)
            )
        except _FAULTS as error:
            raise _translated(error, request) from error
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer, request), request=request)

    def close(self) -> None:
        """Close what is open."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        self.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response, request: httpx.Request) -> None:
        self._answer = answer
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._answer.iter_stream()
        except _FAULTS as error:
            raise _translated(error, self._request) from error

    def close(self) -> None:
        self._answer.close()


_FAULTS = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol)


def _translated(error: Exception, request: httpx.Request) -> httpx.TransportError:
    if isinstance(error, httpcore.TimeoutException):
        return httpx.ReadTimeout(str(error), request=request)
    if isinstance(error, httpcore.NetworkError):
        return httpx.NetworkError(str(error), request=request)
    return httpx.RemoteProtocolError(str(error), request=request)


class _PinnedNetwork(httpcore.NetworkBackend):
    def __init__(self, rules: AddressRules, deadline: float, connect_s: float) -> None:
        self._rules = rules
        self._deadline = deadline
        self._connect_s = connect_s
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Option] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first checked address that answers."""
        failed: Exception = httpcore.ConnectError("no address")
        for address in self._rules.checked(host, port):
            left = _left(self._deadline, min(self._connect_s, timeout or self._connect_s), httpcore.ConnectTimeout)
            try:
                stream = self._plain.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
                continue
            return _Deadlined(stream, self._deadline)
        raise failed

    def connect_unix_socket(
        self,
        path: str,  # noqa: ARG002
        timeout: float | None = None,  # noqa: ARG002 — the names that are called
        socket_options: Iterable[Option] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Never: a web address leads to the web."""
        raise httpcore.ConnectError("no unix sockets")


class _Deadlined(httpcore.NetworkStream):
    """A connection on which nothing, not even one more byte of a header, is awaited past the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(self._deadline, timeout, httpcore.ConnectTimeout)
        return _Deadlined(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None, late: type[Exception]) -> float:
    """How long may still be waited."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise late("deadline")
    return left if timeout is None else min(left, timeout)
