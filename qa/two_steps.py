"""A question about something it only describes: first what that is, then what is asked of it."""

from collections.abc import Callable
from dataclasses import replace

from qa.reading.bridges import bridges_of, name_in
from qa.receipts.drawing import Looked


def in_two_steps(
    alone: Looked, look: Callable[[str], Looked], threshold: Callable[[str], float]
) -> list[Looked]:
    """Both steps, where they lead to an answer that is sure enough; else what was looked at alone.

    What is answered in one step stays so, unless by the very thing that the question describes.
    `look` finds and reads for a question; `threshold` is the confidence that it needs.
    """
    enough = alone.reading.confidence >= threshold(alone.question)
    if enough and name_in(alone.evidence) is None:
        return [alone]
    firsts = [(bridge, look(bridge.first)) for bridge in bridges_of(alone.question)]
    for bridge, first in sorted(firsts, key=lambda step: -step[1].reading.confidence):
        sure = first.reading.confidence
        if sure < threshold(first.question):
            break
        name = name_in(first.evidence)
        if name is None or name.casefold() in alone.question.casefold():
            continue
        if enough and name not in (alone.evidence[0].short_answer or ""):
            break
        second = look(bridge.second(name))
        if sure * second.reading.confidence >= threshold(second.question):
            return [replace(first, named=name), second]
    return [alone]
