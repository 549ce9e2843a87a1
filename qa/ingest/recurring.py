"""Noise that only the whole corpus shows: blocks of lines that recur from file to file.

That lines recur is never enough: minutes say 'Motion carried' in every file, and list the same
people. What is masked are three lines or more that follow each other in the same order in many
files, none of them a sentence, a figure, a list item or a field with a value, and at least one of
them made of words that only page furniture has: menus, footers, lists of teasers.

What recurs depends on the files of the folder and on nothing else, neither on their order nor on
earlier states. A file's own blocks are kept with it as hashes, so that unchanged files need not
be read again to count.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qa.ingest.noise import lines_of, merged
from qa.types import Document, Span

MIN_FILES = 5  # a block in fewer may be a quotation
_MIN_SHARE = 0.1  # of all files, for small folders
_ENOUGH_FILES = 20  # for large ones: several sites in one folder have menus of their own
_BLOCK_LINES = 3
_LINE_CHARACTERS = 140
_KEY_BYTES = 8
_CONTENT = (
    re.compile(  # what a line of a menu has not: a sentence's end, a figure, a value, an item
        r"""[.!?\u2026\u3002]["'\u201d\u2019\u00bb)\]]*$|\d|:\s*\S|^[-*#>|\u2022]|^[\W_]+$"""
    )
)

_FURNITURE = re.compile(
    r"(?:home|menu|search|help|faq|rss|login|account|imprint|newsletters?|sections|videos?|podcasts?"
    r"|comments|cookies|startseite|suche|impressum|datenschutz|accueil|recherche|inicio|buscar"
    r"|главная|поиск|ホーム|メニュー|首页)"
    r"|.*\b(?:home ?pages?|site ?map|log in|sign (?:in|up)|subscribe|privacy policy|about us"
    r"|contact us|terms of (?:use|service)|cookie (?:policy|settings|notice)|follow us"
    r"|advertise with us"
    r"|skip to (?:main )?content|back to top|all rights reserved|my account"
    r"|most (?:read|popular|viewed)|trending now|latest news|read more|load more|share this"
    r"|mentions l[ée]gales|aviso legal"
    r"|politique de confidentialit[ée]|pol[íi]tica de privacidad|datenschutzerkl[äa]rung)\b.*",
    re.IGNORECASE,
)

Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Recurring:
    """The blocks that recur in a corpus, and the blocks of each file, by their hashes."""

    blocks: frozenset[int]
    keys: Mapping[str, bytes]

    def digest_of(self, source_id: str) -> str:
        """What of a file recurs, in 16 hex digits; '' where nothing does."""
        found = sorted(self.blocks.intersection(_blocks_in(self.keys.get(source_id, b""))))
        return hashlib.sha256(repr(found).encode()).hexdigest()[:16] if found else ""

    def masked(self, document: Document) -> Document:
        """The document with the blocks that recur masked, too."""
        masks = [
            span
            for run in _runs(found for found, key in _blocks(document) if key in self.blocks)
            if any(_FURNITURE.fullmatch(document.text[span.start : span.end]) for span in run)
            for span in run
        ]
        return replace(document, masks=merged([*document.masks, *masks])) if masks else document


def keys_of(document: Document) -> bytes:
    """What a file adds to the count: a hash that its copies share, then those of its blocks.

    A document of many records has none: its records are articles, and not files.
    """
    blocks = {key for _, key in _blocks(document)}
    keys = [_hash(_longest_line(document.text)), *sorted(blocks)] if blocks else []
    return np.array(keys, dtype=np.uint64).tobytes()


def find_recurring(keys: Mapping[str, bytes], files: int) -> Recurring:
    """The blocks in at least five files and a tenth of all `files`; twenty are always enough.

    Copies count as one file.

    Copies are files with the same longest line: without this five copies of one article would
    make noise of it.
    """
    least = max(MIN_FILES, min(_ENOUGH_FILES, int(np.ceil(_MIN_SHARE * files))))
    arrays = [np.frombuffer(each, dtype=np.uint64) for each in keys.values() if each]
    if not arrays:
        return Recurring(frozenset(), keys)
    blocks = np.concatenate([array[1:] for array in arrays])
    copies = np.concatenate([np.full(len(array) - 1, array[0]) for array in arrays])
    distinct = np.unique(np.stack([blocks, copies]), axis=1)[0]
    values, counts = np.unique(distinct, return_counts=True)
    return Recurring(frozenset(int(value) for value in values[counts >= least]), keys)


def _blocks(document: Document) -> Iterator[tuple[list[Span], int]]:
    """Every three lines of a run of lines that could be noise, with their hash."""
    if document.sections:
        return
    run: list[tuple[Span, str]] = []
    for span, line in lines_of(document.text):
        if len(line) > _LINE_CHARACTERS or _CONTENT.search(line):
            run = []
            continue
        run = [*run[1 - _BLOCK_LINES :], (span, " ".join(line.split()).casefold())]
        if len(run) == _BLOCK_LINES:
            yield [place for place, _ in run], _hash("\n".join(text for _, text in run))


def _runs(blocks: Iterable[list[Span]]) -> Iterator[list[Span]]:
    """The lines of blocks that overlap, each line once."""
    run: list[Span] = []
    for block in blocks:
        if run and block[0].start > run[-1].start:
            yield run
            run = []
        run += [span for span in block if not run or span.start > run[-1].start]
    if run:
        yield run


def _blocks_in(keys: bytes) -> Iterable[int]:
    return (int(key) for key in np.frombuffer(keys, dtype=np.uint64)[1:])


def _longest_line(text: str) -> str:
    return max(re.split(r"[\r\n]+", text), key=len).strip()


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=_KEY_BYTES).digest(), "big")
