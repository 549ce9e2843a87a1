"""SIGKILL in the middle of a sync loses nothing.

`python -m tests.qa.ingest.kills 100 20200610 FOLDER` tries a hundred.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.qa.processes import ROOT

KILLS = 25


@pytest.mark.slow
def test_a_kill_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    """Each file answers from its old or its new version; the next sync mends all there is.

    One kill in four hits a rebuild. The doctor compares Chroma, Tantivy and the manifest passage by
    passage each time.
    """
    ran = subprocess.run(
        [sys.executable, "-m", "tests.qa.ingest.kills", str(KILLS), "20200610", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    kills = [json.loads(line) for line in ran.stdout.splitlines()]

    assert KILLS == len(kills)
    assert [] == [kill for kill in kills if kill["foreign"] or kill["failed"] or kill["faults"]]
    assert all(kill["in_step"] for kill in kills)
    assert all(kill["hit"] for kill in kills if kill["sure"])
