"""What stands under another heading than the one that is asked about."""

import pytest

from qa.reading.headed import elsewhere_behind
from qa.types import Evidence, Passage, Span

TEXT = """\
# Programme

Entry is from the yard.

## Jazz night

Tickets: 15 euros

### Food

Soup is 4 euros.

## Folk night

Tickets: 12 euros
"""


def sentence(told: str, confidence: float) -> Evidence:
    """A line of the programme."""
    start = TEXT.index(told)
    passage = Passage("p", "a.md", TEXT, 0, len(TEXT), "Programme")
    return Evidence(passage, Span(start, start + len(told)), None, confidence)


JAZZ, FOLK = sentence("Tickets: 15 euros", 0.8), sentence("Tickets: 12 euros", 0.5)
SOUP, YARD = sentence("Soup is 4 euros.", 0.6), sentence("Entry is from the yard.", 0.3)


def test_the_heading_that_is_named_counts() -> None:
    """What says the same of something else steps back; what says something else stays."""
    found = elsewhere_behind("What are the tickets for the folk nights?", [JAZZ, SOUP, FOLK, YARD])

    assert [SOUP, FOLK, YARD] == found[:3]
    assert found[3].confidence == pytest.approx(0.24)


@pytest.mark.parametrize(
    "question", ["What does the soup cost?", "Who plays at the folk and jazz night?"]
)
def test_without_one_such_heading_all_stays(question: str) -> None:
    """Where none is named, and where each is."""
    assert [JAZZ, FOLK] == elsewhere_behind(question, [JAZZ, FOLK])
