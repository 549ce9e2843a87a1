"""Follow-ups with a word that stands for something said earlier: 'it', 'they', 'there', 'that'."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.chat.antecedents import PLURAL, Sort, antecedents
from qa.chat.phrases import counted_noun, phrases_of
from qa.chat.rewriting import Earlier
from qa.chat.telling import told
from qa.chat.words import as_question, content_words, core
from qa.reading.statements import is_yes_no
from qa.reading.verbs import is_base, is_past
from qa.reading.word_lists import (
    ASKING,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    FUNCTION_WORDS,
    LEADS,
    NUMBERS_BY_WORD,
    PERSONAL,
    lowered,
)

SORTS: dict[str, Sort] = {
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
_SAYS_WHO = re.compile(rf"^(?:says who|who (?P<saying>{_SAYING}))$", re.IGNORECASE)
_IS_IT_SO = re.compile(
    r"^(?:is|was)\s+(?:that|this|it)\s+(?:really\s+|actually\s+)?"
    r"(?:right|true|correct|so|accurate|sure|certain|the case)$",
    re.IGNORECASE,
)
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
_CLASSES = frozenset(
    "company firm organisation organization group team club person man woman city town village "
    "place country event building book film thing product tool one".split()
)
_KINDS = frozenset("type kind sort way case".split())  # 'this type of car' says which by itself
_FRONTED = re.compile(
    r"^(?:(?:what|how)\s+about\s+|(?:(?:let's|let us)\s+)?(?:(?:go|going)\s+)?back\s+to\s+"
    r"|as\s+for\s+|about\s+)?"
    rf"(?P<what>(?!(?:{ASKING}|{AUXILIARIES}|{CONJUNCTIONS}|{LEADS})\b)[^,:?]+)[,:]\s+(?:and\s+)?"
    rf"(?P<asked>(?:(?:{LEADS})\s+)?(?:{ASKING}|{AUXILIARIES})\b.+)$",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"^(?P<verb>[a-z]+)\s+(?P<by>by\s+(?:whom|who))$", re.IGNORECASE)
_ONE = re.compile(
    r"\b(?:the|that|this|a|an|which|another)\s+(?:[\w-]+\s+){0,2}?(?P<one>ones?)\b"
    r"(?!\s+(?:of|that|who)\b)",
    re.IGNORECASE,
)
_PERIODS = frozenset("year month day week time date decade century evening night".split())
_PEOPLE = frozenset("man woman person player actor author singer writer king president".split())
_OPENING = re.compile(
    rf"^(?:(?:{LEADS})\s+)?(?:{ASKING})\b(?:\s+(?!(?:{AUXILIARIES})\b)\w+){{0,3}}?"
    rf"\s+(?:{AUXILIARIES})\b|^(?:{AUXILIARIES})\b|^(?:(?:{LEADS})\s+)?(?:{ASKING})\b",
    re.IGNORECASE,
)
_ACTS = re.compile(
    r"\b(?:do|does|did|will|would|can|could|shall|should|may|might|must)(?:n['\u2019]t)?\s+$",
    re.IGNORECASE,
)
_NO_VERB_AFTER = re.compile(rf"\s*$|\s+(?:{LEADS}|{DETERMINERS}|{PERSONAL})\b", re.IGNORECASE)
_IS_FIRST = re.compile(r"is|was|isn't|wasn't", re.IGNORECASE)
_MOST_MENTIONS = 20  # each is looked at with all that stands before it
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
    if (found := _PASSIVE.match(text)) and is_past(found["verb"].lower()):
        text = f"{found['by']} was it {found['verb']}"
    text = with_noun(text, earlier[-1])
    if _IS_IT_SO.match(text):
        asked = earlier[-1].question
        return [asked] if is_yes_no(asked) else _with_statement("is it true", earlier)
    if found := _STATEMENT.match(text):
        return _with_statement(found["opening"], earlier)
    if found := _SAYS_WHO.match(text):
        return _with_statement(f"who {found['saying'] or 'says'}", earlier)
    mentions = leaning_mentions(text)
    if not mentions:
        return [] if text == core(question) else [as_question(text)]
    first = mentions[0]
    results = []
    for choice in _choices(first, earlier):
        chosen = {first.sort: choice}
        for sort in {mention.sort for mention in mentions[1:]} - {first.sort}:
            if others := antecedents(sort, earlier, besides=choice):
                chosen[sort] = others[0]
        results.append(as_question(_replaced(text, mentions, chosen)))
    return list(dict.fromkeys(result for result in results if result != as_question(text)))


def with_noun(text: str, last: Earlier) -> str:
    """The text with the noun that 'one' stands for: what the last question counts or is about."""
    found = _ONE.search(text)
    if found is None:
        return text
    nouns = [counted_noun(last.question) or ""]
    phrases = phrases_of(last.question, last.evidence)
    nouns += [phrase.text.split()[-1] for phrase in phrases if phrase.kind == "noun"]
    noun = next((noun for each in nouns if (noun := _of_one(each))), None)
    if noun is None:
        return text
    noun = f"{noun}s" if found["one"].lower() == "ones" else noun
    return f"{text[: found.start('one')]}{noun}{text[found.end('one') :]}"


def _of_one(noun: str) -> str | None:
    """The noun in the singular; None where the word is none, or a number."""
    from lemminflect import getAllLemmas

    if not noun.islower() or noun in NUMBERS_BY_WORD:
        return None
    return next(iter(getAllLemmas(noun, upos="NOUN").get("NOUN", ())), None)


def named_first(question: str, earlier: Sequence[Earlier]) -> list[str]:
    """'Back to the mill: who built it?' with the mill in the place of 'it'; [] for any other."""
    fronted = _FRONTED.match(core(question))
    if fronted is None:
        return []
    what = re.sub(r"^(?:that|this|those|these)\b", "the", fronted["what"], flags=re.IGNORECASE)
    what, asked = with_noun(what, earlier[-1]), fronted["asked"]
    mentions = leaning_mentions(asked)
    if not mentions:
        return []
    replaced = _replaced(asked, mentions[:1], {mentions[0].sort: what})
    return [as_question(replaced), as_question(core(question))]


def leaning_mentions(text: str) -> list[Mention]:
    """The words of a text that stand for something outside of it, in their order.

    Only the first ones of very many are looked at.
    """
    return [mention for mention in _mentions(text)[:_MOST_MENTIONS] if _leans(mention, text)]


def _choices(mention: Mention, earlier: Sequence[Earlier]) -> list[str]:
    """What a word may stand for; 'that garage' is a garage, 'that company' any name."""
    found = antecedents(mention.sort, earlier)
    noun = (mention.noun or "").lower()
    if not noun or noun in _CLASSES | _PERIODS | _PEOPLE:
        return found
    if named := [phrase for phrase in found if noun in phrase.lower()]:
        return named
    is_one = mention.word in ("that", "this") and _of_one(noun) == noun and noun not in _KINDS
    return [f"the {mention.noun}"] if is_one else []


def _with_statement(opening: str, earlier: Sequence[Earlier]) -> list[str]:
    """'Who said that?' with what was said: the sentence that the answer rests on, or its sense."""
    last = earlier[-1]
    if not last.evidence:  # where nothing was answered, nothing was said
        return []
    sentence = last.evidence.rsplit("\n", 1)[-1].strip(" \"'\u201c\u201d.")
    words = sentence.split()[:_STATEMENT_WORDS]
    said = filter(None, (" ".join(words), told(last)))
    return [as_question(f"{opening} that {lowered(each)}") for each in said]


def _mentions(text: str) -> list[Mention]:
    found = []
    for match in _MENTION.finditer(text):
        word = (match["word"] or match["pointing"]).lower()
        noun = match["noun"]
        if noun and (noun.lower() in FUNCTION_WORDS or _is_verb(match)):
            noun = None
        end = match.end() if noun else match.start() + len(word)
        sort = _sort_of_noun(noun, word) if noun else SORTS[word]
        found.append(Mention(word, match.start(), end, sort, noun))
    return found


def _is_verb(match: re.Match[str]) -> bool:
    """Whether the word after 'that' says what that does or is: 'What did that cost?'.

    'What did that firm do?' goes on with another word; 'Is that cheap?' ends with one.
    """
    before, after = match.string[: match.start()], match.string[match.end() :]
    if _ACTS.search(before):
        return is_base(match["noun"].lower()) and bool(_NO_VERB_AFTER.match(after))
    return bool(_IS_FIRST.fullmatch(before.strip())) and not after.strip()


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
