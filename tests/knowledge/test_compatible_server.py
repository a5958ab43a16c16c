"""The writer against a server that this project did not write: `transformers serve` with a tiny model made here."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from knowledge.answer import Answer, Fallback
from knowledge.answering import Answerer
from knowledge.base import KnowledgeBase
from knowledge.question import Question
from knowledge.settings import KnowledgeSettings
from tests.language_model_server import writing_with

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Seoul"))
FEE = Question.of("수강료 얼마야?", NOW)
STARTS_WITHIN_S = 180
PATIENT_S = 120.0
SERVE = Path(sys.executable).parent / "transformers"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not SERVE.exists() or any(find_spec(name) is None for name in ("torch", "accelerate", "openai")),
        reason="transformers serve needs torch, accelerate and langchain-openai (requirements-dev)",
    ),
]
MAKE = """
import json, sys
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

folder, text = sys.argv[1], json.loads(sys.argv[2])
pieces = [text[at : at + 3] for at in range(0, len(text), 3)]
# The same three letters may come twice; an invisible character makes each place a token of its own.
vocabulary = {"<unk>": 0, "<turn>": 1, "</s>": 2}
ids = [1]
for piece in pieces:
    name = piece
    while name in vocabulary:
        name += "\\u200b"
    ids.append(vocabulary.setdefault(name, len(vocabulary)))
ids.append(2)
tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
tokenizer.decoder = decoders.Fuse()
fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="<unk>", eos_token="</s>", pad_token="</s>")
fast.chat_template = "{% for message in messages %}{{ message.content }}\\n{% endfor %} <turn>"
fast.save_pretrained(folder)
torch.manual_seed(0)
model = LlamaForCausalLM(
    LlamaConfig(
        vocab_size=len(vocabulary), hidden_size=256, intermediate_size=16, num_hidden_layers=1, num_attention_heads=4,
        max_position_embeddings=8192, bos_token_id=1, eos_token_id=2, pad_token_id=2, tie_word_embeddings=False,
    )
)
with torch.no_grad():  # layers that add nothing, and an output that knows what follows each token
    layer = model.model.layers[0]
    layer.self_attn.o_proj.weight.zero_()
    layer.mlp.down_proj.weight.zero_()
    model.lm_head.weight.zero_()
    for here, following in zip(ids, ids[1:]):
        model.lm_head.weight[following] = model.model.embed_tokens.weight[here] * 1000
model.save_pretrained(folder)
"""
"""Makes a Llama that says one text after any prompt, token by token."""


def serving(folder: Path, text: str) -> Iterator[str]:
    """The address of a server of a model that says `text`."""
    offline = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(folder / "hub"), "OMP_NUM_THREADS": "1"}
    made = folder / "model"
    subprocess.run(
        [sys.executable, "-c", MAKE, str(made), json.dumps(text)], check=True, env=offline, capture_output=True
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (folder / "log").open("wb") as log:
        command = [str(SERVE), "serve", str(made), "--device", "cpu", "--host", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen(command, env=offline, stdout=log, stderr=log)
    try:
        until = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < until and process.poll() is None:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health", timeout=5).is_success:
                    break
            except httpx.HTTPError:
                time.sleep(0.2)
        else:
            pytest.fail((folder / "log").read_text("utf-8", "replace"))
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def quoted(answerer: Answerer) -> str:
    """A sentence that the right passage says."""
    sentence = next(answerer.stream(FEE))
    assert not isinstance(sentence, Answer)
    return sentence.text


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, quoted: str) -> Iterator[str]:
    yield from serving(tmp_path_factory.mktemp("server"), f"{quoted} [1]")


def ask(base: KnowledgeBase, settings: KnowledgeSettings, address: str, folder: str, **changes: object) -> Answer:
    limits = {"llm_timeout": PATIENT_S, "llm_total_timeout": PATIENT_S, "llm": f"openai:{folder}"}
    with writing_with(settings, address, **limits, **changes) as writer:
        return Answerer(base, settings, writer).answer(FEE)


def test_a_foreign_server_writes_stops_early_and_refuses_and_each_is_understood(
    base: KnowledgeBase,
    settings: KnowledgeSettings,
    address: str,
    quoted: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = str(next(tmp_path_factory.getbasetemp().glob("server*/model")))
    answer = ask(base, settings, address, folder)
    assert (answer.writer, answer.fallback) == (f"openai:{folder}", None)
    assert answer.text.startswith(quoted)
    assert answer.citations
    assert ask(base, settings, address, folder, llm_max_tokens=5).fallback is Fallback.TOO_LONG
    unknown = ask(base, settings, address, "another-model")
    assert unknown.fallback is Fallback.FAULT
    assert unknown.citations
