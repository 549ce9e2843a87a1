"""The command line, top of everything: the commands, and the entry of the console script.

Only typer is imported here: `qa --help` must be instant, so a command imports what it needs.
"""

import gc
import sys
from collections.abc import Sequence
from typing import Annotated, Any

try:
    import typer
    from typer.core import TyperGroup
    from typer.main import get_command, get_group

    from qa.terminal import commands, history_commands, keeping, keys
    from qa.terminal.guard import EXIT_REFUSED, run
    from qa.terminal.help import AsJson, DataDirectory, SectionedGroup, examples
except KeyboardInterrupt:  # Ctrl-C in the first moments: no traceback for that either
    sys.exit(130)


# Imports make a million objects and no garbage: Python's default looks them through hundreds of
# times, a tenth of a cold `qa ask`.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


class EvaluationGroup(TyperGroup):
    """Stands for `eval.cli.app` among the commands and loads it when it is called.

    Its imports take longer than all of `qa --help`. typer asks a command for its context first and
    then runs the command of that context: that is where the real one takes over.
    """

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        """The context of the real group."""
        from eval.cli import app as evaluation

        return get_group(evaluation).make_context(info_name, args, parent=parent, **extra)


app = typer.Typer(cls=SectionedGroup, rich_markup_mode=None, invoke_without_command=True)
app.add_typer(commands.app)
app.add_typer(history_commands.app)
app.add_typer(keeping.app)
app.add_typer(keys.app, name="keys")
app.add_typer(
    typer.Typer(),
    name="eval",
    cls=EvaluationGroup,
    help="Score the answers on questions with known ones.",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code of `qa` with `arguments`, by default those of the process."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    return run(get_command(app), list(sys.argv[1:] if arguments is None else arguments))


@app.callback(
    epilog=examples(
        "qa ingest ~/articles                      read a folder into an index",
        'qa ask "How many people were mismatched?" answer, with citations',
        "qa serve                                  the same over HTTP, with a page",
        "",
        "qa COMMAND --help explains a command.",
    )
)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Ask a folder of articles; get answers with citations to the exact place.

    Works without a network and without a key. It says when the articles do not say.
    """
    if version:
        typer.echo(f"qa {_installed_version()}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _installed_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("corpus-qa")
    except PackageNotFoundError:  # run from a checkout with `python -m qa`
        return "(not installed)"


@app.command(epilog=examples("qa doctor", "qa doctor --json | jq '.findings[] | .fix'"))
def doctor(data_dir: DataDirectory = None, as_json: AsJson = False) -> None:
    """Check settings, models and index, and name the command that mends each fault.

    Ends with exit code 1 when something is wrong. Changes nothing.
    """
    from dataclasses import asdict

    from qa.doctor import diagnose
    from qa.settings import load_settings
    from qa.terminal.findings import fixes_for, show_findings
    from qa.terminal.machine import print_json
    from qa.terminal.screen import Screen

    findings = fixes_for(data_dir, diagnose(load_settings(data_dir=data_dir)))
    is_healthy = all(finding.is_healthy for finding in findings)
    if as_json:
        print_json({"is_healthy": is_healthy, "findings": [asdict(each) for each in findings]})
    else:
        show_findings(Screen(), findings)
    if not is_healthy:
        raise typer.Exit(EXIT_REFUSED)


@app.command(
    epilog=examples(
        "qa serve", "qa keys add alice && qa serve --host 0.0.0.0 --port 9000 --workers 2"
    )
)
def serve(
    host: Annotated[
        str | None,
        typer.Option(help="Address to listen on: QA_HOST, or 127.0.0.1.", show_default=False),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="Port to listen on: QA_PORT, or 8000.", show_default=False
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, max=64, help="Processes to answer with: QA_WORKERS, or 1.", show_default=False
        ),
    ] = None,
    no_auth: Annotated[
        bool, typer.Option("--no-auth", help="Let everybody in, even from other machines.")
    ] = False,
    data_dir: DataDirectory = None,
) -> None:
    """Answer over HTTP, with a page for people and /docs for programs.

    Only this machine can reach it unless --host says otherwise; then every request needs a key
    (qa keys). Clients of the OpenAI API and of MCP can use it too. Ctrl-C ends it.
    """
    from api.server import serve as listen
    from qa.settings import load_settings

    settings = load_settings(
        data_dir=data_dir, host=host, port=port, workers=workers, no_auth=no_auth or None
    )
    listen(settings, settings.host, settings.port)


@app.command(epilog=examples("qa mcp", "qa mcp --data-dir ~/notes-index"))
def mcp(data_dir: DataDirectory = None) -> None:
    """Let an agent ask the articles, over the Model Context Protocol on standard input.

    An MCP client starts this itself. Over HTTP the same is served by qa serve, at /mcp.
    """
    from api.server import serve_stdio
    from qa.settings import load_settings

    serve_stdio(load_settings(data_dir=data_dir))


@app.command(epilog=examples("qa config", "QA_TOP_K=4 qa config --json"))
def config(data_dir: DataDirectory = None, as_json: AsJson = False) -> None:
    """Print the settings in force and where each comes from.

    A flag wins over the environment, that over .env, that over qa.toml. Secrets are masked.
    """
    from dataclasses import asdict

    from qa.settings import load_settings
    from qa.terminal.effective import effective_settings, show_settings
    from qa.terminal.machine import print_json
    from qa.terminal.screen import Screen

    settings = effective_settings(load_settings(data_dir=data_dir), {"data_dir": data_dir})
    if as_json:
        print_json({"settings": [asdict(setting) for setting in settings]})
    else:
        show_settings(Screen(), settings)
