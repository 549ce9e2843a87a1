"""How much one file may ask for. Real articles stay far below; hostile files meet these first.

The time and memory of a parser are settings (`QA_PARSE_SECONDS`, `QA_PARSE_MEMORY_MB`).
"""

from qa.errors import CorpusError

MAX_PAGES = 5_000  # of a PDF; the longest printed books have about 3,000
MAX_EXPANDED_BYTES = 200_000_000  # of all parts of a DOCX or EPUB that are read, unpacked
MAX_PARTS = 10_000  # files inside a DOCX or EPUB
MAX_CHARACTERS = 20_000_000  # of extracted text: about 40 long novels
MAX_ELEMENTS = 500_000  # of a page's mark-up
MAX_DEPTH = 512  # of nested elements, as in browsers
MAX_RECORDS = 200_000  # of a data file


def require_at_most(count: int, limit: int, what: str, source_id: str) -> None:
    """Refuse a file that holds more than `limit` of something.

    Raises:
        CorpusError: it does.
    """
    if count > limit:
        raise CorpusError(
            f"{source_id} has {count:,} {what}; at most {limit:,} are read.",
            "Split the file, or take out what is not text.",
        )
