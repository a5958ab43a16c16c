"""Knocking: whether an address answers, without taking what it has."""

import ssl
import time
from dataclasses import dataclass

import httpx

from ingest.addresses import AddressRefused, AddressRules
from ingest.fetching import USER_AGENT, FetchLimits
from ingest.pinned import PinnedTransport

MOST_SECONDS = 10.0
"""For one address: a page that takes longer does not open for a visitor either."""
_REDIRECTS = (301, 302, 303, 307, 308)
_ALIVE = (401, 403, 405, 406, 407, 429)
"""Answers of a server that keeps programs out but has the page."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`why` a link does not open, empty where it does.

    `reached` says whether a server answered at all, None where that did not matter.
    """

    why: str
    reached: bool | None


@dataclass(frozen=True)
class Knocker:
    """Asks under rules and limits; every redirect is checked as the first address is."""

    rules: AddressRules
    limits: FetchLimits
    tls: ssl.SSLContext

    def knock(self, url: str, deadline: float) -> Answer:
        """What comes of asking for an address before a moment of `time.monotonic()`; never raises."""
        deadline = min(deadline, time.monotonic() + min(self.limits.total_s, MOST_SECONDS))
        reached = False
        try:
            here = self.rules.check_url(url)
            for _ in range(self.limits.max_redirects + 1):
                status, target = self._status(here, deadline)
                reached = True
                if status not in _REDIRECTS or not target:
                    return Answer(_problem(status), reached)
                here = self.rules.check_url(str(here.join(target)))
            return Answer("주소가 자꾸 다른 곳으로 옮겨 갑니다 (too many redirects)", reached)
        except AddressRefused as refused:
            is_unknown = isinstance(refused.__context__, OSError)  # httpcore strikes out the cause
            why = "그런 서버가 없습니다 (unknown host)" if is_unknown else str(refused)
            return Answer(why, reached if is_unknown else None)  # what is inner opens for no visitor either
        except httpx.TimeoutException:
            return Answer("제때 답하지 않습니다 (no answer in time)", reached)
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, ValueError) as error:
            return self._failed(error, reached)

    def _failed(self, error: Exception, reached: bool) -> Answer:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLError):
                return Answer("보안 연결(인증서)에 문제가 있습니다 (TLS failure)", True)
            if isinstance(cause, ConnectionRefusedError | ConnectionResetError):
                return Answer("서버가 연결을 받지 않습니다 (connection refused)", reached)
            cause = cause.__cause__ or cause.__context__
        return Answer("서버에 연결하지 못했습니다 (no connection)", reached)

    def _status(self, url: httpx.URL, deadline: float) -> tuple[int, str]:
        """The status and where it leads; many servers answer HEAD wrongly, so a bad answer is asked again with GET."""
        try:
            status, target = self._asked("HEAD", url, deadline)
        except httpx.RemoteProtocolError:
            return self._asked("GET", url, deadline)
        return (status, target) if status < 400 else self._asked("GET", url, deadline)

    def _asked(self, method: str, url: httpx.URL, deadline: float) -> tuple[int, str]:
        headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Connection": "close"}
        transport = PinnedTransport(self.rules, deadline, self.limits.connect_s, self.tls)
        with (
            httpx.Client(transport=transport, trust_env=False, timeout=self.limits.read_s) as client,
            client.stream(method, url, headers=headers, follow_redirects=False) as response,
        ):
            return response.status_code, response.headers.get("location", "")


def _problem(status: int) -> str:
    """Why an answer is no page, empty where it is one."""
    if status < 400 or status in _ALIVE:
        return ""
    if status in (404, 410):
        return f"페이지가 없습니다 ({status})"
    return f"서버가 오류로 답합니다 ({status})"
