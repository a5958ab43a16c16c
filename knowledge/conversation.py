"""Conversation: what earlier turns add to a question."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.base import KnowledgeBase
from knowledge.campuses import CampusFinder
from knowledge.focus import Focus, is_of_course, is_taught_at, pattern, words
from knowledge.follow_up import FollowUp, without_opening
from knowledge.normalisation import compact, search_key
from knowledge.question import Question, Reading, Turn, vocabulary
from knowledge.search import Hit

_NEAREST = re.compile(
    r"가까운|가깝|가까이|근처|살면|사는데|살아|살고|인근|주변|nearest|closest|near me|live (in|near|at)|close to"
)
GENERAL_TOPICS = frozenset({"application", "eligibility", "cost-and-support", "selection", "employment-support"})
"""What holds for all campuses alike, so that a question about one of them may be answered by it."""
_OF_INTAKES = frozenset({"schedule"})
"""What is said there of numbers and days is said of other courses than the one that was asked about."""
MAX_SWAPPED_CHARS = 60
"""A question that only names another subject is no longer than that."""

Kept = Literal["", "campus", "course"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question that can stand alone; `carried` says that campuses, tracks, course or subject are from a turn."""

    text: str
    carried: bool = False
    campuses: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    subject: str = ""
    about: tuple[str, ...] = ()
    """Words of what was carried over, a course or the topic of a question, that the passage must have."""
    general: Kept = ""
    """Whether only what is said of no campus, or no course, in particular answers it: it is about one that it does
    not name."""

    def is_met_by(self, hit: Hit, reading: Reading, base: KnowledgeBase) -> bool:
        """Whether what was found is about what was carried over, and about more than that."""
        passage = hit.passage
        if self.general and (passage.campus or (self.general == "course" and passage.topic in _OF_INTAKES)):
            return False
        if not self.carried:
            return True
        if self.about and reading.asked and set(reading.asked) <= set(hit.missing):
            return False
        if passage.topic in GENERAL_TOPICS and not passage.campus and self.campuses:
            return True
        if self.about and not is_of_course(passage, self.about):
            return False
        if self.campuses:
            return bool(base.named_campuses(base.rows[passage.id]) & set(self.campuses))
        if self.tracks:
            return bool(set(self.tracks) & set(passage.track)) or not passage.track
        return bool(self.about) or self.subject in (passage.title, *passage.heading_path)


def resolve(question: Question, base: KnowledgeBase) -> tuple[Resolved, ...]:
    """What a question may mean after the turns before it, the likeliest first; never empty.

    A reading that carries a subject over holds only where what is found is about that subject.
    """
    finder = base.finder
    text = _corrected(question.text, finder)
    alone = Resolved(_nearest(text, question, finder))
    if not question.conversation:
        return (alone,)
    if pattern("again").search(search_key(text)):
        return _again(question.conversation[-1]), alone
    said = FollowUp.of(question, text, base)
    if said.leaves_the_subject:
        return (alone,)
    if found := _of_another_time(said):
        return (found,)  # a year or cohort by itself asks nothing
    if found := _back_from(said) or _of_both(said):
        return found, alone
    if said.here.words or said.course:
        renamed = tuple(_renamed(said))
        names_only = renamed and not said.without_manners and Focus.of(said.last, base)
        return renamed if names_only else (*renamed, alone)
    carried = tuple(_carried(said))
    if carried and pattern("points_at_place").search(said.key) and not carried[0].campuses:
        return carried
    return *carried, replace(alone, general=_kept_to(carried))


def _kept_to(carried: Sequence[Resolved]) -> Kept:
    """What a question may still be answered from when nothing was found about what it leans on."""
    if not any(one.campuses for one in carried):
        return ""
    return "course" if any(one.about for one in carried) else "campus"


def _again(last: Turn) -> Resolved:
    return Resolved(last.question, False, last.campuses, last.tracks, last.subject)


