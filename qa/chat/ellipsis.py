"""Follow-ups that leave out most of their sentence: 'And when?', 'What about IBM?', 'Did Bell?'."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.chat.phrases import Phrase, counted_noun, phrases_of, plain_nouns, without_role
from qa.chat.rewriting import Earlier
from qa.chat.words import as_question, core, opening_marker
from qa.reading.word_lists import ASKING, AUXILIARIES, DETERMINERS, LEADS, PERSONAL, lowered

Similar = Callable[[str, Sequence[str]], Sequence[float]]

_ADJECTIVES = "long|far|often|old|tall|big|large|high|deep|fast|soon|heavy|wide|late|early"
_BARE = re.compile(
    rf"^(?:(?:{LEADS})\s+)?"
    rf"(?:how\s+(?:many|much|(?:{_ADJECTIVES})(?:\s+away)?|come|so)|how"
    rf"|(?:what|which|whose)(?:\s+(?!(?:{AUXILIARIES}|{PERSONAL}|{LEADS}|about)\b)[^\W\d_]+){{0,2}}"
    rf"|whom?|when|where|why(?:\s+not)?)(?P<else>\s+else)?(?P<after>\s+(?:{LEADS}))?$",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\s+(?:is|was|did|does|will|has|had)\s+(?:that|this|it)"
    r"(?P<tail>\s+(?:happen|happened|occur|occurred|take place|come about|be))?$",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"\s+of\s+(?:them|these|those)$", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:what|how)\s+about\s+(?P<what>.+)$", re.IGNORECASE)
_AS_ASKED = re.compile(
    rf"^(?P<aux>{AUXILIARIES})\s+(?P<what>(?:(?:{DETERMINERS})\s+)?\S+(?:\s+(?-i:[A-Z])\S*)*)$",
    re.IGNORECASE,
)
_NAMELY = re.compile(r"^(?P<what>[^?]+?)\s+(?:too|as well|also)$", re.IGNORECASE)
_LED = re.compile(rf"^(?P<lead>{LEADS})\s+(?P<what>.+)$", re.IGNORECASE)
_VERBAL = re.compile(rf"\b(?:{AUXILIARIES}|{ASKING})\b", re.IGNORECASE)
_MOST_WORDS = 7  # of a fragment; longer ones are sentences

_FULL = re.compile(
    rf"^(?:(?P<lead>{LEADS})\s+)?(?P<asking>how\s+(?:many|much)(?:\s+\w+){{0,4}}?|how(?:\s+\w+)??"
    rf"|(?:what|which|whose)(?:\s+\w+){{0,4}}?|whom?|when|where|why)"
    rf"\s+(?P<aux>{AUXILIARIES})\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"^(?P<asking>who|what)\s+(?P<rest>.+)$", re.IGNORECASE)
_YES_NO = re.compile(rf"^(?P<aux>{AUXILIARIES})\s+(?P<rest>.+)$", re.IGNORECASE)
_OF_BEING = frozenset({"is", "are", "was", "were", "isn't", "aren't", "wasn't", "weren't"})
_DOING = frozenset({"do", "does", "did"})
_NEGATED = {"can": "can't", "will": "won't", "shall": "won't", "am": "am not"}
_CLAUSE = re.compile(rf";|\b(?:{AUXILIARIES}|{PERSONAL})\b", re.IGNORECASE)
_LONGEST_ANSWER = 8  # words; a longer one is a sentence and fits into no gap


@dataclass(frozen=True, slots=True)
class Asked:
    """A full question in its parts: 'In | which year | did | Amazon stop'; `aux` '' where none."""

    lead: str
    asking: str
    aux: str
    rest: str


def parsed(question: str) -> Asked | None:
    """The parts of a question that begins with a question word or an auxiliary, else None."""
    text = core(question)
    if found := _FULL.match(text):
        return Asked(found["lead"] or "", found["asking"], found["aux"], found["rest"])
    if found := _YES_NO.match(text):
        return Asked("", "", found["aux"].lower(), found["rest"])
    if (noun := counted_noun(text)) and (at := text.find(noun)) > 0:
        end = at + len(noun)
        return Asked("", text[:end], "", text[end:].strip())
    if found := _SUBJECT.match(text):
        return Asked("", found["asking"], "", found["rest"])
    return None


def completed(question: str, earlier: Earlier, similar: Similar) -> list[str]:
    """Standalone questions for a question that is a fragment, likeliest first; [] where it is not.

    `similar` compares a text with others: it tells what of the earlier question a new phrase
    stands for.
    """
    fragment = core(question)
    if bare := _bare(fragment):
        return [with_opening(bare, earlier)]
    if replaced := _replacement(fragment, is_marked=bool(opening_marker(question))):
        return [with_phrase(replaced, earlier, similar)]
    if found := _AS_ASKED.match(fragment):
        return [_asked_of(found["aux"], found["what"], earlier, similar)]
    return []


def _bare(fragment: str) -> str | None:
    """The question word with what belongs to it where the fragment has nothing else."""
    text = _OF_THEM.sub("", fragment)
    if event := _EVENT.search(text):
        opening = text[: event.start()]
        it = re.search(r"\bit\b", event.group(), re.IGNORECASE)
        if it and not event["tail"]:  # 'Where is it?' is about a thing, not about what happened
            return None
        if re.fullmatch("what|who", opening, re.IGNORECASE) and not event["tail"]:
            return None
        text = opening
    found = _BARE.match(text)
    if not found:
        return None
    if found["after"]:
        text = f"{found['after'].strip()} {text[: found.start('after')]}"
    return text


def with_opening(bare: str, earlier: Earlier) -> str:
    """The earlier question asked with another question word: 'when' of 'Who built it?'."""
    asked = parsed(earlier.question)
    bare = bare.lower() if not any(word[1:2].isupper() for word in bare.split()) else bare
    opening = re.sub(r"^how (?:come|so)$|^what for$|^for what$", "why", bare, flags=re.IGNORECASE)
    if asked is None:
        return as_question(f"{opening}, {lowered(core(earlier.question))}")
    negated = re.fullmatch(r"why not", opening, re.IGNORECASE)
    if negated:
        opening = "why"
    aux = _negative(asked.aux) if negated else asked.aux
    if opening.lower().endswith(" else"):
        return as_question(f"{asked.lead} {opening} {asked.aux} {asked.rest}")
    if re.fullmatch(r"how (?:many|much)", opening, re.IGNORECASE):
        return as_question(_counting(opening, asked, earlier))
    if not asked.aux:
        is_now = re.match(r"(?!was\b|is\b|has\b)\w+[^s\W]s\b", asked.rest)
        tense = "is" if is_now else "was"
        return as_question(f"{opening} {tense} it that {_gap(asked, earlier)} {asked.rest}")
    return as_question(_inverted(opening, aux, asked, earlier))


def _inverted(opening: str, aux: str, asked: Asked, earlier: Earlier) -> str:
    """'when did Amazon stop', with the earlier answer where its question had a gap."""
    rest = asked.rest
    gap = _gap(asked, earlier) if _has_gap(asked) else ""
    if asked.aux.lower() in _DOING:
        rest = f"{rest} {gap}"
    elif gap:
        rest = f"{gap} {rest}"
    if opening.lower() == "who" and not gap and aux.lower() in _OF_BEING:
        opening = "by whom"
    return f"{opening} {aux} {rest}"


def _has_gap(asked: Asked) -> bool:
    """Whether the question word stood for a thing or a person: without it a part is missing."""
    if asked.lead or not re.match(r"who|what|which|how many|how much", asked.asking, re.IGNORECASE):
        return False
    if re.search(r"\b(?:year|month|day|date|time|city|country|place)\b", asked.asking.lower()):
        return False
    if asked.aux.lower() in _DOING:
        return True
    is_identity = re.fullmatch("who", asked.asking, re.IGNORECASE)
    return bool(is_identity) or not re.match(
        rf"(?:(?:{DETERMINERS})\b|[A-Z])", asked.rest, re.IGNORECASE if is_identity else 0
    )


def _gap(asked: Asked, earlier: Earlier) -> str:
    """What fills the gap: the noun that was counted, else the answer, else a pronoun."""
    noun = re.match(r"how (?:many|much)\s+(.+)$", asked.asking, re.IGNORECASE)
    if noun:
        return noun.group(1)
    answer = earlier.short_answer
    if answer and len(answer.split()) <= _LONGEST_ANSWER and not _CLAUSE.search(answer):
        return without_role(answer)
    return "somebody" if asked.asking.lower().startswith("who") else "something"


def _counting(opening: str, asked: Asked, earlier: Earlier) -> str:
    noun = re.match(r"(?:how many|which|what)\s+(.+)$", asked.asking, re.IGNORECASE)
    if noun and asked.aux:
        return f"{opening} {noun.group(1)} {asked.aux} {asked.rest}"
    if noun:
        return f"{opening} {noun.group(1)} {asked.rest}"
    if opening.lower() == "how much":
        return f"{opening} {asked.aux or 'was it that'} {_filled(asked, earlier)}"
    if re.fullmatch("who", asked.asking, re.IGNORECASE):
        return f"{opening} people {asked.aux} {asked.rest}"
    return f"{opening} {re.sub(rf'^(?:{DETERMINERS}) ', '', asked.rest, flags=re.IGNORECASE)}"


def _filled(asked: Asked, earlier: Earlier) -> str:
    return asked.rest if asked.aux else f"{_gap(asked, earlier)} {asked.rest}"


def _negative(aux: str) -> str:
    return _NEGATED.get(aux.lower(), aux if aux.endswith("n't") else f"{aux}n't") if aux else aux


def _replacement(fragment: str, *, is_marked: bool) -> str | None:
    """The phrase that takes another one's place: 'IBM' of 'What about IBM?', or None."""
    if found := _ABOUT.match(fragment):
        return found["what"]
    if found := _NAMELY.match(fragment):
        fragment, is_marked = found["what"], True
    words = fragment.split()
    is_short = 0 < len(words) <= _MOST_WORDS and not _VERBAL.search(fragment)
    is_led = bool(_LED.match(fragment)) and len(words) <= _MOST_WORDS - 2
    if re.search(rf"\b(?:{PERSONAL})\b", fragment, re.IGNORECASE):
        return None
    return fragment if is_short and (is_marked or is_led) else None


