"""Conflicts: current statements of which one was changed, that give other values for the same thing."""

from collections.abc import Sequence

from ingest.checks import wording
from ingest.checks.nearby import nearby
from ingest.report import Conflict, Side
from knowledge.base import KnowledgeBase
from knowledge.claims import Claim
from knowledge.disagreement import Quote, agree, disagreeing
from knowledge.document import Passage


def conflicts(base: KnowledgeBase, touched: Sequence[Passage], new: frozenset[str]) -> tuple[Conflict, ...]:
    """Every conflict of a passage of a changed document, the new ones first; `new` are the ids of new passages."""
    found: dict[tuple[str, str], Conflict] = {}
    ids = {passage.id for passage in touched}
    for one in disagreeing(base, nearby(base, touched) if len(ids) < len(base.passages) else None):
        if ids.isdisjoint((one.first.passage.id, one.second.passage.id)):
            continue
        quotes = (one.first.statement.text, one.second.statement.text)
        campuses = {*one.first.passage.campus, *base.finder.mentions(quotes[0]).campuses}
        names = [campus.name for campus in base.finder.campuses if campus.id in campuses]
        found[quotes] = Conflict(
            entity=", ".join(names) or one.first.passage.title,
            attribute=" ".join(sorted(one.shared, key=quotes[0].lower().find)) or "값",
            first=_side(one.first, one.values[0], one.values[1]),
            second=_side(one.second, one.values[1], one.values[0]),
            is_new=not new.isdisjoint((one.first.passage.id, one.second.passage.id)),
        )
    return tuple(sorted(found.values(), key=lambda one: not one.is_new))


def _side(quote: Quote, values: Sequence[Claim], others: Sequence[Claim]) -> Side:
    differing = [value for value in values if not any(agree(value, other) for other in others)]
    return Side(
        value=", ".join(map(wording.value, differing or values)),
        quote=quote.statement.text,
        document=quote.passage.document_id,
        title=quote.passage.title,
        published=quote.source.published,
    )
