"""Train the reader: `python training/train_reader.py DATA_DIR --weights WEIGHTS --out qa/models`.

A span reader in the manner of SQuAD 2.0 (start and end logits, the first token for 'no answer'),
with a second head that says whether the passage has the answer at all. Every pass over the data
draws anew: passages that the retriever ranks high without having the answer, questions made
unanswerable, and a part of the reviews and forum posts, of which more would drown the articles.

It learns in eight stages: from public sets how to read, then from questions that we wrote
(`written_questions.py`) to read what is asked in other words, and to refuse near misses, from
claims what a sentence bears out, from all of it together, in three stages from newer texts, and
at last which of several passages answers (`passage_groups.py`).
`--after CHECKPOINT --stages NAME…` goes on from the end of one, or from an exported file.
"""

import argparse
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from tqdm import tqdm

from embedder_weights import find_weights
from export_reader import export
from hard_negatives import Text, free_text, mine
from passage_groups import Grouping, group_loss
from qa.reading.statements import is_yes_no
from reader_model import Reader, Window, collate, open_tokenizer, read, windows
from reader_runtime import CHECKPOINT, load_reader
from reading_measures import measure_spans
from reading_sets import (
    ARTICLES,
    REVIEW_SOURCES,
    SEED,
    WRITTEN,
    Example,
    Source,
    claim_examples,
    split,
)
from stated_examples import Stated, with_verdicts
from unanswerable import Names, make_unanswerable, renamed, without_sentence
from yes_no_questions import make_yes_no

BATCH = 32
WEIGHT_DECAY = 0.01
WARM_UP = 0.06  # of all steps
CLIP = 1.0
ANSWERABLE_WEIGHT = 0.5  # of the second head's loss
BUCKETS = 50  # batches whose windows are sorted by length together
RETRIEVED = 0.9  # passages without the answer, for each answerable question about an article
MADE = 0.45  # questions made unanswerable, likewise
RENAMED = 0.12  # answerable questions whose names are changed in both texts
REVIEWS = 0.35  # of the reviews and forum posts in each pass
MADE_REVIEWS = 0.2
# Of what we wrote. Each answerable question is read without its answer too, or its wording alone
# would tell that it has one.
RETRIEVED_WRITTEN = 0.6
REMOVED_WRITTEN = 0.5
MADE_WRITTEN = 0.15
STATED = 0.25  # of all questions as statements, which a passage bears out or not
MADE_YES_NO = 0.2  # questions for a yes or no, for each answerable one that is replayed
REPLAYED = 0.2  # of the public sets in each pass of the second stage: what is learnt stays
REPLAYED_WITH_CLAIMS = 0.04  # of them in each pass of the third
WRITTEN_WITH_CLAIMS = 0.08  # of our questions, likewise
REPLAYED_TOGETHER = 0.06  # of the public sets in the fourth
# Of our questions that are read there: those on news are the hard ones.
TOGETHER: dict[Source, float] = {"news": 0.85, "written": 0.2}
YES_NO_TOGETHER = 0.4  # of those for a yes or no, whose verdicts are judged all
# Of our questions whose passages are compared, by what the ids of their texts begin with.
COMPARED = {"n6-": 0.24, "n5-": 0.24, "n4-": 0.24, "n": 0.15, "": 0.1}
COMPARED_YES_NO = 0.3  # of those for a yes or no
COMPARED_PUBLIC = 0.07  # of the public sets' questions
CLAIMS_WITH_COMPARED = 0.12
GROUP_WEIGHT = 1.0  # of the loss over passages, beside that of each by itself
GROUPED = 36  # windows of a batch, about, where passages are compared
TITLED = 0.6  # how often a passage is read with its title before it
LATEST = "latest.pt"


@dataclass(frozen=True, slots=True)
class Stage:
    """Passes over the data with one schedule; the mean of the weights after the last `averaged`
    parts, of which every pass has `parts`, is its result.

    With `is_halved` its result is the mean of that and of the weights before it.
    """

    passes: int
    learning_rate: float
    averaged: int
    parts: int = 1
    is_halved: bool = False


