"""The lexical index of changed passages is the one that a build from nothing gives."""

from pathlib import Path

import numpy as np
import pytest
from bm25s import BM25
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.lexical import LexicalIndex
from knowledge.postings import K1, B, Postings

Documents = list[list[str]]
TERMS = st.lists(st.sampled_from("가나다라마바사"), max_size=8)


def same(one: Postings, other: Postings) -> bool:
    arrays = ((one.starts, other.starts), (one.rows, other.rows), (one.counts, other.counts))
    return (
        one.vocabulary == other.vocabulary
        and all(np.array_equal(a, b) for a, b in arrays)
        and np.array_equal(one.lengths, other.lengths)
    )


@given(st.lists(TERMS, min_size=1, max_size=8), st.lists(st.one_of(st.integers(0, 7), TERMS), max_size=8))
@settings(max_examples=200, deadline=None)
def test_taking_over_gives_what_a_build_from_nothing_gives(before: Documents, after: list[int | list[str]]) -> None:
    """`after` names rows of `before`, each once, and brings new ones."""
    new_rows = np.full(len(before), -1, dtype=np.int64)
    documents: Documents = []
    fresh: dict[int, list[str]] = {}
    for row, content in enumerate(after):
        old = content if isinstance(content, int) and content < len(before) and new_rows[content] < 0 else None
        if old is not None:
            new_rows[old] = row
            documents.append(before[old])
        else:
            fresh[row] = content if isinstance(content, list) else []
            documents.append(fresh[row])
    taken = Postings.of(before).taken_over(new_rows, len(documents), fresh)
    assert same(taken, Postings.of(documents))


def test_the_scores_are_those_that_the_library_works_out() -> None:
    chance = np.random.default_rng(3)
    documents = [[str(term) for term in chance.integers(0, 40, size=chance.integers(1, 30))] for _ in range(200)]
    theirs = BM25(k1=K1, b=B, method="lucene")
    theirs.index(documents, show_progress=False)
    ours = LexicalIndex.build(documents)
    for term in map(str, range(40)):
        assert np.allclose(ours.scores([term, "7"]), theirs.get_scores([term, "7"]), rtol=1e-6)


def test_the_order_in_which_terms_came_does_not_show() -> None:
    documents = [["나", "가"], ["다"], ["가", "라"]]
    postings = Postings.of(documents)
    assert postings.vocabulary == ("가", "나", "다", "라")
    assert same(postings, Postings.of([list(reversed(document)) for document in documents]))


def test_a_term_of_a_removed_passage_is_gone() -> None:
    taken = Postings.of([["비밀"], ["가"]]).taken_over(np.array([-1, 0]), 1, {})
    assert taken.vocabulary == ("가",)


def test_postings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    postings = Postings.of([["가", "가", "나"], []])
    LexicalIndex.over(postings).save(tmp_path / "index")
    postings.save(tmp_path / "index")
    assert same(Postings.load(tmp_path / "index"), postings)
    (tmp_path / "index" / "counts.npy").unlink()
    with pytest.raises(OSError, match=r"counts\.npy"):
        Postings.load(tmp_path / "index")
