"""Who may call the service, from where and how often: decided once, when it starts."""

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from limits import RateLimitItem, parse

from api.keys import KeyFile
from qa.errors import SettingsError
from qa.settings import Settings

DEFAULT_RATE_LIMIT = "600/minute"  # ten times what a person with a script does in an afternoon
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class Protection:
    """The rules of one service; the defaults let everybody in, for tests and other programs.

    `allowed_hosts` are names without a port, None for any. Without `keys_required` the keys of
    `keys` are needed from the moment there is one. `rates_file` is where the processes of a service
    count requests together; None where there is one process.
    """

    keys: KeyFile | None = None
    keys_required: bool = False
    allowed_hosts: frozenset[str] | None = None
    cors_origins: tuple[str, ...] = ()
    rate_limit: RateLimitItem | None = None
    rates_file: Path | None = None


def protection_of(settings: Settings, rates_file: Path | None = None) -> Protection:
    """The rules for a service with these settings, listening on `settings.host`.

    Raises:
        SettingsError: other machines could reach it without a key, or a setting is unusable.
    """
    is_exposed = not is_loopback(settings.host)
    keys = KeyFile.of(settings)
    if is_exposed and not settings.no_auth and not keys.keys():
        raise SettingsError(
            f"{settings.host} can be reached from other machines, and there is no API key.",
            "Make one with `qa keys add NAME`, or serve everybody with --no-auth.",
        )
    return Protection(
        keys=None if settings.no_auth else keys,
        keys_required=not settings.no_auth and bool(keys.keys()),
        allowed_hosts=_allowed_hosts(settings, is_exposed=is_exposed),
        cors_origins=_listed(settings.cors_origins),
        rate_limit=_rate_limit(settings, is_exposed=is_exposed),
        rates_file=rates_file,
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that address."""
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _allowed_hosts(settings: Settings, *, is_exposed: bool) -> frozenset[str] | None:
    named = frozenset(name.lower() for name in _listed(settings.allowed_hosts))
    if named:
        return named | LOOPBACK_NAMES
    return None if is_exposed else LOOPBACK_NAMES | {settings.host.lower()}


def _rate_limit(settings: Settings, *, is_exposed: bool) -> RateLimitItem | None:
    wanted = settings.rate_limit or (DEFAULT_RATE_LIMIT if is_exposed else "off")
    if wanted.strip().lower() == "off":
        return None
    try:
        return parse(wanted)
    except ValueError as error:
        raise SettingsError(
            f"QA_RATE_LIMIT has the value {wanted!r}: that is no rate.",
            "Write it as 600/minute or 10/second, or off.",
        ) from error


def _listed(names: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (name.strip() for name in (names or "").split(","))))
