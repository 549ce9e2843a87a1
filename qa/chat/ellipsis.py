"""Follow-ups that leave out most of their sentence: 'And when?', 'What about IBM?', 'Did Bell?'."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.chat.phrases import Phrase, counted_noun, phrases_of, plain_nouns, without_role
from qa.chat.rewriting import Earlier
from qa.chat.shapes import DOING, OF_BEING, Asked, fits_a_gap, parsed
from qa.chat.words import as_question, core, opening_marker
from qa.reading.verbs import base_of, is_past
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
    r"(?<!\s)\s+(?:is|was|did|does|will|has|had)\s+(?:that|this|it)"
    r"(?P<tail>\s+(?:happen|happened|occur|occurred|take place|come about|be))?$",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"(?<!\s)\s+of\s+(?:them|these|those)$", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:what|how)\s+about\s+(?P<what>.+)$", re.IGNORECASE)
_POINTING = "this|that|these|those"
_AS_ASKED = re.compile(
    rf"^(?P<aux>{AUXILIARIES})\s+"
    rf"(?P<what>(?!(?:{_POINTING})\b)(?:(?:{DETERMINERS})\s+)?\S+(?:\s+(?-i:[A-Z])\S*)*)$",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(
    rf"^(?P<bare>how(?:\s+(?:many|much))?|whom?|when|where|why)\s+(?=(?:{LEADS})\s+\S)",
    re.IGNORECASE,
)
_CORRECTED = (  # 'the mayor, not the clerk', 'not the clerk but the mayor'
    re.compile(r"^(?P<what>.+?)(?:,\s*|\s+)not\s+(?P<old>.+)$", re.IGNORECASE),
    re.compile(r"^not\s+(?P<old>[^,]+?)(?:,|\s+but)\s+(?P<what>.+)$", re.IGNORECASE),
)
_ONE = re.compile(r"\bones?\b", re.IGNORECASE)
_OWNED = re.compile(r"^(?:his|her|its|their)\b", re.IGNORECASE)
_NAMELY = re.compile(r"^(?P<what>[^?]+?)(?<!\s)\s+(?:too|as well|also)$", re.IGNORECASE)
_LED = re.compile(rf"^(?P<lead>{LEADS})\s+(?P<what>.+)$", re.IGNORECASE)
_VERBAL = re.compile(rf"\b(?!(?-i:May)\b)(?:{AUXILIARIES}|{ASKING})\b", re.IGNORECASE)
_WHY_NOT = re.compile(rf"^why\s+\w+(?:n['\u2019]?t)\s+(?:{PERSONAL})$", re.IGNORECASE)
_THERE_ARE = re.compile(
    r"^(how\s+(?:many|much))\s+(?:is|are|was|were)\s+(?:there|they|those|that|it)$", re.IGNORECASE
)
PRONOUN = re.compile(rf"\b(?:{PERSONAL})\b", re.IGNORECASE)
_FEW_WORDS = 4  # of a phrase that is typed alone
_MOST_WORDS = 7  # of a fragment; longer ones are sentences

_NEGATED = {"can": "can't", "will": "won't", "shall": "won't", "am": "am not"}


def completed(question: str, earlier: Earlier, similar: Similar) -> list[str]:
    """Standalone questions for a question that is a fragment, likeliest first; [] where it is not.

    `similar` compares a text with others: it tells what of the earlier question a new phrase
    stands for.
    """
    fragment = core(question)
    bare = _bare(fragment)
    found = (
        with_opening(bare, earlier)
        if bare
        else _corrected(fragment, earlier, similar)
        or _bare_and_led(fragment, earlier, similar)
        or _of_another(question, earlier, similar)
    )
    return [found] if found else []


def _of_another(question: str, earlier: Earlier, similar: Similar) -> str | None:
    """'And IBM?', 'Did IBM?': what was asked of one, asked of another."""
    fragment = core(question)
    is_marked = bool(opening_marker(question)) or _is_of_a_kind_asked(fragment, earlier)
    if replaced := _replacement(fragment, is_marked=is_marked):
        return with_phrase(replaced, earlier, similar)
    found = _AS_ASKED.match(fragment)
    if found is None:
        return None
    if PRONOUN.fullmatch(found["what"]):  # 'Did they?' asks it again
        return as_question(core(earlier.question))
    return _asked_of(found["aux"], found["what"], earlier, similar)


def perhaps_completed(question: str, earlier: Earlier, similar: Similar) -> list[str]:
    """The same for a phrase alone, which may be a search of its own: 'night shift?'."""
    fragment = core(question)
    is_short = len(fragment.split()) <= _FEW_WORDS
    replaced = _replacement(fragment, is_marked=True) if is_short else None
    return [with_phrase(replaced, earlier, similar)] if replaced else []


def _corrected(fragment: str, earlier: Earlier, similar: Similar) -> str | None:
    """'Not 2021, 2022': the earlier question with the one in the place of the other."""
    for pattern in _CORRECTED:
        found = pattern.match(fragment)
        if not found or _VERBAL.search(fragment) or len(fragment.split()) > _MOST_WORDS + 1:
            continue
        what, old = found["what"], found["old"]
        if _OWNED.match(what):  # 'not Anna, her sister'
            what = _OWNED.sub(lambda _, old=old: f"{old}'s", what)
        at = re.search(rf"\b{re.escape(old)}(?!\w)", earlier.question, re.IGNORECASE)
        if at is None:
            return with_phrase(what, earlier, similar)
        before, after = earlier.question[: at.start()], earlier.question[at.end() :]
        return as_question(f"{before}{what}{after}")
    return None


def _bare_and_led(fragment: str, earlier: Earlier, similar: Similar) -> str | None:
    """'And how many in 2022?', 'why in May?': another question word and another time or place."""
    found = _QUESTION_WORD.match(fragment)
    if not found or _ABOUT.match(fragment) or len(fragment.split()) > _MOST_WORDS:
        return None
    bare, led = found["bare"], fragment[found.end() :]
    if any(each.search(led) for each in (_VERBAL, PRONOUN)):
        return None
    asked = parsed(earlier.question)
    if asked is None or not asked.asking.lower().startswith(bare.lower()):
        earlier = replace(earlier, question=with_opening(bare, earlier))
    return with_phrase(led, earlier, similar)


def _is_of_a_kind_asked(fragment: str, earlier: Earlier) -> bool:
    """Whether it is nothing but a date or number, as the earlier question has one: '2022?'."""
    found = [p for p in phrases_of(fragment) if p.kind in ("date", "number")]
    kinds = {phrase.kind for phrase in phrases_of(earlier.question)}
    return any(p.text == fragment and p.kind in kinds for p in found)


def _bare(fragment: str) -> str | None:
    """The question word with what belongs to it where the fragment has nothing else."""
    if _WHY_NOT.match(fragment):
        return "why not"
    text = _THERE_ARE.sub(r"\1", _OF_THEM.sub("", fragment))
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
        return as_question(f"{opening} {_with_auxiliary(_gap(asked, earlier), asked.rest)}")
    return as_question(_inverted(opening, aux, asked, earlier))


def _with_auxiliary(subject: str, rest: str) -> str:
    """'did Ada Lund build the mill' of 'Ada Lund' and 'built the mill'."""
    verb, _, after = rest.partition(" ")
    base = base_of(verb.lower())
    if base is None:
        return f"was it that {subject} {rest}"
    now = "do" if base == verb.lower() else "does"
    auxiliary = "did" if is_past(verb.lower()) else now
    return f"{auxiliary} {subject} {base} {after}"


def _inverted(opening: str, aux: str, asked: Asked, earlier: Earlier) -> str:
    """'when did Amazon stop', with the earlier answer where its question had a gap."""
    rest = asked.rest
    gap = _gap(asked, earlier) if _has_gap(asked) else ""
    if asked.aux.lower() in DOING:
        rest = f"{rest} {gap}"
    elif gap:
        rest = f"{gap} {rest}"
    if opening.lower() == "who" and not gap and aux.lower() in OF_BEING:
        opening = "by whom"
    return f"{opening} {aux} {rest}"


def _has_gap(asked: Asked) -> bool:
    """Whether the question word stood for a thing or a person: without it a part is missing."""
    if asked.lead or not re.match(r"who|what|which|how many|how much", asked.asking, re.IGNORECASE):
        return False
    if re.search(r"\b(?:year|month|day|date|time|city|country|place)\b", asked.asking.lower()):
        return False
    if asked.aux.lower() in DOING:
        return True
    is_identity = re.fullmatch("who", asked.asking, re.IGNORECASE)
    return bool(is_identity) or not re.match(
        rf"(?:(?:{DETERMINERS})\b|[A-Z])", asked.rest, re.IGNORECASE if is_identity else 0
    )


def _gap(asked: Asked, earlier: Earlier) -> str:
    """What fills the gap: the noun that was counted, else the answer, else a pronoun."""
    noun = re.match(r"how (?:many|much)\s+(.+)$", asked.asking, re.IGNORECASE)
    if noun:
        return re.sub(r"^of\s+(?:them\b)?", "", noun.group(1)) or "something"
    answer = earlier.short_answer or ""
    if fits_a_gap(answer):
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


def fragment_of(question: str) -> str:
    """The phrase that is all of a follow-up: 'her deputy' of 'And her deputy?'; '' in others."""
    fragment = core(question)
    if found := _ABOUT.match(fragment):
        return found["what"]
    is_short = len(fragment.split()) <= _MOST_WORDS and not _VERBAL.search(fragment)
    return fragment if is_short else ""


def _replacement(fragment: str, *, is_marked: bool) -> str | None:
    """The phrase that takes another one's place: 'IBM' of 'What about IBM?', or None."""
    if found := _ABOUT.match(fragment):
        return found["what"]
    if found := _NAMELY.match(fragment):
        fragment, is_marked = found["what"], True
    words = fragment.split()
    is_short = 0 < len(words) <= _MOST_WORDS and not _VERBAL.search(fragment)
    is_led = bool(_LED.match(fragment)) and len(words) <= _MOST_WORDS - 2
    if PRONOUN.search(fragment):
        return None
    return fragment if is_short and (is_marked or is_led) else None


