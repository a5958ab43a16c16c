"""Vectors of one model are never searched with another, and a model that cannot be read is named."""

import json
import shutil
from pathlib import Path

import pytest

from ingest.refresh import refresh
from knowledge.base import Engine, open_current
from knowledge.embedding import load_embedder
from knowledge.errors import ModelMismatch, ModelUnavailable
from knowledge.settings import PACKAGE, KnowledgeSettings
from knowledge.version import VersionShelf
from tests.faults.asking import told_fee
from tests.faults.conftest import PAID
from tests.staff_folder import TinyProgramme


@pytest.fixture
def other_model(tmp_path: Path) -> Path:
    """The same vectors under another fingerprint, as after a new training."""
    folder = Path(shutil.copytree(PACKAGE / "model", tmp_path / "other-model"))
    config = folder / "config_sentence_transformers.json"
    config.write_text(json.dumps({**json.loads(config.read_text("utf-8")), "trained": "again"}))
    return folder


def with_model(settings: KnowledgeSettings, model: Path) -> KnowledgeSettings:
    return settings.model_copy(update={"embedding_model": str(model)})


def test_a_version_of_another_model_is_refused_with_what_to_do_and_a_refresh_repairs_it(
    programme: TinyProgramme, engine: Engine, other_model: Path
) -> None:
    settings = with_model(programme.settings, other_model)
    other = Engine(load_embedder(settings), engine.analyser)
    with pytest.raises(ModelMismatch, match=r"SESAC_EMBEDDING_MODEL.*sesac refresh"):
        open_current(settings, other)
    result = refresh(settings)
    assert (result.published, len(result.unchanged)) == (True, 5)
    assert result.embedded == VersionShelf(settings.data_dir).current().manifest.counts["vectors"]
    assert PAID in told_fee(settings, other)[0]
    # The older versions are of the first model, which is now the wrong one for the version in force.
    fee, base = told_fee(programme.settings, engine)
    assert PAID in fee
    assert "other-model" in base.skipped[0]


@pytest.mark.parametrize("harm", ["gone", "empty"])
def test_a_model_that_cannot_be_read_is_named_by_whoever_needs_it(
    programme: TinyProgramme, tmp_path: Path, harm: str
) -> None:
    folder = tmp_path / "model"
    if harm == "empty":
        folder.mkdir()
    settings = with_model(programme.settings, folder)
    current = VersionShelf(settings.data_dir).current_id()
    for use in (open_current, refresh):
        with pytest.raises(ModelUnavailable, match=rf"{folder}.*SESAC_EMBEDDING_MODEL"):
            use(settings)
    assert VersionShelf(settings.data_dir).current_id() == current
