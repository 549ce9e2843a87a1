"""What a claim says that a number measures has to stand beside it in the source."""

import pytest

from qa.answering.measures import foreign_measures


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("It cost \u00a35 million.", "It cost $5 million."),
        ("It cost \u20ac5m.", "It cost $5 million."),
        ("It received 12 million dollars.", "It received 12 million euros."),
        ("It closes at 5 a.m.", "It opens at 9 a.m. and closes at 5 p.m."),
        ("It is kept at 5 degrees.", "It is kept at -5 degrees."),
        ("It is 12 miles long.", "It is 12 km long."),
        ("It grew by 5 percent.", "It grew by 5 percentage points."),
        ("60 residents came.", "60 percent of the residents came."),
        ("It closed on 3 May 2022.", "It closed on 3 May 2021 and opened on 5 June 2022."),
        ("It closed on 5 May 2021.", "It closed on 3 May 2021 and opened on 5 June 2022."),
    ],
)
def test_another_measure_is_foreign(claim: str, source: str) -> None:
    """Currency, half of the day, sign, unit, and the parts of a date."""
    assert foreign_measures(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("It cost 5 million dollars.", "It cost $5m."),
        ("It cost \u20ac12 million.", "It cost 12 million euros."),
        ("Tickets cost 20 euros or more.", "Tickets cost 20 to 30 euros."),
        ("It costs 12 euros.", "Price in \u20ac: 12"),
        ("It closes at 5pm.", "It opens at 9 a.m. and closes at 5 p.m."),
        ("It is kept at minus 5 degrees.", "It is kept at -5 \u00b0C."),
        ("It is 5 degrees below zero.", "It is -5 degrees."),
        ("Sales fell by 5 percent.", "Sales: -5 %"),
        ("It is 12 kilometres long.", "It is 12km long."),
        ("Lund, 57 years old, left.", "Lund, 57, left."),
        ("It was open from 3 May 2021.", "It was open on 3-5 May 2021."),
        ("It closed on May 3.", "It closed on 2021-05-03."),
    ],
)
def test_the_same_measure_is_not(claim: str, source: str) -> None:
    """However it is spelt, and where a range or a heading has it."""
    assert foreign_measures(claim, source) == []
