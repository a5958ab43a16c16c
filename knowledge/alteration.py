"""Alteration: is a sentence one statement of its source with something exchanged?

A passage may hold both the right figure and the wrong one: of another cohort, floor or company. So a sentence that is
nearly one statement must not have what that statement lacks in place of what it has, nor its figures in other places,
nor a negation more or less.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from knowledge.claims import Claim, Found
from knowledge.statement_words import BINDING, Said, word_lists

NEARLY = 0.65
"""Share of a sentence's figures and words that stand in one statement, from which it is that statement said again.
Two statements joined into one sentence stay below, one statement with a change above (tests/evaluation/mutations.py)."""
THE_SAME = 0.8
"""The same both ways round, from which a sentence must deny as often as the statement."""

_COUNTED = frozenset({"number", "date", "time", "word"})
"""Kinds of which one too many matters (lines 7 and 7); a campus may be named twice."""
Key = tuple[str, str]
"""Kind and unit of a claim, or what sort of word it is: only like things are exchanged for each other."""


def altered(text: Said, statements: Sequence[Said]) -> set[Claim]:
    """What a sentence has in place of what the nearest statement has; empty where it is near none."""
    parts = _parts(text)
    near: list[tuple[float, Said]] = []
    for statement in statements:
        theirs = _parts(statement)
        if (share := _share(parts, theirs)) >= NEARLY:
            near.append((share + _share(theirs, parts), statement))
    best = max((likeness for likeness, _ in near), default=0.0)
    changes = [_changes(text, statement) for likeness, statement in near if likeness > best - 0.01]
    return min(changes, key=len, default=set())


def _changes(text: Said, statement: Said) -> set[Claim]:
    ours, theirs = _parts(text), _parts(statement)
    extra, lacking = ours - theirs, theirs - ours
    changed = {
        _claim(kind, value)
        for kind, value in extra
        if (kind[0] in _COUNTED or (kind, value) not in theirs)
        and any(_exchanged(kind, value, *one) for one in lacking)
    }
    if min(_share(ours, theirs), _share(theirs, ours)) >= THE_SAME and text.negations != statement.negations:
        changed.add(Claim("not", str(text.negations)))
    return changed | _moved(text, statement)


def _parts(said: Said) -> Counter[tuple[Key, str]]:
    """The claims and the words that are not part of a claim, each as often as it stands there."""
    light = word_lists().light
    parts: Counter[tuple[Key, str]] = Counter()
    for one in said.found:
        if one.claim.kind == "date":
            year, _, day = one.claim.value.partition("-")
            parts.update((("date", name), value) for name, value in (("year", year), ("day", day.strip("-"))) if value)
        elif one.claim.kind != "weekday":
            parts[(one.claim.kind, one.claim.unit), one.claim.value] += 1
    for word in (*said.words, *said.latin_words):
        inside = any(one.start <= word.start < one.end for one in said.found)
        if not inside and word.form not in light and (len(word.form) > 1 or not word.noun):
            parts[("name" if word.proper else "word", ""), word.form] += 1
    return parts


def _share(ours: Counter[tuple[Key, str]], theirs: Counter[tuple[Key, str]]) -> float:
    return (ours & theirs).total() / max(ours.total(), 1)


def _exchanged(kind: Key, value: str, their_kind: Key, their_value: str) -> bool:
    """Whether one could stand where the other stood: same kind and unit, same figure with another unit, opposites."""
    if kind[0] == "word" or their_kind[0] == "word":
        return their_value in word_lists().opposites.get(value, ())
    if kind[0] == "date":
        longer, shorter = sorted((value, their_value), key=len, reverse=True)
        return kind == their_kind and not f"{longer}-".startswith(f"{shorter}-")
    if kind[0] == "name" and (their_value in word_lists().same.get(value, ()) or value in their_value):
        return False  # Kiwi may cut a name otherwise in another place
    if kind[0] == "number" and kind[0] == their_kind[0]:
        return kind[1] == their_kind[1] if value != their_value else "" not in (kind[1], their_kind[1])
    return kind == their_kind


def _claim(kind: Key, value: str) -> Claim:
    return Claim("opposite" if kind[0] == "word" else kind[0], value, kind[1])


def _moved(text: Said, statement: Said) -> set[Claim]:
    """Figures of one unit in another order than in the statement, and not because their clauses changed places."""
    counts = Counter(_day(one.claim) for one in (*statement.found, *text.found))
    places = {_day(one.claim): one for one in statement.found if one.claim.kind in ("number", "date", "time")}
    figures = [one for one in text.found if _day(one.claim) in places and counts[_day(one.claim)] == 2]
    moved = set()
    for first, second in combinations(figures, 2):
        alike = (first.claim.kind, first.claim.unit) == (second.claim.kind, second.claim.unit)
        if (
            alike
            and not _apart(text, first, second)
            and places[_day(first.claim)].start > places[_day(second.claim)].start
        ):
            for one in (first, second):
                if not _neighbours(text, one) & _neighbours(statement, places[_day(one.claim)]):
                    moved.add(Claim("order", one.claim.value, one.claim.unit))
    return moved


def _apart(text: Said, first: Found, second: Found) -> bool:
    """Whether two figures belong to different campuses, tracks or years, so that their order says nothing."""
    return any(
        text.owner(kind, first.start, first.end) != text.owner(kind, second.start, second.end)
        for kind in BINDING
        if not (kind == "year" and first.claim.kind == "date")
    )


def _day(claim: Claim) -> Claim:
    """A date without its year, which a sentence need not repeat."""
    _, _, day = claim.value.partition("-")
    return Claim("date", day) if claim.kind == "date" and day != "-" else claim


def _neighbours(said: Said, figure: Found) -> frozenset[tuple[str, ...]]:
    """The two things before a figure, and the one after it: words, figures, or that a figure of its unit is there."""
    marks = [(one.start, one.end, _mark(one.claim, figure.claim)) for one in said.found if one is not figure]
    marks += [
        (word.start, word.start + len(word.form), word.form)
        for word in (*said.words, *said.latin_words)
        if (word.noun or word.form.isascii()) and not any(one.start <= word.start < one.end for one in said.found)
    ]
    before = [mark for _, end, mark in sorted(marks) if end <= figure.start][-2:]
    after = [mark for start, _, mark in sorted(marks) if start >= figure.end][:1]
    sides = [("before", *before)] if before else []
    return frozenset([*sides, ("after", *after)] if after else sides)


def _mark(claim: Claim, figure: Claim) -> str:
    alike = (claim.kind, claim.unit) == (figure.kind, figure.unit)
    return f"{claim.kind} {claim.unit} {'' if alike else claim.value}"
