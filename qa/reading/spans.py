"""Exact answers by type: where in a sentence a number, date, name or place stands."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qa.ingest.dates import MONTH
from qa.reading.questions import AnswerType, AskedFor
from qa.reading.word_lists import MONTHS, NUMBERS_BY_WORD
from qa.types import Span

_COUNTING = [word for word in NUMBERS_BY_WORD if word != "zero"]
_WORD = "|".join((*_COUNTING, "hundred", "thousand", "dozen"))
_SCALE = r"(?:\s+(?:hundred|thousand|million|billion|trillion|bn|m)\b)"
_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = rf"(?:(?:{_DIGITS})|\b(?:{_WORD})(?:[-\s](?:{_WORD}))*\b){_SCALE}*"
_MONTH = rf"\b{MONTH}\b\.?"
_YEAR = r"(?:1[0-9]|20)\d\d"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_ORDINAL = r"(?:first|second|third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|\w+teen)th)"
_PERIOD = r"(?:year|month|week|day|hour|minute|decade|century|centurie)s?"
_NAME_WORD = r"[A-Z\u00c0-\u00de][\w'\u2019.-]*"
_NAME = rf"{_NAME_WORD}(?:\s+(?:(?:of|the|de|van|von|da|di|la|for|and)\s+)*{_NAME_WORD})*"

_PATTERNS: dict[AnswerType, re.Pattern[str]] = {
    "number": re.compile(_NUMBER, re.IGNORECASE),
    "money": re.compile(
        rf"(?:[$\u20ac\u00a3\u00a5]\s?(?:{_DIGITS}){_SCALE}*)"
        rf"|(?:{_NUMBER}\s+(?:dollars|euros|pounds|yen|rand|francs|cents))",
        re.IGNORECASE,
    ),
    "percent": re.compile(rf"(?:{_NUMBER})\s?(?:%|percent|per cent)", re.IGNORECASE),
    "date": re.compile(
        rf"(?:{_WEEKDAY},?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+{_YEAR})?"
        rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+{_YEAR})?"
        rf"|{_MONTH}\s+{_YEAR}|\b{_YEAR}\b|{_YEAR}-\d\d-\d\d"
        rf"|\b(?:{'|'.join(month for month in MONTHS if month != 'May')})\b)"
        rf"|\b{_WEEKDAY}s?\b|\b\d{{1,4}}\s?(?:BC|AD|BCE|CE)\b|\b(?:the\s+)?\d{{4}}s\b"
        rf"|\b(?:\d{{1,2}}(?:st|nd|rd|th)|(?:twenty-)?{_ORDINAL})[\s-]century\b"
    ),
    "duration": re.compile(
        rf"(?:{_NUMBER}|\b(?:a|an|several|some|few)\b)[\s-]{_PERIOD}\b"
        rf"|\buntil\s+(?:further\s+notice|\w+(?:\s+\w+){{0,2}})|\bindefinitely\b|\bpermanently\b",
        re.IGNORECASE,
    ),
    "person": re.compile(_NAME),
    "place": re.compile(_NAME),
}
_NOT_COUNTS: tuple[AnswerType, ...] = ("date", "percent", "money")
_PLACE_LEAD = re.compile(
    r"(?:in|at|near|from|to|of|across|throughout|outside|inside|around)\s+(?:the\s+)?$"
)
_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|so that|in order to|as a result of|after|amid|to)\b",
    re.IGNORECASE,
)
_PAIRS = (("(", ")"), ("[", "]"), ("\u201c", "\u201d"), ('"', '"'), ("`", "`"))
_UNSPACED = "\u2e80"  # from here on scripts put no blanks between words
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://[^\s<>()\[\]\"'`]*[\w/]")
_CODE = re.compile(r"(?<!`)`[^`\r\n]+`(?!`)")
_LOOSE = " \t\r\n,.;:*"  # with the marks of emphasis
_NEAR = 40  # characters to the partner of a bracket
_TOKEN = re.compile(r"[\w'\u2019]+")

Stems = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate answer, as a span of the sentence, with its fit; higher is better."""

    span: Span
    fit: float


def find_answer(sentence: str, question: str, asked: AskedFor, stems: Stems) -> Span | None:
    """The best candidate of the asked type, or None; ties go to the first.

    What the question already says is not an answer. A number fits better where the counted noun
    follows it; any candidate fits better near the question's other words.
    """
    found = list(possible_answers(sentence, question, asked))
    if not found:
        return None
    question_stems = set(stems(question))
    scored = [Found(span, _fit(sentence, span, asked, question_stems, stems)) for span in found]
    return max(scored, key=lambda found: (found.fit, -found.span.start)).span


def whole_words(text: str, span: Span) -> Span:
    """The span grown to the words it cuts, then without punctuation around it.

    A hyphen between letters joins ('Ton-That'), one beside a digit does not ('10-member'), and all
    of an e-mail or web address is one word; so is code, but for a number in it. A bracket or
    quotation mark stays only where its partner does: that of one between words is taken along.
    """
    start, end = span.start, span.end
    if start == end:
        return span
    for found in _undivided(text, span):
        start, end = min(start, found.start()), max(end, found.end())
    while start > 0 and _joins(text, start):
        start -= 1
    while end < len(text) and _joins(text, end):
        end += 1
    bare = text[start:end]
    for opening, closing in _PAIRS:
        if bare.count(opening) != bare.count(closing) or (
            opening == closing and bare.count(opening) % 2
        ):
            bare = bare.strip(opening + closing)
    bare = bare.strip(_LOOSE)
    if _CODE.fullmatch(bare):
        bare = bare[1:-1]
    if not bare:
        return span
    start += text[start:end].find(bare)
    return _closed(text, Span(start, start + len(bare)))


