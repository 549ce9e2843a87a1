"""The same question asked again: what is different, and why."""

from dataclasses import dataclass
from typing import Any

from qa.receipts.values import Receipt
from qa.types import Answer


@dataclass(frozen=True, slots=True)
class Replay:
    """The same question asked again: is the answer the same, and what changed, as sentences."""

    is_same: bool
    changes: tuple[str, ...]
    then: Receipt
    now: Receipt


def compare(then: Receipt, now: Receipt) -> Replay:
    """The same question asked twice: the answers side by side, and what else is different.

    The answer is the same where status, text, short answer and cited places are.
    """
    told = [
        f"{name} was {old!r}, is {new!r}"
        for name, old, new in _differing(then, now)
        if old != new and name not in _ANSWERING
    ]
    answers = [
        f"the {name} was {old!r}, is {new!r}"
        for name, old, new in _differing(then, now)
        if old != new and name in _ANSWERING
    ]
    return Replay(not answers, (*answers, *told), then, now)


_ANSWERING = ("status", "answer", "short answer", "cited places")


def _differing(then: Receipt, now: Receipt) -> list[tuple[str, Any, Any]]:
    old, new = then.answer, now.answer
    names = sorted({*then.settings, *now.settings})
    return [
        ("status", old.status, new.status),
        ("answer", old.answer, new.answer),
        ("short answer", old.short_answer, new.short_answer),
        ("cited places", _places(old), _places(new)),
        ("confidence", old.confidence, new.confidence),
        ("answerer", old.answerer, new.answerer),
        ("model", old.model, new.model),
        ("prompt version", then.prompt_version, now.prompt_version),
        ("index fingerprint", old.index_fingerprint, new.index_fingerprint),
        ("threshold", then.threshold, now.threshold),
        *((f"setting {name}", then.settings.get(name), now.settings.get(name)) for name in names),
    ]


def _places(answer: Answer) -> list[str]:
    return [f"{cited.source_id}:{cited.start}-{cited.end}" for cited in answer.citations]
