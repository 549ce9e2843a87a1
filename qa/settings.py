"""Settings: flag > environment > `.env` > `qa.toml` > default; built by the caller."""

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from qa.errors import SettingsError


class Settings(BaseSettings):
    """Everything that can be set; each field is `QA_<NAME>` in the environment."""

    model_config = SettingsConfigDict(
        env_prefix="QA_",
        env_file=".env",
        toml_file="qa.toml",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    data_dir: Path = Field(Path(".qa"), description="Where the index lives; one corpus each.")
    corpus: Path = Field(Path("corpus"), description="The folder that `qa ingest` reads first.")
    chroma_url: str | None = Field(
        None,
        description="Address of a Chroma server that holds the vectors; unset: the data directory.",
    )
    chroma_token: SecretStr | None = Field(
        None, description="Token that the Chroma server asks for; never shown."
    )
    chroma_tenant: str = Field("default_tenant", description="Tenant at the Chroma server.")
    chroma_database: str = Field("default_database", description="Database at the Chroma server.")
    max_file_mb: float = Field(
        20.0, gt=0, le=4096, description="Files larger than this many MB are reported, not read."
    )
    text_field: str | None = Field(
        None,
        description="Field with the text in JSON, JSONL and CSV files; unset: text, body, content.",
    )
    parse_seconds: float = Field(
        60.0, gt=0, le=3600, description="Longest time that reading one file may take."
    )
    parse_memory_mb: float = Field(
        2048.0, ge=256, le=65536, description="Most memory that reading one file may take, in MB."
    )
    passage_tokens: int = Field(
        160,
        ge=32,
        le=200,
        description="Most word pieces a passage holds; the embedder reads 256 with the title.",
    )
    embedding_model: str | None = Field(
        None,
        description="Model name at the OpenAI-compatible endpoint; unset: the embedded MiniLM.",
    )
    openai_base_url: str | None = Field(
        None,
        validation_alias=AliasChoices("OPENAI_BASE_URL", "OPENAI_API_BASE"),
        description="Address of the OpenAI-compatible endpoint.",
    )
    openai_api_key: SecretStr | None = Field(
        None, validation_alias="OPENAI_API_KEY", description="Key for that endpoint; never shown."
    )
    endpoint_timeout_seconds: float = Field(
        30.0, gt=0, le=600, description="Longest wait for the first words of the endpoint."
    )
    endpoint_connect_seconds: float = Field(
        5.0, gt=0, le=600, description="Longest wait for a connection to the endpoint."
    )
    endpoint_silence_seconds: float = Field(
        15.0, gt=0, le=600, description="Longest silence of the endpoint in the middle of a reply."
    )
    endpoint_pause_seconds: float = Field(
        15.0,
        ge=0,
        le=600,
        description="How long an endpoint that failed is not asked, doubled each time; 0: not so.",
    )
    answerer: Literal["auto", "extractive", "llm"] = Field(
        "auto",
        description="Who words the answer; auto: the language model where QA_LLM_MODEL is set.",
    )
    llm_model: str | None = Field(
        None, description="Name of the language model at the endpoint; unset: none is asked."
    )
    llm_evidence_tokens: int = Field(
        3000, ge=200, le=200_000, description="Most word pieces of the articles sent a question."
    )
    llm_answer_tokens: int = Field(
        600, ge=50, le=16_000, description="Most tokens that the language model may answer with."
    )
    deadline_seconds: float = Field(
        60.0,
        gt=0,
        le=3600,
        description="Longest time for one question; then the extractive answer is given.",
    )
    llm_usd_per_million: str | None = Field(
        None,
        pattern=r"^\d+(\.\d+)?/\d+(\.\d+)?$",
        description="Price of a million tokens, prompt/completion, as in 0.15/0.60.",
    )
    fusion: Literal["score", "rank"] = Field(
        "score", description="How dense and lexical results merge (docs/adr/0003)."
    )
    candidates: int = Field(
        40, ge=1, le=500, description="Passages taken from each retriever before fusion."
    )
    top_k: int = Field(
        8, ge=1, le=100, description="Passages that are read for a question, and that search shows."
    )
    two_steps: bool = Field(
        True, description="Ask in two steps where a question only describes what it is about."
    )
    min_confidence: float | None = Field(
        None,
        ge=0,
        le=1,
        description="Answer only at or above this confidence; unset: the calibrated threshold.",
    )
    max_risk: float | None = Field(
        None,
        gt=0,
        lt=1,
        description="Share of wrong answers to accept among those given; moves the threshold.",
    )
    reader: Literal["span", "sentence"] = Field(
        "span",
        description="The model that finds exact spans, or features of whole sentences (faster).",
    )
    threads: int = Field(
        0, ge=0, le=256, description="Threads for the embedded models; 0: one a core."
    )
    receipts: int = Field(
        1000, ge=0, description="How many answers to keep a receipt of (`qa show`); 0: none."
    )
    receipt_days: int = Field(
        90, ge=0, description="Receipts older than this many days are deleted; 0: none are."
    )
    keep_sessions: bool = Field(
        True, description="Keep chats on disk, with receipts; else they end with the program."
    )
    host: str = Field("127.0.0.1", description="Address that `qa serve` listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port that `qa serve` listens on.")
    workers: int = Field(1, ge=1, le=64, description="Processes that `qa serve` answers with.")
    keys_file: Path | None = Field(
        None,
        description="API keys that `qa keys` writes; unset: `keys.json` in the data directory.",
    )
    no_auth: bool = Field(False, description="Serve without API keys, even to other machines.")
    allowed_hosts: str | None = Field(
        None,
        description="Host names requests may use, comma-separated; unset: on loopback its own.",
    )
    cors_origins: str | None = Field(
        None, description="Web origins whose pages may call the service, comma-separated."
    )
    rate_limit: str | None = Field(
        None,
        description="Requests a key and an address may make, as `600/minute`, or `off`; "
        "unset: that, and none on loopback.",
    )
    max_concurrency: int = Field(
        0, ge=0, le=1024, description="Questions a process answers at a time; 0: one a core."
    )
    max_waiting: int = Field(
        32, ge=0, le=10_000, description="Questions that wait for their turn; more get a 503."
    )
    request_timeout_seconds: float = Field(
        60.0, gt=0, le=3600, description="Longest time a question may take, its wait included."
    )
    uploads: bool = Field(
        False, description="Let admin keys add files to the corpus folder and delete them."
    )
    answer_cache: int = Field(
        1000, ge=0, le=1_000_000, description="Answers kept per process for a repeat; 0: none."
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="How `qa serve` writes its log, a line a request."
    )
    log_questions: bool = Field(
        False, description="Write questions into the log; else only how long they are."
    )
    traces: bool = Field(
        False, description="Send OpenTelemetry traces to `OTEL_EXPORTER_OTLP_ENDPOINT`."
    )

    @field_validator("data_dir", "corpus", "keys_file")
    @classmethod
    def _home_is_known(cls, path: Path | None) -> Path | None:
        """'~' as people write it in `.env` and `qa.toml`, where no shell expands it."""
        return path.expanduser() if path else None

    @field_validator("openai_api_key", "chroma_token")
    @classmethod
    def _key_is_one_line(cls, key: SecretStr | None) -> SecretStr | None:
        """Without the blanks and line ends around it: files with keys end in one.

        A key with others inside fits into no header, and a client that refuses it shows it whole.
        """
        told = key.get_secret_value().strip() if key else ""
        if not told.isprintable():
            raise ValueError("a key holds no line ends and no other control characters")
        return SecretStr(told) if told else None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- pydantic's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the TOML file after the environment and `.env`."""
        return (
            init_settings,
            env_settings,
            dotenv_settings,
            TomlConfigSettingsSource(settings_cls),
        )


_SECRETS = ("OPENAI_API_KEY", "QA_CHROMA_TOKEN")


def load_settings(**flags: Any) -> Settings:
    """Settings with the given flags on top; a flag that is None counts as not given.

    Raises:
        SettingsError: a value does not fit; the message names the setting, the value and the rule.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        variable = name.upper() if name.upper().startswith("OPENAI") else f"QA_{name.upper()}"
        shown = "(hidden)" if variable in _SECRETS else repr(first["input"])
        raise SettingsError(
            f"{variable} has the value {shown}: {first['msg']}.",
            "Correct it where it is set: flag, environment, .env or qa.toml.",
        ) from error
    except (ValueError, OSError) as error:  # a qa.toml or .env that does not parse
        raise SettingsError(
            f"The settings file {_broken_file()} cannot be read: {error}.",
            "Correct or remove qa.toml or .env.",
        ) from error


def _broken_file() -> str:
    """Which of the two it is: an error in decoding does not say."""
    try:
        tomllib.loads(Path("qa.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ".env"
    except (ValueError, OSError):
        return "qa.toml"
    return ".env"
