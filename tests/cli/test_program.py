"""The real program as a process: signals, pipes, locales and a terminal.

Few tests, because each start costs seconds; everything else runs in this process.
"""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Qa
from tests.cli.endpoints import EmbeddingsEndpoint
from tests.cli.shells import COMMAND, CTRL_C, CTRL_D, Shell, environment

MANY = 120  # files
REQUESTS = 11  # for vectors: the first part of an index and more, and not all of it


def qa_process(*arguments: object, **changes: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program to its end."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        env=environment(**changes),
        check=False,
    )


def test_python_m_qa_is_the_same_program() -> None:
    """For where the script is not on the path."""
    assert qa_process("--help").stdout.startswith(b"Usage: qa [OPTIONS] COMMAND")


def test_a_reader_that_leaves_early_is_no_error(index: Path) -> None:
    """`qa sources | head -1` prints no complaint and ends with 0."""
    with subprocess.Popen(
        [*COMMAND, "sources", "--data-dir", str(index)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_locale_without_utf8_does_not_crash(index: Path) -> None:
    """A character that the locale lacks becomes an escape."""
    ended = qa_process("sources", "--data-dir", index, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"Amazon\\u2019s one-year moratorium" in ended.stdout


@pytest.mark.slow
def test_ctrl_c_during_ingest_loses_nothing(
    qa: Qa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends with 130 and one message; the next run does what is missing and only that."""
    folder = write_many(tmp_path / "many")
    with EmbeddingsEndpoint() as endpoint:
        for name, value in hashes(endpoint).items():
            monkeypatch.setenv(name, value)
        endpoint.stall(after=REQUESTS)
        with Shell("ingest", folder, "--data-dir", "index", **hashes(endpoint)) as shell:
            endpoint.wait_until_asked()
            shell.type(CTRL_C)
            shell.wait_for(r"\^C")  # the terminal has sent the signal
            endpoint.go_on()
            assert shell.end() == 130
        report = json.loads(qa("ingest", folder, "--data-dir", "index", "--json").output)
        assert qa("doctor", "--data-dir", "index").code == 0
    assert "Traceback" not in shell.shown
    assert "Stopped. The index is good" in shell.shown
    assert len(report["added"]) + len(report["unchanged"]) == MANY
    assert report["added"]
    assert report["unchanged"]


def hashes(endpoint: EmbeddingsEndpoint) -> dict[str, str]:
    """The settings that name this endpoint."""
    return {"OPENAI_BASE_URL": endpoint.address, "QA_EMBEDDING_MODEL": "hashes"}


def write_many(folder: Path) -> Path:
    """A folder with so many passages that the index takes them in more than one part."""
    folder.mkdir()
    for ship in range(MANY):
        sentences = [f"Ship {ship} carried {crate} crates of tea to port." for crate in range(100)]
        (folder / f"{ship:03}.txt").write_text(" ".join(sentences))
    return folder


def test_a_stopped_program_without_a_terminal_says_so_in_one_line(index: Path) -> None:
    """SIGINT from outside, as `timeout -s INT` sends it."""
    with subprocess.Popen(
        [*COMMAND, "chat", "--data-dir", str(index)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(PYTHONUNBUFFERED="1"),
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"/help\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"> /help\n"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
    assert (process.returncode, errors) == (130, b"Stopped.\n")


def test_ctrl_c_at_the_prompt_gives_up_the_line_and_ctrl_d_ends_the_chat(index: Path) -> None:
    """As in other shells for questions: nobody leaves by accident."""
    with Shell("chat", "--data-dir", index) as shell:
        shell.wait_for("qa>")
        shell.type("half a quest")
        shell.wait_for("quest")
        shell.type(CTRL_C)
        shell.wait_for("Ctrl-D or /quit leaves")
        shell.type(CTRL_D)
        assert shell.end() == 0
    assert "Traceback" not in shell.shown


def test_a_prompt_completes_commands_and_takes_several_lines(index: Path) -> None:
    """Tab completes; Alt-Enter begins a line, and both lines are one question."""
    with Shell("chat", "--data-dir", index) as shell:
        shell.wait_for("qa>")
        shell.type("/sess\t")
        shell.wait_for(r"/sess[^\n]*ions")  # drawn at once, or what is new of it
        shell.type("\r")
        shell.wait_for("No session is kept|first question")  # by what other tests asked before
        shell.type("Who founded\x1b\rArthur AI?\r")
        shell.wait_for("confidence")
        shell.type(CTRL_D)
        assert shell.end() == 0
    assert "O'Sullivan" in shell.shown


def test_ctrl_c_during_an_answer_cancels_that_answer(tmp_path: Path) -> None:
    """The prompt comes back, and the next question is answered."""
    (tmp_path / "tea.txt").write_text("The Ariel carried 12 crates of tea.")
    with EmbeddingsEndpoint() as endpoint:
        settings = hashes(endpoint)
        made = qa_process("ingest", tmp_path, "--data-dir", tmp_path / "index", **settings)
        assert made.returncode == 0
        with Shell("chat", "--data-dir", tmp_path / "index", **settings) as shell:
            shell.wait_for("qa>")
            endpoint.stall()
            shell.type("What did the Ariel carry?\r")
            endpoint.wait_until_asked()
            shell.type(CTRL_C)
            shell.wait_for("Cancelled.")
            endpoint.go_on()
            shell.type("What did the Ariel carry?\r")
            shell.wait_for("confidence")
            shell.type("/exit\r")
            assert shell.end() == 0
