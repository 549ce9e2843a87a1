"""Questions without an answer, made from questions with one.

After the classes that the authors of SQuAD 2.0 found in theirs (Rajpurkar et al., ACL 2018, table
2): negation, antonym, entity swap, number swap, impossible condition; and two made in the passage:
its answering sentence taken out, or another name or number put into it. To keep odd names from
giving them away, `renamed` changes a name in question and passage alike, and the answer stays.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.reading.opposites import OPPOSITES
from reading_sets import Example

Made = Example | None
Maker = Callable[["Example", "Names", random.Random], Made]

_NAME = re.compile(
    r"\b[A-Z][\w'\u2019-]*[a-z\d](?:\s+(?:(?:of|the|de|van|von)\s+)?[A-Z][\w'\u2019-]*[a-z\d])*"
)
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w,])|(?<![\w.,])\d+(?:\.\d+)?(?![\w,])")
_YEAR = re.compile(r"1[0-9]\d\d|20\d\d")
_OPENING = re.compile(r"^\W*\w+\W+")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])|\n+")
_NEGATED = {
    "did": "didn't",
    "do": "don't",
    "does": "doesn't",
    "is": "isn't",
    "are": "aren't",
    "was": "wasn't",
    "were": "weren't",
    "can": "can't",
    "could": "couldn't",
    "has": "hasn't",
    "have": "haven't",
    "had": "hadn't",
    "will": "won't",
    "would": "wouldn't",
    "should": "shouldn't",
}
_CONTRACTED = 0.7  # "didn't" rather than 'did never'
_LEADING = 0.3  # a condition before the question rather than after it
_FROM_HERE = 0.5  # another name of the same passage rather than of any
_DRAWS = 20  # tries to find a name of like length
_SHORTEST_PASSAGE = 80  # characters left without the answering sentence
_SHORTEST_NAME = 4
_LATEST = 40  # years that a year is moved at most
_HAS_NEGATION = re.compile(r"n't\b|\b(?:not|never|no|cannot|without)\b", re.IGNORECASE)
_AUXILIARY = re.compile(rf"\b(?:{'|'.join(_NEGATED)})\b")


class Names:
    """Names and numbers of a whole pool of passages, to draw others from."""

    def __init__(self, contexts: Sequence[str]) -> None:
        names = {name for context in contexts for name in names_in(context)}
        years = {year for context in contexts for year in _YEAR.findall(context)}
        self.names = sorted(name for name in names if " " in name or len(name) >= _SHORTEST_NAME)
        self.years = sorted(years)


def make_unanswerable(example: Example, names: Names, generator: random.Random) -> Made:
    """A version of `example` that its passage does not answer; None where no class applies."""
    makers = generator.sample(_MAKERS, counts=_WEIGHTS, k=len(_MAKERS))
    for maker in dict.fromkeys(makers):
        if made := maker(example, names, generator):
            return made
    return None


def make_unsupported(example: Example, names: Names, generator: random.Random) -> Made:
    """A question that takes for granted what its passage does not say; None where none applies."""
    makers = generator.sample(_QUESTION_MAKERS, counts=_QUESTION_WEIGHTS, k=len(_QUESTION_MAKERS))
    for maker in dict.fromkeys(makers):
        if made := maker(example, names, generator):
            return made
    return None


def renamed(example: Example, names: Names, generator: random.Random) -> Made:
    """One name or number of the question changed wherever it stands, so the answer remains."""
    shared = _shared(example)
    if not shared or example.start is None or example.end is None:
        return None
    old = generator.choice(shared)
    new = _other(old, example, names, generator)
    if new is None or _stands_in(new, example.context):
        return None
    pattern = _word(old)
    before = pattern.sub(new, example.context[: example.start])
    answer = example.context[example.start : example.end]
    after = pattern.sub(new, example.context[example.end :])
    return replace(
        example,
        question=pattern.sub(new, example.question),
        context=before + answer + after,
        start=len(before),
        end=len(before) + len(answer),
    )


def without_sentence(example: Example) -> Made:
    """The passage without the sentence that answers, if no other sentence has the answer."""
    start, end = _sentence(example)
    left = f"{example.context[:start]}{example.context[end:]}".strip()
    is_left = any(answer.casefold() in left.casefold() for answer in example.answers)
    return (
        None if is_left or len(left) < _SHORTEST_PASSAGE else example.without_answer(context=left)
    )


def names_in(text: str) -> list[str]:
    """Capitalised runs of words, each once; the first word of a text counts only in a run."""
    found = dict.fromkeys(match.group() for match in _NAME.finditer(text))
    opening = text.split(maxsplit=1)[0] if text.strip() else ""
    return [name for name in found if name != opening and len(name) > 1]


def _swapped(example: Example, names: Names, generator: random.Random) -> Made:
    """Entity and number swap: the question is about another one."""
    shared = _shared(example)
    if not shared:
        return None
    old = generator.choice(shared)
    new = _other(old, example, names, generator)
    if new is None or _stands_in(new, _answering(example)):
        return None
    return example.without_answer(question=_word(old).sub(new, example.question))


def _swapped_in_passage(example: Example, names: Names, generator: random.Random) -> Made:
    """The passage tells it of another one: the name is changed everywhere but in the question."""
    shared = _shared(example)
    if not shared:
        return None
    old = generator.choice(shared)
    new = _other(old, example, names, generator)
    if new is None or _stands_in(new, example.question):
        return None
    return example.without_answer(context=_word(old).sub(new, example.context))


def _opposite(example: Example, _: Names, generator: random.Random) -> Made:
    """Antonym, also as mutual exclusion: 'before' for 'after', 'lost' for 'won'."""
    near = _answering(example)
    words = [
        (word, other)
        for word in dict.fromkeys(re.findall(r"[a-z]+", example.question))
        for other in sorted(OPPOSITES.get(word, ()))
        if not _stands_in(other, near)
    ]
    if not words:
        return None
    word, other = generator.choice(words)
    return example.without_answer(question=_word(word).sub(other, example.question, count=1))


def _negated(example: Example, _: Names, generator: random.Random) -> Made:
    """Negation of the question's verb."""
    match = _AUXILIARY.search(example.question)
    if not match or _HAS_NEGATION.search(example.question + " " + _answering(example)):
        return None
    verb = _NEGATED[match.group()] if generator.random() < _CONTRACTED else f"{match.group()} never"
    return example.without_answer(
        question=example.question[: match.start()] + verb + example.question[match.end() :]
    )


