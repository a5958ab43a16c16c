"""ApiSettings: everything that can be configured about HTTP, read from SESAC_* and .env."""

import re
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MIN_SECRET_CHARS = 32
"""Of a configured key: half of it can be guessed from how people write keys, the rest still cannot."""
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?|https?://\[[0-9A-Fa-f:]+\](:\d{1,5})?")
_DATABASE = re.compile(r"(sqlite|postgresql)(\+[a-z0-9_]+)?://")


class ApiSettings(BaseSettings):
    """How the server listens and what it lets in."""

    model_config = SettingsConfigDict(
        env_prefix="SESAC_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    host: str = Field("127.0.0.1", description="Address that the server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port that the server listens on; 0 takes a free one.")
    max_body_bytes: int = Field(
        64_000, ge=8_192, le=10_000_000, description="A longer request body is refused without being read."
    )
    session_minutes: int = Field(60, ge=1, le=1440, description="A conversation is forgotten after this pause.")
    max_sessions: int = Field(10_000, ge=1, le=1_000_000, description="Conversations that one process keeps in memory.")
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Web sites whose pages may call the API, separated by commas (https://www.example.kr).",
    )

    database_url: SecretStr = Field(
        SecretStr(""), description="Database of questions and accounts; empty: records.db in the data folder."
    )
    secret_key: SecretStr = Field(
        SecretStr(""), description="Signs cookies; empty: secret.key in the data folder, made at the first start."
    )
    keep_questions_days: int = Field(
        90, ge=0, le=3650, description="Days after which the words of a question are deleted; 0 keeps none at all."
    )
    keep_audit_days: int = Field(730, ge=365, le=36_500, description="Days that the audit trail is kept.")
    staff_console: bool = Field(True, description="Whether staff may refresh from the console at /staff.")
    staff_upload_mb: int = Field(500, ge=1, le=10_000, description="All files of one draft together, MB.")
    staff_idle_minutes: int = Field(30, ge=5, le=1440, description="Staff are signed out after this pause.")
    staff_session_hours: int = Field(12, ge=1, le=168, description="Staff sign in again after this time at the latest.")

    @field_validator("database_url")
    @classmethod
    def _is_url(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value() and not _DATABASE.match(url.get_secret_value()):
            raise ValueError(
                "SESAC_DATABASE_URL에는 postgresql+psycopg://이름:비밀번호@주소/데이터베이스 같은 주소를 적으세요. "
                "(not a database URL)"
            )
        return url

    @field_validator("secret_key")
    @classmethod
    def _is_long(cls, key: SecretStr) -> SecretStr:
        if 0 < len(key.get_secret_value()) < MIN_SECRET_CHARS:
            raise ValueError(
                f"SESAC_SECRET_KEY는 {MIN_SECRET_CHARS}자 이상의 무작위 글자여야 합니다. 비우면 데이터 폴더에 만듭니다. "
                f"(at least {MIN_SECRET_CHARS} random characters, or leave it empty)"
            )
        return key

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part for piece in value.split(",") if (part := piece.strip().rstrip("/")))

    @field_validator("allowed_origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(
                    f"SESAC_ALLOWED_ORIGINS에는 https://www.example.kr 같은 주소를 쉼표로 나누어 적으세요: "
                    f"{origin} (not an origin: scheme, host and port only, no * and no path)"
                )
        return origins
