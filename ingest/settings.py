"""IngestSettings: everything that can be configured about a refresh, read from SESAC_* and .env."""

from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ingest.addresses import AddressRules
from ingest.fetching import FetchLimits
from ingest.readers.extract import Limits

Count = Annotated[int, Field(ge=1)]
Listed = Annotated[tuple[str, ...], NoDecode]
_MB = 1_000_000


class IngestSettings(BaseSettings):
    """How much a file or an address may cost, which addresses may be asked, and what the gate asks."""

    model_config = SettingsConfigDict(
        env_prefix="SESAC_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    max_file_mb: Count = Field(100, description="A larger file is not read, MB.")
    max_unpacked_mb: Count = Field(200, description="What a packed file may unpack to, MB.")
    max_unpack_ratio: Count = Field(200, description="How many times a packed part over 1 MB may grow.")
    max_zip_entries: Count = Field(5_000, description="Entries that a packed file may have.")
    max_pages: Count = Field(2_000, description="Pages of a PDF file.")
    max_cells: Count = Field(200_000, description="Cells of a table or spreadsheet.")
    max_text_chars: Count = Field(5_000_000, description="Characters of text that one file may yield.")
    reader_memory_mb: int = Field(1_000, ge=200, description="Memory of the process that reads files, MB.")
    reader_cpu_seconds: Count = Field(60, description="Computing time for one file.")
    reader_seconds: Count = Field(300, description="Time for one file; a busy machine gives the reader little of it.")

    fetch_ports: Annotated[tuple[int, ...], NoDecode] = Field(
        (80, 443), description="Ports of addresses that may be fetched."
    )
    fetch_hosts: Listed = Field(
        (), description="Only these hosts and those below them may be fetched; empty: every public one."
    )
    fetch_networks: Listed = Field((), description="Networks that may be asked although they are not public.")
    max_fetch_mb: Count = Field(50, description="A longer answer is not read, MB.")
    fetch_seconds: Count = Field(90, description="Time for one address, redirects included.")
    check_links: bool = Field(True, description="Whether a refresh asks the addresses in changed documents.")

    gate_questions: int = Field(200, ge=0, le=10_000, description="Latest real questions that the gate asks.")

    @field_validator("fetch_ports", "fetch_hosts", "fetch_networks", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part for piece in value.split(",") if (part := piece.strip())] if isinstance(value, str) else value

    @property
    def limits(self) -> Limits:
        """What the reading child is given."""
        return Limits(
            max_file_bytes=self.max_file_mb * _MB,
            max_unpacked_bytes=self.max_unpacked_mb * _MB,
            max_part_bytes=self.max_unpacked_mb * _MB // 2,
            max_ratio=self.max_unpack_ratio,
            max_entries=self.max_zip_entries,
            max_pages=self.max_pages,
            max_cells=self.max_cells,
            max_chars=self.max_text_chars,
            memory_bytes=self.reader_memory_mb * _MB,
            cpu_s=self.reader_cpu_seconds,
            wall_s=self.reader_seconds,
        )

    @property
    def address_rules(self) -> AddressRules:
        """Which addresses may be asked."""
        return AddressRules(ports=frozenset(self.fetch_ports), hosts=self.fetch_hosts, networks=self.fetch_networks)

    @property
    def fetch_limits(self) -> FetchLimits:
        """How much an address may cost."""
        return FetchLimits(max_bytes=self.max_fetch_mb * _MB, total_s=self.fetch_seconds)
