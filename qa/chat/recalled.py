"""Earlier turns of a conversation of which only the texts are known: whoever asks keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answering.extractive import exact_answer
from qa.answering.locating import plain
from qa.chat.rewriting import Earlier
from qa.pipeline import Pipeline
from qa.reading.sentences import sentences_in
from qa.types import Passage, RetrievedPassage

_LONGEST = 2_000  # characters of an earlier reply that are read
_SHORTEST = 20  # characters of a sentence by which a passage is known again


@dataclass(frozen=True, slots=True)
class Recalled:
    """An earlier turn, and the passages that its reply quotes."""

    earlier: Earlier
    passage_ids: tuple[str, ...]


def recall(pipeline: Pipeline, question: str, told: str) -> Recalled:
    """An earlier question, as it stood alone, with what was replied; '' where nothing was told.

    Its exact answer is read out of the reply, as out of any passage.

    Raises:
        What `Pipeline.ask` raises.
    """
    if not told.strip():
        return Recalled(Earlier(question), ())
    text = told.strip()[:_LONGEST]
    reply = Passage("reply#0000", "reply", text, 0, len(text), "")
    evidence = pipeline.reader.read(question, [RetrievedPassage(reply, 1.0)])
    best = evidence[0].text if evidence else text
    passages = _quoted(pipeline, question, reply)
    title = passages[0].title if passages else ""
    earlier = Earlier(question, exact_answer(question, evidence), f"{title}\n{best}")
    return Recalled(earlier, tuple(passage.id for passage in passages))


def _quoted(pipeline: Pipeline, question: str, reply: Passage) -> Sequence[Passage]:
    """The passages for a question that have a sentence of the reply in them, best first."""
    sentences = [plain(reply.text[span.start : span.end]) for span in sentences_in(reply)]
    known = [each for each in sentences if len(each) >= _SHORTEST]
    found = [item.passage for item in pipeline.search(question)] if known else []
    return [each for each in found if any(sentence in plain(each.text) for sentence in known)]
