"""Step 6: the folder that ships: eight-bit rows with one scale a row, read by sentence-transformers and by us."""

import json
import shutil

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from ingest.training.recipe import Folders, Progress, Size

LARGEST = 127
MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"},
    {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.models.Normalize"},
]
CONFIGURATION = {
    "model_type": "SentenceTransformer",
    "prompts": {"document": "", "query": ""},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}


def run(folders: Folders, size: Size, tell: Progress) -> None:  # noqa: ARG001  # every step is called alike
    """Write the model's folder, all but its card."""
    rows, scales = eight_bit(np.load(folders.trained))
    folders.model.mkdir(parents=True, exist_ok=True)
    save_file({"embeddings": rows, "weights": scales}, folders.model / "model.safetensors")
    (folders.model / "model.safetensors").chmod(0o644)  # safetensors makes a file for its owner alone
    shutil.copyfile(folders.tokenizer, folders.model / "tokenizer.json")
    (folders.model / "modules.json").write_text(json.dumps(MODULES, indent=1) + "\n")
    (folders.model / "config_sentence_transformers.json").write_text(json.dumps(CONFIGURATION, indent=1) + "\n")
    size_of_all = sum(file.stat().st_size for file in folders.model.iterdir())
    tell(f"{folders.model}: {size_of_all / 1e6:.1f} MB")


def eight_bit(vectors: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Rows as whole numbers from -127 to 127 and the scale that each is multiplied with."""
    scales = np.abs(vectors).max(axis=1) / LARGEST
    rows = np.round(vectors / np.where(scales > 0, scales, 1.0)[:, None])
    return rows.astype(np.int8), scales.astype(np.float32)
