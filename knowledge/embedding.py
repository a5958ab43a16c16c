"""Embedders: question and passage texts to unit vectors. The only file that imports sentence_transformers.

The shipped model is a static embedding: the mean of its token rows, divided by its length. That needs
`tokenizers` and numpy alone (tens of MiB, microseconds), so torch is imported only when another model is named.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from knowledge.errors import ModelUnavailable
from knowledge.settings import KnowledgeSettings

Vectors = npt.NDArray[np.float32]
"""Shape (texts, dimension); each row has length 1, or 0 for a text without a single known token."""


class Embedder(Protocol):
    """Texts to unit vectors; `fingerprint` differs whenever the vectors would."""

    fingerprint: str
    dimension: int

    def embed_question(self, text: str) -> npt.NDArray[np.float32]: ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors: ...

    def __hash__(self) -> int: ...


def _unit_rows(vectors: npt.NDArray[np.floating]) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)


def _folder_fingerprint(folder: Path) -> str:
    """SHA-256 over the model's own files, by name; the card may change without the vectors changing."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in {".json", ".safetensors", ".bin"}):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


class StaticEmbedder:
    """A sentence-transformers StaticEmbedding read without torch."""

    def __init__(self, folder: Path) -> None:
        """Read `tokenizer.json` and `model.safetensors` of `folder`. Raises ModelUnavailable."""
        from safetensors import SafetensorError
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            tensors = load_file(folder / "model.safetensors")
            rows = tensors["embedding.weight"] if "embedding.weight" in tensors else tensors["embeddings"]
        except (OSError, KeyError, ValueError, SafetensorError) as error:
            raise ModelUnavailable(_broken(folder, error)) from error
        except Exception as error:  # tokenizers raises bare Exception for a file that it cannot read
            raise ModelUnavailable(_broken(folder, error)) from error
        if rows.ndim != 2 or rows.shape[0] < self._tokenizer.get_vocab_size():
            raise ModelUnavailable(_broken(folder, "tokenizer and vectors do not belong together"))
        # int8 rows with one scale a row (the model2vec layout) stay small until they are used.
        self._rows = rows
        self._scales = tensors.get("weights")
        self.dimension = int(rows.shape[1])
        self.fingerprint = _folder_fingerprint(folder)

    def _embed(self, token_ids: list[int]) -> npt.NDArray[np.float32]:
        rows = self._rows[token_ids].astype(np.float32)
        if self._scales is not None:
            rows *= self._scales[token_ids].astype(np.float32)[:, None]
        return np.asarray(rows.mean(axis=0) if len(token_ids) else np.zeros(self.dimension), dtype=np.float32)

    def embed_question(self, text: str) -> npt.NDArray[np.float32]:
        """One unit vector of shape (dimension,)."""
        vector: npt.NDArray[np.float32] = self.embed_passages([text])[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """One unit row for each text."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return _unit_rows(np.stack([self._embed(encoding.ids) for encoding in encodings]))


class SentenceTransformerEmbedder:
    """Any other sentence-transformers model, by folder or name, with its question and passage prompts."""

    def __init__(self, name: str, query_prompt: str, passage_prompt: str) -> None:
        """Load the model. Raises ModelUnavailable where it is not there or sentence-transformers is missing."""
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelUnavailable(
                f"'{name}' 모델에는 sentence-transformers가 필요합니다. pip install 'sesac-guide[embedding]'으로 설치하세요. "
                f"(The model needs sentence-transformers.)"
            ) from error
        try:
            self._model = SentenceTransformer(name, device="cpu")
        except Exception as error:  # the hub, the file system and torch each raise their own kinds
            raise ModelUnavailable(_broken(name, error)) from error
        self._query_prompt, self._passage_prompt = query_prompt, passage_prompt
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        state = hashlib.sha256(json.dumps([query_prompt, passage_prompt]).encode())
        for key, tensor in sorted(self._model.state_dict().items()):
            state.update(key.encode() + tensor.float().numpy().tobytes())
        self.fingerprint = state.hexdigest()[:16]

    def embed_question(self, text: str) -> npt.NDArray[np.float32]:
        """One unit vector of shape (dimension,)."""
        vector: npt.NDArray[np.float32] = self._encode([self._query_prompt + text])[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """One unit row for each text."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._encode([self._passage_prompt + text for text in texts])

    def _encode(self, texts: list[str]) -> Vectors:
        return _unit_rows(np.asarray(self._model.encode(texts, show_progress_bar=False, convert_to_numpy=True)))


def _broken(model: Path | str, why: object) -> str:
    return (
        f"임베딩 모델을 읽을 수 없습니다: {model} ({why}). SESAC_EMBEDDING_MODEL을 확인하세요. "
        f"비워 두면 함께 제공되는 모델을 씁니다. (The embedding model cannot be read; check SESAC_EMBEDDING_MODEL.)"
    )


def _is_static(folder: Path) -> bool:
    try:
        modules = json.loads((folder / "modules.json").read_text("utf-8"))
        return str(modules[0]["type"]).endswith("StaticEmbedding")
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ModelUnavailable(_broken(folder, error)) from error


def load_embedder(settings: KnowledgeSettings) -> Embedder:
    """The embedder that the settings name. Raises ModelUnavailable with what to do."""
    folder = Path(settings.embedding_model)
    looks_like_path = folder.is_absolute() or settings.embedding_model.startswith((".", "~"))
    if folder.is_dir():
        if not settings.query_prompt and not settings.passage_prompt and _is_static(folder):
            return StaticEmbedder(folder)
    elif looks_like_path:
        raise ModelUnavailable(_broken(folder, "no such folder"))
    return SentenceTransformerEmbedder(settings.embedding_model, settings.query_prompt, settings.passage_prompt)