def _conditioned(example: Example, names: Names, generator: random.Random) -> Made:
    """An impossible condition: a year or name of which the passage says nothing."""
    if _YEAR.search(example.question):
        return None
    year, name = generator.choice(names.years), generator.choice(names.names)
    shape = generator.choice(
        (f"in {year}", f"before {year}", f"after {year}", f"in {name}", f"according to {name}")
    )
    if _stands_in(shape.split(maxsplit=1)[1], example.context):
        return None
    bare = example.question.rstrip("? .")
    if generator.random() < _LEADING and not shape.startswith("according"):
        return example.without_answer(question=f"{shape.capitalize()}, {_lowered(bare)}?")
    return example.without_answer(question=f"{bare} {shape}?")


def _removed(example: Example, _: Names, __: random.Random) -> Made:
    return without_sentence(example)


_MAKERS: tuple[Maker, ...] = (
    _swapped,
    _swapped_in_passage,
    _opposite,
    _negated,
    _conditioned,
    _removed,
)
_WEIGHTS = (6, 3, 5, 2, 2, 3)  # relative; rare classes first, so that they are not crowded out
_QUESTION_MAKERS: tuple[Maker, ...] = (_swapped, _opposite, _negated, _conditioned)
_QUESTION_WEIGHTS = (2, 2, 1, 1)


def _shared(example: Example) -> list[str]:
    """Names and numbers of the question that stand in the passage, outside its answer."""
    opening = _OPENING.match(example.question)
    rest = example.question[opening.end() :] if opening else example.question
    answers = " ".join(example.answers)
    found = [*names_in("x " + rest), *_NUMBER.findall(rest)]
    return [
        name
        for name in found
        if _stands_in(name, example.context) and not _stands_in(name, answers)
    ]


def _other(old: str, example: Example, names: Names, generator: random.Random) -> str | None:
    """Another name or number of the kind of `old`: half of them from the same passage."""
    if _NUMBER.fullmatch(old):
        return _other_number(old, example.context, generator)
    from_here = [
        name
        for name in names_in(example.context)
        if _apart(name, old) and not any(name in answer for answer in example.answers)
    ]
    same_length = [n for n in from_here if len(n.split()) == len(old.split())] or from_here
    if same_length and generator.random() < _FROM_HERE:
        return generator.choice(same_length)
    for _ in range(_DRAWS):
        new = generator.choice(names.names)
        if _apart(new, old) and abs(len(new.split()) - len(old.split())) <= 1:
            return new
    return None


def _other_number(old: str, context: str, generator: random.Random) -> str | None:
    is_year = bool(_YEAR.fullmatch(old))
    here = [
        number
        for number in dict.fromkeys(_NUMBER.findall(context))
        if number != old and bool(_YEAR.fullmatch(number)) == is_year
    ]
    if here and generator.random() < _FROM_HERE:
        return generator.choice(here)
    value = float(old.replace(",", ""))
    if is_year:
        new = str(int(value) + generator.choice((-1, 1)) * generator.randint(1, _LATEST))
    elif value.is_integer():
        new = f"{int(value) + generator.randint(1, max(2, int(value))):{',' if ',' in old else ''}}"
    else:
        new = f"{value + generator.randint(1, 9):g}"
    return new if new != old else None


def _apart(one: str, two: str) -> bool:
    return not set(one.casefold().split()) & set(two.casefold().split())


def _answering(example: Example) -> str:
    start, end = _sentence(example)
    return example.context[start:end]


def _sentence(example: Example) -> tuple[int, int]:
    """The sentences that the answer touches."""
    first, last = example.start or 0, example.end or 0
    start, end = 0, len(example.context)
    for match in _SENTENCE_END.finditer(example.context):
        if match.end() <= first:
            start = match.end()
        elif match.start() >= last:
            end = match.end()
            break
    return start, end


def _stands_in(name: str, text: str) -> bool:
    return bool(_word(name).search(text))


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