@dataclass(frozen=True, slots=True)
class Newer:
    """What a stage reads that goes on from newer texts: shares of the claims, of the public sets,
    and of our questions by what the ids of their texts begin with; the first that fits counts.

    The verdicts of the questions about texts that begin with the first are judged as claims too.
    """

    claims: float
    public: float
    questions: Mapping[str, float]


NEWER = {
    "newest": Newer(0.4, 0.05, {"n4-": 1.0, "n5-": 0.0, "n6-": 0.0, "n": 0.2, "": 0.1}),
    "next": Newer(0.4, 0.05, {"n5-": 1.0, "n6-": 0.0, "n4-": 0.1, "n": 0.06, "": 0.06}),
    "changes": Newer(0.25, 0.04, {"n6-": 0.85, "n5-": 0.1, "n4-": 0.05, "n": 0.05, "": 0.06}),
}

ON_TOP = Stage(1, 1e-4, 2, parts=3, is_halved=True)  # of what was learnt before
STAGES = {
    "public": Stage(4, 1.5e-4, 3),  # the mean chosen on the articles of the mix, see the README
    "written": Stage(1, 1.2e-4, 2, parts=3),
    "claims": Stage(2, 8e-5, 2),
    **dict.fromkeys(("together", *NEWER, "compared"), ON_TOP),
}


