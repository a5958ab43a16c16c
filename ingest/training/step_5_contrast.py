"""Step 5: questions learn to lie near what answers them and far from everything else in the batch.

The mean of the piece vectors, cosine times 20, cross-entropy over the batch (multiple negatives ranking). Batches of
the encyclopedia keep the passages of an article together, which makes wrong answers hard; the small sources come in
batches of their own. Half of the encyclopedia's passages lose most of the pieces that they share with their question,
and some the very sentence it was made of: BM25 finds shared words already, this model is to find the rest.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from ingest.training.datasets import KINDS
from ingest.training.recipe import SEED, THREADS, Folders, Progress, Size
from ingest.training.step_1_pairs import FILE_OF_PAIRS

WARM_UP = 50
SCALE = 20.0
LONGEST = 80
"""Pieces of a text that are looked at: its beginning, or (6 in 10) a stretch anywhere."""
DROPPED = 0.1
SHARED_LOST_IN, SHARED_LOST = 0.5, 0.7
SENTENCE_LOST, LEAST_LEFT = 0.3, 25
SHARES = {
    "parakqc": 0.20, "question_pair": 0.06, "chatbot_data": 0.08, "inference": 0.14,
    "ms_helpdesk": 0.16, "ms_partner": 0.12, "programme": 0.24,
}  # fmt: skip
"""Of the batches that are not the encyclopedia's."""

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Bags:
    """Texts as pieces, one after the other; text n begins at `starts[n]`."""

    pieces: Numbers
    starts: Numbers

    @property
    def rows(self) -> Numbers:
        """The text of each piece."""
        return np.repeat(np.arange(len(self.starts)), np.diff([*self.starts, len(self.pieces)]))

    def without(self, lost: npt.NDArray[np.bool_]) -> "Bags":
        """The same without some pieces, but never without the last piece of a text."""
        rows = self.rows
        left = np.bincount(rows[~lost], minlength=len(self.starts))
        lost = lost & (left > 0)[rows]
        lengths = np.bincount(rows[~lost], minlength=len(self.starts))
        return Bags(self.pieces[~lost], np.concatenate([[0], np.cumsum(lengths)[:-1]]))


class Corpus:
    """The pairs of step 1 as the pieces of step 3."""

    def __init__(self, folders: Folders) -> None:
        tokens, pairs = np.load(folders.tokens), np.load(folders.pairs / FILE_OF_PAIRS)
        self._ids, self._starts, self._lines = (tokens[name] for name in ("ids", "starts", "lines"))
        self.question, self.passage, self.sentence, self.group, self.kind = (
            pairs[name] for name in ("question", "passage", "sentence", "group", "kind")
        )
        whole = self._starts[self._lines]
        filled = np.diff(whole) > 0
        self.usable = np.flatnonzero(filled[self.question] & filled[self.passage])

    def bags(self, texts: Numbers, chance: np.random.Generator, cut: Numbers | None = None) -> Bags:
        """The pieces of texts, stretches of the long ones; `cut` names a sentence of each that some lose, or -1."""
        begin, end = self._starts[self._lines[texts]], self._starts[self._lines[texts + 1]]
        spare = np.maximum(end - begin - LONGEST, 0)
        moved = (chance.random(len(texts)) * (spare + 1)).astype(np.int64) * (chance.random(len(texts)) < 0.6)
        length = np.minimum(end - begin, LONGEST)
        starts = np.concatenate([[0], np.cumsum(length)[:-1]])
        rows = np.repeat(np.arange(len(texts)), length)
        places = np.arange(len(rows)) - starts[rows] + (begin + moved)[rows]
        bags = Bags(self._ids[places].astype(np.int64), starts)
        lost = chance.random(len(places)) < DROPPED
        if cut is not None:
            lost |= self._in_sentence(texts, cut, places, rows, chance)
        return bags.without(lost)

    def _in_sentence(
        self, texts: Numbers, cut: Numbers, places: Numbers, rows: Numbers, chance: np.random.Generator
    ) -> npt.NDArray[np.bool_]:
        at = self._lines[texts] + np.maximum(cut, 0)
        begin, end = self._starts[at], self._starts[at + 1]
        whole = self._starts[self._lines[texts + 1]] - self._starts[self._lines[texts]]
        losing = (cut >= 0) & (whole - (end - begin) >= LEAST_LEFT) & (chance.random(len(texts)) < SENTENCE_LOST)
        return np.asarray(losing[rows] & (places >= begin[rows]) & (places < end[rows]))


