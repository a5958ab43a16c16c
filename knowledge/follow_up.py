"""Follow-ups: a question after others as it is read, and what it leans on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.base import KnowledgeBase
from knowledge.campuses import Mentions
from knowledge.focus import Focus, course_said, pattern, words
from knowledge.normalisation import compact, search_key
from knowledge.question import Question, Turn, spelled, vocabulary

MAX_CHARS = 16
"""A question this short (spaces aside) with no subject of its own leans on the turn before: 주소는?, 몇 명 뽑아?"""
MAX_WORDS = 7
"""The same for English: how many people do they take?"""
MAX_PASSES = 5
"""Words of address in a row that are taken off a question: 아 미안 그럼."""
_PLACES = frozenset({"캠퍼스", "campus"})
"""Names of the programme that may mean the one campus that was spoken of."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up as it is read: `key` is its search key, spelling corrected, and what it names itself."""

    question: Question
    base: KnowledgeBase
    key: str
    here: Mentions
    course: tuple[str, ...]

    @classmethod
    def of(cls, question: Question, text: str, base: KnowledgeBase) -> "FollowUp":
        """A question after others, its text without what it takes back."""
        key = search_key(text)
        if not base.finder.mentions(key).words:
            key = search_key(base.speller.correct(spelled(text), base.analyser))
        return cls(question, base, key, base.finder.mentions(key), course_said(key, base))

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns before, the oldest first."""
        return self.question.conversation

    @property
    def last(self) -> Turn:
        """The turn right before."""
        return self.question.conversation[-1]

    def focuses(self) -> Iterator[Focus]:
        """What the turns before were about, the last first, those about nothing left out."""
        return (focus for turn in reversed(self.turns) if (focus := Focus.of(turn, self.base)))

    @property
    def leaves_the_subject(self) -> bool:
        """Whether it has nothing to do with the turns before: small talk, other offices, the whole programme."""
        if pattern("to_us").search(self.key):
            return True
        if pattern("no_question").search(self.key) or pattern("over_all").search(self.key):
            return not pattern("of_both").search(self.key)
        if self.here.words or self.course:
            return False
        known = vocabulary()
        bare, terms = compact(self.key), set(self.base.analyser.terms(self.key))
        if any(len(word) > 2 and not word.isascii() and word in bare for word in known.out_of_scope):
            return True
        if any(name in bare for name in known.programme_names - _PLACES):
            return not self.points
        return bool(terms & known.out_of_scope) and not terms & known.in_scope

    @property
    def points(self) -> bool:
        """Whether a word points at something that was said before: 거기, 그 과정, it."""
        names = ("points_at_place", "points_at_course", "points_back")
        return any(pattern(name).search(self.key) for name in names)

    @property
    def leans_back(self) -> bool:
        """Whether a question that names nothing is about what was spoken of."""
        if self.question.language == "ko":
            return len(compact(self.key)) <= MAX_CHARS or self.points
        return len(self.key.split()) <= MAX_WORDS or self.points

    @property
    def leant_on(self) -> Focus:
        """What a question is about that does not say so: the last place or course that it points at, else the last
        turn's subject; a question of a place is not about a course."""
        focuses = list(self.focuses())
        last = focuses[0] if focuses else Focus()
        terms = set(self.base.analyser.terms(self.key))
        of_place = bool(pattern("points_at_place").search(self.key) or terms & vocabulary().campus_aspects)
        if of_place:
            return next((Focus(campuses=f.campuses, tracks=f.tracks) for f in focuses if f.campuses), last)
        if pattern("points_at_course").search(self.key):
            return next((focus for focus in focuses if focus.course), last)
        return Focus(last.campuses, last.tracks) if last.campuses and pattern("how_to").search(self.key) else last

    @property
    def without_names(self) -> str:
        """The question without the campuses, tracks and courses that it names, and what leads over to them."""
        names = "|".join(map(re.escape, sorted((*self.here.words, *self.course), key=len, reverse=True)))
        return without_opening(re.sub(f"(?:{names})(?:{words()['after_name']})?", " ", self.key).strip())

    @property
    def without_manners(self) -> str:
        """What is left when all is taken away that only names a subject politely: nothing of 그럼 강서는?"""
        bare = re.sub(f"^{words()['opening']}$", "", self.without_names)
        for _ in range(MAX_PASSES):
            bare = pattern("closing").sub("", bare).strip()
        return bare.strip(" ?.,!~")

    @property
    def without_pointers(self) -> str:
        """The question without words that only point back: 아까 그 과정."""
        rest = without_opening(self.key)
        return re.sub(" +", " ", pattern("pointer").sub(" ", rest)).strip() or rest


def without_opening(key: str) -> str:
    """A question without the words that lead over to it: 아니 그럼."""
    for _ in range(MAX_PASSES):
        shorter = re.sub(f"^{words()['opening']}", "", key).strip()
        if shorter == key or not shorter:
            break
        key = shorter
    return key