def _corrected(text: str, finder: CampusFinder) -> str:
    """강남 말고 강동 and "not Gangnam, Gangdong" are about Gangdong."""
    for name in ("not_this", "not_this_en"):
        match = pattern(name).search(text)
        if match and finder.mentions(match[0] if name == "not_this_en" else text[: match.start()]).words:
            rest = f"{text[: match.start()]} {text[match.end() :]}" if name == "not_this_en" else text[match.end() :]
            if finder.mentions(rest).words:
                return rest.strip()
    return text


def _back_from(said: FollowUp) -> Resolved | None:
    """성동 말고 그거: what was asked before, of what it was asked of before Seongdong was named."""
    match = pattern("not_this").search(said.key)
    if not pattern("the_other_one").search(said.key[match.end() if match else 0 :].strip()):
        return None
    if not match and not pattern("the_one_before").search(said.key):
        return None
    refused = said.base.finder.mentions(said.key[: match.start()] if match else said.last.question)
    for turn in reversed(said.turns):
        focus = Focus.of(turn, said.base)
        if focus and not set(focus.campuses) & set(refused.campuses):
            return Resolved(turn.question, True, focus.campuses, focus.tracks, focus.subject, focus.course)
    return None


def _of_another_time(said: FollowUp) -> Resolved | None:
    """내년엔?, 3기는?: what was asked before, of another year, month or cohort."""
    bare = without_opening(said.key)
    before = search_key(said.last.question)
    for written in words()["times"]:
        match = re.match(rf"({written}){words()['time_closing']}$", bare)
        if match and re.search(written, before):
            text = re.sub(written, match[1], before, count=1)  # digits and words: nothing that a template would read
            focus, named = Focus.of(said.last, said.base), said.base.finder.mentions(text)
            campuses = named.campuses or (() if said.base.finder.mentions(before).campuses else focus.campuses)
            return Resolved(text, True, campuses, focus.tracks, focus.subject, focus.course)
    return None


def _of_both(said: FollowUp) -> Resolved | None:
    """둘 중 어디가 먼저 열었어? is about the two campuses, or courses, that were asked about last."""
    surely = bool(pattern("of_both").search(said.key))
    if said.here.words or said.course or not (surely or pattern("of_both_maybe").search(said.key)):
        return None
    named: dict[str, Focus] = {}
    for focus in list(said.focuses())[: None if surely else 2]:
        parts = (replace(focus, campuses=(campus,)) for campus in focus.campuses) if focus.campuses else (focus,)
        for part in parts if focus.campuses or focus.course or focus.tracks else ():
            named.setdefault(part.named(said.base, said.question.language), part)
    if len(named) < 2:
        return None
    second, first = list(named)[:2]
    rest = pattern("of_both_said").sub(" ", without_opening(said.key)).strip()
    korean = said.question.language == "ko"
    joined = f"{first} 그리고 {second} 중 {rest}" if korean else f"{rest.rstrip(' ?.')}, the {first} or the {second}?"
    campuses = tuple(dict.fromkeys(c for name in (first, second) for c in named[name].campuses))
    return Resolved(joined, True, campuses, tuple(t for name in (first, second) for t in named[name].tracks))


def _renamed(said: FollowUp) -> Iterator[Resolved]:
    """A question that names a campus or course of its own: with the course that was spoken of, where there is one
    like it, else with the courses of that campus."""
    here = said.here.campuses
    course = next(said.focuses(), Focus()).course if here and not said.course else ()
    kept = (said.course or course) if is_taught_at(said.base, course, here) else said.course
    for one in dict.fromkeys((kept, said.course)):
        if swapped := _swapped(said, one) or _course_of_the_campus(said, one):
            yield swapped