def with_phrase(phrase: str, earlier: Earlier, similar: Similar) -> str:
    """The earlier question about another thing, time or place."""
    question = core(earlier.question)
    phrase = lowered(phrase)
    led = _LED.match(phrase)
    what = led["what"] if led else phrase
    slot = _slot(what, led["lead"] if led else None, question, earlier, similar)
    if slot is None:
        return as_question(f"{question} {phrase if led else f'for {phrase}'}")
    start, end = slot.start, slot.end
    before = question[:start]
    what, phrase = (_with_noun(text, slot.text) for text in (what, phrase))
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
        return led[0] if led else _name_behind(lead, question)
    possible = same or [phrase for phrase in phrases if phrase.kind in ("name", "noun")]
    if len(possible) < 2:  # noqa: PLR2004  # nothing to compare
        return possible[0] if possible else None
    scores = similar(what, [phrase.text for phrase in possible])
    return max(zip(scores, possible, strict=True), key=lambda pair: pair[0])[1]


def _name_behind(lead: str, question: str) -> Phrase | None:
    """The name that follows a preposition inside of a phrase: 'Bell' of 'the head of Bell'."""
    name = r"(?-i:[A-Z])[\w'\u2019&-]*"
    found = re.search(rf"\b{lead}\s+(?P<name>{name}(?:\s+{name})*)", question, re.IGNORECASE)
    return Phrase(found["name"], *found.span("name"), "name") if found else None


def _with_noun(phrase: str, of: str) -> str:
    """The phrase with the noun that 'one' stands for in it: 'the new one' of 'the old mill'."""
    noun = of.rsplit(maxsplit=1)[-1]
    return _ONE.sub(noun, phrase) if noun.islower() else phrase


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
