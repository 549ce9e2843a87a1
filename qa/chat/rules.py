"""Follow-ups rewritten by rule: no model is asked and nothing leaves the machine."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.chat.antecedents import topic
from qa.chat.ellipsis import Similar, completed
from qa.chat.phrases import phrases_of
from qa.chat.references import leaning_mentions, resolved
from qa.chat.rewriting import Earlier, Rewriting
from qa.chat.words import as_question, core
from qa.reading.word_lists import ASKING, AUXILIARIES, LEADS, lowered

# Follow-ups are short. Patterns over a text take time by the square of its length, at worst.
_MOST_CHARACTERS = 400
_MOST_EVIDENCE = 1_500
_LONGEST = 12  # words of a question that may lack its topic
_ASKS = re.compile(rf"^(?:(?:{LEADS})\s+)?(?:{ASKING}|{AUXILIARIES})\b", re.IGNORECASE)
_PERSONAL_IN = re.compile(r"\b(?:he|she|it|they|him|her|them)\b", re.IGNORECASE)


class RuleRewriter:
    """Completes fragments, resolves pronouns, and offers the topic to questions without one.

    The classes are those that corpora of rewritten questions show (CANARD, Elgohary et al. 2019;
    QReCC, Anantha et al. 2021): ellipsis, pronouns, and topics left out. `similar` compares texts.
    """

    def __init__(self, similar: Similar) -> None:
        self._similar = similar

    def rewrite(self, question: str, earlier: Sequence[Earlier]) -> Rewriting:
        """See `Rewriter`."""
        if not earlier or len(question) > _MOST_CHARACTERS:
            return Rewriting(())
        earlier = [_cut(turn) for turn in earlier]
        completions = completed(question, earlier[-1], self._similar)
        if completions:
            return Rewriting(tuple(completions))
        if resolutions := resolved(question, earlier):
            return Rewriting(tuple(resolutions), lean="reference")
        return Rewriting(tuple(_about_the_topic(question, earlier)), lean="may")


def _cut(turn: Earlier) -> Earlier:
    return replace(
        turn, question=turn.question[:_MOST_CHARACTERS], evidence=turn.evidence[:_MOST_EVIDENCE]
    )


def _about_the_topic(question: str, earlier: Sequence[Earlier]) -> list[str]:
    """The question with the topic of the talk before it, where it names nothing itself."""
    text = core(question)
    has_name = any(phrase.kind == "name" for phrase in phrases_of(text))
    about = topic(earlier)
    if has_name or about is None or not _ASKS.match(text) or len(text.split()) > _LONGEST:
        return []
    if leaning_mentions(text) and not _PERSONAL_IN.search(text):
        return []
    return [as_question(f"about {lowered(about)}: {lowered(text)}")]
