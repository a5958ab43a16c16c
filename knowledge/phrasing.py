"""The question inside what was typed: people tell a story before they ask, and ask at the end of a long sentence."""

import re

from knowledge.campuses import CampusFinder
from knowledge.lexical import MorphemeAnalyser
from knowledge.normalisation import search_key

MAX_PARTS = 4
MIN_PART_CHARS = 4
"""Shorter pieces (정말?, 그래?) ask nothing by themselves."""
_ASKS = re.compile(
    r"[?？]|어디|언제|얼마|누가|누구|무엇|무슨|뭐|뭔|뭘|어떻|어떤|어케|몇|왜|좀$|나요|까요|가요|는지|은지|인지|ㄴ지|할지|알려|가르쳐|궁금|부탁|확인"
    r"|\b(what|where|when|who|which|how|why|is|are|can|could|do|does|did|will|tell)\b"
)

MAX_QUESTIONS = 3
"""More than that is no question any more; the first ones are answered."""
_WORD = re.compile(
    r"어디|언제|얼마|누가|누구|무엇|무슨|뭐|뭔(?!가 )|뭘|어떻|어떤|어케|몇|왜|\b(what|where|when|who|which|how|why)\b"
)
MAX_TOGETHER_CHARS = 60
_COMPARED = re.compile(r"비교|차이|다른|달라|중에|vs|보다|같은")
_REST_OF_WORD = re.compile(r"^[가-힣]+")
_JOINT = re.compile(r"([가-힣](?:고|며|[는은인]지)요?|랑|하고|\band|[,/&]|[가-힣]요)(?:\s*(?:그리고|또|and|&))?[\s,/]+")


def questions_in(text: str, finder: CampusFinder, analyser: MorphemeAnalyser) -> list[str]:
    """The text itself, then each sentence and final clause in it that asks something, without repeats.

    A part that names no campus or track takes over the ones that the whole text names.
    """
    parts = [text]
    for line in text.splitlines():
        for sentence in analyser.sentences(line):
            if _ASKS.search(search_key(sentence)):
                parts += [sentence, *analyser.final_clauses(sentence)]
    named = _names(text, finder)
    found = [text]
    for part in parts[1:]:
        clean = part.strip(" ,.…~!ㅋㅎㅠㅜ")
        if len(clean.replace(" ", "")) < MIN_PART_CHARS or not _ASKS.search(search_key(part)):
            continue
        mentions = finder.mentions(clean)
        whole = clean if mentions.campuses or mentions.tracks or not named else f"{named} {clean}"
        if whole not in found:
            found.append(whole)
    return found[:MAX_PARTS]


def several(text: str, finder: CampusFinder, analyser: MorphemeAnalyser) -> list[str]:
    """The questions of a text that asks more than one, in their order; empty where it asks one.

    Sentences that ask, clauses joined by 고, 랑, "and" where each has a question word of its own, and things that
    are asked for together (개관일과 면적).
    """
    asking = [
        clause
        for line in text.splitlines()
        for sentence in analyser.sentences(line)
        if _ASKS.search(search_key(sentence))
        for clause in _clauses(sentence)
    ]
    whole = [clause for clause in asking if len(clause.replace(" ", "")) >= MIN_PART_CHARS]
    return whole[:MAX_QUESTIONS] if len(whole) > 1 else _asked_together(text, finder, analyser)


def _asked_together(text: str, finder: CampusFinder, analyser: MorphemeAnalyser) -> list[str]:
    """The question once for each of two nouns that are joined in it, unless they are names or compared."""
    if len(text) > MAX_TOGETHER_CHARS or _COMPARED.search(search_key(text)):
        return []
    for start, end, second in analyser.joined_nouns(text):
        after = re.match(r"[가-힣A-Za-z0-9]+", text[second:])
        if not after or finder.mentions(text[start:end]).words or finder.mentions(after[0]).words:
            continue
        rest = _REST_OF_WORD.sub("", text[second + len(after[0]) :])
        return [f"{text[:end]} {rest}".strip(), f"{text[:start]}{text[second:]}".strip()]
    return []


def _clauses(sentence: str) -> list[str]:
    """A sentence cut at the joints between which there is a question word each; the sentence where there is none."""
    clauses: list[str] = []
    since = 0
    for joint in _JOINT.finditer(sentence):
        if _WORD.search(sentence[since : joint.end(1)].lower()) and _WORD.search(sentence[joint.end() :].lower()):
            clauses.append(sentence[since : joint.end(1)].strip(" ,"))
            since = joint.end()
    return [*clauses, sentence[since:].strip(" ,")]


def _names(text: str, finder: CampusFinder) -> str:
    return " ".join(dict.fromkeys(finder.mentions(text).words))
