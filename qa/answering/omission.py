"""A claim as its source with words left out: which words may be, and which may not."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from qa.answering.facts import HEDGE, NEGATION
from qa.answering.measures import measured_words
from qa.ingest.splitting import sentence_spans
from qa.reading.verbs import is_past
from qa.reading.word_lists import AUXILIARIES, FUNCTION_WORDS, MONTHS

_CONTRACTIONS = (
    (re.compile(r"\bcan(?:not|['\u2019]t)\b", re.IGNORECASE), "can not"),
    (re.compile(r"\bwon['\u2019]t\b", re.IGNORECASE), "will not"),
    (re.compile(r"n['\u2019]t\b", re.IGNORECASE), " not"),
    (re.compile(r"['\u2019]re\b", re.IGNORECASE), " are"),
    (re.compile(r"['\u2019]ll\b", re.IGNORECASE), " will"),
    (re.compile(r"['\u2019]ve\b", re.IGNORECASE), " have"),
)
_MARKS = ",;:()\u2013\u2014"
_ARTICLES = frozenset("a an the".split())
_AND = frozenset("and but while whereas ;".split())  # part what is told side by side
_CLAUSES = frozenset("and but because while whereas although though who which".split())
_TAKING_BACK = frozenset("false untrue wrong wrongly denied denies deny except only".split())
_RELATIVE = frozenset("who which whose".split())
_CONDITIONS = frozenset("if unless except provided".split())
_TURNING = frozenset(  # without them the rest says more than it did
    "only except if unless than respectively or nor nearly almost barely until like as though "
    "claimed claim claims alleged believe believes believed think thinks thought hope hopes hoped "
    "suggested suspect suspects suspected false untrue".split()
)
_ROLES = frozenset("by to from for with without against".split())
_DATED_MAY = re.compile(r"(?<=\d )may\b|\bmay(?= \d)|(?<=\bin )may\b")
_YEAR = re.compile(r"1\d{3}|20\d\d")
_LONGEST = 400  # words of a sentence; what is longer is a table or no text
_BE = frozenset("is are was were".split())
_PRONOUNS = frozenset("it he she they".split())
_AUXILIARY = re.compile(AUXILIARIES)
_MONTHS = frozenset(month.lower() for month in MONTHS)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The words and marks of a sentence, without articles, and each as it is compared."""

    words: tuple[str, ...]
    keys: tuple[str, ...]


class Omission:
    """A claim beside the sentences of its source."""

    def __init__(self, claim: str, source: str, stem: Callable[[str], str]) -> None:
        own = _sentence(claim, stem, marks="")
        self._words, self._keys = own.words, own.keys
        sentences = (_sentence(source[s.start : s.end], stem) for s in sentence_spans(source))
        self._sentences = [each for each in sentences if len(each.words) <= _LONGEST]
        self._stem = stem

    def is_all(self) -> bool:
        """Whether the claim is one of the sentences but for words that may be left out.

        All words count, in order, grammar words and measures too. A sentence may begin with a
        pronoun for what the claim has from the sentence before.
        """
        if not self._keys:
            return False
        before: _Sentence | None = None
        for sentence in self._sentences:
            if _aligned(self._keys, sentence, self._may_be_left_out) or self._is_aside(sentence):
                return True
            if before is not None and self._follows_on(before, sentence):
                return True
            before = sentence
        return False

    def objection(self) -> str | None:
        """What the claim makes of the words of its source that this keeps apart, or None.

        Only of a claim that has no other words: with other words it may say the same.
        """
        said = {key for sentence in self._sentences for key in sentence.keys}
        if any(self._stem(word) and key not in said for word, key in self._own()):
            return None
        return self._role() or self._joined()

    def _is_aside(self, sentence: _Sentence) -> bool:
        """'The mayor is Ada Lund' of 'The mayor, Ada Lund, said so'."""
        places = [at for at, word in enumerate(self._words) if word in _BE]
        return len(places) == 1 and _aligned(
            [*self._keys[: places[0]], ",", *self._keys[places[0] + 1 :]],
            sentence,
            self._may_stand_beside,
        )

    def _may_stand_beside(self, words: Sequence[str], start: int, end: int) -> bool:
        gap = words[start:end]
        is_list = end == len(words) and (gap[0] not in _MARKS or bool({"and", "or"} & set(gap[:2])))
        return not is_list and self._may_be_left_out(words, start, end)

    def _own(self) -> list[tuple[str, str]]:
        return list(zip(self._words, self._keys, strict=True))

    def _follows_on(self, before: _Sentence, sentence: _Sentence) -> bool:
        """Whether the claim has words from `before` for the pronoun that opens `sentence`."""
        if not sentence.words or sentence.words[0] not in _PRONOUNS:
            return False
        rest = _Sentence(sentence.words[1:], sentence.keys[1:])
        for length in range(1, len(self._keys)):
            subject = self._keys[:length]
            starts = range(len(before.keys) - length + 1)
            if not any(before.keys[at : at + length] == subject for at in starts):
                return False
            if _aligned(self._keys[length:], rest, self._may_be_left_out, is_from_start=True):
                return True
        return False

    def _role(self) -> str | None:
        """'by the trust' where the source only has 'to the trust'."""
        theirs: dict[str, set[str]] = {}
        for sentence in self._sentences:
            for role, key in _roles(sentence.words, sentence.keys):
                theirs.setdefault(key, set()).add(role)
        for role, key in _roles(self._words, self._keys):
            if role not in theirs.get(key, {role}):
                return f"it has {min(theirs[key])!r} where this has {role!r}"
        return None

    def _joined(self) -> str | None:
        """Words in order but of two clauses, or a number of something else."""
        why = "what is left out there changes what it says, or of what"
        keys = [key for word, key in self._own() if self._stem(word)]
        for sentence in self._sentences:
            content = _Sentence(
                sentence.words,
                tuple(
                    key if self._stem(word) and word not in _MARKS else f"\0{word}"
                    for word, key in zip(sentence.words, sentence.keys, strict=True)
                ),
            )
            if _aligned(keys, content, lambda *_: True):
                joins = not _aligned(keys, content, self._keeps_together)
                return why if joins else self._governed(sentence)
        return self._governed(self._sentences[0]) if len(self._sentences) == 1 else None

    def _may_be_left_out(self, words: Sequence[str], start: int, end: int) -> bool:
        """Whether these words turn nothing, and part nothing, where they are left out."""
        gap = words[start:end]
        bare = [word for word in gap if word not in _MARKS]
        if not bare:
            return True
        if not self._keeps_together(words, start, end):
            return False
        return _may_end(gap, bare) if end == len(words) else not _turns(bare)

    def _keeps_together(self, words: Sequence[str], start: int, end: int) -> bool:
        """Whether nothing is parted, and no condition lost, by what is left out."""
        gap = words[start:end]
        if not gap:
            return True
        if start == 0:
            is_cut = gap[-1] not in _MARKS and bool(_RELATIVE & set(gap[:-1]))
            return not is_cut and not _CONDITIONS & set(_until_parted(gap[::-1]))
        if end == len(words):
            return not _CONDITIONS & set(_until_parted(gap))
        if _counts(words[start - 1]) and _AND & set(gap[1:]):
            return False
        for at, word in enumerate(gap):
            if word in _AND and any(self._stem(each) for each in gap[at + 1 :]):
                is_aside = gap[0] in _MARKS and gap[-1] in _MARKS
                is_side = at <= 1 and gap[0] in _AND | {","} and not _has_verb(gap[at + 1 :])
                if not is_aside and not is_side:
                    return False
        return True

    def _governed(self, sentence: _Sentence) -> str | None:
        """A number after another word than in the source: 'closes at 9' for 'opens at 9'."""
        own = _governors(self._words, self._keys, self._stem)
        theirs = _governors(sentence.words, sentence.keys, self._stem)
        claimed = set(self._keys)
        for number, governors in own.items():
            there = theirs.get(number, set())
            elsewhere = {key for other, keys in theirs.items() if other != number for key in keys}
            if there and not there & claimed and governors and governors <= elsewhere:
                return f"it does not say {number} of that"
        return None


