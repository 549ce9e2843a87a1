"""The settings in force and where each comes from."""

from dataclasses import dataclass
from typing import Any

from pydantic import AliasChoices, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import (
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    TomlConfigSettingsSource,
)

from qa.addresses import shown_address
from qa.settings import Settings
from qa.terminal.screen import NOTHING, Screen
from qa.terminal.visible import one_line

_MASK = "********"


@dataclass(frozen=True, slots=True)
class EffectiveSetting:
    """One setting: its value with secrets masked, and what set it (`default`: nothing did)."""

    name: str
    value: Any
    origin: str


def effective_settings(settings: Settings, flags: dict[str, Any]) -> list[EffectiveSetting]:
    """Every setting in the order of their definition; `flags` are those given by the caller."""
    found = {"flag": {name for name, value in flags.items() if value is not None}}
    found |= {origin: set(source()) for origin, source in _sources().items()}
    return [
        EffectiveSetting(name, _shown(getattr(settings, name)), _origin(name, field, found))
        for name, field in Settings.model_fields.items()
    ]


def show_settings(screen: Screen, settings: list[EffectiveSetting]) -> None:
    """Print one row a setting."""
    rows = [
        (
            setting.name,
            NOTHING if setting.value is None else one_line(str(setting.value)),
            setting.origin,
        )
        for setting in settings
    ]
    screen.table(("setting", "value", "from"), rows)


def _sources() -> dict[str, PydanticBaseSettingsSource]:
    return {
        "environment": EnvSettingsSource(Settings),
        ".env": DotEnvSettingsSource(Settings),
        "qa.toml": TomlConfigSettingsSource(Settings),
    }


def _origin(name: str, field: FieldInfo, found: dict[str, set[str]]) -> str:
    names = {name, *_aliases(field)}
    return next((origin for origin, given in found.items() if names & given), "default")


def _aliases(field: FieldInfo) -> set[str]:
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return {choice for choice in alias.choices if isinstance(choice, str)}
    return {alias} if isinstance(alias, str) else set()


def _shown(value: Any) -> Any:
    """`value` as JSON can hold it, without what must not be seen."""
    if isinstance(value, SecretStr):
        return _MASK
    if isinstance(value, str) and "://" in value:
        return shown_address(value)
    return value if isinstance(value, str | int | float | None) else str(value)
