"""Joining: things and campuses that are asked about together (개관일이랑 면적, 위치 면적, 구로하고 양천), taken apart."""

import re
from itertools import pairwise

from knowledge.campuses import CampusFinder
from knowledge.lexical import MorphemeAnalyser
from knowledge.normalisation import search_key
from knowledge.particulars import words

MAX_PARTS = 4
"""More than that is no question any more; the first ones are answered."""
MAX_TOGETHER_CHARS = 80
"""A longer text tells a story, in which nouns are joined that nobody asks for."""
MAX_ITEM_WORDS = 3

QUESTION_WORD = re.compile(
    r"어디|언제|얼마|누가|누구|무엇|무슨|뭐|뭔(?!가 )|뭘|어느|어떻|어떤|어케|몇|며칠|왜|\b(what|where|when|who|which|how|why)\b"
)
"""What a question turns on."""
_COMPARED = re.compile(
    r"비교|차이|다른|달라|다르|중에|중 |vs|보다|같은|구별|구분|더 |살면|사는|가까|또는|아니면|\b(?:or|differ|compare|versus)"
)
ASKING_TAIL = re.compile(
    r"^(?:둘|셋|[두세네] ?개|한 ?번에|한꺼번에|적어|써|정리|나란히|다|모두|전부|함께|같이|각각|좀|도|어떻|어케|어디|언제|얼마|몇|뭐|무엇|누구|알려|가르쳐|말해|설명|보여|궁금|부탁|확인|줘|주세요|있|나오|되|돼|please\b)"
)
"""The words with which the asking begins, after the things that are asked for."""
PARTICLE = re.compile(r"(?<=[가-힣a-z\d]{2})(?:은|는|이|가|을|를|도)$")
_BEFORE_NOUN = frozenset({"the", "its", "their", "your", "is", "are", "of", "me", "a", "an", "about"})
_BETWEEN = re.compile(
    r"(?<=[가-힣a-z])\s*[,/&·]\s*(?=[가-힣a-z\d])|\s+(?:및|그리고|글고|and)\s+(?:the )?|(?<=[가-힣a-z])(?<![중사자명])이?랑\s+"
)
_NOT_SHARED = re.compile("^(?:어디|언제|몇|누구|얼마)")
"""What is asked of the last thing only: 날짜랑 인원, 장소가 어디였는지."""
_NO_NOUN = re.compile("(?:하|되|있|가|받|듣)는지")
_YEAR = re.compile(r"\d{2,4}년")


def together(clause: str, finder: CampusFinder, analyser: MorphemeAnalyser) -> list[tuple[str, ...]]:
    """A clause once for each of the things that are asked for together in it; empty where there is one, or where they
    are compared."""
    if len(clause) > MAX_TOGETHER_CHARS or _COMPARED.search(search_key(clause)):
        return []
    joints = _joints(clause, finder, analyser)
    if not joints:
        return []
    pieces = [
        clause[end:start] for (_, end), (start, _) in zip([(0, 0), *joints], [*joints, (len(clause), 0)], strict=True)
    ]
    campuses = [finder.mentions(piece).campuses for piece in pieces]
    if all(campuses) and len(joints) < MAX_PARTS and len(set(campuses)) == len(pieces):
        return _campuses_together(pieces)
    if any(finder.mentions(piece).words for piece in pieces[1:]):
        return []
    return _items(pieces, finder)


def _joints(clause: str, finder: CampusFinder, analyser: MorphemeAnalyser) -> list[tuple[int, int]]:
    """Start and end of what joins two nouns: a particle, a comma, or nothing between two words that ask different
    things of a campus."""
    spans = [(end, second) for _, end, second in analyser.joined_nouns(clause) if clause[second - 1].isspace()]
    spans += [match.span() for match in _BETWEEN.finditer(clause)]
    spaced = list(re.finditer(r"\S+", clause))
    for one, other in pairwise(spaced):
        kinds = _aspect(one[0]), _aspect(other[0])
        if all(kinds) and kinds[0] != kinds[1]:
            spans.append((one.end(), other.start()))
    key = search_key(clause)
    named = [m.span() for word in finder.mentions(clause).words for m in re.finditer(re.escape(word), key)]
    joints: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        in_name = any(since < start < to for since, to in named)  # 중랑 is no 중 with a particle
        if start and end < len(clause) and not in_name and (not joints or start > joints[-1][1]):
            joints.append((start, end))
    return joints


def _aspect(word: str) -> str:
    """Which kind of thing a whole word asks of a campus: 주소 and 위치 are one."""
    return next(
        (kind for kind, pattern in words()["aspects"].items() if re.fullmatch(pattern, word.strip("?.,! "))), ""
    )


def _campuses_together(pieces: list[str]) -> list[tuple[str, ...]]:
    """What is asked about the last campus, asked about each."""
    last = pieces[-1].split(maxsplit=1)
    rest = last[1] if len(last) > 1 else ""
    if not re.search("[가-힣]", pieces[0]):
        head, first = pieces[0].rsplit(maxsplit=1) if " " in pieces[0] else ("", pieces[0])
        return [(f"{head} {name} {rest}".strip(),) for name in (first, *pieces[1:-1], last[0])]
    if not rest:
        return []
    return [(f"{piece.strip()} {rest}",) for piece in (*pieces[:-1], last[0])]


def _items(pieces: list[str], finder: CampusFinder) -> list[tuple[str, ...]]:
    """What is asked, asked of each thing: the words before the first and after the last hold for all of them."""
    head_words, last_words = pieces[0].split(), pieces[-1].split()
    if not head_words or not last_words:
        return []
    tail_at = next((at for at, word in enumerate(last_words) if at and ASKING_TAIL.match(word)), None)
    if tail_at is None:
        tail_at = len(last_words) if len(last_words) <= MAX_ITEM_WORDS else 1
    at = _first_of_item(head_words)
    head, tail = " ".join(head_words[:at]), " ".join(last_words[tail_at:])
    names = " ".join(dict.fromkeys(finder.mentions(pieces[0]).words))
    items = [" ".join(head_words[at:]), *pieces[1:-1], PARTICLE.sub("", " ".join(last_words[:tail_at]).rstrip("?!. "))]
    if (QUESTION_WORD.search(pieces[0].lower()) and re.search("[가-힣]", pieces[0])) or _NO_NOUN.search(items[-1]):
        return []
    if any(len(item.split()) > MAX_ITEM_WORDS for item in items) or finder.mentions(items[0]).words:
        return []
    own_tails = ["" if _NOT_SHARED.match(tail) else tail] * (len(items) - 1) + [tail]
    found: list[tuple[str, ...]] = [(" ".join(filter(None, (head, items[0], own_tails[0]))),)]
    for item, asked in zip(items[1:], own_tails[1:], strict=True):
        whole, named = (" ".join(filter(None, (before, item.strip(), asked))) for before in (head, names))
        again = item.split()[-1] == head_words[-1] or _YEAR.search(item) or set(item.split()) & set(head_words[:at])
        found.append(tuple(dict.fromkeys((named, whole) if again else (whole, named))))
    return found


def _first_of_item(head_words: list[str]) -> int:
    """Where the first thing that is asked for begins: at the last word, in English after what goes before a noun."""
    if re.search("[가-힣]", head_words[-1]):
        owners = [at for at, word in enumerate(head_words[:-1]) if word.endswith("의")]
        return owners[-1] + 1 if owners else len(head_words) - 1
    before = [at for at, word in enumerate(head_words[:-1]) if word.lower() in _BEFORE_NOUN]
    return before[-1] + 1 if before else len(head_words) - 1
