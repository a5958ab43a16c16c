"""The six steps make a model that the product reads, the same one every time, from training data alone."""

import gzip
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from ingest.training import (
    datasets,
    step_1_pairs,
    step_2_vocabulary,
    step_3_tokens,
    step_4_word_vectors,
    step_5_contrast,
    step_6_model,
)
from ingest.training.recipe import Folders, Size
from knowledge.embedding import load_embedder
from knowledge.settings import KnowledgeSettings

pytest.importorskip("torch")

TINY = Size(wiki_passages=60, questions_each=2, analysed_lines=100, pieces=800, dimension=16, steps=60, batch=64, small_batch=32)  # fmt: skip
THINGS = ("배송", "환불", "신청", "면접", "수강료", "주소", "기숙사", "장학금", "도서관", "주차장")
PLACES = ("서울", "부산", "대구", "인천", "광주", "대전")
STEPS = (
    step_1_pairs,
    step_2_vocabulary,
    step_3_tokens,
    step_4_word_vectors,
    step_5_contrast,
    step_6_model,
)


def _write(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    (folder / name).mkdir(parents=True)
    with gzip.open(folder / name / "train.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _passage(place: str, thing: str) -> str:
    return (
        f"{place}에서는 {thing} 안내를 누리집에서 자세히 볼 수 있다. 담당자는 {place} {thing} 창구에서 매일 문의를 받는다. "
        f"{thing} 기간은 2024년 3월부터 시작하여 {place} 주민 모두에게 열려 있다."
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Datasets of the real form with a few rows each."""
    folder = tmp_path_factory.mktemp("datasets")
    every = [(place, thing) for place in PLACES for thing in THINGS]
    _write(folder, "wiki_ko_passages", [{"title": f"{p} {t}", "passages": [_passage(p, t)]} for p, t in every])
    _write(
        folder,
        "parakqc",
        [{"topic": n, "utterances": [f"{t} 언제야", f"{t} 날짜 알려줘"]} for n, t in enumerate(THINGS)],
    )
    _write(folder, "question_pair", [{"a": f"{t} 어디서 해", "b": f"{t} 하는 곳"} for t in THINGS])
    _write(folder, "chatbot_data", [{"question": f"{t} 궁금해", "answer": f"{t} 창구에 물어보세요."} for t in THINGS])
    _write(folder, "nli_ko", [{"premise": f"{t}는 무료다.", "entailment": f"{t}에 돈이 안 든다."} for t in THINGS])
    _write(
        folder,
        "korsts",
        [{"a": f"{t} 시작", "b": f"{t} 개시", "score": 4.5 if n % 2 else 1.0} for n, t in enumerate(THINGS)],
    )
    for name, title in (("ms_helpdesk", "title"), ("ms_partner_sections", "heading")):
        _write(folder, name, [{title: f"{t} 방법", "body": _passage("본사", t)} for t in THINGS])
    _write(folder, "eval_shopfaq_handmade", [{"a": "평가에서만 쓰는 문장"}])
    return folder


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One staff document with anticipated questions."""
    folder = tmp_path_factory.mktemp("programme")
    head = "---\nid: made\ntitle: 안내\npublisher: 시험\nurl: https://example.org\npublished: 2026-01-01\nlanguage: ko\nconfidence: official\n---\n"
    sections = "".join(
        f"## {t}\n> Q: {t} 언제예요?\n> Q: {t} 시기\n\n{t}는 봄에 시작합니다.[^made]\n\n" for t in THINGS
    )
    (folder / "made.md").write_text(head + "# 안내\n\n" + sections, "utf-8")
    return folder


def _run(data: Path, programme: Path, out: Path, start: Path | None = None) -> Folders:
    folders = Folders(data, programme, out, start)
    for step in STEPS:
        step.run(folders, TINY, lambda line: None)
    return folders


@pytest.fixture(scope="module")
def made(data: Path, programme: Path, tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """What all steps leave behind."""
    return _run(data, programme, tmp_path_factory.mktemp("out"))


def test_the_product_reads_the_model_and_related_texts_lie_near(made: Folders) -> None:
    embedder = load_embedder(KnowledgeSettings(_env_file=None, embedding_model=str(made.model)))
    assert embedder.dimension == TINY.dimension
    vectors = embedder.embed_passages([_passage("서울", thing) for thing in THINGS])
    asked = embedder.embed_passages([f"{thing} 안내" for thing in THINGS])
    assert (np.argmax(asked @ vectors.T, axis=1) == np.arange(len(THINGS))).mean() >= 0.9


def test_the_same_data_give_the_same_bytes(made: Folders, data: Path, programme: Path, tmp_path: Path) -> None:
    again = _run(data, programme, tmp_path)
    for name in ("model.safetensors", "tokenizer.json"):
        assert (again.model / name).read_bytes() == (made.model / name).read_bytes()


def test_going_on_from_a_model_keeps_its_vocabulary_and_moves_its_vectors(
    made: Folders, data: Path, programme: Path, tmp_path: Path
) -> None:
    further = _run(data, programme, tmp_path, made.model)
    assert further.tokenizer.read_bytes() == made.tokenizer.read_bytes()
    before, after = (
        load_embedder(KnowledgeSettings(_env_file=None, embedding_model=str(folders.model)))
        for folders in (made, further)
    )
    cosine = float(before.embed_question("서울 수강료 안내") @ after.embed_question("서울 수강료 안내"))
    assert 0.5 < cosine < 0.999


def test_nothing_marked_for_evaluation_is_read(made: Folders) -> None:
    assert "평가에서만" not in (made.pairs / step_1_pairs.FILE_OF_TEXTS).read_text("utf-8")


def test_every_source_gives_pairs_and_the_programme_its_sections(made: Folders) -> None:
    pairs = np.load(made.pairs / step_1_pairs.FILE_OF_PAIRS)
    assert set(pairs["kind"]) == set(range(len(datasets.KINDS)))
    texts = [json.loads(line) for line in (made.pairs / step_1_pairs.FILE_OF_TEXTS).read_text("utf-8").splitlines()]
    ours = pairs["kind"] == datasets.KINDS.index("programme")
    assert len(set(pairs["group"][ours])) == len(THINGS)
    for question, passage in zip(pairs["question"][ours], pairs["passage"][ours], strict=True):
        assert "[^" not in texts[passage][0]
        assert texts[question] != texts[passage]


def test_sentences_that_people_scored_as_different_are_no_pairs(data: Path, programme: Path) -> None:
    import random

    pairs = datasets.small_pairs(data, programme, random.Random(1))["inference"]
    assert len(pairs) == 2 * len(THINGS) + 2 * len(THINGS) // 2


def test_missing_data_are_named(tmp_path: Path, programme: Path) -> None:
    with pytest.raises(FileNotFoundError, match="wiki_ko_passages"):
        step_1_pairs.run(Folders(tmp_path, programme, tmp_path / "out"), TINY, lambda line: None)


def test_the_pieces_of_a_text_do_not_know_its_spaces(made: Folders) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(made.tokenizer))
    spaced, run_together = (tokenizer.encode(text).tokens for text in ("서울 수강료 안내", "서울수강료안내"))
    assert spaced == run_together


def test_known_stems_and_endings_are_told_from_words_as_they_stand() -> None:
    many = [f"{first}{second}" for first in "가나다라마바사아자차카타파하" for second in "가나다라마바사아자차카타"]
    known = Counter(dict.fromkeys(many, 5))
    words = Counter({stem + ending: 10 for stem in many for ending in ("에서", "는", "를", "으로")})
    endings = step_2_vocabulary.endings_after(known, words)
    assert set(endings) == {"에서", "는", "를", "으로"}
    found = step_2_vocabulary.stems_before(endings, words + Counter({"새말" + e: 30 for e in endings}), known)
    assert "새말" in found
    assert "새말에서" not in found


def test_eight_bits_keep_the_directions_and_an_empty_row() -> None:
    vectors = np.random.default_rng(1).standard_normal((50, 64)).astype(np.float32)
    vectors[0] = 0
    rows, scales = step_6_model.eight_bit(vectors)
    read = rows.astype(np.float32) * scales[:, None]
    assert rows.dtype == np.int8
    assert not read[0].any()
    lengths = np.linalg.norm(read[1:], axis=1) * np.linalg.norm(vectors[1:], axis=1)
    assert ((read[1:] * vectors[1:]).sum(axis=1) / lengths).min() > 0.999


def test_losing_pieces_never_empties_a_text() -> None:
    bags = step_5_contrast.Bags(np.array([1, 2, 3, 4]), np.array([0, 3]))
    left = bags.without(np.array([True, False, True, True]))
    assert left.pieces.tolist() == [2, 4]
    assert left.starts.tolist() == [0, 1]
