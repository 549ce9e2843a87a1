"""What an exact answer says, however it is spelt: a quantity, a time, a length of time, a name."""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from qa.answering.measures import CURRENCIES, measure_of
from qa.answering.numbers import NUMBER, canonical, fold_number_words, with_long_scales
from qa.answering.periods import Period, period_of
from qa.reading.questions import AnswerType

Kind = Literal["quantity", "score", "time", "duration", "name", "phrase"]
Bound = Literal["", "about", "least", "below", "limit"]

OPEN_END = Decimal(0)  # of a duration: until further notice, for good

_UNITS = frozenset(("percent", "point", *CURRENCIES))
_PERIOD_DAYS = {
    "second": Decimal(1) / 86400, "minute": Decimal(1) / 1440, "hour": Decimal(1) / 24,
    "day": Decimal(1), "week": Decimal(7), "month": Decimal("30.4375"), "year": Decimal("365.25"),
    "decade": Decimal("3652.5"), "century": Decimal(36525),
}  # fmt: skip
_UP_TO = (  # as in 'up to 40 people', not as in 'has gone up to 40'
    "".join(rf"(?<!\b{verb} )" for verb in "go goes going gone went back add adds added".split())
    + "up to"
)
_BOUNDS: tuple[tuple[Bound, str], ...] = (
    (  # before 'more than' and 'less than', which it may end with
        "limit",
        rf"\b(?:{_UP_TO}|at most|at the most|no more than|not more than|not exceeding"
        r"|a maximum of|or fewer|or less)\b",
    ),
    (
        "least",
        r"\b(?:more than|over|at least|no fewer than|no less than|not less than|above|upwards of"
        r"|a minimum of|or more)\b|\+",
    ),
    ("below", r"\b(?:fewer than|less than|under|below)\b"),
    (
        "about",
        r"\b(?:about|around|nearly|almost|roughly|some|approximately|close to|an estimated"
        r"|estimated|circa|well|dozens|scores|hundreds|thousands|millions|several)\b",
    ),
)
_BOUND_PATTERNS = tuple((bound, re.compile(pattern)) for bound, pattern in _BOUNDS)
_OPEN = re.compile(
    r"\b(?:until further notice|indefinite(?:ly)?|permanent(?:ly)?|for good|for ?ever|open-ended)\b"
)
_PERIOD_NAMED = rf"(?P<unit>{'|'.join(_PERIOD_DAYS)}|centurie)s?\b"
_PERIOD = re.compile(rf"\b{_PERIOD_NAMED}")
_SMALLER_PART = re.compile(rf"\s(?:and )?(?P<number>\d+(?:\.\d+)?) {_PERIOD_NAMED}")
_HALF_OF = re.compile(rf"\bhalf (?:an? )?(?={_PERIOD_NAMED})")
_AND_A_HALF = re.compile(rf"\b(?:(?P<whole>\d+)|an?) {_PERIOD_NAMED} and a half\b")
_RANGE = re.compile(r"\d\s*(?:-|\u2013|to|and)\s*\$?\d")
_SCORE = re.compile(r"(\d+)\s*(?:-|\u2013|to)\s*(\d+)")
_OUT_OF = frozenset(("out", "of", "the", "all", "its", "their"))
_CAPITALISED = r"(?:[A-Z\u00c0-\u00de][\w'\u2019.-]*\w|[A-Z]\.?)"
NAMES = re.compile(
    rf"{_CAPITALISED}(?:\s+(?:(?:of|the|for|and|de|van|von|da|di|la|le|el|del)\s+)*"
    rf"(?:{_CAPITALISED}|\d+\b))*"
)
_SMALL = frozenset(
    "a an the of and for in on at to by with from de la van von der den di da le el as its their "
    "his her".split()
)
_TITLES = frozenset(
    "mr mrs ms dr prof professor sir dame lord lady president chairman chairwoman chair ceo chief "
    "executive officer director minister prime secretary senator sen rep representative governor "
    "gov mayor judge justice captain capt colonel col general gen lieutenant lt sergeant sgt "
    "reverend rev king queen prince princess inspector constable detective spokesman spokeswoman "
    "spokesperson coach".split()
)
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|[%$\u20ac\u00a3\u00a5]|(?<=\d)\s*[-\u2013](?=\s*\d)")
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Value:
    """An exact answer, normalised. Which fields hold depends on `kind`.

    A quantity has `low` and `high` (equal but in a range); `unit` is 'percent', 'point', a
    currency, 'am', 'pm', or empty; `counted` are the words after the number, the counted noun
    mostly among them. A duration is counted in days, 0 for no end in sight; `unit` is the one that
    it is told in. The `bound` of both says how the numbers bound the amount: a 'limit' is the most
    that is allowed or reached, 'below' an estimate from above. A score, '27 to 24', has the greater
    number in `high`. A time has a `period`. `words` are the content words of every kind.
    """

    text: str
    kind: Kind
    words: tuple[str, ...]
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    unit: str = ""
    counted: tuple[str, ...] = ()
    bound: Bound = ""
    period: Period | None = None


