"""One question asked and judged, as a row of a run."""

from collections.abc import Callable, Iterable
from datetime import date
from time import perf_counter
from typing import Any

from eval.folder import Row
from eval.judgment import Judgment
from eval.measures import measures
from eval.qrels import rank_by_file, rank_by_quote
from eval.questions import Question
from eval.verdicts import verdict
from qa.chat.conversation import Conversations
from qa.chat.model_rewriter import open_rewriter
from qa.errors import QAError, SourceNotFound
from qa.pipeline import Pipeline
from qa.types import Answer, RetrievedPassage

_DEEPEST_RANK = 10  # what mrr@10 looks at

# The rankings of one question by what decides them: the query, how many candidates are fused, how.
Rankings = dict[tuple[str, int, str], list[RetrievedPassage]]


class Examiner:
    """Asks a pipeline and judges; keeps the texts that it had to look at."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._texts: dict[str, str | None] = {}

    def row(self, question: Question, rankings: Rankings) -> Row:
        """The question asked once, its answer in the shape of the contract, and its scores.

        `rankings` holds what pipelines over the same index retrieved for this question, and gets
        what this one does.

        A question that fails is a row with `error`, scored as wrong. Scores are
        `[points, weight]`; measures that do not apply to the question are left out.
        """
        answer, error, latency_ms = self._ask(question)
        query = answer.question if answer else question.question  # a follow-up as it was understood
        retrieved, search_error = self._search(query, rankings)
        error = error or search_error
        judgment = Judgment(
            question, answer, retrieved, self._texts_for(question, answer), latency_ms
        )
        return {
            "id": question.id,
            "question": question.question,
            "kind": question.kind,
            "answerable": question.answerable,
            **asked_with(question),
            "expected": _expected(question),
            "result": answer.to_dict() if answer else None,
            "error": {"code": error.code, "message": error.message} if error else None,
            "latency_ms": latency_ms,
            "retrieved": _retrieved(judgment),
            "verdict": verdict(judgment, error),
            "scores": _scores(judgment),
        }

    def _ask(self, question: Question) -> tuple[Answer | None, QAError | None, float | None]:
        """The answer, or why there is none, and how long the last question took."""
        try:
            asking = self._in_dialogue(question) if question.dialogue else self._alone(question)
            started = perf_counter()
            answer = asking()
        except QAError as error:
            return None, error, None
        return answer, None, 1000 * (perf_counter() - started)

    def _alone(self, question: Question) -> Callable[[], Answer]:
        as_of = _day(question)
        return lambda: self._pipeline.ask(question.question, as_of=as_of, record=False)

    def _in_dialogue(self, question: Question) -> Callable[[], Answer]:
        """Asks the last question of a conversation; those before it are asked now."""
        conversations = Conversations(
            self._pipeline, open_rewriter(self._pipeline.chat_model), keeps=False
        )
        session_id, as_of = conversations.sessions.create().id, _day(question)
        for earlier in question.dialogue:
            conversations.ask(session_id, earlier, as_of=as_of)
        return lambda: conversations.ask(session_id, question.question, as_of=as_of).turn.answer

    def _search(
        self, query: str, rankings: Rankings
    ) -> tuple[tuple[RetrievedPassage, ...], QAError | None]:
        """The ranking, asked for after the answer so that it cannot warm up what is timed."""
        settings = self._pipeline.settings
        depth = max(_DEEPEST_RANK, settings.top_k)
        fused = max(depth, settings.candidates)
        key = (query, fused, settings.fusion)
        try:
            if key not in rankings:  # as deep as it goes: shorter rankings are its beginning
                rankings[key] = self._pipeline.search(query, fused)
        except QAError as error:
            return (), error
        return tuple(rankings[key][:depth]), None

    def _texts_for(self, question: Question, answer: Answer | None) -> dict[str, str]:
        wanted = set(question.sources)
        if answer is not None:
            nearest = answer.abstention.nearest if answer.abstention else ()
            wanted |= {citation.source_id for citation in (*answer.citations, *nearest)}
        return self._known_texts(wanted)

    def _known_texts(self, source_ids: Iterable[str]) -> dict[str, str]:
        texts = {}
        for source_id in source_ids:
            if source_id not in self._texts:
                self._texts[source_id] = self._text(source_id)
            text = self._texts[source_id]
            if text is not None:
                texts[source_id] = text
        return texts

    def _text(self, source_id: str) -> str | None:
        try:
            return self._pipeline.source_text(source_id)
        except SourceNotFound:
            return None


def _scores(judgment: Judgment) -> dict[str, list[float]]:
    judged = {measure.name: measure.judge(judgment) for measure in measures()}
    return {name: [score.points, score.weight] for name, score in judged.items() if score}


def _day(question: Question) -> date | None:
    return date.fromisoformat(question.as_of) if question.as_of else None


def asked_with(question: Question) -> dict[str, Any]:
    """What it was asked with besides its words, where there is any."""
    given = {"as_of": question.as_of, "dialogue": list(question.dialogue)}
    return {name: value for name, value in given.items() if value}


def _expected(question: Question) -> dict[str, Any]:
    """What a right answer holds, so that a run can be read without its set."""
    return {
        "answers": [list(forms) for forms in question.answers],
        "sources": list(question.sources),
        "quotes": list(question.quotes),
    }


def _retrieved(judgment: Judgment) -> list[dict[str, Any]]:
    """The ranking; `relevant` is None where the question says neither quotes nor sources."""
    ranking = rank_by_quote(judgment) or rank_by_file(judgment)
    return [
        {
            "id": one.passage.id,
            "score": one.score,
            "source_id": one.passage.source_id,
            "start": one.passage.start,
            "end": one.passage.end,
            "relevant": None if ranking is None else one.passage.id in ranking.relevant,
        }
        for one in judgment.retrieved
    ]
