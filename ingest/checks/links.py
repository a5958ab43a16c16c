"""Links: whether the addresses in what was changed still answer."""

import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.addresses import AddressRules
from ingest.fetching import FetchLimits
from ingest.report import BrokenLink
from knowledge.document import Passage

AT_ONCE = 4
_URL = re.compile(r"https?://[^\s<>\"'「」『』“”‘’()\[\]{}|\\^`가-힣]+")


@dataclass(frozen=True, slots=True)
class LinksChecked:
    """Those that are broken among `count` addresses."""

    broken: tuple[BrokenLink, ...]
    count: int


@dataclass(frozen=True)
class LinkChecker:
    """Asks each address once, within the rules that sources are fetched under."""

    rules: AddressRules
    limits: FetchLimits
    at_most: int = 200
    seconds: float = 20
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def check(self, passages: Sequence[Passage]) -> LinksChecked | None:
        """The links of these passages that do not answer; None where nothing at all can be reached."""
        return None
