"""Conversation: what earlier turns add to a question."""

import re
from dataclasses import dataclass, replace

from knowledge.campuses import TRACKS, CampusFinder, Mentions
from knowledge.normalisation import compact, search_key
from knowledge.question import Question, Turn

_POINTS_BACK = re.compile(
    r"거기|그곳|그 ?(캠퍼스|과정|트랙|사업|수업|데)|여기|이 ?(캠퍼스|과정|트랙)|그럼|그러면|그건|그게|걔네"
    r"|\bthere\b|\b(that|this) (campus|course|track|one|programme|program)\b|\bit\b|\bits\b|what about|how about"
)
_NEAREST = re.compile(
    r"가까운|가깝|가까이|근처|살면|사는데|살아|살고|인근|주변|nearest|closest|near me|live (in|near|at)|close to"
)
_OPENING = re.compile(
    r"^(그럼|그러면|그건|그리고|그런데|근데|아니|혹시|또|and|then|so|ok|okay|what about|how about)\s*"
)
_CLOSING = re.compile(r"\s*(은|는|요|도|이요|쪽은|쪽|캠퍼스는|캠퍼스|캠은|캠|campus|then|the)*\s*[?.!~]*$")
_NOT_THIS = re.compile(r"(?:이|가)?\s?(?:말고|아니고|아니라)\s|\bnot\b.*?,")
_YEAR = re.compile(r"(?:19|20)\d{2}년?|올해|작년|내년|this year|next year|last year")
_YEAR_ALONE = re.compile(
    r"^(?:그럼|그러면|and|what about|how about|in|for|\s)*((?:19|20)\d{2}년?|올해|작년|재작년|내년|this year|next year|last year)"
    r"(?:에|엔|에는|은|는|도|요|까지는)*\s*[?.!]*$"
)
"""내년엔?, 2030년은?: what was asked before, of another year."""
MAX_FOLLOW_UP_CHARS = 16
"""A question this short (spaces aside) with no subject of its own leans on the turn before: 주소는?, 몇 명 뽑아?"""
MAX_FOLLOW_UP_WORDS = 7
"""The same for English: how many people do they take?"""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question that can stand alone; `carried` names the campuses, tracks or subject taken over from a turn."""

    text: str
    carried: bool = False
    campuses: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    subject: str = ""


def resolve(question: Question, finder: CampusFinder) -> tuple[Resolved, ...]:
    """What a question may mean after the turns before it, the likeliest first; never empty.

    A reading that carries a subject over holds only where what is found is about that subject.
    """
    alone = Resolved(_nearest(_corrected(question.text, finder), question, finder))
    if not question.conversation:
        return (alone,)
    last = question.conversation[-1]
    text = _corrected(question.text, finder)
    question = replace(question, text=text)
    here = finder.mentions(text)
    year = _YEAR_ALONE.match(search_key(text))
    if year and _YEAR.search(last.question):
        return Resolved(
            _YEAR.sub(year[1], last.question, count=1), True, last.campuses, last.tracks, last.subject
        ), alone
    if here.campuses or here.tracks:
        swapped = _swapped(question, here, last, finder)
        return (swapped, alone) if swapped else (alone,)
    name = _subject(question, last, finder)
    if not name or not _leans_back(question):
        return (alone,)
    text = f"{name} {_OPENING.sub('', question.text)}"
    return Resolved(text, True, last.campuses, last.tracks, last.subject), alone


def _corrected(text: str, finder: CampusFinder) -> str:
    """강남 말고 강동 is about Gangdong."""
    match = _NOT_THIS.search(text)
    if not match or not finder.mentions(text[: match.start()]).words:
        return text
    return text[match.end() :].strip() if finder.mentions(text[match.end() :]).words else text


def _leans_back(question: Question) -> bool:
    key = search_key(question.text)
    if question.language == "ko":
        short = len(compact(key)) <= MAX_FOLLOW_UP_CHARS
    else:
        short = len(key.split()) <= MAX_FOLLOW_UP_WORDS
    return short or bool(_POINTS_BACK.search(key))


def _subject(question: Question, last: Turn, finder: CampusFinder) -> str:
    """What the turn before was about, as words to put before the question."""
    korean = question.language == "ko"
    if last.campuses:
        return " ".join(finder[campus].name if korean else finder[campus].name_en for campus in last.campuses[:2])
    if last.tracks:
        return " ".join(TRACKS[track][0 if korean else -1] for track in last.tracks[:2] if track in TRACKS)
    return last.subject


def _swapped(question: Question, here: Mentions, last: Turn, finder: CampusFinder) -> Resolved | None:
    """그럼 강서는? asks of another campus what was asked before; None where the question says itself what it asks."""
    key = search_key(question.text)
    bare = _OPENING.sub("", key)
    for word in here.words:
        bare = bare.replace(word, " ")
    bare = bare.strip()
    while bare and (shorter := _CLOSING.sub("", bare).strip()) != bare:
        bare = shorter
    if bare:
        return None
    subject = " ".join(here.words)
    earlier = finder.mentions(last.question)
    text = search_key(last.question)
    same_kind = earlier.campuses if here.campuses else earlier.tracks
    named = [word for word in earlier.words if word in text] if same_kind else []
    text = text.replace(named[0], subject, 1) if named else f"{subject} {text}"
    for word in named[1:]:
        text = text.replace(word, " ", 1)
    return Resolved(text, True, here.campuses, here.tracks)


def _nearest(text: str, question: Question, finder: CampusFinder) -> str:
    """목동 사는데 가까운 데 어디야 asks where the campus of that district is."""
    campuses = finder.mentions(text).campuses
    if not campuses or not _NEAREST.search(search_key(text)):
        return text
    if question.language == "ko":
        return " ".join(f"{finder[campus].name} 위치와 가는 길" for campus in campuses)
    return "Where is " + " and ".join(f"the {finder[campus].name_en}" for campus in campuses)
