"""Settings: from the environment (`ASSAY_...`) or `.env`, typed, each with its meaning.

`assay config` lists them; `assay keys generate` makes the secrets.
"""

import base64
import binascii
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from assay.kernel.errors import MisconfiguredError

KEYS_COMMAND = "assay keys generate"


class Settings(BaseSettings):
    """Every setting of Assay. Secrets have no default outside `data/keys.env`, made at the first start."""

    model_config = SettingsConfigDict(env_prefix="ASSAY_", env_file=".env", extra="ignore", frozen=True)

    # the house
    env: Literal["development", "production", "test"] = "development"
    apps: Annotated[tuple[str, ...], NoDecode] = Field(
        ("enigma", "veritas", "mathvidya", "exportsathi"), description="applications to start"
    )
    data_dir: Path = Field(Path("data"), description="embedded database, files and keys live here")
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = Field(
        default_factory=lambda given: f"http://{given['host']}:{given['port']}",
        description="the address users see",
    )
    log_level: str = "INFO"
    time_zone: str = Field("Asia/Kolkata", description="of pages and forms, such as Asia/Kolkata or UTC")

    # database
    database_url: str | None = Field(None, description="any PostgreSQL 15+; empty starts the embedded server")
    database_pool: int = Field(10, description="connections a process keeps")
    database_pooler: bool = Field(False, description="a transaction pooler stands in front")

    # secrets
    master_keys: SecretStr = Field(SecretStr(""), description="Fernet keys, newest first, comma-separated")
    log_signing_key: SecretStr = Field(SecretStr(""), description="Ed25519 seed of the audit log, base64")
    log_name: str = Field("assay.local/log", description="origin line of the audit log's checkpoints")
    log_trusted_keys: str = Field("", description="verifier keys of earlier log keys, comma-separated")
    checkpoint_path: Path | None = Field(None, description="publish every checkpoint to this file as well")
    hmac_key: SecretStr = Field(SecretStr(""), description="for derived ids and signed links, base64")
    jwt_key: SecretStr = Field(SecretStr(""), description="for access tokens, base64")

    # sign-in
    access_minutes: int = 15
    refresh_days: int = 7
    session_idle_minutes: int = 60
    session_absolute_hours: int = 24

    # outside services
    files_url: str | None = Field(None, description="s3://bucket?endpoint=...; empty keeps files in data_dir")
    mail_url: str = Field(
        "outbox:", description="smtp://user:password@host:587, or outbox: to keep mail here"
    )
    mail_from: str = "Assay <no-reply@assay.local>"
    llm_engine: Literal["openai", "batch", "local", "baseline"] = "baseline"
    llm_base_url: str = ""
    llm_api_key: SecretStr = SecretStr("")
    llm_model: str = ""
    llm_judge_model: str = ""
    llm_concurrency: int = 8
    llm_requests_per_minute: int = 600
    llm_cost_cap: float = Field(50.0, description="US dollars a cycle may spend on models")
    llm_input_price: float = Field(0.0, description="US dollars per million input tokens")
    llm_output_price: float = Field(0.0, description="US dollars per million output tokens")
    bulk_engine: Literal["inprocess", "pool", "ray"] = "pool"
    bulk_workers: int = Field(0, description="processes of the pool; 0 means one per core")

    # watching
    metrics_token: SecretStr = Field(SecretStr(""), description="bearer token of /metrics; empty opens it")
    otel_endpoint: str = Field("", description="OpenTelemetry collector, such as http://localhost:4318")

    # worker
    worker_concurrency: int = Field(8, description="jobs a worker process runs at a time, at least 2")
    worker_silence_seconds: float = Field(20, description="silence after which others take a worker's jobs")
    worker_grace_seconds: float = Field(30, description="time to finish after SIGTERM before handing back")
    worker_metrics_port: int = Field(0, description="serve the worker's /metrics here; 0 does not")

    @field_validator("apps", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError("no zone of the IANA database, such as Asia/Kolkata or UTC") from None
        return name

    @property
    def production(self) -> bool:
        return self.env == "production"

    def master_key_list(self) -> list[bytes]:
        """Fernet keys, newest first. Raises MisconfiguredError when none is set."""
        keys = [key.strip().encode() for key in self.master_keys.get_secret_value().split(",") if key.strip()]
        if not keys:
            raise MisconfiguredError(f"ASSAY_MASTER_KEYS is not set. Run `{KEYS_COMMAND}`.")
        return keys

    def secret_bytes(self, name: Literal["log_signing_key", "hmac_key", "jwt_key"]) -> bytes:
        """The 32 bytes of a base64 secret. Raises MisconfiguredError when missing or weak."""
        text = getattr(self, name).get_secret_value()
        variable = f"ASSAY_{name.upper()}"
        if not text:
            raise MisconfiguredError(f"{variable} is not set. Run `{KEYS_COMMAND}`.")
        try:
            value = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise MisconfiguredError(f"{variable} is not base64. Run `{KEYS_COMMAND}`.") from None
        if len(value) != 32 or len(set(value)) < 8:
            raise MisconfiguredError(f"{variable} must hold 32 random bytes. Run `{KEYS_COMMAND}`.")
        return value


_current: list[Settings] = []


def get_settings() -> Settings:
    """The settings of this process: environment first, then `.env`, then the keys made at the first start."""
    if not _current:
        base = Settings()
        _current.append(Settings(_env_file=(base.data_dir / "keys.env", ".env")))
    return _current[0]


def use_settings(settings: Settings) -> Settings:
    """Make `settings` those of this process (an application or worker given its own, as in tests)."""
    _current[:] = [settings]
    return settings
