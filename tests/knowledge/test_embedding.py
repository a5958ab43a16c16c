"""The shipped model read without torch gives what sentence-transformers gives; a broken one is named."""

import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.embedding import StaticEmbedder, load_embedder
from knowledge.errors import ModelUnavailable
from knowledge.settings import PACKAGE, KnowledgeSettings

MODEL = PACKAGE / "model"
PARTS = (
    "강남 캠퍼스는 무슨 특화야?", "영등포 캠퍼스 어떻게 가?", "신청은 어디서 해?", "2030년까지 몇 명 교육해?", "수강료 얼마야?",
    "Where is the Mapo campus?", "SeSAC", "청년취업사관학교", "ㅋㅋㅋ", "ㅎㅇ", "🤔👍", "３층 ㈜ ①", "02-123-4567", "漢字", "مرحبا",
    "뷁뚫", "https://sesac.seoul.kr", "a" * 300, "가" * 2_000, "\n\t ", "—…·「」",
)  # fmt: skip
TEXTS = [f"{PARTS[row % len(PARTS)]} {PARTS[(row * 7 + row // 21) % len(PARTS)]} {row}" for row in range(196)]
TEXTS += ["", " ", "\n", "\u200b"]


def of(model: Path | str, query_prompt: str = "", passage_prompt: str = "") -> KnowledgeSettings:
    return KnowledgeSettings(
        _env_file=None, embedding_model=str(model), query_prompt=query_prompt, passage_prompt=passage_prompt
    )


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    return StaticEmbedder(MODEL)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the model to be damaged."""
    return Path(shutil.copytree(MODEL, tmp_path / "model"))


def test_vectors_equal_those_of_sentence_transformers(embedder: StaticEmbedder) -> None:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    model = sentence_transformers.SentenceTransformer(str(MODEL), device="cpu")
    wanted = model.encode(TEXTS, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
    assert len(TEXTS) == 200
    assert float(np.abs(embedder.embed_passages(TEXTS) - wanted).max()) < 1e-5


def test_a_question_is_embedded_as_a_passage_is(embedder: StaticEmbedder) -> None:
    assert np.array_equal(embedder.embed_question(TEXTS[3]), embedder.embed_passages(TEXTS)[3])


@given(st.lists(st.text(max_size=40), max_size=8))
@settings(max_examples=100, deadline=None)
def test_every_vector_has_length_one_or_zero(embedder: StaticEmbedder, texts: list[str]) -> None:
    vectors = embedder.embed_passages(texts)
    assert vectors.shape == (len(texts), embedder.dimension)
    assert vectors.dtype == np.dtype(np.float32)
    assert np.isfinite(vectors).all()
    for text, length in zip(texts, np.linalg.norm(vectors, axis=1), strict=True):
        assert math.isclose(length, 1.0, rel_tol=1e-5) or (length == 0.0 and not text.strip())


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_a_text_without_words_is_zero_and_not_a_number_of_nothing(embedder: StaticEmbedder, text: str) -> None:
    assert embedder.embed_question(text).tolist() == [0.0] * embedder.dimension


def test_a_long_text_is_not_cut(embedder: StaticEmbedder) -> None:
    head = "강남 캠퍼스 " * 3_000
    assert not np.allclose(embedder.embed_question(head), embedder.embed_question(head + "마포 " * 3_000), atol=1e-3)


def test_similar_questions_are_nearer_than_others(embedder: StaticEmbedder) -> None:
    asked, same, other = embedder.embed_passages(["신청은 어디서 해요?", "어디서 신청하나요?", "마포 캠퍼스 주차장"])
    assert asked @ same > asked @ other


def test_the_shipped_model_needs_no_torch() -> None:
    code = (
        "import sys; from knowledge.embedding import load_embedder; from knowledge.settings import KnowledgeSettings\n"
        "load_embedder(KnowledgeSettings(_env_file=None)).embed_question('강남')\n"
        "print([name for name in ('torch', 'transformers', 'sentence_transformers') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent, check=True)
    assert done.stdout.strip() == "[]"


def test_the_fingerprint_changes_with_the_vectors_and_not_with_the_card(copy: Path) -> None:
    shipped = load_embedder(of(MODEL)).fingerprint
    (copy / "README.md").write_text("다른 설명")
    assert load_embedder(of(copy)).fingerprint == shipped
    file = copy / "model.safetensors"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    assert load_embedder(of(copy)).fingerprint != shipped


NAMES = ["tokenizer.json", "model.safetensors", "modules.json"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("harm", ["gone", "empty", "cut", "random"])
def test_a_broken_model_is_named_with_what_to_do(copy: Path, name: str, harm: str) -> None:
    file = copy / name
    size = file.stat().st_size
    if harm == "gone":
        file.unlink()
    elif harm == "random":
        file.write_bytes(os.urandom(size))
    else:
        os.truncate(file, 0 if harm == "empty" else size // 2)
    with pytest.raises(ModelUnavailable, match=r"model.*SESAC_EMBEDDING_MODEL"):
        load_embedder(of(copy))


@pytest.mark.parametrize("content", ["[]", "{}", "[1]", "null", '[{"type": 1}]', '[{"name": "x"}]'])
def test_a_list_of_modules_that_is_none_is_named(copy: Path, content: str) -> None:
    (copy / "modules.json").write_text(content)
    with pytest.raises(ModelUnavailable):
        load_embedder(of(copy))


def test_a_tokenizer_of_another_model_is_noticed(copy: Path) -> None:
    content = json.loads((copy / "tokenizer.json").read_text("utf-8"))
    content["added_tokens"] = [
        {"id": 10_000_000 + n, "content": f"<{n}>", "single_word": False, "lstrip": False, "rstrip": False,
         "normalized": False, "special": True}
        for n in range(100_000)
    ]  # fmt: skip
    (copy / "tokenizer.json").write_text(json.dumps(content))
    with pytest.raises(ModelUnavailable, match="belong together"):
        load_embedder(of(copy))


@pytest.mark.parametrize("name", ["/없는/폴더", "./없는 폴더", "~/없는 폴더"])
def test_a_model_folder_that_is_not_there_is_named_without_asking_the_network(name: str) -> None:
    with pytest.raises(ModelUnavailable, match=r"없는.*SESAC_EMBEDDING_MODEL"):
        load_embedder(of(name))


def test_with_prompts_the_same_model_gives_other_vectors_and_another_fingerprint() -> None:
    pytest.importorskip("sentence_transformers")
    plain = load_embedder(of(MODEL))
    prompted = load_embedder(of(MODEL, query_prompt="query: ", passage_prompt="passage: "))
    assert prompted.fingerprint != plain.fingerprint
    assert prompted.dimension == plain.dimension
    assert np.allclose(prompted.embed_question("신청"), plain.embed_question("query: 신청"), atol=1e-5)
    assert np.allclose(prompted.embed_passages(["신청"]), plain.embed_passages(["passage: 신청"]), atol=1e-5)
    assert prompted.embed_passages([]).shape == (0, plain.dimension)
