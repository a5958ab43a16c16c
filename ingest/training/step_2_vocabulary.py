"""Step 2: the vocabulary, as a `tokenizers` file. Nothing decides more about a small static model.

A ready-made subword vocabulary glues particles to nouns and falls apart without spaces. This one holds what Korean
is made of: stems as a morpheme analyser and the endings that follow them show them, the endings themselves, syllables
for the rest. Scores prefer few pieces, then frequent ones, so a text has the same pieces with and without spaces.
"""

import itertools
import json
import math
import random
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.training.recipe import SEED, Folders, Progress, Size
from ingest.training.step_1_pairs import FILE_OF_TEXTS
from knowledge.lexical import MorphemeAnalyser
from knowledge.normalisation import search_key

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PADDING, UNKNOWN = "[PAD]", "[UNK]"
SYLLABLES = 2_600
EVERY = 2
"""Of the texts so many-th is counted."""
MARKS = "0123456789.,?!%()-/:&+~·'\""
NUMBERS = (*map(str, range(10, 100)), *map(str, range(1900, 2031)), *(f"{n}00" for n in range(1, 10)), "000")
LATIN_WORDS, LATIN_PAIRS, ENDINGS = 4_000, 400, 1_200
LONGEST_STEM, LONGEST_ENDING = 8, 4
STEMS_OF_AN_ENDING = 150
"""So many different stems make what follows them an ending."""
ENDINGS_OF_A_STEM, TIMES_OF_A_STEM = 4, 25
PARTICLES = 15
"""So many of the commonest endings of one syllable are taken for particles (은, 는, 이, 가, 을, 를 …)."""
ENDING_SHARE = 0.01
"""Endings of several syllables weigh little, so that 시위|를 is not cut as 시|위를: both are two pieces."""
BASE_SCORE, FREQUENCY_SHARE = -12.0, 0.35
"""A piece costs 12 and gets a little back for being frequent: fewest pieces first, frequency breaks ties."""
_WORD = re.compile("[가-힣]+|[a-z]+")
NOUNS = frozenset({"NNG", "NNP", "XR", "NP", "NR", "MAG", "VV", "VA"})


def run(folders: Folders, size: Size, tell: Progress) -> None:
    """Write the tokenizer, or copy that of the model to go on from."""
    folders.tokenizer.parent.mkdir(parents=True, exist_ok=True)
    if folders.start:
        shutil.copyfile(folders.start / "tokenizer.json", folders.tokenizer)
        return
    words = Counter[str]()
    lines = []
    chance = random.Random(SEED)
    for line in itertools.islice(_lines(folders), 0, None, EVERY):
        words.update(_WORD.findall(line))
        if len(line) > 12:
            lines.append(line[:300])
    tell(f"낱말 (words): {len(words):,}")
    lines = chance.sample(lines, min(len(lines), size.analysed_lines))
    known = _known_stems(lines)
    tell(f"형태소 (stems): {len(known):,}")
    scores = pieces(words, known, size.pieces)
    tokenizer(scores).save(str(folders.tokenizer), pretty=False)
    tell(f"조각 (pieces): {len(scores):,}")


def _lines(folders: Folders) -> Iterator[str]:
    with (folders.pairs / FILE_OF_TEXTS).open(encoding="utf-8") as file:
        for line in file:
            yield search_key(" ".join(json.loads(line)))


def _known_stems(lines: list[str]) -> Counter[str]:
    """How often the analyser found each stem of two syllables and more."""
    found = Counter[str]()
    analyser = MorphemeAnalyser()
    for line in lines:
        found.update(term for term, tag in analyser.analyse(line) if tag in NOUNS and 2 <= len(term) <= LONGEST_STEM)
    return found


