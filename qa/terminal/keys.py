"""`qa keys`: who may use the service. A running service sees every change at once."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from qa.terminal.help import AsJson, DataDirectory, examples

if TYPE_CHECKING:
    from api.keys import KeyFile

app = typer.Typer(
    no_args_is_help=True,
    help="API keys of `qa serve`: make, list, revoke.",
    epilog=examples("qa keys add alice", "qa keys list", "qa keys revoke alice"),
)


def _key_file(data_dir: Path | None) -> "KeyFile":
    from api.keys import KeyFile
    from qa.settings import load_settings

    return KeyFile.of(load_settings(data_dir=data_dir))


@app.command(epilog=examples("qa keys add alice", "KEY=$(qa keys add uploader --scope admin)"))
def add(
    name: Annotated[str, typer.Argument(help="Whose key it is, or what for.")],
    scope: Annotated[
        Literal["ask", "admin"],
        typer.Option(help="ask: questions and texts; admin: uploads and metrics too."),
    ] = "ask",
    data_dir: DataDirectory = None,
) -> None:
    """Make a key and print it, this once: only its hash is stored.

    From the first key on, every request to the service needs one.
    """
    typer.echo(_key_file(data_dir).add(name, scope))


@app.command("list", epilog=examples("qa keys list", "qa keys list --json"))
def list_keys(data_dir: DataDirectory = None, as_json: AsJson = False) -> None:
    """List the keys, oldest first; the keys themselves are not stored."""
    from qa.terminal.machine import print_json
    from qa.terminal.screen import Screen
    from qa.terminal.visible import one_line

    keys = _key_file(data_dir).keys()
    if as_json:
        print_json({"keys": [key.model_dump(exclude={"sha256"}) for key in keys]})
        return
    rows = [(key.id, one_line(key.name), key.scope, key.created) for key in keys]
    Screen().table(("id", "name", "scope", "created"), rows)


@app.command(epilog=examples("qa keys revoke alice"))
def revoke(
    name: Annotated[str, typer.Argument(help="Name or id of the key.")],
    data_dir: DataDirectory = None,
) -> None:
    """Make a key worthless, at once. Revoking the last one locks the service."""
    from qa.terminal.screen import Screen
    from qa.terminal.visible import one_line

    Screen().line(f"Revoked {one_line(_key_file(data_dir).revoke(name).name)}.")
