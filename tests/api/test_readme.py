"""README's section on serving works as pasted."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.keys import KeyFile
from api.main import create_app
from api.protection import Protection
from qa.pipeline import Pipeline, open_pipeline
from tests.api.conftest import served

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SECTION = README.split("\n## Serve it\n")[1].split("\n## ")[0]
PROGRAMS = re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)
COMMANDS = re.findall(r"```console\n(.*?)```", SECTION, re.DOTALL)[1:]  # the first one serves
ANSWER = "founder of Arthur AI"


Place = tuple[str, Path]


@pytest.fixture(scope="module")
def place(pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Address and data directory of a service that notices its first key."""
    data_dir = tmp_path_factory.mktemp("readme") / "data"
    settings = pipeline.settings.model_copy(update={"data_dir": data_dir})
    with open_pipeline(settings) as opened:
        opened.sync(Path(__file__).parents[2] / "corpus")
        with served(create_app(opened, protection=Protection(KeyFile.of(settings)))) as address:
            yield address, data_dir


def ran(program: list[str], text: str, place: Place) -> str:
    """What a program prints that reads `text`, with the service's address in it."""
    address, data_dir = place
    ended = subprocess.run(
        program,
        input=text.replace("http://localhost:8000", address).replace(
            "localhost:8000", address.removeprefix("http://")
        ),
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "QA_DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "") == (ended.returncode, ended.stderr)
    return ended.stdout


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
def test_every_program_and_command_prints_the_answer(place: Place) -> None:
    """In their order: the last command makes a key, and the service asks for it from then on."""
    for program in PROGRAMS:
        assert ANSWER in ran([sys.executable, "-"], program, place)
    for command in COMMANDS:
        pasted = re.sub(r"^\$ ", "", command, flags=re.MULTILINE).replace(".venv/bin/", "")
        assert ANSWER in ran(["bash"], pasted, place)
    assert "qa keys add" in COMMANDS[-1]
