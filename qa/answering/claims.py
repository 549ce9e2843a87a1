"""The lines that a language model writes, as drafts of claims."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa.answering.evidence import one_line
from qa.answering.prompts import NO_ANSWER
from qa.answering.prose import without_marks
from qa.ingest.splitting import sentence_spans

LONGEST_CLAIM = 600  # characters; a longer sentence is no sentence

_REFERENCE = re.compile(
    r"[\[\u3010(]\s*(?:passage\s*)?(?P<numbers>\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*[\]\u3011)]"
    r"(?:\s*[:,-]?\s*[\"\u201c](?P<words>[^\"\u201c\u201d]+)(?:[\"\u201d]|$))?",
    re.IGNORECASE,
)
_QUOTED_AFTER = re.compile(
    r"(?<=[.!?])\s*[\"\u201c][^\"\u201c\u201d]+[\"\u201d]\s*$"
)  # unnumbered words
_BULLET = re.compile(r"^\s*(?:[-*\u2022>]+|\d{1,2}[.)])\s+")
_CODE = re.compile(r"(?<!\w)(`{1,3})(?=\S)(.{1,300}?)(?<=\S)\1(?!\w)")
_LABEL = re.compile(
    r"^(?:the )?(?:answer|claim|sentence|line \d+)(?: is)?\s*:\s*(?=\S)", re.IGNORECASE
)
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|$)", re.DOTALL | re.IGNORECASE)
_OPENS_THOUGHT = re.compile(r"<think(?:ing)?>", re.IGNORECASE)
_CLOSES_THOUGHT = re.compile(r"</think(?:ing)?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """A passage's number and, where the model quoted it, the words that prove the claim."""

    passage: int
    words: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence and what it is said to rest on; no references where the model named none."""

    text: str
    references: tuple[Reference, ...]


def lines(pieces: Iterable[str]) -> Iterator[str]:
    """The lines of a reply as soon as each is whole, without what the model thought aloud.

    Where `pieces` raises, the line that was begun is lost: half a sentence may say something else.
    """
    rest = ""
    for piece in pieces:
        rest = _THOUGHT.sub("", rest + piece) if _CLOSES_THOUGHT.search(piece) else rest + piece
        if _OPENS_THOUGHT.search(rest):
            if not _CLOSES_THOUGHT.search(rest):
                continue
            rest = _THOUGHT.sub("", rest)
        *whole, rest = rest.split("\n")
        yield from whole
    yield _THOUGHT.sub("", rest)


def drafts(line: str) -> list[Draft]:
    """The sentences of one line; none where it says nothing or that there is no answer."""
    if line.strip(" .*`'\"").upper() == NO_ANSWER:
        return []
    references = tuple(_references(line))
    text = _QUOTED_AFTER.sub("", one_line(_REFERENCE.sub(" ", line)))
    text = _CODE.sub(r"\2", without_marks(text))
    text = _LABEL.sub("", _BULLET.sub("", text)).strip("*` ")
    text = re.sub(r"\s+([.,;:!?])", r"\1", text).strip(' "\u201c\u201d')
    if not any(each.isalnum() for each in text):
        text = next((each.words for each in references if each.words), "")
    found = [text[span.start : span.end].strip() for span in sentence_spans(text)]
    return [
        Draft(each, references)
        for each in found
        if any(c.isalnum() for c in each) and len(each) <= LONGEST_CLAIM
    ]


def _references(line: str) -> Iterator[Reference]:
    for match in _REFERENCE.finditer(line):
        numbers = [int(number) for number in re.findall(r"\d+", match["numbers"])]
        for number in numbers:
            yield Reference(number, match["words"])
