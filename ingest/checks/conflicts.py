"""Conflicts: current statements of which one was changed, that give other values for the same thing."""

from collections.abc import Sequence

from ingest.checks import wording
from ingest.checks.contacts import contact_conflicts
from ingest.checks.nearby import nearby
from ingest.report import Conflict, Side
from knowledge.base import KnowledgeBase
from knowledge.claims import Claim
from knowledge.disagreement import Conflict as Disagreement
from knowledge.disagreement import Quote, agree, disagreeing
from knowledge.document import Passage


def conflicts(base: KnowledgeBase, new: Sequence[Passage], said: frozenset[tuple[str, str]]) -> tuple[Conflict, ...]:
    """Every conflict of the passages that are `new`, those first that this refresh brings; `said` are the document
    and text of each statement that was there before."""
    found: dict[tuple[str, str], Conflict] = {}
    ids = {passage.id for passage in new}
    for one in disagreeing(base, nearby(base, new) if len(ids) < len(base.passages) else None):
        if not ids.isdisjoint((one.first.passage.id, one.second.passage.id)):
            made = _told(base, one, said)
            found.setdefault((made.first.quote, made.second.quote), made)
    contacts = contact_conflicts(base, new, said)
    return tuple(sorted((*contacts, *found.values()), key=lambda one: not one.is_new))


def _told(base: KnowledgeBase, one: Disagreement, said: frozenset[tuple[str, str]]) -> Conflict:
    quotes = [(quote.passage.document_id, quote.statement.text) for quote in (one.first, one.second)]
    campuses = {*one.first.passage.campus, *base.finder.mentions(quotes[0][1]).campuses}
    names = [campus.name for campus in base.finder.campuses if campus.id in campuses]
    return Conflict(
        entity=", ".join(names) or one.first.passage.title,
        attribute=" ".join(sorted(one.shared, key=quotes[0][1].lower().find)) or "값",
        first=_side(one.first, one.values[0], one.values[1]),
        second=_side(one.second, one.values[1], one.values[0]),
        is_new=not said.issuperset(quotes),
    )


def _side(quote: Quote, values: Sequence[Claim], others: Sequence[Claim]) -> Side:
    differing = [value for value in values if not any(agree(value, other) for other in others)]
    return Side(
        value=", ".join(map(wording.value, differing or values)),
        quote=quote.statement.text,
        document=quote.passage.document_id,
        title=quote.passage.title,
        published=quote.source.published,
    )