def _undivided(text: str, span: Span) -> Iterator[re.Match[str]]:
    """The addresses and pieces of code that a span touches; not code in which it is a number."""
    for found in _ADDRESS.finditer(text) if "@" in text or "//" in text else ():
        if found.start() < span.end and span.start < found.end():
            yield found
    is_number = text[span.start].isdigit()
    for found in _CODE.finditer(text) if "`" in text else ():
        is_within = found.start() < span.start and span.end < found.end()
        is_touched = found.start() < span.end and span.start < found.end()
        if is_touched and not (is_within and is_number):
            yield found


def _closed(text: str, span: Span) -> Span:
    """The span up to the partner of a bracket that opens in it; less the bracket where none is."""
    for opening, closing in (("(", ")"), ("[", "]")):
        piece = text[span.start : span.end]
        if piece.count(opening) > piece.count(closing):
            partner = text.find(closing, span.end, span.end + _NEAR)
            end = partner + 1 or span.start + len(piece[: piece.rindex(opening)].rstrip(_LOOSE))
            return Span(span.start, end if end > span.start else span.end)
    return span


def _joins(text: str, at: int) -> bool:
    """Whether the characters before and after this place belong to one word."""
    before, after = text[at - 1], text[at]
    if max(before, after) >= _UNSPACED:
        return False
    if before.isalnum() and after.isalnum():
        return True
    if after == "-":
        return before.isalpha() and text[at + 1 : at + 2].isalpha()
    return before == "-" and after.isalpha() and text[at - 2 : at - 1].isalpha()


def type_fit(sentence: str, question: str, asked: AskedFor, stems: Stems) -> float:
    """1 where the sentence holds what is asked for, -1 where it does not, 0 where nobody can tell.

    What the question says itself does not count. A number without the counted noun after it gives
    at most 0.3: '28 members' answers 'how many members', '28 states' may not.
    """
    if asked.answer_type is None:
        return 0.0
    if asked.answer_type == "reason":
        return 1.0 if _REASON.search(sentence) else -1.0
    found = list(possible_answers(sentence, question, asked))
    if not found:
        return -1.0
    if asked.answer_type == "number" and asked.noun:
        return max(0.3, *(_counts(sentence, s, asked.noun, stems) for s in found))
    return 1.0


def _counts(sentence: str, span: Span, noun: str, stems: Stems) -> float:
    """1 where the number stands before the noun, less for each word between, 0 beyond three."""
    counted = set(stems(noun))
    for between, word in enumerate(_TOKEN.findall(sentence[span.end :])[:4]):
        if counted & set(stems(word)):
            return 1.0 - 0.1 * between
    return 0.0


def possible_answers(sentence: str, question: str, asked: AskedFor) -> Iterator[Span]:
    """The spans of the sentence that look like what is asked for, left to right.

    What the question says itself is none.
    """
    pattern = _PATTERNS.get(asked.answer_type) if asked.answer_type else None
    if pattern is None:
        return
    said = question.casefold()
    for match in pattern.finditer(sentence):
        span = _trimmed(sentence, Span(*match.span()))
        if span.start < span.end and _is_possible(sentence, span, said, asked):
            yield span


def _is_possible(sentence: str, span: Span, said: str, asked: AskedFor) -> bool:
    text = sentence[span.start : span.end]
    if re.search(rf"(?<!\w){re.escape(text.casefold())}(?!\w)", said):
        return False
    if asked.answer_type == "number":
        return not any(_is_inside(_PATTERNS[kind], sentence, span) for kind in _NOT_COUNTS)
    if asked.answer_type == "place":
        return bool(_PLACE_LEAD.search(sentence[: span.start]))
    if asked.answer_type == "person":
        return not _is_inside(_PATTERNS["date"], sentence, span) and not _opens_with_common_word(
            sentence, span
        )
    return True


_COMMON_OPENERS = frozenset(
    "the a an in on at it its he she they we i this that these those but and or if as when while "
    "after before since for from to with by of not no there here what who how why where amid "
    "according earlier last still now then also however although because critics under".split()
)


def _opens_with_common_word(sentence: str, span: Span) -> bool:
    """'The' at the start of a sentence is capitalised and no name."""
    first = sentence[span.start : span.end].split(maxsplit=1)[0].casefold()
    return (
        span.start == 0 and first in _COMMON_OPENERS and " " not in sentence[span.start : span.end]
    )


def _trimmed(sentence: str, span: Span) -> Span:
    text = sentence[span.start : span.end]
    bare = text.strip(" \t,.;:'\u2019")
    if bare.endswith(("'s", "\u2019s")):
        bare = bare[:-2]
    start = span.start + text.find(bare)
    return Span(start, start + len(bare))


def _is_inside(pattern: re.Pattern[str], sentence: str, span: Span) -> bool:
    return any(m.start() <= span.start and span.end <= m.end() for m in pattern.finditer(sentence))


def _fit(
    sentence: str, span: Span, asked: AskedFor, question_stems: set[str], stems: Stems
) -> float:
    before = " ".join(_TOKEN.findall(sentence[: span.start])[-6:])
    beside = " ".join(_TOKEN.findall(sentence[span.end :])[:6])
    counts = _counts(sentence, span, asked.noun, stems) if asked.noun else 0.0
    near = len(question_stems & set(stems(before))) + len(question_stems & set(stems(beside)))
    words = len(_TOKEN.findall(sentence[span.start : span.end]))
    fit = 4.0 * counts + 0.5 * near
    if asked.answer_type == "person":  # full names rather than adjectives, and nothing one is 'in'
        fit += (words > 1) - bool(_PLACE_LEAD.search(sentence[: span.start]))
    return fit
