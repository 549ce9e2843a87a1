"""Drafts on which two documents disagree: each states another value for the same thing.

The embedded reader reads the draft's question in other documents. Where it finds an exact answer of
the same sort that excludes the draft's own, both are readings, for a person to judge. Most corpora
have few such pairs, many have none; none is made up. What the reader does not find is missed here
as it is when people ask: write down yourself the conflicts that you know of.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from eval.questions import Question
from qa.answering.agreement import compare
from qa.answering.candidates import Candidate, candidates
from qa.answering.values import content_words
from qa.pipeline import Pipeline
from qa.types import Evidence

_SURE = 0.15  # confidence of a reading; with less most are about something else
_LOOKED_AT = 12  # passages read for a draft
_NAME = re.compile(r"\b[A-Z]\w+")
_VALUES = ("quantity", "time", "duration", "name")


def disputed(pipeline: Pipeline, draft: Question) -> Question | None:
    """The draft as a question about a conflict, or None where no other document excludes it.

    Raises:
        IndexUnusable: there is no index, or it cannot serve.
    """
    found = pipeline.search(draft.question, _LOOKED_AT)
    read = candidates(draft.question, pipeline.reader.read(draft.question, found))
    own = next((each for each in read if _is_own(each.evidence, draft)), None)
    if own is None or own.value.kind not in _VALUES:
        return None
    other = next(_rivals(draft, own, read), None)
    return _with_both(draft, own, other) if other else None


def _is_own(item: Evidence, draft: Question) -> bool:
    """Whether the reader finds the draft's answer where it was made from."""
    return item.passage.source_id == draft.sources[0] and item.text == draft.quotes[0]


def _rivals(draft: Question, own: Candidate, read: Sequence[Candidate]) -> Iterator[Candidate]:
    names = [word for name in _NAME.findall(draft.question[1:]) for word in content_words(name)]
    for other in read:
        passage = other.evidence.passage
        words = set(content_words(f"{passage.title} {passage.text}"))
        if (
            passage.source_id != draft.sources[0]
            and other.evidence.confidence >= _SURE
            and other.value.kind == own.value.kind
            and compare(own.value, other.value) == "contradictory"
            and words.issuperset(names)
        ):
            yield other


def _with_both(draft: Question, own: Candidate, other: Candidate) -> Question:
    readings = (own.evidence, other.evidence)
    return replace(
        draft,
        id=f"{draft.id}-conflict",
        kind="conflict",
        answers=tuple((item.short_answer or "",) for item in readings),
        sources=tuple(item.passage.source_id for item in readings),
        quotes=tuple(item.text for item in readings),
        tags=(*draft.tags, "conflict"),
    )
