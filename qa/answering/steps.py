"""The steps of a list, all of them, where it is asked how to do something and one was found."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.answering.grounding import SourceText, proven_text
from qa.reading.opposites import stem
from qa.reading.word_lists import DETERMINERS, FUNCTION_WORDS
from qa.types import Evidence, Span

MOST = 12  # more is a manual
_REACH = 6_000  # characters before and after the sentence that was found
_HOW_TO = re.compile(
    r"\bhow\s+(?:to|(?:do|can|could|should|must|would)\s+(?:i|you|we|one|they|people|users?))\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:(?P<number>\d{1,3})[.)]|[-*+\u2022])[ \t]+(?=\S)")
_HEADING = re.compile(r"^#{1,6}[ \t]+(?P<words>.*)", re.MULTILINE)
_WORD = re.compile(r"\w+")
# 'Download the', 'Log in', 'Run `sudo', 'Press "Start"'; not 'Members are', 'The fee', 'Rules of'
_COMMANDS = re.compile(
    rf"(?!(?:{'|'.join(sorted(FUNCTION_WORDS))})\b)[^\W\d_]+(?<!(?<!s)s)(?<!ed)(?<!ing)"
    rf"\s+(?:(?:{DETERMINERS}|it|them|him|her|us|me|in|on|off|up|down|out|at|to|from|into|with|for|"
    r"until|as|by|over|back|away|through)\b|[`\"*\u201c\[<])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a list without its mark; `number` is None where it has a bullet."""

    place: Span
    indent: int
    number: int | None


def steps(question: str, best: Evidence, source_text: SourceText) -> list[Evidence]:
    """The items of the list that the best sentence stands in, in order, at most `MOST`.

    None where nobody asks how to do something, or where the items do not say what to do. Those
    without numbers have to stand under a heading that shares a word with the question. Where a
    list goes on behind the best sentence's passage, the items have one that holds it all.
    """
    text = proven_text(best, source_text) if _HOW_TO.search(question) else None
    if text is None:
        return []
    start = text.rfind("\n", 0, max(0, best.sentence.start - _REACH)) + 1
    around = text[start : best.sentence.end + _REACH]
    listed = _list_at(around, best.sentence.start - start)
    if not listed or not _are_commands(around, listed):
        return []
    if listed[0].number is None and not _is_headed(question, around[: listed[0].place.start]):
        return []
    whole = replace(best.passage, text=around, start=start, end=start + len(around))
    places = [item.place.moved(start) for item in listed[:MOST]]
    return [replace(best, passage=whole, sentence=place, answer=None) for place in places]


def _list_at(text: str, at: int) -> list[_Item]:
    lists = (each for each in _lists(text) if each[0].place.start <= at < each[-1].place.end)
    return next(lists, [])


def _lists(text: str) -> Iterator[list[_Item]]:
    """The lists of at least two items; those within an item are part of it."""
    listed: list[_Item] = []
    is_apart = False  # whether an empty line stands before
    for line in re.finditer(r"[^\r\n]*(?:\r\n|[\r\n]|\Z)", text):
        words = line[0].rstrip()
        found = _ITEM.match(words)
        indent = len(words) - len(words.lstrip())
        is_own = found or is_apart or words.startswith("#")
        if words and listed and (indent > listed[-1].indent or not is_own):
            last = listed[-1]
            listed[-1] = replace(last, place=Span(last.place.start, line.start() + len(words)))
        elif found:
            item = _item(found, Span(line.start() + found.end(), line.start() + len(words)))
            if listed and not _follows(item, listed[-1]):
                yield from [listed] if len(listed) > 1 else []
                listed = []
            listed.append(item)
        elif words:
            yield from [listed] if len(listed) > 1 else []
            listed = []
        is_apart = not words
    yield from [listed] if len(listed) > 1 else []


def _item(mark: re.Match[str], place: Span) -> _Item:
    return _Item(place, len(mark["indent"]), int(mark["number"]) if mark["number"] else None)


def _follows(item: _Item, before: _Item) -> bool:
    if before.number is None:
        return item.number is None
    return item.number == before.number + 1


def _are_commands(text: str, listed: Sequence[_Item]) -> bool:
    """Whether most of them say what to do."""
    commands = [_COMMANDS.match(text, item.place.start, item.place.end) for item in listed]
    return 2 * sum(map(bool, commands)) > len(listed)


def _is_headed(question: str, above: str) -> bool:
    """Whether the last heading shares a word with the question."""
    headings = [found["words"] for found in _HEADING.finditer(above)]
    return bool(headings) and bool(_stems(headings[-1]) & _stems(question))


def _stems(text: str) -> set[str]:
    words = (word.lower() for word in _WORD.findall(text))
    return {stem(word) for word in words if word not in FUNCTION_WORDS}
