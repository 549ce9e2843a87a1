"""A large run: 12,000 questions over about 1,200 passages; time, memory, and a kill in the middle.

python -m eval.bench.large DATA

DATA holds squad2/ and squadshifts/ (training/README.md says where from). The set is asked twice
with two passages a question, read by the sentence reader: once without a break, once killed after a
third and resumed. Both must give the same rows but for ids and times.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eval.folder import QUESTIONS, SUMMARY
from eval.importers.public_sets import Asked, article_titles, write_squad
from eval.matching import tokens
from qa.pipeline import open_pipeline
from qa.settings import load_settings

_QUESTIONS = 12_000
_PASSAGES = 1_200
_ARTICLES = 9  # of new Wikipedia, on top of SQuAD 2.0, to come near that many passages
# Reading is what takes the time; what is tested here does not depend on it.
_SETTINGS = {"QA_TOP_K": "2", "QA_READER": "sentence"}


def main(data: Path) -> None:
    """Print a table of both runs."""
    with TemporaryDirectory(prefix="qa-large-") as folder:
        work = Path(folder)
        asked = _write_corpus(data, work / "corpus")
        set_path = _write_set(asked, work / "large.jsonl")
        with open_pipeline(load_settings(data_dir=work / "index")) as pipeline:
            report = pipeline.sync(work / "corpus")
        print(f"{_QUESTIONS:,} questions over {report.passages:,} passages (aim {_PASSAGES:,})")
        whole, seconds = _timed(_command(set_path, work, "whole"))
        print(f"without a break: {seconds:.0f} s")
        killed = _killed(_command(set_path, work, "killed"), work / "killed")
        print(f"killed after {_rows(killed):,} rows")
        _, seconds = _timed([*_command(set_path, work, "killed"), "--resume", str(killed)])
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"resumed: {seconds:.0f} s; peak memory of one process {peak:.0f} MB")
        (finished,) = (work / "whole").iterdir()
        print(f"same rows: {_lasting(finished) == _lasting(killed)}")
        print(f"same measures: {_measures(finished) == _measures(killed)}")
        size = sum(path.stat().st_size for path in finished.iterdir()) / 2**20
        print(f"run folder: {size:.0f} MB")
        assert whole.returncode == 0


def _write_corpus(data: Path, corpus: Path) -> list[Asked]:
    asked = write_squad(data / "squad2" / "squad2-dev-part-a.json", corpus)
    shifts = data / "squadshifts" / "new_wiki_v1.0.json"
    asked += write_squad(shifts, corpus, set(article_titles(shifts)[:_ARTICLES]))
    return [one for one in asked if all(tokens(form) for form in one.answers)]


def _write_set(asked: list[Asked], path: Path) -> Path:
    """The questions of the corpus, from the first again once they run out."""
    lines = [_line(number, asked[number % len(asked)]) for number in range(_QUESTIONS)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _line(number: int, one: Asked) -> str:
    question: dict[str, Any] = {
        "id": f"large-{number:05}",
        "question": one.question,
        "kind": "what" if one.answers else "unanswerable",
        "answerable": bool(one.answers),
    }
    if one.answers:
        question |= {"answers": [list(dict.fromkeys(one.answers))], "sources": [one.source_id]}
    return json.dumps(question)


def _command(set_path: Path, work: Path, out: str) -> list[str]:
    arguments = [str(set_path), "--data-dir", str(work / "index"), "--out", str(work / out)]
    return [sys.executable, "-m", "qa", "eval", "run", *arguments, "--workers", "2", "--json"]


def _timed(command: list[str]) -> tuple[subprocess.CompletedProcess[bytes], float]:
    started = time.perf_counter()
    ended = subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=_environment())
    return ended, time.perf_counter() - started


def _killed(command: list[str], out: Path) -> Path:
    """The folder of a run whose process was killed after a third of the questions."""
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=_environment())
    while not any(_rows(folder) >= _QUESTIONS // 3 for folder in out.glob("*")):
        time.sleep(1)
    running.send_signal(signal.SIGKILL)
    running.wait()
    return next(out.iterdir())


def _environment() -> dict[str, str]:
    return {**os.environ, **_SETTINGS}


def _rows(folder: Path) -> int:
    path = folder / QUESTIONS
    return path.read_bytes().count(b"\n") if path.exists() else 0


def _lasting(folder: Path) -> list[dict[str, Any]]:
    """The rows without answer ids and times."""
    rows = [json.loads(line) for line in (folder / QUESTIONS).read_text("utf-8").splitlines()]
    for row in rows:
        row["latency_ms"] = None
        row["result"] = {**row["result"], "id": None, "timings_ms": None}
        row["scores"] = {name: one for name, one in row["scores"].items() if "latency" not in name}
    return rows


def _measures(folder: Path) -> dict[str, Any]:
    measures = json.loads((folder / SUMMARY).read_text("utf-8"))["measures"]
    return {name: one for name, one in measures.items() if one["unit"] != "ms"}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
