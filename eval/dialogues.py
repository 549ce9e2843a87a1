"""Dialogues whose answers are known: how well follow-up questions are understood.

    python -m eval.dialogues [--set SET] [--split dev|held_out] [--model | --texts | --alone]

A line of the set is a dialogue: `id`, `split`, and `turns`, which are questions of the set format
(docs/evaluation.md). The first tag of a turn is its class. The corpora lie beside the set; where a
dialogue names its `corpus`, that folder of `sets/folders` alone is what it is about.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.intervals import estimate
from eval.judgment import Judgment, Score
from eval.measures import measure
from eval.questions import Question, question_of
from qa.answering.chat_model import open_chat_model
from qa.chat.conversation import Conversations
from qa.chat.model_rewriter import open_rewriter
from qa.chat.recalled import Recalled, recall
from qa.chat.rewriting import By, Rewriter
from qa.chat.turns import Turn
from qa.chat.understanding import Understanding, evidence_of
from qa.errors import CorpusError
from qa.pipeline import Pipeline, open_pipeline
from qa.settings import load_settings
from qa.types import Answer, FollowUp

_SETS = Path(__file__).parent / "sets"
DIALOGUES = _SETS / "followups.jsonl"
CHATS = _SETS / "chats.jsonl"
CORPORA = DIALOGUES.with_suffix("")
STANDALONE = "standalone"


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Questions that follow one another."""

    id: str
    split: str
    turns: tuple[Question, ...]
    corpus: str = ""

    @property
    def articles(self) -> Path:
        """The folder that it is about."""
        return _SETS / "folders" / self.corpus / "articles" if self.corpus else CORPORA


@dataclass(frozen=True, slots=True)
class Asked:
    """One turn with its scores; `evidence` is None where no quote is expected."""

    question: Question
    asked_as: str | None
    rewritten_by: By | None
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
            corpus = fields.get("corpus", "")
            dialogues.append(Dialogue(fields["id"], fields["split"], turns, corpus))
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
        asked.append(_judged(pipeline, question, turn))
    return asked


def ask_by_texts(pipeline: Pipeline, dialogue: Dialogue) -> list[Asked]:
    """Every turn asked after the texts of those before it, as whoever keeps them himself asks."""
    understanding = Understanding(pipeline)
    recalled: list[Recalled] = []
    asked = []
    for number, question in enumerate(dialogue.turns, start=1):
        brought = FollowUp(None, None, evidence_of([turn.passage_ids for turn in recalled]))
        earlier = [turn.earlier for turn in recalled]
        meant = understanding.of(question.question, earlier, brought)
        answer = pipeline.ask_in_full(meant.question, follow_up=meant.follow_up).answer
        told = " ".join(claim.text for claim in answer.claims)
        recalled.append(recall(pipeline, meant.question, told))
        asked_as = meant.question if meant.by else None
        turn = Turn(number, question.question, asked_as, meant.by, answer)
        asked.append(_judged(pipeline, question, turn))
    return asked


def _judged(pipeline: Pipeline, question: Question, turn: Turn) -> Asked:
    answer = turn.answer
    cited = {citation.source_id for citation in answer.citations}
    texts = {name: pipeline.source_text(name) for name in {*question.sources, *cited}}
    judgment = Judgment(question, answer, (), texts)
    accuracy = measure("accuracy").judge(judgment)
    recall = measure("citation_recall_quote").judge(judgment)
    evidence = Score(float(recall.points > 0)) if recall else None
    scores = (accuracy or Score(0.0), evidence)
    return Asked(question, turn.asked_as, turn.rewritten_by, answer, *scores)


def ask_all(
    dialogues: Sequence[Dialogue],
    *,
    alone: bool = False,
    by_model: bool = False,
    by_texts: bool = False,
) -> list[Asked]:
    """Every dialogue, over a temporary index of its articles.

    `by_model`: the language model of the settings rewrites too; answers are extractive either way.
    `by_texts`: of earlier turns only the texts are known.
    """
    rewriter = open_rewriter(open_chat_model(load_settings()) if by_model else None)

    def ask(pipeline: Pipeline, dialogue: Dialogue) -> list[Asked]:
        if by_texts:
            return ask_by_texts(pipeline, dialogue)
        return ask_dialogue(pipeline, dialogue, alone=alone, rewriter=rewriter)

    asked: list[Asked] = []
    for articles, about in groupby(dialogues, lambda dialogue: dialogue.articles):
        with TemporaryDirectory(prefix="qa-dialogues-") as folder:
            settings = load_settings(data_dir=Path(folder), receipts=0, answerer="extractive")
            with open_pipeline(settings) as pipeline:
                pipeline.sync(articles)
                asked += [one for dialogue in about for one in ask(pipeline, dialogue)]
    return asked


def main() -> None:
    """Print accuracy and the share of right evidence, by class of follow-up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, default=DIALOGUES)
    parser.add_argument("--split", choices=["dev", "held_out"])
    parser.add_argument("--alone", action="store_true", help="ask every turn without the others")
    parser.add_argument("--model", action="store_true", help="QA_LLM_MODEL rewrites")
    parser.add_argument("--texts", action="store_true", help="of earlier turns only their texts")
    parser.add_argument("--show", action="store_true", help="print each turn that went wrong")
    options = parser.parse_args()
    dialogues = [d for d in load_dialogues(options.set) if options.split in (None, d.split)]
    asked = ask_all(dialogues, alone=options.alone, by_model=options.model, by_texts=options.texts)
    print(f"{len(dialogues)} dialogues, {len(asked)} turns\n")
    print("| turns | n | accuracy | right evidence |\n|---|---|---|---|")
    follow_ups = [one for one in asked if one.tag != STANDALONE]
    print(_row("all", asked))
    print(_row("follow-ups", follow_ups))
    for tag in dict.fromkeys(one.tag for one in asked):
        print(_row(tag, [one for one in asked if one.tag == tag]))
    changed = [one for one in asked if one.tag == STANDALONE and one.asked_as]
    print(f"\nStandalone questions that were changed: {len(changed)}")
    for by in ("rules", "llm"):
        print(f"Rewritten by {by}: {sum(one.rewritten_by == by for one in asked)}")
    refused = sum(any("by rule" in each for each in one.answer.notices) for one in asked)
    print(f"Rewritings of the language model that were refused, or failed: {refused}")
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
