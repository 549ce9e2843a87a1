"""Second processes, for what only another process can show: locks, kills, fresh caches."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
INGEST = """
from pathlib import Path
import sys
from qa.pipeline import open_pipeline
from qa.settings import Settings

def show(done, total, what):
    print(done, total, flush=True)

print("ready", flush=True)
with open_pipeline(Settings(data_dir=Path(sys.argv[1]))) as pipeline:
    pipeline.sync(Path(sys.argv[2]), rebuild="rebuild" in sys.argv, on_progress=show)
"""
HOLD_LOCK = """
from pathlib import Path
import sys
from qa.ingest.syncing import only_writer

with only_writer(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    """A Python process that runs `code` with these arguments; its pipes are open."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    """What it printed, once it has ended without error."""
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return output