def _swapped(said: FollowUp, course: tuple[str, ...]) -> Resolved | None:
    """그럼 강서는? asks of another campus or course what was asked before; None where the question says itself what
    it asks, unless it says the same."""
    if len(said.key) > MAX_SWAPPED_CHARS:
        return None
    bare = said.without_manners
    before = search_key(said.last.question)
    if bare and compact(bare) not in compact(before):
        return None
    earlier = said.base.finder.mentions(before)
    focus = Focus.of(said.last, said.base)
    text = _with_course(before, focus.course, course) if said.here.campuses or said.course else before
    if not said.here.words:
        campuses = focus.campuses if is_taught_at(said.base, course, focus.campuses) else ()
        if not campuses:
            for word in earlier.words:
                text = text.replace(word, " ", 1)
        return Resolved(text, True, campuses, focus.tracks, "", course)
    subject = " ".join(said.here.words)
    same_kind = earlier.campuses if said.here.campuses else earlier.tracks or earlier.campuses
    named = [word for word in earlier.words if word in text] if same_kind else []
    text = text.replace(named[0], subject, 1) if named else f"{subject} {text}"
    for word in named[1:]:
        text = text.replace(word, " ", 1)
    return Resolved(text, True, said.here.campuses, said.here.tracks, "", course)


def _with_course(text: str, old: tuple[str, ...], new: tuple[str, ...]) -> str:
    """A question with the words of one course in the place of another's; without any, of the courses as they are."""
    if old == new:
        return text
    wanted = " ".join(new) or ("" if "과정" in text or "course" in text else "과정" if old else "")
    for word in old:
        if word in text:
            text, wanted = text.replace(word, f"{wanted} " if wanted else "", 1), ""
    return f"{wanted} {text}".strip() if wanted else re.sub(" +", " ", text)


def _course_of_the_campus(said: FollowUp, course: tuple[str, ...]) -> Resolved | None:
    """마케터 과정은 몇 시부터? after a question about Seongdong is about that course there, where there is one; so is
    도봉은 언제 끝나? after one about a full-stack course, and after any other about the courses of Dobong."""
    focus, here = next(said.focuses(), Focus()), said.here
    of_place = bool(set(said.base.analyser.terms(said.key)) & vocabulary().campus_aspects)
    if (here.words and said.course) or here.tracks or of_place:
        return None
    campuses, language = here.campuses or focus.campuses, said.question.language
    if is_taught_at(said.base, course, campuses):
        text = said.without_names if here.campuses else said.without_pointers
        name = Focus(campuses, course=course if here.campuses else ()).named(said.base, language)
        return Resolved(f"{name} {text}", True, campuses, about=course)
    if not here.campuses or not focus.course:
        return None
    word = "course" if language == "en" else "과정"
    return Resolved(f"{Focus(campuses).named(said.base, language)} {word} {said.without_names}", True, campuses)


def _carried(said: FollowUp) -> Iterator[Resolved]:
    """The question after the name of what it leans on: as the turn before named its topic, then as the documents do."""
    focus = said.leant_on if said.leans_back else Focus()
    text, language = said.without_pointers, said.question.language
    if focus.course and pattern("until_when").search(text):
        lessons = pattern("of_lessons").search(search_key(said.last.question))
        text = words()["lessons_until" if lessons else "applying_until"][language]
    topic = pattern("topic").match(search_key(said.last.question)) if focus.subject and not focus.course else None
    if topic and topic[1].split()[-1] not in vocabulary().generic:
        yield Resolved(f"{topic[1]} {text}", True, subject=focus.subject, about=(topic[1],))
    if name := focus.named(said.base, language):
        yield Resolved(f"{name} {text}", True, focus.campuses, focus.tracks, focus.subject, focus.course)
    if focus.course and focus.campuses:
        place = Focus(focus.campuses).named(said.base, language)
        yield Resolved(f"{place} {text}", True, focus.campuses, general="course")


def _nearest(text: str, question: Question, finder: CampusFinder) -> str:
    """목동 사는데 가까운 데 어디야 asks where the campus of that district is."""
    campuses = finder.mentions(text).campuses
    if not campuses or not _NEAREST.search(search_key(text)):
        return text
    if question.language == "ko":
        return " ".join(f"{finder[campus].name} 위치와 가는 길" for campus in campuses)
    return "Where is " + " and ".join(f"the {finder[campus].name_en}" for campus in campuses)
