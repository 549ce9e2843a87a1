"""How often a question that stands alone is changed: `python -m eval.bench.false_rewrites DATA`.

Each question of a public set is asked in a session after another one of the same set, drawn at
random. DATA holds `squad2/*.json` and `nq/*.jsonl`. A change counts as false, also where people
wrote a question that leans on its article ('What impact did this have?').
"""

import argparse
import random
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.importers.public_sets import Asked, write_nq, write_squad
from eval.intervals import estimate
from eval.judgment import Score
from eval.measures import measure
from qa.chat.conversation import Conversations
from qa.pipeline import open_pipeline
from qa.settings import load_settings

_SEED = 7  # any fixed one: the same pairs each time


def main() -> None:
    """Print the share that is changed in each set, with its interval and the changed ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=300)
    options = parser.parse_args()
    [squad], [nq] = options.data.glob("squad2/*.json"), options.data.glob("nq/*.jsonl")
    print("| set | questions | changed |\n|---|---|---|")
    _measure("SQuAD 2.0", lambda folder: write_squad(squad, folder), options.questions)
    _measure("Natural Questions", lambda folder: write_nq(nq, folder), options.questions)


def _measure(name: str, write: Callable[[Path], list[Asked]], count: int) -> None:
    draw = random.Random(_SEED)
    with TemporaryDirectory(prefix="qa-false-") as temporary:
        folder = Path(temporary)
        asked = write(folder / "corpus")
        settings = load_settings(data_dir=folder / "index", receipts=0, keep_sessions=False)
        with open_pipeline(settings) as pipeline:
            pipeline.sync(folder / "corpus")
            conversations = Conversations(pipeline)
            pairs = zip(draw.choices(asked, k=count), draw.choices(asked, k=count), strict=True)
            changed = [_change(conversations, before, question) for before, question in pairs]
    scores = [Score(float(change is not None)) for change in changed]
    found = estimate(measure("accuracy"), scores)
    print(f"| {name} | {count} | {found.value:.3f} ({found.low:.3f} to {found.high:.3f}) |")
    for change in filter(None, changed):
        print(f"<!-- {change} -->")


def _change(conversations: Conversations, before: Asked, question: Asked) -> str | None:
    session = conversations.sessions.create().id
    conversations.ask(session, before.question)
    turn = conversations.ask(session, question.question).turn
    return f"{turn.question} -> {turn.asked_as}" if turn.asked_as else None


if __name__ == "__main__":
    main()
