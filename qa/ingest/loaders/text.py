"""Plain text."""

from pathlib import PurePosixPath

from qa.ingest.dates import find_published
from qa.ingest.decoding import decode
from qa.ingest.loaders import register
from qa.ingest.noise import find_masks
from qa.types import Document

_TITLE_CHARACTERS = 200  # a longer first line is a paragraph


@register(".txt", ".text", name="text", is_plain=lambda _data: True)
def load_text(data: bytes, source_id: str) -> Document:
    """A plain text file; its title is the first line that reads like one, else the file name."""
    decoded = decode(data, source_id)
    masks = find_masks(decoded.text)
    return Document(
        source_id=source_id,
        text=decoded.text,
        title=first_line_title(decoded.text) or name_title(source_id),
        published=find_published(decoded.text, source_id),
        encoding=decoded.encoding,
        masks=masks,
        warnings=decoded.warnings,
    )


def first_line_title(text: str) -> str | None:
    """The first line that is not noise, if it is short and does not end like a sentence."""
    masked = {(mark.start, mark.end) for mark in find_masks(text[:5_000])}
    offset = 0
    for line in text[:5_000].splitlines(keepends=True):
        bare = line.strip()
        start = offset + line.find(bare)
        offset += len(line)
        has_words = any(character.isalnum() for character in bare)  # a ruler is not a title
        if has_words and (start, start + len(bare)) not in masked:
            is_title = len(bare) <= _TITLE_CHARACTERS and bare[-1] not in ".;,:"
            return bare if is_title else None
    return None


def name_title(source_id: str) -> str:
    """The file name in words: 'notes/2020_my-trip.txt' gives '2020 my trip'."""
    return " ".join(PurePosixPath(source_id).stem.replace("_", " ").replace("-", " ").split())