class Pool:
    """What one pass is drawn from."""

    def __init__(self, data: Path, without: Sequence[str]) -> None:
        parts = {s: split(data, s)["read"] for s in ARTICLES}
        self.articles = [example for rows in parts.values() for example in rows]
        self.reviews = [
            example
            for source in REVIEW_SOURCES
            if source not in without
            for example in split(data, source)["read"]
        ]
        self.written = [e for source in WRITTEN for e in split(data, source)["read"]]
        self.names = Names(list(dict.fromkeys(example.context for example in self.articles)))
        answerable = [e for e in (*self.articles, *self.written) if e.answers]
        self._stated = Stated([*self.articles, *self.written])
        self._claims = claim_examples(data, "read")
        self._answers: dict[str, list[str]] = defaultdict(list)
        for example in answerable:
            self._answers[example.article].append(example.answers[0])
        events = {e.context: e.article for e in self.written if e.source == "news"}
        mined = mine(answerable, free_text(data))
        # Another report of the same event may well say it in other words.
        self._mined = {
            example: [text for text in texts if events.get(text[1]) != example.article]
            for example, texts in zip(answerable, mined, strict=True)
        }

    def draw(self, generator: random.Random, share: float = 1.0) -> list[Example]:
        """The examples of one pass over the public sets, or of a share of them."""
        drawn: list[Example] = []
        for example in generator.sample(self.articles, round(share * len(self.articles))):
            drawn += self._around(example, generator, RETRIEVED, MADE)
        for example in generator.sample(self.reviews, round(share * REVIEWS * len(self.reviews))):
            drawn.append(example)
            if generator.random() < MADE_REVIEWS:
                drawn += _made(example, self.names, generator)
        return drawn

    def draw_written(self, generator: random.Random) -> list[Example]:
        """The examples of one pass over our questions, with a share of the public sets."""
        return self._written(self.written, REPLAYED, generator)

    def draw_claims(self, generator: random.Random) -> list[Example]:
        """The examples of one pass over our claims, with a share of all before them."""
        some = generator.sample(self.written, round(WRITTEN_WITH_CLAIMS * len(self.written)))
        return [*self._claims, *self._written(some, REPLAYED_WITH_CLAIMS, generator)]

    def draw_together(self, generator: random.Random) -> list[Example]:
        """The examples of one pass over claims and verdicts, and a share of our questions."""
        read = []
        for example in self.written:
            share = TOGETHER[example.source]
            if is_yes_no(example.question):
                share = YES_NO_TOGETHER
            if generator.random() < share:
                read.append(example)
        judged = _judged(self.written, generator)
        return [*self._claims, *judged, *self._written(read, REPLAYED_TOGETHER, generator)]

    def draw_newer(self, newer: Newer, generator: random.Random) -> list[Example]:
        """The examples of one pass over newer texts, and a share of all before them."""
        read = [e for e in self.written if generator.random() < _share(e, newer.questions)]
        claims = generator.sample(self._claims, round(newer.claims * len(self._claims)))
        first = next(iter(newer.questions))
        judged = _judged([e for e in read if e.article.startswith(first)], generator)
        return [*claims, *judged, *self._written(read, newer.public, generator)]

    def draw_compared(self, generator: random.Random) -> list[list[Example]]:
        """Groups of passages for one question each, and claims by themselves."""
        grouping = Grouping([*self.articles, *self.written], self._mined)
        some = round(COMPARED_PUBLIC * len(self.articles))
        read = generator.sample(self.articles, some)
        own = []
        for example in self.written:
            share = _share(example, COMPARED)
            if is_yes_no(example.question):
                share *= COMPARED_YES_NO
            if generator.random() < share:
                own.append(example)
        chosen = [*read, *_evened(own, generator)]
        claims = generator.sample(self._claims, round(CLAIMS_WITH_COMPARED * len(self._claims)))
        judged = [*claims, *_judged(own, generator)]
        groups = [group for example in chosen for group in grouping.of(example, generator)]
        return [*([one] for one in judged), *groups]

    def _written(
        self, written: Sequence[Example], replayed: float, generator: random.Random
    ) -> list[Example]:
        drawn = self.draw(generator, replayed)
        for example in [e for e in drawn if e.answers]:
            if generator.random() < MADE_YES_NO:
                drawn += self._decided(example, generator)
        own = list(_evened(written, generator))
        for example in [*drawn, *own]:
            if generator.random() < STATED:
                drawn += self._stated.of(example, generator)
        for example in own:
            drawn += self._around(example, generator, RETRIEVED_WRITTEN, MADE_WRITTEN)
            if example.answers and generator.random() < REMOVED_WRITTEN:
                removed = without_sentence(example)
                drawn += [removed] if removed else []
        return drawn

    def _decided(self, example: Example, generator: random.Random) -> list[Example]:
        """Yes/no questions made from another: the words that answer it decide them."""
        others = self._answers[example.article]
        made = make_yes_no(example.question, example.answers[0], others, generator)
        return [
            example.without_answer(question=one.question)
            if one.verdict == "open"
            else replace(example, question=one.question, says_yes=one.verdict == "yes")
            for one in made
        ]

    def _around(
        self, example: Example, generator: random.Random, retrieved: float, made: float
    ) -> Iterator[Example]:
        if not example.answers:
            yield example
            return
        changed = renamed(example, self.names, generator) if generator.random() < RENAMED else None
        yield changed or example
        mined = self._mined[example]
        if mined and generator.random() < retrieved:
            yield _elsewhere(example, generator.choice(mined))
        if generator.random() < made:
            yield from _made(example, self.names, generator)


def _share(example: Example, shares: Mapping[str, float]) -> float:
    name = example.article if example.source == "news" else ""
    return next(share for start, share in shares.items() if name.startswith(start))


def _judged(examples: Sequence[Example], generator: random.Random) -> list[Example]:
    """The questions for a yes or no, each with both verdicts, as claims."""
    asked = (example for example in examples if is_yes_no(example.question))
    return [one for example in asked for one in with_verdicts(example, generator)]


def _evened(examples: Sequence[Example], generator: random.Random) -> Iterator[Example]:
    """At most as many questions without an answer as with one, for each way to begin a question.

    'How many' and 'why' come to mind when something is to be asked that a text does not say.
    """
    counts = Counter((_opening(example), bool(example.answers)) for example in examples)
    for example in examples:
        opening = _opening(example)
        share = counts[opening, True] / counts[opening, bool(example.answers)]
        if example.answers or generator.random() < share:
            yield example


def _opening(example: Example) -> str:
    return " ".join(example.question.lower().split()[:2])


def _made(example: Example, names: Names, generator: random.Random) -> list[Example]:
    made = make_unanswerable(example, names, generator)
    return [made] if made else []


