"""Commands in hints go to the data directory that the call named."""

import pytest

from qa.terminal.hints import for_data_dir, named_data_dir


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        ("Run `qa ingest`.", "Run `qa ingest --data-dir x`."),
        ("`qa sources` lists them.", "`qa sources --data-dir x` lists them."),
        ("Run `qa doctor --json` or `qa ask`.", "Run `qa doctor --json --data-dir x` or `qa ask`."),
        ("Run `qa ingest --data-dir y`.", "Run `qa ingest --data-dir y`."),
        ("Wait for `qa ingested`.", "Wait for `qa ingested`."),
        ("Stop qa ingest.", "Stop qa ingest."),
    ],
)
def test_commands_that_use_the_index_get_the_option(hint: str, expected: str) -> None:
    """Those in backticks that have none yet; all else stays."""
    assert for_data_dir(hint, "x") == expected


def test_a_name_that_a_shell_would_take_apart_is_quoted() -> None:
    """The command can be pasted; a backslash is no reference to a group."""
    assert for_data_dir("`qa doctor`", "a b\\1") == "`qa doctor --data-dir 'a b\\1'`"


def test_a_call_without_the_option_gets_plain_commands() -> None:
    """The settings lead the next command to the same place."""
    assert for_data_dir("Run `qa ingest`.", None) == "Run `qa ingest`."


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["ask", "--data-dir", "x", "Who?"], "x"),
        (["ask", "--data-dir=x=y"], "x=y"),
        (["--data-dir", "x", "--data-dir", "y"], "y"),
        (["ask", "--", "--data-dir", "x"], None),
        (["ask", "--data-dir"], None),
        (["ask", "Who?"], None),
    ],
)
def test_the_data_directory_is_found_among_the_arguments(
    arguments: list[str], named: str | None
) -> None:
    """As the parser of options reads them: the last wins, none after `--`."""
    assert named_data_dir(arguments) == named