def run(folders: Folders, size: Size, tell: Progress) -> None:
    """Train and write the vectors (float32, shape (pieces, dimension))."""
    torch.set_num_threads(THREADS)
    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    corpus = Corpus(folders)
    first = torch.from_numpy(np.load(folders.word_vectors)["vectors"][:, : size.dimension].copy())
    vectors = torch.nn.EmbeddingBag.from_pretrained(first, freeze=False, mode="mean")
    adam = torch.optim.Adam(vectors.parameters(), lr=size.learning_rate, betas=(0.9, 0.98), fused=True)
    started, losses = time.monotonic(), []
    for step, pairs in enumerate(batches(corpus, size, chance)):
        for group in adam.param_groups:
            group["lr"] = size.learning_rate * min(1.0, (step + 1) / WARM_UP) * max(0.01, 1 - step / size.steps)
        loss = _loss(vectors, corpus, pairs, chance)
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        adam.step()
        losses.append(loss.item())
        if (step + 1) % 100 == 0:
            tell(f"{step + 1} / {size.steps}: {np.mean(losses[-100:]):.3f}, {time.monotonic() - started:.0f} s")
    np.save(folders.trained, vectors.weight.detach().numpy())


def batches(corpus: Corpus, size: Size, chance: np.random.Generator) -> Iterator[Numbers]:
    """The pairs of each step."""
    kinds = corpus.kind[corpus.usable]
    pools = {kind: corpus.usable[kinds == kind] for kind in range(len(KINDS))}
    small = [(KINDS.index(name), share) for name, share in SHARES.items() if len(pools[KINDS.index(name)])]
    shares = np.array([share for _, share in small])
    wiki = _articles_together(corpus, pools[0], size.batch, chance)
    for _ in range(size.steps):
        if not small or chance.random() < size.wiki_share:
            yield next(wiki)
        else:
            pool = pools[small[chance.choice(len(small), p=shares / shares.sum())][0]]
            yield chance.choice(pool, min(size.small_batch, len(pool)), replace=False)


def _articles_together(corpus: Corpus, pairs: Numbers, count: int, chance: np.random.Generator) -> Iterator[Numbers]:
    """Batches of whole articles in random order, again and again."""
    groups = corpus.group[pairs]
    starts = np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1]]))
    articles = np.split(pairs, starts[1:])
    while True:
        batch: list[Numbers] = []
        for at in chance.permutation(len(articles)):
            batch.append(articles[at])
            if sum(map(len, batch)) >= count:
                yield np.concatenate(batch)[:count]
                batch = []
        if batch:
            yield np.concatenate(batch)


def _loss(vectors: torch.nn.EmbeddingBag, corpus: Corpus, pairs: Numbers, chance: np.random.Generator) -> torch.Tensor:
    questions = corpus.bags(corpus.question[pairs], chance)
    passages = corpus.bags(corpus.passage[pairs], chance, corpus.sentence[pairs])
    encyclopedia = bool(corpus.kind[pairs[0]] == 0)
    if encyclopedia:
        passages = passages.without(_shared(questions, passages, chance))
    asked = functional.normalize(_means(vectors, questions), dim=1)
    found = functional.normalize(_means(vectors, passages), dim=1)
    scores = SCALE * asked @ found.T
    alike = corpus.passage[pairs] if encyclopedia else corpus.group[pairs]
    same = torch.from_numpy(alike[:, None] == alike[None, :]).fill_diagonal_(False)
    scores = scores.masked_fill(same, -1e4)
    right = torch.arange(len(pairs))
    loss = functional.cross_entropy(scores, right)
    return loss if encyclopedia else (loss + functional.cross_entropy(scores.T, right)) / 2


def _means(vectors: torch.nn.EmbeddingBag, bags: Bags) -> torch.Tensor:
    means: torch.Tensor = vectors(torch.from_numpy(bags.pieces), torch.from_numpy(bags.starts))
    return means


def _shared(questions: Bags, passages: Bags, chance: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Which pieces of the passages stand in their question too and are to be lost."""
    pieces = 1 + max(questions.pieces.max(), passages.pieces.max())
    losing = chance.random(len(questions.starts)) < SHARED_LOST_IN
    asked = (questions.rows * pieces + questions.pieces)[losing[questions.rows]]
    shared = np.isin(passages.rows * pieces + passages.pieces, asked)
    return shared & (chance.random(len(shared)) < SHARED_LOST)
