"""Words find their passages by BM25, whatever their particles and spaces."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import VersionBroken
from knowledge.lexical import LexicalIndex, MorphemeAnalyser, analyser_with, syllable_ngrams
from knowledge.postings import K1, B


@pytest.fixture(scope="module")
def analyser() -> MorphemeAnalyser:
    return analyser_with(("강남구", "강남"))


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("청취사는 무엇인가요?", "청취사"),
        ("새싹에서 배웠어요", "새싹"),
        ("강남구에 있는", "강남구"),
        ("수강료가 있나요", "수강료"),
        ("내일배움카드로", "내일배움카드"),
        ("campuses", "campus"),
        ("the applications", "applic"),
        ("SeSAC", "sesac"),
        ("ＳｅＳＡＣ", "sesac"),
    ],
)
def test_a_word_is_found_without_its_particles_and_endings(analyser: MorphemeAnalyser, text: str, wanted: str) -> None:
    assert wanted in analyser.terms(text)


def test_particles_and_marks_are_no_terms(analyser: MorphemeAnalyser) -> None:
    assert not {"은", "는", "이", "?", ".", "에서"} & set(analyser.terms("강남은, 새싹이 마포에서 가요?"))


def test_many_texts_give_what_each_gives_alone(analyser: MorphemeAnalyser) -> None:
    texts = ["강남 캠퍼스는 어디야?", "", "Where is it?", "ㅋㅋ"]
    assert analyser.terms_of_all(texts) == [analyser.terms(text) for text in texts]


@pytest.mark.parametrize("text", ["", " ", "\n", "?", "🤔", "\u200b", "ㅎㅇ", "\ud800", "가" * 5_000])
def test_no_text_is_too_odd(analyser: MorphemeAnalyser, text: str) -> None:
    assert isinstance(analyser.terms(text), list)


def test_sentences_are_cut_in_korean_and_english(analyser: MorphemeAnalyser) -> None:
    text = "무료입니다. 신청하세요! It is free. Apply online. Is it? 정원은 3.5배입니다."
    cut = analyser.sentences(text)
    assert cut == ["무료입니다.", "신청하세요!", "It is free.", "Apply online.", "Is it?", "정원은 3.5배입니다."]


def test_the_fingerprint_tells_analysers_with_other_words_apart(analyser: MorphemeAnalyser) -> None:
    assert analyser.fingerprint != analyser_with(()).fingerprint


def test_syllable_runs_do_not_know_spaces() -> None:
    assert syllable_ngrams("신청 방법") == syllable_ngrams("신청방법!") == ["신청", "청방", "방법", "신청방", "청방법"]
    assert syllable_ngrams("") == syllable_ngrams("가") == []


DOCUMENTS = [["강남", "캠퍼스", "강남"], ["마포", "캠퍼스"], ["신청"], [], ["강남", "신청", "수강료", "무료"]]


def by_hand(query: list[str], documents: list[list[str]]) -> list[float]:
    """BM25 as Lucene has it."""
    mean = sum(len(d) or 1 for d in documents) / len(documents)
    scores = []
    for document in documents:
        counts, total = Counter(document), 0.0
        for term in query:
            df = sum(term in other for other in documents)
            idf = math.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
            total += idf * counts[term] / (counts[term] + K1 * (1 - B + B * (len(document) or 1) / mean))
        scores.append(total)
    return scores


@pytest.mark.parametrize("query", [["강남"], ["캠퍼스", "신청"], ["강남", "없음"], ["무료"], ["강남", "강남"]])
def test_scores_are_those_worked_out_by_hand(query: list[str]) -> None:
    assert np.allclose(LexicalIndex.build(DOCUMENTS).scores(query), by_hand(query, DOCUMENTS), atol=1e-5)


@pytest.mark.parametrize("query", [[], ["없음"]])
def test_words_that_stand_nowhere_score_nothing(query: list[str]) -> None:
    assert LexicalIndex.build(DOCUMENTS).scores(query).tolist() == [0.0] * len(DOCUMENTS)


def test_an_index_is_the_same_after_saving_and_loading(tmp_path: Path) -> None:
    built = LexicalIndex.build(DOCUMENTS)
    built.save(tmp_path / "index")
    loaded = LexicalIndex.load(tmp_path / "index", len(DOCUMENTS))
    assert np.array_equal(loaded.scores(["강남", "신청"]), built.scores(["강남", "신청"]))


@pytest.mark.parametrize("documents", [[["가"]], [[]], [[], []], [["가"] * 1_000, ["나"]]])
def test_an_index_of_hardly_anything_works(documents: list[list[str]], tmp_path: Path) -> None:
    LexicalIndex.build(documents).save(tmp_path / "index")
    scores = LexicalIndex.load(tmp_path / "index", len(documents)).scores(["가"])
    assert [bool(score > 0) for score in scores] == ["가" in document for document in documents]


@pytest.mark.parametrize("harm", ["gone", "empty", "random"])
def test_a_damaged_index_is_named(tmp_path: Path, harm: str) -> None:
    LexicalIndex.build(DOCUMENTS).save(tmp_path / "index")
    for file in (tmp_path / "index").iterdir():
        content = file.read_bytes()
        file.unlink()
        if harm != "gone":
            file.write_bytes(b"" if harm == "empty" else bytes(reversed(content)))
        with pytest.raises(VersionBroken, match=str(tmp_path)):
            LexicalIndex.load(tmp_path / "index", len(DOCUMENTS))
        file.write_bytes(content)


TERMS = st.lists(st.sampled_from("가나다라마"), max_size=6)


@given(st.lists(TERMS, min_size=1, max_size=8), TERMS)
@settings(max_examples=60, deadline=None)
def test_a_passage_scores_where_and_only_where_it_shares_a_term(documents: list[list[str]], query: list[str]) -> None:
    scores = LexicalIndex.build(documents).scores(query)
    assert [bool(score > 0) for score in scores] == [bool(set(query) & set(document)) for document in documents]