def value_of(
    text: str,
    asked: AnswerType | None,
    published: str | None = None,
    after: str = "",
    *,
    before: str = "",
    is_ahead: bool = False,
) -> Value:
    """What an exact answer says where a question of this type was asked.

    `before` and `after` are what stands around it in its sentence: the reader's answer may be the
    bare number of 'up to 420 kroner'. A relative time is counted from `published`; see `period_of`
    for `is_ahead`.
    """
    value = _value_of(text, asked, published, (before, after), is_ahead=is_ahead)
    is_amount = value.kind in ("quantity", "duration")
    return replace(value, bound=value.bound or _bound_before(before)) if is_amount else value


def _value_of(
    text: str,
    asked: AnswerType | None,
    published: str | None,
    around: tuple[str, str],
    *,
    is_ahead: bool,
) -> Value:
    words = content_words(text)
    if asked == "duration" and (length := _duration(text, words)):
        return length
    if asked in ("date", None) and (period := period_of(text, published, is_ahead=is_ahead)):
        is_all = asked == "date" or len(words) <= _MOST_DATE_WORDS
        if is_all:
            return Value(text, "time", words, period=period)
    if asked in ("number", "money", "percent", None) and (
        amount := _quantity(text, words, *around)
    ):
        return amount
    if asked in ("person", "place", None) and (name := _name_in(text)):
        return Value(text, "name", _without_titles(content_words(name)))
    return Value(text, "phrase", words)


_AMOUNTS = frozenset(("number", "money", "percent", None))
_MOST_DATE_WORDS = 4  # 'Wednesday, June 10, 2020'; more is a phrase that holds a date