def _elsewhere(example: Example, text: Text) -> Example:
    title, context = text
    return Example(example.source, example.article, title, context, example.question, ())


def batches(rows: Sequence[Window], generator: random.Random) -> list[list[Window]]:
    """Batches of windows of like length, in random order."""
    order = list(rows)
    generator.shuffle(order)
    found = []
    for at in range(0, len(order), BATCH * BUCKETS):
        near = sorted(order[at : at + BATCH * BUCKETS], key=lambda row: len(row.ids))
        found += [near[i : i + BATCH] for i in range(0, len(near), BATCH)]
    generator.shuffle(found)
    return found


def group_batches(rows: Sequence[Window], generator: random.Random) -> list[list[Window]]:
    """Batches of whole groups of like length, and of single windows as in `batches`."""
    alone = [row for row in rows if row.group is None]
    groups: dict[int, list[Window]] = defaultdict(list)
    for row in rows:
        if row.group is not None:
            groups[row.group].append(row)
    order = list(groups.values())
    found = batches(alone, generator)
    if not order:
        return found
    generator.shuffle(order)
    together = GROUPED * BUCKETS // 4  # a group has four passages or five
    for at in range(0, len(order), together):
        near = sorted(order[at : at + together], key=_longest)
        batch: list[Window] = []
        for group in near:
            batch += group
            if len(batch) > GROUPED - 3:
                found.append(batch)
                batch = []
        if batch:
            found.append(batch)
    generator.shuffle(found)
    return found


def _longest(group: Sequence[Window]) -> int:
    return max(len(row.ids) for row in group)


def loss_of(logits: torch.Tensor, rows: Sequence[Window]) -> torch.Tensor:
    """Mean cross entropy of start and end, and of 'has the answer'.

    A claim has no span: only the second counts, for 'says that'.
    """
    starts = torch.tensor([row.start for row in rows])
    ends = torch.tensor([row.end for row in rows])
    told = [bool(row.start) if row.bears_out is None else row.bears_out for row in rows]
    answerable = binary_cross_entropy_with_logits(logits[:, 0, 2], torch.tensor(told).float())
    loss = ANSWERABLE_WEIGHT * answerable
    asked = [n for n, row in enumerate(rows) if row.bears_out is None]
    if asked:
        spans = cross_entropy(logits[asked, :, 0], starts[asked])
        loss = loss + (spans + cross_entropy(logits[asked, :, 1], ends[asked])) / 2
    return loss + GROUP_WEIGHT * group_loss(logits, rows)


