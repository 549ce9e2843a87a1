"""What a claim must not say unless its source says it: numbers, dates, names, negations."""

import re
import unicodedata
from collections.abc import Sequence

from qa.answering.locating import plain
from qa.answering.numbers import NUMBER, canonical, fold_number_words, with_long_scales
from qa.reading.opposites import stem
from qa.reading.verbs import is_past
from qa.reading.word_lists import AUXILIARIES, FUNCTION_WORDS, MONTHS, WEEKDAYS

_WORD = re.compile(rf"({NUMBER})|[^\W_]+(?:['\u2019][^\W\d_]+)?")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_NUMERIC = re.compile(r"\d+(?:\.\d+)?")
_JOINED_UNIT = re.compile(  # '9am', '5kg'
    r"(?<=\d)(?=(?:[ap]\.?m|m|km|kg|cm|mm|mg|ml|mph|kph|ft|lbs?|oz|ha|kw|mw|gw|usd|eur|gbp)\b)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?<!\d)(\d+)(?:st|nd|rd|th)\b", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][\w'\u2019&.-]*")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|(?<!\S)[^\s@]+@\S+\.\w+|\w+\.(?:com|org|net|io)\b\S*"
)
_MONTHS = [month.lower() for month in MONTHS]
_DAYS = [day.lower() for day in WEEKDAYS]
_SHORT_MONTHS = {month[:3]: month for month in _MONTHS} | {"sept": "september"}
_ISO_DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
NEGATION = re.compile(
    r"n['\u2019]t\b|\b(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|without|cannot"
    r"|fail(?:s|ed)? to|refus(?:e|es|ed|ing)|den(?:y|ies|ied|ying)|declin(?:e|es|ed) to"
    r"|reject(?:s|ed)?|false|untrue|wrongly|hardly|unable|stopped short)\b",
    re.IGNORECASE,
)
HEDGE = re.compile(  # 'May' is a month
    r"\bmay\b|\b(?i:if|whether|unless|would|could|might|perhaps|possibly|alleged(?:ly)?"
    r"|reportedly|rumou?r(?:s|ed)?|plan(?:s|ned)? to|propos(?:e|es|ed|al)|threaten(?:s|ed)? to"
    r"|unclear)\b"
)
_DENIES_VERB = re.compile(r"n['\u2019]t\b|\b(?:not|never|cannot)\b", re.IGNORECASE)
_WILL = re.compile(r"\b(?:will|shall|won['\u2019]t)\b|['\u2019]ll\b", re.IGNORECASE)
_AHEAD = re.compile(
    r"\b(?:will|shall|would|won['\u2019]t|to be|due|set|scheduled|expect\w*|plan\w*|intend\w*"
    r"|going to|(?:is|are|was|were) to|hope\w*|future|announc\w*|promis\w*|agree\w*)\b"
    r"|['\u2019]ll\b",
    re.IGNORECASE,
)
_TOLD_AS_PAST = re.compile(
    r"\b(?:was|were|has|have|had|did)(?: (?:been|also|not|\w+ly))* \w+|\b\w+ed\b", re.IGNORECASE
)
_CLAUSE_BOUND = re.compile(
    r"[,;:.!?()]\s+|(?<!\s)\s+[\u2013\u2014-]\s+|(?<!\s)\s+(?=(?:and|but|while|whereas|although|though|because"
    r"|when|after|before|since|until|unless|if|who|which)\s)",
    re.IGNORECASE,
)
_OPENING = re.compile(r"(?P<word>[A-Z][\w'\u2019&.-]*),?\s+(?P<after>[a-z][\w'\u2019]*)")
_SINGULAR = frozenset("is was has does".split())
_ALONE = frozenset(
    "nobody everybody somebody anybody everyone someone anyone nothing everything something "
    "anything being having people men women children staff police work money life time traffic "
    "management research construction production parliament government today yesterday tomorrow "
    "two three four five six seven eight nine ten hundred thousand dozens half".split()
)
DIGIT_ONE = re.compile(r"\b1\b")
_TURNS = ((NEGATION, "negation"), (HEDGE, "condition"))


def content(text: str) -> list[str]:
    """The words and numbers of `text`, lower case, numbers in one spelling, in order."""
    return tokens(normalised(text))


