"""Slips of the keyboard in a question, mended by the words of the corpus."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from symspellpy.editdistance import DistanceAlgorithm, EditDistance

from qa.index.store import Store
from qa.index.tables import FileVersion
from qa.models import MODELS, open_tokenizer

_WORD = re.compile(r"(?<![\w@./-])[^\W\d_]+(?![\w@/]|\.\w|['\u2019]t\b)")
_SHORTEST = 3  # letters
_SHORT = 5  # letters; with fewer, one more or in another's place makes another word
_TWO_EDITS = 9  # letters of a word in which two slips are likely; Meilisearch's default
_PASSAGES = 30  # that match the rest of the question best are looked through
_DICTIONARY = "frequency_dictionary_en_82_765.txt"
_CONTRACTED = frozenset(  # 'didnt' is no 'didst'
    "dont doesnt didnt isnt arent wasnt werent hasnt havent hadnt cant couldnt wont wouldnt "
    "shouldnt".split()
)
_DISTANCE = EditDistance(DistanceAlgorithm.DAMERAU_OSA)


@dataclass(frozen=True, slots=True)
class Respelled:
    """A question as it is read; `changed` are the words as typed and as read, in their order."""

    text: str
    changed: tuple[tuple[str, str], ...] = ()

    def notices(self) -> tuple[str, ...]:
        """What a reader should know: a sentence for each word."""
        return tuple(f"Read '{typed}' as '{word}'." for typed, word in self.changed)


class Speller:
    """Reads a word that neither the corpus nor English has as the nearest one of the corpus."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(self, question: str, within: Sequence[FileVersion] | None = None) -> Respelled:
        """The question with each such word replaced; only `within` these versions, None for all.

        At most one letter is wrong, missing, too much or in its neighbour's place, two in words of
        nine letters or more. Of several words that near, the one with the slip that is made most,
        then the one that stands with the other words of the question. Names and short words are
        others with one other letter: theirs may only have changed places or be doubled or not.
        """
        pieces: list[str] = []
        changed: list[tuple[str, str]] = []
        end = 0
        for found in _WORD.finditer(question):
            typed = found.group()
            if self._is_known(typed, within):
                continue
            beside = f"{question[: found.start()]} {question[found.end() :]}"
            is_name = bool(found.start()) and typed[0].isupper()
            words = self._words_near(typed, beside, within)
            meant = _likeliest(typed, words, is_sure=is_name or len(typed) < _SHORT)
            if meant is None and not is_name:
                meant = _likeliest(typed, _english(), is_sure=len(typed) < _SHORT)
            if meant:
                read = _cased(meant, typed)
                pieces += [question[end : found.start()], read]
                changed.append((typed, read))
                end = found.end()
        return Respelled("".join([*pieces, question[end:]]), tuple(changed))

    def _is_known(self, word: str, within: Sequence[FileVersion] | None) -> bool:
        lower = word.lower()
        if len(word) < _SHORTEST or word.isupper():  # an abbreviation
            return True
        if lower in _whole_words() or lower in _CONTRACTED:
            return True
        return bool(self._store.lexical.search(word, 1, within)) or _is_english(lower)

    def _words_near(
        self, typed: str, beside: str, within: Sequence[FileVersion] | None
    ) -> Iterator[str]:
        """The words of passages that have one so near, those first that fit the question best."""
        found = self._store.lexical.near(typed, _most(typed), beside, _PASSAGES, within)
        records = self._store.vectors.get(found)
        for record_id in found:
            if record_id in records:
                passage = records[record_id].passage
                yield from _WORD.findall(f"{passage.text} {passage.title}")


def _most(typed: str) -> int:
    return 2 if len(typed) >= _TWO_EDITS else 1


def _likeliest(typed: str, words: Iterable[str], *, is_sure: bool) -> str | None:
    """The word for which one would type this by the likeliest slip, the first of equals.

    Where `is_sure` is set, its letters only changed places or are doubled or not.
    """
    lower, most = typed.lower(), _most(typed)
    near = (word for word in dict.fromkeys(words) if abs(len(word) - len(typed)) <= most)
    slips = [
        (_slip(edits, lower, word.lower()), word)
        for word in near
        if 0 <= (edits := _DISTANCE.compare(lower, word.lower(), most)) <= most
    ]
    likely = [(slip, word) for slip, word in slips if not (is_sure and slip[1])]
    return min(likely, key=lambda each: each[0])[1] if likely else None


def _slip(edits: int, typed: str, word: str) -> tuple[int, bool, bool]:
    """How unlikely it is that one types this for that word, so many edits apart.

    Most slips are one edit (Damerau 1964). Of equally many, letters that changed places and those
    doubled or not come first, and the first letter is seldom wrong (Kukich 1992).
    """
    is_common = sorted(typed) == sorted(word) or _once(typed) == _once(word)
    return edits, not is_common, typed[:1] != word[:1]


def _cased(word: str, typed: str) -> str:
    if typed[0].isupper():
        return word[0].upper() + word[1:]
    return word.lower() if word.lower() in _english() else word


def _once(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


def _is_english(word: str) -> bool:
    from lemminflect import getAllLemmas  # its tables take a tenth of a second; few words need them

    return word in _english() or bool(getAllLemmas(word))


@cache
def _english() -> dict[str, None]:
    """English words in small letters, those in use most first."""
    lines = (files("symspellpy") / _DICTIONARY).read_text(encoding="utf-8-sig").splitlines()
    return dict.fromkeys(line.split()[0] for line in lines)


@cache
def _whole_words() -> frozenset[str]:
    """The whole words that the models' tokenizer has; many are names that no dictionary has."""
    return frozenset(filter(str.isalpha, open_tokenizer(MODELS).get_vocab()))
