"""What a cold `qa ask` is made of, against a warm one: `python -m eval.bench.cold_start`.

Every part runs in a fresh interpreter over a temporary index of the bundled articles, several
times; the median counts. llama-index, which queries do not import, is the named alternative.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from qa.pipeline import open_pipeline
from qa.settings import Settings

_QUESTION = "How many members of Congress were mismatched?"
_CORPUS = Path(__file__).parents[2] / "corpus"
_ASK = (
    "from qa.pipeline import open_pipeline; from qa.settings import Settings; "
    f"open_pipeline(Settings()).ask({_QUESTION!r})"
)

PARTS = {
    "interpreter": "pass",
    "+ pydantic-settings": "import qa.settings",
    "+ SQLAlchemy, NumPy": "import qa.settings, qa.index.manifest, numpy",
    "+ Chroma": "import qa.settings, qa.index.manifest, numpy, chromadb",
    "+ ONNX Runtime, tokenizers": (
        "import os; os.environ['ORT_DISABLE_TELEMETRY'] = '1'; "  # as `qa.models` does
        "import qa.settings, qa.index.manifest, numpy, chromadb, onnxruntime, tokenizers"
    ),
    "+ open the index and the models, answer": _ASK,
}
ALTERNATIVE = "the same, with llama-index imported"


def main() -> None:
    """Print a Markdown table: seconds up to each part, and what the part adds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        warm = _warm_seconds(Path(folder))
        before = 0.0
        print("| part | seconds so far | adds |\n|---|---|---|")
        for name, code in PARTS.items():
            seconds = _median(folder, ["-c", code], runs)
            print(f"| {name} | {seconds:.2f} | {seconds - before:.2f} |")
            before = seconds
        whole = _median(folder, ["-m", "qa", "ask", _QUESTION], runs)
        slower = _median(folder, ["-c", f"import llama_index.core; {_ASK}"], runs)
    print(f"| `qa ask` | {whole:.2f} | {whole - before:+.2f} |")
    print(
        f"\nwarm question {warm * 1000:.0f} ms: a cold one takes {whole / warm:.0f} times as long"
    )
    print(f"{ALTERNATIVE}: {slower:.2f} s, {slower / before:.2f} times")


def _warm_seconds(folder: Path) -> float:
    with open_pipeline(Settings(data_dir=folder / ".qa")) as pipeline:
        pipeline.sync(_CORPUS)
        pipeline.ask(_QUESTION)
        started = time.perf_counter()
        pipeline.ask(_QUESTION)
        return time.perf_counter() - started


def _median(folder: str, arguments: list[str], runs: int) -> float:
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=folder, check=True, capture_output=True)
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
