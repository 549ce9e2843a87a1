"""What a question means after those before it: rewritten, and chosen by what the corpus answers."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qa.chat.rewriting import By, Earlier, Rewriter
from qa.chat.rules import RuleRewriter
from qa.chat.words import content_words
from qa.errors import EndpointError
from qa.pipeline import MAX_QUESTION_CHARACTERS, Pipeline
from qa.retrieval.spelling import Respelled
from qa.types import Answer, FollowUp, SourceFilter

_EVIDENCE_TURNS = 2  # turns whose passages are read again
_EVIDENCE = 4  # passages of those turns: each takes as long as any other that is read
_SUBSTANCE = 4  # words besides those of grammar: with fewer a question says nothing by itself
_BETTER = 0.1  # by so much a less likely meaning must be the better answered one

_Prospects = Callable[[Sequence[str]], list[float]]  # how well the corpus answers each


@dataclass(frozen=True, slots=True)
class Understood:
    """How a question is to be asked: `by` is None where it stood alone.

    `notices` are sentences for the user: of words that are read as others, and where the language
    model failed to rewrite.
    """

    question: str
    by: By | None
    notices: tuple[str, ...]
    follow_up: FollowUp

    def noticed(self, answer: Answer) -> Answer:
        """The answer with the notices."""
        return replace(answer, notices=tuple(dict.fromkeys((*answer.notices, *self.notices))))


class Understanding:
    """Makes questions stand alone. Safe to share between threads, as the pipeline is."""

    def __init__(self, pipeline: Pipeline, rewriter: Rewriter | None = None) -> None:
        """`rewriter` is asked too; without one, and where it fails, the rules do it alone."""
        self._pipeline = pipeline
        self._rewriter = rewriter
        self._rules = RuleRewriter(self._similar)

    def of(
        self,
        typed: str,
        earlier: Sequence[Earlier],
        follow_up: FollowUp,
        k: int | None = None,
        *,
        as_of: datetime.date | None = None,
        only: SourceFilter | None = None,
    ) -> Understood:
        """How to ask what was typed after these turns, oldest first; `k` passages are read.

        With `as_of` or `only`, just the sources that may answer then count.

        What the language model wrote is asked, unless the corpus answers clearly better what the
        rules made of it. A model that repeats the question does not outvote the rules.

        Raises:
            What `Pipeline.ask` raises.
        """
        by: By = "rules"

        def prospects(meanings: Sequence[str]) -> list[float]:
            return [
                self._pipeline.prospect(each, k, as_of=as_of, only=only, follow_up=follow_up)
                for each in meanings
            ]

        read = self._pipeline.respelled(typed, only) if earlier else Respelled(typed)
        chosen = self._by_rule(read.text, earlier, prospects)
        chosen = typed if chosen == read.text else chosen  # a question by itself is read so later
        written, failure = self._written(typed, earlier)
        notices = () if failure is None else (failure,)
        if written is not None and written not in (typed, chosen):
            ours, theirs = prospects([chosen, written])
            if ours <= theirs + _BETTER:
                chosen, by = written, "llm"
        if chosen == typed:
            return Understood(typed, None, notices, follow_up)
        if by == "rules":
            notices = (*read.notices(), *notices)
        return Understood(chosen, by, notices, replace(follow_up, typed=typed))

    def _written(self, typed: str, earlier: Sequence[Earlier]) -> tuple[str | None, str | None]:
        """What the language model made of it, if anything, and a notice where it failed."""
        if self._rewriter is None or not earlier:
            return None, None
        try:
            written = self._rewriter.rewrite(typed, earlier)
        except EndpointError as error:
            return None, f"The question was rewritten by rule, without the language model: {error}"
        return next(iter(written.questions), None), None

    def _by_rule(self, typed: str, earlier: Sequence[Earlier], prospects_of: _Prospects) -> str:
        """Which meaning to ask: the likeliest, unless the corpus answers another one better."""
        rewriting = self._rules.rewrite(typed, earlier)
        meanings = tuple(
            each for each in rewriting.questions if len(each) <= MAX_QUESTION_CHARACTERS
        )
        if not meanings:
            return typed
        if rewriting.lean == "may":
            meanings = (typed, *meanings)
        elif rewriting.lean == "reference" and len(content_words(typed)) >= _SUBSTANCE:
            meanings = (*meanings, typed)
        if len(meanings) == 1:
            return meanings[0]
        prospects = prospects_of(meanings)
        best = max(range(len(meanings)), key=lambda at: prospects[at])
        threshold = self._pipeline.threshold
        if rewriting.lean == "may" and (prospects[0] >= threshold or prospects[best] < threshold):
            return typed
        return meanings[best if prospects[best] > prospects[0] + _BETTER else 0]

    def _similar(self, text: str, others: Sequence[str]) -> list[float]:
        """Cosine similarities by the pipeline's embedder."""
        vectors = self._pipeline.embedder.embed([text, *others])
        return [float(value) for value in vectors[1:] @ vectors[0]]


def evidence_of(turns: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Ids of the passages to read again, of those that each turn rests on, oldest turn first."""
    newest_first = [id_ for turn in reversed(turns[-_EVIDENCE_TURNS:]) for id_ in turn]
    return tuple(dict.fromkeys(newest_first))[:_EVIDENCE]
