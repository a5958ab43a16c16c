"""KnowledgeSettings: everything that can be configured below HTTP, read from SESAC_* and .env."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGE = Path(__file__).resolve().parent
Weight = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(gt=0, le=600)]


class KnowledgeSettings(BaseSettings):
    """Where things are and the numbers that decide quality, each with the measurement that gave it.

    The weights and thresholds belong to the shipped embedding model: another model needs its own (`make eval`).
    """

    model_config = SettingsConfigDict(
        env_prefix="SESAC_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data_dir: Path = Field(Path("data"), description="Folder of everything that is written: versions, database.")
    programme_dir: Path = Field(PACKAGE / "programme", description="Folder of the documents that ship.")
    embedding_model: str = Field(str(PACKAGE / "model"), description="Folder or name of a sentence-transformers model.")
    query_prompt: str = Field("", description="Put before a question when it is embedded (e5: 'query: ').")
    passage_prompt: str = Field("", description="Put before a passage when it is embedded (e5: 'passage: ').")
    keep_versions: int = Field(5, ge=1, le=100, description="Published versions that are kept for rollback.")

    weight_morphemes: Weight = Field(0.4, description="Share of the Kiwi-morpheme BM25 leg in the fused score.")
    weight_syllables: Weight = Field(0.2, description="Share of the syllable 2+3-gram BM25 leg.")
    weight_dense: Weight = Field(0.4, description="Share of the cosine of the embeddings.")
    candidates: int = Field(50, ge=5, le=1000, description="Passages that each leg hands to the fusion.")
    min_confidence: Weight = Field(
        0.6,
        description="Probability that a passage answers the question from which it is shown. 0.6 does least harm where "
        "a wrong answer counts as three missing ones (1,139 questions, weights from the other splits, 2026-11-23: "
        "89.9 % right, 50 wrong, 54 missing); python -m tests.evaluation.calibration measures it.",
    )

    llm: str = Field("", description="Language model that writes, as provider:model; empty: quotes are shown.")
    llm_base_url: str = Field(
        "", description="Address of an OpenAI-compatible or Ollama server; empty: the provider's."
    )
    llm_api_key: SecretStr = Field(SecretStr(""), description="Key of the provider; empty: its own variable, or none.")
    llm_timeout: Seconds = Field(12.0, description="Wait for the first checked sentence; then quotes are shown.")
    llm_total_timeout: Seconds = Field(30.0, description="Wait for the whole text of the model.")
    llm_passages: int = Field(5, ge=1, le=20, description="Passages that the model is given.")
    llm_max_tokens: int = Field(1000, ge=50, le=32_000, description="Most tokens of a reply, thoughts included.")
    llm_max_retries: int = Field(1, ge=0, le=2, description="Tries again within the waiting time (429, 5xx, refused).")
    llm_max_concurrent: int = Field(8, ge=1, le=1000, description="Questions at the model at once in one process.")
    llm_breaker_failures: int = Field(5, ge=1, le=100, description="Failures in a row that pause the model.")
    llm_breaker_seconds: Seconds = Field(30.0, description="The pause; then one question tries whether it is back.")
