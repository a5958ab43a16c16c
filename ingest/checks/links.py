"""Links: which addresses in what was changed do not answer."""

import re
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue

import httpx

from ingest.addresses import AddressRefused, AddressRules
from ingest.checks.knocking import Answer, Knocker
from ingest.fetching import FetchLimits
from ingest.report import BrokenLink
from knowledge.document import Passage

AT_ONCE = 4
"""Addresses asked side by side: a staff office's line and the asked servers stay free."""
PROBES = 3
"""Servers of other documents that are asked whether the network is there, where nothing else answers."""
_URL = re.compile(r"https?://[^\s<>\"'「」『』“”‘’\[\]{}|\\^`가-힣]+", re.IGNORECASE)
_KOREAN_PATH = re.compile(r"[/=_+-][가-힣]")
"""Over the end of a match: the path goes on in Korean, so that where it ends cannot be told."""


@dataclass(frozen=True, slots=True)
class LinksChecked:
    """Those that are broken among the `count` addresses that were asked."""

    broken: tuple[BrokenLink, ...]
    count: int


@dataclass(frozen=True)
class LinkChecker:
    """Asks each address once, under the rules that sources are fetched by; `at_most` addresses in `seconds` of time."""

    rules: AddressRules
    limits: FetchLimits = field(default_factory=FetchLimits)
    at_most: int = 200
    seconds: float = 20
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def check(self, passages: Sequence[Passage], others: Iterable[Passage] = ()) -> LinksChecked | None:
        """The links of `passages` that do not answer; None where nothing can be reached, a few addresses of `others`
        neither. Never raises for what a server does."""
        where: dict[str, dict[str, str]] = {}
        for passage in passages:
            for url in addresses(passage):
                where.setdefault(url, {}).setdefault(passage.document_id, passage.title)
        asked = [url for url in where if not self._is_barred(url)][: self.at_most]
        if not asked:
            return LinksChecked((), 0)
        deadline = time.monotonic() + self.seconds
        answers = self._ask(asked, deadline)
        is_online = any(answer.reached for answer in answers.values())
        in_doubt = not answers or any(answer.reached is False for answer in answers.values())
        if in_doubt and not is_online and not self._is_online(asked, others, deadline):
            return None
        broken = (
            BrokenLink(document, title, url, answer.why)
            for url, answer in answers.items()
            if answer.why
            for document, title in where[url].items()
        )
        return LinksChecked(tuple(broken), len(answers))

    def _ask(self, urls: Sequence[str], deadline: float) -> dict[str, Answer]:
        """The answer of each address that was asked before the deadline, in their order."""
        waiting: SimpleQueue[str] = SimpleQueue()
        for url in urls:
            waiting.put(url)
        found: dict[str, Answer] = {}
        knocker = Knocker(self.rules, self.limits, self.tls)

        def work() -> None:
            while time.monotonic() < deadline:
                try:
                    url = waiting.get_nowait()
                except Empty:
                    return
                found[url] = knocker.knock(url, deadline)

        # A name server that never answers cannot be interrupted: such a thread is left behind and ends by itself.
        workers = [threading.Thread(target=work, daemon=True) for _ in range(min(AT_ONCE, len(urls)))]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(max(0.0, deadline - time.monotonic()))
        answered = dict(found)
        return {url: answered[url] for url in urls if url in answered}

    def _is_online(self, asked: Sequence[str], others: Iterable[Passage], deadline: float) -> bool:
        """Whether an address of another server answers."""
        known = {httpx.URL(url).host for url in asked}
        probes: dict[str, str] = {}
        for url in (url for passage in others for url in addresses(passage)):
            if not self._is_barred(url) and (host := httpx.URL(url).host) not in known:
                probes.setdefault(host, url)
            if len(probes) == PROBES:
                break
        return any(answer.reached for answer in self._ask(list(probes.values()), deadline).values())

    def _is_barred(self, url: str) -> bool:
        """Whether only our own settings keep us from asking: that says nothing of the link."""
        if _allows(self.rules, url):
            return False
        try:
            port = httpx.URL(url).port or 80
        except (httpx.InvalidURL, ValueError):
            return False
        return _allows(replace(self.rules, hosts=(), ports=self.rules.ports | {port, 443}), url)


def _allows(rules: AddressRules, url: str) -> bool:
    try:
        rules.check_url(url)
    except AddressRefused:
        return False
    return True


def addresses(passage: Passage) -> Iterator[str]:
    """The addresses in a passage's text and of its sources."""
    for source in passage.sources.values():
        if source.url:
            yield source.url
    for match in _URL.finditer(passage.text):
        if not _KOREAN_PATH.match(passage.text, match.end() - 1):
            url = match[0].rstrip(".,;:!?*~…")
            while url.endswith(")") and url.count(")") > url.count("("):
                url = url[:-1].rstrip(".,;:!?")
            yield url
