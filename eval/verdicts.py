"""What became of one question, and why: the word and the sentence that reports show."""

from typing import Any, Literal

from eval.judgment import Judgment
from eval.matching import facts_stated
from eval.measures import measure
from eval.places import Place
from eval.qrels import rank_by_file, rank_by_quote
from qa.errors import QAError

Outcome = Literal[
    "right",  # every fact stated; of a conflict one reading
    "wrong",  # answered, and a fact is missing
    "refused",  # nothing to answer, and it said so
    "refused_wrongly",  # the corpus answers it
    "answered_wrongly",  # the corpus does not answer it
    "unjudged",  # answered, and the set does not say what is right
    "failed",  # asking raised an error
]
OUTCOMES: tuple[Outcome, ...] = (
    "right",
    "refused",
    "wrong",
    "refused_wrongly",
    "answered_wrongly",
    "unjudged",
    "failed",
)
RIGHT_OUTCOMES: tuple[Outcome, ...] = ("right", "refused")


def verdict(judgment: Judgment, error: QAError | None) -> dict[str, Any]:
    """`outcome` and `reason` as JSON values; the outcome agrees with the measure `accuracy`."""
    outcome = _outcome(judgment)
    return {"outcome": outcome, "reason": _reason(judgment, outcome, error)}


def _outcome(judgment: Judgment) -> Outcome:
    if judgment.answer is None:
        return "failed"
    score = measure("accuracy").judge(judgment)
    is_right = score is not None and score.points == score.weight
    if not judgment.question.answerable:
        return "refused" if is_right else "answered_wrongly"
    if judgment.is_abstained:
        return "refused_wrongly"
    if score is None:
        return "unjudged"
    return "right" if is_right else "wrong"


def _reason(judgment: Judgment, outcome: Outcome, error: QAError | None) -> str:
    answer = judgment.answer
    if answer is None:
        return f"Asking failed: {error.message}" if error else "Asking failed."
    confidence = f"confidence {answer.confidence:.2f}"
    why = f"{answer.abstention.reason}, {confidence}" if answer.abstention else confidence
    return {
        "right": f"Every expected fact is stated ({confidence}).",
        "refused": f"The corpus does not answer it, and the answer says so ({why}).",
        "answered_wrongly": f"The corpus does not answer it, yet an answer was given ({why}).",
        "refused_wrongly": f"Refused ({why}), but the corpus answers it. {_found(judgment)}",
        "wrong": f"{_missing(judgment)} ({why}). {_found(judgment)}",
        "unjudged": f"The set holds no answer to judge by ({why}). {_found(judgment)}",
        "failed": "",
    }[outcome]


def _missing(judgment: Judgment) -> str:
    facts = judgment.question.answers
    stated = facts_stated(judgment.answer, facts)
    missing = [forms[0] for forms, is_stated in zip(facts, stated, strict=True) if not is_stated]
    return "Not stated: " + "; ".join(missing)


def _found(judgment: Judgment) -> str:
    """Whether retrieval or what comes after it lost the answer."""
    ranking = rank_by_quote(judgment) or rank_by_file(judgment)
    if ranking is None:
        return ""
    place = "passage with the expected quote" if judgment.question.quotes else "expected file"
    ranks = [
        rank
        for rank, passage_id in enumerate(ranking.passage_ids, start=1)
        if passage_id in ranking.relevant
    ]
    if not ranks:
        return f"No {place} among the {len(ranking.passage_ids)} retrieved."
    cited = " and is cited" if _is_cited(judgment, ranking.relevant) else ""
    return f"The first {place} was retrieved at rank {ranks[0]}{cited}."


def _is_cited(judgment: Judgment, relevant: frozenset[str]) -> bool:
    cited = [Place.of(one) for one in judgment.answer.citations] if judgment.answer else []
    return any(
        Place.of(one.passage).overlaps(place)
        for one in judgment.retrieved
        if one.passage.id in relevant
        for place in cited
    )
