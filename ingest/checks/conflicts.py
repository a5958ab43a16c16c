"""Conflicts: current statements of which one was changed, that give other values for the same thing."""

from collections.abc import Sequence

from ingest.checks import wording
from ingest.checks.comparing import Brought
from ingest.checks.contacts import contact_conflicts
from ingest.checks.nearby import nearby
from ingest.report import Conflict, Side
from knowledge.base import KnowledgeBase
from knowledge.claims import Claim
from knowledge.disagreement import Conflict as Disagreement
from knowledge.disagreement import Quote, agree, disagreeing


def conflicts(base: KnowledgeBase, new: Brought) -> tuple[Conflict, ...]:
    """Every conflict of a passage that comes, those first that this refresh brings."""
    found: dict[tuple[str, str], Conflict] = {}
    among = nearby(base, new.passages) if len(new.ids) < len(base.passages) else None
    for one in disagreeing(base, among):
        if not new.ids.isdisjoint((one.first.passage.id, one.second.passage.id)):
            made = _told(base, one, new)
            found.setdefault((made.first.quote, made.second.quote), made)
    return tuple(sorted((*contact_conflicts(base, new), *found.values()), key=lambda one: not one.is_new))


def _told(base: KnowledgeBase, one: Disagreement, new: Brought) -> Conflict:
    text = one.first.statement.text
    campuses = {*one.first.passage.campus, *base.finder.mentions(text).campuses}
    names = [campus.name for campus in base.finder.campuses if campus.id in campuses]
    return Conflict(
        entity=", ".join(names) or one.first.passage.title,
        attribute=wording.attribute(one.shared, one.values[0], text),
        first=_side(one.first, one.values[0], one.values[1]),
        second=_side(one.second, one.values[1], one.values[0]),
        is_new=any(new.is_new(quote.passage, quote.statement.text) for quote in (one.first, one.second)),
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
