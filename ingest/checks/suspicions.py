"""Suspicions: text that looks like an instruction to an assistant, or like personal data.

The numbers of offices and the addresses of the bodies that run the programme are for everybody; a private mobile
number or mailbox is worth a look even where a notice names it on purpose.
"""

import re
from collections.abc import Iterator

from ingest.checks.comparing import Brought
from ingest.checks.telling import texts
from ingest.report import Suspicion
from knowledge.attempts import is_planted
from knowledge.privacy import mask, personal_in

INSTRUCTION, PERSONAL = "instruction", "personal data"
OFFICIAL_MAIL = ("sba.kr", "seoul.kr", "go.kr", "korea.kr")
"""Domains of Seoul Business Agency, the city and the state: a mailbox there belongs to an office."""
_PRIVATE = frozenset({"resident", "foreigner", "card", "licence", "passport", "account", "car"})
"""Kinds that no office publishes; names, addresses and business numbers stand in every notice."""
_MOBILE = re.compile(r"01[016789]\d{7,8}|050\d{8,9}")
_MAY_BE_PERSONAL = re.compile(r"@|＠|\d(?:\D{0,3}\d){5}")


def suspicions(new: Brought) -> tuple[Suspicion, ...]:
    """What is doubtful in passages that come, their new texts first; each text once for its document."""
    found: dict[tuple[str, str, str], Suspicion] = {}
    judged: dict[str, tuple[tuple[str, str], ...]] = {}
    for passage in new.passages:
        for text in texts(passage):
            if text not in judged:
                judged[text] = tuple(_doubts(text))
            for kind, quote in judged[text]:
                one = Suspicion(kind, passage.document_id, passage.title, quote, new.is_new(passage, text))
                found.setdefault((kind, passage.document_id, quote), one)
    return tuple(sorted(found.values(), key=lambda one: (not one.is_new, one.kind, one.document)))


def _doubts(text: str) -> Iterator[tuple[str, str]]:
    """Each kind of doubt about a text, with the text as it may be shown."""
    pieces = personal_in(text) if _MAY_BE_PERSONAL.search(text) else []
    open_to_all = frozenset(plain for kind, plain in pieces if not _is_private(kind, plain))
    masked = mask(text, open_to_all)
    if is_planted(text):
        yield INSTRUCTION, masked.text
    if len(open_to_all) < len({plain for _, plain in pieces}):
        yield PERSONAL, masked.text


def _is_private(kind: str, plain: str) -> bool:
    if kind == "email":
        domain = plain.rpartition("@")[2]
        return not any(domain == known or domain.endswith("." + known) for known in OFFICIAL_MAIL)
    return kind in _PRIVATE or (kind == "phone" and bool(_MOBILE.fullmatch(plain)))