def endings_after(stems: Counter[str], words: Counter[str]) -> Counter[str]:
    """What follows known stems within a word, where it follows many of them."""
    followers: dict[str, set[str]] = defaultdict(set)
    times = Counter[str]()
    for word, count in words.items():
        for cut in range(len(word) - 1, 1, -1):
            stem, rest = word[:cut], word[cut:]
            if stems[stem] > 2:
                if len(rest) <= LONGEST_ENDING:
                    followers[rest].add(stem)
                    times[rest] += count
                break
    return Counter({rest: times[rest] for rest, before in followers.items() if len(before) >= STEMS_OF_AN_ENDING})


def stems_before(endings: Counter[str], words: Counter[str], known: Counter[str]) -> Counter[str]:
    """Stems that the analyser's sample did not show: what is followed by several different endings."""
    times = Counter[str]()
    variety: dict[str, set[str]] = defaultdict(set)
    particles = {
        ending for ending, _ in Counter({e: n for e, n in endings.items() if len(e) == 1}).most_common(PARTICLES)
    }
    for word, count in words.items():
        for cut in range(len(word), 1, -1):
            rest = word[cut:]
            if cut <= LONGEST_STEM and (not rest or rest in endings):
                times[word[:cut]] += count
                variety[word[:cut]].add(rest)
    return Counter(
        {
            stem: count
            for stem, count in times.items()
            if count >= TIMES_OF_A_STEM
            and len(variety[stem] - {""}) >= ENDINGS_OF_A_STEM
            and (known[stem] > 2 or not _is_stem_and_ending(stem, known, endings, particles))
        }
    )


def _is_stem_and_ending(word: str, known: Counter[str], endings: Counter[str], particles: set[str]) -> bool:
    """Whether a would-be stem is another one with its particle still on (서울은, 학교에, 위를)."""
    if len(word) == 2:
        return word[1] in particles
    return any(known[word[:cut]] > 2 and word[cut:] in endings for cut in (len(word) - 1, len(word) - 2) if cut >= 2)


def pieces(words: Counter[str], known: Counter[str], count: int) -> dict[str, float]:
    """The `count` best pieces, each with how often it was seen; single syllables, numbers and letters come first."""
    hangul = Counter({word: seen for word, seen in words.items() if word[0] >= "가"})
    latin = Counter({word: seen for word, seen in words.items() if word[0] < "가"})
    syllables, letters = Counter[str](), Counter[str]()
    for word, seen in hangul.items():
        for syllable in word:
            syllables[syllable] += seen
    for word, seen in latin.items():
        for at in range(len(word) - 1):
            letters[word[at : at + 2]] += seen
    endings = endings_after(known, hangul)
    stems = stems_before(endings, hangul, known)
    for stem, seen in known.items():
        if seen > 1:
            stems[stem] = max(stems[stem], seen)
    always: list[tuple[str, float]] = [
        *((syllable, seen * 0.3) for syllable, seen in syllables.most_common(SYLLABLES)),
        *((mark, 1.0) for mark in (*MARKS, *"abcdefghijklmnopqrstuvwxyz", *NUMBERS)),
        *letters.most_common(LATIN_PAIRS),
        *((word, seen) for word, seen in latin.most_common(LATIN_WORDS) if len(word) > 2),
        *((ending, seen * ENDING_SHARE) for ending, seen in endings.most_common(ENDINGS) if len(ending) > 1),
    ]
    chosen: dict[str, float] = {}
    for piece, times in (*always, *stems.most_common()):
        if len(chosen) >= count - 2:
            break
        chosen.setdefault(piece, times)
    return chosen


def tokenizer(seen: dict[str, float]) -> "Tokenizer":
    """A Unigram tokenizer of these pieces; padding is row 0 and the unknown row 1."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    scored = [(piece, BASE_SCORE + FREQUENCY_SHARE * math.log(1 + times)) for piece, times in seen.items()]
    made = Tokenizer(models.Unigram([(PADDING, 0.0), (UNKNOWN, 0.0), *scored], unk_id=1, byte_fallback=False))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Punctuation("isolated"),
            pre_tokenizers.Digits(individual_digits=False),
        ]
    )
    return made
