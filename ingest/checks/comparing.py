"""Comparing: what the next version changes, document by document, sentence beside sentence.

A sentence that only moves within its heading is no change; one that moves below another heading is, because it then
says its thing of something else.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.checks.pairing import paired
from ingest.checks.telling import Line, texts, told
from ingest.report import DocumentChange, Edit
from knowledge.document import Passage

SAME_SECTION = 0.5
"""Share of the lines of the smaller section from which one heading is the other one, renamed."""
_Path = tuple[str, ...]
_Sections = Mapping[_Path, Sequence[Line]]


@dataclass(frozen=True, slots=True)
class Changes:
    """The documents that the next version adds, changes and removes, by id; `unchanged` counts the others."""

    added: tuple[DocumentChange, ...]
    changed: tuple[DocumentChange, ...]
    removed: tuple[DocumentChange, ...]
    unchanged: int


def changes(before: Sequence[Passage], after: Sequence[Passage]) -> Changes:
    """What becomes of each document; both in index order."""
    old, new = by_document(before), by_document(after)
    both = old.keys() & new.keys()
    changed = [name for name in sorted(both) if old[name] != new[name]]
    return Changes(
        added=tuple(_change((), new[name]) for name in sorted(new.keys() - both)),
        changed=tuple(_change(old[name], new[name]) for name in changed),
        removed=tuple(_change(old[name], ()) for name in sorted(old.keys() - both)),
        unchanged=len(both) - len(changed),
    )


@dataclass(frozen=True, slots=True)
class Brought:
    """The passages that say what their document did not say before; all of them where there is no version before.

    `said` are the document and text of everything that their documents said before.
    """

    passages: tuple[Passage, ...]
    ids: frozenset[str]
    said: frozenset[tuple[str, str]] = frozenset()

    def is_new(self, passage: Passage, text: str) -> bool:
        """Whether this text of a passage is one of those that come."""
        return passage.id in self.ids and (passage.document_id, text) not in self.said


def brought(before: Sequence[Passage], after: Sequence[Passage]) -> Brought:
    """What is new; a passage that only stands at another place of its document is not."""
    old, new = by_document(before), by_document(after)
    found: list[Passage] = []
    for name, passages in new.items():
        if old.get(name) != passages:
            known = {_content(passage) for passage in old.get(name, ())}
            found.extend(passage for passage in passages if _content(passage) not in known)
    documents = {passage.document_id for passage in found}
    said = ((name, text) for name in documents for passage in old.get(name, ()) for text in texts(passage))
    return Brought(tuple(found), frozenset(passage.id for passage in found), frozenset(said))


def by_document(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    """The passages of each document id."""
    grouped: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        grouped[passage.document_id].append(passage)
    return dict(grouped)


def _content(passage: Passage) -> tuple[object, ...]:
    """What a passage says and of when, wherever it stands."""
    sources = tuple(passage.sources.items())
    dates = (passage.valid_from, passage.valid_until)
    return (passage.title, passage.heading_path, passage.statements, sources, passage.questions, dates, passage.campus)


def _change(old: Sequence[Passage], new: Sequence[Passage]) -> DocumentChange:
    first = (new or old)[0]
    edits = tuple(_edits(told(old), told(new)))
    return DocumentChange(first.document_id, first.title, first.origin, edits, len(old), len(new))


def _edits(old: _Sections, new: _Sections) -> Iterator[Edit]:
    """The changed places in the order of the new text, then the headings that are gone."""
    renamed = _renamed(old, new)
    for path, lines in new.items():
        before = path if path in old else renamed.get(path)
        if before is not None and before != path:
            yield Edit(_shown(path), (f"소제목: {_shown(before)}",), (f"소제목: {_shown(path)}",))
        yield from _section_edits(_shown(path), old[before] if before is not None else (), lines)
    kept = {*new, *renamed.values()}
    for path, lines in old.items():
        if path not in kept:
            yield Edit(_shown(path), tuple(line.text for line in lines), ())


def _renamed(old: _Sections, new: _Sections) -> dict[_Path, _Path]:
    """The old heading of each new one that has most of its lines."""
    gone = {path: Counter(line.text for line in lines) for path, lines in old.items() if path not in new}
    where: dict[str, list[_Path]] = defaultdict(list)
    for path, lines in gone.items():
        for text in lines:
            where[text].append(path)
    taken: dict[_Path, _Path] = {}
    for path, new_lines in new.items():
        if path in old:
            continue
        votes = Counter(one for line in new_lines for one in where.get(line.text, ()) if one not in taken.values())
        best = max(votes, key=votes.__getitem__, default=None)
        if best is not None and votes[best] >= SAME_SECTION * min(len(new_lines), gone[best].total()):
            taken[path] = best
    return taken


def _section_edits(heading: str, old: Sequence[Line], new: Sequence[Line]) -> Iterator[Edit]:
    """The lines that came and went below one heading, those that are alike beside each other."""
    left, right = Counter(old) - Counter(new), Counter(new) - Counter(old)
    if not left and not right:
        return
    gone = [(at, line) for at, line in enumerate(old) if _take(left, line)]
    came = [(at, line) for at, line in enumerate(new) if _take(right, line)]
    for before, after in paired(gone, came):
        same = {line.text for line in before} & {line.text for line in after}
        yield Edit(
            heading,
            tuple(line.sourced if line.text in same else line.text for line in before),
            tuple(line.sourced if line.text in same else line.text for line in after),
        )


def _take(wanted: Counter[Line], line: Line) -> bool:
    """Whether a line is one of those wanted, which has then been taken."""
    wanted[line] -= 1
    return wanted[line] >= 0


def _shown(path: _Path) -> str:
    return " › ".join(path)