def normalised(text: str) -> str:
    """`text` with one spelling of initials, dates, ordinals, short scales and percent."""
    text = unicodedata.normalize("NFKC", text)
    text = _INITIALS.sub(lambda found: found[0].replace(".", ""), text)
    text = _ISO_DATE.sub(_spelt_date, text)
    text = _ORDINAL.sub(r"\1", text)
    text = with_long_scales(text)
    return _JOINED_UNIT.sub(" ", text).replace("%", " percent ")


def tokens(text: str, marks: str = "") -> list[str]:
    """The words and numbers of a `normalised` text as `content` has them, and these marks."""
    found = []
    for match in re.finditer(
        _WORD.pattern + f"|[{re.escape(marks)}]" * bool(marks), text.casefold()
    ):
        if match[1]:
            found.append(canonical(match[1]))
            continue
        word = re.sub(r"['\u2019]s$", "", match[0])
        found.append(_SHORT_MONTHS.get(word, word))
    return fold_number_words(found)


def missing_facts(claim: str, source: str) -> list[str]:
    """The numbers, dates, names and addresses of `claim` that `source` does not have."""
    said = set(content(source))
    wanted = [word for word in content(claim) if _is_number_or_date(word)]
    if not DIGIT_ONE.search(claim):
        wanted = [word for word in wanted if word != "1"]  # 'one of those' counts nothing
    missing = [word for word in wanted if word not in said]
    roots = {_root(word) for word in said}
    missing += [name for name in names(claim) if not _has_name(name, roots, source)]
    shown = plain(source)
    missing += [found for found in _ADDRESS.findall(claim) if plain(found) not in shown]
    return list(dict.fromkeys(missing))


def names(text: str) -> list[str]:
    """The capitalised words of `text`; its first counts where the next is capitalised too.

    'By Ada Lund' begins with no name all the same.
    """
    words = list(_NAME.finditer(_INITIALS.sub(lambda i: i[0].replace(".", ""), text)))
    found = []
    for at, word in enumerate(words):
        bare = re.sub(r"['\u2019]s?$", "", word[0]).rstrip(".-&")
        opens = at == 0 or text[: word.start()].rstrip().endswith((".", "!", "?", ":", '"'))
        follows = at + 1 < len(words) and words[at + 1][0][:1].isupper()
        if opens and bare.lower() in _OPENERS:
            continue
        if bare[:1].isupper() and bare != "I" and (not opens or follows or bare[1:2].isupper()):
            found.append(bare)
    return found


def unknown_opening(claim: str, source: str) -> str | None:
    """The first word of `claim` where it must be a name, a subject alone, that `source` lacks.

    'Oracle bought it', not 'Workers bought it' or 'Over half of it': an English noun that stands
    alone before its verb is in the plural, or one of `_ALONE`.
    """
    opening = _OPENING.match(claim)
    if opening is None:
        return None
    word, after = opening["word"], opening["after"]
    bare = re.sub(r"['\u2019]s?$", "", word)
    is_one = not bare.endswith("s") or after in _SINGULAR or bare != word
    is_subject = bare != word or re.fullmatch(AUXILIARIES, after) or is_past(after)
    if not is_one or not is_subject or bare.lower() in _OPENERS | FUNCTION_WORDS | _ALONE:
        return None
    roots = {_root(each) for each in content(source)}
    stems = {stem(each) for each in content(source)}
    is_known = _has_name(bare, roots, source) or all(stem(each) in stems for each in content(bare))
    return None if is_known else bare


def reversed_sense(claim: str, source: str, stems: Sequence[str]) -> str | None:
    """What turns the sense of `claim` against `source`: a negation or a condition, or None.

    A negation of the claim needs one in the source, in the clause that has what it denies; the same
    for conditions and rumours. What the source has may not be left out; see `left_out`.
    """
    for pattern, what in _TURNS:
        own = pattern.search(claim)
        if own and not pattern.search(source):
            return f"the {what} {own[0]!r} is not in it"
    return added(claim, source) or left_out(claim, source, stems)


def added(claim: str, source: str) -> str | None:
    """A denied verb of `claim` that `source` has, but only where nothing denies it."""
    negations: dict[str, str] = {}
    for own in _DENIES_VERB.finditer(claim):
        borne_on = (word for word in _borne_on(claim[own.end() :]) if not word.endswith("ly"))
        negations.setdefault(next(borne_on, ""), own[0])
    for denied, negation in negations.items():
        saying = _saying(source, denied, claim)
        if saying and not any(NEGATION.search(each) for each in saying):
            return f"the negation {negation!r} is not in it"
    return None


