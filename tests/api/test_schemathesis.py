"""Requests made from the OpenAPI description: none may break the service or its promises.

`make fuzz` makes many more of them, against a service of its own.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASES_AN_OPERATION = 12


@pytest.mark.slow
def test_no_request_breaks_a_promise_of_the_description(address: str) -> None:
    """Statuses, shapes, headers and methods are as described, for good and bad requests alike."""
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json"),
            *("--phases", "examples,coverage,fuzzing"),
            *("--max-examples", str(CASES_AN_OPERATION)),
            *("--generation-database", "none"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr
