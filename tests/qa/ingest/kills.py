"""Syncs that are killed on their way, and what is checked after each.

One half is killed at a drawn share of its files, which hits at any speed; the other half after
a drawn time, which reaches the moments between.

`python -m tests.qa.ingest.kills COUNT SEED FOLDER` prints one JSON line a kill. This process
imports everything and opens nothing; each sync and each check is a fork of it, so that a hundred
of them take seconds.
"""

import json
import math
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import chromadb
import llama_index.core.node_parser
import numpy as np

from eval.bench.hashing import HashingEmbedder
from qa.doctor import diagnose
from qa.errors import IndexMissing
from qa.pipeline import Pipeline
from qa.settings import Settings

EMBEDDER = HashingEmbedder()
LIBRARIES = (chromadb, llama_index.core.node_parser, np)  # a fork has them at once
FILES = 60
PATIENCE = 600  # seconds
WORDS = "harbour valley bridge mill orchard".split()

Texts = dict[str, str]


def main() -> None:
    """Kill `COUNT` syncs of a folder that changes between them."""
    count, seed, place = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    dice = random.Random(seed)
    folder = place / "articles"
    folder.mkdir(parents=True)
    EMBEDDER.embed(["warm"])
    settings = Settings(data_dir=place / "index", passage_tokens=32, reader="sentence")
    texts = {f"{number:03d}.txt": article(dice, number) for number in range(FILES)}
    seconds = whole_sync(settings, folder, texts)
    for number in range(count):
        before, texts = texts, edited(dice, texts)
        write(folder, before, texts)
        rebuild = dice.randrange(4) == 0
        moment = dice.uniform(0, 1)
        is_sure = number % 2 == 0
        if is_sure:
            ended = killed(partial(sync, settings, folder, rebuild, dies_at=moment), PATIENCE)
        else:
            ended = killed(partial(sync, settings, folder, rebuild), 1.2 * moment * seconds)
        result = answer_of(partial(check, settings, folder, before, texts))
        kill = {"kill": number, "rebuild": rebuild, "sure": is_sure, "hit": not ended}
        print(json.dumps(kill | result), flush=True)


def article(dice: random.Random, number: int) -> str:
    """Some passages about one place, with a number that no other version has."""
    word = dice.choice(WORDS)
    told = f"The {word} of town {number} was mended in year {dice.randrange(10**9)}. "
    return f"Town {number}\n\n" + "\n\n".join(told * 3 for _ in range(dice.randrange(1, 6)))


def edited(dice: random.Random, texts: Texts) -> Texts:
    """Some files changed, some deleted, some renamed, some new."""
    changed = dict(texts)
    for name in dice.sample(sorted(texts), dice.randrange(1, len(texts) // 2)):
        text = changed.pop(name)
        match dice.randrange(4):
            case 0:
                changed[f"{dice.randrange(10**6):06d}.txt"] = text
            case 1:
                pass
            case _:
                changed[name] = article(dice, int(name[:-4]))
    while len(changed) < FILES:
        number = dice.randrange(10**6)
        changed[f"{number:06d}.txt"] = article(dice, number)
    return changed


def write(folder: Path, before: Texts, after: Texts) -> None:
    """Make the folder hold these texts."""
    for name in before.keys() - after.keys():
        (folder / name).unlink()
    for name, text in after.items():
        if before.get(name) != text:
            (folder / name).write_text(text)


def sync(settings: Settings, folder: Path, rebuild: bool, dies_at: float = math.inf) -> None:
    """One sync with cheap vectors; the process is killed once that share of the files is done."""

    def die(done: int, total: int, _what: str) -> None:
        if done >= dies_at * total:
            os.kill(os.getpid(), signal.SIGKILL)

    with Pipeline(settings, EMBEDDER) as pipeline:
        pipeline.sync(folder, rebuild=rebuild, on_progress=die)


def whole_sync(settings: Settings, folder: Path, texts: Texts) -> float:
    """Seconds of the first sync, which is not killed."""
    write(folder, {}, texts)
    started = time.perf_counter()
    killed(partial(sync, settings, folder, False), PATIENCE)
    return time.perf_counter() - started


def killed(do: Callable[[], None], delay: float) -> bool:
    """Whether `do` came to its end, in a fork: it may kill itself, and is killed after `delay`."""
    child = os.fork()
    if child == 0:
        do()
        os._exit(0)
    deadline = time.monotonic() + delay
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
                return False
            if status:
                raise SystemExit(f"a sync failed with status {status}")
            return True
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def answer_of(do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `do` returns, run in a fork."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with os.fdopen(writing, "w") as answer:
            json.dump(do(), answer)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        told = answer.read()
    os.waitpid(child, 0)
    if not told:
        raise SystemExit("a check failed: see above")
    result: dict[str, Any] = json.loads(told)
    return result


def check(settings: Settings, folder: Path, before: Texts, after: Texts) -> dict[str, Any]:
    """What is wrong after a kill, and after the sync that follows it; empty lists where nothing."""
    with Pipeline(settings, EMBEDDER) as pipeline:
        foreign = foreign_texts(pipeline, before, after)
        report = pipeline.sync(folder)
        held = {each.source_id: pipeline.source_text(each.source_id) for each in pipeline.sources()}
    findings = diagnose(settings, EMBEDDER)
    return {
        "foreign": foreign,
        "failed": [failure.source_id for failure in report.failed],
        "in_step": held == after,
        "faults": [finding.detail for finding in findings if not finding.is_healthy],
        "embedded_after": report.embedded,
    }


def foreign_texts(pipeline: Pipeline, before: Texts, after: Texts) -> list[str]:
    """Files that answer with anything but their old or their new version, or with both."""
    foreign = set()
    try:
        for word in WORDS:
            versions: dict[str, set[bool]] = {}
            for found in pipeline.search(word, 40):
                passage = found.passage
                name, text = passage.source_id, passage.text
                is_old, is_new = text in before.get(name, ""), text in after.get(name, "")
                if not (is_old or is_new):
                    foreign.add(name)
                if is_old != is_new:
                    versions.setdefault(name, set()).add(is_new)
            foreign.update(name for name, seen in versions.items() if len(seen) > 1)
        answer = pipeline.ask(f"When was the {WORDS[0]} mended?")
        for citation in answer.citations:
            texts = (before.get(citation.source_id, ""), after.get(citation.source_id, ""))
            if citation.quote not in {each[citation.start : citation.end] for each in texts}:
                foreign.add(citation.source_id)
    except IndexMissing:
        return ["(no index)"]
    return sorted(foreign)


if __name__ == "__main__":
    main()
