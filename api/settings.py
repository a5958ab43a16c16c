"""ApiSettings: everything that can be configured about HTTP, read from SESAC_* and .env."""

import re
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?|https?://\[[0-9A-Fa-f:]+\](:\d{1,5})?")


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
