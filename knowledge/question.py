"""Question: what was asked, and how it is read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import cast

import yaml

from knowledge.answer import Answer
from knowledge.campuses import CampusFinder, Mentions
from knowledge.document import Language
from knowledge.lexical import MorphemeAnalyser
from knowledge.normalisation import compact, language_of, search_key, shown

NOUN_TAGS = frozenset({"NNG", "NNP", "XR", "SL", "SH"})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The word lists of vocabulary.yaml; `synonyms` maps a term to all terms of its groups."""

    synonyms: Mapping[str, frozenset[str]]
    spellings: tuple[tuple[re.Pattern[str], str], ...]
    english: Mapping[str, str]
    english_words: re.Pattern[str]
    generic: frozenset[str]
    campus_aspects: frozenset[str]
    measures: frozenset[str]
    programme: frozenset[str]
    programme_names: frozenset[str]
    in_scope: frozenset[str]
    out_of_scope: frozenset[str]
    errands: re.Pattern[str]
    opinions: re.Pattern[str]
    vague: re.Pattern[str]


@cache
def vocabulary() -> Vocabulary:
    """Read vocabulary.yaml, once."""
    # BaseLoader: every scalar stays the string that was written (no, on and yes are words here).
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    content = yaml.load((Path(__file__).parent / "vocabulary.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506
    synonyms: dict[str, frozenset[str]] = {}
    for group in content["synonyms"]:
        for word in group:
            synonyms[word] = synonyms.get(word, frozenset()) | frozenset(group)
    patterns = {
        name: re.compile("|".join(f"(?:{pattern})" for pattern in content[name]))
        for name in ("errands", "opinions", "vague")
    }
    return Vocabulary(
        synonyms=synonyms,
        spellings=tuple((re.compile(pattern), meant) for pattern, meant in content["spellings"]),
        english=content["english"],
        english_words=_words(content["english"]),
        generic=frozenset(word for row in content["generic"] for word in row),
        campus_aspects=frozenset(content["campus_aspects"]),
        measures=frozenset(content["measures"]),
        programme=frozenset(content["programme"]),
        programme_names=frozenset(content["programme_names"]),
        in_scope=frozenset(content["in_scope"]),
        out_of_scope=frozenset(content["out_of_scope"]),
        **patterns,
    )


def _words(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for whole Latin words, the longest first; a Korean particle may follow at once."""
    longest = sorted(words, key=lambda word: -len(word))
    return re.compile(rf"(?<![a-z0-9@._-])(?:{'|'.join(map(re.escape, longest))})(?![a-z0-9@._-])")


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it came in; `now` is in Asia/Seoul."""

    text: str
    language: Language
    now: datetime
    conversation: tuple["Turn", ...] = ()

    @classmethod
    def of(
        cls, text: str, now: datetime, language: Language | None = None, conversation: tuple["Turn", ...] = ()
    ) -> "Question":
        """A question from raw text: invisible characters removed, language by script where none is given."""
        clean = shown(text)
        return cls(clean, language or cast(Language, language_of(clean)), now, conversation)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a later question may refer back to.

    `question` is the earlier question with its own references resolved, `subject` what its answer was about where
    that was no campus or track (고급인재 양성트랙).
    """

    question: str
    campuses: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    subject: str = ""
    passage_id: str = ""
    """The passage that the answer began with: what comes next often stands there too."""
    cited: tuple[str, ...] = ()
    """All passages that the answer cites."""

    @classmethod
    def of(cls, answer: Answer) -> "Turn":
        """The turn that ended with this answer."""
        cited = tuple(dict.fromkeys(citation.passage_id for citation in answer.citations))
        return cls(answer.asked, answer.campuses, answer.tracks, answer.subject, next(iter(cited), ""), cited)


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as the search sees it.

    `terms` are all content terms; `asked` are those left when the programme's name, campus and track names and
    words that merely ask are taken away: what the answer must be about.
    """

    question: Question
    text: str
    key: str
    terms: tuple[str, ...]
    original_terms: tuple[str, ...]
    """The terms of the question as it came, before references were resolved."""
    asked: tuple[str, ...]
    nouns: frozenset[str]
    specifics: tuple[str, ...]
    """Years, cohorts and ordinals that the question pins down: 2027년, 5기, 26번째."""
    mentions: Mentions
    meant: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Each term with the words that say the same, itself included."""
    carried: bool = field(default=False)
    """Whether the campus or track was taken over from an earlier turn."""
    about: tuple[str, ...] = ()
    """Words that name the course that was taken over."""


_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_RELATIVE_YEARS = {"재작년": -2, "작년": -1, "지난해": -1, "올해": 0, "금년": 0, "내년": 1, "후년": 2}
_RELATIVE_YEARS_EN = {"last year": -1, "this year": 0, "next year": 1}
_COHORT = re.compile(r"(?<!\d)(\d{1,2})\s?(기|호|번째)(?![가-힣]*업)")


_COURSE = ("과정", "course")
"""Said with the name of a course, and asked about no more than that."""
_AGE = re.compile(r"(\d{2}|몇)\s?(살|세(?!기))|(스물|서른|마흔|쉰|예순)|[1-6]0대|\bage\b|years? old|\bi'?m \d{2}\b")
"""An age is asked about without the word: 서른다섯인데, 17살이면."""


def specifics(key: str, now: datetime) -> tuple[str, ...]:
    """The years, cohorts and ordinals of a search key, years as four digits."""
    years = _YEAR.findall(key)
    for words in (_RELATIVE_YEARS, _RELATIVE_YEARS_EN):
        for word, offset in words.items():
            if word in key:
                years.append(str(now.year + offset))
                key = key.replace(word, " ")
    return (*dict.fromkeys(years), *(number + unit for number, unit in _COHORT.findall(key)))


def _is_named(term: str, named: set[str]) -> bool:
    """Whether a term is one of the names found, or begins with one (신림동 of 신림)."""
    bare = compact(term)
    return bare in named or any(len(name) > 1 and bare.startswith(name) for name in named)


def spelled(text: str) -> str:
    """The text with the spellings of chats (ㅇㄷ, 몃, 잇나) and the English words of a Korean question written out."""
    key = search_key(text)
    plain = key
    for pattern, meant in vocabulary().spellings:
        plain = pattern.sub(meant, plain)
    if _HANGUL.search(plain):
        korean = plain
        plain = vocabulary().english_words.sub(lambda match: _in_korean(match[0], korean), plain)
    plain = _YEAR_IN_WORDS.sub(_year_in_digits, plain)
    plain = _SHORT_YEAR.sub(r"20\1년", plain)
    return text if plain == key else plain


def _in_korean(word: str, text: str) -> str:
    """What an English word means in a Korean text; nothing where the text says it in Korean too (email 메일)."""
    meant = vocabulary().english[word]
    return "" if meant in text else meant


_YEAR_IN_WORDS = re.compile("이천([일이삼사오육칠팔구]?십)?([일이삼사오육칠팔구])?년")
_HANGUL = re.compile("[가-힣]")
_SHORT_YEAR = re.compile(
    r"(?<![\d.])([23]\d)년(?!\s?(?:차|동안|간|만|전|뒤|후|이상|이하|넘|째|제))(?=\s?\d{1,2}월|도|에|엔|부터|까지|\s|$)"
)
"""22년 and 25년도 are years of this century; 20년 동안, 20년 전 are spans."""
_DIGITS = "영일이삼사오육칠팔구"


def _year_in_digits(match: re.Match[str]) -> str:
    """이천이십오년 as 2025년."""
    tens, ones = match.groups()
    ten = 0 if not tens else 10 * (_DIGITS.index(tens[0]) if len(tens) > 1 else 1)
    return f"{2000 + ten + (_DIGITS.index(ones) if ones else 0)}년"


def read(
    question: Question,
    text: str,
    finder: CampusFinder,
    analyser: MorphemeAnalyser,
    carried: bool,
    about: Iterable[str] = (),
) -> Reading:
    """Analyse a question whose references were resolved; `about` are words that name what was carried over."""
    words = vocabulary()
    mentions = finder.mentions(text)
    analysed = analyser.analyse(text)
    if _AGE.search(search_key(text)):
        analysed = [*analysed, ("나이", "NNG")]
    named = {compact(word) for word in mentions.words} | {compact(w.removesuffix("구")) for w in mentions.words}
    named |= (
        {part for word in (*about, *_COURSE) for part in (compact(word), *analyser.terms(word))} if about else set()
    )
    asked = [
        (term, tag)
        for term, tag in analysed
        if term not in words.generic and term not in words.programme and not _is_named(term, named) and tag != "SN"
    ]
    return Reading(
        question=question,
        text=text,
        key=search_key(text),
        terms=tuple(term for term, _ in analysed),
        original_terms=tuple(analyser.terms(question.text)) if text != question.text else (),
        asked=tuple(dict.fromkeys(term for term, _ in asked)),
        nouns=frozenset(term for term, tag in asked if tag in NOUN_TAGS),
        specifics=tuple(s for s in specifics(search_key(text), question.now) if not any(s in name for name in named)),
        mentions=mentions,
        meant={term: words.synonyms.get(term, frozenset()) | {term} for term, _ in analysed},
        carried=carried,
        about=tuple(about),
    )


def is_named(reading: Reading) -> bool:
    """Whether a question names the programme, one of its campuses or a track."""
    bare = compact(reading.text)
    names = vocabulary().programme_names
    return bool(reading.mentions.campuses or reading.mentions.tracks) or any(word in bare for word in names)


def has_school_word(reading: Reading) -> bool:
    """Whether a question has an everyday word of schools and courses."""
    bare = compact(reading.text)
    words = vocabulary().in_scope
    return any(term in words for term in reading.terms) or any(
        len(word) > 2 and not word.isascii() and word in bare for word in words
    )


def has_foreign_word(reading: Reading) -> bool:
    """Whether a question has a word of what is not the programme's business."""
    bare = compact(reading.text)
    words = vocabulary().out_of_scope
    return any(term in words for term in (*reading.terms, *reading.original_terms)) or any(
        len(word) > 2 and not word.isascii() and word in bare for word in words
    )
