"""Comparison: two or more campuses or tracks side by side, a table in which every cell has its own citation."""

import re
from collections.abc import Sequence

from knowledge.base import KnowledgeBase
from knowledge.campuses import Campus
from knowledge.citing import Cell, Derived, Table, derived
from knowledge.document import Language, Passage, Statement
from knowledge.listing import latest_or_earliest
from knowledge.normalisation import search_key
from knowledge.particulars import Particular, Particulars, Sayings, quote, sayings, track_name, words
from knowledge.question import Reading, spelled
from knowledge.wording import Remainder, asked, phrase
from knowledge.writing import Sentence

MAX_COLUMNS = 4
"""More do not fit on a screen."""


def compared(reading: Reading, base: KnowledgeBase) -> Sequence[Sentence] | None:
    """The table of the campuses or tracks that a question compares; None where it compares none, or where it is not
    understood in every word."""
    text = search_key(spelled(reading.question.text))
    if reading.carried or len(base.finder.mentions(text).words) < 2:
        text = asked(reading, base)  # corrected only where need is: 송파랑서초 is no 강서
    mentions = base.finder.mentions(text)
    subjects = mentions.campuses or mentions.tracks
    if not 2 <= len(subjects) <= MAX_COLUMNS or (mentions.campuses and mentions.tracks):
        return None
    if re.search(words()["judges"], text):
        return None
    rest = Remainder(text)
    for word in sorted(mentions.words, key=len, reverse=True):
        rest.take(re.escape(search_key(word)) + words()["after_track"])
    compares = bool(re.search(words()["compares"], rest.text))
    attributes = _attributes(rest)
    rest.take_all(words()["compares"])
    if not compares or len(attributes) > 1 or not rest.is_idle(base):
        return None
    language = reading.question.language
    if mentions.tracks:
        return _tracks(mentions.tracks, base, language) if not attributes or attributes == ["track"] else None
    known = Particulars(base, language)
    campuses = [base.finder[campus] for campus in mentions.campuses]
    return _campuses(campuses, attributes, known, asks_ratio=bool(re.search(words()["asks_ratio"], text)))


def _attributes(rest: Remainder) -> list[str]:
    """The attributes that are to be compared; none means all."""
    return [attribute for attribute, pattern in words()["compared"].items() if rest.take_all(pattern)]


def _campuses(
    campuses: Sequence[Campus], attributes: Sequence[str], known: Particulars, asks_ratio: bool
) -> list[Sentence]:
    rows = list(attributes) or list(words()["campus_rows"])
    language = known.language
    names = tuple(campus.name if language == "ko" else campus.name_en for campus in campuses)
    labels = tuple(sayings(attribute, language).name for attribute in rows)
    table = Table(phrase("corner", language), names, labels, phrase("missing", language))
    found = {
        (row, column): known.of(campus, attribute)[:1]
        for row, attribute in enumerate(rows)
        for column, campus in enumerate(campuses)
    }
    cells: list[Sentence] = [
        _cell(particular.statement, particular.passage, table, row, column, _subject(particular.campus, language))
        for (row, column), particulars in found.items()
        for particular in particulars
    ]
    first = [particular for particulars in found.values() for particular in particulars]
    lead = _lead(attributes[0], first, cells, known) if attributes and len(first) == len(campuses) else None
    if lead and asks_ratio and attributes == ["area"] and len(first) == 2:
        lead = _with_ratio(lead, first[0].value, first[1].value, cells, known.language)
    return [lead, *cells] if lead else cells


def _lead(attribute: str, found: Sequence[Particular], cells: Sequence[Sentence], known: Particulars) -> Derived | None:
    """Which campus is larger, older or closer to its station; None where that cannot be told, or they are equal."""
    if attribute == "opened":
        best = latest_or_earliest(found, most=False)
    elif attribute in ("area", "walk"):
        wanted = max(p.value for p in found) if attribute == "area" else min(p.value for p in found)
        best = [p for p in found if p.value == wanted]
    else:
        return None
    if len(best) != 1:
        return None
    name = best[0].campus.name if known.language == "ko" else best[0].campus.name_en
    key = {"area": "larger", "opened": "earlier", "walk": "closer"}[attribute]
    return derived(phrase(key, known.language, name=name), cells)


def _with_ratio(lead: Derived, one: float, other: float, cells: Sequence[Sentence], language: Language) -> Derived:
    """A lead on two areas (in m²) that also says how many times as large the larger is."""
    times = phrase("times", language, ratio=f"{max(one, other) / min(one, other):.1f}")
    return derived(f"{lead.text} {times}", cells, (times,))


def _tracks(tracks: Sequence[str], base: KnowledgeBase, language: Language) -> Sequence[Sentence]:
    entries = words()["track_rows"]
    rows = [Sayings.of(entries[name][language]) for name in entries]
    names = tuple(track_name(track, language) for track in tracks)
    table = Table(phrase("corner", language), names, tuple(row.name for row in rows), phrase("missing", language))
    cells: list[Cell] = []
    for column, track in enumerate(tracks):
        about = [passage for passage in base.passages if _about_tracks(passage, track, language)]
        for at, row in enumerate(rows):
            for statement, passage in row.among(about):
                if track in passage.track or base.finder.mentions(statement.text).tracks == (track,):
                    cells.append(_cell(statement, passage, table, at, column, ""))
                    break
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def _about_tracks(passage: Passage, track: str, language: Language) -> bool:
    return (
        passage.language == language
        and passage.topic == "tracks"
        and not passage.campus
        and (track in passage.track or not passage.track)
    )


def _cell(statement: Statement, passage: Passage, table: Table, row: int, column: int, subject: str) -> Cell:
    """A statement in a table, without the campus that its column already names."""
    whole = quote(statement, passage)
    text = re.sub(subject, "", whole.text) if subject else whole.text
    return Cell(text, passage, whole.sources, whole.quote, table=table, row=row, column=column)


def _subject(campus: Campus, language: Language) -> str:
    """A pattern of the campus as the subject with which a statement begins."""
    if language == "ko":
        return rf"^{re.escape(campus.name)}(?:에서는|에는|은|는|의) "
    return rf"^The {re.escape(campus.name_en)}(?: \([^)]*\))? (?=has|is|opened|was)"