def _sentence(text: str, stem: Callable[[str], str], marks: str = _MARKS) -> _Sentence:
    for pattern, spelt in _CONTRACTIONS:
        text = pattern.sub(spelt, text)
    words = [word for word in measured_words(text, marks) if word not in _ARTICLES]
    return _Sentence(tuple(words), tuple(stem(word) or word for word in words))


def _aligned(
    keys: Sequence[str],
    sentence: _Sentence,
    allows: Callable[[Sequence[str], int, int], bool],
    *,
    is_from_start: bool = False,
) -> bool:
    """Whether the keys stand in the sentence in order, the rest left out rightly."""
    words = sentence.words
    places: dict[str, list[int]] = {}
    for place, key in enumerate(sentence.keys):
        places.setdefault(key, []).append(place)

    @cache
    def fits(at: int, start: int) -> bool:
        if at == len(keys):
            return start == len(words) or allows(words, start, len(words))
        is_fixed = is_from_start and at == 0
        return any(
            place == start or (not is_fixed and place > start and allows(words, start, place))
            for place in places.get(keys[at], ())
            if place >= start and fits(at + 1, place + 1)
        )

    return bool(keys) and fits(0, 0)


def _may_end(gap: Sequence[str], bare: Sequence[str]) -> bool:
    """Whether a sentence may end before these words."""
    if bare[0] in _CLAUSES:  # told beside it, whatever it says, but not about it
        return not _TAKING_BACK & set(bare)
    if gap[0] in _MARKS:
        return not _TURNING & set(bare[:2]) and not _turns(bare, _TAKING_BACK)
    return not _turns(bare)


def _counts(word: str) -> bool:
    return word[:1].isdigit() and not _YEAR.fullmatch(word)


def _until_parted(gap: Sequence[str]) -> list[str]:
    return list(takewhile(lambda word: word not in _AND, gap))


def _turns(bare: Sequence[str], words: frozenset[str] | None = None) -> bool:
    text = _DATED_MAY.sub("", " ".join(bare))
    found = (_TURNING if words is None else words) & set(bare)
    return bool(found or NEGATION.search(text) or HEDGE.search(text))


def _has_verb(words: Sequence[str]) -> bool:
    return any(_AUXILIARY.fullmatch(word) or is_past(word) for word in words)


def _roles(words: Sequence[str], keys: Sequence[str]) -> list[tuple[str, str]]:
    """The prepositions of roles, each with the word that follows."""
    found = []
    for at, word in enumerate(words[:-1]):
        if word in _ROLES and words[at + 1] not in FUNCTION_WORDS | set(_MARKS):
            found.append((word, keys[at + 1]))
    return found


def _governors(
    words: Sequence[str], keys: Sequence[str], stem: Callable[[str], str]
) -> dict[str, set[str]]:
    """For each number the words before it in its clause that say what it is of."""
    found: dict[str, set[str]] = {}
    last = ""
    for word, key in zip(words, keys, strict=True):
        if word in _AND or word in _MARKS:
            last = ""
        elif word[:1].isdigit():
            if last:
                found.setdefault(word, set()).add(last)
        elif stem(word) and word not in _MONTHS and not word.endswith("ly"):
            last = key
    return found
