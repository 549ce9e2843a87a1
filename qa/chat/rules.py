"""Follow-ups rewritten by rule: no model is asked and nothing leaves the machine."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.chat.antecedents import topic
from qa.chat.ellipsis import Similar, completed, perhaps_completed
from qa.chat.owned import about_another
from qa.chat.phrases import phrases_of
from qa.chat.references import leaning_mentions, named_first, resolved
from qa.chat.rewriting import Earlier, Rewriting
from qa.chat.shapes import parsed
from qa.chat.words import as_question, core, is_remark, opening_marker
from qa.reading.courtesy import plain_question
from qa.reading.word_lists import ASKING, AUXILIARIES, LEADS, lowered

# Follow-ups are short. Patterns over a text take time by the square of its length, at worst.
_MOST_CHARACTERS = 400
_MOST_EVIDENCE = 1_500
_LONGEST = 12  # words of a question that may lack its topic
_ASKS = re.compile(rf"^(?:(?:{LEADS})\s+)?(?:{ASKING}|{AUXILIARIES})\b", re.IGNORECASE)
_SAID_ABOUT = re.compile(r"^what is said (?=about\b)", re.IGNORECASE)
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
        earlier = [_cut(turn) for turn in earlier if not is_remark(turn.question)]
        if not earlier or len(question) > _MOST_CHARACTERS or is_remark(question):
            return Rewriting(())
        question = _plainly(question)
        last = _last_sentence(earlier)
        completions = (
            named_first(question, earlier)
            or about_another(question, earlier, last, self._similar)
            or completed(question, last, self._similar)
        )
        if completions:
            return Rewriting(tuple(completions))
        if resolutions := resolved(question, earlier):
            return Rewriting(tuple(resolutions), lean="reference")
        perhaps = perhaps_completed(question, last, self._similar)
        return Rewriting(tuple(perhaps or _about_the_topic(question, earlier)), lean="may")


def _plainly(question: str) -> str:
    """The question without courtesies: 'And do you know when?' is 'And when?'."""
    marker = opening_marker(question)
    plain = plain_question(question[len(marker) :]) if marker != question else ""
    phrases = phrases_of(plain)
    if len(phrases) == 1 and phrases[0].kind == "date":  # 'Tell me about 2022'
        plain = _SAID_ABOUT.sub("what ", plain)
    return f"{marker}{plain}"


def _last_sentence(earlier: Sequence[Earlier]) -> Earlier:
    """The last turn that was answered or asks in a sentence: a fragment can lean on no other."""
    sentences = (turn for turn in reversed(earlier) if turn.evidence or parsed(turn.question))
    return next(sentences, earlier[-1])


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
