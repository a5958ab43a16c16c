"""The figures of the retrieval report are what their names say."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from knowledge.base import KnowledgeBase
from tests.evaluation import noise, retrieval_report, retrieval_sets
from tests.evaluation.legs import exact_runs, figures, rank
from tests.evaluation.retrieval_report import Measured
from tests.evaluation.scoring import flat


def test_the_rank_is_that_of_the_best_relevant_text() -> None:
    scores = np.array([0.1, 0.9, 0.5, 0.7], dtype=np.float32)
    assert rank(scores, [1]) == 1
    assert rank(scores, [0, 2]) == 3


def test_a_tie_is_no_win() -> None:
    scores = np.array([0.5, 0.5, 0.5], dtype=np.float32)
    assert rank(scores, [0]) == 2
    assert figures([rank(scores, [0])])["hit@1"] == 0


def test_what_no_word_of_the_question_touches_is_not_found() -> None:
    assert rank(np.zeros(3, dtype=np.float32), [0]) == math.inf
    assert figures([math.inf]) == {"hit@1": 0, "hit@5": 0, "MRR@10": 0}


def test_figures_are_percent_of_the_questions() -> None:
    assert figures([1, 2, 6, 20]) == {
        "hit@1": 25,
        "hit@5": 50,
        "MRR@10": pytest.approx(100 * (1 + 1 / 2 + 1 / 6) / 4),
    }


@pytest.mark.parametrize(
    "text, typed",
    [("새싹", "toTkr"), ("강남 campus", "rkdska campus"), ("뭐예요?", "anjdPdy?"), ("값", "rkqt"), ("ㅎㅇ", "gd")],
)
def test_hangul_comes_out_as_the_keys_that_were_pressed(text: str, typed: str) -> None:
    assert noise.in_latin(text) == typed


def test_every_run_makes_the_same_slips() -> None:
    questions = ["강남 캠퍼스는 어디예요?", "신청은 언제까지 하나요?"]
    one, other = (noise.typing_noises()["one typo"] for _ in range(2))
    assert list(map(one, questions)) == list(map(other, questions)) != questions


def test_the_long_word_is_reworded_before_the_short_one() -> None:
    assert noise.reworded("청년취업사관학교 캠퍼스 어디에 있나요", "slang") == "청취사 캠 어딨음"
    assert noise.reworded("강남 캠퍼스 신청", "mixed") == "강남 campus apply"


def test_the_sets_that_ship_are_whole() -> None:
    sets = {one.name: one for one in retrieval_sets.available(None)}
    assert {"korquad", "parakqc", "helpdesk", "msfaq", "shopfaq"} == set(sets)
    for one in sets.values():
        assert len(one.questions) == len(one.relevant)
        assert all(0 <= row < len(one.texts) for rows in one.relevant for row in rows)
    assert (len(sets["korquad"].questions), len(sets["korquad"].texts)) == (5_774, 961)


def test_programme_questions_have_passages_that_answer_them(base: KnowledgeBase) -> None:
    asked = retrieval_sets.programme(base.passages)
    assert len(asked) > 300
    for one in asked:
        assert one.question.status == ("answered",)
        for row in one.relevant:
            passage = base.passages[row]
            said = flat(" ".join((passage.title, *passage.heading_path, passage.text)))
            assert passage.language == one.question.language
            assert set(passage.sources) & set(one.question.sources)
            assert all(any(flat(word) in said for word in words) for words in one.question.must)


def test_exact_runs_stand_in_one_text_alone() -> None:
    texts = ["하나 둘 셋 넷 다섯", "하나 둘 셋 넷 여섯", "짧은 글"]
    runs = exact_runs(texts, 10, 4, np.random.default_rng(1))
    assert all(sum(run in text for text in texts) == 1 for run, _ in runs)
    assert all(run in texts[row] for run, row in runs)


def measured(name: str, first: float) -> Measured:
    legs = {leg: {"hit@1": first, "hit@5": first, "MRR@10": first} for leg in ("dense", "hybrid")}
    return Measured(name, "clean", 10, legs)


def test_the_mean_is_over_the_sets_and_not_the_programme() -> None:
    rows = retrieval_report.with_means([measured("programme", 100), measured("a", 40), measured("b", 60)])
    assert rows[-1].name == "mean of 2 sets"
    assert rows[-1].legs["dense"]["hit@1"] == 50


def test_the_report_is_written_for_people_and_for_programs(tmp_path: Path) -> None:
    path = retrieval_report.write("made", {"weights": "0.4 / 0.2 / 0.4"}, [measured("a", 40)], [], tmp_path)
    assert "**40.0 40.0 40.0**" in path.read_text("utf-8")
    assert json.loads(path.with_suffix(".json").read_text("utf-8"))["measured"][0]["legs"]["hybrid"]["hit@1"] == 40
