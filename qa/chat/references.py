"""Follow-ups with a word that stands for something said earlier: 'it', 'they', 'there', 'that'."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.chat.antecedents import PLURAL, Sort, antecedents
from qa.chat.phrases import phrases_of
from qa.chat.rewriting import Earlier
from qa.chat.words import as_question, content_words, core
from qa.reading.word_lists import ASKING, AUXILIARIES, FUNCTION_WORDS, LEADS, lowered

_SORTS: dict[str, Sort] = {
    **dict.fromkeys(("he", "him", "his", "she", "her", "hers"), "person"),
    **dict.fromkeys(("they", "them", "their", "theirs", "these", "those"), "several"),
    **dict.fromkeys(("it", "its", "that", "this"), "thing"),
    "there": "place",
    "then": "time",
}
_OWNING = frozenset({"his", "its", "their"})
_SAYING = (
    "said|says|say|wrote|claimed|claims|told|reported|stated|argued|argues|thinks|thought|"
    "believes|believed|denied|denies|mentioned|admitted|rejected|confirmed|warned"
)
_STATEMENT = re.compile(rf"^(?P<opening>.*\b(?:{_SAYING}))\s+(?:that|this|it|so)$", re.IGNORECASE)
_STATEMENT_WORDS = 24  # of the earlier answer; more would drown the question
_MENTION = re.compile(
    r"\b(?P<word>he|him|his|she|hers|her|they|them|theirs|their|its|it|there|then)\b"
    rf"|\b(?P<pointing>that|this|these|those)\b(?:\s+(?P<noun>(?!(?:{AUXILIARIES}|{ASKING}|{LEADS}"
    r"|he|she|it|they|you|we|i)\b)[^\W\d_]+))?",
    re.IGNORECASE,
)
_EXISTS = re.compile(
    rf"\b(?:{AUXILIARIES})\s+there\b|\bthere\s+(?:{AUXILIARIES}|been)\b", re.IGNORECASE
)
_EMPTY_IT = re.compile(
    r"\b(?:does|did|will|would|can|could|is|was|has)\s+it\s+(?:\w+\s+)?(?:take|taken|cost|mean|"
    r"rain|snow|matter|happen|feel|look|seem)?\b[^?]*\b(?:to|that|if|when|for)\s+\w+"
    r"|\bit\s+(?:is|was)\s+\w+\s+(?:to|that|if|for)\b"
    r"|\b(?:is|was)\s+it\s+called\s+(?:when|if)\b",
    re.IGNORECASE,
)
_OF_ONE = {"do": "does", "have": "has", "are": "is", "were": "was"}
_OF_SEVERAL = re.compile(r"\b(do|have|are|were)(\s+)$", re.IGNORECASE)
_PERIODS = frozenset("year month day week time date decade century evening night".split())
_PEOPLE = frozenset("man woman person player actor author singer writer king president".split())
_OPENING = re.compile(
    rf"^(?:(?:{LEADS})\s+)?(?:{ASKING})\b(?:\s+(?!(?:{AUXILIARIES})\b)\w+){{0,3}}?"
    rf"\s+(?:{AUXILIARIES})\b|^(?:{AUXILIARIES})\b|^(?:(?:{LEADS})\s+)?(?:{ASKING})\b",
    re.IGNORECASE,
)
_CONTENT_BEFORE = 2  # words of substance before 'it' in a text without capitals: it has its own


@dataclass(frozen=True, slots=True)
class Mention:
    """A word that leans on earlier turns, from `start` to `end`; `noun` of 'that company'."""

    word: str
    start: int
    end: int
    sort: Sort
    noun: str | None = None


def resolved(question: str, earlier: Sequence[Earlier]) -> list[str]:
    """The question with what its pronouns stand for, likeliest first; [] where it has none.

    Where nothing fits, [] too: a wrong guess is worse than none.
    """
    text = core(question)
    if _STATEMENT.match(text):
        return _with_statement(text, earlier)
    mentions = leaning_mentions(text)
    if not mentions:
        return []
    first = mentions[0]
    choices = antecedents(first.sort, earlier)
    rest = {m.sort: antecedents(m.sort, earlier)[:1] for m in mentions}
    results = [
        as_question(_replaced(text, mentions, {**_firsts(rest), first.sort: choice}))
        for choice in choices
    ]
    return list(dict.fromkeys(result for result in results if result != as_question(text)))


def leaning_mentions(text: str) -> list[Mention]:
    """The words of a text that stand for something outside of it, in their order."""
    return [mention for mention in _mentions(text) if _leans(mention, text)]


def _firsts(choices: dict[Sort, list[str]]) -> dict[Sort, str]:
    return {sort: found[0] for sort, found in choices.items() if found}


def _with_statement(text: str, earlier: Sequence[Earlier]) -> list[str]:
    """'Who said that?' with what was said: the sentence that the last answer rests on."""
    found = _STATEMENT.match(text)
    told = earlier[-1].evidence if earlier else ""
    if not found or not told:  # where nothing was answered, nothing was said
        return []
    sentence = told.rsplit("\n", 1)[-1].strip(" \"'\u201c\u201d.")
    words = sentence.split()[:_STATEMENT_WORDS]
    return [as_question(f"{found['opening']} that {lowered(' '.join(words))}")]


def _mentions(text: str) -> list[Mention]:
    found = []
    for match in _MENTION.finditer(text):
        word = (match["word"] or match["pointing"]).lower()
        noun = match["noun"]
        if noun and noun.lower() in FUNCTION_WORDS:
            noun = None
        end = match.end() if noun else match.start() + len(word)
        sort = _sort_of_noun(noun, word) if noun else _SORTS[word]
        found.append(Mention(word, match.start(), end, sort, noun))
    return found


def _sort_of_noun(noun: str, word: str) -> Sort:
    name = noun.lower()
    if name in _PERIODS:
        return "time"
    if name in _PEOPLE:
        return "person"
    return "several" if word in ("these", "those") else "thing"


def _leans(mention: Mention, text: str) -> bool:
    if mention.word == "there":
        return not any(m.start() <= mention.start < m.end() for m in _EXISTS.finditer(text))
    if mention.word == "it" and _EMPTY_IT.search(text):
        return False
    if mention.word in ("that", "this", "these", "those") and not _points_back(mention, text):
        return False
    return not _has_own(mention, text)


def _points_back(mention: Mention, text: str) -> bool:
    """Whether 'that' is no conjunction: it ends the question, follows the opening, or has a noun.

    'the firm that built it' and 'said that he left' have words of their own on both sides.
    """
    before = text[: mention.start].rstrip()
    after = text[mention.end :].strip()
    opening = _OPENING.match(text)
    follows_opening = bool(opening) and len(before) <= (opening.end() if opening else 0)
    led = re.search(rf"\b(?:{LEADS})$", before, re.IGNORECASE)
    if mention.noun and mention.word == "that":
        return follows_opening or bool(led) or not after
    return bool(mention.noun) or not after or follows_opening or bool(led and not after)


def _has_own(mention: Mention, text: str) -> bool:
    """Whether the question itself names what the word stands for."""
    opening = _OPENING.match(text)
    before = text[opening.end() if opening else 0 : mention.start]
    names = [p for p in phrases_of(before) if p.kind in ("name", "noun")]
    if mention.sort in ("person", "several", "thing") and names and not mention.noun:
        return True
    if mention.sort in ("place", "time"):
        kinds = ("name",) if mention.sort == "place" else ("date",)
        return any(phrase.kind in kinds for phrase in phrases_of(text))
    if any(character.isupper() for character in text[1:]):
        return False
    enough = 1 if mention.word in _OWNING else _CONTENT_BEFORE
    return len(content_words(before)) >= enough and not mention.noun


def _replaced(text: str, mentions: Sequence[Mention], chosen: dict[Sort, str]) -> str:
    """The text with the first mention of each sort replaced; further ones stay as they are."""
    used: set[Sort] = set()
    pieces: list[str] = []
    at = 0
    for mention in mentions:
        phrase = chosen.get(mention.sort)
        if phrase is None or mention.sort in used:
            continue
        used.add(mention.sort)
        before = _agreeing(text[at : mention.start], mention, phrase)
        pieces += [before, _in_place(mention, phrase, text)]
        at = mention.end
    return "".join([*pieces, text[at:]])


def _agreeing(before: str, mention: Mention, phrase: str) -> str:
    """'do they' as 'does Pharmalune': the verb in the number of what takes the pronoun's place."""
    if mention.word != "they" or PLURAL.search(phrase):
        return before
    return _OF_SEVERAL.sub(lambda verb: _OF_ONE[verb.group(1).lower()] + verb.group(2), before)


def _in_place(mention: Mention, phrase: str, text: str) -> str:
    before, after = text[: mention.start], text[mention.end :]
    is_led = re.search(rf"\b(?:{LEADS})\s+$", before, re.IGNORECASE)
    if mention.sort == "time" and not is_led:
        return (
            f"in {phrase}" if phrase[:1].isdigit() and len(phrase.split()) == 1 else f"on {phrase}"
        )
    if mention.word == "there" and not is_led:
        return phrase if re.match(r"(?:in|at|on|near)\b", phrase) else f"in {phrase}"
    if _owns(mention, after):
        return f"{phrase}'" if phrase.endswith("s") else f"{phrase}'s"
    return phrase


def _owns(mention: Mention, after: str) -> bool:
    if mention.word in _OWNING:
        return True
    following = re.match(r"\s+([^\W\d_]+)", after)
    return (
        mention.word == "her"
        and following is not None
        and following.group(1).lower() not in FUNCTION_WORDS
    )
