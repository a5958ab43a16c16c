"""Fusion puts what every leg likes first, and never loses the passage that alone holds the question's words."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.base import KnowledgeBase
from knowledge.embedding import Embedder, load_embedder
from knowledge.fusion import Scores, Weights, best_rows, candidates, fuse, min_max
from knowledge.lexical import LexicalIndex, MorphemeAnalyser, analyser_with, syllable_ngrams
from knowledge.question import Question, read
from knowledge.search import find
from knowledge.settings import KnowledgeSettings

SHIPPED = KnowledgeSettings(_env_file=None)
WEIGHTS = Weights(SHIPPED.weight_morphemes, SHIPPED.weight_syllables, SHIPPED.weight_dense)
SCORES = st.lists(st.floats(0, 30, width=32), min_size=1, max_size=20)


def scores(*values: float) -> Scores:
    return np.array(values, dtype=np.float32)


@given(SCORES)
def test_min_max_keeps_the_order_between_0_and_1(values: list[float]) -> None:
    scaled = min_max(scores(*values))
    assert scaled.min() >= 0
    assert scaled.max() <= 1
    assert np.all(np.diff(scaled[np.argsort(values, kind="stable")]) >= 0)


def test_scores_that_do_not_differ_say_nothing() -> None:
    assert min_max(scores(3, 3, 3)).tolist() == [0, 0, 0]


@given(SCORES, st.integers(1, 8))
def test_the_best_rows_are_the_highest_that_are_above_nothing(values: list[float], count: int) -> None:
    rows = best_rows(scores(*values), count)
    above = sorted((value for value in values if value > 0), reverse=True)[:count]
    assert sorted((values[row] for row in rows), reverse=True) == above


def test_a_row_that_any_leg_likes_is_a_candidate_once() -> None:
    assert candidates([scores(0, 5, 0, 1), scores(0, 4, 3, 0)], 2) == [1, 2, 3]
    assert candidates([scores(0, 0), scores()], 2) == []


def test_each_leg_adds_its_weight_at_most_and_a_negative_cosine_nothing() -> None:
    parts = fuse(scores(9, 0), scores(5, 1), scores(-0.5, 1), Weights(0.4, 0.2, 0.4))
    assert [part.round(3).tolist() for part in parts] == [
        pytest.approx([0.4, 0.0]),
        pytest.approx([0.2, 0.0]),
        pytest.approx([0.0, 0.4]),
    ]


@given(SCORES.flatmap(lambda one: st.tuples(st.just(one), st.permutations(range(len(one))))))
@settings(max_examples=50)
def test_the_order_of_the_candidates_changes_no_score(drawn: tuple[list[float], Sequence[int]]) -> None:
    values, order = scores(*drawn[0]), np.array(drawn[1])
    cosines = (values / 30).astype(np.float32)
    fused = np.sum(fuse(values, values, cosines, WEIGHTS), axis=0)
    moved = np.sum(fuse(values[order], values[order], cosines[order], WEIGHTS), axis=0)
    assert np.array_equal(fused[order], moved)


@pytest.mark.parametrize(
    "text", ["강남 캠퍼스는 무슨 특화야?", "수강료가 있나요", "레벨테스트 준비", "How do I apply?"]
)
def test_the_search_scores_its_hits_by_this_fusion(base: KnowledgeBase, settings: KnowledgeSettings, text: str) -> None:
    question = Question.of(text, datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Seoul")))
    reading = read(question, question.text, base.finder, base.analyser, carried=False)
    for hit in find(base, reading, settings):
        lexical = hit.matched.fused - settings.weight_dense * max(hit.similarity, 0)
        assert -1e-6 <= lexical <= settings.weight_morphemes + settings.weight_syllables + 1e-6


SUBJECTS = ("강남캠퍼스", "마포캠퍼스", "로봇 과정", "핀테크 과정", "면접", "레벨테스트", "수강료", "이음의날")
ASPECTS = ("신청 기간", "교육 장소", "선발 인원", "준비물", "담당 부서", "문의 시간", "수료 기준", "지원 자격")
EXACT = ("분홍 우산을 든 안내원", "별관 지하 이층 사물함", "화요일 저녁 보충 강의", "낡은 노트북 대여 신청서")


@pytest.fixture(scope="module")
def analyser() -> MorphemeAnalyser:
    return analyser_with(())


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder(SHIPPED)


@pytest.mark.parametrize("exact", EXACT)
@pytest.mark.parametrize("asking", ["{}", "{} 있나요?", "혹시 {} 어디예요"])
def test_the_passage_that_alone_holds_the_exact_words_comes_first(
    analyser: MorphemeAnalyser, embedder: Embedder, exact: str, asking: str
) -> None:
    """Among hundreds of passages that share most of its words one by one."""
    texts = [f"{subject} {aspect}은 누리집에서 안내합니다." for subject in SUBJECTS for aspect in ASPECTS]
    words = [word for phrase in EXACT for word in phrase.split()]
    texts += [f"{one} 그리고 {other}에 대한 안내입니다." for one in words for other in words if one < other]
    texts.append(f"1층 입구에서 {exact} 관련 사항을 확인하고 서명합니다.")
    question = asking.format(exact)
    morphemes = LexicalIndex.build(analyser.terms_of_all(texts)).scores(analyser.terms(question))
    syllables = LexicalIndex.build([syllable_ngrams(text) for text in texts]).scores(syllable_ngrams(question))
    cosines = embedder.embed_passages(texts) @ embedder.embed_question(question)
    rows = candidates([morphemes, syllables, cosines], SHIPPED.candidates)
    fused = np.sum(fuse(morphemes[rows], syllables[rows], cosines[rows], WEIGHTS), axis=0)
    assert rows[int(np.argmax(fused))] == len(texts) - 1
