"""The lexical index: BM25 over Kiwi morphemes, and BM25 over syllable n-grams with the spaces stripped.

The first is the backbone for Korean questions, the second survives lost spaces and a typo. Kiwi is the cost of
indexing, so its terms are kept with the passages and only new text is analysed.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.errors import VersionBroken
from knowledge.normalisation import compact, search_key
from knowledge.postings import K1, B, Postings

TERM_TAGS = frozenset({"NNG", "NNP", "NR", "VV", "VA", "XR", "SL", "SN", "SH", "MAG", "XPN", "NP", "MM"})
"""Kiwi's tags of words that carry content; particles, endings and marks are left out."""
CONNECTIVES = ("는데", "은데", "ᆫ데", "ㄴ데", "지만", "어서", "아서", "니까", "던데", "면서")
PIECE_TAGS = frozenset({"NNG", "NNP", "NNB", "NR", "VV", "VCP", "XSN", "MM", "MAG", "IC", "XPN"})
FIRST_WORD_ID = 100
"""Below are Kiwi's ids of the tags themselves, which a word gets that is in no dictionary (kiwipiepy 0.24)."""
OR = frozenset({"나", "이나", "든", "이든"})
NGRAM_SIZES = (2, 3)

PROGRAMME_WORDS = (
    "청취사", "새싹", "청년취업사관학교", "청년창업사관학교", "잡코디", "이음의날", "매칭데이", "마이새싹", "새싹톤",
    "십중팔구", "빅테크", "뷰티패션", "핀테크", "매력일자리", "풀스택", "솔로프리너", "에이전틱", "레벨테스트",
    "자기소개서", "수강료", "교육비", "내일배움카드", "국비지원", "오시는길", "누리집", "서울경제진흥원", "비전공자",
    "수강신청", "교육기간", "구내식당", "취업률", "직무유지율", "특화캠퍼스", "인큐베이팅", "영커리언스",
)  # fmt: skip
"""Words that Kiwi would cut; campus, district and track names are added from the structured data."""


class MorphemeAnalyser:
    """Kiwi with the programme's words: text to (term, tag) pairs."""

    def __init__(self, extra_words: Iterable[str] = ()) -> None:
        import snowballstemmer
        from kiwipiepy import Kiwi, __version__

        self.words = tuple(extra_words)
        known = (__version__, sorted(TERM_TAGS), PROGRAMME_WORDS, self.words)
        self.fingerprint = hashlib.sha256(repr(known).encode()).hexdigest()[:16]
        """Differs whenever the terms of a text could."""
        self._kiwi = Kiwi(num_workers=1, load_multi_dict=False, load_default_dict=False, load_typo_dict=False)
        for word in dict.fromkeys((*PROGRAMME_WORDS, *self.words)):
            self._kiwi.add_user_word(word, "NNP", 0.0)
        self._kiwi.tokenize("가")  # the dictionary is compiled at the first use
        self._stem = lru_cache(maxsize=10_000)(snowballstemmer.stemmer("english").stemWord)

    def analyse(self, text: str) -> list[tuple[str, str]]:
        """Content terms with their tags, in order; English words are stemmed."""
        return self._terms(self._kiwi.tokenize(search_key(text)))

    def terms(self, text: str) -> list[str]:
        """Content terms alone."""
        return [term for term, _ in self.analyse(text)]

    def terms_of_all(self, texts: Sequence[str]) -> list[list[str]]:
        """`terms` of each text, in one pass of Kiwi."""
        keys = [search_key(text) for text in texts]
        return [[term for term, _ in self._terms(tokens)] for tokens in self._kiwi.tokenize(keys)]

    def unknown_words(self, key: str) -> list[tuple[int, int]]:
        """Start and length of each Hangul noun of a search key that Kiwi has no entry for."""
        tokens = self._kiwi.tokenize(key)
        unknown = [
            (token.start, token.len)
            for token in tokens
            if token.tag in ("NNG", "NNP") and token.id < FIRST_WORD_ID and "가" <= token.form[0] <= "힣"
        ]
        # A mistyped word may also fall into pieces of one syllable (양쳔 -> 양 치): then the whole spaced word is meant.
        for word in re.finditer(r"[가-힣]{3,}", key):
            inside = [token for token in tokens if word.start() <= token.start < word.end()]
            pieces = sum(token.len <= 1 and token.tag in PIECE_TAGS for token in inside)
            if pieces >= 2 and not any(word.start() <= start < word.end() for start, _ in unknown):
                unknown.append((word.start(), word.end() - word.start()))
        return unknown

    def is_word(self, text: str) -> bool:
        """Whether a piece of Hangul is, but for one syllable at its end, a noun that Kiwi knows."""
        first = self._kiwi.tokenize(text)[0]
        return first.tag in ("NNG", "NNP") and first.id >= FIRST_WORD_ID and first.len >= max(2, len(text) - 1)

    def sentences(self, text: str) -> list[str]:
        """The sentences of a Korean or English paragraph, each a verbatim part of it."""
        korean = [sentence.text for sentence in self._kiwi.split_into_sents(text)]
        # Kiwi leaves runs of English sentences together.
        return [part for sentence in korean for part in re.split(r"(?<=[a-z0-9)][.!?])\s+(?=[A-Z])", sentence) if part]

    def joined_nouns(self, sentence: str) -> list[tuple[int, int, int]]:
        """Where two nouns are joined (개관일과 면적): start of the first, end of the first, start of the second."""
        tokens = self._kiwi.tokenize(sentence)
        found = []
        for at in range(1, len(tokens) - 1):
            if (
                tokens[at].tag != "JC"
                or not tokens[at + 1].tag.startswith("NN")
                or not tokens[at - 1].tag.startswith("NN")
            ):
                continue
            first = at - 1
            while first and tokens[first - 1].tag.startswith("NN") and tokens[first - 1].end == tokens[first].start:
                first -= 1
            found.append((tokens[first].start, tokens[at].start, tokens[at + 1].start))
        return found

    def final_clauses(self, sentence: str) -> list[str]:
        """What follows each connective ending of a sentence (…는데, …지만, …고 싶어서), longest first."""
        ends = [
            token.start + token.len
            for token in self._kiwi.tokenize(sentence)
            if token.tag == "EC" and token.form.endswith(CONNECTIVES)
        ]
        ends += [match.end() for match in re.finditer(r"[,.:;]\s|\b(and|but|so)\s", sentence)]
        return [sentence[end:].strip(" ,") for end in sorted(ends)]

    def _terms(self, tokens: Any) -> list[tuple[str, str]]:
        found = []
        for token in tokens:
            tag = token.tag.split("-")[0]
            if tag in TERM_TAGS:
                found.append((self._stem(token.form) if tag == "SL" else token.form, tag))
        return found


