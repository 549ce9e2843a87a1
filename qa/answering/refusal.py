"""Why there is no answer: nothing is relevant, the matter is not said, or the premise is not."""

import re
from collections.abc import Sequence

from qa.reading.opposites import opposites_in, stem
from qa.reading.statements import Statement, asking_word, is_yes_no, presupposed
from qa.reading.support import names_in, numbers_in, words_in
from qa.types import AbstainReason, Evidence

_WORD = re.compile(r"[^\W_]+")
_UNLIKELY = 0.05  # below it the best sentence has hardly anything to do with the question
_ABOUT = 0.5  # share of the question's words that some passage about it would have
_MOST_NAMES = 3  # in one message
_LONGEST = 160  # characters of a premise that a message repeats
_ASKING = frozenset(("i", "we", "you", "one"))  # what they do is theirs to know, not the corpus's
_NUMERAL = r"\b(?:[A-Z]\w*|class|grade|level|part|phase|stage|tier|type) I\b"  # 'World War I'
_YOU = {
    "i": "you", "i am": "you are", "i'm": "you're", "i was": "you were", "we": "you", "me": "you",
    "us": "you", "my": "your", "our": "your", "myself": "yourself", "ourselves": "yourselves",
}  # fmt: skip
_ASKER = re.compile(
    rf"{_NUMERAL}|(?<![\w/.-])(?:[Ii](?: am| was|'m)?|we|me|us|my|our|myself|ourselves)(?![\w/.-])"
)


def explain(question: str, evidence: Sequence[Evidence]) -> tuple[AbstainReason, str]:
    """The reason for abstaining, and a sentence that says it to the user.

    `evidence` is what was read for the question, best first. A premise counts as unsupported where
    the question takes an event for granted and what was read lacks its verb or one of its names,
    or has the opposite; what whoever asks does ('How do I ...?') is no event.
    """
    if not evidence or not _is_about(question, evidence):
        return "no_relevant_passage", "No passage is about this."
    premise = presupposed(question)
    gap = _gap(question, evidence)
    if premise is None or len(premise.text) > _LONGEST:
        return "low_confidence", gap or "Passages come near, but none says what is asked."
    said = _to_the_asker(premise.text)
    if is_yes_no(question):
        return "low_confidence", f"Passages come near, but none says whether {said}."
    is_told = not gap and _is_mentioned(premise, evidence) and not _is_denied(premise, evidence[0])
    if not is_told and premise.subject.lower() not in _ASKING:
        return "unsupported_premise", f"The corpus does not say that {said}."
    asking = asking_word(question) if premise.is_whole else None
    what = f"{asking} {said}" if asking else "what is asked"
    return "low_confidence", gap or f"Passages come near, but none says {what}."


def _to_the_asker(text: str) -> str:
    """The words of whoever asks, as they are told them: 'I' becomes 'you'."""
    return _ASKER.sub(lambda found: _YOU.get(found[0].lower(), found[0]), text)


def _is_about(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the best sentence is likely, or the passages read share the question's words."""
    asked = _stems(question) - _stems(_GLUE)
    shared = asked & _stems(_read(evidence))
    return evidence[0].confidence >= _UNLIKELY or len(shared) > _ABOUT * len(asked)


def _gap(question: str, evidence: Sequence[Evidence]) -> str | None:
    """The names or numbers of the question that nothing read has, as a sentence."""
    read = _read(evidence)
    stems = _stems(read)
    if names := [name for name in names_in(question) if not _stems(name) & stems]:
        return f"The nearest passages do not mention {_listed(names)}."
    if numbers := sorted(numbers_in(question) - numbers_in(read)):
        return f"The nearest passages do not have the number {_listed(numbers)}."
    return None


def _is_mentioned(premise: Statement, evidence: Sequence[Evidence]) -> bool:
    """Whether one passage has the verb of the premise, in some form, with all of its names."""
    verbs = _stems(premise.verb) - _stems(_GLUE)
    names = [_stems(name) for name in names_in(f"that {premise.text}")]
    return any(
        (not verbs or verbs & found) and all(name & found for name in names)
        for found in map(_stems, _passages(evidence))
    )


def _is_denied(premise: Statement, best: Evidence) -> bool:
    """Whether the best sentence has the opposite of the verb: 'praised' for 'condemned'."""
    return bool(opposites_in(words_in(premise.verb), best.text))


def _read(evidence: Sequence[Evidence]) -> str:
    return "\n".join(_passages(evidence))


def _passages(evidence: Sequence[Evidence]) -> list[str]:
    """The passages that were read, each with its title."""
    passages = {item.passage.id: item.passage for item in evidence}
    return [f"{passage.title}\n{passage.text}" for passage in passages.values()]


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, _WORD.findall(text.casefold())))


def _listed(words: Sequence[str]) -> str:
    shown = [f"'{word}'" for word in words[:_MOST_NAMES]]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


# Words that say nothing about what a question is about, and verbs too light to be missed.
_GLUE = (
    "a an the this that these those of in on at by for from to with about into over under after "
    "before and or but as than not no it its he she his her they their who whom whose what which "
    "when where why how many much long did do does done is are was were be been being has have had "
    "can could will would should may might must there any all some more most become became get got "
    "make made take took go went come came begin began start happen let name"
)
