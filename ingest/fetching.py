"""Fetches the addresses that staff named: only what changed, only from the open web, and never losing what was there."""

import hashlib
import re
import ssl
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx

from ingest.addresses import AddressRefused, AddressRules
from ingest.fetch_state import FetchState, Kept
from ingest.finding import Finding, Severity
from ingest.pinned import PinnedTransport
from ingest.readers.page_kind import PageKind, page_kind

USER_AGENT = "sesac-guide (+conditional GET)"
_STEP_BYTES = 1 << 16
_SNIFFED_BYTES = 1_000_000
_REDIRECTS = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_LOGIN_PATH = re.compile(r"/(?:log-?in|sign-?in|sso|auth|member/login|login\w*)(?:[/.?;]|\Z)", re.IGNORECASE)
_HTML = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*>\s*|<!--.{0,5000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How much one address may cost; every one is a setting."""

    max_bytes: int = 50_000_000
    max_redirects: int = 5
    connect_s: float = 10
    read_s: float = 20
    total_s: float = 90
    """For everything from the first name look-up to the last byte, redirects included."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What is there of an address now: `data` is the new or the former content, None where there never was any."""

    url: str
    data: bytes | None = None
    final_url: str = ""
    content_type: str = ""
    changed: bool = False
    findings: tuple[Finding, ...] = ()


class _Failed(Exception):
    """Why nothing new was taken; ready to be shown."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    url: str
    headers: httpx.Headers
    data: bytes


def content_problem(data: bytes, _url: str) -> str:
    """Why an answer is no content, empty where it is; only web pages are looked into, and those only briefly."""
    if not data.strip():
        return "빈 화면이 왔습니다 (empty answer)"
    if not _HTML.match(data[:_SNIFFED_BYTES]):
        return ""
    head = data[:_SNIFFED_BYTES]
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError:
        text = head.decode("cp949", "replace")
    kind = page_kind(text)
    if kind is PageKind.LOGIN:
        return "이제 로그인 화면이 나옵니다 (a login page now)"
    return "이제 오류 안내 화면이 나옵니다 (an error page now)" if kind is PageKind.ERROR else ""


@dataclass
class Fetcher:
    """Fetches one address after another and keeps each one's last good content in a folder.

    `problem` says why an answer is no content; a caller may hand in one that also reads it.
    """

    folder: Path
    rules: AddressRules = field(default_factory=AddressRules)
    limits: FetchLimits = field(default_factory=FetchLimits)
    problem: Callable[[bytes, str], str] = content_problem
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def fetch_all(self, urls: Iterable[str]) -> list[Fetched]:
        """Each address once, in order; one that fails stops no other."""
        return [self.fetch(url) for url in dict.fromkeys(urls)]

    def fetch(self, url: str) -> Fetched:
        """The content of an address. Never raises for what the address or its server does: that is a finding."""
        state = FetchState(self.folder)
        kept = state.all().get(url)
        former = state.content(kept) if kept else None
        if former is None:
            kept = None
        try:
            answer = self._followed(url, kept)
            if answer.status == 304 and kept and former is not None:
                state.keep(replace(kept, fetched=_now()), None)
                return Fetched(url, former, kept.final_url, kept.content_type)
            self._require_content(answer, url)
        except (_Failed, AddressRefused) as error:
            return self._failed(url, str(error), kept, former)
        fresh = _kept(url, answer)
        changed = kept is None or kept.sha256 != fresh.sha256
        state.keep(fresh, answer.data if changed else None)
        return Fetched(url, answer.data, answer.url, fresh.content_type, changed)

    def _failed(self, url: str, why: str, kept: Kept | None, former: bytes | None) -> Fetched:
        if kept is None or former is None:
            return Fetched(url, findings=(Finding(Severity.ERROR, _shown(url), 1, why),))
        message = f"{why} 앞서 받은 내용({kept.fetched[:10]})을 그대로 둡니다. (the former content is kept)"
        return Fetched(
            url,
            former,
            kept.final_url,
            kept.content_type,
            findings=(Finding(Severity.WARNING, _shown(url), 1, message),),
        )

    def _followed(self, url: str, kept: Kept | None) -> _Answer:
        """The answer at the end of the redirects, each of which is checked. Raises _Failed, AddressRefused."""
        deadline = time.monotonic() + self.limits.total_s
        here = self.rules.check_url(url)
        for _ in range(self.limits.max_redirects + 1):
            answer = self._asked(here, deadline, kept if kept and str(here) == kept.final_url else None)
            target = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not target:
                return answer
            try:
                here = self.rules.check_url(str(here.join(target)))
            except (httpx.InvalidURL, ValueError) as error:
                raise _Failed("옮겨 간 주소의 형식이 틀렸습니다. 주소를 확인하세요. (malformed redirect)") from error
        raise _Failed(
            f"주소가 {self.limits.max_redirects}번 넘게 옮겨 갑니다. 마지막 주소를 직접 적으세요. (too many redirects)"
        )

    def _asked(self, url: httpx.URL, deadline: float, kept: Kept | None) -> _Answer:
        headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
        if kept and kept.etag:
            headers["If-None-Match"] = kept.etag
        if kept and kept.modified:
            headers["If-Modified-Since"] = kept.modified
        limits = self.limits
        transport = PinnedTransport(self.rules, deadline, limits.connect_s, self.tls)
        try:
            with (
                httpx.Client(transport=transport, trust_env=False, timeout=limits.read_s) as client,
                client.stream("GET", url, headers=headers, follow_redirects=False) as response,
            ):
                return _Answer(response.status_code, str(url), response.headers, self._body(response, deadline))
        except httpx.TimeoutException as error:
            raise _late(limits) from error
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, ValueError) as error:
            raise _Failed(
                f"서버에 연결하지 못했습니다. 나중에 다시 하거나 주소를 확인하세요. (no connection: {type(error).__name__})"
            ) from error

    def _body(self, response: httpx.Response, deadline: float) -> bytes:
        """The bytes of a good answer, counted as they come and as they unpack. Raises _Failed."""
        if response.status_code != 200:
            return b""
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("identity", "gzip", "x-gzip", ""):
            raise _Failed(f"쓰지 않는 압축으로 보내는 서버입니다: {encoding[:20]}. 파일을 받아 올리세요. (encoding)")
        unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in encoding else None
        taken = bytearray()
        for step in response.iter_raw(_STEP_BYTES):
            if time.monotonic() > deadline:
                raise _late(self.limits)
            try:
                taken += unpack.decompress(step, self.limits.max_bytes + 1 - len(taken)) if unpack else step
            except zlib.error as error:
                raise _Failed("압축이 깨진 답이 왔습니다. 나중에 다시 하세요. (damaged gzip)") from error
            if len(taken) > self.limits.max_bytes:
                raise _Failed(
                    f"내용이 {self.limits.max_bytes // 1_000_000} MB보다 큽니다. 파일을 받아 나누어 올리세요. (too large)"
                )
        if unpack and not unpack.eof:
            raise _Failed("답이 도중에 끊겼습니다. 나중에 다시 하세요. (cut answer)")
        return bytes(taken)

    def _require_content(self, answer: _Answer, url: str) -> None:
        """Raises _Failed where the answer is none that could replace what was there."""
        status = answer.status
        if status in _GONE:
            raise _Failed(f"주소에 자료가 없습니다({status}). 옮겨졌는지 확인하세요. (gone)")
        if status in (401, 403, 407):
            raise _Failed(f"볼 권한이 없다는 답이 왔습니다({status}). 공개된 주소인지 확인하세요. (not allowed)")
        if status != 200:
            raise _Failed(f"서버가 자료를 보내지 않았습니다({status}). 나중에 다시 하세요. (answer {status})")
        was_login = _LOGIN_PATH.search(httpx.URL(url).path)
        if answer.url != url and _LOGIN_PATH.search(httpx.URL(answer.url).path) and not was_login:
            raise _Failed("이제 로그인 화면으로 옮겨 갑니다. 공개된 주소인지 확인하세요. (a login page now)")
        if why := self.problem(answer.data, answer.url):
            raise _Failed(f"{why}. 주소를 확인하세요.")


def _kept(url: str, answer: _Answer) -> Kept:
    return Kept(
        url=url,
        final_url=answer.url,
        sha256=hashlib.sha256(answer.data).hexdigest(),
        content_type=answer.headers.get("content-type", "")[:200],
        etag=answer.headers.get("etag", "")[:500],
        modified=answer.headers.get("last-modified", "")[:100],
        fetched=_now(),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _shown(url: str) -> str:
    """An address as it can be put into a finding: no credentials, on one line."""
    return re.sub(r"//[^/@\s]*@", "//…@", re.sub(r"[\x00-\x20\x7f-\x9f]+", " ", url))[:300]


def _late(limits: FetchLimits) -> _Failed:
    return _Failed(f"서버가 {limits.total_s:.0f}초 안에 다 보내지 않았습니다. 나중에 다시 하세요. (server too slow)")