def main() -> None:
    """Train, and write the int8 model; checkpoints and scores of each part stay in `--work`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the base weights")
    parser.add_argument("--out", type=Path, help="folder of reader.onnx; without it none is made")
    parser.add_argument("--work", type=Path, default=CHECKPOINT.parent)
    parser.add_argument("--after", type=Path, help="checkpoint or reader.onnx to go on from")
    parser.add_argument("--stages", nargs="+", default=list(STAGES), choices=STAGES)
    parser.add_argument("--without", nargs="*", default=[], choices=REVIEW_SOURCES)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(arguments.seed)
    generator = random.Random(arguments.seed)
    pool = Pool(arguments.data, arguments.without)
    base = find_weights(arguments.weights).parent
    tokenizer = open_tokenizer(base)
    model = load_reader(arguments.after, base) if arguments.after else Reader(base)
    for parameter in model.bert.embeddings.word_embeddings.parameters():
        parameter.requires_grad = False  # half of all weights; they know the words already
    tests = {
        source: split(arguments.data, source)["test"]
        for source in (*ARTICLES, *REVIEW_SOURCES, *WRITTEN)
    }
    log = arguments.work / "log.jsonl"
    alone: dict[str, Callable[[random.Random], list[Example]]] = {
        "public": pool.draw,
        "written": pool.draw_written,
        "claims": pool.draw_claims,
        "together": pool.draw_together,
        **{name: partial(pool.draw_newer, newer) for name, newer in NEWER.items()},
    }
    for name in arguments.stages:
        stage = STAGES[name]
        rows = []
        for _ in range(stage.passes):
            groups = (
                [[example] for example in alone[name](generator)]
                if name in alone
                else pool.draw_compared(generator)
            )
            rows.append(_windows(tokenizer, groups, generator))
        steps = [batch for part in rows for batch in group_batches(part, generator)]
        print(f"{sum(map(len, rows)):,} windows, {len(steps):,} steps", flush=True)
        train(
            model,
            steps,
            stage,
            lambda: _report(model, tokenizer, tests, log),
            arguments.work,
        )
        torch.save(model.state_dict(), arguments.work / f"{name}.pt")
        _report(model, tokenizer, tests, log)
    torch.save(model.state_dict(), arguments.work / CHECKPOINT.name)
    if arguments.out:
        export(arguments.work / CHECKPOINT.name, base, arguments.data, arguments.out)


def _windows(
    tokenizer: Tokenizer, groups: Sequence[Sequence[Example]], generator: random.Random
) -> list[Window]:
    """Windows of all examples; those of several passages for one question are a group."""
    examples, texts, numbers = [], [], []
    for number, group in enumerate(groups):
        is_titled = generator.random() < TITLED
        for e in group:
            examples.append(e)
            texts.append((e.question, e.title if is_titled else "", e.context))
            numbers.append(number if len(group) > 1 else None)
    places = [None if e.start is None or e.end is None else (e.start, e.end) for e in examples]
    found = windows(tokenizer, texts, places)
    # A long passage whose answer stands in another window teaches nothing that mining does not.
    return [
        replace(row, bears_out=example.bears_out, group=numbers[row.example])
        for row in found
        for example in [examples[row.example]]
        if row.start or places[row.example] is None
    ]


def train(
    model: Reader,
    steps: Sequence[Sequence[Window]],
    stage: Stage,
    report: Callable[[], None],
    work: Path,
    *,
    loss_of_batch: Callable[[torch.Tensor, Sequence[Window]], torch.Tensor] = loss_of,
) -> None:
    """Train in place; after each part write it to `work` and call `report`.

    The mean generalises better than the last: stochastic weight averaging (Izmailov et al. 2018).
    With the weights before a stage it forgets less (Wortsman et al., Robust fine-tuning, 2022).
    """
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        parameters, lr=stage.learning_rate, weight_decay=WEIGHT_DECAY, fused=True
    )
    warm_up = max(1, round(WARM_UP * len(steps)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / warm_up, (len(steps) - n) / (len(steps) - warm_up))
    )
    started, running = time.monotonic(), 0.0
    before = _weights(model)
    kept: list[dict[str, torch.Tensor]] = []
    each = -(-len(steps) // (stage.passes * stage.parts))
    for number, batch in enumerate(tqdm(steps, disable=None), start=1):
        model.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(*collate(batch))
        loss = loss_of_batch(logits.float(), batch)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, CLIP)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        running += loss.item()
        if number % 100 == 0:
            minutes = (time.monotonic() - started) / 60
            print(
                f"{number} of {len(steps)}, loss {running / 100:.3f}, {minutes:.1f} min, "
                f"{minutes / number * len(steps):.0f} min in all",
                flush=True,
            )
            running = 0.0
        if number % each == 0 or number == len(steps):
            kept.append(_weights(model))
            torch.save(kept[-1], work / LATEST)
            report()
    result = _mean(kept[-stage.averaged :])
    model.load_state_dict(_mean([before, result]) if stage.is_halved else result)


def _weights(model: Reader) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


def _mean(weights: Sequence[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    return {name: torch.stack([one[name] for one in weights]).mean(dim=0) for name in weights[0]}


def _report(
    model: Reader, tokenizer: Tokenizer, tests: dict[Source, list[Example]], log: Path
) -> None:
    with log.open("a", encoding="utf-8") as file:
        for source, examples in tests.items():
            readings = read(model, tokenizer, [(e.question, "", e.context) for e in examples])
            scores = measure_spans(examples, readings)
            print(source, scores, flush=True)
            file.write(json.dumps({"source": source, **scores}) + "\n")


if __name__ == "__main__":
    main()
