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


def _names(text: str, finder: CampusFinder) -> str:
    return " ".join(dict.fromkeys(finder.mentions(text).words))