def with_phrase(phrase: str, earlier: Earlier, similar: Similar) -> str:
    """The earlier question about another thing, time or place."""
    question = core(earlier.question)
    led = _LED.match(phrase)
    what = led["what"] if led else phrase
    slot = _slot(what, led["lead"] if led else None, question, earlier, similar)
    if slot is None:
        return as_question(f"{question} {phrase if led else f'for {phrase}'}")
    start, end = slot.start, slot.end
    before = question[:start]
    if led:  # 'on Sundays' takes the place of 'in May', preposition and all
        before = re.sub(rf"\b(?:{LEADS})\s+$", "", before, flags=re.IGNORECASE)
        return as_question(f"{before}{phrase}{question[end:]}")
    return as_question(f"{before}{what}{question[end:]}")


def _slot(
    what: str, lead: str | None, question: str, earlier: Earlier, similar: Similar
) -> Phrase | None:
    """The phrase of the question that the new one stands for: of its kind, and most like it."""
    phrases = [*phrases_of(question, earlier.evidence), *_counted(question)]
    if not lead and what.islower() and not re.match(rf"(?:{DETERMINERS})\b", what):
        nouns = plain_nouns(question, single=" " not in what)
        phrases += [p for p in nouns if not any(_overlap(p, q) for q in phrases)]
    kinds = [phrase.kind for phrase in phrases_of(what)] or ["noun"]
    same = [phrase for phrase in phrases if phrase.kind == kinds[0]]
    if kinds[0] in ("date", "number"):
        return same[0] if same else None
    if lead:
        led = [p for p in phrases if re.search(rf"\b{lead}\s+$", question[: p.start], re.I)]
        return led[0] if led else None
    possible = same or [phrase for phrase in phrases if phrase.kind in ("name", "noun")]
    if len(possible) < 2:  # noqa: PLR2004  # nothing to compare
        return possible[0] if possible else None
    scores = similar(what, [phrase.text for phrase in possible])
    return max(zip(scores, possible, strict=True), key=lambda pair: pair[0])[1]


def _overlap(one: Phrase, other: Phrase) -> bool:
    return one.start < other.end and other.start < one.end


def _counted(question: str) -> list[Phrase]:
    noun = counted_noun(question)
    start = question.find(noun) if noun else -1
    return [Phrase(noun, start, start + len(noun), "noun")] if noun and start >= 0 else []


def _asked_of(aux: str, what: str, earlier: Earlier, similar: Similar) -> str:
    """'Did IBM?': what was asked of one, asked of another."""
    asked = parsed(earlier.question)
    if asked is not None and not asked.aux:
        return as_question(f"{aux} {what} {asked.rest}")
    return with_phrase(what, earlier, similar)
