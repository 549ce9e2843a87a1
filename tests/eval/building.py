"""Small judgments for tests: every part has a default that a test may override."""

from collections.abc import Sequence
from typing import Any

from eval.judgment import Judgment, Score
from eval.measures import measure
from eval.questions import Question
from qa.types import Abstention, Answer, Citation, Passage, RetrievedPassage

TEXT = "Ann left in May.\nBob stayed until June.\nAnn left in May.\n"  # lines 1 to 3


def question(**fields: Any) -> Question:
    """An answerable question with one fact: 28."""
    defaults: dict[str, Any] = {
        "id": "q1",
        "question": "How many?",
        "kind": "number",
        "answerable": True,
        "answers": (("28", "twenty-eight"),),
    }
    return Question(**{**defaults, **fields})


def unanswerable(**fields: Any) -> Question:
    """A question without an answer."""
    return question(**{"kind": "unanswerable", "answerable": False, "answers": (), **fields})


def answer(text: str | None = "28 people.", **fields: Any) -> Answer:
    """An answer with that text."""
    defaults: dict[str, Any] = {
        "id": "ans_1",
        "question": "How many?",
        "status": "answered",
        "answer": text,
        "short_answer": None,
        "claims": (),
        "citations": (),
        "conflict": None,
        "confidence": 0.9,
        "abstention": None,
        "answerer": "extractive",
        "model": "test",
        "index_fingerprint": "f",
        "timings_ms": {"retrieve": 1.0, "read": 2.0, "total": 3.0},
    }
    return Answer(**{**defaults, **fields})


def abstained(*nearest: Citation) -> Answer:
    """An answer that says that there is none."""
    abstention = Abstention("no_relevant_passage", nearest)
    return answer(None, status="abstained", confidence=0.1, abstention=abstention)


def cited(start: int, end: int, **fields: Any) -> Citation:
    """A true citation of `TEXT` in a.txt; fields may make it false."""
    defaults: dict[str, Any] = {
        "marker": 1,
        "source_id": "a.txt",
        "title": "A",
        "published": None,
        "quote": TEXT[start:end],
        "start": start,
        "end": end,
        "line": TEXT.count("\n", 0, start) + 1,
        "score": 0.9,
    }
    return Citation(**{**defaults, **fields})


def ranked(*spans: tuple[int, int], source_id: str = "a.txt") -> tuple[RetrievedPassage, ...]:
    """Passages of `TEXT` with these spans in this order, all with the same score: ties."""
    return tuple(
        RetrievedPassage(
            Passage(f"{source_id}#{place:04}", source_id, TEXT[start:end], start, end, "A"), 0.5
        )
        for place, (start, end) in enumerate(spans)
    )


def judged(
    name: str,
    asked: Question,
    given: Answer | None,
    retrieved: Sequence[RetrievedPassage] = (),
    latency_ms: float | None = 5.0,
) -> tuple[float, float] | None:
    """Points and weight of a measure for one question; `TEXT` is the text of a.txt and b.txt."""
    texts = {"a.txt": TEXT, "b.txt": TEXT}
    judgment = Judgment(asked, given, tuple(retrieved), texts, latency_ms)
    score = measure(name).judge(judgment)
    return (score.points, score.weight) if isinstance(score, Score) else None
