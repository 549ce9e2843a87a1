"""Dialogues whose answers are known: how well follow-up questions are understood.

    python -m eval.dialogues [--split dev|held_out]

A line of the set is a dialogue: `id`, `split`, and `turns`, which are questions of the set format
(docs/evaluation.md). The first tag of a turn is its class. The corpora lie beside the set.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.intervals import estimate
from eval.judgment import Judgment, Score
from eval.measures import measure
from eval.questions import Question, question_of
from qa.chat.conversation import Conversations
from qa.chat.model_rewriter import open_rewriter
from qa.chat.rewriting import Rewriter
from qa.errors import CorpusError
from qa.pipeline import Pipeline, open_pipeline
from qa.settings import load_settings
from qa.types import Answer

DIALOGUES = Path(__file__).parent / "sets" / "followups.jsonl"
CORPORA = DIALOGUES.with_suffix("")
STANDALONE = "standalone"


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Questions that follow one another."""

    id: str
    split: str
    turns: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One turn with its scores; `evidence` is None where no quote is expected."""

    question: Question
    asked_as: str | None
    answer: Answer
    accuracy: Score
    evidence: Score | None

    @property
    def tag(self) -> str:
        """The class of the turn."""
        return self.question.tags[0] if self.question.tags else STANDALONE


def load_dialogues(path: Path = DIALOGUES) -> list[Dialogue]:
    """The dialogues of a set, in its order.

    Raises:
        CorpusError: a line is no dialogue; the message names the first wrong one.
    """
    dialogues = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            fields = json.loads(line)
            turns = tuple(question_of(turn) for turn in fields["turns"])
            dialogues.append(Dialogue(fields["id"], fields["split"], turns))
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusError(f"Line {number} of {path}: {error}", "Correct this line.") from error
    return dialogues


def ask_dialogue(
    pipeline: Pipeline,
    dialogue: Dialogue,
    *,
    alone: bool = False,
    rewriter: Rewriter | None = None,
) -> list[Asked]:
    """Every turn asked in one session; `alone` in a session of its own: the floor."""
    conversations = Conversations(pipeline, rewriter)
    session = conversations.sessions.create().id
    asked = []
    for question in dialogue.turns:
        if alone:
            session = conversations.sessions.create().id
        turn = conversations.ask(session, question.question).turn
        asked.append(_judged(pipeline, question, turn.asked_as, turn.answer))
    return asked


def _judged(pipeline: Pipeline, question: Question, asked_as: str | None, answer: Answer) -> Asked:
    cited = {citation.source_id for citation in answer.citations}
    texts = {name: pipeline.source_text(name) for name in {*question.sources, *cited}}
    judgment = Judgment(question, answer, (), texts)
    accuracy = measure("accuracy").judge(judgment)
    recall = measure("citation_recall_quote").judge(judgment)
    evidence = Score(float(recall.points > 0)) if recall else None
    return Asked(question, asked_as, answer, accuracy or Score(0.0), evidence)


def ask_all(
    dialogues: Sequence[Dialogue], *, alone: bool = False, by_model: bool = False
) -> list[Asked]:
    """Every dialogue, over one temporary index of all corpora: each is the others' distraction.

    `by_model`: the language model of the settings rewrites.
    """
    with (
        TemporaryDirectory(prefix="qa-dialogues-") as folder,
        open_pipeline(load_settings(data_dir=Path(folder), receipts=0)) as pipeline,
    ):
        pipeline.sync(CORPORA)
        rewriter = open_rewriter(pipeline.chat_model) if by_model else None
        return [
            one
            for each in dialogues
            for one in ask_dialogue(pipeline, each, alone=alone, rewriter=rewriter)
        ]


def main() -> None:
    """Print accuracy and the share of right evidence, by class of follow-up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=["dev", "held_out"])
    parser.add_argument("--alone", action="store_true", help="ask every turn without the others")
    parser.add_argument("--model", action="store_true", help="QA_LLM_MODEL rewrites")
    parser.add_argument("--show", action="store_true", help="print each turn that went wrong")
    options = parser.parse_args()
    dialogues = [d for d in load_dialogues() if options.split in (None, d.split)]
    asked = ask_all(dialogues, alone=options.alone, by_model=options.model)
    print(f"{len(dialogues)} dialogues, {len(asked)} turns\n")
    print("| turns | n | accuracy | right evidence |\n|---|---|---|---|")
    follow_ups = [one for one in asked if one.tag != STANDALONE]
    print(_row("all", asked))
    print(_row("follow-ups", follow_ups))
    for tag in dict.fromkeys(one.tag for one in asked):
        print(_row(tag, [one for one in asked if one.tag == tag]))
    changed = [one for one in asked if one.tag == STANDALONE and one.asked_as]
    print(f"\nStandalone questions that were changed: {len(changed)}")
    if options.show:
        for one in asked:
            if not one.accuracy.points:
                answer = one.answer.short_answer or one.answer.answer
                print(f"{one.question.id} {one.question.question!r} as {one.asked_as!r}: {answer}")


def _row(name: str, asked: Sequence[Asked]) -> str:
    accuracy = _estimated("accuracy", (one.accuracy for one in asked))
    evidence = _estimated("citation_recall_quote", (one.evidence for one in asked))
    return f"| {name} | {len(asked)} | {accuracy} | {evidence} |"


def _estimated(name: str, scores: Iterable[Score | None]) -> str:
    found = estimate(measure(name), [score for score in scores if score])
    if found.value is None:
        return "-"
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"


if __name__ == "__main__":
    main()