def content_words(text: str) -> tuple[str, ...]:
    """The words that matter, in order: lower case, no accents, articles or possessives."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    words = (_without_possessive(word) for word in _WORD.findall(bare))
    return tuple(word for word in words if word not in _SMALL)


def _without_possessive(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "\u2019s")) else word.replace("\u2019", "'")


def _without_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _TITLES) or words


def _name_in(text: str) -> str:
    """The name that is the text, or stands alone in it: 'the National Museum in spring'."""
    names = [match[0] for match in NAMES.finditer(text)]
    names = [name for name in names if name.casefold() not in _TITLES | _SMALL]
    rest = content_words(" ".join(NAMES.sub(" ", text).split()))
    is_all = all(word in _TITLES for word in rest)
    is_most = len(names) == 1 and len(rest) <= len(content_words(names[0])) - 2
    return " ".join(names) if names and (is_all or is_most) else ""


def _quantity(text: str, words: tuple[str, ...], before: str, after: str) -> Value | None:
    scale = _LEADING_SCALES.match(after)  # the reader's span may end at '90' of '90 million'
    scaled = text + (scale[0] if scale else "")
    lower = unicodedata.normalize("NFKC", scaled).casefold()
    after = after[scale.end() :] if scale else after
    tokens = number_tokens(lower)
    places = [at for at, token in enumerate(tokens) if token[0].isdigit()]
    last = places[-1] if places else 0
    spoken = " ".join(tokens)
    if score := _score(text, spoken, words):
        return score
    is_range = bool(_RANGE.search(spoken))
    places = _counting(places, tokens)
    if not places or len(places) > 1 + is_range:
        return None
    near = _CLAUSE_END.split(after[:_NEAR_AFTER], maxsplit=1)[0]
    following = [*tokens[last + 1 :], *number_tokens(near.casefold())]
    measure = measure_of(tokens[last], scaled, before, after[:_NEAR_AFTER])
    sign = -1 if measure.is_negative and len(places) == 1 else 1
    numbers = [sign * Decimal(tokens[at]) for at in places]
    return Value(
        text,
        "quantity",
        words,
        low=min(numbers),
        high=max(numbers),
        unit=measure.half or (measure.unit if measure.unit in _UNITS else ""),
        counted=tuple(w for w in following[:_COUNTED_WITHIN] if w.isalpha() and w not in _SMALL),
        bound=_bound(lower),
    )


def _counting(places: list[int], tokens: list[str]) -> list[int]:
    """The place of '23' in '23 of 31'; 'one of 31' tells how many there are, not that it is one."""
    if not places or tokens[places[0]] == "1":
        return places
    between = tokens[places[0] + 1 : places[-1]]
    return places[:1] if "of" in between and set(between) <= _OUT_OF else places


def _score(text: str, spoken: str, words: tuple[str, ...]) -> Value | None:
    """'27 to 24': a range goes up. '1998-99' is a season, and a percentage may fall."""
    found = _SCORE.fullmatch(spoken.removeprefix("by "))
    if found is None or len(found[1]) > _LONGEST_SCORE:
        return None
    high, low = Decimal(found[1]), Decimal(found[2])
    return Value(text, "score", words, low=low, high=high) if high >= low else None


_LONGEST_SCORE = 3  # digits
_LEADING_SCALES = re.compile(r"(?:[\s-](?:hundred|thousand|million|billion|trillion)\b)+", re.I)
_CLAUSE_END = re.compile(r"[,;:.!?()\u2013\u2014]")
_NEAR_AFTER = 60  # characters after the answer that are looked at for the counted noun
_NEAR_BEFORE = 24  # characters before it, enough for 'approximately'
_BEFORE_DIGITS = " \t\n" + "$\u20ac\u00a3\u00a5"
_COUNTED_WITHIN = 3  # words: '25 000 arrest photos', '28 members of Congress'


def number_tokens(text: str) -> list[str]:
    """Lower-case text as words and numbers in one spelling: 'twenty-eight', '28' give '28'."""
    text = re.sub(NUMBER, lambda match: f" {canonical(match[0])} ", with_long_scales(text))
    text = re.sub(r"\ba dozen\b|\bdozen\b", "twelve", text)
    return fold_number_words([token.strip() for token in _TOKEN.findall(text)])


def _bound(text: str) -> Bound:
    return next((bound for bound, pattern in _BOUND_PATTERNS if pattern.search(text)), "")


def _bound_before(text: str) -> Bound:
    """How the end of what stands before a number bounds it."""
    near = text[-_NEAR_BEFORE:].casefold().rstrip(_BEFORE_DIGITS)
    ends = (
        bound
        for bound, pattern in _BOUND_PATTERNS
        if any(match.end() == len(near) for match in pattern.finditer(near))
    )
    return next(ends, "")


def _duration(text: str, words: tuple[str, ...]) -> Value | None:
    lower = text.casefold()
    if _OPEN.search(lower):
        return Value(text, "duration", words, low=OPEN_END, high=OPEN_END)
    spoken = _with_halves(" ".join(number_tokens(lower)))
    unit = _PERIOD.search(spoken)
    if unit is None:
        return None
    before = spoken[: unit.start()]
    numbers = [Decimal(token) for token in before.split() if token[0].isdigit()]
    if not numbers and not re.search(r"\b(?:an?|full|whole|entire) $", before):
        return None
    found = numbers or [Decimal(1)]
    named = _period_named(unit[1])
    days, rest = _PERIOD_DAYS[named], _rest_of_duration(spoken[unit.end() :], named)
    low, high = min(found) * days + rest, max(found) * days + rest
    bound = _bound(lower)
    return Value(text, "duration", words, low=low, high=high, unit=named, bound=bound)


def _with_halves(spoken: str) -> str:
    """'0.5 hour' for 'half an hour', '1.5 year' for 'a year and a half'."""
    spoken = _HALF_OF.sub("0.5 ", spoken)
    return _AND_A_HALF.sub(lambda match: f"{match['whole'] or 1}.5 {match['unit']}", spoken)


def _rest_of_duration(spoken: str, named: str) -> Decimal:
    """The days of the 'and 30 minutes' after '2 hours'; '(84 days)' after '12 weeks' adds none."""
    total, unit = Decimal(0), named
    while part := _SMALLER_PART.match(spoken):
        smaller = _period_named(part["unit"])
        days = Decimal(part["number"]) * _PERIOD_DAYS[smaller]
        if days >= _PERIOD_DAYS[unit]:
            break
        total, unit, spoken = total + days, smaller, spoken[part.end() :]
    return total


def _period_named(word: str) -> str:
    return "century" if word == "centurie" else word
