"""Focus: what a turn of a conversation was about, so that a later question can lean on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.base import KnowledgeBase
from knowledge.campuses import TRACKS
from knowledge.course_dates import SHORT, names_in
from knowledge.course_dates import words as course_words
from knowledge.document import Language, Passage
from knowledge.normalisation import compact, search_key
from knowledge.question import NOUN_TAGS, Turn, vocabulary

MAX_COURSE_WORDS = 2
"""Nouns right before 과정 that name it: 음악 프로듀서 과정."""
_COURSE = re.compile("과정|코스|부트캠프|아카데미")


@cache
def words() -> dict[str, Any]:
    """The word lists of conversation.yaml, read once."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    content = yaml.load((Path(__file__).parent / "conversation.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506
    return dict(content)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """One regular expression of conversation.yaml."""
    return re.compile(words()[name])


@cache
def _course_names() -> re.Pattern[str]:
    """The names of courses as they stand in a search key, spaces allowed inside; the longest first."""
    names = sorted((name for said in course_words()["names"].values() for name in said), key=len, reverse=True)
    return re.compile("|".join(map(_written, names)))


def _written(name: str) -> str:
    spaced = r"[ ·/-]?".join(map(re.escape, name)) if len(name) > SHORT else re.escape(name)
    return rf"(?<![a-z]){spaced}(?![a-z])" if name.isascii() else spaced


@dataclass(frozen=True, slots=True)
class Focus:
    """What one turn was about; `course` are the words that named a course in its question, as they stand there."""

    campuses: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    course: tuple[str, ...] = ()
    subject: str = ""

    @classmethod
    def of(cls, turn: Turn, base: KnowledgeBase) -> "Focus":
        """The focus of one turn: what its question named, else the one campus that its answer is all about."""
        answered = [base.passages[base.rows[cited]].campus for cited in turn.cited if cited in base.rows]
        told = answered[0] if len(set(answered)) == 1 and len(answered[0]) == 1 and not turn.tracks else ()
        return cls(turn.campuses or told, turn.tracks, course_said(turn.question, base), turn.subject)

    def __bool__(self) -> bool:
        return bool(self.campuses or self.tracks or self.course or self.subject)

    def named(self, base: KnowledgeBase, language: Language) -> str:
        """The focus as words to put before a question."""
        korean = language == "ko"
        course = " ".join(self.course)
        if course and korean:
            course += " 과정"
        if self.campuses:
            campuses = (base.finder[campus] for campus in self.campuses[:2])
            names = " ".join(campus.name if korean else campus.name_en for campus in campuses)
            return f"{names} {course}".strip()
        if self.tracks and not course:
            return " ".join(TRACKS[track][0 if korean else -1] for track in self.tracks[:2] if track in TRACKS)
        return course or self.subject


def course_said(text: str, base: KnowledgeBase) -> tuple[str, ...]:
    """The words by which a text names a course, as they stand in its search key; empty where it names none."""
    key = search_key(text)
    listed = tuple(dict.fromkeys(match[0] for match in _course_names().finditer(key)))
    return listed or tuple(dict.fromkeys(_nouns_before_course(key, base)))


def _nouns_before_course(key: str, base: KnowledgeBase) -> Iterator[str]:
    """The nouns right before 과정, of which none is of use by itself: 음악 프로듀서 과정은."""
    tokens = key.split()
    for at, token in enumerate(tokens):
        found = _COURSE.search(token)
        if found:
            before = [*tokens[max(0, at - MAX_COURSE_WORDS) : at], token[: found.start()]]
            for word in filter(None, before[-MAX_COURSE_WORDS - (not before[-1]) :]):
                terms = base.analyser.analyse(word)
                if "".join(term for term, _ in terms) == word and all(_names(t, tag, base) for t, tag in terms):
                    yield word


def _names(term: str, tag: str, base: KnowledgeBase) -> bool:
    known = vocabulary()
    idle = term in known.generic or term in known.programme or term in words()["no_course"]
    return tag in NOUN_TAGS and not idle and len(term) > 1 and not base.finder.mentions(term).words


def is_of_course(passage: Passage, course: tuple[str, ...]) -> bool:
    """Whether a passage tells of the course that these words name."""
    text = " ".join((passage.title, *passage.heading_path, passage.text))
    bare, names = compact(text), names_in(" ".join(course))
    if names:
        return set(names) <= set(names_in(text))
    return all(compact(word) in bare for word in course)


def is_taught_at(base: KnowledgeBase, course: tuple[str, ...], campuses: tuple[str, ...]) -> bool:
    """Whether some passage about no other than these campuses tells of the course; never where there is no course."""
    about = (p for p in base.passages if p.campus and set(p.campus) <= set(campuses))
    return bool(course) and any(is_of_course(passage, course) for passage in about)
