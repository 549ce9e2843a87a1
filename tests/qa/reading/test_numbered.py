"""What is said of another one of its kind answers less."""

import pytest

from qa.reading.numbered import kin_behind
from qa.types import Evidence, Passage, Span


def evidence(text: str) -> Evidence:
    """A sentence that is a passage by itself."""
    passage = Passage(text, "a.txt", text, 0, len(text), "Tarn")
    return Evidence(passage, Span(0, len(text)), None, 0.8)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Where was the Harrow A340 built?", "The Harrow A330 was built in Tarn."),
        ("Where does route 67 end?", "Route 66 ends in Tarn."),
        ("Who commanded Apollo 11?", "Apollo 13 was commanded by Jim Lovell."),
        ("Which port did version 3.2 use?", "Version 3.3 uses port 7443."),
    ],
)
def test_another_of_its_kind_is_less_sure(question: str, text: str) -> None:
    """Where the passage does not know the one that is asked about."""
    assert kin_behind(question, [evidence(text)])[0].confidence < 0.3


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Where was the Harrow A340 built?", "The A330 and the A-340 were built in Tarn."),
        ("Where does route 67 end?", "Routes 66 and 67 end in Tarn."),
        ("Who cleans room 12?", "Rooms 10 to 15 are cleaned by Ada Lund."),
        ("What ends in stage 1?", "Debate ends in the first stage, and stage 2 begins."),
        ("Who won World War 1?", "World War I was won by the allies, World War 2 too."),
        ("At 5 am, who opens?", "At 6 am Ada Lund opens the gate."),
        ("What happened on June 12?", "On June 10 the bridge closed."),
        ("Who won in March 12?", "In March 11 the club won."),
        ("Where did COVID-19 patients go?", "Patients with the virus went to Tarn."),
        ("Does the A340 fly to Tarn?", "Only the A330 flies to Tarn."),
        ("What was opened in Tarn 1912?", "Tarn 1910: the mill opened."),
        ("Which port did version 3 use?", "Version 3.3 uses port 7443."),
    ],
)
def test_what_may_be_about_it_stays(question: str, text: str) -> None:
    """Dates and years number nothing, and a yes/no question may be answered by another number."""
    found = [evidence(text)]

    assert found == kin_behind(question, found)
