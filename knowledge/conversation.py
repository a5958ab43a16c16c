"""Conversation: what earlier turns add to a question."""

import re

from knowledge.campuses import CampusFinder
from knowledge.normalisation import search_key
from knowledge.question import Question

_POINTS_BACK = re.compile(r"거기|그곳|그 ?캠퍼스|여기|이 ?캠퍼스|그럼|그러면|그건|there|that campus|\bit\b|what about")
_NEAREST = re.compile(
    r"가까운|가깝|가까이|근처|살면|사는데|살아|살고|인근|주변|nearest|closest|near me|live (in|near|at)|close to"
)
MAX_FOLLOW_UP_CHARS = 14
"""A question this short (spaces aside) with no subject of its own leans on the turn before: 주소는?, 몇 명 뽑아?"""


def resolve(question: Question, finder: CampusFinder) -> tuple[str, bool]:
    """The question with the campus of the turn before put in where it points back, and whether it was."""
    text, carried = _referred(question, finder)
    return _nearest(text, question, finder), carried


def _nearest(text: str, question: Question, finder: CampusFinder) -> str:
    """목동 사는데 가까운 데 어디야 asks where the campus of that district is."""
    campuses = finder.mentions(text).campuses
    if not campuses or not _NEAREST.search(search_key(text)):
        return text
    if question.language == "ko":
        return " ".join(f"{finder[campus].name} 위치와 가는 길" for campus in campuses)
    return "Where is " + " and ".join(f"the {finder[campus].name_en}" for campus in campuses)


def _referred(question: Question, finder: CampusFinder) -> tuple[str, bool]:
    if not question.conversation:
        return question.text, False
    last = question.conversation[-1]
    here = finder.mentions(question.text)
    key = search_key(question.text)
    points_back = bool(_POINTS_BACK.search(key))
    if here.campuses and points_back and len(key.replace(" ", "")) <= MAX_FOLLOW_UP_CHARS:
        # 그럼 강서는? asks of another campus what was asked before.
        words = list(finder.mentions(last.question).words)
        return _with_subject(last.question, words, question.text), True
    if here.campuses or here.tracks or not last.campuses:
        return question.text, False
    if points_back or len(key.replace(" ", "")) <= MAX_FOLLOW_UP_CHARS:
        return f"{finder[last.campuses[0]].name} {question.text}", True
    return question.text, False


def _with_subject(earlier: str, names: list[str], follow_up: str) -> str:
    """The earlier question with the names of its subject replaced by the follow-up's."""
    subject = re.sub(r"^(그럼|그러면|그건|what about)\s*|(은|는|요|도)?\s*\?*$", "", follow_up).strip()
    for name in names:
        if name in earlier:
            return earlier.replace(name, subject, 1)
    return f"{subject} {earlier}"