@lru_cache(maxsize=2)
def analyser_with(words: tuple[str, ...]) -> MorphemeAnalyser:
    """The analyser that knows these words; a server and a refresh in its process share one, for each takes 2 s."""
    return MorphemeAnalyser(words)


def preload() -> None:
    """Import bm25s (0.3 s) while something else is waited for."""
    import bm25s  # noqa: F401


def syllable_ngrams(text: str) -> list[str]:
    """Runs of 2 and 3 characters of the text without spaces and punctuation."""
    key = compact(text)
    return [key[start : start + size] for size in NGRAM_SIZES for start in range(len(key) - size + 1)]


class LexicalIndex:
    """One BM25 index over passages; rows are in the order of the passages."""

    def __init__(self, index: Any, size: int) -> None:
        self._index = index
        self._size = size

    @classmethod
    def build(cls, documents: Iterable[Sequence[str]]) -> "LexicalIndex":
        """Index the terms of each passage."""
        return cls.over(Postings.of(documents))

    @classmethod
    def over(cls, postings: Postings) -> "LexicalIndex":
        """The index over postings that are there already."""
        from bm25s import BM25

        index = BM25(k1=K1, b=B, method="lucene")
        size = len(postings.lengths)
        index.vocab_dict = {term: number for number, term in enumerate(postings.vocabulary)}
        index.nonoccurrence_array = None
        index.scores = {
            "data": postings.scores(),
            "indices": postings.rows,
            "indptr": postings.starts,
            "num_docs": size,
        }
        return cls(index, size)

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        self._index.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path, size: int) -> "LexicalIndex":
        """Open what `save` wrote. Raises VersionBroken."""
        from bm25s import BM25

        try:
            return cls(BM25.load(str(folder), show_progress=False), size)
        except Exception as error:
            raise VersionBroken(
                f"어휘 색인을 읽을 수 없습니다: {folder} ({error}) (lexical index unreadable)"
            ) from error

    def scores(self, terms: Sequence[str]) -> npt.NDArray[np.float32]:
        """BM25 of every passage, shape (passages,); 0 where no term is shared."""
        known = [term for term in terms if term in self._index.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)
