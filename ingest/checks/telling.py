"""Telling: everything that a document's passages say, as lines below their headings: what is compared and shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.document import Passage, Source

ABOUT = "문서 정보"
"""Heading of what is said of the document as a whole."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, item, table row or property.

    `sources` are the marks of a sentence that has any of its own, `name` that of a property.
    """

    text: str
    sources: tuple[str, ...] = ()
    name: str = ""

    @property
    def sourced(self) -> str:
        """With its sources, for where nothing else differs."""
        return f"{self.text} (출처: {', '.join(self.sources) or '문서의 출처'})"


def told(passages: Sequence[Passage]) -> dict[tuple[str, ...], list[Line]]:
    """The lines below each heading path of one document, in order; its properties below ABOUT."""
    made: dict[tuple[str, ...], list[Line]] = {(ABOUT,): list(_properties(passages))}
    places = {(passage.campus, passage.track) for passage in passages}
    for passage in passages:
        lines = made.setdefault(passage.heading_path, [])
        asked = [Line(f"예상 질문: {question}") for question in passage.questions]
        marked = list(_marks(passage, each=len(places) > 1))
        known = set(lines)
        lines.extend(line for line in (*marked, *asked) if line not in known)  # parts of one section repeat them
        for statement in passage.statements:
            own = statement.sources == (passage.document_id,)
            lines.append(Line(statement.text, () if own else statement.sources))
    return {path: lines for path, lines in made.items() if lines}


def texts(passage: Passage) -> tuple[str, ...]:
    """Every text of a passage that a visitor may be shown or that is searched."""
    statements = (statement.text for statement in passage.statements)
    return (passage.title, *passage.heading_path, *statements, *passage.questions)


def _properties(passages: Sequence[Passage]) -> Iterator[Line]:
    """What holds for the whole document; what is not given is not said."""
    if not passages:
        return
    first = passages[0]
    own: Mapping[str, Source] = {key: source for passage in passages for key, source in passage.sources.items()}
    source = own.get(first.document_id)
    fields = {
        "제목": first.title,
        "언어": first.language,
        "주제": first.topic,
        "자료": first.origin,
        "유효 시작": first.valid_from,
        "유효기간": first.valid_until,
        "펴낸 곳": source and source.publisher,
        "주소": source and source.url,
        "펴낸 날": source and source.published,
        "신뢰도": source and source.confidence,
    }
    if len({(passage.campus, passage.track) for passage in passages}) == 1:
        fields |= {"캠퍼스": ", ".join(first.campus), "분야": ", ".join(first.track)}
    yield from (_property(name, value) for name, value in fields.items() if value)
    yield from (_property(f"출처 {key}", _cited(one)) for key, one in sorted(own.items()) if key != first.document_id)


def _property(name: str, value: str) -> Line:
    return Line(f"{name}: {value}", name=name)


def _cited(source: Source) -> str:
    said = (source.title, source.publisher, source.published, source.url, source.confidence)
    return " · ".join(part for part in said if part)


def _marks(passage: Passage, *, each: bool) -> Iterator[Line]:
    """What a section says of itself; its campus and track where not `each` section has the same."""
    if each and passage.campus:
        yield _property("캠퍼스", ", ".join(passage.campus))
    if each and passage.track:
        yield _property("분야", ", ".join(passage.track))
    if passage.gap:
        yield Line("자료에 답이 없다고 알리는 부분")
