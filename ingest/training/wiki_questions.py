"""Makes a question out of an encyclopedia passage: its title, some keywords of a sentence, or a sentence with a gap."""

import random
import re
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"(?<=[다요음임함]\.)\s+|(?<=[!?])\s+(?=[가-힣A-Z0-9])")
_PARTICLE = re.compile(
    r"(?:으로부터|에서는|에서의|으로서|으로써|이라는|에게서|라는|에서|에게|까지|부터|으로|이며|이고|처럼|보다|하고|와의|과의|"
    r"은|는|이|가|을|를|의|에|로|와|과|도|만)$"
)
_PREDICATE = re.compile(r"(?:하였다|되었다|이었다|받았다|있었다|했다|됐다|였다|한다|된다|이다|있다|없다|하다|다)?\.?$")
_MARKS = ".,\"'()[]“”‘’《》〈〉「」『』:;?!…·"
_BRACKETS = re.compile(r"\([^)]*\)")
_DATE = re.compile(r"\d(?:년|월|일|세기|시)")

ABOUT = (
    "은 무엇인가요?", "는 누구인가요?", "이 뭐야?", " 뭐야", "에 대해 알려줘", "에 대해 설명해 주세요", "란?", " 뜻", " 설명",
    "이 뭔가요", "가 궁금해요", " 알려주세요", " 정보", "", "", "",
)  # fmt: skip
WHEN = ("은 언제인가요?", "한 때는?", " 언제야?", "한 해는?", " 시기", "은 몇 년인가요", " 언제", "한 날짜는?")
HOW_MANY = ("은 얼마인가요?", "은 몇 명인가요?", "은 몇인가요?", " 몇 개", " 얼마", "의 수는?", " 몇이야")
WHAT = (
    "은 누구인가요?", "은 무엇인가요?", "은 어디인가요?", "한 사람은?", "한 곳은?", "의 이름은?", "한 것은?", " 누구", " 무엇",
    " 어디", " 뭐야?", "은?", " 왜", " 어떻게", "한 까닭은?", "은 어느 나라인가요?",
)  # fmt: skip
KEYWORD_TAILS = (
    "",
    "",
    "",
    "",
    "는?",
    " 무엇",
    "은 무엇인가요?",
    " 알려줘",
    "에 대해 알려줘",
    " 방법",
    " 이유",
    " 어디",
)
ASKING_FIRST = ("누가", "어디서", "언제", "무엇이", "몇")

TITLE_SHARE = 0.22
"""Of the first passages of an article, so many are asked for by the title alone."""
KEYWORD_SHARE = 0.30
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Made:
    """A question, and which sentence of the passage it was made of (None: of the title)."""

    text: str
    sentence: int | None


def sentences(passage: str) -> list[str]:
    """The sentences of a passage, cut at full stops after a Korean ending."""
    return [sentence for sentence in _SENTENCE_END.split(passage) if sentence]


def bare(word: str) -> str:
    """A word without its marks and its particle."""
    word = word.strip(_MARKS)
    return _PARTICLE.sub("", word) if len(word) >= 3 else word


def question(title: str, parts: list[str], first: bool, chance: random.Random) -> Made:
    """A question that the sentences `parts` of an article answer."""
    subject = _BRACKETS.sub("", title).strip()
    usable = [at for at, sentence in enumerate(parts) if 5 <= len(sentence.split()) <= 40]
    if not usable or (first and chance.random() < TITLE_SHARE):
        return Made(subject + chance.choice(ABOUT), None)
    at = chance.choice(usable)
    words = parts[at].split()
    made = _keywords(subject, words, chance) if chance.random() < KEYWORD_SHARE else ""
    return Made(made or _with_a_gap(subject, words, chance), at)


def _keywords(subject: str, words: list[str], chance: random.Random) -> str:
    """Two to five words of a sentence, in their order or not; empty where it has too few."""
    known = [word for word in map(bare, words[:-1]) if len(word) >= 2]
    if len(known) < 2:
        return ""
    places = chance.sample(range(len(known)), min(len(known), chance.randint(2, 5)))
    if chance.random() < 0.5:
        places.sort()
    chosen = [known[place] for place in places]
    if subject not in chosen and chance.random() < 0.5:
        chosen.insert(0, subject)
    return " ".join(chosen) + chance.choice(KEYWORD_TAILS)


def _with_a_gap(subject: str, words: list[str], chance: random.Random) -> str:
    """A stretch of a sentence without the words that the question asks for."""
    figures = [at for at, word in enumerate(words[:-1]) if re.search(r"\d", word)]
    tails: tuple[str, ...] = WHAT
    if figures and chance.random() < 0.6:
        gap = chance.choice(figures)
        tails = WHEN if _DATE.search(words[gap]) else HOW_MANY
    else:
        gap = chance.randrange(len(words) - 1)
    rest = words[:gap] + words[gap + chance.choice((1, 1, 2)) :]
    rest = rest or words
    length = chance.randint(4, MOST_WORDS)
    if len(rest) > length:
        start = chance.randint(0, len(rest) - length) if chance.random() < 0.6 else len(rest) - length
        rest = rest[start : start + length]
    rest = [word for word in rest if chance.random() > 0.1] or rest
    rest = [_BRACKETS.sub("", word) for word in rest]
    rest[-1] = (_PREDICATE if chance.random() < 0.8 else _PARTICLE).sub("", rest[-1].rstrip("."))
    asked = " ".join(word for word in rest if word)
    if subject not in asked and chance.random() < 0.4:
        asked = f"{subject}{chance.choice((' ', '의 ', '에서 ', '이 ', '은 '))}{asked}"
    if chance.random() < 0.12:
        return f"{chance.choice(ASKING_FIRST)} {asked}나요?"
    return asked + chance.choice(tails)