def left_out(claim: str, source: str, stems: Sequence[str]) -> str | None:
    """A negation or condition of `source` that `claim` lacks where it says the same, or None.

    It has to bear on words of the claim: `stems`, its content.
    """
    for pattern, what in _TURNS:
        clauses = _clauses(claim) if pattern is NEGATION else [claim]
        for other in pattern.finditer(source):
            bearing = _borne_on(source[other.end() : other.end() + 80])[:1]
            if not bearing or not any(_alike(bearing[0], each) for each in stems):
                continue
            closest = _saying(source, bearing[0], claim)
            if pattern is NEGATION and not all(pattern.search(each) for each in closest):
                continue
            saying = [each for each in clauses if _says(each, bearing[0])]
            if not any(pattern.search(each) for each in saying or [claim]):
                return f"it has the {what} {other[0]!r}, which is left out"
    return foretold(claim, source)


def foretold(claim: str, source: str) -> str | None:
    """The 'will' of `source` where `claim` tells the same as past, or None."""
    if _AHEAD.search(claim):
        return None
    for will in _WILL.finditer(source):
        verb = next(iter(_borne_on(source[will.end() : will.end() + 80])), "")
        for told in _TOLD_AS_PAST.finditer(claim):
            if any(stem(word) == stem(verb) for word in content(told[0])):
                return f"it has {will[0]!r}, which is not past"
    return None


def _clauses(text: str) -> list[str]:
    return [each for each in _CLAUSE_BOUND.split(text) if each and each.strip()]


def _saying(text: str, word: str, like: str) -> list[str]:
    """The clauses of `text` that have this word, of them those with most words of `like`."""
    wanted = {stem(each) for each in _borne_on(like)}
    saying = [each for each in _clauses(text) if _says(each, word)]
    shared = [len(wanted & {stem(each) for each in content(clause)}) for clause in saying]
    return [each for each, count in zip(saying, shared, strict=True) if count == max(shared)]


def _borne_on(text: str) -> list[str]:
    return [word for word in content(text) if word not in _LITTLE]


def _says(clause: str, word: str) -> bool:
    return any(stem(each) == stem(word) for each in content(clause))


_ENDING = re.compile(r"(?:elians?|ians?|eans?|ans?|ns?|ish|ese|ic|le|a|o|y|e|s)$")
_OPENERS = frozenset(
    "a about after all although among an and another any around as at because before both but by "
    "despite during each even every for from how if in into it its like many more most no not of "
    "on once one only or other over several since so some such than that the their then there "
    "these they this those though through thus to two under unlike until upon we what when where "
    "which while who why with within without yet".split()
)
_LITTLE = frozenset(
    "a an the to be been being of in on at it its he she they them his her their that this any "
    "have has had for by with as and or more than is are was were do does did".split()
)
_PREFIX = 4  # letters by which a stem and a word are taken for one


def _alike(word: str, stem: str) -> bool:
    return word == stem or (len(stem) >= _PREFIX and word.startswith(stem))


def _is_number_or_date(word: str) -> bool:
    return bool(_NUMERIC.fullmatch(word)) or (word in _MONTHS and word != "may") or word in _DAYS


def _has_name(name: str, roots: set[str], source: str) -> bool:
    if all(_root(part) in roots for part in content(name)):
        return True
    return name.isupper() and _spells_out(name, source)


def _root(name: str) -> str:
    """'mexic' for Mexico, Mexican and Mexicans; what is short stays whole."""
    root = _ENDING.sub("", name)
    return root if len(root) >= _PREFIX else name


def _spells_out(acronym: str, source: str) -> bool:
    """'ACLU' for 'American Civil Liberties Union'."""
    initials = "".join(name[0] for name in re.findall(r"\b[A-Z][\w'\u2019-]*", source))
    return len(acronym) > 1 and acronym in initials


def _spelt_date(match: re.Match[str]) -> str:
    month = int(match[2])
    named = _MONTHS[month - 1] if 1 <= month <= len(_MONTHS) else match[2]
    return f"{int(match[3])} {named} {match[1]}"
